"""A contact case, everything that happened in it, and what is being written about it."""

import uuid_utils.compat
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _
from phonenumber_field.modelfields import PhoneNumberField

from accounts.models import MutualOwned
from contacts.enums import HELD, CallerKind, CaseState, Channel, EntryKind, Outcome
from contacts.models.routing import Queue, Reason
from members.models import Member


class Case(MutualOwned):
    """One demand of a member, whatever channels it uses: one timeline, one clock.

    `received_at` is when it reached us (a letter: the day of its receipt, not of its scan); `due_at` is stored once.
    """

    id = models.UUIDField(primary_key=True, default=uuid_utils.compat.uuid7, editable=False)
    member = models.ForeignKey(
        Member, verbose_name=_("member"), on_delete=models.PROTECT, null=True, related_name="cases", db_constraint=False,
        db_index=False,
    )  # fmt: skip
    caller_kind = models.CharField(_("who contacts us"), max_length=12, choices=CallerKind, default=CallerKind.MEMBER)
    caller_name = models.CharField(_("name given"), max_length=120, blank=True)
    caller_phone = PhoneNumberField(_("telephone"), blank=True)
    caller_email = models.EmailField(_("e-mail"), blank=True)
    channel = models.CharField(_("channel"), max_length=8, choices=Channel)
    language = models.CharField(_("language"), max_length=5, default="fr")
    department = models.CharField(_("department"), max_length=3, blank=True)
    subject = models.CharField(_("subject"), max_length=200, blank=True)
    reason = models.ForeignKey(
        Reason, verbose_name=_("reason"), on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    outcome = models.CharField(_("outcome"), max_length=16, choices=Outcome, blank=True)
    is_solved = models.BooleanField(_("solved at first contact"), null=True)
    facts = ArrayField(models.CharField(max_length=16), verbose_name=_("facts checked"), default=list, blank=True)
    identified_at = models.DateTimeField(_("identity checked at"), null=True)
    state = models.CharField(_("state"), max_length=8, choices=CaseState, default=CaseState.WAITING)
    queue = models.ForeignKey(
        Queue, verbose_name=_("queue"), on_delete=models.PROTECT, related_name="+", db_index=False
    )
    holder = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("in the hands of"), on_delete=models.PROTECT, null=True,
        related_name="held_cases", db_index=False,
    )  # fmt: skip
    held_at = models.DateTimeField(_("in hand since"), null=True)
    parked_until = models.DateTimeField(_("parked until"), null=True)
    received_at = models.DateTimeField(_("received at"))
    due_at = models.DateTimeField(_("due at"))
    wrap_up_started_at = models.DateTimeField(_("after-call work since"), null=True)
    wrap_up_seconds = models.PositiveIntegerField(_("after-call work, seconds"), null=True)
    closed_at = models.DateTimeField(_("closed at"), null=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("closed by"), on_delete=models.PROTECT, null=True, related_name="+",
        db_index=False,
    )  # fmt: skip
    # Counts every change of the row: who saves says which one was read.
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(_("created at"), db_default=Now())

    class Meta:
        verbose_name = _("contact case")
        verbose_name_plural = _("contact cases")
        constraints = [
            models.UniqueConstraint(fields=["mutual", "id"], name="contacts_case_in_mutual"),
            models.UniqueConstraint(
                fields=["holder"],
                condition=Q(state=CaseState.IN_HAND),
                name="contacts_case_one_in_hand",
                violation_error_message=_("Somebody has one case in hand at a time."),
            ),
            models.CheckConstraint(
                condition=Q(state__in=HELD, holder__isnull=False, held_at__isnull=False)
                | ~Q(state__in=HELD) & Q(holder__isnull=True, held_at__isnull=True),
                name="contacts_case_held_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(state=CaseState.PARKED, parked_until__isnull=False)
                | ~Q(state=CaseState.PARKED) & Q(parked_until__isnull=True),
                name="contacts_case_parked_until",
            ),
            models.CheckConstraint(
                condition=~Q(state=CaseState.CLOSED)
                | Q(reason__isnull=False, is_solved__isnull=False, closed_at__isnull=False) & ~Q(outcome=""),
                name="contacts_case_closed_is_coded",
            ),
            models.CheckConstraint(condition=Q(state__in=CaseState.values), name="contacts_case_state_known"),
            models.CheckConstraint(condition=Q(channel__in=Channel.values), name="contacts_case_channel_known"),
            models.CheckConstraint(condition=Q(outcome__in=["", *Outcome.values]), name="contacts_case_outcome_known"),
            models.CheckConstraint(condition=Q(caller_kind__in=CallerKind.values), name="contacts_case_caller_known"),
        ]
        indexes = [
            models.Index(
                "due_at",
                "id",
                name="contacts_case_next",
                condition=Q(state=CaseState.WAITING),
                include=["queue", "mutual"],
            ),
            models.Index("parked_until", name="contacts_case_to_wake", condition=Q(state=CaseState.PARKED)),
            models.Index("holder", name="contacts_case_of_holder", condition=Q(state__in=HELD)),
            models.Index("mutual", "member", "received_at", name="contacts_case_of_member"),
            models.Index("mutual", "received_at", "id", name="contacts_case_newest"),
            models.Index("mutual", "caller_email", name="contacts_case_of_sender", condition=~Q(caller_email="")),
            models.Index(
                "closed_by", "closed_at", name="contacts_case_closed_by", condition=Q(closed_by__isnull=False)
            ),
        ]

    # Django's own go through every choice at every call, which of a list of fifty lines was a fifth of the page.
    def get_channel_display(self) -> str:  # type: ignore[no-redef]  # of Django's stubs
        return str(Channel(self.channel).label)

    def get_outcome_display(self) -> str:  # type: ignore[no-redef]  # of Django's stubs
        return str(Outcome(self.outcome).label) if self.outcome else ""

    def get_state_display(self) -> str:  # type: ignore[no-redef]  # of Django's stubs
        return str(CaseState(self.state).label)

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def is_call(self) -> bool:
        return self.channel == Channel.PHONE

    @property
    def is_open(self) -> bool:
        return self.state != CaseState.CLOSED


