"""Prevention: what the end of a call proposes, with ten thousand campaigns live; and with as many that all hold for all of France.

`python -m bench.prevention` starts servers of its own.
"""

import argparse
import random
import sys
import time
from collections.abc import Callable, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from bench import results
from bench.servers import own_servers, say

if TYPE_CHECKING:
    from contacts.models import Case

Measured = tuple[str, list[float], list[float], float, float]
"""What, statement and proposal in ms, campaigns in common with a person, those that fit."""

LIVE, PEOPLE, CALLS, TIMES = 10_000, 20_000, 2_000, 1_000
NATIONAL, REGIONAL, OF_DEPARTMENT = 3, 11, 46
"""Percent of campaigns for the whole country; with those of a region; with those of a department. The others are a commune's."""
TARGET_MS = 30
SERVER = {"SHARED_BUFFERS": "1GB", "EFFECTIVE_CACHE_SIZE": "3GB", "MAX_WAL_SIZE": "4GB"}

CAMPAIGNS = """
INSERT INTO prevention_campaign (title, organiser, theme, territory, starts_on, ends_on, recurrence, recurrence_note, sex, age_min,
    age_max, situations, sentence, how, link, phone, short_number, keywords, words, reasons, interval_days, source, confidence,
    check_again_on, state, withdrawn_why, author_id, second_reader_id, published_at, version)
SELECT 'Campagne ' || n, 'Organisateur', 'theme' || n %% 40, areas[1 + n %% %(territories)s:1 + n %% %(territories)s],
    current_date - n %% 300, current_date + n %% 200, (ARRAY['once', 'once', 'once', 'yearly'])[1 + n %% 4], '',
    (ARRAY['', '', '', 'F', 'M'])[1 + n %% 5], low, low + 10 + n %% 40, '{}', repeat('Une phrase à dire. ', 10), '', '', '', '', '{}',
    ARRAY['theme' || n %% 40, 'mot' || n %% 400], CASE WHEN n %% 20 = 0 THEN ARRAY['devis-dentaire'] ELSE '{}' END, 180, 'banc',
    'verified', current_date + 90, 'published', '', %(author)s, %(reader)s, now(), 1
  FROM (SELECT n, (n * 7) %% 60 AS low, %(areas)s::varchar[] AS areas FROM generate_series(1, %(number)s) AS n) AS made;
INSERT INTO prevention_reach (campaign_id, area, comes_back, starts_on, ends_on, sex, age_min, age_max)
SELECT id, unnest(territory), recurrence = 'yearly', starts_on, ends_on, sex, age_min, age_max FROM prevention_campaign
"""
CALLED = """
INSERT INTO contacts_case (id, mutual_id, member_id, caller_kind, caller_name, caller_phone, caller_email, channel, language,
    department, subject, outcome, facts, state, queue_id, received_at, due_at, version, reason_id, identified_at)
SELECT gen_random_uuid(), mutual_id, id, 'member', '', '', '', 'phone', 'fr', '', '', '', '{}', 'waiting', %(queue)s, now(), now(), 1,
    %(reason)s, now()
  FROM (SELECT id, mutual_id FROM members_member WHERE mutual_id = %(mutual)s ORDER BY id LIMIT %(calls)s) AS member;
INSERT INTO prevention_prompt (mutual_id, case_id, member_id, campaign_id, answer, why, department, adviser_id, at)
SELECT mutual_id, "case".id, member_id, (SELECT min(id) FROM prevention_campaign) + (n * 37) %% %(number)s,
    (ARRAY['told', 'refused', 'known'])[1 + n %% 3], '', '', %(author)s, now() - n * interval '17 days'
  FROM contacts_case AS "case", generate_series(1, 20) AS n
"""
EMPTY = "DELETE FROM prevention_reach"


@results.kept("prevention", "Prevention at the end of a call")
def main() -> None:
    parser = argparse.ArgumentParser(prog="bench.prevention", description=__doc__)
    parser.add_argument("--live", type=int, default=LIVE)
    parser.add_argument("--people", type=int, default=PEOPLE)
    options = parser.parse_args()
    with own_servers(SERVER):
        is_met = _measured(options.live, options.people)
    if not is_met:
        sys.exit(1)


def _measured(live: int, people: int) -> bool:
    """Both tables on standard output; whether the first one meets the target."""
    from django.db import transaction  # noqa: PLC0415  Django is set up only now

    from accounts.models import Mutual  # noqa: PLC0415
    from accounts.scopes import within_mutuals  # noqa: PLC0415
    from audit.actors import acting, job  # noqa: PLC0415
    from bench import members  # noqa: PLC0415
    from contacts.models import Case  # noqa: PLC0415

    say(f"inventing {people:,} people…")
    members.fill(people)
    mutual = Mutual.objects.order_by("pk")[0]
    rows: list[Measured] = []
    with acting(job("bench")), within_mutuals([mutual.pk]):
        values = _values(mutual.pk, live)
        for what, areas in (("of everywhere", _areas()), ("all for the whole country", ["FR"])):
            with transaction.atomic():
                _write(EMPTY, values)
                _write(CAMPAIGNS, {**values, "areas": areas, "territories": len(areas)})
            if not rows:
                with transaction.atomic():
                    _write(CALLED, values)
            _analyze()
            with transaction.atomic():
                calls = list(Case.objects.select_related("reason")[:CALLS])
                rows.append((what, *_timed(calls)))
    _say(live, people, rows)
    return rows[0][2][1] <= TARGET_MS


