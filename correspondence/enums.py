from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from contacts.enums import Channel, EntryKind

ENTRIES: dict[Channel, EntryKind] = {
    Channel.EMAIL: EntryKind.EMAIL_OUT,
    Channel.LETTER: EntryKind.LETTER_OUT,
    Channel.FAX: EntryKind.FAX_OUT,
}
"""Channels in which one writes, with the line that a message leaves in its case."""

WRITTEN = tuple(ENTRIES)
CHANNELS = [(channel.value, channel.label) for channel in WRITTEN]


class MessageState(models.TextChoices):
    WAITING = "waiting", pgettext_lazy("message", "Waiting")
    SENDING = "sending", pgettext_lazy("message", "Leaving")
    HANDED_ON = "handed_on", pgettext_lazy("message", "With the postal service")
    SENT = "sent", pgettext_lazy("message", "Sent")
    FAILED = "failed", pgettext_lazy("message", "Not sent yet, will be tried again")
    GIVEN_UP = "given_up", pgettext_lazy("message", "Not sent, given up")
    CANCELLED = "cancelled", pgettext_lazy("message", "Cancelled")


class Carrier(models.TextChoices):
    """Who takes a message out of the house; settled when it is written, so that no attempt goes another way."""

    MAIL = "mail", pgettext_lazy("carrier", "Mail server")
    FAX_MAIL = "fax_mail", pgettext_lazy("carrier", "Fax gateway")
    POST = "post", pgettext_lazy("carrier", "Postal service")
    HAND = "hand", pgettext_lazy("carrier", "By hand")


class Progress(models.TextChoices):
    """How far a postal service is with a letter, in order; a refusal ends it."""

    ACCEPTED = "accepted", pgettext_lazy("letter", "Taken in by the postal service")
    PRINTED = "printed", pgettext_lazy("letter", "Printed by the postal service")
    POSTED = "posted", pgettext_lazy("letter", "Posted")
    REFUSED = "refused", pgettext_lazy("letter", "Refused by the postal service")


class MailingState(models.TextChoices):
    DRAFT = "draft", pgettext_lazy("mailing", "Being written")
    TO_APPROVE = "to_approve", pgettext_lazy("mailing", "To be approved by a second person")
    SENDING = "sending", pgettext_lazy("mailing", "Leaving")
    STOPPED = "stopped", pgettext_lazy("mailing", "Stopped")
    DONE = "done", pgettext_lazy("mailing", "Everybody was written to")
    DROPPED = "dropped", pgettext_lazy("mailing", "Given up")


class Purpose(models.TextChoices):
    """What a mailing is about: members consent to each on its own."""

    SERVICE = "service", pgettext_lazy("mailing", "The member’s own cover")
    PREVENTION = "prevention", pgettext_lazy("mailing", "Prevention")


class Unwritten(models.TextChoices):
    """Why somebody of its public was not written to."""

    REFUSED = "refused", _("refuses every channel by which they could be reached")
    UNREACHABLE = "unreachable", _("has neither an e-mail nor an address that fits an envelope")


_BY_HAND = {Channel.LETTER: _("To print"), Channel.FAX: _("To fax")}


def standing(channel: str, state: str, carrier: str = Carrier.HAND) -> str:
    """Where a message stands, in the same words wherever it is read: paper may wait for hands, an e-mail for nobody."""
    if state == MessageState.WAITING:
        waits_for = _BY_HAND.get(Channel(channel)) if carrier == Carrier.HAND else None
        return str(waits_for or MessageState.SENDING.label)
    return str(MessageState(state).label)


LEAVING = (MessageState.WAITING, MessageState.SENDING, MessageState.FAILED)
"""States in which it is still with us."""

OPEN = (*LEAVING, MessageState.HANDED_ON)
"""States in which something is still to happen."""


