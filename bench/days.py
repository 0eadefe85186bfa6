"""Days of a contact centre, written straight into the tables, then closed by the program and derived again by it."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.core.management import call_command
from django.db import transaction
from django.utils import timezone

from accounts.models import Mutual, MutualPolicy, Site, Team, User
from accounts.scopes import within_mutuals
from audit.actors import acting, job
from bench.people import adviser
from bench.servers import say
from bench.years import Run, as_owner, without_references
from contacts.models import Queue, Reason, TelephonySystem
from supervision import queries, returns, services

CONTACTS, PEOPLE, TEAMS = 12_000, 60, 4
SUNDAY = 7
OPENS, OPEN = timedelta(hours=8, minutes=30), timedelta(hours=10)


@dataclass(frozen=True, slots=True)
class Filled:
    """`contacts` of all closed days; seconds of writing them, of closing a day, of all days derived again."""

    supervisor: User
    mutuals: Sequence[Mutual]
    contacts: int
    days: int
    writing: float
    closing: list[float]
    checking: float


def fill(days: int, *, calls: int) -> Filled:
    """Twelve thousand contacts on every day but Sundays, closed; then CALLS of today. Raises CommandError for a day that derives otherwise."""
    given = _given()
    today = timezone.localdate()
    past = [today - timedelta(days=ago) for ago in range(days, 0, -1)]
    began = time.perf_counter()
    worked = [day for day in past if day.isoweekday() != SUNDAY]
    with as_owner() as run, without_references(run):
        run(_PEOPLE)
        for place, day in enumerate(worked):
            _write(run, given, queries.midnight(day) + OPENS, OPEN, CONTACTS, phone=14)
            if not place % 10:
                say(f"  {place} of {len(worked)} days written, {time.perf_counter() - began:,.0f} s")
        midnight = queries.midnight(today)
        _write(run, given, midnight, timezone.now() - midnight, calls, phone=20)
        run(_AT_WORK, given)
        run(_WAITING, given)
        run("VACUUM (ANALYZE) contacts_case, contacts_call, contacts_entry, contacts_presenceperiod")
    writing = time.perf_counter() - began
    with acting(job("bench")):
        closing = [_closed(day) for day in past]
        for month in returns.open_months():
            services.close_month(month)
    with as_owner() as run:
        run("VACUUM (ANALYZE)")
    say(f"  {days} days derived again…")
    began = time.perf_counter()
    call_command("recompute_indicators", check=True)
    supervisor = adviser("bench-supervisor", given["all"], role="supervisor")
    return Filled(supervisor, given["all"], CONTACTS * len(worked), days, writing, closing, time.perf_counter() - began)


def counting() -> float:
    """Seconds that one derivation of today takes."""
    began = time.perf_counter()
    with within_mutuals(list(Mutual.objects.values_list("pk", flat=True))), transaction.atomic():
        queries.tallies(queries.inputs_now(timezone.localdate()))
    return time.perf_counter() - began


def _closed(day: date) -> float:
    began = time.perf_counter()
    services.close_day(day)
    if day.day == 1:
        say(f"  {day} closed")
    return time.perf_counter() - began


def _given() -> dict[str, Any]:
    """What the statements draw from: mutuals with a policy, advisers of four teams, reasons that contacts are closed under."""
    mutuals = list(Mutual.objects.order_by("pk"))
    for mutual in mutuals:
        MutualPolicy.objects.get_or_create(mutual=mutual, valid_from="2020-01-01")
    sites = [Site.objects.create(name=f"Banc {number}", town="Béziers") for number in range(2)]
    teams = [Team.objects.create(site=sites[number % 2], name=f"Banc {number}") for number in range(TEAMS)]
    people = [adviser(f"bench-{number}", mutuals, team=teams[number % TEAMS]).pk for number in range(PEOPLE)]
    reasons = Reason.objects.filter(children__isnull=True).order_by("pk")
    return {
        "all": mutuals,
        "mutuals": [one.pk for one in mutuals],
        "people": people,
        "system": TelephonySystem.objects.create(code="banc", label="Banc", secret_sealed=b"").pk,
        "queue": Queue.objects.get(code="generale").pk,
        "reasons": [one.pk for one in reasons],
        "codes": [one.code for one in reasons],
    }


def _write(run: Run, given: dict[str, Any], start: datetime, length: timedelta, contacts: int, *, phone: int) -> None:
    """CONTACTS from START on, PHONE of 20 by telephone, with the presences of who took them."""
    said = {key: value for key, value in given.items() if key != "all"}
    run(_DAY, {**said, "start": start, "length": length, "contacts": contacts, "phone": phone})
    run(_PRESENCES, {**said, "start": start, "length": length})


_PEOPLE = """
CREATE TEMPORARY TABLE bench_person AS
SELECT (row_number() OVER (ORDER BY random()) - 1)::integer AS place, mutual_id, id FROM members_member;
CREATE UNIQUE INDEX ON bench_person (place); ANALYZE bench_person
"""

# One call of twelve is abandoned. What is not called about is answered in the same day, one of fifteen too late.
_DAY = """
WITH drawn AS MATERIALIZED (
  SELECT n, n %% 20 < %(phone)s AS is_call, n %% 12 > 0 OR n %% 20 >= %(phone)s AS is_closed,
         CASE WHEN n %% 20 < %(phone)s THEN 'phone' WHEN n %% 20 < 17 THEN 'email' WHEN n %% 20 = 17 THEN 'letter'
              WHEN n %% 20 = 18 THEN 'fax' ELSE 'portal' END AS channel,
         floor(random() * (SELECT count(*) FROM bench_person))::integer AS place,
         (%(people)s::bigint[])[1 + floor(random() * cardinality(%(people)s::bigint[]))] AS adviser_id,
         1 + floor(random() * cardinality(%(reasons)s::bigint[]))::integer AS why,
         %(start)s + n * %(length)s / (%(contacts)s + 1.0) AS came
    FROM generate_series(1, %(contacts)s) AS n
), made AS MATERIALIZED (
  SELECT drawn.*, uuidv7(came - clock_timestamp()) AS id, person.mutual_id, person.id AS member_id,
         (%(reasons)s::bigint[])[why] AS reason_id, (%(codes)s::text[])[why] AS reason,
         came + CASE WHEN is_call THEN interval '4 minutes' ELSE interval '1 minute' * (n %% 90) END AS closed_at
    FROM drawn JOIN bench_person AS person USING (place)
), cases AS (
  INSERT INTO contacts_case (id, mutual_id, member_id, caller_kind, caller_name, caller_phone, caller_email, channel, language, department,
      subject, outcome, is_solved, facts, identified_at, state, queue_id, received_at, due_at, version, reason_id, closed_at, created_at)
  SELECT id, mutual_id, member_id, 'member', '', '', '', channel, 'fr', '', '', 'informed', n %% 5 > 0, '{birth_date}', came,
         'closed', %(queue)s, came, came, 1, reason_id, closed_at, came FROM made
), calls AS (
  INSERT INTO contacts_call (id, mutual_id, case_id, system_id, call_ref, direction, caller, adviser_id, state, rang_at, answered_at,
      held_seconds, ended_at, last_event_at)
  SELECT uuidv7(came - clock_timestamp()), mutual_id, id, %(system)s, id::text, 'in', '', CASE WHEN is_closed THEN adviser_id END,
         CASE WHEN is_closed THEN 'ended' ELSE 'abandoned' END, came, CASE WHEN is_closed THEN came + n %% 40 * interval '1 second' END,
         n %% 9, came + interval '3 minutes', came + interval '3 minutes' FROM made WHERE is_call
)
INSERT INTO contacts_entry (case_id, mutual_id, member_id, kind, at, by_id, title, text, detail)
SELECT id, mutual_id, member_id, 'closed', closed_at, adviser_id, '', '',
       jsonb_build_object('reason', reason, 'outcome', 'informed', 'solved', n %% 5 > 0)
         || CASE WHEN is_call THEN jsonb_build_object('wrap_up', 20 + n %% 40) ELSE jsonb_build_object('in_time', n %% 15 > 0) END
  FROM made WHERE is_closed ORDER BY closed_at
