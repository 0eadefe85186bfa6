"""Refusals, which the journal keeps, and programming faults, which it does not."""


class NobodyActsError(RuntimeError):
    """A write or a read of a member's file was attempted with no actor named: a fault of ours."""


class JournalUnavailableError(RuntimeError):
    """The journal could not be written, so nothing may be shown: the screens answer 503."""


class Refused(Exception):  # noqa: N818  the word of the domain; every subclass is a refusal
    """A rule said no. The text is translated and can be shown; `reason` is for machines and the journal."""

    reason = "refused"
