"""What screens and the API read of members. `visible_to` and `file_of` are the only doors to a row named in an address."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Prefetch, Q, QuerySet
from django.db.models.functions import Now
from django.utils import timezone

from accounts import deadlines
from accounts.matrix import Action
from accounts.models import User
from accounts.permissions import rule_of
from audit.enums import Act
from audit.models import JournalEntry
from members.enums import AddressKind, ContractStatus, GroundKind, RightsState
from members.models import (
    Address,
    Consent,
    Contract,
    Correspondent,
    CoveragePeriod,
    Fragility,
    Ground,
    Member,
    Merge,
    Phone,
)


@dataclass(frozen=True, slots=True)
class Rights:
    """State of a member's rights on a day, the contract that gives them, and the days between which they hold."""

    state: RightsState
    contract: Contract | None = None
    since: date | None = None
    until: date | None = None

    @property
    def is_open(self) -> bool:
        return self.state is RightsState.OPEN


def visible_to(user: User) -> QuerySet[Member]:
    """Members whose file the account may read now: of its mutuals, and related to it by a ground in force."""
    rule = rule_of(user, Action.OPEN_MEMBER)
    if rule is None:
        return Member.objects.none()
    if not rule.relation:
        return Member.objects.all()
    return Member.objects.filter(pk__in=grounds_in_force(user).values("member_id"))


def grounds_in_force(user: User) -> QuerySet[Ground]:
    """Grounds on which the account may read files at this moment of the database's clock."""
    return Ground.objects.filter(user=user, starts_at__lte=Now(), ends_at__gt=Now())


def ground_for(user: User, member_id: UUID) -> Ground | None:
    """The ground that lasts longest, None when the file is closed to the account."""
    return grounds_in_force(user).filter(member_id=member_id).order_by("-ends_at").first()


@dataclass(frozen=True, slots=True)
class Glimpse:
    """Of a closed file, enough to know that it is the one meant, and too little to become a fact that opens it."""

    mutual: str
    name: str
    birth_year: int
    number_ends: str
    rank: int


def glimpse_of(member_id: UUID) -> Glimpse:
    """Raises Member.DoesNotExist."""
    member = Member.objects.select_related("mutual").get(pk=member_id)
    initial = f"{member.used_name[:1].upper()}."
    return Glimpse(
        str(member.mutual), f"{member.first_name} {initial}", member.birth_date.year, member.number[-3:], member.rank
    )


def is_being_read(user: User, member_id: UUID, ground: Ground) -> bool:
    """Whether the journal has a reading of this file by the account on such a ground, of the last minutes."""
    entries = JournalEntry.objects.filter(actor_id=user.pk, member_id=member_id, act=Act.OPEN, ground=ground.kind)
    return entries.filter(at__gt=Now() - deadlines.ONE_READING).exists()


def file_of(user: User, member_id: UUID, *, whole: bool = True) -> Member:
    """The member with all that the file shows, in a fixed number of queries; not WHOLE, in one. Raises Member.DoesNotExist."""
    who = visible_to(user).select_related("mutual", "contract__product")
    if not whole:
        return who.get(pk=member_id)
    return who.prefetch_related(
        Prefetch("phones", Phone.objects.order_by("-is_main", "kind", "pk")),
        Prefetch("addresses", Address.objects.order_by("kind", "-valid_from", "pk")),
        Prefetch("consents", Consent.objects.order_by("channel", "purpose", "-said_at").distinct("channel", "purpose")),
        Prefetch(
            "fragilities", Fragility.objects.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=timezone.localdate()))
        ),
        "correspondents",
        Prefetch("past_covers", CoveragePeriod.objects.select_related("contract__product").order_by("-ends_on")),
    ).get(pk=member_id)


def names_of(member_ids: Collection[UUID]) -> dict[UUID, Member]:
    """Names alone, for what compares them and shows them to nobody."""
    return Member.objects.only("birth_name", "used_name", "first_names").in_bulk(list(member_ids))


def for_machines() -> QuerySet[Member]:
    """Members of the scope with what the API says of them, in a fixed number of queries; `contract.household` by rank."""
    return Member.objects.select_related("contract__product").prefetch_related(
        Prefetch("contract__members", Member.objects.order_by("rank"), to_attr="household"),
        Prefetch("phones", Phone.objects.order_by("-is_main", "kind", "pk")),
        Prefetch("addresses", Address.objects.order_by("kind", "-valid_from", "pk")),
        Prefetch("past_covers", CoveragePeriod.objects.select_related("contract")),
    )


