from math import ceil

import pgtrigger
import uuid_utils.compat
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Mutual, MutualOwned
from contacts.enums import Channel
from contacts.models import Case, Entry
from correspondence.enums import OPEN, WRITTEN, Fault, MessageState, standing
from members.models import Member

CHANNELS = [(channel.value, channel.label) for channel in WRITTEN]


class Wording(models.Model):
    """A text of the house, common to all mutuals or of one, whose own goes before the common one of the same code.

    A version is never edited: another one replaces it, and what was written under it can still be explained.
    """

    mutual = models.ForeignKey(
        Mutual, verbose_name=_("mutual"), on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        db_constraint=False, help_text=_("None: for every mutual."),
    )  # fmt: skip
    code = models.SlugField(_("code"), max_length=40)
    version = models.PositiveIntegerField(_("version"), default=1, editable=False)
    label = models.CharField(_("label"), max_length=80)
    created_at = models.DateTimeField(_("since"), db_default=Now(), editable=False)
    replaced_at = models.DateTimeField(_("replaced at"), null=True, blank=True, editable=False)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.label


class Template(Wording):
    """A letter with open places (see `fields`), which an adviser completes before it leaves."""

    channels = ArrayField(
        models.CharField(max_length=8, choices=CHANNELS), verbose_name=_("channels"), default=list, blank=True,
        help_text=_("None: for all of them."),
    )  # fmt: skip
    reason_code = models.CharField(
        _("reason"), max_length=40, blank=True, help_text=_("Offered first for contacts of this reason.")
    )
    subject = models.CharField(_("subject"), max_length=200)
    body = models.TextField(_("text"))

    class Meta:
        verbose_name = _("template")
        verbose_name_plural = _("templates")
        ordering = ["label"]
        constraints = [
            models.UniqueConstraint(
                fields=["mutual", "code", "version"], name="correspondence_template_once", nulls_distinct=False
            ),
            models.UniqueConstraint(
                fields=["mutual", "code"],
                condition=Q(replaced_at__isnull=True),
                name="correspondence_template_one_in_use",
                nulls_distinct=False,
                violation_error_message=_("There is a text of this code already."),
            ),
        ]
        triggers = [pgtrigger.ReadOnly(name="kept_as_written", exclude=["replaced_at"])]


class Snippet(Wording):
    """A few words that `//` and their code put into a text."""

    text = models.TextField(_("text"))

    class Meta:
        verbose_name = _("text shortcut")
        verbose_name_plural = _("text shortcuts")
        ordering = ["code"]
        constraints = [
            models.UniqueConstraint(
                fields=["mutual", "code", "version"], name="correspondence_snippet_once", nulls_distinct=False
            ),
            models.UniqueConstraint(
                fields=["mutual", "code"],
                condition=Q(replaced_at__isnull=True),
                name="correspondence_snippet_one_in_use",
                nulls_distinct=False,
                violation_error_message=_("There is a text of this code already."),
            ),
        ]
        triggers = [pgtrigger.ReadOnly(name="kept_as_written", exclude=["replaced_at"])]


class Message(MutualOwned):
    """One e-mail, letter or fax that leaves: due until it was sent, given up or called back.

    `next_at` is its clock: the end of the undo, the next attempt or, while it is being sent, the end of the sender's lease.
    A letter or fax waits to be printed or faxed and is never sent by the sweep.
    """

    id = models.UUIDField(primary_key=True, default=uuid_utils.compat.uuid7, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="messages", db_constraint=False)
    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="+", db_constraint=False, db_index=False)
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
    told_at = models.DateTimeField(_("author told at"), null=True)
    created_at = models.DateTimeField(_("written at"), db_default=Now())
    sent_at = models.DateTimeField(_("sent at"), null=True)

    class Meta:
        verbose_name = _("outgoing message")
        verbose_name_plural = _("outgoing messages")
        constraints = [
            models.UniqueConstraint(fields=["mutual", "key"], name="correspondence_message_key_once"),
            models.UniqueConstraint(fields=["mutual", "message_id"], name="correspondence_message_id_once"),
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
            models.CheckConstraint(condition=Q(channel__in=WRITTEN), name="correspondence_message_channel_known"),
        ]
        indexes = [
            models.Index(
                "next_at", "id", name="correspondence_message_due",
                condition=Q(channel=Channel.EMAIL, next_at__isnull=False),
            ),
            models.Index(
                "author", "created_at", name="correspondence_message_unsent",
                condition=~Q(state=MessageState.SENT),
            ),
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
        return standing(self.channel, self.state)

    @property
    def is_by_hand(self) -> bool:
        """Printed or faxed by somebody: it is not sent because it is written."""
        return self.channel != Channel.EMAIL
