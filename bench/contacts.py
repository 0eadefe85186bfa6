"""The pages of contacts over years of them: whole HTTP requests, their statements alone, and how many statements each page takes."""

import random
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from statistics import mode
from typing import Any
from uuid import UUID

from django.db import connections, transaction
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone

from accounts.enums import Scope
from accounts.models import Mutual, MutualPolicy, Site, Team, User
from accounts.roles import Role
from accounts.scopes import within_mutuals
from accounts.services import create_api_key
from audit.actors import acting, job
from bench.members import sizes
from bench.notes import SOUGHT, notes
from bench.people import SignedIn, adviser, sign_in, trained
from bench.report import Contacts
from bench.search import Client, Row, statements, timing
from bench.servers import say
from contacts.enums import Channel, Outcome
from contacts.models import Queue, Reason, TelephonySystem
from contacts.services import hands
from contacts.services.systems import seal_secret
from members.models import Member
from members.services import open_by_contact

HOST = "127.0.0.1"
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

MEMBERS = 15
"""Files that one adviser opens here: far fewer than the mass reading that stops an account (accounts/deadlines.py)."""

REQUESTS, API_REQUESTS = 300, 100
"""A key may ask six hundred times a minute, the warming up and the timing of statements included."""

WARM_UP = 20
TABLES = ("contacts_case", "contacts_entry", "contacts_call")
OWN_QUEUES = ("generale", "bench-courriels", "bench-courriers")
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


# ---- filling


def fill(cases: int = 5_000_000, entries_per_case: int = 4) -> Filled:
    """Contacts over three years, of members already in the register: nearly all closed and coded, the newest still waiting."""
    before = time.perf_counter()
    staff, given = _staff(), _given()
    with _as_owner() as run, _without_references(run):
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
def _as_owner() -> Iterator[Run]:
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
def _without_references(run: Run) -> Iterator[None]:
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


# ---- measuring


@dataclass(frozen=True, slots=True)
class Person:
    """A member with contacts, one of which is CASE_ID."""

    mutual_id: int
    id: UUID
    case_id: UUID


Path = Callable[[Person, random.Random], str]
PAGES: dict[str, Path] = {
    "contact": lambda person, _: reverse("workstation:case", args=[person.case_id]),
    "member": lambda person, _: reverse("workstation:member", args=[person.id]),
    "history": lambda person, _: _history(person),
    "history, words": lambda person, chance: _history(person, q=chance.choice(SOUGHT)),
    "history, filters": lambda person, chance: _history(
        person,
        channel=chance.choice([Channel.PHONE, Channel.EMAIL]),
        since=_day(900),
        until=_day(chance.randint(0, 600)),
    ),
}


def _history(person: Person, **asked: str) -> str:
    return reverse("workstation:history", args=[person.id], query=asked or None)


def _day(ago: int) -> str:
    return f"{timezone.localdate() - timedelta(days=ago):%d/%m/%Y}"


def measure(*, port: int, filled: Filled, requests: int = REQUESTS) -> Contacts:
    """Every page through HTTP with a signed-in adviser, and its statements alone, in turn on the same members.

    Each page has an adviser of its own: what the journal counts of one account's readings stays what a day's work makes it.
    """
    mutuals = list(Mutual.objects.order_by("pk"))
    groups = {
        "members with 3 to 20 contacts": _people(least=3, most=20),
        f"members with some {filled.contacts_of_heavy} contacts": _people(least=filled.contacts_of_heavy, most=filled.rows["contacts_case"]),
    }  # fmt: skip
    desk = _desk("bench-worklist", mutuals, ())
    paths = [reverse("workstation:worklist")] * requests
    rows = [_page("work list", paths, port=port, desk=desk)]
    for group, people in groups.items():
        for kind, write in PAGES.items():
            desk = _desk(f"bench-{len(rows)}", mutuals, people)
            chance = random.Random(kind)
            paths = [write(people[place % len(people)], chance) for place in range(requests)]
            rows.append(_page(f"{kind}, {group}", paths, port=port, desk=desk))
    rows += _api(groups, mutuals, port=port, requests=requests)
    rows.append(_next_contact(desk.user, mutuals, requests=requests))
    return Contacts(filled, rows)


