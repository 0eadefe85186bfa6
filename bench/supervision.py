"""Supervision: the live board over a day of twelve thousand calls, and figures of a closed year, as whole HTTP requests.

`python -m bench.supervision` starts servers of its own.
"""

import argparse
import sys
import time
from typing import Any

from bench.servers import own_servers, say, web

CALLS, PEOPLE, DAYS, REQUESTS = 12_000, 60, 365, 100
BOARD_MS, PAGE_MS = 150, 300
SERVER = {"SHARED_BUFFERS": "1GB", "EFFECTIVE_CACHE_SIZE": "3GB", "MAX_WAL_SIZE": "4GB"}

# Spread over the day until now, one of twelve abandoned; each answered one is closed, and has its work afterwards.
TODAY = """
WITH made AS (
  SELECT n, gen_random_uuid() AS id, gen_random_uuid() AS call_id, (%(mutuals)s::int[])[1 + n %% 3] AS mutual_id,
         (%(people)s::int[])[1 + n %% %(desks)s] AS adviser_id, n %% 12 > 0 AS is_answered,
         date_trunc('day', now(), 'Europe/Paris') + n * (now() - date_trunc('day', now(), 'Europe/Paris')) / (%(calls)s + 1) AS rang
    FROM generate_series(1, %(calls)s) AS n),
cases AS (
  INSERT INTO contacts_case (id, mutual_id, caller_kind, caller_name, caller_phone, caller_email, channel, language, department, subject,
      outcome, is_solved, facts, state, queue_id, received_at, due_at, version, reason_id, closed_at)
  SELECT id, mutual_id, 'member', '', '', '', 'phone', 'fr', '', '', 'informed', true, '{}', 'closed', %(queue)s, rang, rang, 1, %(reason)s,
         rang + interval '4 minutes' FROM made),
closings AS (
  INSERT INTO contacts_entry (case_id, mutual_id, kind, at, title, text, detail)
  SELECT id, mutual_id, 'closed', rang + interval '4 minutes', '', '', '{"reason": "autre", "solved": true, "wrap_up": 40}' FROM made
   WHERE is_answered)
INSERT INTO contacts_call (id, mutual_id, case_id, system_id, call_ref, direction, caller, adviser_id, state, rang_at, answered_at, held_seconds,
    ended_at, last_event_at)
SELECT call_id, mutual_id, id, %(system)s, 'bench-' || n, 'in', '', CASE WHEN is_answered THEN adviser_id END,
       CASE WHEN is_answered THEN 'ended' ELSE 'abandoned' END, rang, CASE WHEN is_answered THEN rang + n %% 40 * interval '1 second' END, 0,
       rang + interval '3 minutes', rang + interval '3 minutes' FROM made
"""
AT_WORK = """
INSERT INTO contacts_presence (user_id, state, reason, since, heard_at)
SELECT id, (ARRAY['in_call', 'wrap_up', 'available'])[1 + id %% 3], '', now() - id %% 9 * interval '1 minute', now() + interval '1 day'
  FROM unnest(%(people)s::int[]) AS id ON CONFLICT (user_id) DO UPDATE SET state = excluded.state, since = excluded.since
"""
WRITTEN = """
WITH cases AS (
  INSERT INTO contacts_case (id, mutual_id, caller_kind, caller_name, caller_phone, caller_email, channel, language, department, subject,
      outcome, facts, state, queue_id, received_at, due_at, version)
  SELECT gen_random_uuid(), (%(mutuals)s::int[])[1 + n %% 3], 'member', '', '', '', 'email', 'fr', '', '', '', '{}', 'waiting', %(queue)s,
         now() - n * interval '1 minute', now() + interval '48 hours' - n * interval '1 minute', 1 FROM generate_series(1, 3000) AS n
  RETURNING id, mutual_id, received_at, due_at)
INSERT INTO contacts_awaited (id, mutual_id, case_id, policy_id, ladder_id, started_at, deadline_at, next_step, steps_at, steps_kind,
    next_action_at, pause_reason, pauses, faults, "end", created_at)
SELECT gen_random_uuid(), mutual_id, id, (SELECT id FROM accounts_mutualpolicy AS policy WHERE policy.mutual_id = cases.mutual_id),
       (SELECT id FROM clock_ladder WHERE commitment = 'written' LIMIT 1), received_at, due_at, 2, ARRAY[now() + interval '1 day'],
       ARRAY['breach'], now() + interval '1 day', '', '[]', 0, '', received_at FROM cases
"""
YEAR = """
WITH days AS (
  INSERT INTO supervision_closedday (day, closed_by, inputs)
  SELECT current_date - n, 'bench', '{}' FROM generate_series(1, %(days)s) AS n RETURNING day),
courses AS (
  INSERT INTO supervision_daycourse (day, mutual_id, offered, answered, abandoned, waited_seconds)
  SELECT day, mutual_id, array_fill(0, ARRAY[16]) || array_fill(60, ARRAY[24]) || array_fill(0, ARRAY[8]),
         array_fill(0, ARRAY[16]) || array_fill(55, ARRAY[24]) || array_fill(0, ARRAY[8]),
         array_fill(0, ARRAY[16]) || array_fill(5, ARRAY[24]) || array_fill(0, ARRAY[8]),
         array_fill(0, ARRAY[16]) || array_fill(900, ARRAY[24]) || array_fill(0, ARRAY[8])
    FROM days, unnest(%(mutuals)s::int[]) AS mutual_id),
staffing AS (
  INSERT INTO supervision_daystaffing (day, team_id, site_id, signed_in_seconds, paused_seconds, busy_seconds)
  SELECT day, %(team)s, %(site)s, 900000, 90000, 600000 FROM days)
INSERT INTO supervision_daycount (grain, day, mutual_id, team_id, site_id, channel, reason, offered, answered, answered_soon, abandoned,
    abandoned_soon, out_of_hours, waited_seconds, talks, talk_seconds, hold_seconds, wraps, wrap_seconds, closed, judged, solved, written,
    written_closed, written_in_time, quotes, quotes_in_time, quote_seconds, callbacks_due, callbacks_kept, callbacks_late,
    callback_late_seconds, referrals, prevention_shown, prevention_told)
SELECT grain, day, mutual_id, team_id, site_id, channel, reason, 12, 11, 10, 1, 0, 0, 90, 11, 1800, 100, 11, 400, 11, 11, 8, 2, 2, 2, 1, 1,
       90000, 1, 1, 0, 0, 1, 4, 3
  FROM days, unnest(%(mutuals)s::int[]) AS mutual_id, (
       SELECT 'whole', NULL::int, NULL::int, '', ''
        UNION ALL SELECT 'channel', NULL, NULL, unnest(ARRAY['phone', 'email', 'fax', 'letter', 'portal']), ''
        UNION ALL SELECT 'team', %(team)s, %(site)s, '', ''
        UNION ALL SELECT 'team', NULL, NULL, '', ''
        UNION ALL SELECT 'reason', NULL, NULL, '', 'motif-' || n FROM generate_series(1, 30) AS n
        UNION ALL SELECT 'fine', team, site, channel, 'motif-' || n
          FROM (VALUES (%(team)s, %(site)s), (NULL, NULL)) AS place (team, site),
               unnest(ARRAY['phone', 'email', 'fax', 'letter', 'portal']) AS channel, generate_series(1, 30) AS n
       ) AS kept (grain, team_id, site_id, channel, reason)
"""


