"""Years of contacts, written straight into the tables: nearly all closed and coded, the newest still waiting."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import connections
from django.utils import timezone

from accounts.models import Mutual, MutualPolicy, Site, Team
from bench.members import sizes
from bench.notes import notes
from bench.people import adviser
from bench.servers import say
from contacts.enums import Channel, Outcome
from contacts.models import Queue, Reason, TelephonySystem
from contacts.services.systems import seal_secret

YEARS = 3
CHUNK = 50_000
TEXTS = 5_000
STAFF = 40
OPEN_SHARE = 500
"""One contact in so many waits, the newest ones."""

CALLERS_PERCENT = 40
"""So many of a hundred members ever contact us; the others never do."""

HEAVY_SHARE, HEAVY_CONTACTS = 50, 300
"""One contact in so many is of a member who has so many of them."""

TABLES = ("contacts_case", "contacts_entry", "contacts_call")
OTHERS_QUEUE = "bench-experts"
OTHERS_DEPARTMENTS = ["59", "62"]


@dataclass(frozen=True, slots=True)
class Filled:
    """Rows and bytes by table, and of how many people they are."""

    rows: dict[str, int]
    sizes: dict[str, int]
    people: int
    heavy: int
    contacts_of_heavy: int
    seconds: float


def fill(cases: int = 5_000_000, entries_per_case: int = 4) -> Filled:
    """Contacts over three years, of members already in the register: nearly all closed and coded, the newest still waiting."""
    before = time.perf_counter()
    staff, given = _staff(), _given()
    with as_owner() as run, without_references(run):
        people, heavy = _callers(run, cases)
        given |= {"cases": cases, "entries": entries_per_case, "people": people, "heavy": heavy, "staff": staff}
        given["first_open"] = cases - max(cases // OPEN_SHARE, min(cases, 200))
        for first in range(0, cases, CHUNK):
            last = min(first + CHUNK, cases) - 1
            run(_CHUNK, {**given, "first": first, "last": last})
            rate = (last + 1) / (time.perf_counter() - before)
            say(f"  {last + 1:>9,} of {cases:,} contacts, {rate:,.0f}/s, {(cases - last) / rate:,.0f} s left")
        _give_hands(run, staff)
        run(f"VACUUM (ANALYZE) {', '.join(TABLES)}")
        rows = {name: int(run(f"SELECT count(*) FROM {name}")[0][0]) for name in TABLES}  # noqa: S608  names of ours
    known = sizes("contacts")
    return Filled(rows, known, people, heavy, cases // HEAVY_SHARE // heavy, time.perf_counter() - before)


Run = Callable[..., list[Any]]


SCOPE = "SELECT set_config('app.mutuals', (SELECT array_agg(id)::text FROM accounts_mutual), true)"


@contextmanager
def as_owner() -> Iterator[Run]:
    """Statements of the tables' owner, without limit of time, in the scope of every mutual."""
    owner = connections["owner"]
    owner.ensure_connection()
    with owner.connection.cursor() as cursor:

        def run(statement: str, given: dict[str, Any] | None = None) -> list[Any]:
            if statement.startswith("VACUUM"):
                cursor.execute(statement)
                return []
            with owner.connection.transaction():
                cursor.execute(SCOPE)
                cursor.execute(statement, given)
                return list(cursor.fetchall()) if cursor.description else []

        yield run


