"""Refusals of complaints, in words that say what to do; those that name a field are of what was typed."""

from datetime import date

from django.utils.translation import gettext_lazy as _

from audit.errors import Refused
from ui import formats


class ComplaintInputError(Refused):
    """What was typed cannot be kept. `field` is the form's."""

    reason = "complaint_input"
    field = "words"


class EmptyComplaintError(ComplaintInputError):
    def __str__(self) -> str:
        return str(_("Write what the person complains of, in their words."))


class MotiveEndedError(ComplaintInputError):
    field = "motive"

    def __str__(self) -> str:
        return str(_("This motive is no longer in use: choose another one of the list."))


class BadDayError(ComplaintInputError):
    def __init__(self, field: str, first: date, last: date) -> None:
        super().__init__()
        self.field, self.first, self.last = field, first, last

    def __str__(self) -> str:
        days = {"first": formats.day(self.first), "last": formats.day(self.last)}
        return str(_("This day must lie between %(first)s and %(last)s.")) % days


class SentAfterReceiptError(ComplaintInputError):
    field = "sent_on"

    def __str__(self) -> str:
        return str(_("It cannot have been sent after it was received: check both days."))


class NoReasonError(ComplaintInputError):
    field = "reason"

    def __str__(self) -> str:
        return str(_("Say why the days change: deadlines move with them."))


class NotSaidError(ComplaintInputError):
    """A text that must be there is empty; `field` says which."""

    def __init__(self, field: str) -> None:
        super().__init__()
        self.field = field

    def __str__(self) -> str:
        return str(_("Fill this in."))


class NoMediatorNoticeError(ComplaintInputError):
    """A refusal, even of a part, says whom the person may turn to."""

    field = "body"

    def __init__(self, missing: str) -> None:
        super().__init__()
        self.missing = missing

    def __str__(self) -> str:
        return str(
            _("A refusal must name the mediator. Missing in the text: %(missing)s. Put the mediator’s notice back.")
        ) % {"missing": self.missing}


class NoMediatorError(Refused):
    reason = "complaint_no_mediator"

    def __str__(self) -> str:
        return str(
            _("No mediator is written down for this mutual: a refusal cannot leave. An administrator fills it in.")
        )


class OpenAlreadyError(Refused):
    reason = "complaint_open_already"

    def __str__(self) -> str:
        return str(_("A complaint of this contact is open already: go on with that one."))


class NotOpenComplaintError(Refused):
    reason = "complaint_not_open"

    def __str__(self) -> str:
        return str(_("This complaint was answered or withdrawn: it is kept as it is."))


class ComplaintChangedError(Refused):
    reason = "complaint_changed"

    def __str__(self) -> str:
        return str(
            _("Somebody changed this complaint while you were typing. Read it again; what you typed is kept below.")
        )


class AcknowledgedAlreadyError(Refused):
    reason = "complaint_acknowledged_already"

    def __str__(self) -> str:
        return str(_("This complaint was acknowledged already."))


class NotWrittenError(Refused):
    """It was only said: there is nothing to acknowledge yet."""

    reason = "complaint_not_written"

    def __str__(self) -> str:
        return str(_("It was said, not written: invite the person to write, or settle it at once."))


class WrittenAlreadyError(Refused):
    reason = "complaint_written_already"

    def __str__(self) -> str:
        return str(
            _("This complaint is in writing: nobody needs to be invited to write, and the answer leaves in writing.")
        )


class DoneAlreadyError(Refused):
    reason = "complaint_action_done"

    def __str__(self) -> str:
        return str(_("This action was done already."))
