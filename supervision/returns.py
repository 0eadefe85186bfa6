"""What returns count beside the indicators: who asked for what, and amounts of quotes; and the shares of a month.

Derived from what happened when a day or a month is closed, and read from what stands ever after.
"""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any, Final, NamedTuple

from django.db.models import Count as Aggregate
from django.db.models import Exists, OuterRef, Q, Sum

from accounts.models import Mutual
from contacts.enums import EntryKind
from contacts.models import Entry
from members.ages import age_on
from members.models import Member
from quotes.enums import AnalysisState, Basket
from quotes.models import Analysis
from supervision import deadlines, sharing
from supervision.enums import Theme
from supervision.indicators import COUNTS, Count, Grain, Tally
from supervision.models import ClosedDay, ClosedMonth, DayCount, DayDemand, MonthStatement
from supervision.queries import Difference, Inputs
from territory.enums import REGION_OF


class Amount(StrEnum):
    """What is summed of those who asked. Values are names of columns; amounts are cents."""

    REQUESTS = "requests"
    QUOTES = "quotes"
    PRICE = "price_cents"
    BASE = "base_cents"
    AMO = "amo_cents"
    AMC = "amc_cents"
    RAC = "rac_cents"
    FULL_COVER = "full_cover"


class Act(StrEnum):
    """Kinds of acts whose cost is shared; each act weighs the same. Values are names of columns."""

    CALLS = "calls"
    WRITTEN = "written"
    QUOTES = "quotes"
    REFERRALS = "referrals"
    CALLBACKS = "callbacks"
    LETTERS = "letters"
    COMPLAINTS = "complaints"


class Asker(NamedTuple):
    """Who asked, as far as a return tells them apart, and for what. Empty, or no age, where it is not known."""

    mutual_id: int
    theme: str
    family: str = ""
    sex: str = ""
    age_from: int | None = None
    region: str = ""


THEMES: Final = {
    "devis-optique": Theme.OPTICAL,
    "devis-dentaire": Theme.DENTAL,
    "prevention": Theme.PREVENTION,
    "orientation": Theme.REFERRAL,
    "reclamation": Theme.COMPLAINT,
}
"""The theme of a contact by its reason, or by the one that its reason stands under."""

FULL_COVER: Final = frozenset({Basket.RAC0.value, Basket.CLASS_A.value})
OLDEST_BAND, FIRST_BAND, BAND = 80, 20, 10
"""Age bands are those of Open DAMIR: under 20, then by tens, 80 and more."""


def theme_of(reason: str) -> Theme:
    found = (theme for root, theme in THEMES.items() if reason == root or reason.startswith(f"{root}-"))
    return next(found, Theme.OTHER)


