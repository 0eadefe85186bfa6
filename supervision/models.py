"""Days that are closed: what was counted, under which thresholds, hours and policies. Rows are added and never changed."""

from typing import Any

import uuid_utils.compat
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from accounts.models import MutualOwned, Site, Team
from audit.models import AppendOnly
from contacts.enums import Channel
from supervision.enums import ReturnKind, Rhythm, Theme
from supervision.indicators import HALF_HOURS, Course, Grain
from supervision.sharing import WHOLE


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
    complaints_opened = _count()
    complaints_answered = _count()
    complaints_in_target = _count()
    complaints_in_time = _count()
    letters = _count()

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
            models.CheckConstraint(
                condition=Q(
                    complaints_in_target__lte=F("complaints_answered"), complaints_in_time__lte=F("complaints_answered")
                ),
                name="supervision_daycount_complaints_parts",
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


def _cents() -> Any:
    return models.PositiveBigIntegerField(default=0)


class DayDemand(MutualOwned, AppendOnly):
    """What a closed day says of those who asked: contacts closed for the first time, and quotes told, with their amounts.

    By theme, by the nature of a quote's dearest line (`family`, empty for contacts), and by sex, age and region of the person
    as they were known when the day was closed; empty, or no age, where they were not. Amounts are cents.
    """

    day = models.ForeignKey(
        ClosedDay, on_delete=models.PROTECT, related_name="demands", db_column="day", db_index=False
    )
    theme = models.CharField(max_length=10, choices=[(theme.value, theme.value) for theme in Theme])
    family = models.CharField(max_length=20, blank=True)
    sex = models.CharField(max_length=1, blank=True)
    age_from = models.PositiveSmallIntegerField(null=True)
    region = models.CharField(max_length=3, blank=True)
    requests = _count()
    quotes = _count()
    price_cents = _cents()
    base_cents = _cents()
    amo_cents = _cents()
    amc_cents = _cents()
    rac_cents = _cents()
    full_cover = _count()

    class Meta:
        verbose_name = _("demands of a day")
        verbose_name_plural = _("demands of days")
        constraints = [
            models.UniqueConstraint(
                fields=["mutual", "day", "theme", "family", "sex", "age_from", "region"],
                name="supervision_daydemand_once",
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                condition=Q(theme__in=[theme.value for theme in Theme]), name="supervision_daydemand_theme_known"
            ),
            models.CheckConstraint(
                condition=Q(full_cover__lte=F("quotes")), name="supervision_daydemand_cover_of_quotes"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day_id:%Y-%m-%d} {self.theme} {self.family}"


class ClosedMonth(AppendOnly):
    """A month all of whose days are closed, and whose statement of activity stands. `month` is its first day."""

    month = models.DateField(_("month"), primary_key=True)
    closed_at = models.DateTimeField(_("closed at"), db_default=Now())
    closed_by = models.CharField(_("by"), max_length=60)

    class Meta:
        verbose_name = _("closed month")
        verbose_name_plural = _("closed months")
        ordering = ["-month"]
        constraints = [models.CheckConstraint(condition=Q(month__day=1), name="supervision_closedmonth_begins")]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m}"


class MonthStatement(MutualOwned, AppendOnly):
    """What was done for a mutual in a closed month, its protected persons on the last day, and its two shares of the cost.

    Shares are hundredths of a percent among all mutuals of the centre, whoever reads one; columns of acts are those of `returns.Act`.
    """

    month = models.ForeignKey(
        ClosedMonth, on_delete=models.PROTECT, related_name="statements", db_column="month", db_index=False
    )
    persons = _count()
    calls = _count()
    written = _count()
    quotes = _count()
    referrals = _count()
    callbacks = _count()
    letters = _count()
    complaints = _count()
    share_by_person = models.PositiveSmallIntegerField()
    share_by_act = models.PositiveSmallIntegerField()

    class Meta:
        verbose_name = _("statement of a month")
        verbose_name_plural = _("statements of months")
        constraints = [
            models.UniqueConstraint(fields=["mutual", "month"], name="supervision_monthstatement_once"),
            models.CheckConstraint(
                condition=Q(share_by_person__lte=WHOLE, share_by_act__lte=WHOLE),
                name="supervision_monthstatement_shares",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.month_id:%Y-%m}"


class Subscription(MutualOwned):
    """Somebody is told by e-mail when a return of a mutual is ready, as long as they may read it. `next_at` is its clock.

    `origin` is the address of the workstation from which they subscribed.
    """

    id = models.UUIDField(primary_key=True, default=uuid_utils.compat.uuid7, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("person"), on_delete=models.CASCADE, related_name="+"
    )
    kind = models.CharField(_("return"), max_length=10, choices=ReturnKind)
    every = models.CharField(_("how often"), max_length=5, choices=Rhythm)
    origin = models.CharField(max_length=200)
    next_at = models.DateTimeField(_("next time"))
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    told_at = models.DateTimeField(_("last told at"), null=True)
    created_at = models.DateTimeField(_("since"), db_default=Now())

    class Meta:
        verbose_name = _("subscription to a return")
        verbose_name_plural = _("subscriptions to returns")
        constraints = [
            models.UniqueConstraint(fields=["mutual", "user", "kind"], name="supervision_subscription_once"),
            models.CheckConstraint(
                condition=Q(kind__in=ReturnKind.values, every=Rhythm.MONTH)
                | Q(kind=ReturnKind.INDICATORS, every=Rhythm.WEEK),
                name="supervision_subscription_weekly_figures_alone",
            ),
        ]
        indexes = [models.Index("next_at", "id", name="supervision_subscription_due")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.get_every_display()}"
