"""Refusals of the knowledge base."""

from django.utils.translation import gettext_lazy as _

from audit.errors import Refused


class OwnVersionError(Refused):
    reason = "own_version"

    def __str__(self) -> str:
        return str(_("You wrote this version: somebody else has to read it before it is published."))


class AlreadyReadError(Refused):
    reason = "already_read"

    def __str__(self) -> str:
        return str(_("This version was read or replaced meanwhile. Open the article again."))


class WrittenMeanwhileError(Refused):
    """Somebody else wrote the next version while this one was typed."""

    reason = "written_meanwhile"

    def __init__(self, number: int) -> None:
        super().__init__()
        self.number = number

    def __str__(self) -> str:
        said = _(
            "Version %(number)d was written meanwhile. Yours is below, not kept yet: read that one, then keep yours."
        )
        return str(said % {"number": self.number})


class OtherMutualsError(Refused):
    """An article that also concerns mutuals of which its reader is granted nothing."""

    reason = "other_mutuals"

    def __str__(self) -> str:
        return str(_("This article also concerns mutuals that you do not work for: you can read it, not change it."))


class AnsweredError(Refused):
    reason = "answered"

    def __str__(self) -> str:
        return str(_("Somebody has answered this question meanwhile."))


class NothingSaidError(Refused):
    reason = "nothing_said"
    field = "text"

    def __str__(self) -> str:
        return str(_("Say in a few words what is meant."))


class SealedAnswerError(Refused):
    """What only experts read goes into nothing that others read."""

    reason = "sealed"

    def __str__(self) -> str:
        return str(_("Only experts read this article: it is put into no note and no letter."))
