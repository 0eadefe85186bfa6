"""Quotes: a hundred thousand random cases, five quotes of twelve lines, and the lists over a million stored analyses.

`python -m bench.quotes` starts servers of its own; `--no-stored` needs none.
"""

import argparse
import random
import sys
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from statistics import quantiles
from typing import Any

from bench import results
from bench.servers import own_servers, say, web
from quotes import anomalies, comparison, loading
from quotes.benefits import Beneficiary, Line, Result, Scheme, compute
from quotes.guarantees import NO_COVER, Cap, Clause, Form, Guarantee, Unit
from quotes.prescription import Lens, LensKind
from quotes.tariffs import TariffBook
from ui import typesetting

CASES, STORED, TIMES, PEOPLE = 100_000, 1_000_000, 200, 2_000
PAGES = 20
SERVER = {"SHARED_BUFFERS": "2GB", "EFFECTIVE_CACHE_SIZE": "6GB", "MAX_WAL_SIZE": "8GB"}
DAY = date(2026, 3, 2)
TWELVE = (
    "HBLD734", "HBLD073", "HBLD038", "HBLD403", "HBLD245", "HBLD090", "HBLD486", "C", "HBJD001", "IMPLANT", "TO90", "HBLD418",
)  # fmt: skip


@results.kept("quotes", "Quotes")
def main() -> None:
    parser = argparse.ArgumentParser(prog="bench.quotes", description=__doc__)
    parser.add_argument("--cases", type=int, default=CASES)
    parser.add_argument("--stored", type=int, default=STORED)
    parser.add_argument("--no-stored", action="store_true")
    options = parser.parse_args()
    book = loading.shipped()
    wrong = sum(not _holds(random.Random(seed), book) for seed in range(options.cases))
    sys.stdout.write(f"random cases: {options.cases:,}, {wrong} wrong\n")
    sys.stdout.write(f"five quotes of twelve lines: {_told([_five(book) for _ in range(TIMES)])}\n")
    sys.stdout.write(f"pages of five quotes of twelve lines, set as PDF: {_told([_page() for _ in range(PAGES)])}\n")
    if not options.no_stored:
        with own_servers(SERVER):
            _stored(options.stored)
    if wrong:
        sys.exit(1)


# ---- rules


def _holds(draw: random.Random, book: TariffBook) -> bool:
    """Shares add up, nobody pays less than nothing, the floor is paid, and a better clause costs nobody more."""
    lines, day = _lines(draw, book), date(2014, 1, 1) + timedelta(days=draw.randrange(5000))
    who = Beneficiary(scheme=draw.choice(list(Scheme)), has_ald=draw.random() < 0.2)
    clause = Clause(
        form=draw.choice([form for form in Form if form is not Form.NONE]),
        percent=draw.randrange(60_000),
        amount=draw.randrange(100_000),
        unit=draw.choice([None, *Unit]),
    )
    caps = (Cap(amount=draw.randrange(100_000)),) if draw.random() < 0.3 else ()
    cover = Guarantee(clauses=(clause,), caps=caps)
    better = Guarantee(clauses=(_better(clause, draw),), caps=caps)
    results = [
        compute(lines, day=day, beneficiary=who, guarantee=terms, book=book) for terms in (NO_COVER, cover, better)
    ]
    sound = all(_is_sound(result, lines) for result in results)
    floor = all(one.amc >= one.ticket for one in results[1].shares)
    return sound and floor and results[0].rac >= results[1].rac >= results[2].rac


def _better(clause: Clause, draw: random.Random) -> Clause:
    return Clause(
        form=clause.form,
        percent=clause.percent + draw.randrange(20_000),
        amount=clause.amount + draw.randrange(20_000),
        unit=clause.unit,
    )


def _is_sound(result: Result, lines: list[Line]) -> bool:
    total = sum(line.price for line in lines)
    return result.amo + result.regime_local + result.amc + result.rac == total and all(
        min(one.amo, one.regime_local, one.amc, one.rac) >= 0 for one in result.shares
    )


