"""Many hands at once: an event that two workers take, desks that press next, calls that meet."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import Barrier
from typing import Any, TypeVar

import pytest
from django.db import transaction

from accounts.models import Mutual, User
from accounts.scopes import within_mutuals
from audit.actors import acting, job
from contacts import tasks
from contacts.enums import CallState, CaseState
from contacts.models import Call, Case, Entry, TelephonyEvent, TelephonySystem
from contacts.services import hands, telephony
from contacts.services.base import change
from tests.factories import accounts as make_accounts
from tests.factories import contacts as make
from tests.factories import telephony as phones
from tests.factories.telephony import BEGAN, telling
from tests.races.leaving import leave

pytestmark = [pytest.mark.races, pytest.mark.django_db(transaction=True, databases=["default", "owner"])]

T = TypeVar("T")


@pytest.fixture
def centre(transactional_db: None) -> Mutual:
    mutual = make_accounts.mutual()
    phones.line(mutual)
    return mutual


@pytest.fixture
def system(centre: Mutual) -> TelephonySystem:
    return phones.system()


def advisers(mutual: Mutual, number: int) -> list[User]:
    return [make.trained(make_accounts.user(on=[mutual], extension=str(2000 + place))) for place in range(number)]


@contextmanager
def seen(mutual: Mutual) -> Iterator[None]:
    """What is kept, as a transaction of this mutual sees it."""
    with within_mutuals([mutual.pk]), transaction.atomic():
        yield


def at_once(mutual: Mutual, act: Callable[[Any], T], *on: Any) -> list[T]:
    """ACT on each, in threads that start together, in transactions of their own."""
    start = Barrier(len(on))

    def run(one: Any) -> T:
        start.wait()
        try:
            with acting(job("race")), within_mutuals([mutual.pk]):
                return act(one)
        finally:
            leave()

    with ThreadPoolExecutor(len(on)) as threads:
        return list(threads.map(run, on))


def test_an_event_that_workers_take_at_once_is_taken_once(centre: Mutual, system: TelephonySystem) -> None:
    adviser = advisers(centre, 1)[0]
    event = telling("answered", extension=adviser.extension)
    taken = at_once(centre, lambda _: telephony.take_event(system=system, telling=event), *range(8))
    with seen(centre):
        counted = (TelephonyEvent.objects.count(), Call.objects.count(), Case.objects.count(), Entry.objects.count())
    assert (sorted(taken), counted) == ([False] * 7 + [True], (1, 1, 1, 1))


def test_the_events_of_a_call_at_once_make_one_case(centre: Mutual, system: TelephonySystem) -> None:
    first, second = advisers(centre, 2)
    steps = [
        telling("ringing", 0),
        telling("ringing", 2, extension=first.extension),
        telling("missed", 12, extension=first.extension),
        telling("ringing", 13, extension=second.extension),
        telling("answered", 16, extension=second.extension),
        telling("ended", 99),
    ]
    at_once(centre, lambda event: telephony.take_event(system=system, telling=event), *steps, *steps)
    with seen(centre):
        case = Case.objects.get()
        assert (case.holder, case.state, Call.objects.get().talk_seconds) == (second, CaseState.IN_HAND, 83)


def test_calls_handed_crosswise_are_each_at_one_desk(centre: Mutual, system: TelephonySystem) -> None:
    first, second = (user.extension for user in advisers(centre, 2))
    with acting(job("race")):
        for call, desk in (("c1", first), ("c2", second)):
            telephony.take_event(system=system, telling=telling("answered", call=call, extension=desk))
    crossed = [
        telling("transferred", 30, call="c1", extension=second),
        telling("transferred", 30, call="c2", extension=first),
    ]
    at_once(centre, lambda event: telephony.take_event(system=system, telling=event), *crossed)
    with seen(centre):
        assert [str(call.case.holder.extension) for call in Call.objects.order_by("call_ref")] == [second, first]  # type: ignore[union-attr]


def test_fifty_press_next_and_nobody_gets_what_another_got(centre: Mutual) -> None:
    people = advisers(centre, 50)
    with acting(job("race")), within_mutuals([centre.pk]):
        waiting = [make.case(centre, hours_ago=hours).pk for hours in range(60, 0, -1)]
    given = at_once(centre, lambda user: hands.take_next(user=user), *people)
    assert sorted(_ids(given)) == sorted(waiting[:50])


def test_the_sweeps_work_in_each_mutual(centre: Mutual, system: TelephonySystem) -> None:
    """As a worker runs them, with no transaction around."""
    with acting(job("race")):
        telephony.take_event(system=system, telling=telling("answered"))
    with seen(centre):
        parked = make.case(centre, holder=advisers(centre, 1)[0])
        change(parked, state=CaseState.PARKED, holder=None, held_at=None, parked_until=BEGAN)
    tasks.end_lost_calls()
    tasks.wake_parked()
    with seen(centre):
        parked.refresh_from_db()
        assert (Call.objects.get().state, parked.state) == (CallState.ENDED, CaseState.WAITING)


def _ids(cases: Sequence[Case | None]) -> list[Any]:
    return [case.pk for case in cases if case is not None]
