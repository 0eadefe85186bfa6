"""The proof that no step is missing and none was invented: the ledger against what each promise must have led to."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from accounts.enums import PromiseClock
from callbacks.models import Callback
from clock import deadlines as clock_deadlines
from clock.enums import Commitment
from clock.ladders import steps
from clock.models import Escalation
from clock.queries import now


@dataclass(slots=True)
class Reconciled:
    """Of the promises looked at: steps that had to be done and were not, steps done that had no cause, and the latest one.

    A promise closed within two minutes after a step fell due may have overtaken it: that one is neither.
    """

    promises: int = 0
    steps: int = 0
    missing: list[tuple[UUID, int]] = field(default_factory=list)
    extra: list[tuple[UUID, int]] = field(default_factory=list)
    latest: timedelta = timedelta()


@dataclass(frozen=True, slots=True)
class _Promise:
    """`instants` are of its ladder; after the last one there is a step every hour until `ended`."""

    subject_id: UUID
    instants: tuple[datetime, ...]
    ended: datetime

    def due(self) -> Iterator[tuple[int, datetime]]:
        step = 0
        for step, at in enumerate(self.instants):
            if at <= self.ended:
                yield step, at
        at = self.instants[-1] + clock_deadlines.STILL_OPEN_EVERY
        while at <= self.ended:
            step += 1
            yield step, at
            at += clock_deadlines.STILL_OPEN_EVERY


def reconcile(since: datetime, until: datetime) -> Reconciled:
    """Of promises given between two instants, seen now. In the caller's scope; a promise's own stored clock is not asked."""
    found = Reconciled()
    done = _ledger(since)
    for promise in _promises(since, until):
        found.promises += 1
        wanted = dict(promise.due())
        fired = done.get(promise.subject_id, {})
        found.steps += len(fired)
        for step, at in wanted.items():
            if step not in fired and promise.ended - at > clock_deadlines.DUE_OLD:
                found.missing.append((promise.subject_id, step))
        for step, (due_at, fired_at) in fired.items():
            if wanted.get(step) != due_at:
                found.extra.append((promise.subject_id, step))
            found.latest = max(found.latest, fired_at - due_at)
    return found


def _promises(since: datetime, until: datetime) -> Iterator[_Promise]:
    """Those counted in elapsed hours: opening hours may have been changed since, and only the stored instants are true then."""
    seen = now()
    rows = (
        Callback.objects.filter(
            started_at__gte=since, started_at__lt=until, policy__callback_clock=PromiseClock.ELAPSED
        )
        .select_related("policy", "ladder")
        .iterator(chunk_size=2_000)
    )
    for row in rows:
        target = timedelta(hours=row.policy.callback_hours)
        instants = tuple(step.at for step in steps(row.started_at, target, row.ladder.steps))
        ended = min(instant for instant in (row.reached_at, row.closed_at, seen) if instant is not None)
        yield _Promise(row.pk, instants, ended)


def _ledger(since: datetime) -> dict[UUID, dict[int, tuple[datetime, datetime]]]:
    found: dict[UUID, dict[int, tuple[datetime, datetime]]] = defaultdict(dict)
    rows = Escalation.objects.filter(commitment=Commitment.CALLBACK, due_at__gte=since)
    for subject_id, step, due_at, fired_at in rows.values_list("subject_id", "step", "due_at", "fired_at").iterator():
        found[subject_id][step] = (due_at, fired_at)
    return found
