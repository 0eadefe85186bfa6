"""What screens and referrals read of the directory."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from practitioners.models import (
    Activity,
    Extraction,
    Network,
    NetworkMember,
    PartnerService,
    PersonFact,
    Place,
    PlaceFact,
    Practitioner,
    Report,
)


@dataclass(frozen=True, slots=True)
class Name:
    """Somebody at a place, with what is needed to reach them. `known` and `at` are what we know beside the register."""

    activity: Activity
    known: PersonFact | None = None
    at: PlaceFact | None = None

    @property
    def person(self) -> Practitioner:
        return self.activity.practitioner

    @property
    def place(self) -> Place | None:
        return self.activity.place

    @property
    def phone(self) -> str:
        """E.164, ours before the register's."""
        return (self.at.phone if self.at else "") or self.activity.phone or self.activity.phone2


def told(pairs: Sequence[tuple[int, str]], *, profession: int | None = None) -> dict[tuple[int, str], Name]:
    """Names by place and identifier, as they stand in the directory now; who has left it is not there.

    Somebody may have two professions at one place: the telephone is then that of the PROFESSION.
    """
    wanted = set(pairs)
    found = Activity.objects.filter(
        place_id__in={place for place, _ in wanted}, practitioner_id__in={who for _, who in wanted}
    )
    if profession is not None:
        found = found.filter(profession=profession)
    first: dict[tuple[int, str], Activity] = {}
    for one in found.select_related("practitioner", "place").order_by("-is_eligible", "id"):
        first.setdefault((one.place_id or 0, one.practitioner_id), one)
    kept = {pair: one for pair, one in first.items() if pair in wanted}
    return dict(zip(kept, _with_facts(list(kept.values())), strict=True))


def _with_facts(activities: Sequence[Activity]) -> list[Name]:
    """Two statements, however many there are."""
    people = PersonFact.objects.in_bulk({one.practitioner_id for one in activities})
    places = PlaceFact.objects.in_bulk({one.place_id for one in activities if one.place_id})
    return [Name(one, people.get(one.practitioner_id), places.get(one.place_id or 0)) for one in activities]


@dataclass(frozen=True, slots=True)
class At:
    """A place where somebody practises, with what we know of it."""

    place: Place
    facts: PlaceFact | None

    @property
    def hex(self) -> str:
        """Its id as pages and records write it."""
        return f"{self.place.pk:016x}"


@dataclass(frozen=True, slots=True)
class Known:
    """All about one person: `person` is None for somebody who is not in the register, or objected."""

    national_id: str
    person: Practitioner | None
    facts: PersonFact | None
    places: list[At]


def known_of(national_id: str) -> Known | None:
    """None for somebody of whom nothing was ever heard."""
    person = Practitioner.objects.filter(pk=national_id).first()
    facts = PersonFact.objects.select_related("noted_by").filter(pk=national_id).first()
    if person is None and facts is None:
        return None
    places = places_of(national_id)
    noted = PlaceFact.objects.select_related("noted_by").in_bulk([place.pk for place in places])
    return Known(national_id, person, facts, [At(place, noted.get(place.pk)) for place in places])


def places_of(national_id: str) -> list[Place]:
    """Where somebody practises."""
    return list(Place.objects.filter(activities__practitioner_id=national_id).distinct().order_by("town", "line"))


def latest_extraction() -> Extraction | None:
    """Where the directory comes from, as the licence asks to say; None before the first import."""
    return Extraction.objects.order_by("-pk").first()


def services_for(*, mutual_ids: Sequence[int], department: str = "") -> QuerySet[PartnerService]:
    """Partner services of these mutuals and of all, everywhere or in a department."""
    found = PartnerService.objects.filter(Q(mutual__isnull=True) | Q(mutual_id__in=mutual_ids), is_active=True)
    if department:
        found = found.filter(Q(departments=[]) | Q(departments__contains=[department]))
    return found.order_by("kind", F("mutual_id").asc(nulls_last=True), "name")


def networks_of(mutual_id: int) -> QuerySet[Network]:
    """Those in use, which a member of the mutual may ask for."""
    return Network.objects.filter(mutual_id=mutual_id, is_active=True)


def networks_in_scope() -> list[Network]:
    """All of the mutuals in scope, with how many people are in each and how many of those are in the directory."""
    members = NetworkMember.objects.filter(network=OuterRef("pk"))
    known = members.filter(Exists(Practitioner.objects.filter(pk=OuterRef("national_id"))))
    return list(
        Network.objects.select_related("mutual")
        .annotate(people=_counted(members), found=_counted(known))
        .order_by("mutual__name", "name")
    )


def _counted(rows: "QuerySet[NetworkMember]") -> Coalesce:
    """How many of ROWS an outer row has."""
    return Coalesce(Subquery(rows.order_by().values("network").annotate(n=Count("pk")).values("n")), 0)


def open_reports() -> QuerySet[Report]:
    """The correction list, oldest first."""
    return Report.objects.filter(decided_at__isnull=True).select_related("reported_by").order_by("reported_at")
