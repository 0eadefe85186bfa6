"""What a product promises from a day on, and what a beneficiary used of it."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from accounts.models import MutualOwned
from members.models import Member, Product
from quotes.enums import Basket, Category, ClauseForm, ClauseUnit, Nature, UseOrigin
from ui import formats


class Guarantee(MutualOwned):
    """What a product promises from a day on. Versions are never edited: what was told keeps the one it was computed with."""

    product = models.ForeignKey(
        Product, verbose_name=_("product"), on_delete=models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )  # fmt: skip
    valid_from = models.DateField(_("from"))
    is_responsible = models.BooleanField(_("responsible contract"), default=True)
    is_collective = models.BooleanField(_("collective contract"), default=False)
    waiting_months = models.PositiveSmallIntegerField(
        _("waiting period (months)"), default=0, validators=[MaxValueValidator(24)]
    )
    year_starts_month = models.PositiveSmallIntegerField(
        _("month in which the insurance year starts"),
        default=1,
        validators=[MinValueValidator(1), MaxValueValidator(12)],
    )
    created_at = models.DateTimeField(_("created at"), db_default=Now())
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", editable=False
    )

    class Meta:
        verbose_name = _("guarantee")
        verbose_name_plural = _("guarantees")
        ordering = ["mutual", "product", "-valid_from"]
        constraints = [
            models.UniqueConstraint(
                fields=["mutual", "product", "valid_from"],
                name="quotes_guarantee_one_a_day",
                violation_error_message=_("This product already has a version from this day on."),
            ),
            models.UniqueConstraint(fields=["mutual", "id"], name="quotes_guarantee_in_mutual"),
        ]

    def __str__(self) -> str:
        return f"{self.product}, {formats.day(self.valid_from)}"


NATURES = Nature.choices
BASKETS = Basket.choices


class Promise(MutualOwned):
    """What a clause and a cap say of themselves. `key` names the purse under which what was used is counted, across versions."""

    guarantee = models.ForeignKey(Guarantee, on_delete=models.CASCADE, related_name="%(class)ss", db_constraint=False)
    key = models.SlugField(
        _("key"), max_length=30, blank=True, help_text=_("Names what was used of it, across versions.")
    )
    name = models.CharField(_("name"), max_length=80)
    natures = ArrayField(
        models.CharField(max_length=24, choices=NATURES), verbose_name=_("for"), default=list, blank=True
    )
    baskets = ArrayField(
        models.CharField(max_length=12, choices=BASKETS), verbose_name=_("baskets"), default=list, blank=True
    )

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name


class Clause(Promise):
    """One promise of a guarantee, in order: the first that is for a line counts. Cents and hundredths of a percent."""

    position = models.PositiveSmallIntegerField(_("order"), default=1)
    form = models.CharField(_("form"), max_length=20, choices=ClauseForm)
    percent = models.PositiveIntegerField(_("percent (hundredths)"), default=0)
    amount = models.PositiveIntegerField(_("amount (cents)"), default=0)
    unit = models.CharField(_("unit"), max_length=10, choices=ClauseUnit, blank=True)
    categories = ArrayField(
        models.CharField(max_length=1, choices=Category),
        verbose_name=_("categories of glasses"),
        default=list,
        blank=True,
    )

    class Meta:
        verbose_name = _("clause")
        verbose_name_plural = _("clauses")
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(form__in=ClauseForm.values), name="quotes_clause_form_known"),
            models.CheckConstraint(condition=Q(unit__in=["", *ClauseUnit.values]), name="quotes_clause_unit_known"),
        ]


class Cap(Promise):
    """The most that is paid to a beneficiary in an insurance year, 100 % Santé apart. Cents."""

    amount = models.PositiveIntegerField(_("amount a year (cents)"))

    class Meta:
        verbose_name = _("yearly cap")
        verbose_name_plural = _("yearly caps")
        ordering = ["pk"]


class Consumption(MutualOwned):
    """What a beneficiary used of a purse on a day. `key` is a clause's or a cap's; `glasses` also dates the last delivery."""

    member = models.ForeignKey(
        Member, verbose_name=_("member"), on_delete=models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )  # fmt: skip
    key = models.SlugField(_("key"), max_length=30)
    spent_on = models.DateField(_("on"))
    cents = models.PositiveIntegerField(_("cents"))
    origin = models.CharField(_("known from"), max_length=8, choices=UseOrigin)
    noted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(_("noted at"), db_default=Now())

    class Meta:
        verbose_name = _("use of a guarantee")
        verbose_name_plural = _("uses of guarantees")
        constraints = [
            models.CheckConstraint(condition=Q(origin__in=UseOrigin.values), name="quotes_consumption_origin_known")
        ]
        indexes = [models.Index("mutual", "member", "spent_on", name="quotes_consumption_of_member")]

    def __str__(self) -> str:
        return str(self.pk)
