from django.utils.translation import gettext_lazy as _

from audit.errors import Refused


class ReadingBlockedError(Refused):
    """The account opened too many files in too short a time and waits for a review."""

    reason = "blocked"

    def __str__(self) -> str:
        return str(
            _(
                "Your account opened many files in a short time. Reading is stopped until the data protection officer has looked at it."
            )
        )


class NotAdministratorError(Refused):
    """Only an administrator changes accounts, grants and keys."""

    reason = "not_administrator"

    def __str__(self) -> str:
        return str(_("Only an administrator can do this."))


class FourEyesError(Refused):
    """The person who receives a grant, the one who asks and the one who approves must be three people."""

    reason = "four_eyes"

    def __str__(self) -> str:
        return str(_("A grant needs two administrators, and neither may be the person who receives it."))


class GrantOverlapError(Refused):
    """The account has a grant on the mutual for some of these days already."""

    reason = "grant_overlap"

    def __str__(self) -> str:
        return str(_("This account already has a grant on this mutual for these dates."))


class GrantBackwardsError(Refused):
    reason = "grant_backwards"

    def __str__(self) -> str:
        return str(_("The last day must not come before the first."))


class KeyLabelTakenError(Refused):
    reason = "label_taken"

    def __str__(self) -> str:
        return str(_("This mutual already has a key of this label."))


class NotAMachineError(Refused):
    """Keys belong to accounts of the role API client: a person's rights are never handed to a machine."""

    reason = "not_a_machine"

    def __str__(self) -> str:
        return str(_("Keys belong to accounts whose role is API client."))


class DraftChangedError(Refused):
    """Another text of this form was kept after this one was read, in another tab: neither replaces the other unasked."""

    reason = "draft_changed"

    def __str__(self) -> str:
        return str(_("Another text was kept while you were writing."))
