"""Signs of life, leaps of the database's clock, and work of a period that is done once."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
import structlog

from clock.models import Heartbeat, PeriodRun
from clock.queries import now
from clock.services import watch
from tests.clock.moving import set_ahead

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])


@pytest.fixture
def clock() -> Iterator[None]:
    """Whoever moves the clock puts it right again."""
    yield
    set_ahead(timedelta())


@pytest.mark.parametrize(
    ("by", "leapt"),
    [
        (timedelta(), False),
        (timedelta(minutes=9), False),
        (timedelta(minutes=11), True),
        (timedelta(hours=2), True),
        (timedelta(hours=-2), False),
    ],
)
@pytest.mark.usefixtures("clock")
def test_a_leap_ahead_is_noticed(by: timedelta, leapt: bool) -> None:  # noqa: FBT001  a case of the table
    watching = watch.ClockWatch()
    watching.leapt_ahead()
    set_ahead(by)
    assert watching.leapt_ahead() is leapt


@pytest.mark.usefixtures("clock")
def test_a_leap_is_noticed_once() -> None:
    watching = watch.ClockWatch()
    watching.leapt_ahead()
    set_ahead(timedelta(hours=2))
    assert [watching.leapt_ahead() for _ in range(3)] == [True, False, False]


@pytest.mark.parametrize(("by", "said"), [(timedelta(seconds=-2), []), (timedelta(seconds=-20), ["clock_went_back"])])
@pytest.mark.usefixtures("clock")
def test_going_back_is_logged(by: timedelta, said: list[str]) -> None:
    watching = watch.ClockWatch()
    watching.leapt_ahead()
    set_ahead(by)
    with structlog.testing.capture_logs() as lines:
        watching.leapt_ahead()
    assert [line["event"] for line in lines] == said


def test_the_first_look_is_no_leap() -> None:
    assert watch.ClockWatch().leapt_ahead() is False


def test_signs_of_life_are_counted_by_the_databases_clock() -> None:
    watch.sign_of_life()
    watch.sign_of_life()
    assert [(one.runs, now() - one.at < timedelta(seconds=5)) for one in Heartbeat.objects.all()] == [(2, True)]


def test_only_the_first_does_the_work_of_a_period() -> None:
    period = now()
    assert ([watch.first_of("work", period) for _ in range(3)], PeriodRun.objects.count()) == ([True, False, False], 1)


def test_the_next_period_is_work_again() -> None:
    first = now()
    assert [watch.first_of("work", one) for one in (first, first + timedelta(days=1))] == [True, True]