def _values(mutual_id: int, live: int) -> dict[str, Any]:
    from accounts.models import User  # noqa: PLC0415
    from accounts.roles import Role  # noqa: PLC0415
    from contacts.models import Queue, Reason  # noqa: PLC0415

    author, reader = (
        User.objects.create(username=f"bench-{name}", role=Role.DOCUMENTALIST.value) for name in ("writes", "reads")
    )
    return {
        "mutual": mutual_id,
        "number": live,
        "calls": CALLS,
        "author": author.pk,
        "reader": reader.pk,
        "queue": Queue.objects.get(code="generale").pk,
        "reason": Reason.objects.get(code="devis-dentaire").pk,
    }


def _areas() -> list[str]:
    """A thousand territories in the mix that a watch over the whole country finds."""
    from practitioners.communes import all_communes  # noqa: PLC0415
    from territory.enums import DEPARTMENTS, REGIONS  # noqa: PLC0415

    chance = random.Random(1)
    communes, departments, regions = sorted(all_communes().by_code), list(DEPARTMENTS), list(REGIONS)
    areas = []
    for _ in range(1_000):
        share = chance.randrange(100)
        if share < NATIONAL:
            areas.append("FR")
        elif share < REGIONAL:
            areas.append(f"R{chance.choice(regions)}")
        elif share < OF_DEPARTMENT:
            areas.append(f"D{chance.choice(departments)}")
        else:
            areas.append(f"C{chance.choice(communes)}")
    return areas


def _write(statements: str, values: dict[str, Any]) -> None:
    from django.db import connection  # noqa: PLC0415

    with connection.cursor() as cursor:
        for statement in statements.strip().split(";\n"):
            cursor.execute(statement, values)


def _analyze() -> None:
    from django.db import connections  # noqa: PLC0415

    with connections["owner"].cursor() as owner:
        owner.execute(
            "ANALYZE prevention_campaign, prevention_reach, prevention_prompt, members_member, members_address"
        )


def _timed(calls: "Sequence[Case]") -> tuple[list[float], list[float], float, float]:
    """Milliseconds of the statement alone and of the whole proposal, then campaigns in common with a person and those that fit."""
    from django.db import connection  # noqa: PLC0415
    from django.utils import timezone  # noqa: PLC0415

    from members import queries as member_queries  # noqa: PLC0415
    from members.models import Member  # noqa: PLC0415
    from prevention import queries  # noqa: PLC0415

    today, chance = timezone.localdate(), random.Random(2)
    some = [chance.choice(calls) for _ in range(TIMES)]
    floor, whole, near, fits = [], [], 0, 0
    for case in some:
        member = Member.objects.get(pk=str(case.member_id))
        person = queries.person_of(member, member_queries.home_of(member))
        statement, values = _statement(person, case.mutual_id, today)
        with connection.cursor() as cursor:
            seconds, rows = _took(lambda: (cursor.execute(statement, values), cursor.fetchall())[1])  # noqa: B023  called at once
        floor.append(seconds)
        near += len(rows)
    for case in some:
        seconds, closing = _took(lambda: queries.closing_of(case))  # noqa: B023  called at once
        whole.append(seconds)
        fits += closing.fitting if closing else 0
    return _cuts(floor), _cuts(whole), near / TIMES, fits / TIMES


def _statement(person: Any, mutual_id: int, day: date) -> tuple[str, Sequence[Any]]:
    from prevention import queries  # noqa: PLC0415

    statement, values = queries.rows_around(person, mutual_id=mutual_id, day=day).query.sql_with_params()
    return statement, values


def _took(act: Callable[[], Any]) -> tuple[float, Any]:
    began = time.perf_counter()
    answer = act()
    return 1000 * (time.perf_counter() - began), answer


def _cuts(times: list[float]) -> list[float]:
    ordered = sorted(times)
    return [ordered[int(len(ordered) * share)] for share in (0.5, 0.95, 0.99)]


def _say(live: int, people: int, rows: Sequence[Measured]) -> None:
    from bench.report import table  # noqa: PLC0415

    head = [
        "campaigns",
        "statement p50, ms",
        "p95",
        "p99",
        "proposal p50, ms",
        "p95",
        "p99",
        "near a person",
        "that fit",
    ]
    lines = [
        [what, *(f"{value:.1f}" for value in (*floor, *whole)), f"{near:.0f}", f"{fits:.0f}"]
        for what, floor, whole, near, fits in rows
    ]
    sys.stdout.write(
        f"Proposal at the end of a call, {live:,} campaigns live, {people:,} people\n\n" + table(head, lines)
    )


if __name__ == "__main__":
    main()
