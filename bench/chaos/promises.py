"""Promises by the thousand whose next step falls due when a fault wants it, and the verdict from the ledger."""

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.db import Error, connection, transaction
from django.utils import timezone

from accounts.models import Mutual, MutualPolicy, User
from accounts.roles import Role
from accounts.scopes import within_mutuals
from audit.actors import acting, job
from bench.people import adviser
from callbacks.enums import Skill
from callbacks.models import Expert, WeeklyHours
from clock import queries
from clock.enums import Commitment
from contacts.enums import Channel
from contacts.models import Case
from contacts.services import cases
from members.models import Member

FILLED = "fill"
"""Who did the steps that lie before the one that a fault is about."""

MANY = 5_000

DRAINS = 120.0
"""Seconds after which what is still due counts as lost."""


@dataclass(frozen=True, slots=True)
class Scene:
    """The mutuals of a run, an expert each, and one case each for the promises to hang on."""

    mutuals: list[Mutual]
    experts: list[Expert]
    adviser: User
    supervisor: User
    cases: list[Case]


@dataclass(slots=True)
class Verdict:
    """Seconds. `lost` steps were never done, `doubled` done twice, `resent` are letters that left again under their key."""

    fault: str
    what: str
    steps: int = 0
    p50: float = 0.0
    p99: float = 0.0
    most: float = 0.0
    lost: int = 0
    doubled: int = 0
    kills: int = 0
    recovery: float | None = None
    said: str = ""


@contextmanager
def scoped() -> Iterator[None]:
    """A transaction that sees every mutual."""
    with acting(job("bench")), within_mutuals(list(Mutual.objects.values_list("pk", flat=True))), transaction.atomic():
        yield


def scene() -> Scene:
    mutuals = list(Mutual.objects.order_by("pk"))
    for mutual in mutuals:
        MutualPolicy.objects.get_or_create(mutual=mutual, valid_from="2020-01-01")
    experts = [expert(f"bench-expert-{place}", mutuals) for place in range(3)]
    who = adviser("bench-adviser", mutuals)
    supervisor = adviser("bench-supervisor", mutuals, email="supervision@exemple.fr")
    User.objects.filter(pk=supervisor.pk).update(role=Role.SUPERVISOR.value)
    supervisor.refresh_from_db()
    with scoped():
        found = [_case(mutual, who) for mutual in mutuals]
    return Scene(mutuals, experts, who, supervisor, found)


def expert(username: str, mutuals: Sequence[Mutual], skills: Sequence[str] = tuple(Skill.values)) -> Expert:
    """At work round the clock, with an address."""
    user = adviser(username, mutuals, email=f"{username}@exemple.fr")
    User.objects.filter(pk=user.pk).update(role=Role.EXPERT.value)
    user.refresh_from_db()
    made, is_new = Expert.objects.get_or_create(user=user, defaults={"skills": list(skills)})
    if is_new:
        WeeklyHours.objects.bulk_create(
            WeeklyHours(expert=made, weekday=day, starts_at="00:00", ends_at="23:59", valid_from="2020-01-01")
            for day in range(1, 8)
        )
    return made


def _case(mutual: Mutual, who: User) -> Case:
    member = Member.objects.filter(mutual=mutual).order_by("pk")[0]
    demand = cases.Demand(
        mutual_id=mutual.pk, member_id=member.pk, channel=Channel.EMAIL, received_at=timezone.now(), subject="Essai"
    )
    return cases.open_case(demand, holder=who)[0]


FILL = """
WITH ladder AS (SELECT id, rungs FROM clock_ladder WHERE commitment = 'callback' ORDER BY valid_from DESC LIMIT 1),
rung AS (
  SELECT (place - 1)::int AS step, (rung ->> 0)::int AS share, rung ->> 1 AS kind
    FROM ladder, jsonb_array_elements(rungs) WITH ORDINALITY AS each (rung, place)),
people AS (
  SELECT member.mutual_id, member.id, skill.name AS skill, row_number() OVER (ORDER BY skill.place, member.id) AS number
    FROM members_member member, unnest(%(skills)s::text[]) WITH ORDINALITY AS skill (name, place)
   WHERE member.mutual_id = ANY (%(mutuals)s) AND member.id <> ALL (%(spared)s::uuid[])
     AND NOT EXISTS (SELECT 1 FROM callbacks_callback taken
                      WHERE taken.mutual_id = member.mutual_id AND taken.member_id = member.id AND taken.skill = skill.name
                        AND taken.kind = 'expert' AND taken.state IN ('waiting', 'assigned', 'in_call'))
   LIMIT %(count)s),
begun AS (
  SELECT people.*, clock_now() + make_interval(secs => %(soon)s + %(span)s::float8 * number / %(count)s)
         - make_interval(mins => (SELECT share FROM rung WHERE step = %(step)s)) AS started_at FROM people),
promised AS (
  INSERT INTO callbacks_callback (
      id, mutual_id, policy_id, ladder_id, started_at, deadline_at, next_step, steps_at, steps_kind, next_action_at, faults, kind,
      case_id, member_id, request_key, skill, subject, question, phone, other_phone, state, owner_id, promised_by_id, fence,
      close_reason, answer, pause_reason, pauses, to_inform)
  SELECT uuidv7(), mutual_id, (SELECT id FROM accounts_mutualpolicy policy WHERE policy.mutual_id = begun.mutual_id LIMIT 1),
         (SELECT id FROM ladder), started_at, started_at + interval '24 hours', %(step)s,
         (SELECT array_agg(started_at + make_interval(mins => share) ORDER BY step) FROM rung WHERE step >= %(step)s),
         (SELECT array_agg(kind ORDER BY step) FROM rung WHERE step >= %(step)s),
         (SELECT started_at + make_interval(mins => share) FROM rung WHERE step = %(step)s), 0, 'expert',
         (SELECT id FROM unnest(%(mutuals)s, %(cases)s::uuid[]) AS held (mutual_id, id) WHERE held.mutual_id = begun.mutual_id),
         id, %(fault)s || ':' || number, skill, 'Essai', '', '+33465712348', '', %(state)s,
         CASE WHEN %(state)s = 'assigned' THEN %(owner)s END, %(adviser)s, 0, '', '', '', '[]', ''
    FROM begun RETURNING id, mutual_id, started_at)
INSERT INTO clock_escalation (mutual_id, commitment, subject_id, step, kind, due_at, fired_at, fired_by)
SELECT mutual_id, 'callback', id, step, kind, started_at + make_interval(mins => share),
       started_at + make_interval(mins => share), %(filled)s FROM promised, rung WHERE step < %(step)s
"""


