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

    @property
    def shows_birth(self) -> bool:
        """The whole birth date is shown to who typed it: what is on the screen must not become the second fact."""
        return bool(self.proof) and bool({Why.BIRTH, Why.BIRTH_DAY} & set(self.why))

    @property
    def department(self) -> str:
        """Enough to tell namesakes apart, too little to be a fact."""
        code = self.found.postal_code
        return code[: 3 if code.startswith(("97", "98")) else 2]


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
    def are_several(self) -> bool:
        """What is written is then joined to the first one only when somebody confirms it."""
        return len(self.rows) > 1

    @property
    def identified(self) -> list[str]:
        """Ids of the people of whom more than a name and a year was shown, for the journal."""
        return [str(row.found.member.pk) for row in self.rows if row.proof]

    @property
    def can_open(self) -> bool:
        return any(row.proof for row in self.rows)


def results_for(user: User, question: Question) -> Results:
    """The rows for a question, in a fixed number of queries; nobody when nothing that identifies was typed."""
    started = timezone.now()
    hits, has_more = find(question.wanted)
    found, today = people(hits), timezone.localdate()
    rule = rule_of(user, Action.OPEN_MEMBER)
    # Somebody found under two merged files is one person, with the better reason first.
    first = {found[hit.member_id].member.pk: hit for hit in reversed(hits) if hit.member_id in found}
    rows = [
        _row(user, hit, found[hit.member_id], today, may_open=rule is not None)
        for hit in hits
        if hit.member_id in found and first[found[hit.member_id].member.pk] is hit
    ]
    return Results(rows, has_more, round((timezone.now() - started).total_seconds() * 1000))


def _row(user: User, hit: Hit, found: Found, today: date, *, may_open: bool) -> Row:
    is_identified = may_open and len(hit.facts) >= FACTS_NEEDED
    proof = prove_facts(user=user, member_id=found.member.pk, facts=hit.facts) if is_identified else ""
    rights = queries.current_rights(found.member, today)
    return Row(found, rights, hit.judgement.reasons, hit.judgement.is_near, proof, can(user, Action.BREAK_GLASS))
