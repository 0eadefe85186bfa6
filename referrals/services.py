"""A referral's verbs. Who draws chooses neither the places nor their order, and everything that is drawn stays."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.db import connection, transaction
from django.utils.translation import gettext as _
from uuid_utils.compat import uuid7

from accounts.models import ApiKey, User
from audit import actors
from contacts.enums import Channel, EntryKind
from contacts.models import Case
from contacts.services.base import add_entry, held_case
from contacts.services.requests import once
from correspondence.services.writing import Outgoing, write
from members.queries import of_person
from practitioners.asking import Origin
from practitioners.eligibility import RULE_VERSION, WANTED
from practitioners.enums import ReportReason
from practitioners.errors import UnknownNetworkError
from practitioners.models import PartnerService
from practitioners.queries import latest_extraction, networks_of
from practitioners.search import Found, eligible_places, people_at
from practitioners.services import report
from practitioners.terms import Kind, Wishes
from referrals.draw import canonical, chained, digest_of, draw, draw_another, in_drawn_order
from referrals.enums import AgainReason, Appointment, ListKind, Told
from referrals.errors import EmptyDirectoryError, NobodyError, NothingLeftError, NotOnListError, WhyMissingError
from referrals.models import Answer, EligibleSet, Referral, Telling
from referrals.queries import (
    chain_of,
    content_of,
    given_places,
    hexadecimal,
    in_force,
    in_force_of,
    kind_asked,
    sought_of,
)

NO_WISHES: Final = Wishes()


@dataclass(frozen=True, slots=True)
class Asked:
    """Who is wanted, where from, and the facts that the member asked for."""

    kind: Kind
    origin: Origin
    wishes: Wishes = NO_WISHES

    def question(self, left_out: frozenset[int] = frozenset()) -> dict[str, Any]:
        """As a record keeps it; the same words give the same question."""
        return {
            "profession": self.kind.profession,
            "skills": list(self.kind.skills),
            "commune": self.origin.commune.insee_code,
            "place": self.origin.label,
            "wishes": {name: value for name, value in asdict(self.wishes).items() if value},
            "left_out": [hexadecimal(place) for place in sorted(left_out)],
        }


@transaction.atomic
def draw_list(*, mutual_id: int, asked: Asked, user: User | None = None, case_id: UUID | None = None) -> Referral:
    """Five eligible places, or all when there are fewer.

    A contact has one first draw for each kind of practitioner: others are `draw_again`, with a reason. Raises a
    CannotReferError; NotHeldError for another's contact.
    """
    if case_id is not None and user is not None and in_force_of(held_case(user, case_id), asked.kind) is not None:
        raise WhyMissingError
    return _drawn(_Wanted(mutual_id, asked.question(), ListKind.DRAWN, user, case_id))


@transaction.atomic
def draw_once(*, api_key: ApiKey, key: str, digest: str, asked: Asked) -> Referral:
    """A machine's draw: the same request under the same KEY gets the record of the first one.

    Raises KeyReusedError for another one, a CannotReferError.
    """

    def make(referral_id: UUID) -> Referral:
        return _drawn(_Wanted(api_key.mutual_id, asked.question(), ListKind.DRAWN, id=referral_id))

    return once(Referral.objects.select_related("eligible"), api_key=api_key, key=key, digest=digest, make=make)[0]


def reason_given(code: str) -> AgainReason:
    """Raises WhyMissingError for none."""
    if code not in AgainReason.values:
        raise WhyMissingError
    return AgainReason(code)


@transaction.atomic
def draw_again(*, user: User, referral_id: UUID, why: AgainReason, asked: Asked | None = None) -> Referral:
    """Another five, without all that were given, for the same question or for another one; counted by adviser.

    Raises a CannotReferError; NotOnListError when another list of the kind came after it; Referral.DoesNotExist.
    """
    before, case = _locked(user, referral_id)
    if in_force_of(case, kind_asked(before.question)) != before:
        raise NotOnListError
    given = given_places(chain_of(before))
    hexes = [hexadecimal(place) for place in sorted(given)]
    question = asked.question(given) if asked else {**before.question, "left_out": hexes}
    try:
        return _drawn(_Wanted(before.mutual_id, question, ListKind.AGAIN, user, before.case_id, before, why))
    except NobodyError:
        if asked is not None:
            raise
        raise NothingLeftError from None


@transaction.atomic
def take_off(*, user: User, referral_id: UUID, place_id: int, why: ReportReason, word: str = "") -> Referral:
    """The list without a place; the next one of the same order comes to its end. The directory's keepers are told why.

    Raises NotOnListError when the place is not on the list in force; Referral.DoesNotExist.
    """
    before = _in_force(user, referral_id)
    named = next((one for one in before.drawn if int(one["place"], 16) == place_id), None)
    if named is None:
        raise NotOnListError
    places = bytes(before.eligible.places)
    left_out = [*before.left_out, place_id]
    drawn = draw(places, bytes(before.seed), wanted=WANTED, without=left_out)
    if not drawn:
        raise NothingLeftError
    report(by=user, place_id=place_id, national_id=named["name"], reason=why, word=word)
    known = {one["place"]: one for one in before.drawn}
    new = [place for place in drawn if hexadecimal(place) not in known]
    come = {one["place"]: one for one in _named(new, before.question, bytes(before.seed))}
    wanted = _Wanted(before.mutual_id, before.question, ListKind.REMOVED, user, before.case_id, before, why)
    return _kept(
        wanted,
        eligible=before.eligible,
        radius_km=before.radius_km,
        seed=bytes(before.seed),
        tries=before.tries,
        left_out=left_out,
        drawn=[(known | come)[hexadecimal(place)] for place in drawn],
        link=_link(before.mutual_id, before.question),
    )


def _in_force(user: User, referral_id: UUID) -> Referral:
    """The list that the contact's page shows. Raises NotOnListError for another one."""
    found, case = _locked(user, referral_id)
    if in_force(case) != found:
        raise NotOnListError
    return found


