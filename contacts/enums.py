from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Channel(models.TextChoices):
    """How a member reaches us, or we them."""

    PHONE = "phone", _("Telephone")
    EMAIL = "email", _("E-mail")
    FAX = "fax", _("Fax")
    LETTER = "letter", _("Letter")
    PORTAL = "portal", _("Member portal")


class Direction(models.TextChoices):
    IN = "in", _("Incoming")
    OUT = "out", _("Outgoing")


class CallerKind(models.TextChoices):
    """Who speaks; `identity.needed` says what each must prove before anything is said."""

    MEMBER = "member", _("Member")
    RELATIVE = "relative", _("Beneficiary or relative")
    PROFESSIONAL = "professional", _("Health professional")
    EMPLOYER = "employer", _("Employer")
    OTHER = "other", pgettext_lazy("caller", "Other")


class Fact(models.TextChoices):
    """Something that identifies a person, or who speaks for one; `identity` says what counts for whom."""

    BIRTH_DATE = "birth_date", _("Birth date")
    POSTCODE = "postcode", _("Postcode")
    NUMBER = "number", _("Member number")
    PHONE = "phone", _("Telephone")
    EMAIL = "email", _("E-mail")
    AUTHORISATION = "authorisation", _("Authorisation on file")
    RPPS = "rpps", _("RPPS number")
    SIREN = "siren", _("SIREN number")


class CaseState(models.TextChoices):
    WAITING = "waiting", pgettext_lazy("case", "Waiting")
    IN_HAND = "in_hand", pgettext_lazy("case", "In hand")
    ASIDE = "aside", pgettext_lazy("case", "Set aside")
    PARKED = "parked", pgettext_lazy("case", "Parked")
    CLOSED = "closed", pgettext_lazy("case", "Closed")


HELD = (CaseState.IN_HAND, CaseState.ASIDE)
"""States in which somebody has the case."""


class Outcome(models.TextChoices):
    INFORMED = "informed", _("Informed")
    DONE = "done", pgettext_lazy("outcome", "Done")
    SENT = "sent", pgettext_lazy("outcome", "Document sent")
    REFERRED = "referred", _("Practitioners named")
    PROMISED = "promised", _("Call-back promised")
    PASSED_ON = "passed_on", _("Passed on")
    REFUSED = "refused", pgettext_lazy("outcome", "Refused")
    UNREACHABLE = "unreachable", _("Could not be reached")
    UNKNOWN_CALLER = "unknown_caller", _("Identity not proven")
    NOTHING = "nothing", _("Nothing to do")


class DeclineReason(models.TextChoices):
    """Why somebody gives back the work that was due first."""

    LANGUAGE = "language", _("I do not speak the language")
    SKILL = "skill", _("I am not trained for it")
    ACQUAINTED = "acquainted", _("I know this person")
    ENDING = "ending", _("My shift ends")
    TECHNICAL = "technical", _("It does not open")


class AwaitedEnd(models.TextChoices):
    """Why nobody waits for an answer any more."""

    ANSWERED = "answered", _("Answered in writing")
    CLOSED = "closed", _("Contact closed")


class EntryKind(models.TextChoices):
    """What a line of a case's timeline tells."""

    OPENED = "opened", pgettext_lazy("case", "Opened")
    CALL_IN = "call_in", _("Call received")
    CALL_OUT = "call_out", _("Call made")
    EMAIL_IN = "email_in", _("E-mail received")
    EMAIL_OUT = "email_out", _("E-mail written")
    FAX_IN = "fax_in", _("Fax received")
    FAX_OUT = "fax_out", _("Fax written")
    LETTER_IN = "letter_in", _("Letter received")
    LETTER_OUT = "letter_out", _("Letter written")
    REQUEST = "request", _("Request from the portal")
    NOTE = "note", _("Note")
    IDENTIFIED = "identified", _("Identity checked")
    QUALIFIED = "qualified", _("Joined to a file")
    CODED = "coded", _("Reason given")
    TAKEN = "taken", pgettext_lazy("case", "Taken")
    TAKEN_OVER = "taken_over", pgettext_lazy("case", "Taken over")
    DECLINED = "declined", pgettext_lazy("case", "Given back")
    SET_ASIDE = "set_aside", pgettext_lazy("case", "Set aside")
    TRANSFERRED = "transferred", pgettext_lazy("case", "Transferred")
    PARKED = "parked", pgettext_lazy("case", "Parked")
    WOKEN = "woken", pgettext_lazy("case", "Due again")
    CLOSED = "closed", pgettext_lazy("case", "Closed")
    REOPENED = "reopened", pgettext_lazy("case", "Opened again")
    SPLIT = "split", pgettext_lazy("case", "Split")


class CallState(models.TextChoices):
    RINGING = "ringing", _("Ringing")
    ANSWERED = "answered", pgettext_lazy("call", "Answered")
    HELD = "held", _("On hold")
    ENDED = "ended", pgettext_lazy("call", "Ended")
    ABANDONED = "abandoned", _("Abandoned")
    MISSED = "missed", _("Missed")


