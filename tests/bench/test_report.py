"""What a day costs and what larger machines carry, from stretches whose figures are known."""

import argparse

import pytest

from bench.day.report import Stretch, _capacity, _line, of_day
from bench.usage import Series

OPTIONS = argparse.Namespace(
    advisers=300, contacts=12_000, quotes=0.48, boards=10, people=1, pages=2, pgbouncer=False, replica=False,
    speeds=[1.0, 4.0], limit=1_000.0,
)  # fmt: skip


def stretch(speed: float, *, closed: int, cores: float, ms: float = 50.0) -> Stretch:
    """A hundred seconds in which so many contacts were closed."""
    used = Series(
        moments=[0.0, 100.0],
        spent=[{"pages": 0.0}, {"pages": 100 * cores}],
        memory=[{"pages": 2**20}, {"pages": 2**21}],
        statements=[(1, 0), (1, 0)],
        whole=[0.0, 100 * cores],
    )
    return Stretch(
        speed=speed, seconds=100.0, used=used, times={"closing: closed": [ms] * closed}, failed={}, faults={},
        late=[0.0, 0.001], contacts={"closed": closed},
    )  # fmt: skip


def test_open_desks_and_contacts_are_told_apart() -> None:
    assert _line([(1.0, 0.3), (2.0, 0.5)]) == pytest.approx((0.1, 0.2))


def test_nothing_costs_less_than_nothing() -> None:
    assert _line([(1.0, 0.1), (2.0, 0.5)]) == pytest.approx((0.0, 0.2))


def test_twice_the_cores_carry_twice_the_advisers() -> None:
    rows = _capacity({"pages": (0.3, 1.0)}, OPTIONS).splitlines()[-5:]
    advisers = [int(row.split(" | ")[1].replace(",", "")) for row in rows]
    assert advisers == pytest.approx([advisers[0] * times for times in (1, 2, 4, 8, 16)], rel=0.01)


def test_where_it_bends_is_said() -> None:
    said = of_day(OPTIONS, [stretch(1, closed=30, cores=0.2), stretch(4, closed=120, cores=0.5, ms=2_000)])
    assert "Holds at 1 times the day’s speed, bends at 4 (p95 2,000 ms)" in said
    assert "Larger machines, computed" in said
