"""What proves that nobody was favoured: every record drawn again, and what was drawn beside what chance would have done."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from itertools import islice
from statistics import median
from typing import TypeVar

from django.db.models import Count, Q, QuerySet

from accounts.models import User
from practitioners.eligibility import WANTED
from practitioners.models import Place
from practitioners.queries import places_of as places_where
from practitioners.terms import Kind
from referrals.chances import NOTHING, Chances, Test, even_test, exposure_test, of_groups, outliers, together
from referrals.draw import canonical, chained, digest_of, draw, in_drawn_order, packed, unpacked
from referrals.enums import Appointment, ListKind
from referrals.models import Answer, EligibleSet, Referral
from referrals.queries import content_of, kind_asked

Row = TypeVar("Row")

FRESH = (ListKind.DRAWN, ListKind.AGAIN)
"""Lists with a seed of their own; a list from which a name was taken repeats the order of the one before."""


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with one record; `what` is for machines: `digest`, `chain`, `gap`, `set`, `question`, `draw`, `names`."""

    referral: Referral
    what: str


def verify(records: QuerySet[Referral]) -> Iterator[tuple[Referral, list[Fault]]]:
    """Every record of one mutual in its order, each with what is wrong with it: nothing, unless somebody changed something.

    `records` may be a period: the one before it is what its first record is chained to.
    """
    before: Referral | None = None
    for referral in records.order_by("number").iterator(chunk_size=500):
        if before is None and referral.number > 1:
            before = Referral.objects.filter(mutual_id=referral.mutual_id, number__lt=referral.number).first()
        yield referral, [Fault(referral, what) for what in _faults(referral, before)]
        before = referral


def _faults(referral: Referral, before: Referral | None) -> Iterator[str]:
    if referral.number != (before.number if before else 0) + 1:
        yield "gap"
    elif referral.previous != (before.digest if before else ""):
        yield "chain"
    if chained(content_of(referral), previous=referral.previous) != referral.digest:
        yield "digest"
    places = _places(bytes(referral.eligible_id))
    if digest_of(places) != bytes(referral.eligible_id) or len(places) != 8 * referral.size:
        yield "set"
    if digest_of(canonical(referral.question)) != bytes(referral.question_digest):
        yield "question"
    try:
        yield from _misdrawn(referral, places)
    except (KeyError, TypeError, ValueError):
        # Whoever changed it may have left anything there.
        yield "draw"


def _misdrawn(referral: Referral, places: bytes) -> Iterator[str]:
    seed = bytes(referral.seed)
    drawn = [int(one["place"], 16) for one in referral.drawn]
    again = draw(places, seed, wanted=WANTED, without=referral.left_out)
    if drawn != again or drawn != list(referral.place_ids):
        yield "draw"
    named = [
        in_drawn_order(one["names"], seed, place=place)[:1] for place, one in zip(drawn, referral.drawn, strict=True)
    ]
    if named != [[one["name"]] if one["name"] else [] for one in referral.drawn]:
        yield "names"


def places_of(referral: Referral) -> list[int]:
    """The whole set that a list was drawn from."""
    return unpacked(_places(bytes(referral.eligible_id)))


@lru_cache(maxsize=256)
def _places(digest: bytes) -> bytes:
    return bytes(EligibleSet.objects.values_list("places", flat=True).get(pk=digest))


# ---- the impartiality report


@dataclass(frozen=True, slots=True)
class Exposure:
    """How often one place was drawn, how often chance would have, and between what an honest count lies."""

    place_id: int
    times: int
    could: int
    expected: float
    band: tuple[int, int]

    @property
    def is_outside(self) -> bool:
        return not self.band[0] <= self.times <= self.band[1]


@dataclass(frozen=True, slots=True)
class Conduct:
    """How often somebody drew, asked for another five, and took a name off; with the bands that this should lie in."""

    adviser: User | None
    lists: int
    again: int
    removed: int
    again_band: tuple[int, int] | None
    removed_band: tuple[int, int] | None


@dataclass(frozen=True, slots=True)
class Became:
    """How many members said this of their list. `median_days` is until an appointment that was obtained, where they said."""

    appointment: Appointment
    answers: int
    median_days: float | None


