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
from django.utils.translation import pgettext_lazy

from accounts.models import Mutual, MutualOwned
from contacts.enums import Channel
from contacts.models import Case, Document, Entry
from correspondence.enclosures import weight_of
from correspondence.enums import (
    OPEN,
    UNMADE,
    WRITTEN,
    BatchState,
    Carrier,
    Fault,
    Language,
    MailingState,
    MessageState,
    Progress,
    Purpose,
    Unwritten,
    Why,
    standing,
)
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


class Mailing(MutualOwned):
    """One text to a public of a mutual's members, approved by somebody else than its author, leaving at a set pace.

    `next_at` is its clock while it leaves. `after` is the last member who was looked at: members are taken in the order of their ids.
    """

    id = models.UUIDField(primary_key=True, default=uuid_utils.compat.uuid7, editable=False)
    title = models.CharField(pgettext_lazy("mailing", "name"), max_length=120)
    purpose = models.CharField(_("what it is about"), max_length=10, choices=Purpose, default=Purpose.SERVICE)
    products = ArrayField(models.BigIntegerField(), verbose_name=_("products"), default=list)
    departments = ArrayField(models.CharField(max_length=3), verbose_name=_("departments"), default=list)
    age_min = models.PositiveSmallIntegerField(_("from the age of"), null=True)
    age_max = models.PositiveSmallIntegerField(_("to the age of"), null=True)
    began_from = models.DateField(_("contract began from"), null=True)
    began_until = models.DateField(_("contract began until"), null=True)
    holders_only = models.BooleanField(_("holders of contracts only"), default=True)
    template = models.ForeignKey(
        Template, verbose_name=_("template"), on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    subject = models.CharField(_("subject"), max_length=200)
    body = models.TextField(_("text"))
    per_hour = models.PositiveIntegerField(_("messages an hour"), default=300)
    opens = models.TimeField(_("leaves from"))
    closes = models.TimeField(_("leaves until"))
    on_saturdays = models.BooleanField(_("on Saturdays too"), default=False)
    state = models.CharField(_("state"), max_length=10, choices=MailingState, default=MailingState.DRAFT)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("author"), on_delete=models.PROTECT, related_name="+", db_index=False
    )
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=pgettext_lazy("mailing", "approved by"), on_delete=models.PROTECT, null=True, related_name="+",
        db_index=False,
    )  # fmt: skip
    approved_at = models.DateTimeField(pgettext_lazy("mailing", "approved at"), null=True)
    stopped_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("stopped by"), on_delete=models.PROTECT, null=True, related_name="+",
        db_index=False,
    )  # fmt: skip
    # How many it was for when it was approved; the public is looked at again when each one's turn comes.
    counted = models.PositiveIntegerField(_("members counted"), null=True)
    after = models.UUIDField(null=True)
    next_at = models.DateTimeField(null=True)
    # Counts every change: who approves says which one was read.
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(_("written at"), db_default=Now())
    ended_at = models.DateTimeField(_("ended at"), null=True)

    class Meta:
        verbose_name = _("mailing")
        verbose_name_plural = _("mailings")
        constraints = [
            models.UniqueConstraint(fields=["mutual", "id"], name="correspondence_mailing_in_mutual"),
            models.CheckConstraint(
                condition=Q(state__in=[MailingState.DRAFT, MailingState.TO_APPROVE, MailingState.DROPPED])
                | Q(approved_by__isnull=False, approved_at__isnull=False) & ~Q(approved_by=models.F("author")),
                name="correspondence_mailing_approved_by_another",
            ),
            models.CheckConstraint(
                condition=Q(state=MailingState.SENDING, next_at__isnull=False)
                | ~Q(state=MailingState.SENDING) & Q(next_at__isnull=True),
                name="correspondence_mailing_leaving_has_clock",
            ),
            models.CheckConstraint(
                condition=Q(per_hour__range=(1, 6000), closes__gt=models.F("opens"))
                & (Q(age_min__isnull=True) | Q(age_max__isnull=True) | Q(age_max__gte=models.F("age_min"))),
                name="correspondence_mailing_can_leave",
            ),
            models.CheckConstraint(
                condition=Q(state__in=MailingState.values, purpose__in=Purpose.values),
                name="correspondence_mailing_choices_known",
            ),
        ]
        indexes = [
            models.Index("next_at", name="correspondence_mailing_due", condition=Q(next_at__isnull=False)),
            models.Index("mutual", "created_at", name="correspondence_mailing_lately"),
        ]

    def __str__(self) -> str:
        return self.title


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


