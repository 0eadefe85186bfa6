"""The verbs on members' files. Every opening of a file passes here, and leaves one row in the journal.

What is changed is kept by the triggers of pghistory, with the account that changed it.
"""

from dataclasses import asdict, dataclass
from datetime import date, datetime
from uuid import UUID

from django.core import signing
from django.db import transaction
from django.db.models import Q, QuerySet
from django.db.models.functions import Now
from django.utils import timezone

from accounts import deadlines
from accounts.matrix import Action
from accounts.models import Mutual, User
from accounts.permissions import check_may_read, rule_of
from accounts.scopes import within_mutuals
from accounts.services import note_opening
from audit.enums import Act
from audit.services import record
from members import queries, sealing
from members.deadlines import MOVE_SETTLED_LATE
from members.enums import AddressKind, Changed, Channel, ConsentPurpose, FragilitySign, GroundKind, PhoneKind
from members.errors import ChangedMeanwhileError, NoGroundError, PhoneKnownError, TooFewFactsError
from members.models import Address, Consent, Correspondent, Fragility, Ground, Member, Phone, SearchName
from members.nir import Nir, parse
from territory.models import PostalPlace

FACTS_NEEDED = 2
PROOF_SALT = "members.facts"


def prove_facts(*, user: User, member_id: UUID, facts: frozenset[str]) -> str:
    """A signed statement that the account's own search matched these kinds of facts of this member."""
    return signing.dumps([user.pk, str(member_id), sorted(facts)], salt=PROOF_SALT)


def proven_facts(*, user: User, member_id: UUID, proof: str) -> frozenset[str]:
    """The kinds of facts of such a statement. Raises TooFewFactsError when it is stale, another's, or of fewer than two."""
    try:
        user_id, proven_id, facts = signing.loads(proof, salt=PROOF_SALT, max_age=deadlines.SEARCH_GROUND)
    except signing.BadSignature:
        raise TooFewFactsError from None
    if user_id != user.pk or proven_id != str(member_id) or len(facts) < FACTS_NEEDED:
        raise TooFewFactsError
    return frozenset(facts)


@transaction.atomic
def open_by_facts(*, user: User, member_id: UUID, proof: str) -> Ground:
    """Let the account read the file for a while, on the facts its search matched.

    Raises TooFewFactsError for a proof that is stale, another's, or of fewer than two facts, and Member.DoesNotExist.
    """
    check_may_read(user)
    facts = proven_facts(user=user, member_id=member_id, proof=proof)
    member = Member.objects.get(pk=member_id)
    return _give_ground(user=user, member=member, kind=GroundKind.SEARCH, facts=sorted(facts))


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


@transaction.atomic
def open_by_contact(*, user: User, member_id: UUID, facts: list[str]) -> Ground:
    """Let the account read the file for a while, because a contact with this member is in its hands.

    The caller has seen to the contact and to its identity check. Raises ReadingBlockedError and Member.DoesNotExist.
    """
    check_may_read(user)
    return _give_ground(user=user, member=Member.objects.get(pk=member_id), kind=GroundKind.CONTACT, facts=facts)


LASTS = {
    GroundKind.SEARCH: deadlines.SEARCH_GROUND,
    GroundKind.CONTACT: deadlines.CONTACT_GROUND,
    GroundKind.BREAK_GLASS: deadlines.BREAK_GLASS,
}


def _give_ground(
    *, user: User, member: Member, kind: GroundKind, facts: list[str] | None = None, reason: str = ""
) -> Ground:
    ground = Ground(
        mutual_id=member.mutual_id,
        member=member,
        user=user,
        kind=kind,
        facts=facts or [],
        reason=reason,
        ends_at=Now() + LASTS[kind],
    )
    ground.save(force_insert=True)
    return ground


def read_file(*, user: User, member_id: UUID, route: str = "workstation:member", whole: bool = True) -> Member:
    """The member's file, journalled and counted, WHOLE or who it is alone, in the caller's transaction. Raises NoGroundError, ReadingBlockedError."""
    member, ground = _file(user, member_id, whole=whole)
    _note_read(user, member, ground, route)
    return member


def read_part(*, user: User, member_id: UUID, route: str) -> Member:
    """The file, for a part of its page: the reading that opened the page covers it, else it is one. Raises what `read_file` raises."""
    member, ground = _file(user, member_id)
    if not queries.is_being_read(user, member.pk, ground):
        _note_read(user, member, ground, route)
    return member


def _file(user: User, member_id: UUID, *, whole: bool = True) -> tuple[Member, Ground]:
    check_may_read(user)
    ground = queries.ground_for(user, member_id)
    if ground is None:
        raise NoGroundError
    try:
        return queries.file_of(user, member_id, whole=whole), ground
    except Member.DoesNotExist:
        raise NoGroundError from None


