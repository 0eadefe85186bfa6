"""What screens, sweeps and the API read of contacts. `visible_to` is the only door to a case named in an address."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.utils import timezone

from accounts.matrix import MATRIX, Action
from accounts.models import Grant, Site, User
from accounts.permissions import rule_of
from accounts.queries import team_of
from accounts.scopes import current_mutual_ids
from clock.models import ClockNow
from contacts.enums import HELD, CaseState, EntryKind, Fact, PresenceState
from contacts.models import Awaited, Call, Case, Citation, Entry, Presence, QueueMember
from members.models import CoveragePeriod, Member, Phone
from members.queries import Rights, grounds_in_force, rights_on

HANDLING = [role.value for role in MATRIX[Action.WORK_CASE]]


def visible_to(user: User) -> QuerySet[Case]:
    """Cases that the account may read now: those in its hands, and those of members whose file it may read."""
    if rule_of(user, Action.WORK_CASE) is None:
        return Case.objects.none()
    return Case.objects.filter(Q(holder=user) | Q(member_id__in=grounds_in_force(user).values("member_id")))


def waiting_for(user: User) -> QuerySet[Case]:
    """What waits and USER may take, due first: trained for the queue, of its site's departments, not given back before.

    A call that still rings is not taken but answered: the telephones say at which desk.
    """
    ringing = Call.objects.filter(case=OuterRef("pk"), ended_at__isnull=True)
    given_back = Entry.objects.filter(case=OuterRef("pk"), kind=EntryKind.DECLINED, by=user)
    return (
        Case.objects.filter(state=CaseState.WAITING, queue__members__user=user)
        .filter(_of_site(user))
        .filter(~Exists(given_back), ~Exists(ringing))
        .order_by("due_at", "id")
    )


def _of_site(user: User) -> Q:
    """A department that some site answers for waits for that site; every other case is everybody's."""
    team = team_of(user)
    own = set(team.site.departments) if team else set()
    others = {code for site in Site.objects.all() for code in site.departments} - own
    return ~Q(department__in=others) if others else Q()


def held_by(user: User) -> QuerySet[Case]:
    """The case in hand first, then those aside, oldest first."""
    return (
        Case.objects.filter(holder=user, state__in=HELD)
        .select_related("member", "mutual", "reason")
        .order_by("-state", "held_at")
    )


def case_for(user: User, case_id: UUID) -> Case:
    """Raises Case.DoesNotExist for a case that is not the account's to read."""
    return visible_to(user).select_related("member", "mutual", "reason", "queue", "holder").get(pk=case_id)


def awaited_of(case: Case) -> QuerySet[Awaited]:
    """The answers that are or were owed in a case, the last one first."""
    return case.awaited.select_related("policy__mutual", "ended_by").order_by("-created_at")


def overdue_of(case: Case | OuterRef) -> QuerySet[Awaited]:
    """The answer that a case owes, if its deadline is past: one that was given in a case still open is owed no more."""
    return Awaited.objects.filter(case=case, ended_at__isnull=True, deadline_at__lt=ClockNow())


def awaited_now() -> QuerySet[Awaited]:
    """The answers that are owed in the caller's scope, due first; one a case."""
    return Awaited.objects.filter(ended_at__isnull=True).order_by("deadline_at", "case_id")


def citations_of(case: Case) -> QuerySet[Citation]:
    """Answers of the knowledge base that were given in a case, newest first."""
    return case.citations.select_related("version__article", "by").order_by("-at")


def known_facts(case: Case, member: Member) -> frozenset[str]:
    """What the telephone system or the mailbox tells of the member without a question."""
    known = set()
    if case.caller_phone and Phone.objects.filter(member=member, number=case.caller_phone).exists():
        known.add(Fact.PHONE)
    if case.caller_email and member.email and case.caller_email == member.email:
        known.add(Fact.EMAIL)
    return frozenset(known)


def listeners_of(queue_id: int) -> list[int]:
    """Accounts trained for a queue and at work."""
    at_work = Presence.objects.exclude(state="offline").values("user_id")
    return list(QueueMember.objects.filter(queue_id=queue_id, user_id__in=at_work).values_list("user_id", flat=True))


def takeable_by(user: User, *, held_too: bool = False) -> QuerySet[Case]:
    """Open cases that USER may take into their hands: those they hold, those of their queues; HELD_TOO, colleagues' as well."""
    if rule_of(user, Action.WORK_CASE) is None:
        return Case.objects.none()
    trained = QueueMember.objects.filter(user=user).values("queue_id")
    free = Q(state__in=[CaseState.WAITING, CaseState.PARKED], queue_id__in=trained)
    others = Q(state__in=HELD, queue_id__in=trained) if held_too else Q()
    return Case.objects.filter(Q(holder=user) | free | others if held_too else Q(holder=user) | free)


def parked_for(user: User) -> QuerySet[Case]:
    """Cases of USER's queues that sleep until a day, those that wake first."""
    return (
        takeable_by(user)
        .filter(state=CaseState.PARKED)
        .select_related("queue", "reason", "mutual")
        .order_by("parked_until", "pk")
    )


def closed_today_by(user: User) -> QuerySet[Case]:
    """What USER closed since midnight in Paris, newest first."""
    midnight = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    return (
        Case.objects.filter(closed_by=user, closed_at__gte=midnight)
        .select_related("reason", "mutual", "member")
        .order_by("-closed_at")
    )