class Stationery(models.Model):
    """What stands at the head of a mutual's letters, and how much may go into one envelope."""

    mutual = models.OneToOneField(
        Mutual, verbose_name=_("mutual"), on_delete=models.PROTECT, primary_key=True, related_name="+"
    )
    sender = models.TextField(
        _("sender’s address"), max_length=300, blank=True, help_text=_("At the head of letters, six lines at most.")
    )
    is_posted_by_service = models.BooleanField(
        _("letters leave by the postal service"), default=False,
        help_text=_("Otherwise they wait for a batch of the print room. Takes effect where a service is set up."),
    )  # fmt: skip
    most_brochures = models.PositiveSmallIntegerField(_("brochures enclosed at most"), default=2)
    most_pages = models.PositiveSmallIntegerField(_("pages enclosed at most"), default=24)
    most_grams = models.PositiveSmallIntegerField(
        _("weight of an envelope at most (grams)"),
        default=100,
        help_text=_("With its letter; postage steps: 20, 100, 250."),
    )

    class Meta:
        verbose_name = _("letter paper")
        verbose_name_plural = _("letter papers")
        constraints = [
            models.CheckConstraint(
                condition=Q(most_brochures__range=(1, 9), most_pages__range=(1, 400), most_grams__range=(10, 3000)),
                name="correspondence_stationery_has_room",
                violation_error_message=_("One to nine brochures, 400 pages and 3000 grams at most."),
            )
        ]

    def __str__(self) -> str:
        return str(self.mutual)


class Brochure(models.Model):
    """A health brochure as PDF, of every mutual or of one. It is never deleted: what was enclosed can still be explained.

    `stock` counts paper copies; without one the brochure is printed with the letter.
    """

    mutual = models.ForeignKey(
        Mutual, verbose_name=_("mutual"), on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        db_constraint=False, help_text=_("None: for every mutual."),
    )  # fmt: skip
    title = models.CharField(pgettext_lazy("brochure", "title"), max_length=120)
    theme = models.CharField(_("theme"), max_length=60)
    language = models.CharField(_("language"), max_length=5, choices=Language, default=Language.FRENCH)
    rights = models.CharField(_("source and licence"), max_length=200)
    reasons = ArrayField(models.CharField(max_length=40), verbose_name=_("contact reasons"), default=list, blank=True)
    age_min = models.PositiveSmallIntegerField(_("from the age of"), null=True, blank=True)
    age_max = models.PositiveSmallIntegerField(_("to the age of"), null=True, blank=True)
    valid_from = models.DateField(_("from"))
    valid_until = models.DateField(_("until"), null=True, blank=True)
    repeat_days = models.PositiveSmallIntegerField(_("days before it goes to the same person again"), default=365)
    stock = models.IntegerField(_("paper copies"), null=True, blank=True)
    own_grams = models.PositiveSmallIntegerField(
        _("weight, if it is not of plain paper (grams)"), null=True, blank=True
    )
    # Whether a campaign names it: then it goes to whom the campaign was told, or for its reasons.
    is_of_campaign = models.BooleanField(default=False)
    file = models.FileField(_("PDF"), upload_to="brochures/")
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField(_("size"))
    pages = models.PositiveSmallIntegerField(_("pages"))
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("added by"), on_delete=models.PROTECT, related_name="+", db_index=False
    )
    added_at = models.DateTimeField(_("added at"), db_default=Now())
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True)

    class Meta:
        verbose_name = _("brochure")
        verbose_name_plural = _("brochures")
        ordering = ["title", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(stock__isnull=True) | Q(stock__gte=0), name="correspondence_brochure_stock_not_below_none"
            ),
            models.CheckConstraint(
                condition=Q(age_min__isnull=True) | Q(age_max__isnull=True) | Q(age_max__gte=models.F("age_min")),
                name="correspondence_brochure_ages_forward",
            ),
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=models.F("valid_from")),
                name="correspondence_brochure_dates_forward",
            ),
            models.CheckConstraint(condition=Q(pages__gte=1), name="correspondence_brochure_has_pages"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def grams(self) -> int:
        return weight_of(self.pages) if self.own_grams is None else self.own_grams


class Enclosure(MutualOwned):
    """A brochure that goes with a message. `is_from_stock`: a paper copy is laid in, nothing is printed."""

    message = models.ForeignKey(
        Message, on_delete=models.PROTECT, related_name="enclosures", db_constraint=False, db_index=False
    )
    brochure = models.ForeignKey(Brochure, on_delete=models.PROTECT, related_name="+", db_index=False)
    rank = models.PositiveSmallIntegerField(_("rank"))
    why = models.CharField(_("why"), max_length=8, choices=Why)
    is_from_stock = models.BooleanField(_("from the paper stock"), default=False)

    class Meta:
        verbose_name = _("enclosed brochure")
        verbose_name_plural = _("enclosed brochures")
        ordering = ["rank"]
        constraints = [
            models.UniqueConstraint(fields=["mutual", "message", "brochure"], name="correspondence_enclosure_once"),
            models.CheckConstraint(condition=Q(why__in=Why.values), name="correspondence_enclosure_why_known"),
        ]

    def __str__(self) -> str:
        return str(self.brochure)


class Suggestion(MutualOwned):
    """A brochure of a campaign that a member was told of: it goes with what is written to them next."""

    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+", db_constraint=False, db_index=False)
    brochure = models.ForeignKey(Brochure, on_delete=models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField(_("at"), db_default=Now())

    class Meta:
        verbose_name = _("suggested brochure")
        verbose_name_plural = _("suggested brochures")
        constraints = [
            models.UniqueConstraint(fields=["mutual", "member", "brochure"], name="correspondence_suggestion_once")
        ]

    def __str__(self) -> str:
        return str(self.brochure)
