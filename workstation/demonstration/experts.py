"""Experts of the demonstration, with their hours of the week, and one who is away for a few days."""

import tomllib
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from django.utils import timezone

from accounts.deadlines import ONE_DAY
from accounts.models import User
from callbacks.enums import AbsenceKind
from callbacks.models import Absence, Expert, WeeklyHours

DATA = Path(__file__).resolve().parent.parent / "data" / "experts.toml"
SINCE = date(2020, 1, 1)
SETTINGS = ("skills", "share", "buffer_minutes", "daily_most")


def said() -> dict[str, Any]:
    return tomllib.loads(DATA.read_text(encoding="utf-8"))


def load(accounts: dict[str, User]) -> None:
    """In the caller's transaction. ACCOUNTS hold those of every expert, signed in to or not."""
    script = said()
    for entry in script["experts"]:
        expert = Expert(user=accounts[entry["username"]], **{name: entry[name] for name in SETTINGS if name in entry})
        expert.full_clean()
        expert.save()
        for weekday, stretches in entry["hours"].items():
            for stretch in stretches:
                _hours(expert, int(weekday), stretch)
    _absence(script["absence"], accounts)


def _hours(expert: Expert, weekday: int, stretch: str) -> None:
    starts, _dash, ends = stretch.partition("-")
    hours = WeeklyHours(
        expert=expert,
        weekday=weekday,
        starts_at=time.fromisoformat(starts),
        ends_at=time.fromisoformat(ends),
        valid_from=SINCE,
    )
    hours.full_clean()
    hours.save()


def _absence(entry: dict[str, Any], accounts: dict[str, User]) -> None:
    user = accounts[entry["username"]]
    first = timezone.localdate() + entry["in_days"] * ONE_DAY
    Absence.objects.create(
        expert=Expert.objects.get(user=user),
        kind=AbsenceKind.PLANNED,
        starts_at=timezone.make_aware(datetime.combine(first, time.min)),
        ends_at=timezone.make_aware(datetime.combine(first + entry["days"] * ONE_DAY, time.min)),
        created_by=user,
    )
