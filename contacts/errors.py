from django.utils.translation import gettext_lazy as _

from audit.errors import Refused


class NotHeldError(Refused):
    """Only who has the case in hand may act on it. Carries nothing: a refusal tells nothing."""

    reason = "not_held"

    def __str__(self) -> str:
        return str(_("This case is no longer in your hands: somebody took it over or it is closed. Your text is kept."))


class CaseTakenError(Refused):
    """Somebody else has the case."""

    reason = "case_taken"

    def __str__(self) -> str:
        return str(_("Somebody else took this case in the meantime."))


class HandsFullError(Refused):
    """Three cases are set aside already: one of them must be closed or given back first."""

    reason = "hands_full"

    def __str__(self) -> str:
        return str(_("Three cases are set aside already: close one, park it or give it back first."))


class NotCodedError(Refused):
    """A case cannot be closed without its main reason, its outcome, and whether it is solved."""

    reason = "not_coded"

    def __str__(self) -> str:
        return str(_("Choose the main reason and the outcome before closing."))


class NotIdentifiedError(Refused):
    """The caller has not proven two facts."""

    reason = "not_identified"

    def __str__(self) -> str:
        return str(_("Two facts must be checked before anything is said."))


class CaseChangedError(Refused):
    """The case was changed after VERSION was read: both texts must be seen before one replaces the other."""

    reason = "case_changed"

    def __str__(self) -> str:
        return str(_("Somebody changed this case while you were writing."))


class PastError(Refused):
    reason = "past"

    def __str__(self) -> str:
        return str(_("This moment is past: choose one to come."))
