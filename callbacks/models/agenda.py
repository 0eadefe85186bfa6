"""When experts work, when they do not, and what is booked. Shared by all mutuals, so nothing here says whose or of whom."""

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from accounts.enums import Weekday
from callbacks.enums import TERRITORIES, AbsenceKind, Skill


class Expert(models.Model):
    """A part-time expert: what for, where, in what rhythm. The mutuals are those of the account's grants.

    `share` is the part of a full time in percent, by which loads are compared. `buffer_minutes` stay free after each call.
    """

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, verbose_name=_("account"), on_delete=models.PROTECT, related_name="expert"
    )
    skills = ArrayField(models.CharField(max_length=14, choices=Skill), verbose_name=_("skills"))
    territory = models.CharField(_("territory"), max_length=14, choices=TERRITORIES, default=TERRITORIES[0][0])
    slot_minutes = models.PositiveSmallIntegerField(_("length of a slot (minutes)"), default=30)
    buffer_minutes = models.PositiveSmallIntegerField(_("pause after each call (minutes)"), default=0)
    daily_most = models.PositiveSmallIntegerField(_("calls a day at most"), null=True, blank=True)
    share = models.PositiveSmallIntegerField(_("share of a full time (%)"), default=100)
    feed_digest = models.CharField(max_length=64, blank=True, editable=False)
    is_active = models.BooleanField(_("active"), default=True)

    class Meta:
        verbose_name = _("expert")
        verbose_name_plural = _("experts")
        ordering = ["user__last_name", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(skills__len__gte=1),
                name="callbacks_expert_has_skill",
                violation_error_message=_("Choose at least one skill."),
            ),
            models.CheckConstraint(
                condition=Q(slot_minutes__range=(5, 240)),
                name="callbacks_expert_slot_length",
                violation_error_message=_("A slot lasts between 5 and 240 minutes."),
            ),
            models.CheckConstraint(
                condition=Q(share__range=(1, 100)),
                name="callbacks_expert_share",
                violation_error_message=_("A share lies between 1 and 100."),
            ),
            models.UniqueConstraint(
                fields=["feed_digest"], condition=~Q(feed_digest=""), name="callbacks_expert_feed_once"
            ),
        ]

    def __str__(self) -> str:
        return self.user.get_full_name()


class WeeklyHours(models.Model):
    """One stretch of a weekday in which an expert works, in wall-clock time of the expert's territory."""

    expert = models.ForeignKey(Expert, verbose_name=_("expert"), on_delete=models.CASCADE, related_name="weekly_hours")
    weekday = models.PositiveSmallIntegerField(_("weekday"), choices=Weekday)
    starts_at = models.TimeField(_("from"))
    ends_at = models.TimeField(_("until"))
    valid_from = models.DateField(_("valid from"))
    valid_until = models.DateField(_("valid until"), null=True, blank=True)

    class Meta:
        verbose_name = _("weekly hours")
        verbose_name_plural = _("weekly hours")
        ordering = ["expert", "weekday", "starts_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(starts_at__lt=F("ends_at")),
                name="callbacks_weeklyhours_forward",
                violation_error_message=_("The end must come after the beginning."),
            ),
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("valid_from")),
                name="callbacks_weeklyhours_dates_forward",
                violation_error_message=_("The last day must not come before the first."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_weekday_display()} {self.starts_at:%H:%M}-{self.ends_at:%H:%M}"


class ExtraHours(models.Model):
    """An expert works besides the weekly hours, even on a holiday."""

    expert = models.ForeignKey(Expert, verbose_name=_("expert"), on_delete=models.CASCADE, related_name="extra_hours")
    starts_at = models.DateTimeField(_("from"))
    ends_at = models.DateTimeField(_("until"))

    class Meta:
        verbose_name = _("extra hours")
        verbose_name_plural = _("extra hours")
        ordering = ["expert", "starts_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(starts_at__lt=F("ends_at")),
                name="callbacks_extrahours_forward",
                violation_error_message=_("The end must come after the beginning."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.starts_at:%Y-%m-%d %H:%M}"


class Absence(models.Model):
    """An expert does not work. `uid` is the event's in the calendar it was read from, empty for what somebody entered."""

    expert = models.ForeignKey(Expert, verbose_name=_("expert"), on_delete=models.CASCADE, related_name="absences")
    kind = models.CharField(_("kind"), max_length=8, choices=AbsenceKind)
    starts_at = models.DateTimeField(_("from"))
    ends_at = models.DateTimeField(_("until"))
    uid = models.CharField(max_length=255, blank=True, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("entered by"), on_delete=models.PROTECT, null=True, related_name="+"
    )
    created_at = models.DateTimeField(_("entered at"), db_default=Now())

    class Meta:
        verbose_name = _("absence")
        verbose_name_plural = _("absences")
        ordering = ["expert", "starts_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(starts_at__lt=F("ends_at")),
                name="callbacks_absence_forward",
                violation_error_message=_("The end must come after the beginning."),
            ),
            models.UniqueConstraint(
                fields=["expert", "uid", "starts_at"], condition=~Q(uid=""), name="callbacks_absence_read_once"
            ),
        ]
        indexes = [models.Index("expert", "ends_at", name="callbacks_absence_of_expert")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.starts_at:%Y-%m-%d}"


class Slot(models.Model):
    """Booked time of an expert. Whose call it is for stands in `Callback`, behind the wall of its mutual.

    The pause after the call is booked with it: `busy_until` is what another slot must not begin before.
    """

    expert = models.ForeignKey(
        Expert, verbose_name=_("expert"), on_delete=models.PROTECT, related_name="slots", db_index=False
    )
    callback_id = models.UUIDField()
    starts_at = models.DateTimeField(_("from"))
    ends_at = models.DateTimeField(_("until"))
    busy_until = models.DateTimeField()
    is_active = models.BooleanField(default=True)

    class Meta:
        verbose_name = _("booked slot")
        verbose_name_plural = _("booked slots")
        constraints = [
            ExclusionConstraint(
                name="callbacks_slot_no_overlap",
                expressions=[
                    ("expert", "="),
                    (models.Func(F("starts_at"), F("busy_until"), function="tstzrange"), "&&"),
                ],
                condition=Q(is_active=True),
                violation_error_message=_("This expert is booked at that time."),
            ),
            models.CheckConstraint(
                condition=Q(starts_at__lt=F("ends_at"), ends_at__lte=F("busy_until")), name="callbacks_slot_forward"
            ),
            models.UniqueConstraint(
                fields=["callback_id"], condition=Q(is_active=True), name="callbacks_slot_one_a_callback"
            ),
        ]
        indexes = [models.Index("expert", "starts_at", name="callbacks_slot_of_expert", condition=Q(is_active=True))]

    def __str__(self) -> str:
        return f"{self.starts_at:%Y-%m-%d %H:%M}"
