"""What comes in on paper, by fax and by e-mail."""

import uuid_utils.compat
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from accounts.models import Mutual, MutualOwned
from contacts.enums import Apart, DocumentState
from contacts.models.cases import Case, Entry


class Document(MutualOwned):
    """A file that came with a case, kept outside the web's root under a name of ours.

    `received_at` is when it reached us, from which the clock runs; `scanned_at` is when a machine made a file of it.
    """

    id = models.UUIDField(primary_key=True, default=uuid_utils.compat.uuid7, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="documents", db_constraint=False)
    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, null=True, related_name="documents", db_constraint=False)
    file = models.FileField(_("file"), max_length=200)
    name = models.CharField(_("name given by the sender"), max_length=120)
    media_type = models.CharField(_("kind, from the content"), max_length=80)
    size = models.PositiveBigIntegerField(_("bytes"))
    sha256 = models.CharField(_("SHA-256"), max_length=64)
    pages = models.PositiveIntegerField(_("pages"), null=True)
    state = models.CharField(_("state"), max_length=12, choices=DocumentState, default=DocumentState.SAFE)
    why = models.CharField(_("why it was set apart"), max_length=200, choices=Apart, blank=True)
    received_at = models.DateTimeField(_("received at"))
    scanned_at = models.DateTimeField(_("scanned at"), null=True)
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        constraints = [
            models.CheckConstraint(
                condition=Q(state=DocumentState.SAFE, why="") | Q(state=DocumentState.QUARANTINED) & ~Q(why=""),
                name="contacts_document_apart_says_why",
            ),
        ]
        indexes = [models.Index("mutual", "sha256", name="contacts_document_by_content")]

    def __str__(self) -> str:
        return str(self.pk)


class Mailbox(models.Model):
    """An address of a mutual from which e-mail is fetched, or into which another system delivers it."""

    mutual = models.ForeignKey(Mutual, verbose_name=_("mutual"), on_delete=models.PROTECT, related_name="mailboxes")
    address = models.EmailField(_("address"), unique=True)
    host = models.CharField(_("IMAP server"), max_length=120, blank=True)
    port = models.PositiveIntegerField(_("port"), default=993)
    use_tls = models.BooleanField(_("encrypted"), default=True)
    username = models.CharField(_("user name"), max_length=120, blank=True)
    # Ciphertext (see `sealing`).
    password_sealed = models.BinaryField(null=True, blank=True)
    # The key with which another system signs what it delivers here.
    secret_sealed = models.BinaryField(null=True, blank=True)
    folder = models.CharField(_("folder"), max_length=60, default="INBOX")
    uid_validity = models.PositiveBigIntegerField(default=0)
    last_uid = models.PositiveBigIntegerField(default=0)
    fetched_at = models.DateTimeField(_("last fetched at"), null=True, blank=True)
    failure = models.CharField(_("what failed last"), max_length=200, blank=True)
    # Who fetches now keeps the others away until then, and is forgotten after it: a worker can die.
    fetching_until = models.DateTimeField(null=True, blank=True)
    refused_count = models.PositiveIntegerField(_("deliveries refused"), default=0)
    refused_at = models.DateTimeField(_("last refused at"), null=True, blank=True)
    is_active = models.BooleanField(_("active"), default=True)

    class Meta:
        verbose_name = _("mailbox")
        verbose_name_plural = _("mailboxes")
        ordering = ["address"]

    def __str__(self) -> str:
        return self.address


class InboundEmail(MutualOwned):
    """An e-mail that reached a mailbox, taken once. The source is kept as it came; what is shown is its cleaned text.

    `sha256` is of the message without its headers, which grow on the way: the same again under one Message-ID is the same.
    """

    id = models.UUIDField(primary_key=True, default=uuid_utils.compat.uuid7, editable=False)
    mailbox = models.ForeignKey(Mailbox, on_delete=models.PROTECT, related_name="+", db_index=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, null=True, related_name="emails", db_constraint=False)
    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, null=True, related_name="+", db_constraint=False)
    message_id = models.CharField(max_length=250)
    references = ArrayField(models.CharField(max_length=250), default=list)
    sender = models.EmailField(max_length=254, blank=True)
    subject = models.CharField(max_length=200, blank=True)
    is_automatic = models.BooleanField(_("automatic answer"), default=False)
    source = models.FileField(max_length=200)
    sha256 = models.CharField(max_length=64)
    received_at = models.DateTimeField()
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        verbose_name = _("received e-mail")
        verbose_name_plural = _("received e-mails")
        constraints = [
            models.UniqueConstraint(fields=["mutual", "mailbox", "message_id"], name="contacts_inboundemail_once"),
        ]
        indexes = [
            models.Index("mutual", "message_id", name="contacts_inboundemail_thread"),
            models.Index("mutual", "sender", "created_at", name="contacts_inboundemail_flood"),
        ]

    def __str__(self) -> str:
        return str(self.pk)
