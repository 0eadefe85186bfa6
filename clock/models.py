"""Ladders as data, what was done at which step, whom it was told, and the signs of life of who does it."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Func, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from accounts.models import MutualOwned, MutualPolicy
from audit.models import AppendOnly
from clock.enums import Audience, Commitment, StepKind
from clock.hours import Pause
from clock.ladders import Rung


class Ladder(models.Model):
    """The steps of a kind of commitment, from a moment on. Versions are added and never edited: promises keep theirs.

    `rungs` is a list of `[share, kind]`, a share being a part in 1,440 of the target (minutes, for twenty-four hours).
    """

    commitment = models.CharField(_("commitment"), max_length=8, choices=Commitment)
    valid_from = models.DateTimeField(_("valid from"), db_default=Now())
    rungs = models.JSONField(_("steps of the ladder"))
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("created by"), on_delete=models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        verbose_name = _("ladder")
        verbose_name_plural = _("ladders")
        ordering = ["commitment", "-valid_from"]
        constraints = [
            models.UniqueConstraint(fields=["commitment", "valid_from"], name="clock_ladder_one_at_a_time"),
            models.CheckConstraint(condition=Q(commitment__in=Commitment.values), name="clock_ladder_commitment_known"),
        ]

    def __str__(self) -> str:
        return f"{self.get_commitment_display()} {self.valid_from:%Y-%m-%d %H:%M}"

    @property
    def steps(self) -> list[Rung]:
        return [Rung(share, StepKind(kind)) for share, kind in self.rungs]


class Clocked(MutualOwned):
    """A row that is promised within a time. It is its own clock: `next_action_at` is when something must be done about it.

    Instants are stored once, at the promise. `steps_at` and `steps_kind` are what is still to come, first one first; a step
    that is due leaves them in the statement that writes its `Escalation`. After the last one comes a reminder again and again.

    While `paused_at` is set the clock stands still for `pause_reason`, and nothing falls due; `pauses` are those that are over,
    as `[since, until, reason]` with instants in ISO 8601.
    """

    policy = models.ForeignKey(MutualPolicy, on_delete=models.PROTECT, related_name="+", db_index=False)
    ladder = models.ForeignKey(Ladder, on_delete=models.PROTECT, related_name="+", db_index=False)
    started_at = models.DateTimeField(_("promised at"))
    deadline_at = models.DateTimeField(_("deadline"))
    next_step = models.PositiveSmallIntegerField(default=0)
    steps_at = ArrayField(models.DateTimeField(), default=list, blank=True)
    steps_kind = ArrayField(models.CharField(max_length=12), default=list, blank=True)
    next_action_at = models.DateTimeField(null=True)
    breached_at = models.DateTimeField(_("deadline passed at"), null=True)
    paused_at = models.DateTimeField(_("clock stopped at"), null=True)
    pause_reason = models.TextField(_("why the clock stopped"), blank=True)
    pauses = models.JSONField(default=list, blank=True)
    faults = models.PositiveSmallIntegerField(default=0)

    class Meta:
        abstract = True

    @property
    def stood_still(self) -> list[Pause]:
        """Every pause, in order; the last one may last still."""
        over = [
            Pause(datetime.fromisoformat(since), datetime.fromisoformat(until), why)
            for since, until, why in self.pauses
        ]
        return over if self.paused_at is None else [*over, Pause(self.paused_at, None, self.pause_reason)]


class Escalation(MutualOwned, AppendOnly):
    """One step, done once: the proof. `due_at` is when it had to be done, `fired_at` when it was, `fired_by` by which process."""

    id = models.BigAutoField(primary_key=True)
    commitment = models.CharField(_("commitment"), max_length=8, choices=Commitment)
    subject_id = models.UUIDField()
    step = models.PositiveSmallIntegerField(_("step"))
    kind = models.CharField(_("kind"), max_length=12, choices=StepKind)
    due_at = models.DateTimeField(_("due at"))
    fired_at = models.DateTimeField(_("done at"), db_default=Now())
    fired_by = models.CharField(_("by"), max_length=60)

    class Meta:
        verbose_name = _("escalation")
        verbose_name_plural = _("escalations")
        constraints = [
            models.UniqueConstraint(
                fields=["mutual", "subject_id", "step", "commitment"], name="clock_escalation_once"
            ),
            models.CheckConstraint(condition=Q(kind__in=StepKind.values), name="clock_escalation_kind_known"),
        ]
        indexes = [models.Index("mutual", "fired_at", name="clock_escalation_of_mutual")]

    def __str__(self) -> str:
        return f"{self.commitment} {self.subject_id} {self.step}"


class Alert(MutualOwned):
    """What somebody must be told: a row that is due, written with what it tells of; ids and kinds only, never a name or a text.

    `key` makes it one however often it is written; who sends it makes the name of the message from it.
    """

    id = models.BigAutoField(primary_key=True)
    key = models.CharField(max_length=120)
    commitment = models.CharField(_("commitment"), max_length=8, choices=Commitment)
    subject_id = models.UUIDField()
    kind = models.CharField(_("kind"), max_length=12)
    audience = models.CharField(_("for"), max_length=14, choices=Audience)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("person"), on_delete=models.CASCADE, null=True, related_name="+",
        db_index=False,
    )  # fmt: skip
    due_at = models.DateTimeField(_("deadline"), null=True)
    created_at = models.DateTimeField(_("since"), db_default=Now())
    next_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField(_("sent at"), null=True)
    dead_at = models.DateTimeField(_("given up at"), null=True)
    error = models.CharField(max_length=200, blank=True)
    seen_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("seen by"), on_delete=models.SET_NULL, null=True, related_name="+",
        db_index=False,
    )  # fmt: skip
    seen_at = models.DateTimeField(_("seen at"), null=True)

    class Meta:
        verbose_name = _("alert")
        verbose_name_plural = _("alerts")
        constraints = [
            models.UniqueConstraint(fields=["mutual", "key"], name="clock_alert_once"),
            models.CheckConstraint(condition=Q(audience__in=Audience.values), name="clock_alert_audience_known"),
            models.CheckConstraint(
                condition=Q(next_at__isnull=False) ^ (Q(sent_at__isnull=False) | Q(dead_at__isnull=False)),
                name="clock_alert_waits_or_is_settled",
            ),
            models.CheckConstraint(
                condition=~Q(audience=Audience.OWNER) | Q(user__isnull=False), name="clock_alert_owner_named"
            ),
        ]
        indexes = [
            models.Index("next_at", "id", name="clock_alert_due", condition=Q(next_at__isnull=False)),
            models.Index(
                "mutual", "audience", "created_at", name="clock_alert_unseen", condition=Q(seen_at__isnull=True)
            ),
        ]

    def __str__(self) -> str:
        return self.key


class Heartbeat(models.Model):
    """The last sign of life of one kind of work, by the database's clock."""

    name = models.CharField(max_length=30, primary_key=True)
    at = models.DateTimeField()
    runner = models.CharField(max_length=60)
    runs = models.BigIntegerField(default=1)

    class Meta:
        verbose_name = _("heartbeat")
        verbose_name_plural = _("heartbeats")

    def __str__(self) -> str:
        return self.name


