"""Giving a row its clock, taking it away, and letting it stand still. In the caller's transaction; the caller saves nothing."""

from datetime import datetime, timedelta

from accounts.models import MutualPolicy
from clock import queries
from clock.enums import Commitment
from clock.hours import Calendar, later
from clock.ladders import steps
from clock.models import Clocked


def arm(
    row: Clocked,
    commitment: Commitment,
    *,
    start: datetime,
    target: timedelta,
    policy: MutualPolicy,
    calendar: Calendar | None,
) -> None:
    """Set the deadline and every step of a new promise on ROW, which is not saved. Raises NeverOpenError."""
    row.policy, row.ladder = policy, queries.ladder_of(commitment)
    row.started_at, row.deadline_at = start, later(start, target, calendar=calendar)
    _set_steps(row, [(step.at, step.kind.value) for step in steps(start, target, row.ladder.steps, calendar=calendar)])


def disarm(row: Clocked) -> None:
    """Nothing falls due any more: it is kept, given up or called off. On ROW, which is not saved."""
    _set_steps(row, [])
    row.next_action_at = None


def shift(row: Clocked, *, by: timedelta) -> None:
    """What was still to come comes later by as much: the clock stood still. On ROW, which is not saved."""
    row.deadline_at += by
    _set_steps(row, [(at + by, kind) for at, kind in zip(row.steps_at, row.steps_kind, strict=True)])


def _set_steps(row: Clocked, to_come: list[tuple[datetime, str]]) -> None:
    row.steps_at = [at for at, _ in to_come]
    row.steps_kind = [kind for _, kind in to_come]
    row.next_action_at = row.steps_at[0] if row.steps_at else None


ARMED = ["policy", "ladder", "started_at", "deadline_at", "next_step", "steps_at", "steps_kind", "next_action_at"]
"""Fields that these verbs set."""
