"""What leaves: messages, the letters of a batch, those whom a mailing reached."""

from math import ceil

import uuid_utils.compat
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import MutualOwned
from contacts.enums import Channel
from contacts.models import Case, Document, Entry
from correspondence.enums import (
    CHANNELS,
    OPEN,
    UNMADE,
    WRITTEN,
    BatchState,
    Carrier,
    Fault,
    MessageState,
    Progress,
    Unwritten,
    standing,
)
from correspondence.models.mailings import Mailing
from correspondence.models.wordings import Template
from members.models import Member


class Batch(MutualOwned):
    """Letters of one mutual that are printed together, as one PDF with its manifest. The printer's own clock is `next_at`.

    Whoever makes it has a lease; a second maker after it raises `attempts`, and only the last one keeps what it made.
    """

    id = models.UUIDField(primary_key=True, default=uuid_utils.compat.uuid7, editable=False)
    state = models.CharField(_("state"), max_length=7, choices=BatchState, default=BatchState.ASKED)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("asked for by"), on_delete=models.PROTECT, null=True, related_name="+",
        db_index=False,
    )  # fmt: skip
    asked_at = models.DateTimeField(_("asked for at"), db_default=Now())
    next_at = models.DateTimeField(null=True, db_default=Now())
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    file = models.FileField(_("PDF"), blank=True)
    # One mapping a letter, in the order of printing: see `services.spool`.
    manifest = models.JSONField(default=list)
    pages = models.PositiveIntegerField(_("pages"), default=0)
    ready_at = models.DateTimeField(_("ready at"), null=True)
    taken_at = models.DateTimeField(_("handed to the printer at"), null=True)
    taken_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("handed over by"), on_delete=models.PROTECT, null=True, related_name="+",
        db_index=False,
    )  # fmt: skip

    class Meta:
        verbose_name = _("print batch")
        verbose_name_plural = _("print batches")
        constraints = [
            models.UniqueConstraint(fields=["mutual", "id"], name="correspondence_batch_in_mutual"),
            models.UniqueConstraint(
                fields=["mutual"], condition=Q(state__in=UNMADE), name="correspondence_batch_one_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(state__in=UNMADE, next_at__isnull=False) | ~Q(state__in=UNMADE) & Q(next_at__isnull=True),
                name="correspondence_batch_unmade_has_clock",
            ),
            models.CheckConstraint(
                condition=Q(state=BatchState.TAKEN, taken_at__isnull=False, taken_by__isnull=False)
                | ~Q(state=BatchState.TAKEN) & Q(taken_at__isnull=True),
                name="correspondence_batch_taken_by_somebody",
            ),
            models.CheckConstraint(condition=Q(state__in=BatchState.values), name="correspondence_batch_state_known"),
        ]
        indexes = [models.Index("mutual", "asked_at", name="correspondence_batch_lately")]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def reference(self) -> str:
        """Short enough to be said: printed on its first sheet."""
        return self.pk.hex[-8:].upper()


