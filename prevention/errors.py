"""Refusals of prevention. `field` names the field of the form at which the refusal is said."""

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from audit.errors import Refused


class SameReaderError(Refused):
    """Whoever wrote a campaign asked to publish it."""

    reason = "same_reader"

    def __str__(self) -> str:
        return str(_("You wrote this campaign: somebody else has to read it before it is published."))


class NotReadyError(Refused):
    """The campaign is not in the state from which this can be done."""

    reason = "not_ready"

    def __str__(self) -> str:
        return str(_("Somebody has changed the state of this campaign. Look at it again."))


class ReadMeanwhileError(Refused):
    """The second reader had another text before them than the one that waits now."""

    reason = "read_meanwhile"

    def __str__(self) -> str:
        return str(_("The campaign was changed while you were reading it. Read it again before you publish it."))


class CampaignChangedError(Refused):
    reason = "changed"

    def __str__(self) -> str:
        return str(
            _("Somebody else has changed this campaign meanwhile. What you typed is below: compare, then keep it.")
        )


class NothingToSayError(Refused):
    reason = "nothing_to_say"
    field = "sentence"

    def __str__(self) -> str:
        return str(_("Write the sentence that the adviser will say."))


class CampaignFileError(Refused):
    """A file of campaigns that is not taken at all; `lines` are the first ones at fault, with what is wrong."""

    reason = "file"

    def __init__(self, said: Sequence[str]) -> None:
        super().__init__()
        self.said = list(said)

    def __str__(self) -> str:
        return str(_("Nothing was loaded.")) + " " + " ".join(self.said)


class SourceKnownError(Refused):
    reason = "source_known"
    field = "address"

    def __str__(self) -> str:
        return str(_("This address is watched already."))
