"""What the board and the figures show: closed days of calls, and callers who wait now. Nobody of the other screens has a part in it."""

from datetime import date, timedelta

from django.utils import timezone

from accounts.models import Mutual, User
from contacts.enums import CallState, Direction, PresenceState
from contacts.models import Call, Presence, TelephonySystem
from supervision import services
from supervision.models import DayDemand
from tests.factories import accounts as make_accounts
from tests.factories import days as make
from tests.factories import telephony as make_telephony

DAYS, PAST = 9, 70
MORNING, AFTERNOON = (2, 6, 11, 13, 10, 7, 4, 3), (4, 6, 8, 7, 6, 4, 3, 1)
WAITING = (8, 21, 47, 96)
STATES = (
    (PresenceState.IN_CALL, 742), (PresenceState.IN_CALL, 194), (PresenceState.IN_CALL, 61), (PresenceState.WRAP_UP, 74),
    (PresenceState.AVAILABLE, 48), (PresenceState.BREAK, 410),
)  # fmt: skip


def set_up(mutual: Mutual) -> None:
    now, system = timezone.now(), make_telephony.system(code="plateau")
    team = make.team("Prestations", "Limoges")
    names = (
        ("Samir", "Ouali"),
        ("Jade", "Lorin"),
        ("Théa", "Mercier"),
        ("Marc", "Tissier"),
        ("Zoé", "Bonnet"),
        ("Noé", "Jolivet"),
    )
    people = [
        make_accounts.user(on=[mutual], team=team, first_name=first, last_name=last, username=first.lower())
        for first, last in names
    ]
    for person, (state, seconds) in zip(people, STATES, strict=True):
        reason = "rest" if state == PresenceState.BREAK else ""
        since = now - timedelta(seconds=seconds)
        Presence.objects.create(user=person, state=state, reason=reason, since=since, heard_at=now + timedelta(days=1))
    today = timezone.localdate()
    for ago in range(1, DAYS + 1):
        _day(mutual, system, today - timedelta(days=ago), ago, people)
        services.close_day(today - timedelta(days=ago))
    for ago in range(DAYS + 1, PAST + 1):
        _past_day(mutual, today - timedelta(days=ago), ago)
    _last_month(mutual, today.replace(day=1) - timedelta(days=1))
    for place in range(12):
        rang = now - timedelta(minutes=4 * place + 2)
        case = make.call(mutual, system, rang, wait=9 + place, talk=150 if place % 6 else None, by=people[place % 3])
        make.close(case, people[0], rang + timedelta(minutes=1), wrap_up=30)
    for seconds in WAITING:
        rang = now - timedelta(seconds=seconds)
        Call(
            mutual=mutual, case=make.case(mutual, rang), system=system, call_ref=f"ring-{seconds}", rang_at=rang,
            direction=Direction.IN, state=CallState.RINGING, last_event_at=rang,
        ).save(force_insert=True)  # fmt: skip


ASKED = (
    ("F", 20, 34),
    ("F", 40, 61),
    ("F", 60, 48),
    ("F", 80, 7),
    ("M", 20, 19),
    ("M", 40, 42),
    ("M", 60, 31),
    ("M", 80, 4),
)
QUOTED = (
    ("optical", "lens", 26, 38_000),
    ("dental", "crown", 33, 62_000),
    ("dental", "denture", 14, 91_000),
    ("dental", "implant", 3, 140_000),
)


def _last_month(mutual: Mutual, last: date) -> None:
    """Who asked for what, kept with its last day; and its statement."""
    kept = {"mutual": mutual, "day_id": last, "region": "76"}
    for theme, weight in (("optical", 4), ("dental", 3), ("other", 9)):
        for sex, age, asked in ASKED:
            DayDemand.objects.create(theme=theme, sex=sex, age_from=age, requests=asked * weight // 4, **kept)
    for theme, family, quotes, price in QUOTED:
        DayDemand.objects.create(
            theme=theme, family=family, sex="F", age_from=60, quotes=quotes, price_cents=price * quotes,
            base_cents=price * quotes // 4, amo_cents=price * quotes // 6, amc_cents=price * quotes // 2,
            rac_cents=price * quotes // 3, full_cover=quotes // 2, **kept,
        )  # fmt: skip
    services.close_month(last.replace(day=1))


def _past_day(mutual: Mutual, day: date, ago: int) -> None:
    """Closed without its contacts: nobody opens those of so long ago. Mondays are busy, Sundays are none."""
    busy = (6, 5, 4, 4, 5, 2, 0)[day.weekday()] + ago % 3
    hours = {16 + place: calls * busy // 4 for place, calls in enumerate(MORNING)}
    hours |= {27 + place: calls * busy // 4 for place, calls in enumerate(AFTERNOON)}
    make.closed(mutual, day, hours if day.weekday() < 6 else {}, unanswered=ago % 7 if day.weekday() < 6 else 0)


def _day(mutual: Mutual, system: TelephonySystem, day: date, ago: int, people: list[User]) -> None:
    """Ten calls, of which one to three are abandoned."""
    for place in range(10):
        rang = make.at(day, "09:00", after=600 * place)
        talk = None if place < ago % 3 + (ago == 4) else 140 + 10 * (ago % 4)
        case = make.call(mutual, system, rang, wait=6 + 3 * place, talk=talk, by=people[place % 3])
        make.close(case, people[0], rang + timedelta(seconds=300), wrap_up=35)
