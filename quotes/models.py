import pgtrigger
import uuid_utils.compat
from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from accounts.models import MutualOwned, MutualPolicy
from contacts.models import Case
from members.models import Member, Product
from quotes.enums import (
    RUNNING,
    AnalysisState,
    Basket,
    Category,
    ClauseForm,
    ClauseUnit,
    Domain,
    Nature,
    ToldBy,
    UseOrigin,
)


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
        return f"{self.product_id} {self.valid_from:%Y-%m-%d}"


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


class Analysis(MutualOwned):
    """Quotes of one case, computed together. `due_at` moves only by the time that the clock stood still, while we waited.

    `result` is what was told, for ever, with the versions it was computed with; until then it is what was computed last.
    """

    id = models.UUIDField(primary_key=True, default=uuid_utils.compat.uuid7, editable=False)
    case = models.ForeignKey(
        Case, verbose_name=_("contact"), on_delete=models.PROTECT, related_name="quote_analyses", db_constraint=False
    )
    member = models.ForeignKey(
        Member, verbose_name=_("member"), on_delete=models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )  # fmt: skip
    domain = models.CharField(_("domain"), max_length=8, choices=Domain)
    state = models.CharField(_("state"), max_length=10, choices=AnalysisState, default=AnalysisState.RECEIVED)
    care_date = models.DateField(_("care date"))
    has_ald = models.BooleanField(_("care of a long-term illness"), default=False)
    renewal_ground = models.CharField(_("ground for an early renewal"), max_length=20, blank=True)
    last_delivery = models.DateField(_("last glasses delivered on"), null=True, blank=True)
    previous_lenses = models.JSONField(_("previous prescription"), default=list, blank=True)
    received_at = models.DateTimeField(_("received at"))
    first_due_at = models.DateTimeField(_("first due at"))
    due_at = models.DateTimeField(_("due at"))
    policy = models.ForeignKey(MutualPolicy, on_delete=models.PROTECT, related_name="+", db_index=False)
    asked_for = models.TextField(_("what is missing"), blank=True)
    paused_at = models.DateTimeField(_("clock stopped at"), null=True)
    resumed_at = models.DateTimeField(_("clock running again since"), null=True)
    analysed_at = models.DateTimeField(_("analysed at"), null=True)
    told_at = models.DateTimeField(_("member told at"), null=True)
    told_by = models.CharField(_("told by"), max_length=8, choices=ToldBy, blank=True)
    told_by_user = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("who told it"), on_delete=models.PROTECT, null=True, related_name="+",
        db_index=False,
    )  # fmt: skip
    result = models.JSONField(_("result"), null=True)
    guarantee = models.ForeignKey(
        Guarantee, on_delete=models.PROTECT, null=True, related_name="+", db_constraint=False, db_index=False
    )
    tariff_version = models.CharField(_("version of the tariffs"), max_length=80, blank=True)
    program_version = models.CharField(_("version of the program"), max_length=40, blank=True)
    # Counts every change: who saves says which one was read.
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(_("created at"), db_default=Now())
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )

    class Meta:
        verbose_name = _("quote analysis")
        verbose_name_plural = _("quote analyses")
        constraints = [
            models.UniqueConstraint(fields=["mutual", "id"], name="quotes_analysis_in_mutual"),
            models.CheckConstraint(condition=Q(state__in=AnalysisState.values), name="quotes_analysis_state_known"),
            models.CheckConstraint(condition=Q(domain__in=Domain.values), name="quotes_analysis_domain_known"),
            models.CheckConstraint(condition=Q(told_by__in=["", *ToldBy.values]), name="quotes_analysis_told_by_known"),
            models.CheckConstraint(
                condition=~Q(state=AnalysisState.INCOMPLETE)
                | Q(paused_at__isnull=False, resumed_at__isnull=True) & ~Q(asked_for=""),
                name="quotes_analysis_pause_has_reason",
            ),
            models.CheckConstraint(
                condition=Q(state__in=[AnalysisState.RECEIVED, AnalysisState.INCOMPLETE])
                | Q(result__isnull=False, analysed_at__isnull=False),
                name="quotes_analysis_analysed_has_result",
            ),
            models.CheckConstraint(
                condition=Q(state=AnalysisState.TOLD, told_at__isnull=False) & ~Q(told_by="")
                | ~Q(state=AnalysisState.TOLD) & Q(told_at__isnull=True, told_by=""),
                name="quotes_analysis_told_how",
            ),
        ]
        indexes = [
            models.Index("mutual", "due_at", "id", name="quotes_analysis_due", condition=Q(state__in=RUNNING)),
            models.Index(
                "mutual", "paused_at", "id", name="quotes_analysis_waiting", condition=Q(state=AnalysisState.INCOMPLETE)
            ),
            models.Index("mutual", "member", "received_at", name="quotes_analysis_of_member"),
        ]
        triggers = [
            pgtrigger.Protect(
                name="told_is_kept", operation=pgtrigger.Update, condition=pgtrigger.Q(old__state=AnalysisState.TOLD)
            )
        ]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def is_open(self) -> bool:
        return self.state != AnalysisState.TOLD


