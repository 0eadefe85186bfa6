"""Giving a row its clock, taking it away, and letting it stand still. In the caller's transaction; the caller saves nothing."""

from datetime import datetime

from clock import queries
from clock.enums import Commitment, StepKind
from clock.hours import Calendar, Pause, after_pause
from clock.ladders import overtaken, steps
from clock.models import Clocked
from clock.services.sweep import Swept, settle


def arm(row: Clocked, commitment: Commitment, terms: queries.Terms, *, at: datetime) -> None:
    """Set the deadline and the steps of a new promise on ROW, which is not saved.

    Of the steps that had passed already AT this moment (a letter opened days after its receipt) only the last one is done.
    """
    row.policy, row.ladder = terms.policy, queries.ladder_of(commitment)
    row.started_at, row.deadline_at = terms.start, terms.deadline
    planned = steps(terms.start, terms.target, row.ladder.steps, calendar=terms.calendar)
    row.next_step = overtaken([step.at for step in planned], at=at)
    _set_steps(row, [(step.at, step.kind.value) for step in planned[row.next_step :]])


def disarm(row: Clocked, swept: Swept) -> datetime:
    """Nothing falls due any more: it is kept, given up or called off. The instant of it. On ROW, which is locked and not saved."""
    at = settle(swept, row)
    _set_steps(row, [])
    if row.paused_at is not None:
        _end_pause(row, at)
    return at


def stop(row: Clocked, *, at: datetime, reason: str) -> None:
    """The clock stands still from AT on, by when ROW is settled, for a REASON that is not empty. On ROW, whose clock runs and which is not saved."""
    if not row.steps_at and row.next_action_at is not None:
        # The reminder after the last step stands in no list.
        row.steps_at, row.steps_kind = [row.next_action_at], [StepKind.STILL_OPEN.value]
    row.paused_at, row.pause_reason, row.next_action_at = at, reason, None


def run_on(row: Clocked, *, at: datetime, calendar: Calendar | None) -> None:
    """The clock runs again: what was left when it stopped is left now. On ROW, which is not saved. Raises NeverOpenError."""
    pause = _end_pause(row, at)
    row.deadline_at = after_pause(row.deadline_at, pause, calendar=calendar)
    to_come = [after_pause(instant, pause, calendar=calendar) for instant in row.steps_at]
    _set_steps(row, list(zip(to_come, row.steps_kind, strict=True)))


def _end_pause(row: Clocked, at: datetime) -> Pause:
    since = row.paused_at or at
    pause = Pause(since, at, row.pause_reason)
    row.pauses = [*row.pauses, [since.isoformat(), at.isoformat(), pause.reason]]
    row.paused_at, row.pause_reason = None, ""
    return pause


def _set_steps(row: Clocked, to_come: list[tuple[datetime, str]]) -> None:
    row.steps_at = [at for at, _ in to_come]
    row.steps_kind = [kind for _, kind in to_come]
    row.next_action_at = row.steps_at[0] if row.steps_at else None


STOPPED = ["deadline_at", "steps_at", "steps_kind", "next_action_at", "paused_at", "pause_reason", "pauses"]
"""Fields that `disarm`, `stop` and `run_on` set."""
