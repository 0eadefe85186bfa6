"""Whole days at high speed: the database's clock goes from midnight to midnight, with changes of summer time, while the web host's clock leaps.

The database's clock is the only one that may count. It is moved tick by tick, each shorter than the leap after which breaches are
held; at each tick one round of enforcement is done and members are promised calls, called in time, or let off.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import time_machine
from django.db import connection

from accounts.models import Mutual
from accounts.scopes import within_mutuals
from audit.actors import acting, job
from bench.chaos import promises
from bench.chaos.faults import set_clock
from bench.servers import say
from callbacks.enums import AttemptResult, CallbackState, Skill
from callbacks.errors import NoSlotError, SlotTakenError
from callbacks.models import Callback
from callbacks.services import calling, enforcing, promising
from clock import deadlines, queries
from clock.queries import PARIS
from clock.services.reconciling import reconcile
from contactcenter import enforcement
from contacts.enums import Channel
from contacts.services import cases
from members.models import Member

DAYS = {"ordinary": date(2026, 12, 1), "summer time ends": date(2026, 10, 25), "summer time begins": date(2027, 3, 28)}

LEAPS = ((6, timedelta(hours=1)), (12, -timedelta(minutes=10)), (18, timedelta()))
"""From which hour of the day how far the web host's clock is from the true time."""

GIVEN_EVERY = 3
"""Ticks from one promise that is given to the next."""

FILLED = "day"


@dataclass(slots=True)
class Day:
    """`wrong` are promises whose start is not the database's time, or whose deadline is not 24 elapsed hours after it."""

    what: str
    hours: float
    ticks: int
    given: int = 0
    kept: int = 0
    let_off: int = 0
    steps: int = 0
    lost: int = 0
    doubled: int = 0
    early: int = 0
    extra: int = 0
    wrong: int = 0
    late: float = 0.0

    @property
    def broken(self) -> int:
        return self.lost + self.doubled + self.early + self.extra + self.wrong


def measure(*, tick: timedelta, steps: int) -> list[Day]:
    scene = promises.scene()
    for place in range(12):
        promises.expert(f"bench-more-{place}", scene.mutuals)
    found = []
    try:
        for what, day in DAYS.items():
            found.append(_day(scene, what, day, tick=tick, steps=steps))
            say(f"  {found[-1]}")
    finally:
        set_clock("statement_timestamp()")
    return found


def _day(scene: promises.Scene, what: str, day: date, *, tick: timedelta, steps: int) -> Day:
    """From midnight to midnight in Paris. STEPS promises were given before: something of each falls due in this day."""
    begins, ends = (datetime.combine(one, time(), PARIS).astimezone(UTC) for one in (day, day + timedelta(days=1)))
    moments = list(_moments(begins, ends, tick))
    found = Day(what, (ends - begins).total_seconds() / 3600, len(moments))
    _be_at(begins)
    name = f"{FILLED}-{day}"
    promises.fill(scene, name, steps, soon=1, span=(ends - begins).total_seconds() - 1)
    for number, moment in enumerate(moments):
        _be_at(moment)
        with time_machine.travel(moment + _leap(moment - begins), tick=True):
            enforcement.enforce()
            if number % GIVEN_EVERY == 0:
                _give(scene, found, number, f"{name}-given:{number}")
    _be_at(ends)
    enforcement.enforce()
    _judge(found, begins, name)
    promises.forget(name)
    promises.forget(f"{name}-given")
    return found


def _moments(begins: datetime, ends: datetime, tick: timedelta) -> Iterator[datetime]:
    moment = begins
    while moment < ends:
        yield moment
        moment += tick


def _leap(since: timedelta) -> timedelta:
    found = timedelta()
    for hour, leap in LEAPS:
        if since >= timedelta(hours=hour):
            found = leap
    return found


def _be_at(moment: datetime) -> None:
    set_clock(f"'{moment.isoformat()}'")