def main() -> None:
    parser = argparse.ArgumentParser(prog="bench.supervision", description=__doc__)
    parser.add_argument("--calls", type=int, default=CALLS, help="calls of today")
    parser.add_argument("--days", type=int, default=DAYS, help="closed days")
    parser.add_argument("--requests", type=int, default=REQUESTS, help="times that each page is asked for")
    options = parser.parse_args()
    with own_servers(SERVER):
        is_met = _measured(options.calls, options.days, options.requests)
    if not is_met:
        sys.exit(1)


def _measured(calls: int, days: int, requests: int) -> bool:
    """The table on standard output; whether every page meets its target."""
    from bench.contacts import timed_page  # noqa: PLC0415  Django is set up only now
    from bench.people import sign_in  # noqa: PLC0415
    from bench.report import of_pages  # noqa: PLC0415

    supervisor = _fill(calls, days)
    counting = _counting()
    since, until = _days(days), _days(1)
    period = f"du={since}&au={until}"
    pages = {
        "board": ("/plateau/", BOARD_MS),
        "board, again": ("/plateau/vue/", BOARD_MS),
        "wallboard": ("/plateau/mur/", BOARD_MS),
        "indicators of the year": (f"/indicateurs/?{period}", PAGE_MS),
        "one of them by day": (f"/indicateurs/pick_up/?{period}", PAGE_MS),
        "by month": (f"/indicateurs/pick_up/?{period}&pas=mois", PAGE_MS),
        "by reason": (f"/indicateurs/handling/?{period}&par=reason", PAGE_MS),
        "of one channel": (f"/indicateurs/?{period}&canal=phone", PAGE_MS),
        "of one channel, by reason": (f"/indicateurs/solved/?{period}&canal=phone&par=reason", PAGE_MS),
        "halves of the year compared": (
            f"/indicateurs/comparaison/?du={since}&au={_days(days // 2 + 1)}&puis={_days(days // 2)}&jusque={until}",
            PAGE_MS,
        ),
        "its control chart": (f"/indicateurs/pick_up/stabilite/?{period}", PAGE_MS),
        "its hours": (f"/indicateurs/heures/?{period}", PAGE_MS),
        "today and its forecast": ("/indicateurs/journee/", PAGE_MS),
        "advisers of today": ("/indicateurs/effectif/", PAGE_MS),
        "contacts of a month by department": (
            f"/indicateurs/departements/?du={_days(min(30, days))}&au={_days(0)}",
            PAGE_MS,
        ),
        "file of the year by day": (f"/indicateurs/export.csv?{period}", PAGE_MS),
    }
    with web() as (port, _):
        desk = sign_in(supervisor)
        rows = [timed_page(kind, [path] * requests, port=port, desk=desk) for kind, (path, _) in pages.items()]
    sys.stdout.write(of_pages(rows, f"Supervision, {calls:,} calls today, {days:,} closed days"))
    sys.stdout.write(f"\nCounting the day of {calls:,} calls, as its closing does: {counting:.1f} s\n")
    return all(
        row.http is not None and row.http.p95 <= wanted for row, (_, wanted) in zip(rows, pages.values(), strict=True)
    )