class BatchState(models.TextChoices):
    ASKED = "asked", pgettext_lazy("print batch", "Asked for")
    MAKING = "making", pgettext_lazy("print batch", "Being made")
    READY = "ready", pgettext_lazy("print batch", "To be printed")
    TAKEN = "taken", pgettext_lazy("print batch", "Handed to the printer")
    EMPTY = "empty", pgettext_lazy("print batch", "Nothing to print")
    FAILED = "failed", pgettext_lazy("print batch", "Could not be made: tell an administrator")


UNMADE = (BatchState.ASKED, BatchState.MAKING)


class Fault(models.TextChoices):
    """Why a message did not leave, in words for its author; `Message.answer` has the server's own."""

    ADDRESS = "address", _("The recipient’s server refuses this address.")
    CONTENT = "content", _("The recipient’s server refuses this message.")
    LATER = "later", _("The mail server asks to try again later.")
    SENDER = "sender", _("The mail server refuses our address or our password: tell an administrator.")
    UNREACHABLE = "unreachable", _("The mail server does not answer.")
    INTERRUPTED = "interrupted", _("Sending was interrupted each time.")
    POST_REFUSED = "post_refused", _("The postal service refuses this letter.")
    POST_AWAY = "post_away", _("The postal service does not answer, or asks to try again later.")
    POST_ACCESS = "post_access", _("The postal service refuses our key: tell an administrator.")
    NO_WORD = "no_word", _("The postal service took this letter and has not said that it was posted: ask it.")
    OTHER = "other", _("The message could not be put together: tell an administrator.")


class Field(models.TextChoices):
    """What a template may leave open: a closed list, in the words in which templates are written."""

    CIVILITE = "civilite", _("Title")
    PRENOM = "prenom", _("First name")
    NOM = "nom", _("Name")
    NUMERO_ADHERENT = "numero_adherent", _("Member number")
    DATE_NAISSANCE = "date_naissance", _("Birth date")
    ADRESSE = "adresse", _("Address")
    EMAIL = "email", _("E-mail")
    CONTRAT = "contrat", _("Contract number")
    PRODUIT = "produit", pgettext_lazy("of a contract", "Product")
    MUTUELLE = "mutuelle", _("Mutual")
    TELEPHONE_MUTUELLE = "telephone_mutuelle", _("Telephone of the mutual")
    CONSEILLER = "conseiller", _("Adviser")
    DATE_DU_JOUR = "date_du_jour", _("Today’s date")
    DATE_RECEPTION = "date_reception", _("Date of receipt")
    OBJET = "objet", _("Subject of the request")
    MONTANT = "montant", _("Amount")
    DATE_SOINS = "date_soins", _("Date of care")
    PIECES = "pieces", _("Documents asked for")
    DELAI = "delai", _("Time limit")
    RECLAMATION = "reclamation", _("Number of the complaint")
    EXPLICATION = "explication", _("What was decided, and why")
    MEDIATEUR = "mediateur", _("The mediator’s name and addresses")


class Language(models.TextChoices):
    """Languages in which there are health brochures, each in its own name."""

    FRENCH = "fr", "français"
    ENGLISH = "en", "English"
    ARABIC = "ar", "العربية"
    SPANISH = "es", "español"
    PORTUGUESE = "pt", "português"
    TURKISH = "tr", "Türkçe"


class Why(models.TextChoices):
    """Why a brochure goes with a message, the strongest reason first."""

    TOLD = "told", _("its campaign was told")
    REASON = "reason", _("suits the reason of the contact")
    OF_AGE = "of_age", _("suits the member’s age")
    GENERAL = "general", _("for everybody")


class WhyNot(models.TextChoices):
    """What keeps a brochure from a message."""

    LANGUAGE = "language", _("in another language")
    NOT_NOW = "not_now", _("not valid today")
    AGE = "age", _("for another age")
    OTHER_REASON = "other_reason", _("about something else")
    RECENT = "recent", _("sent to this person lately")
    NO_PAPER = "no_paper", _("no paper copy left")
    PAGES = "pages", _("too many pages for this message")
    GRAMS = "grams", _("too heavy for this envelope")
    ENOUGH = "enough", _("enough is enclosed")
