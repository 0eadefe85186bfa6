"""Which times can be promised: patterns, holidays, absences, bookings, days that are full, fairness, changes of clocks."""

from collections import Counter
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callbacks.slots import Agenda, Pattern, Slot, free_slots, offered
from clock.holidays import Territory

PARIS = ZoneInfo("Europe/Paris")
LONG_AGO = date(2020, 1, 1)
MONDAY = date(2026, 11, 23)
HALF = timedelta(minutes=30)


def paris(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=PARIS).astimezone(UTC)


def agenda(expert_id: int = 1, *patterns: Pattern, **fields: object) -> Agenda:
    weekdays = tuple(Pattern(day, time(9), time(12), LONG_AGO) for day in range(1, 8))
    return Agenda(expert_id, patterns or weekdays, **fields)  # type: ignore[arg-type]


def slots_on(agenda: Agenda, day: date) -> list[Slot]:
    midnight, next_midnight = (datetime.combine(one, time(), agenda.zone) for one in (day, day + timedelta(days=1)))
    return list(free_slots(agenda, midnight, next_midnight))


def starts(found: list[Slot]) -> list[str]:
    return [slot.start.astimezone(PARIS).strftime("%d %H:%M") for slot in found]


def test_a_morning_is_cut_into_slots() -> None:
    assert starts(slots_on(agenda(), MONDAY)) == [
        f"23 {hour:02}:{minute:02}" for hour in (9, 10, 11) for minute in (0, 30)
    ]


def test_a_pause_after_each_call() -> None:
    found = slots_on(agenda(pause=timedelta(minutes=15)), MONDAY)
    assert starts(found) == ["23 09:00", "23 09:45", "23 10:30", "23 11:15"]


def test_no_slot_on_a_holiday() -> None:
    assert slots_on(agenda(), date(2026, 12, 25)) == []


def test_a_holiday_of_another_territory_is_a_working_day() -> None:
    there = agenda(territory=Territory.ALSACE_MOSELLE)
    assert (len(slots_on(agenda(), date(2028, 12, 26))), slots_on(there, date(2028, 12, 26))) == (6, [])


def test_extra_hours_count_on_a_holiday() -> None:
    extra = ((paris("2026-12-25 10:00"), paris("2026-12-25 11:00")),)
    assert starts(slots_on(agenda(extra=extra), date(2026, 12, 25))) == ["25 10:00", "25 10:30"]


def test_an_absence_takes_what_it_touches() -> None:
    absent = ((paris("2026-11-23 09:40"), paris("2026-11-23 11:10")),)
    assert starts(slots_on(agenda(absent=absent), MONDAY)) == ["23 09:00", "23 11:30"]


def test_a_full_day_has_no_free_slot() -> None:
    booked = ((paris("2026-11-23 09:00"), paris("2026-11-23 09:30")),)
    full = agenda(daily_most=1, booked=booked)
    found = list(free_slots(full, paris("2026-11-23 08:00"), paris("2026-11-24 09:45")))
    assert starts(found) == ["24 09:00"]


def test_a_slot_is_over_by_the_deadline() -> None:
    found = list(free_slots(agenda(), paris("2026-11-23 11:00"), paris("2026-11-24 09:59")))
    assert starts(found) == ["23 11:00", "23 11:30", "24 09:00"]


def test_a_pattern_ends_with_its_dates() -> None:
    ends = agenda(1, Pattern(1, time(9), time(10), LONG_AGO, date(2026, 11, 22)))
    assert slots_on(ends, MONDAY) == []


def test_the_least_loaded_is_offered_at_each_instant() -> None:
    found = offered(
        [agenda(1, load=5), agenda(2, load=2), agenda(3, load=2, share=50)], paris("2026-11-23 08:00"), paris("2026-11-23 10:00")
    )  # fmt: skip
    assert [slot.expert_id for slot in found] == [2, 2]


def test_only_when_the_member_answers() -> None:
    found = offered([agenda()], paris("2026-11-23 08:00"), paris("2026-11-24 08:00"), reachable=(time(11), time(14)))
    assert starts(list(found)) == ["23 11:00", "23 11:30"]


@pytest.mark.parametrize("changes", ["2026-10-25", "2028-03-26"])
@pytest.mark.attack(27)
def test_slots_do_not_shift_around_a_change_of_clocks(changes: str) -> None:
    days = [date.fromisoformat(changes) + timedelta(days=offset) for offset in range(-3, 4)]
    told = {tuple(slot.start.astimezone(PARIS).time() for slot in slots_on(agenda(), day)) for day in days}
    assert told == {tuple(time(hour, minute) for hour in (9, 10, 11) for minute in (0, 30))}


@pytest.mark.parametrize(("changes", "wanted"), [("2026-10-25", 10), ("2027-03-28", 6)])
def test_a_night_has_as_many_slots_as_half_hours(changes: str, wanted: int) -> None:
    """Between 0:00 and 4:00 there are five hours in autumn and three in spring."""
    day = date.fromisoformat(changes)
    night = agenda(1, Pattern(day.isoweekday(), time(0), time(4), LONG_AGO))
    found = slots_on(night, day)
    assert (len(found), {slot.end - slot.start for slot in found}) == (wanted, {HALF})


def test_overseas_hours_are_of_their_own_wall_clock() -> None:
    there = agenda(territory=Territory.REUNION)
    assert slots_on(there, MONDAY)[0].start == datetime(2026, 11, 23, 5, tzinfo=UTC)


@given(st.lists(st.integers(0, 400), max_size=12), st.integers(0, 20), st.integers(10, 60))
def test_free_slots_touch_nothing_booked(offsets: list[int], pause: int, length: int) -> None:
    first = paris("2026-11-23 08:00")
    booked = tuple((first + timedelta(minutes=at), first + timedelta(minutes=at + 25)) for at in sorted(offsets))
    scene = agenda(booked=booked, pause=timedelta(minutes=pause), slot=timedelta(minutes=length))
    found = free_slots(scene, first, first + timedelta(days=2))
    assert [slot for slot in found for one in booked if one[0] < slot.end + scene.pause and slot.start < one[1]] == []


def test_equal_availability_makes_equal_loads() -> None:
    """Sixty bookings of the first offer each time: three experts of the same hours end with twenty each."""
    booked: dict[int, list[tuple[datetime, datetime]]] = {1: [], 2: [], 3: []}
    since = paris("2026-11-23 08:00")
    for _ in range(60):
        scene = [agenda(one, booked=tuple(taken), load=len(taken)) for one, taken in booked.items()]
        slot = offered(scene, since, since + timedelta(days=30), most=1)[0]
        booked[slot.expert_id].append((slot.start, slot.end))
    assert Counter({one: len(taken) for one, taken in booked.items()}) == Counter({1: 20, 2: 20, 3: 20})