def _locked(user: User, referral_id: UUID) -> tuple[Referral, Case]:
    """The list, and its contact locked in the hands of USER."""
    found = Referral.objects.select_related("eligible").get(pk=referral_id, case__isnull=False)
    assert found.case_id is not None  # noqa: S101  for the type checker: asked for
    return found, held_case(user, found.case_id)


# ---- the draw and its record


@dataclass(frozen=True, slots=True)
class _Wanted:
    mutual_id: int
    question: dict[str, Any]
    kind: ListKind
    user: User | None = None
    case_id: UUID | None = None
    follows: Referral | None = None
    why: str = ""
    id: UUID = field(default_factory=uuid7)


@dataclass(frozen=True, slots=True)
class _Link:
    """The end of a mutual's chain, which is ours until the transaction ends; `before` is what a question drew last."""

    number: int
    previous: str
    at: datetime
    before: list[int]


def _drawn(wanted: _Wanted) -> Referral:
    wanted = _named_network(wanted)
    sought = sought_of(wanted.question)
    found = eligible_places(sought)
    if not found.size:
        raise _nobody(wanted.question)
    eligible = _kept_set(found)
    # The chain is taken last and not for long: whoever draws for the same mutual waits here.
    link = _link(wanted.mutual_id, wanted.question)
    seed, drawn, tries = draw_another(found.places, wanted=WANTED, before=link.before)
    return _kept(
        wanted,
        eligible=eligible,
        radius_km=found.radius_km,
        seed=seed,
        tries=tries,
        left_out=[],
        drawn=_named(drawn, wanted.question, seed),
        link=link,
    )


def _named_network(wanted: _Wanted) -> _Wanted:
    """With the name of the network in the question, where the member asked for one: whoever reads the record sees the filter."""
    asked = wanted.question["wishes"].get("network")
    if not asked:
        return wanted
    network = networks_of(wanted.mutual_id).filter(pk=asked).first()
    if network is None:
        raise UnknownNetworkError
    return replace(wanted, question={**wanted.question, "network": network.name})


def _nobody(question: Mapping[str, Any]) -> EmptyDirectoryError | NobodyError:
    if latest_extraction() is None:
        return EmptyDirectoryError()
    return NobodyError(kind_asked(question).name, around=question["place"], has_wishes=bool(question["wishes"]))


def _kept_set(found: Found) -> EligibleSet:
    """The set, kept when it is new. Nothing of it is personal to a mutual or a member."""
    eligible = EligibleSet(digest=digest_of(found.places), size=found.size, places=found.places)
    if not EligibleSet.objects.filter(pk=eligible.digest).exists():
        EligibleSet.objects.bulk_create([eligible], ignore_conflicts=True)
    return eligible


def _link(mutual_id: int, question: Mapping[str, Any]) -> _Link:
    with connection.cursor() as cursor:
        # A statement of its own: the next one then sees what whoever had the lock before us has written.
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('referrals.chain'), %s)", [mutual_id])
        cursor.execute(
            "SELECT clock_timestamp(), coalesce(last.number, 0) + 1, coalesce(last.digest, ''), coalesce(same.place_ids, '{}')"
            " FROM (VALUES (1)) one LEFT JOIN LATERAL (SELECT number, digest FROM referrals_referral"
            " WHERE mutual_id = %s ORDER BY number DESC LIMIT 1) last ON true"
            " LEFT JOIN LATERAL (SELECT place_ids FROM referrals_referral"
            " WHERE mutual_id = %s AND question_digest = %s ORDER BY number DESC LIMIT 1) same ON true",
            [mutual_id, mutual_id, digest_of(canonical(question))],
        )
        at, number, previous, before = cursor.fetchone()
    return _Link(number, previous, at, before)