class Message(MutualOwned):
    """One e-mail, letter or fax that leaves: due until it was sent, given up or called back. It is of a case, or of a mailing.

    `next_at` is its clock: the end of the undo, the next attempt or, while it is being sent, the end of the sender's lease.
    A letter waits for its batch, and is sent when the batch was handed to the printer; or a postal service takes it in
    (`handed_on`), is asked again at `next_at`, and it is sent when it was posted.
    """

    id = models.UUIDField(primary_key=True, default=uuid_utils.compat.uuid7, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, null=True, related_name="messages", db_constraint=False)
    entry = models.ForeignKey(
        Entry, on_delete=models.PROTECT, null=True, related_name="+", db_constraint=False, db_index=False
    )
    mailing = models.ForeignKey(
        Mailing, on_delete=models.PROTECT, null=True, related_name="messages", db_constraint=False, db_index=False
    )
    member = models.ForeignKey(
        Member, on_delete=models.PROTECT, null=True, related_name="+", db_constraint=False, db_index=False
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("author"), on_delete=models.PROTECT, related_name="+", db_index=False
    )
    template = models.ForeignKey(
        Template, verbose_name=_("template"), on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    channel = models.CharField(_("channel"), max_length=8, choices=CHANNELS)
    to = models.CharField(_("recipient"), max_length=400)
    subject = models.CharField(_("subject"), max_length=200)
    body = models.TextField(_("text"))
    # Ciphertext (see `sealing`) of what only the recipient may read, put into the text as it leaves; gone once it left.
    private = models.BinaryField(null=True)
    # Who writes may send the same request again: one key, one message.
    key = models.CharField(max_length=120)
    # The same at every attempt, so that a recipient's server knows a repetition.
    message_id = models.CharField(max_length=250)
    in_reply_to = models.CharField(max_length=250, blank=True)
    references = ArrayField(models.CharField(max_length=250), default=list)
    state = models.CharField(_("state"), max_length=9, choices=MessageState, default=MessageState.WAITING)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    undo_until = models.DateTimeField(_("can be called back until"))
    next_at = models.DateTimeField(_("next attempt at"), null=True)
    error = models.CharField(_("why it did not leave"), max_length=12, choices=Fault, blank=True)
    answer = models.CharField(_("what the server said"), max_length=200, blank=True)
    carrier = models.CharField(_("carrier"), max_length=8, choices=Carrier, default=Carrier.HAND)
    # What the postal service calls the letter, and how far it is with it.
    carrier_ref = models.CharField(max_length=80, blank=True)
    progress = models.CharField(_("progress"), max_length=8, choices=Progress, blank=True)
    handed_at = models.DateTimeField(_("taken in by the postal service at"), null=True)
    batch = models.ForeignKey(
        Batch, on_delete=models.PROTECT, null=True, related_name="letters", db_constraint=False, db_index=False
    )
    told_at = models.DateTimeField(_("author told at"), null=True)
    created_at = models.DateTimeField(_("written at"), db_default=Now())
    sent_at = models.DateTimeField(_("sent at"), null=True)

    class Meta:
        verbose_name = _("outgoing message")
        verbose_name_plural = _("outgoing messages")
        constraints = [
            models.UniqueConstraint(fields=["mutual", "key"], name="correspondence_message_key_once"),
            models.UniqueConstraint(fields=["mutual", "message_id"], name="correspondence_message_id_once"),
            models.UniqueConstraint(fields=["mutual", "id"], name="correspondence_message_in_mutual"),
            models.CheckConstraint(
                condition=Q(state__in=OPEN, next_at__isnull=False) | ~Q(state__in=OPEN) & Q(next_at__isnull=True),
                name="correspondence_message_open_has_clock",
            ),
            models.CheckConstraint(
                condition=Q(state=MessageState.SENT, sent_at__isnull=False)
                | ~Q(state=MessageState.SENT) & Q(sent_at__isnull=True),
                name="correspondence_message_sent_says_when",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[MessageState.FAILED, MessageState.GIVEN_UP]) | ~Q(error=""),
                name="correspondence_message_failed_says_why",
            ),
            models.CheckConstraint(
                condition=Q(state__in=MessageState.values), name="correspondence_message_state_known"
            ),
            models.CheckConstraint(
                condition=Q(channel__in=WRITTEN, carrier__in=Carrier.values, progress__in=["", *Progress.values]),
                name="correspondence_message_channel_known",
            ),
            models.CheckConstraint(
                condition=Q(case__isnull=False, entry__isnull=False, mailing__isnull=True)
                | Q(case__isnull=True, entry__isnull=True, mailing__isnull=False, member__isnull=False),
                name="correspondence_message_of_case_or_mailing",
            ),
            models.CheckConstraint(
                condition=~Q(state=MessageState.HANDED_ON) | Q(carrier=Carrier.POST, handed_at__isnull=False),
                name="correspondence_message_handed_on_to_post",
            ),
        ]
        indexes = [
            models.Index(
                "next_at", "id", name="correspondence_message_due",
                condition=~Q(carrier=Carrier.HAND) & Q(next_at__isnull=False),
            ),
            models.Index(
                "author", "created_at", name="correspondence_message_unsent",
                condition=~Q(state=MessageState.SENT),
            ),
            models.Index("mutual", "member", "created_at", name="correspondence_message_to"),
            models.Index(
                "mutual", "next_at", "id", name="correspondence_message_paper",
                condition=Q(channel=Channel.LETTER, carrier=Carrier.HAND, next_at__isnull=False),
            ),
            models.Index("mailing", "state", name="correspondence_message_mailed", condition=Q(mailing__isnull=False)),
            models.Index("batch", name="correspondence_message_batch", condition=Q(batch__isnull=False)),
        ]  # fmt: skip

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def is_open(self) -> bool:
        return self.state in OPEN

    @property
    def can_be_called_back(self) -> bool:
        """As far as this page knows; `services.writing.cancel` asks the database."""
        in_time = self.is_by_hand or timezone.now() < self.undo_until
        return self.state == MessageState.WAITING and in_time

    @property
    def seconds_left(self) -> int:
        """Until it can no longer be called back."""
        return max(0, ceil((self.undo_until - timezone.now()).total_seconds()))

    @property
    def can_be_sent_again(self) -> bool:
        return self.state in {MessageState.FAILED, MessageState.GIVEN_UP}

    @property
    def stands(self) -> str:
        if self.state == MessageState.HANDED_ON and self.progress:
            return str(Progress(self.progress).label)
        return standing(self.channel, self.state, self.carrier)

    @property
    def is_by_hand(self) -> bool:
        """Printed or faxed by somebody: it is not sent because it is written."""
        return self.channel != Channel.EMAIL and self.carrier == Carrier.HAND

    @property
    def papers(self) -> list[Document]:
        """Files of its line, which go with it; a mailing has none."""
        return list(self.entry.documents.all()) if self.entry is not None else []

    @property
    def is_told_late(self) -> bool:
        """Its author was told that it should have left by now."""
        return self.told_at is not None and self.is_open

    @property
    def can_be_said_faxed(self) -> bool:
        return self.channel == Channel.FAX and self.is_by_hand and self.state == MessageState.WAITING


class Recipient(MutualOwned):
    """A member whose turn came in a mailing: written to, or why not. Nobody has two turns."""

    mailing = models.ForeignKey(
        Mailing, on_delete=models.PROTECT, related_name="recipients", db_constraint=False, db_index=False
    )
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+", db_constraint=False, db_index=False)
    message = models.ForeignKey(
        Message, on_delete=models.PROTECT, null=True, related_name="+", db_constraint=False, db_index=False
    )
    why_not = models.CharField(_("why not"), max_length=11, choices=Unwritten, blank=True)
    at = models.DateTimeField(_("at"), db_default=Now())

    class Meta:
        verbose_name = _("recipient of a mailing")
        verbose_name_plural = _("recipients of mailings")
        constraints = [
            models.UniqueConstraint(fields=["mutual", "mailing", "member"], name="correspondence_recipient_once"),
            models.CheckConstraint(
                condition=Q(message__isnull=False, why_not="") | Q(message__isnull=True, why_not__in=Unwritten.values),
                name="correspondence_recipient_written_or_why_not",
            ),
        ]

    def __str__(self) -> str:
        return self.get_why_not_display()
