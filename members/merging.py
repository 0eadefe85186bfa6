"""Two files of one person: found, proposed, merged, parted. Nothing moves: reading follows `Member.merged_into`, parting is exact."""

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from uuid import UUID

from django.core.cache import cache
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.db.models.functions import Now
from redis.exceptions import RedisError

from accounts.matrix import Action
from accounts.models import User
from accounts.permissions import check_may_read, rule_of
from audit.enums import Act
from audit.services import record
from members import deadlines, queries
from members.duplicates import LIKELY, Facts, Likeness, is_near_name, likeness
from members.enums import Changed
from members.errors import MergeOverError, MergeStandsError, NoGroundError, NotAlikeError
from members.models import Member, Merge, Phone, SearchName
from members.names import family_keys, given_key

LOOKED_AT = 2000
"""Names of one birth date that are looked at: on the first of January of some years many foreign births are written."""

SUGGESTED = 5


@dataclass(frozen=True, slots=True)
class Suggestion:
    member: Member
    likeness: Likeness


def suggestions(member: Member) -> list[Suggestion]:
    """Other files of the mutual that are likely of the same person, likeliest first; not those that somebody refused.

    By birth date and near name, or by the social security number: four queries, whatever the size of the mutual.
    """
    if member.merged_into_id is not None:
        return []
    names = SearchName.objects.filter(mutual_id=member.mutual_id, birth_date=member.birth_date).exclude(member=member)
    own = frozenset(family_keys(member.birth_name, member.used_name))
    near = {
        found_id
        for found_id, family in names.values_list("member_id", "family_key")[:LOOKED_AT]
        if family in own or any(is_near_name(family, key) for key in own)
    }
    same_number = Q(mutual_id=member.mutual_id, nir_index=member.nir_index) if member.nir_index else Q(pk__in=[])
    near |= set(Member.objects.filter(same_number).exclude(pk=member.pk).values_list("pk", flat=True)[: SUGGESTED * 4])
    if not near:
        return []
    others = list(
        Member.objects.filter(pk__in=near, merged_into__isnull=True)
        .exclude(pk__in=_refused_with(member))
        .select_related("contract__product")
    )
    facts = _facts([member, *others])
    found = [Suggestion(other, likeness(facts[member.pk], facts[other.pk])) for other in others]
    likely = [suggestion for suggestion in found if suggestion.likeness.is_likely]
    return sorted(likely, key=lambda suggestion: (-suggestion.likeness.points, suggestion.member.number))[:SUGGESTED]


def suggested(member: Member) -> int:
    """How many files `suggestions` finds: a hint of every page of the person, so it may be as old as `LIKENESS_KEPT`.

    A change of the file or a decision about it is seen at once. Nobody waits for a cache that does not answer.
    """
    key = _hint(member)
    with suppress(RedisError):
        known: int | None = cache.get(key)
        if known is not None:
            return known
    found = len(suggestions(member))
    with suppress(RedisError):
        cache.set(key, found, timeout=deadlines.LIKENESS_KEPT.total_seconds())
    return found


def _hint(member: Member) -> str:
    return f"members:likely:{member.pk}:{member.updated_at.timestamp()}"


def _forget_hints(*members: Member) -> None:
    with suppress(RedisError):
        cache.delete_many([_hint(member) for member in members])


def _refused_with(member: Member) -> set[UUID]:
    pairs = Merge.objects.filter(Q(member=member) | Q(into=member), refused_at__isnull=False)
    return {one for pair in pairs.values_list("member_id", "into_id") for one in pair} - {member.pk}


def _facts(members: Iterable[Member]) -> dict[UUID, Facts]:
    people = list(members)
    ids = [person.pk for person in people]
    phones: dict[UUID, set[str]] = {}
    for owner, number in Phone.objects.filter(member_id__in=ids).values_list("member_id", "number"):
        phones.setdefault(owner, set()).add(str(number))
    places = dict(SearchName.objects.filter(member_id__in=ids).values_list("member_id", "postal_code"))
    return {
        person.pk: Facts(
            family=frozenset(family_keys(person.birth_name, person.used_name)),
            given=given_key(person.first_names),
            birth_date=person.birth_date,
            sex=person.sex,
            nir=bytes(person.nir_index) if person.nir_index is not None else None,
            phones=frozenset(phones.get(person.pk, ())),
            email=person.email,
            postal_code=places.get(person.pk, ""),
        )
        for person in people
    }


def file_to_compare(*, user: User, member_id: UUID) -> tuple[Member, list[Suggestion]]:
    """The file with those that may be its person's, all journalled as read.

    A supervisor reads files that wait for a decision without another ground. Raises NoGroundError, ReadingBlockedError.
    """
    check_may_read(user)
    ground = queries.ground_for(user, member_id)
    decides = rule_of(user, Action.MERGE_MEMBERS) is not None
    waits = decides and queries.waiting_merges().filter(Q(member_id=member_id) | Q(into_id=member_id)).exists()
    member = Member.objects.select_related("contract__product", "mutual", "merged_into").filter(pk=member_id).first()
    if member is None or (ground is None and not waits):
        raise NoGroundError
    found = suggestions(member)
    for person in (member, *(suggestion.member for suggestion in found)):
        record(
            act=Act.OPEN,
            mutual_id=person.mutual_id,
            member_id=person.pk,
            ground=ground.kind if ground else "merge",
            route="workstation:duplicates",
        )
    return member, found