class TelephonyKind(models.TextChoices):
    """What a telephone system tells of a call, whatever its make."""

    RINGING = "ringing", _("Ringing")
    ANSWERED = "answered", pgettext_lazy("call", "Answered")
    HELD = "held", _("On hold")
    RESUMED = "resumed", _("Resumed")
    TRANSFERRED = "transferred", pgettext_lazy("call", "Transferred")
    ENDED = "ended", pgettext_lazy("call", "Ended")
    ABANDONED = "abandoned", _("Abandoned")
    MISSED = "missed", _("Missed")


class Make(models.TextChoices):
    """Whose shape of events a telephone system sends."""

    GENERIC = "generic", _("Generic JSON")
    ASTERISK = "asterisk", "Asterisk"
    FREESWITCH = "freeswitch", "FreeSWITCH"


class PresenceState(models.TextChoices):
    AVAILABLE = "available", _("Available")
    IN_CALL = "in_call", _("In call")
    WRAP_UP = "wrap_up", _("After-call work")
    BREAK = "break", _("On a break")
    AWAY = "away", _("Away")
    OFFLINE = "offline", _("Signed out")


class BreakReason(models.TextChoices):
    REST = "rest", _("Rest")
    LUNCH = "lunch", _("Lunch")
    MEETING = "meeting", _("Meeting")
    TRAINING = "training", _("Training")
    TEAM = "team", _("Talk with the team")


class DocumentState(models.TextChoices):
    SAFE = "safe", pgettext_lazy("document", "Readable")
    QUARANTINED = "quarantined", pgettext_lazy("document", "Set apart")


class Notice(models.TextChoices):
    """What other systems may ask to be told of."""

    OPENED = "contact.opened", pgettext_lazy("notice", "Contact opened")
    CLOSED = "contact.closed", pgettext_lazy("notice", "Contact closed")
    REOPENED = "contact.reopened", pgettext_lazy("notice", "Contact opened again")


class DeliveryState(models.TextChoices):
    """Of a signed notice to another system."""

    WAITING = "waiting", pgettext_lazy("delivery", "Waiting")
    SENT = "sent", pgettext_lazy("delivery", "Sent")
    FAILED = "failed", pgettext_lazy("delivery", "Failed, will be tried again")
    GIVEN_UP = "given_up", pgettext_lazy("delivery", "Given up")


class Apart(models.TextChoices):
    """Why a file is set apart: a word to the adviser, who never sees its content."""

    EMPTY = "empty", _("The file is empty: ask for it again.")
    TOO_LARGE = "too_large", _("The file is too large to be opened here: ask for a lighter one.")
    TOO_MANY_PIXELS = "too_many_pixels", _("The picture is too large to be opened here: ask for a smaller one.")
    TOO_MANY_PAGES = "too_many_pages", _("The document has too many pages to be opened here: ask for the useful ones.")
    TOO_HEAVY = "too_heavy", _("Reading the file takes too much time or memory: ask for a simpler one.")
    BOMB = (
        "bomb",
        _("The file swells beyond measure when it is unpacked: do not ask for it again, tell your supervisor."),
    )
    ARCHIVE = "archive", _("Archives are not unpacked here: ask for the documents one by one.")
    ENCRYPTED = "encrypted", _("The document is protected by a password: ask for it without one.")
    DISGUISED = "disguised", _("The file is not what its name says: do not trust it, ask for a real PDF or a photo.")
    WEB_PAGE = "web_page", _("Web pages are not opened here: ask for a PDF or a photo.")
    PROGRAM = "program", _("The file is a program: do not trust it, tell your supervisor.")
    MACROS = "macros", _("The document holds macros: ask for a PDF.")
    UNREADABLE = "unreadable", _("The file is damaged and cannot be read: ask for it again.")
    UNKNOWN = "unknown", _("Files of this kind are not opened here: ask for a PDF or a photo.")
    TOO_MANY = "too_many", _("The message has too many attachments: this one was not looked at.")


class MailFault(models.TextChoices):
    """What is wrong with a message that was taken all the same."""

    NO_SENDER = "no_sender", _("No readable sender.")
    NO_MESSAGE_ID = "no_message_id", _("No identifier of its own.")
    BAD_HEADER = "bad_header", _("A header could not be read.")
    BAD_CHARSET = "bad_charset", _("Some characters could not be read.")
    BAD_STRUCTURE = "bad_structure", _("Its parts are damaged.")
    TOO_NESTED = "too_nested", _("It has too many parts: they were not taken apart.")
    TOO_LARGE = "too_large", _("It is too large: its attachments were not taken apart.")
    LEFT_BEHIND = "left_behind", _("It is so large that it stayed on the mail server.")
    TEXT_CUT = "text_cut", _("Its text is very long: only the beginning is shown.")
    NO_TEXT = "no_text", _("It has no text.")
