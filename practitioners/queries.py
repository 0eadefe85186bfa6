"""What screens and referrals read of the directory."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import F, Q, QuerySet

from practitioners.models import (
    Activity,
    Extraction,
    PartnerService,
    PersonFact,
    Place,
    PlaceFact,
    Practitioner,
    Report,
)
from practitioners.terms import Sought


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


def names_at(place_ids: Iterable[int], sought: Sought) -> dict[int, list[Name]]:
    """The eligible people at each place who fit what is sought, by their identifier, each once."""
    wished = Q(profession=sought.profession, is_eligible=True, place_id__in=list(place_ids))
    if sought.skills:
        wished &= Q(skill__in=sought.skills)
    if sought.wishes.sex:
        wished &= Q(sex=sought.wishes.sex)
    found = Activity.objects.filter(wished).select_related("practitioner", "place").order_by("practitioner_id", "id")
    names = with_facts(_each_once(found))
    at: dict[int, list[Name]] = {}
    for name in names:
        if _fits(name, sought) and name.activity.place_id is not None:
            at.setdefault(name.activity.place_id, []).append(name)
    return at


def _each_once(found: Iterable[Activity]) -> list[Activity]:
    return list({(one.place_id, one.practitioner_id): one for one in found}.values())


def _fits(name: Name, sought: Sought) -> bool:
    wishes, known = sought.wishes, name.known
    asked = (
        (not wishes.language, known is not None and wishes.language in known.languages),
        (not wishes.home_visits, known is not None and bool(known.home_visits)),
        (not wishes.teleconsultation, known is not None and bool(known.teleconsultation)),
    )
    return all(unasked or fits for unasked, fits in asked)


def with_facts(activities: Sequence[Activity]) -> list[Name]:
    """Two statements, however many there are."""
    people = PersonFact.objects.in_bulk({one.practitioner_id for one in activities})
    places = PlaceFact.objects.in_bulk({one.place_id for one in activities if one.place_id})
    return [Name(one, people.get(one.practitioner_id), places.get(one.place_id or 0)) for one in activities]


def told(pairs: Sequence[tuple[int, str]]) -> dict[tuple[int, str], Name]:
    """Names by place and identifier, as they stand in the directory now; who has left it is not there."""
    wanted = set(pairs)
    found = (
        Activity.objects.filter(
            place_id__in={place for place, _ in wanted}, practitioner_id__in={who for _, who in wanted}
        )
        .select_related("practitioner", "place")
        .order_by("-is_eligible", "id")
    )
    first: dict[tuple[int, str], Activity] = {}
    for one in found:
        first.setdefault((one.place_id or 0, one.practitioner_id), one)
    return {pair: name for pair, name in zip(first, with_facts(list(first.values())), strict=True) if pair in wanted}


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


def open_reports() -> QuerySet[Report]:
    """The correction list, oldest first."""
    return Report.objects.filter(decided_at__isnull=True).select_related("reported_by").order_by("reported_at")
