"""Refusals of correspondence. `field` names the field of the form at which the refusal is said."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from audit.errors import Refused
from contacts.enums import Channel
from territory.postal import LONGEST, Fault


class CannotWriteError(Refused):
    field: str | None = None


class NothingWrittenError(CannotWriteError):
    reason = "nothing_written"
    field = "body"

    def __str__(self) -> str:
        return str(_("Write the message before sending it."))


class NoSubjectError(CannotWriteError):
    reason = "no_subject"
    field = "subject"

    def __str__(self) -> str:
        return str(_("Give the message a subject, in one line."))


class MissingFieldsError(CannotWriteError):
    """Open places are left in the text: their `names`, and what people call them."""

    reason = "missing_fields"

    def __init__(self, names: tuple[str, ...], *, labels: tuple[str, ...], field: str) -> None:
        super().__init__(names)
        self.names, self.labels, self.field = names, labels, field

    def __str__(self) -> str:
        sentence = ngettext(
            "Complete or remove this place: %(names)s.",
            "Complete or remove these places: %(names)s.",
            len(self.labels),
        )
        return sentence % {"names": ", ".join(self.labels)}


RECIPIENTS = {
    Channel.EMAIL: _("This is not an e-mail address. Write it as name@example.fr."),
    Channel.LETTER: _("Write the address in lines: the name, the street, then the postcode and the town."),
    Channel.FAX: _("This is not a fax number. Write it as 04 65 71 23 48."),
}

ADDRESSES = {
    Fault.NO_STREET: _(
        "Write the address in three lines at least: the name, the street or the place, then the postcode and the town."
    ),
    Fault.NO_TOWN: _("End the address with the postcode and the town, as 34500 Béziers; abroad, with the country."),
    Fault.TOO_MANY: _(
        "An envelope has room for six lines of %(longest)d characters, seven abroad: leave out or join lines of this address."
    ),
    Fault.TOO_LONG: _("A line of an envelope has %(longest)d characters at most: shorten “%(line)s”."),
}


class BadRecipientError(CannotWriteError):
    reason = "bad_recipient"
    field = "to"

    def __init__(self, channel: Channel) -> None:
        super().__init__(channel)
        self.channel = channel

    def __str__(self) -> str:
        return str(RECIPIENTS[self.channel])


class BadAddressError(BadRecipientError):
    """An address that does not fit an envelope; `line` is the one at fault, where one is."""

    reason = "bad_address"

    def __init__(self, fault: Fault, line: str = "") -> None:
        super().__init__(Channel.LETTER)
        self.fault, self.line = fault, line

    def __str__(self) -> str:
        return str(ADDRESSES[self.fault]) % {"line": self.line, "longest": LONGEST}


class OwnAddressError(CannotWriteError):
    """The recipient is a mailbox of ours: the message would open a case, and so on."""

    reason = "own_address"
    field = "to"

    def __str__(self) -> str:
        return str(_("This is one of our own addresses."))


class UnknownRecipientError(CannotWriteError):
    """Neither the file nor the case knows this recipient, and nobody has said that it was checked."""

    reason = "unknown_recipient"
    field = "is_confirmed"

    def __str__(self) -> str:
        return str(
            _("Neither the file nor this contact knows this recipient: check it with the person, then tick the box.")
        )


class ChannelRefusedError(CannotWriteError):
    """The member refused this channel, and did not use it now."""

    reason = "channel_refused"
    field = "channel"

    def __init__(self, since: datetime) -> None:
        super().__init__()
        self.since = since

    def __str__(self) -> str:
        return str(_("The member refuses this channel. Choose another one, or record a new consent."))


class TooLateError(Refused):
    """The message has left, or leaves now."""

    reason = "too_late"

    def __str__(self) -> str:
        return str(_("Too late: this message has left."))


class NotToSendAgainError(Refused):
    reason = "not_to_send_again"

    def __str__(self) -> str:
        return str(_("Only a message that was not sent can be sent again."))


class MailingNotReadyError(Refused):
    """The mailing is not in the state from which this can be done."""

    reason = "mailing_not_ready"

    def __str__(self) -> str:
        return str(_("Somebody has changed the state of this mailing. Look at it again."))


class MailingChangedError(Refused):
    reason = "mailing_changed"

    def __str__(self) -> str:
        return str(_("Somebody else has changed this mailing meanwhile. Read it again."))


class SameApproverError(Refused):
    """Whoever wrote a mailing asked to approve it."""

    reason = "same_approver"

    def __str__(self) -> str:
        return str(_("You wrote this mailing: somebody else has to approve it before it leaves."))


class NobodyToWriteToError(Refused):
    reason = "nobody_to_write_to"

    def __str__(self) -> str:
        return str(_("Nobody is in this public today: widen it."))


class NotToFaxError(Refused):
    reason = "not_to_fax"

    def __str__(self) -> str:
        return str(_("This message does not wait to be faxed by hand."))


class BatchGoneError(Refused):
    """There is no file to print: the batch is being made, was empty or could not be made."""

    reason = "batch_gone"

    def __str__(self) -> str:
        return str(_("There is nothing to hand over in this batch: open the list again."))