@contextmanager
def without_references(run: Run) -> Iterator[None]:
    """References of the filled tables are checked again from the end on: a hundred million look-ups prove nothing here."""
    found = run(
        "SELECT conrelid::regclass, conname, pg_get_constraintdef(oid) FROM pg_constraint"
        " WHERE contype = 'f' AND conrelid = ANY (%(tables)s::regclass[])",
        {"tables": list(TABLES)},
    )
    for table, name, _ in found:
        run(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
    yield
    for table, name, definition in found:
        run(f"ALTER TABLE {table} ADD CONSTRAINT {name} {definition} NOT VALID")


def _staff() -> list[int]:
    """Colleagues who closed what is closed and have their hands full."""
    mutuals = list(Mutual.objects.order_by("pk"))
    return [adviser(f"bench-colleague-{place}", mutuals).pk for place in range(STAFF)]


def _given() -> dict[str, Any]:
    """Queues, reasons and outcomes that the statements draw from."""
    for place, (code, channels) in enumerate(
        ((OTHERS_QUEUE, []), ("bench-courriels", [Channel.EMAIL, Channel.PORTAL]), ("bench-courriers", [Channel.LETTER, Channel.FAX])),
        start=10,
    ):  # fmt: skip
        reasons = ["devis-dentaire"] if code == OTHERS_QUEUE else []
        Queue.objects.get_or_create(
            code=code, defaults={"label": code, "position": place, "channels": channels, "reasons": reasons}
        )
    site, _ = Site.objects.get_or_create(name="Bench", defaults={"town": "Lyon", "departments": ["69"]})
    Site.objects.get_or_create(name="Bench Nord", defaults={"town": "Lille", "departments": OTHERS_DEPARTMENTS})
    Team.objects.get_or_create(site=site, name="Bench")
    for mutual in Mutual.objects.all():
        MutualPolicy.objects.get_or_create(mutual=mutual, valid_from="2020-01-01")
    system = TelephonySystem(code="bench-pabx", label="Bench")
    seal_secret(system, "bench")
    TelephonySystem.objects.bulk_create([system], ignore_conflicts=True)
    queues = dict(Queue.objects.values_list("code", "pk"))
    return {
        "now": timezone.now(),
        "years": timedelta(days=365 * YEARS),
        "system": TelephonySystem.objects.get(code=system.code).pk,
        "reasons": list(Reason.objects.filter(children__isnull=True).values_list("pk", flat=True)),
        "outcomes": [outcome.value for outcome in Outcome],
        "others_queue": queues[OTHERS_QUEUE],
        "phone_queue": queues["generale"],
        "mail_queue": queues["bench-courriels"],
        "paper_queue": queues["bench-courriers"],
        "others_departments": OTHERS_DEPARTMENTS,
        "texts": TEXTS,
    }


def _callers(run: Run, cases: int) -> tuple[int, int]:
    """Who ever contacts us, in a table of this session's, in no order; how many, and how many of them do so all the time."""
    run("CREATE TEMPORARY TABLE bench_text (place integer PRIMARY KEY, text text NOT NULL)")
    run(
        "INSERT INTO bench_text SELECT place - 1, text FROM unnest(%(texts)s::text[]) WITH ORDINALITY t (text, place)",
        {"texts": notes(TEXTS)},
    )
    run(
        "CREATE TEMPORARY TABLE bench_caller AS SELECT (row_number() OVER (ORDER BY random()) - 1)::integer AS place, m.mutual_id, m.id,"
        " coalesce(p.number, '') AS phone, m.email"
        " FROM members_member m TABLESAMPLE BERNOULLI (%(percent)s) LEFT JOIN LATERAL"
        " (SELECT number FROM members_phone p WHERE p.member_id = m.id LIMIT 1) p ON true",
        {"percent": CALLERS_PERCENT},
    )
    run("CREATE UNIQUE INDEX ON bench_caller (place)")
    run("ANALYZE bench_text, bench_caller")
    people = int(run("SELECT count(*) FROM bench_caller")[0][0])
    return people, max(1, cases // HEAVY_SHARE // (HEAVY_CONTACTS + 20))


def _give_hands(run: Run, staff: list[int]) -> None:
    """Some of what waits is in colleagues' hands, one in hand and two aside each, and some sleeps."""
    run(
        "WITH drawn AS (SELECT id, row_number() OVER (ORDER BY random()) - 1 AS place FROM contacts_case WHERE state = 'waiting' LIMIT 300)"
        " UPDATE contacts_case c SET"
        " state = CASE WHEN place < %(staff)s THEN 'in_hand' WHEN place < 3 * %(staff)s THEN 'aside' ELSE 'parked' END,"
        " holder_id = CASE WHEN place < 3 * %(staff)s THEN (%(ids)s::bigint[])[1 + place %% %(staff)s] END,"
        " held_at = CASE WHEN place < 3 * %(staff)s THEN statement_timestamp() END,"
        " parked_until = CASE WHEN place >= 3 * %(staff)s THEN statement_timestamp() + interval '3 days' END"
        " FROM drawn WHERE drawn.id = c.id AND place < (SELECT count(*) / 2 FROM contacts_case WHERE state = 'waiting')",
        {"staff": len(staff), "ids": staff},
    )


_CHUNK = """
WITH drawn AS MATERIALIZED (
  SELECT i, random() AS chance, random() AS hour, random() AS lane, random() AS worked,
    CASE WHEN i %% 50 = 0 THEN (i / 50) %% %(heavy)s
         ELSE %(heavy)s + floor(random() * (%(people)s - %(heavy)s)) END::integer AS place,
    date_trunc('day', (%(now)s - %(years)s * (1 - (i + 1.0) / %(cases)s)) AT TIME ZONE 'Europe/Paris') AS day
  FROM generate_series(%(first)s, %(last)s) i
), came AS MATERIALIZED (
  SELECT d.*, c.mutual_id, c.id AS member_id, c.phone, c.email, i < %(first_open)s AS is_closed,
    CASE WHEN chance < 0.70 THEN 'phone' WHEN chance < 0.88 THEN 'email' WHEN chance < 0.95 THEN 'letter'
         WHEN chance < 0.96 THEN 'fax' ELSE 'portal' END AS channel,
    least(%(now)s - interval '1 hour' * hour, (day - CASE WHEN extract(isodow FROM day) = 7 THEN interval '1 day' ELSE interval '0' END
      + interval '8 hours' + interval '12 hours' * hour) AT TIME ZONE 'Europe/Paris') AS received_at
  FROM drawn d JOIN bench_caller c USING (place)
), opened AS (
  INSERT INTO contacts_case (id, mutual_id, member_id, caller_kind, caller_name, caller_phone, caller_email, channel, language, department,
    subject, reason_id, outcome, is_solved, facts, identified_at, state, queue_id, received_at, due_at, wrap_up_started_at,
    wrap_up_seconds, closed_at, closed_by_id, version, created_at)
  SELECT uuidv7(received_at - clock_timestamp()), mutual_id, member_id, 'member', '',
    CASE WHEN channel = 'phone' THEN phone ELSE '' END, CASE WHEN channel = 'email' THEN email ELSE '' END, channel, 'fr',
    CASE WHEN lane > 0.9 THEN (%(others_departments)s::text[])[1 + floor(worked * cardinality(%(others_departments)s::text[]))] ELSE '' END,
    CASE WHEN channel = 'phone' THEN '' ELSE 'Ma demande du ' || to_char(received_at, 'DD/MM/YYYY') END,
    CASE WHEN is_closed THEN (%(reasons)s::bigint[])[1 + floor(worked * cardinality(%(reasons)s::bigint[]))] END,
    CASE WHEN is_closed THEN (%(outcomes)s::text[])[1 + floor(lane * cardinality(%(outcomes)s::text[]))] ELSE '' END,
    CASE WHEN is_closed THEN worked < 0.8 END, CASE WHEN is_closed THEN '{birth_date,postcode}'::text[] ELSE '{}' END,
    CASE WHEN is_closed THEN received_at + interval '1 minute' END, CASE WHEN is_closed THEN 'closed' ELSE 'waiting' END,
    CASE WHEN lane < 0.2 THEN %(others_queue)s WHEN channel = 'phone' THEN %(phone_queue)s
         WHEN channel IN ('email', 'portal') THEN %(mail_queue)s ELSE %(paper_queue)s END,
    received_at, received_at + CASE WHEN channel = 'phone' THEN interval '0' ELSE interval '48 hours' END,
    CASE WHEN is_closed AND channel = 'phone' THEN received_at + interval '3 minutes' END,
    CASE WHEN is_closed AND channel = 'phone' THEN floor(20 + 40 * worked) END,
    CASE WHEN is_closed THEN received_at + CASE WHEN channel = 'phone' THEN interval '4 minutes' ELSE interval '30 hours' * worked END END,
    CASE WHEN is_closed THEN (%(staff)s::bigint[])[1 + floor(worked * cardinality(%(staff)s::bigint[]))] END, 3, received_at
  FROM came ORDER BY received_at
  RETURNING id, mutual_id, member_id, channel, caller_phone, state, reason_id, outcome, received_at, closed_at, closed_by_id
), called AS (
  INSERT INTO contacts_call (id, mutual_id, case_id, system_id, call_ref, direction, caller, adviser_id, state, rang_at, answered_at,
    held_seconds, ended_at, last_event_at)
  SELECT uuidv7(received_at - clock_timestamp()), mutual_id, id, %(system)s, id::text, 'in', caller_phone, closed_by_id, 'ended',
    received_at, received_at + interval '12 seconds', 0, received_at + interval '3 minutes', received_at + interval '3 minutes'
  FROM opened WHERE channel = 'phone' AND state = 'closed'
), lined AS MATERIALIZED (
  SELECT o.*, step, floor(random() * %(texts)s)::integer AS place
  FROM opened o CROSS JOIN generate_series(1, %(entries)s) step WHERE step = 1 OR o.state = 'closed'
)
INSERT INTO contacts_entry (mutual_id, case_id, member_id, kind, at, by_id, title, text, detail)
SELECT mutual_id, l.id, member_id, kind,
  CASE WHEN step = 1 THEN received_at ELSE coalesce(closed_at, received_at) - interval '20 seconds' * (%(entries)s - step) END,
  CASE WHEN step > 1 THEN closed_by_id END, '', CASE WHEN kind IN ('email_in', 'request', 'note') THEN t.text ELSE '' END,
  CASE WHEN kind = 'closed' THEN jsonb_build_object('reason', reason_id, 'outcome', outcome, 'solved', true)
       WHEN kind = 'identified' THEN '{"kind": "member", "facts": ["birth_date", "postcode"]}'
       WHEN kind = 'call_in' THEN '{"outcome": "ended", "wait": 12, "talk": 168, "held": 0}' ELSE '{}' END
FROM lined l JOIN bench_text t USING (place) CROSS JOIN LATERAL (
  SELECT CASE
    WHEN step = 1 THEN CASE channel WHEN 'phone' THEN 'call_in' WHEN 'email' THEN 'email_in' WHEN 'letter' THEN 'letter_in'
                                    WHEN 'fax' THEN 'fax_in' ELSE 'request' END
    WHEN step = %(entries)s THEN 'closed'
    WHEN step = 2 THEN CASE channel WHEN 'phone' THEN 'identified' ELSE 'qualified' END
    ELSE 'note' END AS kind
) k
ORDER BY l.received_at, l.id, step
"""
"""Rows of a slice of time, in its order, so that a member's lie as far apart on disk as in life."""