def _lines(draw: random.Random, book: TariffBook) -> list[Line]:
    codes = [row.code for row in book.rows if row.domain in ("dental", "optical")]
    lens = Lens(draw.choice(list(LensKind)), 25 * draw.randint(-40, 40), 25 * draw.randint(-20, 20))
    if draw.random() < 0.3:
        return [
            Line(code=code, price=draw.randint(1, 60_000), lens=lens) for code in ("MONTURE-B", "VERRE-B", "VERRE-B")
        ]
    lines = [Line(code=draw.choice(codes), price=draw.randint(1, 200_000)) for _ in range(draw.randint(1, 6))]
    return [
        Line(code=line.code, price=line.price, lens=lens if line.code.startswith("VERRE") else None) for line in lines
    ]


def _page() -> float:
    """Seconds to set a page of sixty lines; a label of its own, so that nothing set before is used again."""
    cells = [f"{random.random()}", *["1 234,50 €"] * 7]
    table = {
        "kind": "table",
        "heading": "Lignes",
        "head": ["Acte", *["Montant"] * 7],
        "rows": [{"cells": cells, "strong": False}] * 60,
        "wide": [True, *[False] * 7],
        "right": [False, *[True] * 7],
    }
    page = {
        "title": "Devis",
        "author": "",
        "lang": "fr",
        "margin": 10,
        "columns": 2,
        "footer": "",
        "logo": [],
        "sizes": [6.5, 5.5],
    }
    began = time.perf_counter()
    typesetting.pdf("sheet", {**page, "blocks": [table]}, at=datetime(2026, 3, 2, tzinfo=UTC))
    return time.perf_counter() - began


def _five(book: TariffBook) -> float:
    """Seconds of five quotes of twelve lines, computed, searched for anomalies and aligned."""
    lines = [Line(code=code, price=60_000, teeth=(36,)) for code in TWELVE]
    terms = Guarantee(clauses=(Clause(form=Form.PCT_INCL, percent=30_000),), caps=(Cap(amount=100_000),))
    who = Beneficiary()
    began = time.perf_counter()
    results = [compute(lines, day=DAY, beneficiary=who, guarantee=terms, book=book) for _ in range(5)]
    for result in results:
        anomalies.find(result, day=DAY, domain="dental", beneficiary=who, book=book)
    comparison.aligned(results)
    return time.perf_counter() - began


def _told(seconds: list[float]) -> str:
    cuts = quantiles(seconds, n=20)
    return f"median {cuts[9] * 1000:.2f} ms, p95 {cuts[18] * 1000:.2f} ms"


# ---- a million analyses

FILL = """
INSERT INTO contacts_case (id, mutual_id, member_id, caller_kind, caller_name, caller_phone, caller_email, channel, language,
    department, subject, outcome, facts, state, queue_id, received_at, due_at, version, reason_id, is_solved, closed_at)
SELECT gen_random_uuid(), %(mutual)s, %(member)s, 'member', '', '', '', 'letter', 'fr', '', 'Devis',
    CASE WHEN n %% 500 = 0 THEN '' ELSE 'informed' END, '{}', CASE WHEN n %% 500 = 0 THEN 'waiting' ELSE 'closed' END,
    %(queue)s, now() - n * interval '1 minute', now(), 1, %(reason)s, true, now() FROM generate_series(1, %(number)s) AS n;
INSERT INTO quotes_analysis (id, mutual_id, case_id, member_id, domain, state, care_date, has_ald, renewal_ground, previous_lenses,
    started_at, first_due_at, deadline_at, policy_id, ladder_id, next_step, steps_at, steps_kind, next_action_at,
    pause_reason, pauses, faults, withdrawn_why, analysed_at, told_at, told_by, result, tariff_version, program_version, version)
SELECT gen_random_uuid(), mutual_id, id, member_id, 'dental', CASE WHEN state = 'waiting' THEN 'received' ELSE 'told' END,
    '2026-03-02', false, '', '[]', received_at, received_at + interval '3 days', received_at + interval '3 days', %(policy)s,
    (SELECT id FROM clock_ladder WHERE commitment = 'quote' LIMIT 1), 2,
    CASE WHEN state = 'waiting' THEN ARRAY[now() + interval '1 day'] ELSE '{}' END,
    CASE WHEN state = 'waiting' THEN ARRAY['breach'] ELSE '{}' END,
    CASE WHEN state = 'waiting' THEN now() + interval '1 day' END, '', '[]', 0, '', now(),
    CASE WHEN state = 'waiting' THEN NULL ELSE now() END, CASE WHEN state = 'waiting' THEN '' ELSE 'phone' END, '{}', '', '', 1
  FROM contacts_case;
INSERT INTO quotes_quote (mutual_id, analysis_id, position, label, department, terms, is_kept)
SELECT mutual_id, id, 1, '', lpad((1 + floor(random() * 95))::text, 2, '0'), '{}', false FROM quotes_analysis;
INSERT INTO quotes_quoteline (mutual_id, quote_id, position, code, label, price, teeth, participation, material, basket, details)
SELECT mutual_id, quote.id, place, (ARRAY%(codes)s)[1 + floor(random() * 12)::int], '', 1 + floor(random() * 90000), '{}', 0,
    '', '', '{}' FROM quotes_quote AS quote, generate_series(1, 2) AS place;
"""


