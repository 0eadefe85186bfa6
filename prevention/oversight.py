"""What the documentalists watch: work lists, the month, the map, and what became of what was told."""

from calendar import monthrange
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import cache
from math import cos, radians, sqrt
from typing import Final

from django.apps import apps
from django.contrib.postgres.search import SearchQuery, SearchVector
from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from accounts.models import User
from practitioners.communes import all_communes
from prevention.deadlines import ONE_DAY
from prevention.eligibility import edition_on
from prevention.enums import Answer, ArrivalState, CampaignState, Recurrence
from prevention.models import Arrival, Campaign, Prompt, Source
from prevention.queries import terms_of
from territory.enums import DEPARTMENTS, FRANCE, REGION_OF
from territory.names import fold

LISTED: Final = 50


# ---- work lists


def listed(*, kind: str = "", words: str = "", department: str = "") -> QuerySet[Campaign]:
    """Campaigns of a work list, those due first; with all of WORDS, and where DEPARTMENT is."""
    today = timezone.localdate()
    found = Campaign.objects.select_related("author", "second_reader", "mutual")
    is_over = Q(ends_on__lt=today) & ~Q(recurrence__in=[Recurrence.YEARLY, Recurrence.PERMANENT])
    kept = {
        "to_read": Q(state=CampaignState.TO_READ),
        "to_check": Q(check_again_on__lte=today) & ~Q(state=CampaignState.WITHDRAWN),
        "over": is_over & ~Q(state=CampaignState.WITHDRAWN),
        "draft": Q(state=CampaignState.DRAFT),
    }.get(kind, Q())
    found = found.filter(kept)
    for word in fold(words).split():
        found = found.filter(Q(words__contains=[word]) | Q(title__icontains=word) | Q(organiser__icontains=word))
    if department:
        found = found.filter(territory__overlap=_over(department))
    return found.order_by("check_again_on", "title") if kind == "to_check" else found.order_by("title", "pk")


def counts() -> dict[str, int]:
    """How many are on each work list."""
    return {kind: listed(kind=kind).count() for kind in ("to_read", "to_check", "over", "draft")}


def _over(department: str) -> list[str]:
    """Areas that hold all of a department."""
    region = REGION_OF.get(department)
    return [f"D{department}", FRANCE, *([f"R{region}"] if region else [])]


@dataclass(frozen=True, slots=True)
class Writing:
    """One writing of a campaign: when, by whom, and in which state it left it."""

    at: datetime
    by: str
    state: str


def history_of(campaign: Campaign) -> list[Writing]:
    """Newest first."""
    events = apps.get_model("prevention", "CampaignEvent").objects.filter(pgh_obj_id=campaign.pk).order_by("-pgh_id")
    rows = events.values_list("pgh_created_at", "author_id", "second_reader_id", "state")[:LISTED]
    people = User.objects.in_bulk({pk for row in rows for pk in row[1:3] if pk})
    return [
        Writing(at, str(people.get(reader or author, "")), str(CampaignState(state).label))
        for at, author, reader, state in rows
    ]


# ---- the sorting list


def arrivals(*, state: str = "", words: str = "") -> QuerySet[Arrival]:
    """What sources brought, newest first, with all of WORDS by their French stems; what is new unless STATE."""
    found = Arrival.objects.select_related("source", "duplicate_of", "campaign").filter(state=state or ArrivalState.NEW)
    if words:
        vector = SearchVector("title", "text", config="french")
        found = found.annotate(said=vector).filter(said=SearchQuery(words, config="french", search_type="websearch"))
    return found.order_by("-arrived_at", "-pk")


def sources() -> QuerySet[Source]:
    """All, with how many arrivals of each are still to sort."""
    return Source.objects.annotate(new=Count("arrivals", Q(arrivals__state=ArrivalState.NEW))).order_by("title", "pk")


# ---- the month


@dataclass(frozen=True, slots=True)
class Band:
    """A campaign on some days of a month: `left` and `width` in percent of it."""

    campaign: Campaign
    first: date
    last: date
    left: float
    width: float


@dataclass(frozen=True, slots=True)
class Month:
    """`bands` are what begins or ends; `always` what is on all the time."""

    first: date
    last: date
    bands: list[Band]
    always: list[Campaign]

    @property
    def before(self) -> date:
        return (self.first - ONE_DAY).replace(day=1)

    @property
    def after(self) -> date:
        return self.last + ONE_DAY

    @property
    def today(self) -> float | None:
        """Where today stands, in percent; None in another month."""
        day = timezone.localdate()
        return 100 * (day.day - 0.5) / self.last.day if self.first <= day <= self.last else None


def month_of(first: date) -> Month:
    """Published campaigns of the month that begins on FIRST."""
    last = first.replace(day=monthrange(first.year, first.month)[1])
    bands, always = [], []
    for campaign in Campaign.objects.filter(state=CampaignState.PUBLISHED).order_by("title", "pk"):
        if campaign.recurrence == Recurrence.PERMANENT:
            if campaign.starts_on <= last:
                always.append(campaign)
        elif (days := _days_in(campaign, first, last)) is not None:
            bands.append(_band(campaign, *days, month_ends=last))
    return Month(first, last, sorted(bands, key=lambda band: (band.first, band.last, band.campaign.title)), always)


