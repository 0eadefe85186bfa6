"""A played day: believable by itself, and lived by a running server without a call lost or doubled."""

from collections import Counter
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st
from pytest_django.live_server_helper import LiveServer

from accounts.models import Mutual, User
from accounts.scopes import within_mutuals
from contacts.models import Call, Case
from contacts.telephony.day import CURVE, Day, Step
from tests.factories import accounts as make_accounts
from tests.factories import contacts as make
from tests.factories import members as people
from tests.factories import telephony as phones
from tests.factories.telephony import CALLER

HOURS = 12 * 3600


def lived(**day: Any) -> list[Step]:
    return list(Day(**{"calls_per_second": 0.05, "duration": HOURS, "desks": 20, "seed": 1, **day}).steps())


days = st.fixed_dictionaries(
    {"calls_per_second": st.sampled_from([0.2, 1.0, 4.0]), "duration": st.just(120.0), "desks": st.integers(1, 40), "seed": st.integers()}
)  # fmt: skip


@given(days)
@settings(max_examples=40)
def test_nobody_speaks_with_two(day: dict[str, Any]) -> None:
    """A desk has one call at a time, rings included."""
    busy: dict[int, int] = {}
    for step in lived(**day):
        busy = {desk: call for desk, call in busy.items() if call != step.call}
        if step.kind in {"ringing", "answered", "held", "resumed", "transferred"} and step.desk is not None:
            assert step.desk not in busy
            busy[step.desk] = step.call


@given(days)
@settings(max_examples=40)
def test_every_call_rings_and_ends_once(day: dict[str, Any]) -> None:
    steps = lived(**day)
    rung = {step.call for step in steps if step.kind == "ringing"}
    ends = Counter(step.call for step in steps if step.kind in {"ended", "abandoned"})
    assert ends == dict.fromkeys(rung, 1)


def test_time_runs_forward() -> None:
    instants = [step.at for step in lived()]
    assert instants == sorted(instants)


def test_the_same_seed_lives_the_same_day() -> None:
    assert lived(seed=7) == lived(seed=7)


def test_the_morning_s_peak_is_higher_than_the_evening() -> None:
    first = {step.call: step.at for step in reversed(lived()) if step.kind == "ringing"}
    by_half_hour = Counter(int(at / HOURS * len(CURVE)) for at in first.values())
    assert by_half_hour[3] > 3 * by_half_hour[23]


def test_an_ordinary_talk_lasts_some_three_minutes() -> None:
    answered, talks = {}, []
    for step in lived():
        if step.kind == "answered":
            answered[step.call] = step.at
        elif step.kind == "ended" and step.call in answered:
            talks.append(step.at - answered[step.call])
    assert 150 < sum(talks) / len(talks) < 260


def test_it_is_not_played_outside_the_demonstration() -> None:
    with pytest.raises(CommandError):
        call_command("simulate_calls")


@pytest.fixture
def centre(transactional_db: None) -> Mutual:
    """Four desks, a line, a member whose number calls."""
    mutual = make_accounts.mutual()
    with within_mutuals([mutual.pk]), transaction.atomic():
        people.member(mutual, phone=CALLER)
    for place in range(4):
        make.trained(make_accounts.user(on=[mutual], extension=f"200{place}"))
    phones.line(mutual)
    phones.system()
    return mutual


@pytest.mark.races
@pytest.mark.django_db(transaction=True, databases=["default", "owner"])
def test_a_running_server_lives_the_day(
    centre: Mutual, live_server: LiveServer, settings: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    settings.DEMO = True
    call_command("simulate_calls", calls_per_second=8, duration=3, desks=4, url=live_server.url)
    with within_mutuals([centre.pk]), transaction.atomic():
        calls = Call.objects.all()
        held = Case.objects.filter(holder__isnull=False)
        known = Case.objects.filter(caller_phone=CALLER).exists()
        assert (
            calls.count(),
            Case.objects.count(),
            calls.filter(ended_at__isnull=True).count(),
            held.exclude(holder__in=User.objects.exclude(extension="")).count(),
            known,
        ) == (24, 24, 0, 0, True)