class Entry(MutualOwned):
    """One line of a case's timeline. `text` is what was said or written; `member` follows the case's."""

    id = models.BigAutoField(primary_key=True)
    case = models.ForeignKey(
        Case, on_delete=models.CASCADE, related_name="entries", db_constraint=False, db_index=False
    )
    member = models.ForeignKey(
        Member, on_delete=models.PROTECT, null=True, related_name="entries", db_constraint=False, db_index=False
    )
    kind = models.CharField(_("kind"), max_length=12, choices=EntryKind)
    at = models.DateTimeField(_("at"), db_default=Now())
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    title = models.CharField(_("title"), max_length=200, blank=True)
    text = models.TextField(_("text"), blank=True)
    detail = models.JSONField(_("detail"), default=dict, blank=True)

    class Meta:
        verbose_name = _("line of a timeline")
        verbose_name_plural = _("lines of timelines")
        constraints = [models.CheckConstraint(condition=Q(kind__in=EntryKind.values), name="contacts_entry_kind_known")]
        indexes = [
            models.Index("case", "at", "id", name="contacts_entry_of_case"),
            models.Index(
                "mutual", "member", "at", "id", name="contacts_entry_of_member", condition=Q(member__isnull=False)
            ),
            models.Index("at", name="contacts_entry_closings", condition=Q(kind=EntryKind.CLOSED)),
            # Who comes back is asked for every closing of a day.
            models.Index(
                "member",
                "at",
                name="contacts_entry_closings_of",
                condition=Q(kind=EntryKind.CLOSED, member__isnull=False),
            ),
        ]

    def get_kind_display(self) -> str:  # type: ignore[no-redef]  # of Django's stubs
        """As `Case.get_channel_display`."""
        return str(EntryKind(self.kind).label)

    def __str__(self) -> str:
        return self.get_kind_display()


class Draft(MutualOwned):
    """What somebody is writing about a case, kept as one types. `version` grows with every keeping."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="drafts", db_constraint=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    field = models.CharField(max_length=40)
    text = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=1)
    updated_at = models.DateTimeField(db_default=Now())

    class Meta:
        verbose_name = _("draft")
        verbose_name_plural = _("drafts")
        constraints = [models.UniqueConstraint(fields=["mutual", "user", "case", "field"], name="contacts_draft_once")]
        indexes = [models.Index("updated_at", name="contacts_draft_to_forget")]

    def __str__(self) -> str:
        return self.field
