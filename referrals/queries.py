"""What screens, commands and the API read of referrals. `visible_to` is the only door to one that an address names."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from math import asin, cos, radians, sin, sqrt
from typing import Any
from uuid import UUID

from django.db.models import Prefetch, QuerySet

from accounts.matrix import Action
from accounts.models import User
from accounts.permissions import rule_of
from contacts.models import Case
from members.models import Member
from members.queries import of_person
from practitioners import queries as directory
from practitioners.communes import Commune, all_communes
from practitioners.models import Network
from practitioners.queries import Name
from practitioners.search import EARTH_KM
from practitioners.terms import Kind, Sought, Wishes, kind_of
from referrals.draw import canonical
from referrals.models import Answer, Referral, Telling


def visible_to(user: User) -> QuerySet[Referral]:
    """Records of the account's mutuals: they hold nothing of a member."""
    if rule_of(user, Action.READ_REFERRAL) is None:
        return Referral.objects.none()
    return Referral.objects.all()


def content_of(referral: Referral) -> dict[str, Any]:
    """What a record's digest is taken of. The contact is there under a digest of its own, so that all of it can be shown."""
    case = sha256(str(referral.case_id).encode()).hexdigest() if referral.case_id else None
    return {
        "mutual": referral.mutual_id,
        "number": referral.number,
        "kind": str(referral.kind),
        "question": referral.question,
        "rule": referral.rule_version,
        "extraction": referral.extraction_id,
        "set": bytes(referral.eligible_id).hex(),
        "size": referral.size,
        "radius_km": referral.radius_km,
        "seed": bytes(referral.seed).hex(),
        "tries": referral.tries,
        "left_out": [hexadecimal(place) for place in referral.left_out],
        "drawn": referral.drawn,
        "follows": str(referral.follows_id) if referral.follows_id else None,
        "why": str(referral.why),
        "adviser": referral.adviser_id,
        "actor": referral.actor,
        "contact": case,
        "at": referral.at.isoformat(),
    }


def hexadecimal(place: int) -> str:
    """An id as records write it: JSON's numbers lose digits of numbers so large."""
    return f"{place:016x}"


# ---- a list as it is shown


@dataclass(frozen=True, slots=True)
class Line:
    """One place of a list, with who was drawn there. `name` is None for somebody who has left the directory since."""

    rank: int
    place_id: int
    national_id: str
    others: int
    name: Name | None
    distance_km: int | None

    @property
    def hex(self) -> str:
        return hexadecimal(self.place_id)


@dataclass(frozen=True, slots=True)
class Shown:
    """A record with what the directory says of it now."""

    referral: Referral
    kind: Kind
    around: Commune
    lines: list[Line]

    @property
    def network(self) -> Network | None:
        """The one that the member asked for, as it is described now."""
        asked = self.referral.question["wishes"].get("network")
        return Network.objects.filter(pk=asked).first() if asked else None

    @property
    def is_all(self) -> bool:
        """There were no more: the list has everybody, shuffled."""
        return self.referral.size - len(self.referral.left_out) <= len(self.lines)


def shown(referral: Referral) -> Shown:
    """Three statements, whatever its length."""
    pairs = [(int(one["place"], 16), one["name"]) for one in referral.drawn]
    names = directory.told(pairs, profession=referral.question["profession"])
    around = all_communes().by_code[referral.question["commune"]]
    lines = [
        Line(rank, place, who, len(one["names"]) - 1, (name := names.get((place, who))), _distance(around, name))
        for rank, ((place, who), one) in enumerate(zip(pairs, referral.drawn, strict=True), 1)
    ]
    return Shown(referral, kind_asked(referral.question), around, lines)


def kind_asked(question: Mapping[str, Any]) -> Kind:
    code = "-".join((str(question["profession"]), *question["skills"]))
    return kind_of(code) or Kind(question["profession"], tuple(question["skills"]), code, code)