class PeriodRun(models.Model):
    """Work that is done once in a period took place, or is taking place: who inserts the row does it."""

    job = models.CharField(max_length=40)
    period = models.DateTimeField()
    runner = models.CharField(max_length=60)
    result = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("run of a period")
        verbose_name_plural = _("runs of periods")
        constraints = [models.UniqueConstraint(fields=["job", "period"], name="clock_periodrun_once")]

    def __str__(self) -> str:
        return f"{self.job} {self.period:%Y-%m-%d}"


class ClockNow(Func):
    """The database's clock, the only one that decides. A function of ours, so that tests can move it; still an index condition."""

    function = "clock_now"
    template = "%(function)s()"
    arity = 0
    output_field = models.DateTimeField()


def clocked(table: str, *, open_when: Q) -> tuple[list[Any], list[Any]]:
    """Constraints and indexes of a `Clocked` table of which the rows that fulfil OPEN_WHEN wait.

    Open implies armed, or paused with its reason; nothing else is either.
    """
    runs = Q(next_action_at__isnull=False, paused_at__isnull=True)
    stands = Q(next_action_at__isnull=True, paused_at__isnull=False)
    constraints = [
        models.CheckConstraint(
            condition=open_when & (runs | stands) | ~open_when & Q(next_action_at__isnull=True, paused_at__isnull=True),
            name=f"{table}_open_implies_armed",
        ),
        models.CheckConstraint(
            condition=Q(paused_at__isnull=True, pause_reason="") | Q(paused_at__isnull=False) & ~Q(pause_reason=""),
            name=f"{table}_pause_has_reason",
        ),
        models.CheckConstraint(condition=Q(steps_at__len=F("steps_kind__len")), name=f"{table}_steps_have_kinds"),
    ]
    indexes = [
        models.Index("next_action_at", "id", name=f"{table}_due", condition=Q(next_action_at__isnull=False)),
    ]
    return constraints, indexes
