"""What the tables of tariffs say, and what quotes usually ask."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _


class TariffLoad(models.Model):
    """A file of tariffs that was taken, with what it changed. The latest one names the version of the tables."""

    name = models.CharField(_("file"), max_length=120)
    sha256 = models.CharField(_("SHA-256"), max_length=64)
    loaded_at = models.DateTimeField(_("loaded at"), db_default=Now())
    added = models.PositiveIntegerField(_("rows added"), default=0)
    changed = models.PositiveIntegerField(_("rows changed"), default=0)
    same = models.PositiveIntegerField(_("rows already there"), default=0)
    report = models.JSONField(_("report"), default=list)

    class Meta:
        verbose_name = _("load of tariffs")
        verbose_name_plural = _("loads of tariffs")
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.name


class TariffRow(models.Model):
    """A row of `tariffs.Tariff`. Cents and hundredths of a percent; an empty base or ceiling is unknown."""

    code = models.CharField(_("code"), max_length=30)
    domain = models.CharField(_("domain"), max_length=8)
    label = models.CharField(_("label"), max_length=250)
    nature = models.CharField(_("nature"), max_length=24)
    basket = models.CharField(_("basket or class"), max_length=12, blank=True)
    base = models.PositiveIntegerField(_("base (cents)"), null=True, blank=True)
    ceiling = models.PositiveIntegerField(_("ceiling (cents)"), null=True, blank=True)
    rate = models.PositiveIntegerField(_("rate (hundredths of a percent)"), null=True, blank=True)
    material = models.CharField(_("material"), max_length=20, blank=True)
    teeth = ArrayField(models.PositiveSmallIntegerField(), verbose_name=_("last digits of teeth"), default=list, blank=True)  # fmt: skip
    lens = models.CharField(_("kind of lens"), max_length=12, blank=True)
    sphere_from = models.IntegerField(null=True, blank=True)
    sphere_to = models.IntegerField(null=True, blank=True)
    age_from = models.PositiveSmallIntegerField(null=True, blank=True)
    age_to = models.PositiveSmallIntegerField(null=True, blank=True)
    valid_from = models.DateField(_("from"), null=True, blank=True)
    valid_to = models.DateField(_("until"), null=True, blank=True)
    source = models.TextField(_("source"), blank=True)
    confidence = models.CharField(_("confidence"), max_length=8)
    load = models.ForeignKey(TariffLoad, on_delete=models.PROTECT, related_name="rows", verbose_name=_("load"))

    class Meta:
        verbose_name = _("tariff")
        verbose_name_plural = _("tariffs")
        ordering = ["code", "valid_from"]
        constraints = [
            models.UniqueConstraint(fields=["code", "valid_from"], name="quotes_tariff_once", nulls_distinct=False),
            ExclusionConstraint(
                name="quotes_tariff_one_a_day",
                expressions=[
                    ("code", "="),
                    (models.Func(F("valid_from"), F("valid_to"), models.Value("[]"), function="daterange"), "&&"),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.valid_from or ''}"


class UsualPrice(models.Model):
    """Quartiles of the platform's own past quotes for a code, in a department or everywhere (empty); from 11 cases on.

    Counted by `services.prices`, read by key: nobody's quote stands here.
    """

    pk = models.CompositePrimaryKey("code", "department")
    code = models.CharField(_("code"), max_length=30)
    department = models.CharField(_("department"), max_length=3, blank=True)
    count = models.PositiveIntegerField(_("cases"))
    low = models.PositiveIntegerField(_("first quartile (cents)"))
    median = models.PositiveIntegerField(_("median (cents)"))
    high = models.PositiveIntegerField(_("third quartile (cents)"))
    counted_at = models.DateTimeField(_("counted at"), db_default=Now())

    class Meta:
        verbose_name = _("usual price")
        verbose_name_plural = _("usual prices")
        constraints = [models.CheckConstraint(condition=Q(count__gte=11), name="quotes_usualprice_enough")]

    def __str__(self) -> str:
        return self.code
