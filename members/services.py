"""The verbs on members' files. Every opening of a file passes here, and leaves one row in the journal."""

from uuid import UUID

from django.core import signing
from django.db import transaction
from django.db.models.functions import Now
from django.utils import timezone

from accounts import deadlines
from accounts.models import User
from accounts.permissions import check_may_read
from accounts.services import note_reading
from audit.enums import Act
from audit.services import record
from members import queries, sealing
from members.enums import GroundKind
from members.errors import NoGroundError, TooFewFactsError
from members.models import Ground, Member
from members.nir import Nir, parse

FACTS_NEEDED = 2
PROOF_SALT = "members.facts"


def prove_facts(*, user: User, member_id: UUID, facts: frozenset[str]) -> str:
    """A signed statement that the account's own search matched these kinds of facts of this member."""
    return signing.dumps([user.pk, str(member_id), sorted(facts)], salt=PROOF_SALT)


@transaction.atomic
def open_by_facts(*, user: User, member_id: UUID, proof: str) -> Ground:
    """Let the account read the file for a while, on the facts its search matched.

    Raises TooFewFactsError for a proof that is stale, another's, or of fewer than two facts, and Member.DoesNotExist.
    """
    check_may_read(user)
    try:
        user_id, proven_id, facts = signing.loads(proof, salt=PROOF_SALT, max_age=deadlines.SEARCH_GROUND)
    except signing.BadSignature:
        raise TooFewFactsError from None
    if user_id != user.pk or proven_id != str(member_id) or len(facts) < FACTS_NEEDED:
        raise TooFewFactsError
    member = Member.objects.get(pk=member_id)
    return _give_ground(user=user, member=member, kind=GroundKind.SEARCH, facts=facts)


@transaction.atomic
def break_glass(*, user: User, member_id: UUID, reason: str) -> Ground:
    """Let the account read one file for half an hour on a written reason, which the quality manager reviews.

    Raises Member.DoesNotExist; a reason under twenty characters violates `members_ground_reason_said`.
    """
    check_may_read(user)
    member = Member.objects.get(pk=member_id)
    ground = _give_ground(user=user, member=member, kind=GroundKind.BREAK_GLASS, reason=reason)
    record(act=Act.BREAK_GLASS, mutual_id=member.mutual_id, member_id=member.pk, ground=GroundKind.BREAK_GLASS)
    return ground


def _give_ground(
    *, user: User, member: Member, kind: GroundKind, facts: list[str] | None = None, reason: str = ""
) -> Ground:
    lasts = deadlines.SEARCH_GROUND if kind is GroundKind.SEARCH else deadlines.BREAK_GLASS
    ground = Ground(
        mutual_id=member.mutual_id,
        member=member,
        user=user,
        kind=kind,
        facts=facts or [],
        reason=reason,
        ends_at=Now() + lasts,
    )
    ground.save(force_insert=True)
    return ground


@transaction.atomic
def read_file(*, user: User, member_id: UUID) -> Member:
    """The member's file, journalled and counted. Raises NoGroundError, ReadingBlockedError."""
    check_may_read(user)
    ground = queries.ground_for(user, member_id)
    if ground is None:
        raise NoGroundError
    try:
        member = queries.file_of(user, member_id)
    except Member.DoesNotExist:
        raise NoGroundError from None
    record(
        act=Act.OPEN, mutual_id=member.mutual_id, member_id=member.pk, ground=ground.kind, route="workstation:member"
    )
    note_reading(user=user)
    return member


@transaction.atomic
def reveal_nir(*, user: User, member_id: UUID) -> Nir | None:
    """The whole number, None when the member has none here; journalled. The caller has asked for a fresh authentication."""
    check_may_read(user)
    ground = queries.ground_for(user, member_id)
    member = queries.visible_to(user).filter(pk=member_id).first()
    if ground is None or member is None:
        raise NoGroundError
    record(
        act=Act.REVEAL_NIR, mutual_id=member.mutual_id, member_id=member.pk, ground=ground.kind, route="workstation:nir"
    )
    return None if member.nir_sealed is None else parse(sealing.unseal(bytes(member.nir_sealed), member_id=member.pk))


@transaction.atomic
def review_break_glass(*, ground_id: int, by: User) -> None:
    """Mark a stated reason as reviewed; nobody reviews their own. Raises Ground.DoesNotExist."""
    ground = (
        Ground.objects.select_for_update(of=("self",))
        .exclude(user=by)
        .get(pk=ground_id, kind=GroundKind.BREAK_GLASS, reviewed_at=None)
    )
    ground.reviewed_by, ground.reviewed_at = by, timezone.now()
    ground.save(update_fields=["reviewed_by", "reviewed_at"])
