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
    """Something else was recorded after it was read: both must be seen before one replaces the other."""

    reason = "case_changed"

    def __str__(self) -> str:
        return str(_("Somebody changed this case while you were writing."))


class DraftChangedError(Refused):
    """Another text was kept after this one was read, in another tab: both must be seen before one replaces the other."""

    reason = "draft_changed"

    def __str__(self) -> str:
        return str(_("Another text was kept while you were writing."))


class PastError(Refused):
    reason = "past"

    def __str__(self) -> str:
        return str(_("This moment is past: choose one to come."))


class TooFarError(Refused):
    """`days` is the most for which a contact may sleep."""

    reason = "too_far"

    def __init__(self, days: int) -> None:
        super().__init__()
        self.days = days

    def __str__(self) -> str:
        return str(_("A contact sleeps for %(days)d days at most: choose an earlier day.") % {"days": self.days})


class UnknownLineError(Refused):
    """A call to a number that is no line of ours: no mutual to open a case for."""

    reason = "unknown_line"

    def __str__(self) -> str:
        return str(_("Nobody here answers this number: add it to the lines of its mutual."))


class EventChangedError(Refused):
    """The event was taken already, with another content."""

    reason = "event_changed"

    def __str__(self) -> str:
        return str(_("This event was told already, differently."))


class NoTelephoneError(Refused):
    """No telephone on the desk, or no system that places calls."""

    reason = "no_telephone"

    def __str__(self) -> str:
        return str(_("Your account has no telephone from which to call: dial by hand, and tell your administrator."))


class NotRemoteError(Refused):
    """The system of this call takes no requests."""

    reason = "not_remote"

    def __str__(self) -> str:
        return str(_("This telephone system takes no requests from here: use the telephone itself."))


class NotDialledError(Refused):
    """The number cannot be read, or calling it is paid dearly."""

    reason = "not_dialled"

    def __str__(self) -> str:
        return str(_("This number cannot be called from here: check it, and dial it by hand if it is right."))


class NoCallError(Refused):
    """The call is over, or at another desk."""

    reason = "no_call"

    def __str__(self) -> str:
        return str(_("This call is no longer at your desk."))


class InCallError(Refused):
    """Whoever speaks is in call."""

    reason = "in_call"

    def __str__(self) -> str:
        return str(_("You are in call: hang up first."))


class NoSuchPagesError(Refused):
    """The pages asked for are not in the document, or are all of it."""

    reason = "no_such_pages"

    def __str__(self) -> str:
        return str(_("These pages cannot be taken out of this document."))


class KeyReusedError(Refused):
    """A machine asks something else under a key that it used."""

    reason = "key_reused"

    def __str__(self) -> str:
        return str(_("This Idempotency-Key was used for another request."))
