"""The promised call, its tries and its history."""

from datetime import time
from typing import Any

import uuid_utils.compat
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from phonenumber_field.modelfields import PhoneNumberField

from accounts.models import MutualOwned
from audit.models import AppendOnly
from callbacks.enums import CLOSED, OPEN, OWNED, AttemptResult, CallbackKind, CallbackState, EventKind, Skill, ToInform
from clock.models import Clocked, clocked
from contacts.models import Case
from members.models import Member

LONGEST_SUBJECT = 120
LONGEST_TEXT = 4_000
"""Characters of a question or of one part of an answer."""

_CONSTRAINTS, _INDEXES = clocked("callbacks_callback", open_when=Q(state__in=OPEN, reached_at__isnull=True))


class Callback(Clocked):
    """A call that was promised to a member. `question` and `answer` are for all who may see the case; what is sealed, for experts.

    `fence` grows whenever somebody else gets the call: who acts under an older one is refused. `holds` is set on the
    expert's call that a holding contact led to. The clock stops when the member is reached, not when the answer is written up.
    One that was stopped runs again at `paused_until` at the latest; nothing is booked meanwhile.
    """

    id = models.UUIDField(primary_key=True, default=uuid_utils.compat.uuid7, editable=False)
    kind = models.CharField(_("kind"), max_length=8, choices=CallbackKind, default=CallbackKind.EXPERT)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="callbacks", db_constraint=False)
    member = models.ForeignKey(
        Member, on_delete=models.PROTECT, related_name="callbacks", db_constraint=False, db_index=False
    )
    request_key = models.CharField(max_length=64)
    skill = models.CharField(_("skill"), max_length=14, choices=Skill)
    subject = models.CharField(_("subject"), max_length=LONGEST_SUBJECT)
    question = models.TextField(_("question"), blank=True)
    question_sealed = models.BinaryField(null=True)
    phone = PhoneNumberField(_("to call at"))
    other_phone = PhoneNumberField(_("otherwise at"), blank=True)
    reach_from = models.TimeField(_("can be reached from"), null=True)
    reach_until = models.TimeField(_("can be reached until"), null=True)
    state = models.CharField(_("state"), max_length=11, choices=CallbackState, default=CallbackState.WAITING)
    promised_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("promised by"), on_delete=models.PROTECT, null=True, related_name="+",
        db_index=False,
    )  # fmt: skip
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("to be called by"), on_delete=models.PROTECT, null=True,
        related_name="callbacks", db_index=False,
    )  # fmt: skip
    planned_at = models.DateTimeField(_("planned at"), null=True)
    announced_at = models.DateTimeField(_("time told to the member"), null=True)
    to_inform = models.CharField(max_length=6, choices=ToInform, blank=True)
    lease_until = models.DateTimeField(null=True)
    paused_until = models.DateTimeField(_("clock stopped until"), null=True)
    fence = models.PositiveIntegerField(default=0)
    reached_at = models.DateTimeField(_("reached at"), null=True)
    closed_at = models.DateTimeField(_("closed at"), null=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("closed by"), on_delete=models.PROTECT, null=True, related_name="+",
        db_index=False,
    )  # fmt: skip
    close_reason = models.CharField(_("reason"), max_length=200, blank=True)
    answer = models.TextField(_("answer"), blank=True)
    answer_sealed = models.BinaryField(null=True)
    holds = models.ForeignKey(
        "self", verbose_name=_("follows the holding contact"), on_delete=models.PROTECT, null=True, related_name="+",
        db_constraint=False, db_index=False,
    )  # fmt: skip

    class Meta:
        verbose_name = _("promised call-back")
        verbose_name_plural = _("promised call-backs")
        constraints = [
            *_CONSTRAINTS,
            models.UniqueConstraint(fields=["mutual", "id"], name="callbacks_callback_in_mutual"),
            models.UniqueConstraint(fields=["mutual", "request_key"], name="callbacks_callback_once"),
            models.UniqueConstraint(
                fields=["mutual", "holds"], condition=Q(holds__isnull=False), name="callbacks_callback_follows_once"
            ),
            models.UniqueConstraint(
                fields=["mutual", "member", "skill", "kind"],
                condition=Q(state__in=OPEN),
                name="callbacks_callback_one_open",
                violation_error_message=_("A call-back for this is promised to the member already."),
            ),
            models.CheckConstraint(condition=Q(state__in=CallbackState.values), name="callbacks_callback_state_known"),
            models.CheckConstraint(condition=Q(skill__in=Skill.values), name="callbacks_callback_skill_known"),
            models.CheckConstraint(
                condition=Q(deadline_at__gt=F("started_at")), name="callbacks_callback_deadline_after_promise"
            ),
            models.CheckConstraint(
                condition=Q(state__in=CLOSED, closed_at__isnull=False) | Q(state__in=OPEN, closed_at__isnull=True),
                name="callbacks_callback_closed_said",
            ),
            models.CheckConstraint(
                condition=Q(state__in=OWNED, owner__isnull=False)
                | Q(state=CallbackState.WAITING, owner__isnull=True)
                | Q(state__in=CLOSED),
                name="callbacks_callback_owner_said",
            ),
            models.CheckConstraint(
                condition=Q(state=CallbackState.IN_CALL, lease_until__isnull=False)
                | ~Q(state=CallbackState.IN_CALL) & Q(lease_until__isnull=True),
                name="callbacks_callback_call_has_lease",
            ),
            models.CheckConstraint(
                condition=Q(paused_at__isnull=True, paused_until__isnull=True)
                | Q(paused_at__isnull=False, paused_until__gt=F("paused_at"), planned_at__isnull=True)
                & ~Q(state=CallbackState.IN_CALL),
                name="callbacks_callback_pause_ends",
            ),
            models.CheckConstraint(
                condition=~Q(state=CallbackState.DONE) | Q(reached_at__isnull=False),
                name="callbacks_callback_done_means_reached",
            ),
        ]
        indexes = [
            *_INDEXES,
            models.Index("mutual", "deadline_at", "id", name="callbacks_callback_open", condition=Q(state__in=OPEN)),
            models.Index("owner", "planned_at", name="callbacks_callback_of_owner", condition=Q(state__in=OPEN)),
            models.Index("lease_until", name="callbacks_callback_left", condition=Q(lease_until__isnull=False)),
            models.Index("id", name="callbacks_callback_to_inform", condition=~Q(to_inform="")),
            models.Index("paused_until", name="callbacks_callback_stopped", condition=Q(paused_until__isnull=False)),
            models.Index("mutual", "member", "started_at", name="callbacks_callback_of_member"),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def is_open(self) -> bool:
        return self.state in OPEN

    @property
    def is_soon(self) -> bool:
        """Less than a quarter of its time is left."""
        return timezone.now() > self.deadline_at - (self.deadline_at - self.started_at) / 4

    @property
    def is_late(self) -> bool:
        return self.breached_at is not None

    @property
    def can_be_given(self) -> bool:
        """Nobody is in it, its clock runs, and an expert makes it."""
        is_free = self.state in {CallbackState.WAITING, CallbackState.ASSIGNED} and self.paused_at is None
        return is_free and self.kind == CallbackKind.EXPERT

    @property
    def can_stand(self) -> bool:
        """Its clock stands still, or may be stopped: nobody is in the call, and the member was not reached."""
        return self.is_open and self.state != CallbackState.IN_CALL and self.reached_at is None

    @property
    def reachable(self) -> tuple[time, time] | None:
        """The hours in Paris between which the member answers; none were given when empty."""
        return (self.reach_from, self.reach_until) if self.reach_from and self.reach_until else None

    @property
    def must_tell(self) -> bool:
        """The member was told another time than the one that is planned now, or of a time when none is planned."""
        is_told = self.announced_at is not None and self.paused_at is None
        return self.is_open and is_told and self.announced_at != self.planned_at

    @property
    def has_sealed_question(self) -> bool:
        return bool(self.question_sealed)


class Attempt(MutualOwned):
    """One try to reach the member, begun under a fence; open while `ended_at` is empty."""

    callback = models.ForeignKey(
        Callback, on_delete=models.CASCADE, related_name="attempts", db_constraint=False, db_index=False
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False)
    fence = models.PositiveIntegerField()
    started_at = models.DateTimeField(_("begun at"))
    ended_at = models.DateTimeField(_("ended at"), null=True)
    result = models.CharField(_("result"), max_length=12, choices=AttemptResult, blank=True)

    class Meta:
        verbose_name = _("attempt")
        verbose_name_plural = _("attempts")
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, result="") | Q(ended_at__isnull=False),
                name="callbacks_attempt_result_at_end",
            ),
            models.UniqueConstraint(
                fields=["mutual", "callback"],
                condition=Q(ended_at__isnull=True),
                name="callbacks_attempt_one_at_a_time",
            ),
        ]
        indexes = [models.Index("callback", "started_at", name="callbacks_attempt_of_callback")]

    def __str__(self) -> str:
        return self.get_result_display()


class CallbackEvent(MutualOwned, AppendOnly):
    """One line of a promise's history: who did what, when, by which process. Codes and instants only, no text of anybody's."""

    id = models.BigAutoField(primary_key=True)
    callback = models.ForeignKey(
        Callback, on_delete=models.CASCADE, related_name="events", db_constraint=False, db_index=False
    )
    kind = models.CharField(_("kind"), max_length=12, choices=EventKind)
    at = models.DateTimeField(_("at"), db_default=Now())
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    process = models.CharField(_("by which process"), max_length=60, blank=True)
    detail: Any = models.JSONField(_("detail"), default=dict, blank=True)

    class Meta:
        verbose_name = _("line of a call-back's history")
        verbose_name_plural = _("lines of call-backs' histories")
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=EventKind.values), name="callbacks_event_kind_known")
        ]
        indexes = [models.Index("callback", "at", "id", name="callbacks_event_of_callback")]

    def __str__(self) -> str:
        return self.get_kind_display()
