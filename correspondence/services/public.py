"""The public of a mailing as one statement, and each person of it as the rule sees them."""

from collections.abc import Collection
from datetime import date

from django.db.models import Case as Case_
from django.db.models import CharField, F, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce, Left

from correspondence.eligibility import ADULT, Person, Public
from correspondence.models import Mailing
from members.ages import born_by
from members.enums import AddressKind, ConsentPurpose, ContractStatus, Kinship, RightsState
from members.models import Address, Consent, Member
from members.queries import current_rights, home_of
from territory.communes import department_of
from territory.enums import FRANCE


def public_of(mailing: Mailing) -> Public:
    return Public(
        products=frozenset(mailing.products),
        departments=frozenset(mailing.departments),
        age_min=mailing.age_min,
        age_max=mailing.age_max,
        began_from=mailing.began_from,
        began_until=mailing.began_until,
        holders_only=mailing.holders_only,
    )


def members_of(public: Public, *, mutual_id: int, day: date) -> QuerySet[Member]:
    """Whom `eligibility.belongs` lets in, in the order of their ids, with contract and product."""
    ended = Q(contract__status=ContractStatus.ENDED, contract__ends_on__isnull=True, covered_until__isnull=True)
    found = Member.objects.filter(
        Q(covered_until__isnull=True) | Q(covered_until__gte=day),
        Q(contract__ends_on__isnull=True) | Q(contract__ends_on__gte=day),
        mutual_id=mutual_id,
        died_on__isnull=True,
        merged_into__isnull=True,
        covered_from__lte=day,
        contract__starts_on__lte=day,
        birth_date__lte=born_by(day, max(ADULT, public.age_min or 0)),
    ).exclude(Q(contract__status=ContractStatus.SUSPENDED) | ended)
    if public.age_max is not None:
        found = found.filter(birth_date__gt=born_by(day, public.age_max + 1))
    if public.holders_only:
        found = found.filter(kinship=Kinship.HOLDER)
    if public.products:
        found = found.filter(contract__product_id__in=public.products)
    if public.began_from is not None:
        found = found.filter(contract__starts_on__gte=public.began_from)
    if public.began_until is not None:
        found = found.filter(contract__starts_on__lte=public.began_until)
    if public.departments:
        found = _living_in(found, public.departments, day)
    return found.select_related("contract__product", "contract__mutual").order_by("pk")


def _living_in(found: QuerySet[Member], departments: Collection[str], day: date) -> QuerySet[Member]:
    """As `members.queries.home_of` and `territory.communes.department_of` say.

    Who has such an address at all is found first, in one pass: the one that counts is looked up for these alone. Looked up for
    every member it costs five times as much, and of millions more than a statement may take.
    """
    homes = Address.objects.filter(
        Q(valid_from__isnull=True) | Q(valid_from__lte=day),
        Q(valid_until__isnull=True) | Q(valid_until__gte=day),
        kind=AddressKind.HOME,
    ).order_by(F("valid_from").desc(nulls_last=True))
    code = Case_(When(insee_code="", then=F("postal_code")), default=F("insee_code"))
    in_corsica = Q(insee_code="", postal_code__startswith="20")
    department = Case_(
        When(~Q(country=FRANCE), then=Value("")),
        When(in_corsica & Q(postal_code__lt="20200"), then=Value("2A")),
        When(in_corsica, then=Value("2B")),
        When(Q(code__startswith="97") | Q(code__startswith="98"), then=Left("code", 3)),
        default=Left("code", 2),
        output_field=CharField(),
    )
    named = homes.annotate(code=code).annotate(department=department)
    there = named.filter(department__in=list(departments)).order_by()
    holders_there = there.filter(member__rank=1).values("member__contract_id")
    near = there.values("member_id").union(Member.objects.filter(contract__in=holders_there).order_by().values("pk"))
    own = named.filter(member=OuterRef("pk")).values("department")[:1]
    holders = named.filter(member__contract=OuterRef("contract"), member__rank=1).values("department")[:1]
    found = found.filter(pk__in=near)
    return found.annotate(lives_in=Coalesce(Subquery(own), Subquery(holders))).filter(lives_in__in=list(departments))


def person_of(member: Member, day: date) -> Person:
    """What the rule asks of a member, whose contract is at hand."""
    home = home_of(member)
    is_here = home is not None and home.country == FRANCE
    return Person(
        product=member.contract.product_id,
        department=department_of(home.postal_code, home.insee_code) if home is not None and is_here else "",
        birth_date=member.birth_date,
        contract_began=member.contract.starts_on,
        is_holder=member.kinship == Kinship.HOLDER,
        is_covered=current_rights(member, day).state == RightsState.OPEN,
        is_alive=member.died_on is None,
        is_merged=member.merged_into_id is not None,
    )


def refused_by(member: Member, purpose: str) -> set[str]:
    """Channels that a member refuses for what a mailing is about, or altogether: the newest word on each counts."""
    said = (
        Consent.objects.filter(member=member, purpose__in={ConsentPurpose.SERVICE, purpose})
        .order_by("channel", "purpose", "-said_at", "-pk")
        .distinct("channel", "purpose")
    )
    return {consent.channel for consent in said if not consent.is_given}
