"""The proof that no step is missing and none was invented: the ledger against what each promise must have led to."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Q

from accounts.enums import PromiseClock
from clock import deadlines, queries
from clock.enums import Commitment
from clock.hours import Calendar, Pause, later
from clock.ladders import SCALE, overtaken
from clock.models import Clocked, Escalation
from clock.services.sweep import Swept


@dataclass(frozen=True, slots=True, kw_only=True)
class Reconcilable:
    """A table whose promises are held against the ledger: those given `over` so much time.

    `ended` are the columns of which the first instant ends a promise, `armed` the one that says since when it has a clock.
    `rows` are those of the commitment, where a table holds several; `counted` says within what time of which calendar one of
    them was promised, where no policy does.
    """

    swept: Swept
    model: type[Clocked]
    ended: tuple[str, ...]
    armed: str = "started_at"
    over: timedelta = deadlines.RECONCILED
    rows: Q = field(default_factory=Q)
    counted: Callable[[Any], tuple[timedelta, Calendar | None]] | None = None


@dataclass(slots=True)
class Reconciled:
    """Of the promises looked at: steps that had to be done and were not, steps done that had no cause, and the latest one.

    A step that fell due within two minutes before the look may be on its way: that one is neither.
    """

    promises: int = 0
    steps: int = 0
    missing: list[tuple[UUID, int]] = field(default_factory=list)
    extra: list[tuple[UUID, int]] = field(default_factory=list)
    latest: timedelta = timedelta()

    def add(self, other: "Reconciled") -> None:
        self.promises += other.promises
        self.steps += other.steps
        self.missing += other.missing
        self.extra += other.extra
        self.latest = max(self.latest, other.latest)


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """A promise: its steps fall after `offsets` of time counted in its calendar, until it `ended` or now; later ones every so often.

    `armed_at` is when its clock was set, which may be after the first steps.
    """

    subject_id: UUID
    started_at: datetime
    armed_at: datetime
    offsets: tuple[timedelta, ...]
    pauses: tuple[Pause, ...]
    ended: datetime
    every: timedelta
    calendar: Calendar | None = None

    def due(self) -> Iterator[tuple[int, datetime]]:
        """Number and instant of each step; after those of the ladder there is one every so often."""
        instants = [at for offset in self.offsets if (at := self._at(offset)) is not None]
        first = overtaken(instants, at=self.armed_at)
        for step, at in enumerate(instants):
            if step >= first and at <= self.ended:
                yield step, at
        step, offset = len(self.offsets), self.offsets[-1] + self.every
        while (at := self._at(offset)) is not None and at <= self.ended:
            yield step, at
            step, offset = step + 1, offset + self.every

    def _at(self, offset: timedelta) -> datetime | None:
        """When so much time had counted; None when it has not, because the clock stands still."""
        over = [pause for pause in self.pauses if pause.until is not None]
        counted = min(offset, self.offsets[-1]) if self.calendar else offset
        at = later(self.started_at, counted, calendar=self.calendar, pauses=over) + (offset - counted)
        stopped = next((pause.since for pause in self.pauses if pause.until is None), None)
        return at if stopped is None or at <= stopped else None


def reconcile(table: Reconcilable, since: datetime, until: datetime) -> Reconciled:
    """Of promises given between two instants, seen now. In the caller's scope; a promise's own stored steps are not asked."""
    found, seen = Reconciled(), queries.now()
    done = _ledger(table.swept.commitment, since)
    for promise in _given(table, since, until, seen):
        found.promises += 1
        wanted = dict(promise.due())
        fired = done.get(promise.subject_id, {})
        found.steps += len(fired)
        for step, at in wanted.items():
            if step not in fired and seen - max(at, promise.armed_at) > deadlines.DUE_OLD:
                found.missing.append((promise.subject_id, step))
        for step, (due_at, fired_at) in fired.items():
            if wanted.get(step) != due_at:
                found.extra.append((promise.subject_id, step))
            found.latest = max(found.latest, fired_at - due_at)
    return found


def _given(table: Reconcilable, since: datetime, until: datetime, seen: datetime) -> Iterator[Given]:
    """Those counted in elapsed hours, or by the law: opening hours may have been changed since, and only the stored instants are true then."""
    commitment = table.swept.commitment
    rows = table.model._default_manager.filter(table.rows, started_at__gte=since, started_at__lt=until)
    if table.counted is None:
        rows = rows.filter(**{f"policy__{queries.PROMISED[commitment].clock}": PromiseClock.ELAPSED})
    for row in rows.select_related("policy", "ladder").iterator(chunk_size=2_000):
        target, calendar = (
            table.counted(row) if table.counted else (queries.target_of(row.policy, commitment, None), None)
        )
        yield Given(
            subject_id=row.pk,
            started_at=row.started_at,
            armed_at=getattr(row, table.armed),
            offsets=tuple(target * share / SCALE for share in sorted(rung.share for rung in row.ladder.steps)),
            pauses=tuple(row.stood_still),
            calendar=calendar,
            ended=min(at for at in (*(getattr(row, name) for name in table.ended), seen) if at is not None),
            every=table.swept.every,
        )


def _ledger(commitment: Commitment, since: datetime) -> dict[UUID, dict[int, tuple[datetime, datetime]]]:
    found: dict[UUID, dict[int, tuple[datetime, datetime]]] = defaultdict(dict)
    rows = Escalation.objects.filter(commitment=commitment, due_at__gte=since)
    for subject_id, step, due_at, fired_at in rows.values_list("subject_id", "step", "due_at", "fired_at").iterator():
        found[subject_id][step] = (due_at, fired_at)
    return found