def _counting() -> float:
    """Seconds that one derivation of today takes."""
    from django.db import transaction  # noqa: PLC0415
    from django.utils import timezone  # noqa: PLC0415

    from accounts.models import Mutual  # noqa: PLC0415
    from accounts.scopes import within_mutuals  # noqa: PLC0415
    from supervision import queries  # noqa: PLC0415

    began = time.perf_counter()
    with within_mutuals(list(Mutual.objects.values_list("pk", flat=True))), transaction.atomic():
        queries.tallies(queries.inputs_now(timezone.localdate()))
    return time.perf_counter() - began


def _days(ago: int) -> str:
    from datetime import timedelta  # noqa: PLC0415

    from django.utils import timezone  # noqa: PLC0415

    return f"{timezone.localdate() - timedelta(days=ago):%d/%m/%Y}"


def _fill(calls: int, days: int) -> Any:
    """A supervisor of three mutuals, whose day and year are filled."""
    from accounts.models import Mutual, MutualPolicy, Site, Team  # noqa: PLC0415
    from accounts.roles import Role  # noqa: PLC0415
    from bench.people import adviser  # noqa: PLC0415
    from bench.years import as_owner  # noqa: PLC0415
    from contacts.models import Queue, Reason, TelephonySystem  # noqa: PLC0415

    say("filling a day and a year…")
    mutuals = [Mutual.objects.create(code=f"bench-{number}", name=f"Banc {number}") for number in range(3)]
    for mutual in mutuals:
        MutualPolicy.objects.create(mutual=mutual, valid_from="2020-01-01")
    site = Site.objects.create(name="Banc", town="Béziers")
    team = Team.objects.create(site=site, name="Banc")
    people = [adviser(f"bench-{number}", mutuals, team=team) for number in range(PEOPLE)]
    system = TelephonySystem.objects.create(code="banc", label="Banc", secret_sealed=b"")
    given = {
        "calls": calls,
        "days": days,
        "mutuals": [one.pk for one in mutuals],
        "people": [one.pk for one in people],
        "desks": PEOPLE,
        "team": team.pk,
        "site": site.pk,
        "system": system.pk,
        "queue": Queue.objects.get(code="generale").pk,
        "reason": Reason.objects.get(code="autre").pk,
    }
    with as_owner() as run:
        for statement in (TODAY, AT_WORK, WRITTEN, YEAR):
            run(statement, given)
        run("ANALYZE")
    return adviser("bench-supervisor", mutuals, role=Role.SUPERVISOR.value)


if __name__ == "__main__":
    main()