def _stored(number: int) -> None:
    from django.db import connection, transaction  # noqa: PLC0415  Django is set up only now
    from django.urls import reverse  # noqa: PLC0415

    from accounts.models import Mutual, MutualPolicy  # noqa: PLC0415
    from accounts.scopes import within_mutuals  # noqa: PLC0415
    from audit.actors import acting, job  # noqa: PLC0415
    from bench import members, report  # noqa: PLC0415
    from bench.contacts import timed_page  # noqa: PLC0415
    from bench.pages import five_quotes  # noqa: PLC0415
    from bench.people import adviser, sign_in, trained  # noqa: PLC0415
    from contacts.models import Queue, Reason  # noqa: PLC0415
    from members.models import Member  # noqa: PLC0415
    from quotes import queries  # noqa: PLC0415
    from quotes.services.prices import count_usual_prices  # noqa: PLC0415

    members.fill(PEOPLE)
    mutual = Mutual.objects.order_by("pk")[0]
    user = adviser("bench-0", [mutual])
    policy, _ = MutualPolicy.objects.get_or_create(mutual=mutual, valid_from="2020-01-01")
    queue = Queue.objects.get(code="generale")
    with acting(job("bench")), within_mutuals([mutual.pk]):
        with transaction.atomic():
            member = Member.objects.order_by("pk")[0]
        say(f"storing {number:,} analyses…")
        values: dict[str, Any] = {
            "mutual": mutual.pk, "member": member.pk, "queue": queue.pk, "policy": policy.pk, "number": number,
            "reason": Reason.objects.filter(parent__isnull=False)[0].pk, "codes": "",
        }  # fmt: skip
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL statement_timeout = 0")
            for statement in FILL.replace("%(codes)s", str(list(TWELVE))).strip().split(";\n"):
                cursor.execute(statement.removesuffix(";"), values)
            cursor.execute("ANALYZE quotes_analysis, quotes_quote, quotes_quoteline, contacts_case")
        trained(user, [queue])
        began = time.perf_counter()
        rows = count_usual_prices()
        sys.stdout.write(f"usual prices counted: {rows} in {time.perf_counter() - began:.1f} s\n")
        with transaction.atomic():
            timed = {
                "work list, first fifty": _timed(lambda: list(queries.work_list(user)[:50])),
                "usual prices of twelve codes": _timed(lambda: queries.usual_prices(TWELVE, department="34")),
            }
            analysis = five_quotes(user)
    for name, said in timed.items():
        sys.stdout.write(f"{name} over {number:,} analyses: {said}\n")
    desk = sign_in(user)
    with web() as (port, _):
        pages = [
            timed_page(name, [address] * TIMES, port=port, desk=desk)
            for name, address in (
                ("work list", reverse("quotes:worklist")),
                ("five quotes of twelve lines with their usual prices", reverse("quotes:analysis", args=[analysis])),
            )
        ]
    sys.stdout.write(report.of_pages(pages, f"Pages over {number:,} analyses") + "\n")


def _timed(act: Callable[[], Any]) -> str:
    seconds = []
    for _ in range(TIMES):
        began = time.perf_counter()
        act()
        seconds.append(time.perf_counter() - began)
    return _told(seconds)


if __name__ == "__main__":
    main()
