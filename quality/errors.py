"""Refusals of quality, in words that say what to do; those that name a field are of what was typed."""

from django.utils.translation import gettext_lazy as _

from audit.errors import Refused


class QualityInputError(Refused):
    """What was typed cannot be kept. `field` is the form's."""

    reason = "quality_input"
    field = "comment"


class NoCommentError(QualityInputError):
    def __str__(self) -> str:
        return str(_("Say in a few words what was good and what can be better: a score alone teaches nothing."))


class NothingAppliesError(QualityInputError):
    field = ""

    def __str__(self) -> str:
        return str(_("One criterion at least must apply, or there is no score."))


class NotMarkedError(QualityInputError):
    """A criterion has no mark, or one that is not its kind's."""

    field = ""

    def __str__(self) -> str:
        return str(_("Mark every criterion of the grid."))


class NoWordsError(QualityInputError):
    field = "text"

    def __str__(self) -> str:
        return str(_("Write your remark."))


class NoGridError(Refused):
    reason = "quality_no_grid"

    def __str__(self) -> str:
        return str(_("No scoring grid is in force today. An administrator adds one."))


class GridChangedError(Refused):
    reason = "quality_grid_changed"

    def __str__(self) -> str:
        return str(
            _("Another grid came into force while you were scoring. Look at it again; your comment is kept below.")
        )


class ScoredAlreadyError(Refused):
    reason = "quality_scored_already"

    def __str__(self) -> str:
        return str(_("This contact was scored already: a score that was given stands."))


class HandledError(Refused):
    reason = "quality_handled"

    def __str__(self) -> str:
        return str(_("You worked on this contact: somebody else scores it."))


class RemarkedAlreadyError(Refused):
    reason = "quality_remarked_already"

    def __str__(self) -> str:
        return str(_("You answered this score already."))


class AnsweredAlreadyError(Refused):
    reason = "quality_answered_already"

    def __str__(self) -> str:
        return str(_("This question was answered already."))
