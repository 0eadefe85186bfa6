"""Quotes of a contact, computed together: the analysis, its offers, their lines."""

from datetime import datetime

import pgtrigger
import uuid_utils.compat
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import MutualOwned
from clock.models import Clocked, clocked
from contacts.models import Case
from members.models import Member
from quotes.enums import ENDED, RUNNING, AnalysisState, Domain, ToldBy, WhyWithdrawn
from quotes.models.guarantees import Guarantee

_CONSTRAINTS, _INDEXES = clocked("quotes_analysis", open_when=~Q(state__in=ENDED))


class Analysis(Clocked):
    """Quotes of one case, computed together. Promised from the receipt of the contact; while it is incomplete, its clock stands still.

    `first_due_at` is the deadline before any pause. `result` is what was told, for ever, with the versions it was computed with; until then it is what was computed last.
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
    first_due_at = models.DateTimeField(_("first due at"))
    analysed_at = models.DateTimeField(_("analysed at"), null=True)
    told_at = models.DateTimeField(_("member told at"), null=True)
    told_by = models.CharField(_("told by"), max_length=8, choices=ToldBy, blank=True)
    told_by_user = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("who told it"), on_delete=models.PROTECT, null=True, related_name="+",
        db_index=False,
    )  # fmt: skip
    withdrawn_at = models.DateTimeField(pgettext_lazy("analysis", "withdrawn at"), null=True)
    withdrawn_why = models.CharField(_("why withdrawn"), max_length=10, choices=WhyWithdrawn, blank=True)
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
            *_CONSTRAINTS,
            models.UniqueConstraint(fields=["mutual", "id"], name="quotes_analysis_in_mutual"),
            models.CheckConstraint(condition=Q(state__in=AnalysisState.values), name="quotes_analysis_state_known"),
            models.CheckConstraint(condition=Q(domain__in=Domain.values), name="quotes_analysis_domain_known"),
            models.CheckConstraint(condition=Q(told_by__in=["", *ToldBy.values]), name="quotes_analysis_told_by_known"),
            models.CheckConstraint(
                condition=Q(state=AnalysisState.INCOMPLETE, paused_at__isnull=False)
                | ~Q(state=AnalysisState.INCOMPLETE) & Q(paused_at__isnull=True),
                name="quotes_analysis_incomplete_stands",
            ),
            models.CheckConstraint(
                condition=Q(state__in=[AnalysisState.RECEIVED, AnalysisState.INCOMPLETE, AnalysisState.WITHDRAWN])
                | Q(result__isnull=False, analysed_at__isnull=False),
                name="quotes_analysis_analysed_has_result",
            ),
            models.CheckConstraint(
                condition=Q(state=AnalysisState.TOLD, told_at__isnull=False) & ~Q(told_by="")
                | ~Q(state=AnalysisState.TOLD) & Q(told_at__isnull=True, told_by=""),
                name="quotes_analysis_told_how",
            ),
            models.CheckConstraint(
                condition=Q(
                    state=AnalysisState.WITHDRAWN, withdrawn_at__isnull=False, withdrawn_why__in=WhyWithdrawn.values
                )
                | ~Q(state=AnalysisState.WITHDRAWN) & Q(withdrawn_at__isnull=True, withdrawn_why=""),
                name="quotes_analysis_withdrawn_why",
            ),
        ]
        indexes = [
            *_INDEXES,
            models.Index("mutual", "deadline_at", "id", name="quotes_analysis_to_tell", condition=Q(state__in=RUNNING)),
            models.Index(
                "mutual", "paused_at", "id", name="quotes_analysis_waiting", condition=Q(state=AnalysisState.INCOMPLETE)
            ),
            models.Index("mutual", "member", "started_at", name="quotes_analysis_of_member"),
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
        return self.state not in ENDED

    @property
    def ended_at(self) -> datetime | None:
        """When it was told or withdrawn: its clock counts no further."""
        return self.told_at or self.withdrawn_at

    @property
    def asked_for(self) -> str:
        """What was missing and was asked of the member, once; empty when nothing was."""
        return next((pause.reason for pause in self.stood_still), "")


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
    is_kept = models.BooleanField(_("kept by the member"), default=False)
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
            models.UniqueConstraint(
                fields=["mutual", "analysis"], condition=Q(is_kept=True), name="quotes_quote_one_kept"
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