@dataclass(slots=True)
class Report:
    """Of a period and perhaps one profession. `sets` is how many different eligible sets there were."""

    lists: int = 0
    sets: int = 0
    exposure: Test = NOTHING
    ranks: tuple[Test, ...] = ()
    repeated: int = 0
    exposures: list[Exposure] = field(default_factory=list)
    conducts: list[Conduct] = field(default_factory=list)
    became: list[Became] = field(default_factory=list)

    @property
    def outside(self) -> int:
        return sum(one.is_outside for one in self.exposures)


@dataclass(slots=True)
class _Stratum:
    """All lists drawn from one set: how often each place came at each rank."""

    draws: int = 0
    at_rank: list[Counter[int]] = field(default_factory=lambda: [Counter() for _ in range(WANTED)])

    def counts(self) -> Counter[int]:
        total: Counter[int] = Counter()
        for counter in self.at_rank:
            total.update(counter)
        return total


def in_period(since: datetime, until: datetime) -> QuerySet[Referral]:
    """Lists of the mutuals in scope."""
    return Referral.objects.filter(at__gte=since, at__lt=until)


def report_on(records: QuerySet[Referral]) -> Report:
    """Exposure and ranks over strata, one for each eligible set; counts of whoever drew."""
    strata, repeated = _strata(records)
    report = Report(lists=sum(one.draws for one in strata.values()), sets=len(strata), repeated=repeated)
    sizes = {digest: unpacked(_places(digest)) for digest in strata}
    report.exposure = together(
        exposure_test([counts[place] for place in sizes[digest]], draws=stratum.draws, wanted=WANTED)
        for digest, stratum in strata.items()
        for counts in [stratum.counts()]
    )
    report.ranks = tuple(
        together(
            even_test([stratum.at_rank[rank][place] for place in sizes[digest]]) for digest, stratum in strata.items()
        )
        for rank in range(WANTED)
    )
    report.exposures = _exposures(strata, sizes)
    report.conducts = _conducts(records)
    report.became = _became(records)
    return report


def _strata(records: QuerySet[Referral]) -> tuple[dict[bytes, _Stratum], int]:
    """Of lists with a seed of their own; with how often one question had the same sequence twice running, whatever the list."""
    strata: dict[bytes, _Stratum] = {}
    last: dict[tuple[int, bytes], list[int]] = {}
    repeated = 0
    rows = records.order_by("mutual_id", "number").values_list(
        "mutual_id", "eligible_id", "question_digest", "place_ids", "kind"
    )
    for mutual_id, eligible, question, places, kind in rows.iterator(chunk_size=2000):
        key = (mutual_id, bytes(question))
        if kind not in FRESH:
            last[key] = places
            continue
        stratum = strata.setdefault(bytes(eligible), _Stratum())
        stratum.draws += 1
        for rank, place in enumerate(places):
            stratum.at_rank[rank][place] += 1
        repeated += len(places) > 1 and last.get(key) == places
        last[key] = places
    return strata, repeated


def _exposures(strata: dict[bytes, _Stratum], sizes: dict[bytes, list[int]]) -> list[Exposure]:
    """Each place that could have been drawn, the most expected first."""
    groups: dict[int, list[tuple[int, float]]] = {}
    times: Counter[int] = Counter()
    for digest, stratum in strata.items():
        places = sizes[digest]
        chance = min(1.0, WANTED / len(places))
        for place in places:
            groups.setdefault(place, []).append((stratum.draws, chance))
        times.update(stratum.counts())
    bands: dict[tuple[tuple[int, float], ...], Chances] = {}
    exposures = []
    for place, taken in groups.items():
        alike = _alike(taken)
        chances = bands.get(alike) or bands.setdefault(alike, of_groups(alike))
        expected = sum(draws * chance for draws, chance in alike)
        could = sum(draws for draws, _ in alike)
        exposures.append(Exposure(place, times[place], could, expected, chances.band()))
    return sorted(exposures, key=lambda one: (-one.expected, -one.times, one.place_id))


def _alike(taken: Iterable[tuple[int, float]]) -> tuple[tuple[int, float], ...]:
    """Groups of the same chance as one, so that few are left to be added."""
    alike: Counter[float] = Counter()
    for draws, chance in taken:
        alike[chance] += draws
    return tuple(sorted((draws, chance) for chance, draws in alike.items()))