def _people(*, least: int, most: int) -> list[Person]:
    """Members drawn among those with so many contacts, each with one of them."""
    with _as_owner() as run:
        found = run(
            "SELECT mutual_id, member_id, (array_agg(id))[1 + count(*) / 2] FROM contacts_case WHERE state = 'closed' GROUP BY 1, 2"
            " HAVING count(*) BETWEEN %(least)s AND %(most)s ORDER BY md5(member_id::text) LIMIT %(members)s",
            {"least": least * 9 // 10, "most": most, "members": MEMBERS},
        )
    return [Person(*row) for row in found]


def _desk(username: str, mutuals: Sequence[Mutual], people: Sequence[Person]) -> SignedIn:
    """An adviser of every mutual, trained for most queues, who has just had contacts with these people."""
    team = Team.objects.get(site__name="Bench")
    user = trained(adviser(username, mutuals, team=team), list(Queue.objects.filter(code__in=OWN_QUEUES)))
    with acting(job("bench")), within_mutuals([mutual.pk for mutual in mutuals]), transaction.atomic():
        for person in people:
            open_by_contact(user=user, member_id=person.id, facts=["birth_date", "postcode"])
    return sign_in(user)


def _page(kind: str, paths: Sequence[str], *, port: int, desk: SignedIn) -> Row:
    say(f"  {kind}")
    return _row(kind, paths, Client(port, desk.headers), Browser(SERVER_NAME=HOST, headers=desk.headers))


def _row(kind: str, paths: Sequence[str], client: Client, inside: Browser) -> Row:
    for path in paths[:WARM_UP]:
        client.page(path)
        _statements(inside, path)
    http = [client.page(path) for path in paths]
    sql = [_statements(inside, path) for path in paths]
    return Row(kind, timing(http), timing([seconds for seconds, _ in sql]), max(count for _, count in sql))


def _statements(inside: Browser, path: str) -> tuple[float, int]:
    """Seconds that the database took for the statements of one page, and how many there were."""
    with statements() as spent:
        status = inside.get(path).status_code
    if status != 200:
        raise RuntimeError(f"{status} for {path}")
    return sum(spent), len(spent)


def _api(groups: Mapping[str, Sequence[Person]], mutuals: Sequence[Mutual], *, port: int, requests: int) -> list[Row]:
    """The list that machines ask for, of the same members, by a key of the mutual that most of them are of."""
    machine, _ = User.objects.get_or_create(username="bench-machine", defaults={"role": Role.API_CLIENT.value})
    by = User.objects.get(username="bench-asks")
    rows = []
    for group, people in groups.items():
        say(f"  API, {group}")
        mutual_id = mode(person.mutual_id for person in people)
        mutual = next(mutual for mutual in mutuals if mutual.pk == mutual_id)
        _, token = create_api_key(user=machine, mutual=mutual, label=group, scopes=[Scope.CONTACT_READ], by=by)
        headers = {"Authorization": f"Bearer {token}"}
        with within_mutuals([mutual_id]), transaction.atomic():
            named = Member.objects.filter(pk__in=[person.id for person in people])
            asked = [{"member_number": member.number, "rank": str(member.rank)} for member in named]
        paths = [
            reverse("api:contact-list", query=asked[place % len(asked)]) for place in range(min(requests, API_REQUESTS))
        ]
        rows.append(
            _row(f"API list, {group}", paths, Client(port, headers), Browser(SERVER_NAME=HOST, headers=headers))
        )
    return rows


def _next_contact(user: User, mutuals: Sequence[Mutual], *, requests: int) -> Row:
    """The service alone, rolled back each time so that the same work waits again."""
    say("  next contact")
    sql = [_take_next(user, [mutual.pk for mutual in mutuals]) for _ in range(WARM_UP + requests)][WARM_UP:]
    return Row("next contact, service alone", None, timing([sum(spent) for spent in sql]), max(map(len, sql)))


def _take_next(user: User, mutual_ids: list[int]) -> list[float]:
    with acting(job("bench")), within_mutuals(mutual_ids), transaction.atomic():
        with statements() as spent:
            case = hands.take_next(user=user)
        transaction.set_rollback(True)
    if case is None:
        raise RuntimeError("nothing waits")
    return spent