def colleagues(user: User) -> QuerySet[User]:
    """People at work who handle cases of a mutual of this scope, without USER."""
    today = timezone.localdate()
    granted = Grant.objects.filter(
        Q(ends_on__isnull=True) | Q(ends_on__gte=today),
        mutual_id__in=current_mutual_ids() or (),
        approved_at__isnull=False,
        starts_on__lte=today,
    )
    return (
        User.objects.filter(is_active=True, pk__in=granted.values("user_id"), role__in=HANDLING)
        .exclude(pk=user.pk)
        .exclude(presence__state=PresenceState.OFFLINE)
        .filter(presence__isnull=False)
        .order_by("last_name", "first_name")
    )


def desks_beside(user: User) -> QuerySet[User]:
    """Colleagues with a telephone on their desk, to whom a call can be handed; their presence is loaded."""
    return colleagues(user).exclude(extension="").select_related("presence")


def is_talking(user: User, case_id: UUID) -> bool:
    """Whether USER is on the line about a case."""
    calls = Call.objects.filter(adviser=user, case_id=case_id, ended_at__isnull=True)
    return calls.filter(answered_at__isnull=False).exists()


MOST_CANDIDATES = 20
"""Owners of one number whose families are offered: a social worker's number stands in many files."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who may be calling or writing. `known` is what the telephone system or the mailbox tells without a question."""

    member: Member
    rights: Rights
    known: frozenset[str]


def candidates_for(case: Case) -> list[Candidate]:
    """Those who have the number or the address that contacts us, then everybody under their contracts, holders first.

    They are proposed, never joined: a number is lent, and a sender's address can be forged. Three queries whoever calls, none without a number; the first is answered by an index of the numbers alone.
    """
    owners = _owners(case)
    if not owners:
        return []
    contracts = Member.objects.filter(pk__in=owners).values("contract_id")
    family = (
        Member.objects.filter(mutual_id=case.mutual_id, contract_id__in=contracts, merged_into__isnull=True)
        .select_related("contract")
        .prefetch_related(Prefetch("past_covers", CoveragePeriod.objects.select_related("contract")))
    )
    today = timezone.localdate()
    calling = sorted(family, key=lambda person: (person.pk not in owners, person.contract_id, person.rank))
    return [Candidate(person, rights_on(person, today), frozenset(owners.get(person.pk, ()))) for person in calling]


def _owners(case: Case) -> dict[UUID, set[str]]:
    """Members by whose own number, or own address, the case came; with which of both."""
    owners: dict[UUID, set[str]] = {}
    if case.caller_phone:
        phones = Phone.objects.filter(mutual_id=case.mutual_id, number=case.caller_phone).order_by("member_id")
        for member_id in phones.values_list("member_id", flat=True)[:MOST_CANDIDATES]:
            owners.setdefault(member_id, set()).add(Fact.PHONE)
    if case.caller_email:
        senders = Member.objects.filter(mutual_id=case.mutual_id, email=case.caller_email, merged_into__isnull=True)
        for member_id in senders.order_by("pk").values_list("pk", flat=True)[:MOST_CANDIDATES]:
            owners.setdefault(member_id, set()).add(Fact.EMAIL)
    return owners


@dataclass(frozen=True, slots=True)
class CallAtHand:
    """A call as the bar of every page tells it; `answered_at` is None while it rings."""

    phone: str
    mutual: str
    answered_at: datetime | None
    held_since: datetime | None


@dataclass(frozen=True, slots=True)
class AtHand:
    """What somebody is on: the contact of the call at their desk, or else the one in their hands, with no `call`."""

    case_id: UUID
    channel: str
    call: CallAtHand | None = None


@transaction.atomic(savepoint=False)
def at_hand(user: User) -> AtHand | None:
    """For the bar of every page: one query during a call, two otherwise. Row-level security needs a transaction.

    Of calls that ring or are spoken at one desk it is the latest. Reads what the bar tells and nothing more: building the
    statement for a contact with all that hangs from it would take longer than all the rest of the bar.
    """
    running = Call.objects.filter(adviser=user, ended_at__isnull=True).order_by("-rang_at", "-id")
    told = ("case__caller_phone", "mutual__name", "answered_at", "held_since")
    for case_id, channel, *call in running.values_list("case_id", "case__channel", *told)[:1]:
        return AtHand(case_id, channel, CallAtHand(*call))
    for case_id, channel in Case.objects.filter(holder=user, state=CaseState.IN_HAND).values_list("pk", "channel")[:1]:
        return AtHand(case_id, channel)
    return None


def presence_of(user: User) -> Presence:
    """What somebody does now; signed out when nothing was ever said of them. Writes nothing."""
    return Presence.objects.filter(user=user).first() or Presence(user=user, since=timezone.now())


def for_machines(member_number: str, rank: int | None = None) -> QuerySet[Case]:
    """Contacts of the scope's members of a number, or of one of them."""
    members = Member.objects.filter(number=member_number, **({} if rank is None else {"rank": rank}))
    return Case.objects.filter(member_id__in=members.values("pk")).select_related("member", "reason")


def page_of(found: QuerySet[Case], *, after: tuple[datetime, UUID] | None, size: int) -> list[Case]:
    """The newest ones, or those that follow AFTER, the instant and id of the last one seen."""
    if after is not None:
        received, case_id = after
        found = found.filter(Q(received_at__lt=received) | Q(received_at=received, pk__lt=case_id))
    return list(found.order_by("-received_at", "-pk")[:size])