def _conducts(records: QuerySet[Referral]) -> list[Conduct]:
    fresh, again, removed = (Q(kind__in=FRESH), Q(kind=ListKind.AGAIN), Q(kind=ListKind.REMOVED))
    rows = (
        records.filter(adviser__isnull=False)
        .values("adviser")
        .annotate(lists=Count("pk", fresh), again=Count("pk", again), removed=Count("pk", removed))
        .order_by("-lists", "adviser")
    )
    said = {str(row["adviser"]): row for row in rows if row["lists"]}
    again_out = outliers({who: (row["again"], row["lists"]) for who, row in said.items()})
    removed_out = outliers({who: (min(row["removed"], row["lists"]), row["lists"]) for who, row in said.items()})
    people = User.objects.in_bulk([row["adviser"] for row in said.values()])
    return [
        Conduct(
            people.get(row["adviser"]),
            row["lists"],
            row["again"],
            row["removed"],
            again_out.get(who),
            removed_out.get(who),
        )
        for who, row in said.items()
    ]


def _became(records: QuerySet[Referral]) -> list[Became]:
    """Of all lists together and never of a place: it is no ranking."""
    said: dict[str, list[int | None]] = {}
    for appointment, days in Answer.objects.filter(referral__in=records).values_list("appointment", "delay_days"):
        said.setdefault(appointment, []).append(days)
    return [
        Became(
            kind, len(said[kind]), median(known) if (known := [one for one in said[kind] if one is not None]) else None
        )
        for kind in Appointment
        if kind in said
    ]


# ---- a practitioner asks


@dataclass(frozen=True, slots=True)
class Asking:
    """How often a practitioner's place was drawn, how often it could have been, and what chance would have done."""

    place_id: int
    times: int
    named: int
    could: int
    expected: float
    band: tuple[int, int]


def answer_to(place_id: int, national_id: str, records: QuerySet[Referral]) -> Asking:
    """For one place of a practitioner. Every set of the period is looked through, in PostgreSQL and not as rows."""
    fresh = records.filter(kind__in=FRESH)
    drawn = fresh.filter(place_ids__contains=[place_id])
    named = sum(one["name"] == national_id for row in drawn.values_list("drawn", flat=True) for one in row)
    found = fresh.values("eligible_id", "size").annotate(draws=Count("pk")).order_by()
    groups: list[tuple[int, float]] = []
    wanted = packed([place_id])
    rows = list(found)
    for some in _hundreds(rows):
        sets = EligibleSet.objects.filter(pk__in=[row["eligible_id"] for row in some]).values_list("digest", "places")
        holding = {bytes(digest) for digest, places in sets if holds(bytes(places), wanted)}
        groups += [
            (row["draws"], min(1.0, WANTED / row["size"])) for row in some if bytes(row["eligible_id"]) in holding
        ]
    alike = _alike(groups)
    expected, could = sum(draws * chance for draws, chance in alike), sum(draws for draws, _ in alike)
    return Asking(place_id, drawn.count(), named, could, expected, of_groups(alike).band())


def answers_to(national_id: str, records: QuerySet[Referral]) -> list[tuple[Place, Asking]]:
    """For each place of a practitioner."""
    return [(place, answer_to(place.pk, national_id, records)) for place in places_where(national_id)]


def holds(places: bytes, wanted: bytes) -> bool:
    """Whether one packed place is among others. Eight bytes may also be found astride two places: those are passed over."""
    at = places.find(wanted)
    while at >= 0 and at % len(wanted):
        at = places.find(wanted, at + 1)
    return at >= 0


def _hundreds(rows: list[Row]) -> Iterator[list[Row]]:
    iterator = iter(rows)
    while some := list(islice(iterator, 200)):
        yield some


def kinds_asked(records: QuerySet[Referral]) -> list[tuple[Kind, int]]:
    """Kinds of practitioner asked for in a period, the most asked first."""
    rows = records.values("question__profession", "question__skills").annotate(lists=Count("pk")).order_by("-lists")
    return [
        (kind_asked({"profession": row["question__profession"], "skills": row["question__skills"]}), row["lists"])
        for row in rows[:60]
    ]
