"""What screens, services and the API read of quotes. `visible_to` is the only door to an analysis named in an address."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from functools import lru_cache
from uuid import UUID

from django.db.models import Prefetch, QuerySet, Sum
from django.db.models.functions import ExtractMonth, ExtractYear

from accounts.matrix import Action
from accounts.models import User
from accounts.permissions import rule_of
from contacts import queries as contact_queries
from contacts.models import Case, Entry
from members.models import Member, Product
from members.queries import home_of
from practitioners.communes import department_at
from quotes import guarantees
from quotes.anomalies import Paper, Usual
from quotes.benefits import Beneficiary, Line, Scheme
from quotes.deadlines import ONE_DAY
from quotes.enums import RUNNING, AnalysisState
from quotes.models import (
    Analysis,
    Cap,
    Clause,
    Consumption,
    Guarantee,
    Opinion,
    Quote,
    QuoteLine,
    TariffLoad,
    TariffRow,
    UsualPrice,
)
from quotes.prescription import Ground, Lens, LensKind, months_after
from quotes.tariffs import FAR_OFF, LONG_AGO, Tariff, TariffBook
from territory.enums import FRANCE

# ---- tariffs


def book() -> TariffBook:
    """The tables in force now, kept in memory until another file is loaded: one small query."""
    latest = TariffLoad.objects.order_by("-pk").values_list("pk", "sha256").first()
    return _book(*latest) if latest else TariffBook((), version="")


@lru_cache(maxsize=2)
def _book(load_id: int, sha256: str) -> TariffBook:
    return TariffBook(tuple(tariff_of(row) for row in TariffRow.objects.all()), version=f"{load_id}:{sha256[:12]}")


def tariff_of(row: TariffRow) -> Tariff:
    """A stored row in the rules' terms."""
    return Tariff(
        code=row.code,
        domain=row.domain,
        label=row.label,
        nature=row.nature,
        basket=row.basket,
        base=row.base,
        ceiling=row.ceiling,
        rate=row.rate,
        material=row.material,
        teeth=frozenset(row.teeth),
        lens=row.lens,
        spheres=None if row.sphere_from is None or row.sphere_to is None else (row.sphere_from, row.sphere_to),
        ages=None if row.age_from is None or row.age_to is None else (row.age_from, row.age_to),
        valid_from=row.valid_from or LONG_AGO,
        valid_to=row.valid_to or FAR_OFF,
        source=row.source,
        confidence=row.confidence,  # type: ignore[arg-type]  # of the closed list, as loaded
    )


# ---- guarantees


def guarantee_on(product: Product, day: date) -> Guarantee | None:
    """The version of a product's guarantees in force on DAY, with its clauses and caps."""
    found: Guarantee | None = (
        Guarantee.objects.filter(product=product, valid_from__lte=day)
        .prefetch_related("clauses", "caps")
        .order_by("-valid_from")
        .first()
    )
    return found


def terms_of(version: Guarantee | None, *, member: Member | None = None) -> guarantees.Guarantee:
    """A version in the rules' terms, less what MEMBER used of it; the floor of a responsible contract without any."""
    if version is None:
        return guarantees.FLOOR_ONLY
    used = _used(member, version.year_starts_month) if member is not None else {}
    waits_until = None
    if member is not None and version.waiting_months:
        waits_until = months_after(member.covered_from, version.waiting_months) - ONE_DAY
    return guarantees.Guarantee(
        clauses=tuple(clause_of(one, used) for one in version.clauses.all()),
        caps=tuple(cap_of(one, used) for one in version.caps.all()),
        is_responsible=version.is_responsible,
        is_collective=version.is_collective,
        waits_until=waits_until,
        year_starts=(version.year_starts_month, 1),
        name=str(version),
    )


Used = Mapping[tuple[str, int], int]


def _used(member: Member, starts: int) -> Used:
    """Cents by key and insurance year, the year in which it began."""
    rows = (
        Consumption.objects.filter(member=member)
        .annotate(year=ExtractYear("spent_on"), month=ExtractMonth("spent_on"))
        .values("key", "year", "month")
        .annotate(total=Sum("cents"))
    )
    used: dict[tuple[str, int], int] = {}
    for row in rows:
        place = (row["key"], row["year"] - (row["month"] < starts))
        used[place] = used.get(place, 0) + row["total"]
    return used


def _left(key: str, amount: int, used: Used) -> dict[int, int]:
    return {year: max(amount - cents, 0) for (name, year), cents in used.items() if key and name == key}


def clause_of(one: Clause, used: Used) -> guarantees.Clause:
    return guarantees.Clause(
        form=guarantees.Form(one.form),
        percent=one.percent,
        amount=one.amount,
        unit=guarantees.Unit(one.unit) if one.unit else None,
        left=_left(one.key, one.amount, used),
        natures=frozenset(one.natures),
        baskets=frozenset(one.baskets),
        categories=frozenset(one.categories),
        name=one.name,
    )


def cap_of(one: Cap, used: Used) -> guarantees.Cap:
    return guarantees.Cap(
        amount=one.amount,
        left=_left(one.key, one.amount, used),
        natures=frozenset(one.natures),
        baskets=frozenset(one.baskets),
        name=one.name,
    )


GLASSES = "glasses"
"""Key under which deliveries of glasses are noted, whatever they cost."""