def fill(
    scene: Scene,
    fault: str,
    count: int,
    *,
    soon: float = 1.0,
    span: float = 0.0,
    step: int = 1,
    state: str = "assigned",
) -> None:
    """COUNT promises whose step STEP falls due within SPAN seconds from SOON on; the steps before it were done in time."""
    values: dict[str, Any] = {
        "skills": list(Skill.values), "mutuals": [one.pk for one in scene.mutuals], "cases": [one.pk for one in scene.cases], "spared": [one.member_id for one in scene.cases],
        "count": count, "soon": soon, "span": span, "step": step, "state": state, "fault": fault,
        "owner": scene.experts[0].user_id, "adviser": scene.adviser.pk, "filled": FILLED,
    }  # fmt: skip
    with scoped(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = 0")
        cursor.execute(FILL, values)
        cursor.execute("SELECT count(*) FROM callbacks_callback WHERE request_key LIKE %s", [f"{fault}:%"])
        (made,) = cursor.fetchone()
    if made != count:
        raise RuntimeError(f"{made} of {count} promises: too few members")


MISSING = """
SELECT count(*) FROM callbacks_callback promise
 WHERE request_key LIKE %(fault)s
   AND NOT EXISTS (SELECT 1 FROM clock_escalation done
                    WHERE done.subject_id = promise.id AND done.step = %(step)s AND done.commitment = 'callback')
"""


def drained(fault: str, *, step: int = 1, within: float = DRAINS, but: int = 0) -> float:
    """Seconds until every promise of FAULT but so many has its step, or WITHIN."""
    began = time.monotonic()
    while time.monotonic() - began < within:
        pause = 0.1
        try:
            left = missing(fault, step=step)
            if left <= but:
                break
            pause = 1.0 if left > MANY else pause  # the question itself takes from what it measures
        except Error:
            connection.close()
        time.sleep(pause)
    return time.monotonic() - began


def missing(fault: str, *, step: int = 1) -> int:
    with scoped(), connection.cursor() as cursor:
        cursor.execute(MISSING, {"fault": f"{fault}:%", "step": step})
        (count,) = cursor.fetchone()
    return int(count)


JUDGE = """
WITH mine AS (SELECT id, next_step FROM callbacks_callback WHERE request_key LIKE %(fault)s),
done AS (SELECT * FROM clock_escalation WHERE commitment = 'callback' AND subject_id IN (SELECT id FROM mine)),
late AS (SELECT extract(epoch FROM fired_at - due_at) AS seconds FROM done WHERE fired_by <> %(filled)s)
SELECT (SELECT count(*) FROM late), coalesce(percentile_cont(0.5) WITHIN GROUP (ORDER BY seconds), 0),
       coalesce(percentile_cont(0.99) WITHIN GROUP (ORDER BY seconds), 0), coalesce(max(seconds), 0),
       (SELECT coalesce(sum(next_step), 0) FROM mine) - (SELECT count(*) FROM done),
       (SELECT count(*) FROM (SELECT 1 FROM done GROUP BY subject_id, step HAVING count(*) > 1) AS twice)
  FROM late
"""


def judge(verdict: Verdict, *, step: int = 1) -> Verdict:
    """Fill in what the ledger says of the fault's promises. A step moved over without being written down is doubled or lost too."""
    with scoped(), connection.cursor() as cursor:
        cursor.execute(JUDGE, {"fault": f"{verdict.fault}:%", "filled": FILLED})
        steps, p50, p99, most, unwritten, twice = cursor.fetchone()
    verdict.steps, verdict.p50, verdict.p99, verdict.most = int(steps), float(p50), float(p99), float(most)
    verdict.lost, verdict.doubled = missing(verdict.fault, step=step), abs(int(unwritten)) + int(twice)
    return verdict


def forget(fault: str) -> None:
    """The promises of a fault are over: called off, their clocks stopped."""
    with scoped(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = 0")
        cursor.execute(
            "UPDATE callbacks_callback SET state = 'cancelled', closed_at = clock_now(), steps_at = '{}', steps_kind = '{}',"
            " next_action_at = NULL, lease_until = NULL WHERE request_key LIKE %s AND closed_at IS NULL",
            [f"{fault}:%"],
        )


def health() -> list[str]:
    from contactcenter import enforcement  # noqa: PLC0415

    return enforcement.health().faults


def done_steps(callback_id: Any) -> int:
    return queries.steps_done(Commitment.CALLBACK, callback_id).count()