"""
_PRESENCES = """
INSERT INTO contacts_presenceperiod (user_id, state, reason, started_at, ended_at)
SELECT id, state, '', %(start)s + since * %(length)s, %(start)s + until * %(length)s
  FROM unnest(%(people)s::bigint[]) AS id,
       (VALUES ('available', 0.0, 0.1), ('in_call', 0.1, 0.5), ('break', 0.5, 0.55), ('in_call', 0.55, 0.9), ('wrap_up', 0.9, 1.0))
         AS part (state, since, until)
"""
_AT_WORK = """
INSERT INTO contacts_presence (user_id, state, reason, since, heard_at)
SELECT id, (ARRAY['in_call', 'wrap_up', 'available'])[1 + id %% 3], '', now() - id %% 9 * interval '1 minute', now() + interval '1 day'
  FROM unnest(%(people)s::bigint[]) AS id ON CONFLICT (user_id) DO UPDATE SET state = excluded.state, since = excluded.since
"""
_WAITING = """
WITH cases AS (
  INSERT INTO contacts_case (id, mutual_id, caller_kind, caller_name, caller_phone, caller_email, channel, language, department, subject,
      outcome, facts, state, queue_id, received_at, due_at, version)
  SELECT gen_random_uuid(), (%(mutuals)s::bigint[])[1 + n %% 3], 'member', '', '', '', 'email', 'fr', '', '', '', '{}', 'waiting', %(queue)s,
         now() - n * interval '1 minute', now() + interval '48 hours' - n * interval '1 minute', 1 FROM generate_series(1, 3000) AS n
  RETURNING id, mutual_id, received_at, due_at)
INSERT INTO contacts_awaited (id, mutual_id, case_id, policy_id, ladder_id, started_at, deadline_at, next_step, steps_at, steps_kind,
    next_action_at, pause_reason, pauses, faults, "end", created_at)
SELECT gen_random_uuid(), mutual_id, id, (SELECT id FROM accounts_mutualpolicy AS policy WHERE policy.mutual_id = cases.mutual_id),
       (SELECT id FROM clock_ladder WHERE commitment = 'written' LIMIT 1), received_at, due_at, 2, ARRAY[now() + interval '1 day'],
       ARRAY['breach'], now() + interval '1 day', '', '[]', 0, '', received_at FROM cases
"""
