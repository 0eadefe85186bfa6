"""Refusals of a referral, with what to do instead."""

from django.utils.translation import gettext_lazy as _

from audit.errors import Refused


class CannotReferError(Refused):
    field: str | None = None


class NobodyError(CannotReferError):
    """Nobody of this profession, or with these wishes, within 50 km nor in the department."""

    reason = "nobody"
    field = "profession"

    def __init__(self, names: str, *, around: str, has_wishes: bool = False) -> None:
        super().__init__()
        self.names, self.around, self.has_wishes = names, around, has_wishes

    def __str__(self) -> str:
        said = {"names": self.names, "around": self.around}
        if self.has_wishes:
            text = _("No %(names)s with these wishes within 50 km of %(around)s, nor in the department. Drop a wish.")
        else:
            text = _("No %(names)s within 50 km of %(around)s, nor in the department. Try another commune.")
        return str(text % said)


class EmptyDirectoryError(CannotReferError):
    reason = "empty_directory"

    def __str__(self) -> str:
        return str(_("The directory of practitioners is empty. An administrator imports the register first."))


class NothingLeftError(CannotReferError):
    """All that there are were given already."""

    reason = "nothing_left"

    def __str__(self) -> str:
        return str(_("There are no others: all the places of this profession were given. The list stays as it is."))


class NotOnListError(CannotReferError):
    reason = "not_on_list"

    def __str__(self) -> str:
        return str(_("This name is not on the list any more. The list below is the one in force."))


class WhyMissingError(CannotReferError):
    reason = "why_missing"
    field = "why"

    def __str__(self) -> str:
        return str(_("Choose the reason first: it is counted."))