class Quote(MutualOwned):
    """One offer. Cents; `mentions` and `has_alternative` are empty while nobody looked."""

    analysis = models.ForeignKey(Analysis, on_delete=models.CASCADE, related_name="quotes", db_constraint=False)
    position = models.PositiveSmallIntegerField(_("rank"), default=1)
    label = models.CharField(_("offer"), max_length=120, blank=True)
    department = models.CharField(_("department"), max_length=3, blank=True)
    quoted_on = models.DateField(_("dated"), null=True, blank=True)
    valid_until = models.DateField(_("valid until"), null=True, blank=True)
    total = models.PositiveIntegerField(_("total on the quote (cents)"), null=True, blank=True)
    amo_total = models.PositiveIntegerField(_("compulsory scheme on the quote (cents)"), null=True, blank=True)
    mentions = ArrayField(models.CharField(max_length=20), verbose_name=_("mentions"), null=True, blank=True)
    has_alternative = models.BooleanField(_("offers an alternative"), null=True, blank=True)
    # What is not computed with: maker, origin, warranty, delay, and the like, by name.
    terms = models.JSONField(_("terms"), default=dict, blank=True)

    class Meta:
        verbose_name = _("quote")
        verbose_name_plural = _("quotes")
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["mutual", "id"], name="quotes_quote_in_mutual"),
            models.UniqueConstraint(
                fields=["mutual", "analysis", "position"],
                name="quotes_quote_place_once",
                deferrable=models.Deferrable.DEFERRED,
            ),
            models.CheckConstraint(
                condition=Q(position__range=(1, 5)),
                name="quotes_quote_five_at_most",
                violation_error_message=_("Five quotes are compared at most: take one out."),
            ),
        ]

    def __str__(self) -> str:
        return self.label or str(self.position)


class QuoteLine(MutualOwned):
    """One line of an offer, as `benefits.Line`: cents, hundredths of a percent and of a dioptre."""

    quote = models.ForeignKey(Quote, on_delete=models.CASCADE, related_name="lines", db_constraint=False)
    position = models.PositiveSmallIntegerField(_("rank"))
    code = models.CharField(_("code"), max_length=30)
    label = models.CharField(_("label"), max_length=200, blank=True)
    price = models.PositiveIntegerField(_("price (cents)"))
    teeth = ArrayField(models.PositiveSmallIntegerField(), verbose_name=_("teeth"), default=list, blank=True)
    lens = models.JSONField(_("prescription"), null=True, blank=True)
    base = models.PositiveIntegerField(_("base (cents)"), null=True, blank=True)
    rate = models.PositiveIntegerField(_("rate (hundredths of a percent)"), null=True, blank=True)
    participation = models.PositiveIntegerField(_("flat participation (cents)"), default=0)
    care_date = models.DateField(_("care date"), null=True, blank=True)
    material = models.CharField(_("material"), max_length=30, blank=True)
    basket = models.CharField(_("basket on the quote"), max_length=12, blank=True)
    amo = models.PositiveIntegerField(_("compulsory scheme on the quote (cents)"), null=True, blank=True)
    # Index, treatments, maker, place of manufacture and the like, by name.
    details = models.JSONField(_("details"), default=dict, blank=True)

    class Meta:
        verbose_name = _("line of a quote")
        verbose_name_plural = _("lines of quotes")
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(
                fields=["mutual", "quote", "position"],
                name="quotes_line_place_once",
                deferrable=models.Deferrable.DEFERRED,
            ),
            models.CheckConstraint(condition=Q(price__gt=0), name="quotes_line_price_positive"),
        ]

    def __str__(self) -> str:
        return self.code


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


LONGEST_OPINION = 4000
"""Characters of a question, and of each part of an answer."""


class Opinion(MutualOwned):
    """What an expert was asked of an analysis, and answered. Only experts read what is sealed; `for_adviser` is for all.

    Ciphertexts are bound to their row and column (see `services.opinions`). A given opinion is never changed.
    """

    id = models.UUIDField(primary_key=True, default=uuid_utils.compat.uuid7, editable=False)
    analysis = models.ForeignKey(Analysis, on_delete=models.PROTECT, related_name="opinions", db_constraint=False)
    question_sealed = models.BinaryField()
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("asked by"), on_delete=models.PROTECT, related_name="+", db_index=False
    )
    asked_at = models.DateTimeField(_("asked at"), db_default=Now())
    answer_sealed = models.BinaryField(null=True)
    for_adviser = models.TextField(_("for the adviser"), blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("given by"), on_delete=models.PROTECT, null=True, related_name="+",
        db_index=False,
    )  # fmt: skip
    answered_at = models.DateTimeField(_("given at"), null=True)

    class Meta:
        verbose_name = _("opinion of an expert")
        verbose_name_plural = _("opinions of experts")
        constraints = [
            models.UniqueConstraint(
                fields=["mutual", "analysis"], condition=Q(answered_at__isnull=True), name="quotes_opinion_one_waits"
            ),
            models.CheckConstraint(
                condition=Q(
                    answered_at__isnull=True, answered_by__isnull=True, answer_sealed__isnull=True, for_adviser=""
                )
                | Q(answered_at__isnull=False, answered_by__isnull=False, answer_sealed__isnull=False)
                & ~Q(for_adviser=""),
                name="quotes_opinion_given_whole",
            ),
        ]
        indexes = [
            models.Index(
                "mutual", "asked_at", "id", name="quotes_opinion_waiting", condition=Q(answered_at__isnull=True)
            )
        ]
        triggers = [
            pgtrigger.Protect(
                name="given_is_kept",
                operation=pgtrigger.Update | pgtrigger.Delete,
                condition=pgtrigger.Q(old__answered_at__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return str(self.pk)
