"""Days that are closed: what was counted, under which thresholds, hours and policies. Rows are added and never changed."""

from typing import Any

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from accounts.models import MutualOwned, Site, Team
from audit.models import AppendOnly
from contacts.enums import Channel
from supervision.indicators import HALF_HOURS, Course, Grain


def _count() -> Any:
    return models.PositiveBigIntegerField(default=0)


def _course() -> Any:
    return ArrayField(models.PositiveIntegerField(), size=HALF_HOURS)


class ClosedDay(AppendOnly):
    """A day in Paris whose figures stand. `inputs` is what they were counted under (see `queries.Inputs`)."""

    day = models.DateField(_("day"), primary_key=True)
    closed_at = models.DateTimeField(_("closed at"), db_default=Now())
    closed_by = models.CharField(_("by"), max_length=60)
    inputs = models.JSONField(_("counted under"))

    class Meta:
        verbose_name = _("closed day")
        verbose_name_plural = _("closed days")
        ordering = ["-day"]

    def __str__(self) -> str:
        return f"{self.day:%Y-%m-%d}"


class DayCount(MutualOwned, AppendOnly):
    """What was counted of a day in one mutual, and at the finer grains in one team, channel or reason of it or in one of each.

    Columns are those of `indicators.Count`; every grain holds all of the day, and questions read one of them.
    Team and site are those of whoever did the work on that day, `reason` is a code: what is moved or renamed later counts where it was.
    """

    day = models.ForeignKey(ClosedDay, on_delete=models.PROTECT, related_name="counts", db_column="day", db_index=False)
    team = models.ForeignKey(Team, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    site = models.ForeignKey(Site, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    grain = models.CharField(max_length=7, choices=[(grain.value, grain.value) for grain in Grain])
    channel = models.CharField(max_length=8, choices=Channel, blank=True)
    reason = models.CharField(max_length=40, blank=True)
    offered = _count()
    answered = _count()
    answered_soon = _count()
    abandoned = _count()
    abandoned_soon = _count()
    out_of_hours = _count()
    waited_seconds = _count()
    talks = _count()
    talk_seconds = _count()
    hold_seconds = _count()
    wraps = _count()
    wrap_seconds = _count()
    closed = _count()
    judged = _count()
    solved = _count()
    written = _count()
    written_closed = _count()
    written_in_time = _count()
    quotes = _count()
    quotes_in_time = _count()
    quote_seconds = _count()
    callbacks_due = _count()
    callbacks_kept = _count()
    callbacks_late = _count()
    callback_late_seconds = _count()
    referrals = _count()
    prevention_shown = _count()
    prevention_told = _count()
    watched = _count()
    settled = _count()
    reviews = _count()
    review_points = _count()
    satisfaction_answers = _count()
    satisfied = _count()

    class Meta:
        verbose_name = _("counts of a day")
        verbose_name_plural = _("counts of days")
        constraints = [
            models.UniqueConstraint(
                fields=["mutual", "grain", "day", "team", "site", "channel", "reason"],
                name="supervision_daycount_once",
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                condition=Q(channel__in=["", *Channel.values], grain__in=[grain.value for grain in Grain]),
                name="supervision_daycount_choices_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day_id:%Y-%m-%d} {self.channel} {self.reason}"


class DayStaffing(AppendOnly):
    """Seconds of a team's people at work on a closed day, whichever mutuals they worked for."""

    day = models.ForeignKey(
        ClosedDay, on_delete=models.PROTECT, related_name="staffing", db_column="day", db_index=False
    )
    team = models.ForeignKey(Team, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    site = models.ForeignKey(Site, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    signed_in_seconds = _count()
    paused_seconds = _count()
    busy_seconds = _count()

    class Meta:
        verbose_name = _("presence of a day")
        verbose_name_plural = _("presences of days")
        constraints = [
            models.UniqueConstraint(
                fields=["day", "team", "site"], name="supervision_daystaffing_once", nulls_distinct=False
            )
        ]

    def __str__(self) -> str:
        return f"{self.day_id:%Y-%m-%d}"


class DayCourse(MutualOwned, AppendOnly):
    """Calls of a closed day in one mutual by half-hour, from midnight in Paris; columns are those of `indicators.Course`.

    A mutual that had no call has no row.
    """

    day = models.ForeignKey(
        ClosedDay, on_delete=models.PROTECT, related_name="courses", db_column="day", db_index=False
    )
    offered = _course()
    answered = _course()
    abandoned = _course()
    waited_seconds = _course()

    class Meta:
        verbose_name = _("course of a day")
        verbose_name_plural = _("courses of days")
        constraints = [
            models.UniqueConstraint(fields=["mutual", "day"], name="supervision_daycourse_once"),
            models.CheckConstraint(
                condition=Q(**{f"{column}__len": HALF_HOURS for column in Course}), name="supervision_daycourse_whole"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day_id:%Y-%m-%d}"


class StaffPlan(AppendOnly):
    """How many advisers of the whole centre are to be at the telephones in each half-hour of a day. The highest version stands."""

    day = models.DateField(_("day"))
    version = models.PositiveSmallIntegerField(_("version"))
    advisers = ArrayField(models.PositiveSmallIntegerField(), size=HALF_HOURS, verbose_name=_("advisers"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("by"), on_delete=models.PROTECT, related_name="+", db_index=False
    )
    at = models.DateTimeField(_("at"), db_default=Now())

    class Meta:
        verbose_name = _("plan of a day")
        verbose_name_plural = _("plans of days")
        constraints = [
            models.UniqueConstraint(fields=["day", "version"], name="supervision_staffplan_one_version"),
            models.CheckConstraint(
                condition=Q(advisers__len=HALF_HOURS, version__gte=1), name="supervision_staffplan_whole"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day:%Y-%m-%d} {self.version}"
