"""What the screens show: people found, a request with what it waits for, durations with what they would take."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils import timezone

from accounts.models import User
from members.asking import Question
from members.models import Member
from members.queries import Glimpse, glimpse_of
from members.search import find, people
from members.services import FACTS_NEEDED, prove_facts
from privacy import deadlines, queries
from privacy.enums import Category, Obstacle, RequestState, RunState
from privacy.models import Duration, Request, Run
from privacy.services import erasing, requests
from privacy.services.retaining import COUNTED


@dataclass(frozen=True, slots=True)
class Row:
    """Somebody found; without `proof` the search named fewer than two facts."""

    member_id: UUID
    glimpse: Glimpse
    proof: str
    is_erased: bool


def found_by(user: User, question: Question) -> list[Row]:
    """People who answer, each once, best first. Runs inside a transaction."""
    hits, _has_more = find(question.wanted)
    known = people(hits)
    rows: dict[UUID, Row] = {}
    for hit in hits:
        if hit.member_id not in known or (key := known[hit.member_id].member.pk) in rows:
            continue
        proof = prove_facts(user=user, member_id=key, facts=hit.facts) if len(hit.facts) >= FACTS_NEEDED else ""
        rows[key] = Row(key, glimpse_of(key), proof, queries.is_erased(key))
    return list(rows.values())


@dataclass(frozen=True, slots=True)
class Standing:
    """What an erasure would meet: `against` has it wait, `kept` is sealed until a day, by category."""

    glimpse: Glimpse
    against: list[Obstacle]
    kept: list[tuple[str, date]]


def standing_of(member_id: UUID) -> Standing:
    """Raises Member.DoesNotExist."""
    files = queries.people_of(member_id)
    held = erasing.held(files)
    return Standing(
        glimpse_of(member_id), queries.obstacles(files), [(str(Category(one).label), day) for one, day in held.items()]
    )


@dataclass(frozen=True, slots=True)
class Line:
    """A request of the list, with how far it is and how many days are left; fewer than none when it is late."""

    request: Request
    percent: int
    days_left: int

    @property
    def kind(self) -> str:
        """The colour of its day."""
        return "bad" if self.days_left < 0 else "warn" if self.days_left <= deadlines.NEAR_DAYS else ""


def lines(found: list[Request]) -> list[Line]:
    today = timezone.localdate()
    return [
        Line(one, requests.percent_done(one) if one.state == RequestState.RUNNING else 0, (one.due_on - today).days)
        for one in found
    ]


def why_failed(request: Request) -> list[str]:
    """What stood against an erasure when its turn came."""
    return [str(Obstacle(one).label) for one in request.result.get("obstacles", ())]


def person_of(request: Request) -> Glimpse | None:
    """Of somebody who was erased, nothing."""
    is_gone = queries.is_erased(request.member_id)
    return (
        None if is_gone or not Member.objects.filter(pk=request.member_id).exists() else glimpse_of(request.member_id)
    )


@dataclass(frozen=True, slots=True)
class Kept:
    """A duration with the last look at it; one that only holds other things is never counted."""

    duration: Duration
    run: Run | None
    is_counted: bool

    @property
    def is_under_way(self) -> bool:
        return self.run is not None and self.run.state in {RunState.RUNNING, RunState.ASKED}


def durations() -> list[Kept]:
    runs = queries.last_runs()
    return [Kept(one, runs.get(one.category), Category(one.category) in COUNTED) for one in queries.durations()]