def band_of(birth_date: date | None, day: date) -> int | None:
    """The first age of the band."""
    if birth_date is None:
        return None
    age = age_on(birth_date, day)
    return 0 if age < FIRST_BAND else min(OLDEST_BAND, age // BAND * BAND)


# ---- a day


def demands(inputs: Inputs) -> dict[Asker, Tally]:
    """Contacts closed for the first time and quotes told on a day, in the scope's mutuals."""
    found: dict[Asker, Tally] = defaultdict(Tally)
    for asker, counts in [*_requests(inputs), *_quotes(inputs)]:
        found[asker].update(counts)
    return dict(found)


def _requests(inputs: Inputs) -> Iterator[tuple[Asker, dict[str, int]]]:
    earlier = Entry.objects.filter(case=OuterRef("case"), kind=EntryKind.CLOSED, id__lt=OuterRef("id"))
    lines = Entry.objects.filter(
        ~Exists(earlier), kind=EntryKind.CLOSED, at__gte=inputs.start, at__lt=inputs.end
    ).values_list("mutual_id", "detail", "case__department", "case__member__sex", "case__member__birth_date")
    for mutual_id, detail, department, sex, birth_date in lines.iterator():
        theme = theme_of(detail.get("reason", ""))
        yield _asker(inputs, mutual_id, theme, "", sex, birth_date, department), {Amount.REQUESTS: 1}


def _quotes(inputs: Inputs) -> Iterator[tuple[Asker, dict[str, int]]]:
    told = Analysis.objects.filter(
        state=AnalysisState.TOLD, told_at__gte=inputs.start, told_at__lt=inputs.end, result__isnull=False
    ).values_list(
        "mutual_id", "domain", "result__quotes", "case__department", "member__sex", "member__birth_date"
    )  # fmt: skip
    for mutual_id, domain, quotes, department, sex, birth_date in told.iterator():
        for quote in quotes or ():
            family, counts = of_quote(quote)
            yield _asker(inputs, mutual_id, Theme(domain), family, sex, birth_date, department), counts


def _asker(
    inputs: Inputs,
    mutual_id: int,
    theme: Theme,
    family: str,
    sex: str | None,
    birth_date: date | None,
    department: str,
) -> Asker:
    region = REGION_OF.get(department, "")
    return Asker(mutual_id, theme.value, family, sex or "", band_of(birth_date, inputs.day), region)


def of_quote(quote: dict[str, Any]) -> tuple[str, dict[str, int]]:
    """Nature and counts of a quote as its result was kept: it is what its dearest line is. A base that is not known counts nothing."""
    lines = quote["lines"]
    dearest = max(lines, key=lambda line: _cents(line["price"]), default=None)
    tariff = (dearest and dearest["tariff"]) or {"nature": "", "basket": ""}
    counts = {
        Amount.QUOTES.value: 1,
        Amount.PRICE.value: _cents(quote["price"]),
        Amount.BASE.value: sum(_cents(line["base"]) for line in lines),
        Amount.AMO.value: _cents(quote["amo"]) + _cents(quote["regime_local"]),
        Amount.AMC.value: _cents(quote["amc"]),
        Amount.RAC.value: _cents(quote["rac"]),
        Amount.FULL_COVER.value: int(tariff["basket"] in FULL_COVER),
    }
    return tariff["nature"], counts


def _cents(amount: str | None) -> int:
    return int(Decimal(amount or 0) * 100)


def differences(closed: ClosedDay, inputs: Inputs) -> list[Difference]:
    """As `queries.differences`. Age, sex and region are those of the day: what is corrected in a file later is no difference."""
    stands: dict[Any, Tally] = defaultdict(Tally)
    derived: dict[Any, Tally] = defaultdict(Tally)
    for row in DayDemand.objects.filter(day=closed).values("mutual_id", "theme", "family", *Amount):
        stands[row["mutual_id"], row["theme"], row["family"]].update({name: row[name] for name in Amount})
    for asker, tally in demands(inputs).items():
        derived[asker[:3]].update(tally)
    return [
        Difference(place, name, stands[place][name], derived[place][name])
        for place in sorted(set(stands) | set(derived), key=str)
        for name in Amount
        if stands[place][name] != derived[place][name]
    ]


# ---- a month


def month_of(day: date) -> date:
    return day.replace(day=1)


def last_day(month: date) -> date:
    return deadlines.month_after(month) - deadlines.ONE_DAY


def closed_in(month: date) -> int:
    """How many days of a month are closed."""
    return ClosedDay.objects.filter(day__gte=month, day__lte=last_day(month)).count()


def months() -> list[date]:
    """Those of which a day is closed, newest first."""
    return list(ClosedDay.objects.dates("day", "month", order="DESC"))


def statements(month: date) -> list[MonthStatement]:
    """Of every mutual in scope, derived from days that are closed and from who is covered on the last day; not saved.

    Shares are among the mutuals in scope: whoever closes a month has all of them in it.
    """
    acts, persons = _acts(month), _persons(last_day(month))
    mutual_ids = list(Mutual.objects.order_by("pk").values_list("pk", flat=True))
    by_person = sharing.shares([persons[pk] for pk in mutual_ids])
    by_act = sharing.shares([acts[pk].total() for pk in mutual_ids])
    return [
        MonthStatement(
            mutual_id=pk, month_id=month, persons=persons[pk], share_by_person=of_persons, share_by_act=of_acts,
            **{act.value: acts[pk][act] for act in Act},
        )
        for pk, of_persons, of_acts in zip(mutual_ids, by_person, by_act, strict=True)
        if persons[pk] or acts[pk].total()
    ]  # fmt: skip


def _acts(month: date) -> dict[int, Tally]:
    found: dict[int, Tally] = defaultdict(Tally)
    days = {"day__gte": month, "day__lte": last_day(month)}
    names = list(COUNTED_AS)
    counts = DayCount.objects.filter(grain=Grain.WHOLE, **days).order_by().values_list("mutual_id")
    for mutual_id, *sums in counts.annotate(**{f"of_{name}": Sum(name) for name in names}):
        for name, number in zip(names, sums, strict=True):
            found[mutual_id][COUNTED_AS[name]] += number
    return found


COUNTED_AS: Final = {
    Count.ANSWERED.value: Act.CALLS.value,
    Count.WRITTEN.value: Act.WRITTEN.value,
    Count.QUOTES.value: Act.QUOTES.value,
    Count.REFERRALS.value: Act.REFERRALS.value,
    Count.CALLBACKS_KEPT.value: Act.CALLBACKS.value,
    Count.CALLBACKS_LATE.value: Act.CALLBACKS.value,
    Count.LETTERS.value: Act.LETTERS.value,
    Count.COMPLAINTS.value: Act.COMPLAINTS.value,
}
"""A call-back whose member was reached in time counts on the day it was due, a late one on the day it was made: each once."""


def _persons(day: date) -> dict[int, int]:
    """Covered on DAY and alive, by mutual; a file that was merged into another is nobody."""
    covered = Member.objects.filter(
        Q(covered_until__isnull=True) | Q(covered_until__gte=day),
        Q(died_on__isnull=True) | Q(died_on__gt=day),
        covered_from__lte=day,
        merged_into__isnull=True,
    )
    found: dict[int, int] = defaultdict(int)
    found.update(covered.order_by().values_list("mutual_id").annotate(number=Aggregate("pk")))
    return found


# ---- read


def demands_of(mutual_id: int, month: date) -> list[tuple[Asker, Tally]]:
    """What stands of a mutual's month; nothing of another mutual than the scope's."""
    rows = DayDemand.objects.filter(mutual_id=mutual_id, day__gte=month, day__lte=last_day(month)).order_by()
    sums = rows.values(*Asker._fields).annotate(**{f"of_{name.value}": Sum(name.value) for name in Amount})
    return [
        (
            Asker(**{name: row[name] for name in Asker._fields}),
            Tally({name.value: row[f"of_{name.value}"] for name in Amount}),
        )
        for row in sums
    ]


def counted_of(mutual_id: int, month: date) -> Tally:
    """Of `indicators.Count`."""
    rows = DayCount.objects.filter(grain=Grain.WHOLE, mutual_id=mutual_id, day__gte=month, day__lte=last_day(month))
    return Tally({name: value or 0 for name, value in rows.aggregate(**{name: Sum(name) for name in COUNTS}).items()})


def statements_of(month: date) -> list[MonthStatement]:
    """Of the scope's mutuals, as they stand."""
    return list(MonthStatement.objects.filter(month=month).select_related("mutual").order_by("mutual__name"))


def open_months() -> list[date]:
    """Those of which a day is closed and whose statement does not stand yet, oldest first."""
    return sorted(set(months()) - set(closed_months()))


def closed_months() -> list[date]:
    """Newest first."""
    return list(ClosedMonth.objects.order_by("-month").values_list("month", flat=True))
