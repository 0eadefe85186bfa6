"""Rows of the search: who was found, why, and what may be opened."""

from dataclasses import dataclass
from datetime import date

from django.db.models import OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from accounts.matrix import Action
from accounts.models import User
from accounts.permissions import rule_of
from members import queries
from members.asking import Question
from members.matching import Why
from members.models import Address, Member
from members.search import Hit, find
from members.services import FACTS_NEEDED, prove_facts


@dataclass(frozen=True, slots=True)
class Row:
    """One person of the list. `proof` is empty when the search does not identify enough to open the file."""

    member: Member
    rights: queries.Rights
    why: tuple[Why, ...]
    is_near: bool
    proof: str


@dataclass(frozen=True, slots=True)
class Results:
    rows: list[Row]
    has_more: bool
    milliseconds: int

    @property
    def exact(self) -> list[Row]:
        return [row for row in self.rows if not row.is_near]

    @property
    def near(self) -> list[Row]:
        return [row for row in self.rows if row.is_near]

    @property
    def exact_count(self) -> int:
        return len(self.exact)

    @property
    def can_open(self) -> bool:
        return any(row.proof for row in self.rows)


def results_for(user: User, question: Question) -> Results:
    """The rows for a question, in a fixed number of queries; nobody when nothing that identifies was typed."""
    started = timezone.now()
    hits, has_more = find(question.wanted)
    found = {person.pk: person for person in _people(hits)}
    rows = [_row(user, hit, found[hit.member_id], timezone.localdate()) for hit in hits if hit.member_id in found]
    return Results(rows, has_more, round((timezone.now() - started).total_seconds() * 1000))


def _row(user: User, hit: Hit, person: Member, today: date) -> Row:
    rule = rule_of(user, Action.OPEN_MEMBER)
    may_open = rule is not None and len(hit.facts) >= FACTS_NEEDED
    proof = prove_facts(user=user, member_id=person.pk, facts=hit.facts) if may_open else ""
    rights = queries.current_rights(person, today)
    return Row(person, rights, hit.judgement.reasons, hit.judgement.is_near, proof)


def _people(hits: list[Hit]) -> list[Member]:
    """The members with contract and town; a beneficiary without an address has the holder's."""
    own = Address.objects.filter(member_id=OuterRef("pk"), kind="home").order_by("-valid_from", "-pk")
    holders = Address.objects.filter(member__contract_id=OuterRef("contract_id"), member__rank=1, kind="home").order_by(
        "-valid_from", "-pk"
    )
    return list(
        Member.objects.filter(pk__in=[hit.member_id for hit in hits])
        .select_related("contract")
        .annotate(
            town=Coalesce(Subquery(own.values("town")[:1]), Subquery(holders.values("town")[:1])),
            postal_code=Coalesce(Subquery(own.values("postal_code")[:1]), Subquery(holders.values("postal_code")[:1])),
        )
    )