def sought_of(question: Mapping[str, Any]) -> Sought:
    """The search that a question stands for."""
    return Sought(
        question["profession"],
        tuple(question["skills"]),
        all_communes().by_code[question["commune"]],
        Wishes(**question["wishes"]),
        frozenset(int(place, 16) for place in question["left_out"]),
    )


def _distance(around: Commune, name: Name | None) -> int | None:
    """Whole kilometres as the crow flies, from commune to commune where nothing better is known."""
    if name is None or name.activity.latitude is None or around.latitude is None:
        return None
    assert name.activity.longitude is not None  # noqa: S101  given together
    assert around.longitude is not None  # noqa: S101
    north, south = radians(name.activity.latitude), radians(around.latitude)
    east = radians(name.activity.longitude - around.longitude)
    half = sin((north - south) / 2) ** 2 + cos(north) * cos(south) * sin(east / 2) ** 2
    return round(2 * EARTH_KM * asin(sqrt(half)))


def record_of(referral: Referral) -> dict[str, Any]:
    """The record for machines: the same from the command and from the API."""
    seen = shown(referral)
    extraction = directory.latest_extraction()
    return {
        "id": str(referral.pk),
        "label": referral.label,
        # In the order in which it is digested: a record that was just kept and one that was read are then written alike.
        "record": json.loads(canonical(content_of(referral))),
        "previous": referral.previous,
        "digest": referral.digest,
        "is_all": seen.is_all,
        "practitioners": [_line_of(line) for line in seen.lines],
        "source": source_of(extraction.published_on.isoformat() if extraction and extraction.published_on else ""),
    }


def source_of(day: str) -> str:
    """The words that the register's licence asks for."""
    return f"RPPS, Agence du numérique en santé, {day}, Licence Ouverte 2.0".replace(", ,", ",")


def _line_of(line: Line) -> dict[str, Any]:
    name = line.name
    return {
        "rank": line.rank,
        "place": line.hex,
        "national_id": line.national_id,
        "name": str(name.person) if name else None,
        "practice": name.activity.name if name else None,
        "address": str(name.place) if name else None,
        "phone": (name.phone or None) if name else None,
        "distance_km": line.distance_km,
    }


# ---- what was given before


def in_force(case: Case) -> Referral | None:
    """The list of a contact that nothing follows yet: the latest one."""
    return Referral.objects.filter(case=case).order_by("-number").first()


def of_kind(records: QuerySet[Referral], kind: Kind) -> QuerySet[Referral]:
    return records.filter(question__profession=kind.profession, question__skills=list(kind.skills))


def in_force_of(case: Case, kind: Kind) -> Referral | None:
    """The latest one of that kind of practitioner: lists of other kinds that came between change nothing."""
    return of_kind(Referral.objects.filter(case=case), kind).order_by("-number").first()


def given_to(member: Member, *, but: Case | None = None) -> list[Referral]:
    """Lists of the member's other contacts that nothing followed, newest first, with how they were told and what came of them."""
    cases = Case.objects.filter(of_person(member))
    found = Referral.objects.filter(case__in=cases, followers__isnull=True)
    if but is not None:
        found = found.exclude(case=but)
    return list(
        found.select_related("adviser")
        .prefetch_related(
            Prefetch("tellings", Telling.objects.order_by("at")), Prefetch("answers", Answer.objects.order_by("at"))
        )
        .order_by("-at")[:5]
    )


def chain_of(referral: Referral) -> list[Referral]:
    """The list and those that it follows, newest first."""
    chain = [referral]
    while (before := chain[-1].follows_id) is not None:
        chain.append(Referral.objects.get(pk=before))
    return chain


def given_places(chain: Sequence[Referral]) -> frozenset[int]:
    """Every place that these lists named."""
    return frozenset(place for one in chain for place in one.place_ids)


def referral_for(user: User, referral_id: UUID) -> Referral:
    """Raises Referral.DoesNotExist for one that the account may not read."""
    return visible_to(user).select_related("eligible", "mutual").get(pk=referral_id)
