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


class MessageState(models.TextChoices):
    WAITING = "waiting", pgettext_lazy("message", "Waiting")
    SENDING = "sending", pgettext_lazy("message", "Leaving")
    SENT = "sent", pgettext_lazy("message", "Sent")
    FAILED = "failed", pgettext_lazy("message", "Not sent yet, will be tried again")
    GIVEN_UP = "given_up", pgettext_lazy("message", "Not sent, given up")
    CANCELLED = "cancelled", pgettext_lazy("message", "Cancelled")


_BY_HAND = {Channel.LETTER: _("To print"), Channel.FAX: _("To fax")}


def standing(channel: str, state: str) -> str:
    """Where a message stands, in the same words wherever it is read: paper waits for hands, an e-mail for nobody."""
    if state == MessageState.WAITING:
        return str(_BY_HAND.get(Channel(channel), MessageState.SENDING.label))
    return str(MessageState(state).label)


OPEN = (MessageState.WAITING, MessageState.SENDING, MessageState.FAILED)
"""States in which something is still to happen."""


class Fault(models.TextChoices):
    """Why a message did not leave, in words for its author; `Message.answer` has the server's own."""

    ADDRESS = "address", _("The recipient’s server refuses this address.")
    CONTENT = "content", _("The recipient’s server refuses this message.")
    LATER = "later", _("The mail server asks to try again later.")
    SENDER = "sender", _("The mail server refuses our address or our password: tell an administrator.")
    UNREACHABLE = "unreachable", _("The mail server does not answer.")
    INTERRUPTED = "interrupted", _("Sending was interrupted each time.")
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