def _note_read(user: User, member: Member, ground: Ground, route: str) -> None:
    note_opening(user=user, mutual_id=member.mutual_id, member_id=member.pk, ground=ground.kind, route=route)


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


# ---- what an adviser may change


def _to_change(user: User, member_id: UUID, version: datetime | None = None) -> Member:
    """The member's row, locked until the transaction ends.

    Raises NoGroundError, ReadingBlockedError; ChangedMeanwhileError when the file was changed after VERSION, its `updated_at`
    as the person read it.
    """
    check_may_read(user)
    if rule_of(user, Action.EDIT_MEMBER) is None or queries.ground_for(user, member_id) is None:
        raise NoGroundError
    member = Member.objects.select_for_update(of=("self",), no_key=True).filter(pk=member_id).first()
    if member is None:
        raise NoGroundError
    if version is not None and member.updated_at != version:
        raise ChangedMeanwhileError
    return member


def _was_changed(member: Member, *what: Changed) -> None:
    """Triggers keep what was; the journal keeps who changed what, also what was not there before."""
    Member.objects.filter(pk=member.pk).update(updated_at=Now())
    record(
        act=Act.CHANGE,
        mutual_id=member.mutual_id,
        member_id=member.pk,
        detail={"changed": [change.value for change in what]},
    )


@transaction.atomic
def record_consent(
    *,
    user: User,
    member_id: UUID,
    channel: Channel,
    purpose: ConsentPurpose,
    is_given: bool,
    said_at: datetime | None = None,
    version: datetime | None = None,
) -> Consent:
    """Keep what the member says, now unless SAID_AT; what was said before stays as proof. Raises what `_to_change` raises."""
    member = _to_change(user, member_id, version)
    consent = Consent(
        mutual_id=member.mutual_id,
        member=member,
        channel=channel,
        purpose=purpose,
        is_given=is_given,
        said_at=said_at or Now(),
        recorded_by=user,
    )
    consent.save(force_insert=True)
    _was_changed(member, Changed.CONSENT)
    return consent


@transaction.atomic
def note_fragility(
    *, user: User, member_id: UUID, sign: FragilitySign, help_needed: str, ends_on: date | None = None
) -> Fragility:
    """Keep a sign from today on, with the help it calls for, until ENDS_ON included."""
    member = _to_change(user, member_id)
    noted = Fragility.objects.create(
        mutual_id=member.mutual_id,
        member=member,
        sign=sign,
        help_needed=help_needed,
        noted_on=timezone.localdate(),
        ends_on=ends_on,
    )
    _was_changed(member, Changed.FRAGILITY_NOTED)
    return noted