@transaction.atomic
def propose(*, user: User, member_id: UUID, into_id: UUID, why: str) -> Merge:
    """Ask a supervisor to show INTO in place of MEMBER. Either file must be open to USER.

    Raises NoGroundError, NotAlikeError, MergeStandsError.
    """
    check_may_read(user)
    if rule_of(user, Action.PROPOSE_MERGE) is None or not any(
        queries.ground_for(user, pk) for pk in (member_id, into_id)
    ):
        raise NoGroundError
    member, into = _locked_pair(member_id, into_id)
    return _proposed(member, into, user=user, why=why)


@transaction.atomic
def merge(*, user: User, member_id: UUID, into_id: UUID, why: str) -> Merge:
    """Show INTO in place of MEMBER from now on, on a proposal or on USER's own word.

    Raises NoGroundError, NotAlikeError, MergeStandsError.
    """
    check_may_read(user)
    member, into = _locked_pair(member_id, into_id)
    waiting = queries.waiting_merges().filter(member=member, into=into).select_for_update(of=("self",)).first()
    may_read = waiting is not None or any(queries.ground_for(user, pk) for pk in (member_id, into_id))
    if rule_of(user, Action.MERGE_MEMBERS) is None or not may_read:
        raise NoGroundError
    found = waiting or _proposed(member, into, user=user, why=why)
    _check_free(member, into)
    Merge.objects.filter(pk=found.pk).update(decided_by=user, merged_at=Now())
    Member.objects.filter(pk=member.pk).update(merged_into=into, updated_at=Now())
    Member.objects.filter(pk=into.pk).update(has_merged=True, updated_at=Now())
    _note(member, into, Changed.MERGED)
    found.refresh_from_db()
    return found


@transaction.atomic
def refuse(*, user: User, merge_id: int) -> Merge:
    """The two files are of two people: they are not suggested again. Raises NoGroundError, MergeOverError."""
    found = _decided(user, merge_id)
    if found.merged_at is not None or found.refused_at is not None:
        raise MergeOverError
    Merge.objects.filter(pk=found.pk).update(decided_by=user, refused_at=Now())
    _note(found.member, found.into, Changed.MERGE_REFUSED)
    found.refresh_from_db()
    return found


@transaction.atomic
def unmerge(*, user: User, merge_id: int, why: str) -> Merge:
    """Two files again, exactly as they would be without the merge. Raises NoGroundError, MergeOverError."""
    found = _decided(user, merge_id)
    if found.merged_at is None or found.undone_at is not None:
        raise MergeOverError
    _locked_pair(found.member_id, found.into_id)
    Merge.objects.filter(pk=found.pk).update(undone_by=user, undone_at=Now(), undone_why=why)
    Member.objects.filter(pk=found.member_id).update(merged_into=None, updated_at=Now())
    if not Member.objects.filter(merged_into_id=found.into_id).exists():
        Member.objects.filter(pk=found.into_id).update(has_merged=False, updated_at=Now())
    _note(found.member, found.into, Changed.PARTED)
    found.refresh_from_db()
    return found


def _locked_pair(member_id: UUID, into_id: UUID) -> tuple[Member, Member]:
    """Both rows of one mutual, locked in the order of their ids. Raises NoGroundError."""
    rows = Member.objects.select_for_update(of=("self",), no_key=True).filter(pk__in=[member_id, into_id])
    people = {person.pk: person for person in rows.order_by("pk")}
    if len(people) != 2 or people[member_id].mutual_id != people[into_id].mutual_id:
        raise NoGroundError
    return people[member_id], people[into_id]


def _proposed(member: Member, into: Member, *, user: User, why: str) -> Merge:
    _check_free(member, into)
    facts = _facts([member, into])
    found = likeness(facts[member.pk], facts[into.pk])
    if found.points < LIKELY or into.pk in _refused_with(member):
        raise NotAlikeError
    made = Merge(mutual_id=member.mutual_id, member=member, into=into, why=why, points=found.points, proposed_by=user)
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError:
        raise MergeStandsError from None
    return made


def _check_free(member: Member, into: Member) -> None:
    """Files are shown in place of others one step deep: following is one look, parting one row."""
    if member.merged_into_id is not None or into.merged_into_id is not None or member.has_merged:
        raise MergeStandsError


def _decided(user: User, merge_id: int) -> Merge:
    if rule_of(user, Action.MERGE_MEMBERS) is None:
        raise NoGroundError
    found = Merge.objects.select_for_update(of=("self",)).select_related("member", "into").filter(pk=merge_id).first()
    if found is None:
        raise NoGroundError
    return found


def _note(member: Member, into: Member, what: Changed) -> None:
    transaction.on_commit(partial(_forget_hints, member, into), robust=True)
    for person in (member, into):
        record(act=Act.CHANGE, mutual_id=person.mutual_id, member_id=person.pk, detail={"changed": [what.value]})
