from django.utils.translation import gettext_lazy as _

from audit.errors import Refused


class NoGroundError(Refused):
    """Nothing relates this account to this member now. Shown as a page that is not there: a refusal tells nothing."""

    reason = "no_ground"


class TooFewFactsError(Refused):
    """A file was asked for on fewer than two identifying facts, or the proof of the facts is stale."""

    reason = "too_few_facts"

    def __str__(self) -> str:
        return str(
            _(
                "Two identifying facts are needed to open a file: add a birth date, a postcode, a telephone or a member number."
            )
        )


class ImportRunningError(Refused):
    """Two files of one mutual at once would judge each other's people."""

    reason = "import_running"

    def __str__(self) -> str:
        return str(_("Another file of this mutual is being imported; try again when it is done."))


class ChangedMeanwhileError(Refused):
    """The file was changed after it was read: what is recorded now must be seen before it is replaced."""

    reason = "changed_meanwhile"

    def __str__(self) -> str:
        return str(_("Somebody changed this file while you were writing."))


class NotAlikeError(Refused):
    """Two files that nothing joins are not laid side by side: it would be a way to read a stranger's."""

    reason = "not_alike"

    def __str__(self) -> str:
        return str(_("These two files have too little in common to be of one person."))


class MergeStandsError(Refused):
    """One of the files is merged already, has others merged into it, or is proposed for a merge."""

    reason = "merge_stands"

    def __str__(self) -> str:
        return str(
            _(
                "One of these files is merged or proposed already. Merge into the file that has others, or part them first."
            )
        )


class MergeOverError(Refused):
    """The merge was decided or undone in the meantime."""

    reason = "merge_over"

    def __str__(self) -> str:
        return str(_("Somebody decided on this merge in the meantime."))


class PhoneKnownError(Refused):
    reason = "phone_known"

    def __str__(self) -> str:
        return str(_("This number is in the file already."))