def department_of(member: Member) -> str:
    """Of the member's home. Empty when no home is known, and abroad."""
    home = home_of(member)
    if home is None or home.country != FRANCE:
        return ""
    return department_at(home.insee_code, home.postal_code, home.town)


def last_delivery(member: Member) -> date | None:
    """When the latest glasses we know of were delivered."""
    return (
        Consumption.objects.filter(member=member, key=GLASSES)
        .order_by("-spent_on")
        .values_list("spent_on", flat=True)
        .first()
    )


# ---- analyses


def visible_to(user: User) -> QuerySet[Analysis]:
    """Analyses of the contacts that the account may read now."""
    return Analysis.objects.filter(case_id__in=contact_queries.visible_to(user).values("pk"))


def analysis_for(user: User, analysis_id: UUID) -> Analysis:
    """With its quotes and lines. Raises Analysis.DoesNotExist for one that is not the account's to read."""
    return with_quotes(visible_to(user)).get(pk=analysis_id)


def with_quotes(found: QuerySet[Analysis]) -> QuerySet[Analysis]:
    lines = QuoteLine.objects.order_by("position")
    quotes = Quote.objects.order_by("position").prefetch_related(Prefetch("lines", lines))
    return found.select_related("case", "member__contract__product", "mutual", "guarantee").prefetch_related(
        Prefetch("quotes", quotes)
    )


def work_list(user: User) -> QuerySet[Analysis]:
    """Open analyses whose clock runs and whose contact USER has or may take, due first."""
    return (
        Analysis.objects.filter(state__in=RUNNING, case_id__in=contact_queries.takeable_by(user).values("pk"))
        .select_related("case", "member", "mutual")
        .order_by("deadline_at", "pk")
    )


def waiting_list(user: User) -> QuerySet[Analysis]:
    """Incomplete ones, whose clock stands still, longest first."""
    return (
        Analysis.objects.filter(
            state=AnalysisState.INCOMPLETE, case_id__in=contact_queries.takeable_by(user).values("pk")
        )
        .select_related("case", "member", "mutual")
        .order_by("paused_at", "pk")
    )


def entries_of(analysis: Analysis) -> QuerySet[Entry]:
    """The lines of the contact that tell of an analysis, in order."""
    told = Entry.objects.filter(case=analysis.case_id, detail__quote_analysis=str(analysis.pk))
    return told.select_related("by").order_by("at", "pk")


def quote_count(case: Case) -> int:
    """How many quotes are compared in a contact."""
    return Quote.objects.filter(analysis__case=case).count()


def beneficiary_of(analysis: Analysis) -> Beneficiary:
    """Who is treated, as the file and the analysis say."""
    member = analysis.member
    return Beneficiary(
        scheme=Scheme(member.regime),
        has_ald=analysis.has_ald,
        birth_date=member.birth_date,
        last_delivery=analysis.last_delivery,
        renewal_ground=Ground(analysis.renewal_ground) if analysis.renewal_ground else None,
        previous_lenses=tuple(lens_of(lens) for lens in analysis.previous_lenses),
    )


def lens_of(kept: Mapping[str, object]) -> Lens:
    """A stored prescription in the rules' terms."""
    return replace(Lens(LensKind.SINGLE, 0), **{**kept, "kind": LensKind(str(kept["kind"]))})  # type: ignore[arg-type]


def lines_of(quote: Quote) -> list[Line]:
    """Its lines in the rules' terms, in their order."""
    return [
        Line(
            code=one.code,
            price=one.price,
            label=one.label,
            teeth=tuple(one.teeth),
            lens=lens_of(one.lens) if one.lens else None,
            base=one.base,
            rate=one.rate,
            participation=one.participation,
            care_date=one.care_date,
            material=one.material,
            basket=one.basket,
            amo=one.amo,
        )
        for one in quote.lines.all()
    ]


def paper_of(quote: Quote) -> Paper:
    return Paper(
        quoted_on=quote.quoted_on,
        valid_until=quote.valid_until,
        total=quote.total,
        amo_total=quote.amo_total,
        mentions=None if quote.mentions is None else frozenset(quote.mentions),
        has_alternative=quote.has_alternative,
    )


# ---- usual prices


def usual_prices(codes: Iterable[str], *, department: str = "") -> dict[str, Usual]:
    """By code, those of the department, or else of the whole platform; nothing under eleven cases. One query by key."""
    wanted = sorted(set(codes))
    rows = UsualPrice.objects.filter(code__in=wanted, department__in=["", department]).order_by("department")
    return {row.code: Usual(row.count, row.low, row.median, row.high) for row in rows}


# ---- opinions of experts


def opinions_for(user: User) -> QuerySet[Opinion]:
    """Every opinion asked in the mutuals of the scope, for an expert; none for anybody else."""
    if rule_of(user, Action.GIVE_OPINION) is None:
        return Opinion.objects.none()
    return Opinion.objects.select_related("analysis__case", "analysis__member", "mutual", "asked_by", "answered_by")


def opinions_to_give(user: User) -> QuerySet[Opinion]:
    """Those that wait, longest first."""
    return opinions_for(user).filter(answered_at__isnull=True).order_by("asked_at", "pk")


def opinions_on(analysis: Analysis) -> QuerySet[Opinion]:
    """What an adviser may know of them: nothing that is sealed is read from the database. Oldest first."""
    told = Opinion.objects.filter(analysis=analysis).defer("question_sealed", "answer_sealed")
    return told.select_related("asked_by", "answered_by").order_by("asked_at", "pk")
