"""Where a case goes, and what it is about: data of the administration, common to all mutuals."""

from datetime import date

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from contacts.enums import Channel


class Queue(models.Model):
    """A line in which cases wait. Routing gives a case to the first queue that takes it; an empty list takes everything."""

    code = models.SlugField(_("code"), max_length=30, unique=True)
    label = models.CharField(_("label"), max_length=60)
    position = models.PositiveSmallIntegerField(
        _("position"), help_text=_("The first queue that takes a case gets it.")
    )
    mutual_ids = ArrayField(models.IntegerField(), verbose_name=_("mutuals"), default=list, blank=True)
    channels = ArrayField(
        models.CharField(max_length=8, choices=Channel), verbose_name=_("channels"), default=list, blank=True
    )
    languages = ArrayField(models.CharField(max_length=5), verbose_name=_("languages"), default=list, blank=True)
    departments = ArrayField(models.CharField(max_length=3), verbose_name=_("departments"), default=list, blank=True)
    reasons = ArrayField(models.CharField(max_length=40), verbose_name=_("reasons"), default=list, blank=True)
    is_active = models.BooleanField(_("active"), default=True)
    users = models.ManyToManyField(
        settings.AUTH_USER_MODEL, verbose_name=_("accounts"), through="QueueMember", related_name="queues"
    )

    class Meta:
        verbose_name = _("queue")
        verbose_name_plural = _("queues")
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(
                fields=["position"], name="contacts_queue_position_once", deferrable=models.Deferrable.DEFERRED
            ),
        ]

    def __str__(self) -> str:
        return self.label


class QueueMember(models.Model):
    """Somebody trained for a queue."""

    queue = models.ForeignKey(Queue, verbose_name=_("queue"), on_delete=models.CASCADE, related_name="members")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, verbose_name=_("account"), on_delete=models.CASCADE)

    class Meta:
        verbose_name = _("skill")
        verbose_name_plural = _("skills")
        constraints = [models.UniqueConstraint(fields=["user", "queue"], name="contacts_queuemember_once")]

    def __str__(self) -> str:
        return f"{self.queue} · {self.user}"


class Reason(models.Model):
    """Why somebody contacts us: a dated tree with at most fifteen reasons at a level on any day.

    A reason is never changed once used: it ends, and another begins.
    """

    code = models.SlugField(_("code"), max_length=40, unique=True)
    label = models.CharField(_("label"), max_length=60)
    parent = models.ForeignKey(
        "self", verbose_name=_("under"), on_delete=models.PROTECT, null=True, blank=True, related_name="children"
    )
    position = models.PositiveSmallIntegerField(_("place among its level"), help_text=_("From 1 to 15."))
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"), null=True, blank=True)

    class Meta:
        verbose_name = _("reason")
        verbose_name_plural = _("reasons")
        ordering = ["parent__position", "position"]
        constraints = [
            models.CheckConstraint(
                condition=Q(position__range=(1, 15)),
                name="contacts_reason_fifteen_a_level",
                violation_error_message=_("A level has fifteen places, from 1 to 15."),
            ),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="contacts_reason_forward",
                violation_error_message=_("The last day must not come before the first."),
            ),
            ExclusionConstraint(
                name="contacts_reason_place_once",
                expressions=[
                    (Coalesce(F("parent_id"), models.Value(0, models.BigIntegerField())), "="),
                    ("position", "="),
                    (models.Func(F("starts_on"), F("ends_on"), models.Value("[]"), function="daterange"), "&&"),
                ],
                violation_error_message=_("Another reason has this place on these days."),
            ),
        ]

    def __str__(self) -> str:
        return self.label

    def is_open(self, on: date) -> bool:
        return self.starts_on <= on and (self.ends_on is None or on <= self.ends_on)