@transaction.atomic
def end_fragility(*, user: User, member_id: UUID, fragility_id: int) -> None:
    """Yesterday becomes the last day of a sign; one noted today was noted wrongly and goes. Ending what is ended does nothing."""
    member = _to_change(user, member_id)
    noted = Fragility.objects.filter(member=member, pk=fragility_id)
    _end(noted.filter(_lasts_until_today()), begins="noted_on")
    _was_changed(member, Changed.FRAGILITY_ENDED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Authorisation:
    """Who may speak for a member between two days, on what, and what proves it. `phone` in E.164, or empty."""

    name: str
    relation: str
    may_know: str
    proof: str
    starts_on: date
    ends_on: date | None = None
    phone: str = ""


@transaction.atomic
def allow_correspondent(*, user: User, member_id: UUID, authorisation: Authorisation) -> Correspondent:
    member = _to_change(user, member_id)
    allowed = Correspondent.objects.create(mutual_id=member.mutual_id, member=member, **asdict(authorisation))
    _was_changed(member, Changed.SPEAKER_ALLOWED)
    return allowed


@transaction.atomic
def end_correspondent(*, user: User, member_id: UUID, correspondent_id: int) -> None:
    """Yesterday becomes the last day of an authorisation; one that begins today or later goes. Ending it twice does nothing."""
    member = _to_change(user, member_id)
    allowed = Correspondent.objects.filter(member=member, pk=correspondent_id)
    _end(allowed.filter(_lasts_until_today()), begins="starts_on")
    _was_changed(member, Changed.SPEAKER_ENDED)


def _lasts_until_today() -> Q:
    return Q(ends_on__isnull=True) | Q(ends_on__gte=timezone.localdate())


def _end(rows: QuerySet[Fragility] | QuerySet[Correspondent], *, begins: str) -> None:
    today = timezone.localdate()
    rows.filter(**{f"{begins}__gte": today}).delete()
    rows.update(ends_on=today - deadlines.ONE_DAY)


@transaction.atomic
def add_phone(*, user: User, member_id: UUID, number: str, kind: PhoneKind, is_main: bool = False) -> Phone:
    """NUMBER in E.164. The first number of a member is the one to try first. Raises PhoneKnownError when it is there already."""
    member = _to_change(user, member_id)
    numbers = Phone.objects.filter(member=member)
    if numbers.filter(number=number).exists():
        raise PhoneKnownError
    if is_main:
        numbers.update(is_main=False)
    added = Phone.objects.create(
        mutual_id=member.mutual_id,
        member=member,
        number=number,
        kind=kind,
        is_main=is_main or not numbers.filter(is_main=True).exists(),
    )
    _was_changed(member, Changed.PHONE_ADDED)
    return added


@transaction.atomic
def remove_phone(*, user: User, member_id: UUID, phone_id: int) -> None:
    """Forget a number; the oldest one left is tried first when it was. Removing what is gone does nothing."""
    member = _to_change(user, member_id)
    numbers = Phone.objects.filter(member=member)
    numbers.filter(pk=phone_id).delete()
    if not numbers.filter(is_main=True).exists():
        numbers.filter(pk__in=numbers.order_by("pk").values("pk")[:1]).update(is_main=True)
    _was_changed(member, Changed.PHONE_REMOVED)


@transaction.atomic
def make_main_phone(*, user: User, member_id: UUID, phone_id: int) -> None:
    """The number to try first. A number that is gone changes nothing."""
    member = _to_change(user, member_id)
    numbers = Phone.objects.filter(member=member)
    if numbers.filter(pk=phone_id).exists():
        numbers.exclude(pk=phone_id).update(is_main=False)
        numbers.filter(pk=phone_id).update(is_main=True)
        _was_changed(member, Changed.MAIN_PHONE)


@transaction.atomic
def change_preferences(
    *,
    user: User,
    member_id: UUID,
    email: str,
    preferred_channel: Channel | str,
    language: str,
    version: datetime | None = None,
) -> None:
    """E-mail in small letters, by which the search finds it; LANGUAGE is a code such as `fr`. Raises what `_to_change` raises."""
    member = _to_change(user, member_id, version)
    now = {"email": email.lower(), "preferred_channel": preferred_channel, "language": language}
    changed = [Changed(field) for field, value in now.items() if getattr(member, field) != value]
    for field, value in now.items():
        setattr(member, field, value)
    member.save(update_fields=list(now))
    _was_changed(member, *changed)


@transaction.atomic
def move(
    *,
    user: User,
    member_id: UUID,
    line1: str,
    line2: str,
    place: PostalPlace,
    starts_on: date,
    version: datetime | None = None,
) -> Address:
    """A new home from a day on. The home before it ends the day before; one that would begin later is given up.

    The searches find the household at the new postcode from that day on (see `settle_moves` for a day to come).
    """
    member = _to_change(user, member_id, version)
    homes = Address.objects.filter(member=member, kind=AddressKind.HOME)
    homes.filter(valid_from__gte=starts_on).delete()
    homes.filter(Q(valid_until__isnull=True) | Q(valid_until__gte=starts_on)).update(
        valid_until=starts_on - deadlines.ONE_DAY
    )
    home = Address.objects.create(
        mutual_id=member.mutual_id,
        member=member,
        line1=line1,
        line2=line2,
        postal_code=place.postal_code,
        town=place.name,
        insee_code=place.insee_code,
        valid_from=starts_on,
    )
    _settle_search_place(member)
    _was_changed(member, Changed.ADDRESS)
    return home


def settle_moves() -> int:
    """Announced moves whose day has come: the searches find these households at their new postcode. How many names changed.

    Looks back a few days, for those on which nothing ran; run twice, the second changes nothing.
    """
    today = timezone.localdate()
    with within_mutuals(list(Mutual.objects.values_list("pk", flat=True))), transaction.atomic():
        begun = Address.objects.filter(kind=AddressKind.HOME, valid_from__range=(today - MOVE_SETTLED_LATE, today))
        return sum(_settle_search_place(home.member) for home in begun.select_related("member"))


def _settle_search_place(member: Member) -> int:
    """The postcode in the searches is that of the home in force; whoever has no home of their own lives with the holder."""
    changed = 0
    household = Member.objects.filter(contract_id=member.contract_id)
    for person in household if member.rank == 1 else [member]:
        home = queries.home_of(person)
        postal_code = home.postal_code if home else ""
        names = SearchName.objects.filter(member=person).exclude(postal_code=postal_code)
        changed += names.update(postal_code=postal_code)
    return changed
