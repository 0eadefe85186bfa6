"""Rows of the search: who was found, why, and what may be opened."""

from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from accounts.matrix import Action
from accounts.models import User
from accounts.permissions import can, rule_of
from members import queries
from members.asking import Question
from members.matching import Why
from members.search import Found, Hit, find, people
from members.services import FACTS_NEEDED, prove_facts


@dataclass(frozen=True, slots=True)
class Row:
    """One person of the list.

    `proof` is empty when the search does not identify enough to open the file; some may then open it on a stated reason.
    """

    found: Found
    rights: queries.Rights
    why: tuple[Why, ...]
    is_near: bool
    proof: str
    may_state_reason: bool


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
    found, today = people(hits), timezone.localdate()
    rule = rule_of(user, Action.OPEN_MEMBER)
    rows = [
        _row(user, hit, found[hit.member_id], today, may_open=rule is not None)
        for hit in hits
        if hit.member_id in found
    ]
    return Results(rows, has_more, round((timezone.now() - started).total_seconds() * 1000))


def _row(user: User, hit: Hit, found: Found, today: date, *, may_open: bool) -> Row:
    is_identified = may_open and len(hit.facts) >= FACTS_NEEDED
    proof = prove_facts(user=user, member_id=hit.member_id, facts=hit.facts) if is_identified else ""
    rights = queries.current_rights(found.member, today)
    return Row(found, rights, hit.judgement.reasons, hit.judgement.is_near, proof, can(user, Action.BREAK_GLASS))