def _named(places: Sequence[int], question: Mapping[str, Any], seed: bytes) -> list[dict[str, Any]]:
    """Each place with everybody there who could be named, in order of their identifiers, and who is: drawn too."""
    at = people_at(places, sought_of(question))
    named = []
    for place in places:
        names = at.get(place, [])
        order = in_drawn_order(names, seed, place=place)
        named.append({"place": hexadecimal(place), "name": order[0] if order else "", "names": names})
    return named


def _kept(wanted: _Wanted, *, eligible: EligibleSet, drawn: list[dict[str, Any]], link: _Link, **how: Any) -> Referral:
    actor = actors.current()
    extraction = latest_extraction()
    referral = Referral(
        id=wanted.id,
        mutual_id=wanted.mutual_id,
        number=link.number,
        kind=wanted.kind,
        question=wanted.question,
        question_digest=digest_of(canonical(wanted.question)),
        rule_version=RULE_VERSION,
        extraction_id=extraction.pk if extraction else 0,
        eligible=eligible,
        size=eligible.size,
        drawn=drawn,
        place_ids=[int(one["place"], 16) for one in drawn],
        follows=wanted.follows,
        why=wanted.why,
        adviser=wanted.user,
        actor="user" if wanted.user else f"{actor.kind}:{actor.name}",
        case_id=wanted.case_id,
        at=link.at,
        previous=link.previous,
        **how,
    )
    referral.digest = chained(content_of(referral), previous=referral.previous)
    referral.save(force_insert=True)
    return referral


# ---- telling, and what became of it


@transaction.atomic
def tell(*, user: User, referral_id: UUID, channel: Told, outgoing: Outgoing | None = None, key: str = "") -> Telling:
    """Keep that the list was given; in writing, it leaves by the outbox of correspondence.

    Raises a CannotWriteError, NotOnListError, NotHeldError; Referral.DoesNotExist.
    """
    referral = _in_force(user, referral_id)
    assert referral.case_id is not None  # noqa: S101  for the type checker: `_in_force` asked
    if outgoing is not None:
        write(user=user, case_id=referral.case_id, outgoing=outgoing, key=key)
    else:
        case = Case.objects.get(pk=referral.case_id)
        add_entry(case, EntryKind.NOTE, by=user, title=referral.label, detail={"referral": str(referral.pk)})
    telling = Telling(mutual_id=referral.mutual_id, referral=referral, by=user, channel=channel)
    telling.save(force_insert=True)
    return telling


@transaction.atomic
def tell_services(
    *, user: User, case_id: UUID, services: Sequence[PartnerService], outgoing: Outgoing | None = None, key: str = ""
) -> None:
    """Keep in the contact that partner services were told; in writing, the message's own line says so.

    Raises a CannotWriteError, NotHeldError.
    """
    if outgoing is not None:
        write(user=user, case_id=case_id, outgoing=outgoing, key=key)
        return
    title = _("Partner services told: %(names)s") % {"names": ", ".join(service.name for service in services)}
    detail = {"services": [service.pk for service in services]}
    add_entry(held_case(user, case_id), EntryKind.NOTE, by=user, title=title, detail=detail)


WRITTEN = {Told.EMAIL: Channel.EMAIL, Told.LETTER: Channel.LETTER, Told.FAX: Channel.FAX}


@transaction.atomic
def note_answer(
    *,
    user: User,
    case: Case,
    referral_id: UUID,
    appointment: Appointment,
    place_id: int | None = None,
    delay_days: int | None = None,
) -> Answer:
    """What a member of CASE says became of an earlier list: one more figure, and no rank.

    Raises Referral.DoesNotExist for a list of somebody else.
    """
    if case.member is None:
        raise Referral.DoesNotExist
    cases = Case.objects.filter(of_person(case.member))
    referral = Referral.objects.get(pk=referral_id, case__in=cases)
    answer = Answer(
        mutual_id=referral.mutual_id,
        referral=referral,
        by=user,
        place_id=place_id if place_id in referral.place_ids else None,
        appointment=appointment,
        delay_days=delay_days if appointment == Appointment.GOT else None,
    )
    answer.save(force_insert=True)
    return answer