def _days_in(campaign: Campaign, first: date, last: date) -> tuple[date, date] | None:
    """First and last day on which a campaign is on in the month."""
    terms = terms_of(campaign)
    days = [first + ONE_DAY * place for place in range(last.day) if edition_on(terms, first + ONE_DAY * place)]
    return (days[0], days[-1]) if days else None


def _band(campaign: Campaign, first: date, last: date, *, month_ends: date) -> Band:
    share = 100 / month_ends.day
    return Band(campaign, first, last, round((first.day - 1) * share, 2), round((last.day - first.day + 1) * share, 2))


# ---- the map

WIDTH, HEIGHT = 520, 500
WEST, EAST, SOUTH, NORTH = -5.3, 9.8, 41.2, 51.2
"""Metropolitan France and Corsica, in degrees."""


@dataclass(frozen=True, slots=True)
class Dot:
    """A department with its own campaigns; `x` and `y` in the picture's units, None overseas."""

    department: str
    name: str
    live: int
    x: float | None
    y: float | None

    @property
    def radius(self) -> float:
        """Areas are as numbers."""
        return round(4 + 5 * sqrt(self.live), 1)


@dataclass(frozen=True, slots=True)
class Map:
    dots: list[Dot]
    everywhere: int

    @property
    def near(self) -> list[Dot]:
        return [dot for dot in self.dots if dot.x is not None]

    @property
    def some(self) -> list[Dot]:
        """Those with campaigns of their own, the most first."""
        return sorted((dot for dot in self.dots if dot.live), key=lambda dot: (-dot.live, dot.department))


def map_on(day: date) -> Map:
    """Published campaigns that are on, by department; those of a region count in each of its departments."""
    live: Counter[str] = Counter()
    everywhere = 0
    for campaign in Campaign.objects.filter(state=CampaignState.PUBLISHED):
        if edition_on(terms_of(campaign), day) is None:
            continue
        everywhere += FRANCE in campaign.territory
        live.update(_departments(campaign.territory))
    dots = [Dot(code, name, live[code], *_position(code)) for code, name in DEPARTMENTS.items() if code in _positions()]
    return Map(dots, everywhere)


def _departments(territory: Iterable[str]) -> set[str]:
    found: set[str] = set()
    for area in territory:
        if area[0] == "D":
            found.add(area[1:])
        elif area[0] == "R":
            found |= {code for code, region in REGION_OF.items() if region == area[1:]}
        elif area[0] == "C" and (commune := all_communes().by_code.get(area[1:])) is not None:
            found.add(commune.department)
    return found


def _position(department: str) -> tuple[float | None, float | None]:
    latitude, longitude = _positions()[department]
    if not (SOUTH <= latitude <= NORTH and WEST <= longitude <= EAST):
        return None, None
    narrow = cos(radians((SOUTH + NORTH) / 2))
    scale = min(WIDTH / ((EAST - WEST) * narrow), HEIGHT / (NORTH - SOUTH))
    return round((longitude - WEST) * narrow * scale, 1), round((NORTH - latitude) * scale, 1)


@cache
def _positions() -> dict[str, tuple[float, float]]:
    """Where the people of each department live, on average; latitude, then longitude."""
    sums: dict[str, list[float]] = {}
    for commune in all_communes().by_code.values():
        if commune.latitude is None or commune.longitude is None:
            continue
        weight = max(1, commune.population or 0)
        total = sums.setdefault(commune.department, [0.0, 0.0, 0.0])
        total[0] += commune.latitude * weight
        total[1] += commune.longitude * weight
        total[2] += weight
    return {code: (north / weight, east / weight) for code, (north, east, weight) in sums.items()}


# ---- what became of it


@dataclass(frozen=True, slots=True)
class Line:
    """Prompts of one campaign, reason or department, by answer."""

    name: str
    shown: int
    told: int
    refused: int
    unsuitable: int
    known: int


@dataclass(frozen=True, slots=True)
class Measures:
    """Of a period, for the mutuals in scope: campaigns that were shown, and closings at which none fitted."""

    shown: int
    none: int
    campaigns: list[Line]
    reasons: list[Line]
    departments: list[Line]


ANSWERS: Final = (Answer.TOLD, Answer.REFUSED, Answer.UNSUITABLE, Answer.KNOWN)
"""In the order of `Line`."""


def measures(since: date, until: date) -> Measures:
    """From SINCE to UNTIL, both included. Three statements, whatever their number."""
    rows = Prompt.objects.filter(at__gte=_midnight(since), at__lt=_midnight(until + ONE_DAY))
    shown = rows.exclude(answer=Answer.NONE_FITS)
    return Measures(
        shown=shown.count(),
        none=rows.filter(answer=Answer.NONE_FITS).count(),
        campaigns=_lines(shown, "campaign__title"),
        reasons=_lines(shown, "reason__label"),
        departments=_lines(shown, "department", DEPARTMENTS),
    )


def _lines(rows: QuerySet[Prompt], by: str, names: dict[str, str] | None = None) -> list[Line]:
    """One a value of BY, the most shown first."""
    answers: dict[str, Counter[str]] = {}
    for value, answer, number in rows.order_by().values_list(by, "answer").annotate(number=Count("pk")):
        answers.setdefault((names or {}).get(value or "", value or "") or "–", Counter())[answer] += number
    lines = [Line(name, counted.total(), *(counted[answer] for answer in ANSWERS)) for name, counted in answers.items()]
    return sorted(lines, key=lambda line: (-line.shown, line.name))


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))
