"""What screens, sweeps and the API read of contacts. `visible_to` is the only door to a case named in an address."""

from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.matrix import Action
from accounts.models import Site, User
from accounts.permissions import rule_of
from contacts import identity
from contacts.enums import HELD, CaseState, EntryKind
from contacts.models import Case, Entry, Presence, QueueMember
from members.models import Member, Phone
from members.queries import grounds_in_force


def visible_to(user: User) -> QuerySet[Case]:
    """Cases that the account may read now: those in its hands, and those of members whose file it may read."""
    if rule_of(user, Action.WORK_CASE) is None:
        return Case.objects.none()
    return Case.objects.filter(Q(holder=user) | Q(member_id__in=grounds_in_force(user).values("member_id")))


def waiting_for(user: User) -> QuerySet[Case]:
    """What waits and USER may take, due first: trained for the queue, of its site's departments, not given back before."""
    given_back = Entry.objects.filter(case=OuterRef("pk"), kind=EntryKind.DECLINED, by=user)
    return (
        Case.objects.filter(state=CaseState.WAITING, queue__members__user=user)
        .filter(_of_site(user))
        .filter(~Exists(given_back))
        .order_by("due_at", "id")
    )


def _of_site(user: User) -> Q:
    """A department that some site answers for waits for that site; every other case is everybody's."""
    own = set(user.team.site.departments) if user.team_id and user.team else set()
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


def known_facts(case: Case, member: Member) -> frozenset[str]:
    """What the telephone system or the mailbox tells of the member without a question."""
    known = set()
    if case.caller_phone and Phone.objects.filter(member=member, number=case.caller_phone).exists():
        known.add(identity.PHONE)
    if case.caller_email and member.email and case.caller_email == member.email:
        known.add(identity.EMAIL)
    return frozenset(known)


def listeners_of(queue_id: int) -> list[int]:
    """Accounts trained for a queue and at work."""
    at_work = Presence.objects.exclude(state="offline").values("user_id")
    return list(QueueMember.objects.filter(queue_id=queue_id, user_id__in=at_work).values_list("user_id", flat=True))
