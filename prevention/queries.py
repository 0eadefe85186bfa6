"""What the closing of a contact and the documentalists' screens read of prevention."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from contacts.enums import CallerKind, Channel
from contacts.models import Case, Reason
from members import queries as members
from members.ages import age_on
from members.enums import Channel as Reached
from members.enums import ConsentPurpose, Regime
from members.models import Address, Consent, Member
from practitioners.communes import all_communes, department_at
from prevention import deadlines
from prevention.eligibility import Finding, Heard, Person, Terms, fits, may_hear, quiet
from prevention.enums import Recurrence, Situation
from prevention.models import Campaign, Prompt, Reach
from prevention.ranking import Call, Fitting, Ranked, ranked
from territory.enums import FRANCE, REGION_OF
from territory.names import fold

MOST_SHOWN = 3
"""Campaigns that a closing offers: the first one, and two more for who asks."""

TERMS = (
    "pk", "starts_on", "ends_on", "recurrence", "territory", "sex", "age_min", "age_max", "situations", "interval_days", "reasons",
    "words", "mutual_id",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Offer:
    """A campaign to tell, with why it fits and why it comes first."""

    campaign: Campaign
    ranked: Ranked


@dataclass(frozen=True, slots=True, kw_only=True)
class Closing:
    """What the end of a contact proposes: `offers`, the best first. Without one, `because` says why nobody is told anything.

    `because` is `nobody`, `relative`, `consent` or `none`; `quiet` is when the person was told of something else.
    """

    offers: tuple[Offer, ...] = ()
    because: str = ""
    quiet: Finding | None = None
    department: str = ""
    fitting: int = 0


def closing_of(case: Case, *, reason: Reason | None = None, on: date | None = None) -> Closing | None:
    """For the person of a call; None for what was written, where no sentence is said. REASON is the case's unless said.

    Reads the member: whoever shows it journals that.
    """
    if case.channel != Channel.PHONE:
        return None
    day = on or timezone.localdate()
    if case.member_id is None or case.identified_at is None:
        return Closing(because="nobody")
    member = Member.objects.select_related("contract").get(pk=case.member_id)
    home = members.home_of(member)
    department = department_of(home)
    age = age_on(member.birth_date, day)
    kind = CallerKind(case.caller_kind)
    if not may_hear(is_member=kind is CallerKind.MEMBER, is_relative=kind is CallerKind.RELATIVE, age=age):
        return Closing(because="relative", department=department)
    if has_refused_messages(member):
        return Closing(because="consent", department=department)
    heard = heard_by(member, since=day - deadlines.HISTORY)
    if silence := quiet(heard, day):
        return Closing(because="none", quiet=silence, department=department)
    found = fitting(person_of(member, home), heard, mutual_id=case.mutual_id, day=day)
    best = ranked(found, call_about(reason or case.reason, day))[:MOST_SHOWN]
    return Closing(offers=_offers(best), because="" if best else "none", department=department, fitting=len(found))


def _offers(best: Sequence[Ranked]) -> tuple[Offer, ...]:
    ids = [one.fitting.terms.campaign_id for one in best]
    campaigns = Campaign.objects.in_bulk(ids)
    return tuple(
        Offer(campaigns[one.fitting.terms.campaign_id], one)
        for one in best
        if one.fitting.terms.campaign_id in campaigns
    )


def fitting(person: Person, heard: Iterable[Heard], *, mutual_id: int, day: date) -> list[Fitting]:
    """Every published campaign that fits, whatever their number: an index names the few that can, the rules judge those."""
    known = tuple(heard)
    found = []
    for terms in terms_around(person, mutual_id=mutual_id, day=day):
        verdict = fits(terms, person, day, known)
        if verdict.fits:
            found.append(Fitting(terms, verdict))
    return found


def terms_around(person: Person, *, mutual_id: int, day: date) -> list[Terms]:
    """Published campaigns of where a person lives, their sex and age; dates and what was heard are still to be judged."""
    return [_terms(*row) for row in rows_around(person, mutual_id=mutual_id, day=day)]


def rows_around(person: Person, *, mutual_id: int, day: date) -> QuerySet[Campaign, tuple[Any, ...]]:
    """The statement of `terms_around`: rows of TERMS."""
    age = age_on(person.birth_date, day)
    is_on = Q(comes_back=True) | Q(starts_on__lte=day) & (Q(ends_on__isnull=True) | Q(ends_on__gte=day))
    near = Reach.objects.filter(
        is_on,
        Q(mutual__isnull=True) | Q(mutual_id=mutual_id),
        area__in=sorted(person.places),
        age_min__lte=age,
        age_max__gte=age,
        sex__in=["", person.sex],
    )
    return Campaign.objects.filter(pk__in=near.values("campaign_id")).order_by().values_list(*TERMS)


def _terms(  # noqa: PLR0913, PLR0917  a row, in the order of TERMS
    pk: int,
    starts_on: date,
    ends_on: date | None,
    recurrence: str,
    territory: list[str],
    sex: str,
    age_min: int | None,
    age_max: int | None,
    situations: list[str],
    interval_days: int,
    reasons: list[str],
    words: list[str],
    mutual_id: int | None,
) -> Terms:
    return Terms(
        campaign_id=pk,
        starts_on=starts_on,
        ends_on=None if recurrence == Recurrence.PERMANENT else ends_on,
        recurrence=recurrence,
        territory=frozenset(territory),
        sex=sex,
        age_min=age_min,
        age_max=age_max,
        situations=frozenset(situations),
        interval_days=interval_days,
        reasons=frozenset(reasons),
        words=frozenset(words),
        is_own=mutual_id is not None,
    )


def terms_of(campaign: Campaign) -> Terms:
    return _terms(*(getattr(campaign, name) for name in TERMS))


def person_of(member: Member, home: Address | None) -> Person:
    """What the contract says of a member, and the areas that hold their home."""
    situations = {Situation(member.kinship)}
    if member.regime == Regime.ALSACE_MOSELLE:
        situations.add(Situation.LOCAL_SCHEME)
    return Person(
        sex=member.sex, birth_date=member.birth_date, situations=frozenset(situations), places=places_of(home)
    )


def places_of(home: Address | None) -> frozenset[str]:
    """Commune, department, region and country of a home; of an unknown one, France."""
    if home is None:
        return frozenset({FRANCE})
    if home.country != FRANCE:
        return frozenset({home.country})
    commune = all_communes().named(home.insee_code, home.postal_code, home.town)
    department = department_of(home)
    places = {FRANCE}
    if commune is not None:
        places.add(f"C{commune.insee_code}")
    if department:
        places.add(f"D{department}")
    if region := REGION_OF.get(department):
        places.add(f"R{region}")
    return frozenset(places)


def department_of(home: Address | None) -> str:
    """Empty abroad, and where nobody knows."""
    if home is None or home.country != FRANCE:
        return ""
    return department_at(home.insee_code, home.postal_code, home.town)


def heard_by(member: Member, *, since: date) -> list[Heard]:
    """Campaigns that the member was told of, or that were set aside for them, newest first."""
    start = timezone.make_aware(datetime.combine(since, time()))
    rows = Prompt.objects.filter(members.of_person(member), mutual_id=member.mutual_id, at__gte=start)
    told = rows.filter(campaign__isnull=False).order_by("-at").values_list("campaign_id", "at", "answer", "why")
    return [Heard(pk, timezone.localdate(at), answer, why) for pk, at, answer, why in told if pk is not None]


def has_refused_messages(member: Member) -> bool:
    """Whether the member said of late that they want no prevention by telephone."""
    said = Consent.objects.filter(
        members.of_person(member), channel=Reached.PHONE, purpose=ConsentPurpose.PREVENTION
    ).order_by("-said_at", "-pk")
    last = said.values_list("is_given", flat=True).first()
    return last is False


def call_about(reason: Reason | None, day: date) -> Call:
    """The reason of a contact with those above it, as codes and as words."""
    codes, words = set(), set()
    while reason is not None:
        codes.add(reason.code)
        words |= {word for word in fold(reason.label).split() if len(word) > 3}
        reason = reason.parent
    return Call(day=day, reasons=frozenset(codes), words=frozenset(words))