def _give(scene: promises.Scene, found: Day, number: int, key: str) -> None:
    """A promise to somebody; of four one is called at once by whoever has it, and one does not want it any more."""
    mutual = scene.mutuals[number % len(scene.mutuals)]
    made = _promised(scene, mutual, key)
    if made is None:
        return
    found.given += 1
    with acting(job("bench")), within_mutuals([mutual.pk]):
        if number % 4 == 0 and made.owner is not None:
            made = calling.start(user=made.owner, callback_id=made.pk, fence=made.fence)
            owner = made.owner
            assert owner is not None  # noqa: S101  for the types: whoever calls has it
            calling.log_attempt(user=owner, callback_id=made.pk, fence=made.fence, result=AttemptResult.REACHED)
            calling.finish(user=owner, callback_id=made.pk, fence=made.fence, answer="Vu avec vous.")
            found.kept += 1
        elif number % 4 == 1:
            calling.cancel(user=scene.adviser, callback_id=made.pk, reason="Essai")
            found.let_off += 1


def _promised(scene: promises.Scene, mutual: Mutual, key: str) -> Callback | None:
    """Raises whatever the verb raises but a slot that somebody took."""
    with promises.scoped():
        taken = Callback.objects.filter(mutual=mutual, skill=Skill.DENTIST, closed_at=None).values("member_id")
        member = Member.objects.filter(mutual=mutual, died_on__isnull=True).exclude(pk__in=taken).order_by("-pk")[0]
        demand = cases.Demand(
            mutual_id=mutual.pk, member_id=member.pk, channel=Channel.PHONE, received_at=queries.now(), subject=key
        )
        case, _ = cases.open_case(demand, holder=scene.adviser)
        try:
            _, offers = promising.check_offers(skill=Skill.DENTIST.value, mutual=mutual, reachable=None)
        except NoSlotError:
            offers = []
        asked = promising.Asked(skill=Skill.DENTIST.value, subject="Essai", phone="04 65 71 23 48")
        said: dict[str, Any] = {"user": scene.adviser, "case_id": case.pk, "asked": asked, "key": key}
        try:
            if not offers:
                return promising.promise_holding(**said)
            return promising.promise(**said, chosen=promising.Chosen(offers[0].expert_id, offers[0].start))
        except SlotTakenError:
            return None


JUDGE = """
WITH mine AS (SELECT * FROM callbacks_callback WHERE request_key LIKE %(name)s),
done AS (SELECT * FROM clock_escalation WHERE commitment = 'callback' AND subject_id IN (SELECT id FROM mine) AND fired_by <> %(filled)s)
SELECT (SELECT count(*) FROM done),
       (SELECT count(*) FROM (SELECT FROM done GROUP BY subject_id, step HAVING count(*) > 1) AS twice),
       (SELECT count(*) FROM done WHERE fired_at < due_at),
       (SELECT coalesce(extract(epoch FROM max(fired_at - due_at)), 0)::float8 FROM done),
       (SELECT count(*) FROM mine WHERE deadline_at <> started_at + interval '24 hours')
"""


def _judge(found: Day, begins: datetime, name: str) -> None:
    """By the ledger, and by what it should be: computed anew from each promise, whatever its stored steps say."""
    with promises.scoped():
        with connection.cursor() as cursor:
            cursor.execute(JUDGE, {"name": f"{name}%", "filled": promises.FILLED})
            found.steps, found.doubled, found.early, found.late, found.wrong = cursor.fetchone()
        # What fell due in the last two minutes would be let pass: it is asked two minutes later.
        set_clock(f"'{(queries.now() + deadlines.DUE_OLD).isoformat()}'")
        judged = reconcile(enforcing.RECONCILABLE, begins - timedelta(days=1), queries.now())
    found.lost, found.extra = len(judged.missing), len(judged.extra)
    with promises.scoped():
        met = Callback.objects.filter(request_key__startswith=name, state=CallbackState.DONE, reached_at__isnull=False)
        if met.count() != found.kept:
            found.wrong += 1