def family_of(member: Member) -> list[Member]:
    """Everybody under the member's contract, and under those of the files merged into it, the holder first.

    A person who has two files is there once, with the file that is shown for both.
    """
    contracts = [member.contract_id]
    if member.has_merged:
        contracts += [merged.contract_id for merged in merged_into(member)]
    files = list(Member.objects.filter(contract_id__in=contracts))
    # One statement with a join would read every member; a second one is needed where files were merged alone.
    elsewhere = {file.merged_into_id for file in files if file.merged_into_id} - {file.pk for file in files}
    files += Member.objects.filter(pk__in=elsewhere) if elsewhere else []
    shown = [file for file in files if file.merged_into_id is None]
    return sorted(shown, key=lambda file: (file.rank, file.pk))


def merged_into(member: Member) -> list[Member]:
    """The files of which MEMBER's is shown; no query when there are none, one a page when there are."""
    if not member.has_merged:
        return []
    cached = member.__dict__.get("_merged_files")
    if cached is None:
        cached = member.__dict__["_merged_files"] = list(
            Member.objects.filter(merged_into=member).select_related("contract__product").order_by("pk")
        )
    return list(cached)


def of_person(member: Member, *, field: str = "member") -> Q:
    """Rows of the member or of a file merged into it: an equality, which keeps its index, while there is none."""
    merged = merged_into(member)
    if not merged:
        return Q(**{f"{field}_id": member.pk})
    return Q(**{f"{field}_id__in": [member.pk, *(one.pk for one in merged)]})


def waiting_merges() -> QuerySet[Merge]:
    """Proposals that nobody decided on, oldest first."""
    return (
        Merge.objects.filter(merged_at__isnull=True, refused_at__isnull=True)
        .select_related("member", "into", "proposed_by", "mutual")
        .order_by("proposed_at")
    )


def merges_of(member: Member) -> QuerySet[Merge]:
    """What was proposed and decided about a file, on either side, newest first."""
    return (
        Merge.objects.filter(Q(member=member) | Q(into=member))
        .select_related("member", "into", "proposed_by", "decided_by", "undone_by")
        .order_by("-proposed_at", "-pk")
    )


def home_of(member: Member) -> Address | None:
    """Where the member lives: the member's own address in force, or else the holder's."""
    own = _latest_home(member.addresses.all())
    if own is not None or member.rank == 1:
        return own
    return _latest_home(Address.objects.filter(member__contract_id=member.contract_id, member__rank=1))


def _latest_home(addresses: Iterable[Address]) -> Address | None:
    """The home of today that began last: of the few that somebody has had, read with the file or now."""
    today = timezone.localdate()
    homes = [one for one in addresses if one.kind == AddressKind.HOME and one.is_in_force(today)]
    return max(homes, key=lambda one: one.valid_from or date.min, default=None)


def allowed_to_speak(member: Member) -> QuerySet[Correspondent]:
    """Who may speak for the member today."""
    today = timezone.localdate()
    in_force = Q(ends_on__isnull=True) | Q(ends_on__gte=today)
    return Correspondent.objects.filter(in_force, member=member, starts_on__lte=today).order_by("name")


def rights_on(member: Member, on: date) -> Rights:
    """Rights of a member on a day, past covers included. `member.contract` should be loaded.

    A cover is open between its own days and its contract's; a suspended contract gives nothing while it is suspended.
    """
    current = current_rights(member, on)
    if current.state is not RightsState.NOT_YET:
        return current
    for period in member.past_covers.all():
        if period.starts_on <= on <= period.ends_on:
            return Rights(RightsState.OPEN, period.contract, period.starts_on, period.ends_on)
    return current


def current_rights(member: Member, on: date) -> Rights:
    """Rights under the present contract alone, without looking at earlier covers. `member.contract` should be loaded."""
    contract = member.contract
    since = max(member.covered_from, contract.starts_on)
    until = min(
        (day for day in (member.covered_until, contract.ends_on, member.died_on) if day is not None), default=None
    )
    if on < since:
        state = RightsState.NOT_YET
    elif until is not None and on > until:
        state = RightsState.ENDED
    elif contract.status == ContractStatus.SUSPENDED:
        state = RightsState.SUSPENDED
    elif contract.status == ContractStatus.ENDED and until is None:
        state = RightsState.ENDED
    else:
        state = RightsState.OPEN
    return Rights(state, contract, since, until)


def recent_files(user: User, *, limit: int = 10) -> list[Ground]:
    """The files the account opened last and may still read, newest first, each once."""
    newest = grounds_in_force(user).order_by("member_id", "-starts_at").distinct("member_id").values("pk")
    return list(Ground.objects.filter(pk__in=newest).select_related("member").order_by("-starts_at")[:limit])


def to_review() -> QuerySet[Ground]:
    """Files opened on a stated reason that nobody has reviewed, oldest first."""
    return (
        Ground.objects.filter(kind=GroundKind.BREAK_GLASS, reviewed_at__isnull=True)
        .select_related("user", "member")
        .order_by("starts_at")
    )
