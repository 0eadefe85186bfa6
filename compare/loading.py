"""The same contacts for django-helpdesk: copied out of the product's tables in the shape of its own, and into them.

A contact is a ticket and each line of its timeline a follow-up. Who it is about stands in the ticket's title and description,
since a person is nothing else there.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg
from django.db import connections

from bench.servers import say
from bench.years import SCOPE, as_owner
from compare import environment
from compare.helpdesk.names import PROMISES
from contactcenter.embedded.folder import own_secrets
from contacts.models import Queue

DATABASE = "helpdesk"
QUEUES = {
    "generale": "generale",
    "bench-experts": "experts",
    "bench-courriels": "courriels",
    "bench-courriers": "courriers",
}
"""The product's queues by those of the tickets."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """The site, ready: where its database is, the session of its adviser, its queues, and what was loaded, in rows and bytes."""

    address: str
    session: str
    queues: dict[str, int]
    rows: dict[str, int]
    size: int


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody with contacts: what a caller says, and the tickets by which an answer of the other program is recognised."""

    id: str
    name: str
    number: str
    phone: str
    tickets: frozenset[int]


def load(folder: Path, *, promises: int) -> Loaded:
    """A database of its own at the same server, its tables made by its own migrations, filled by COPY; PROMISES call-backs besides."""
    address = _make_database()
    at_home = environment.environment(address)
    staff = _number_staff_and_tickets()
    made = environment.run("prepare", str(staff), environment=at_home)
    say("copying contacts to django-helpdesk…")
    files = {"helpdesk_ticket": folder / "tickets.csv", "helpdesk_followup": folder / "followups.csv"}
    given = {**_queues(made["queues"]), "promised": made["queues"][PROMISES], "promises": promises}
    _copy_out(TICKETS, files["helpdesk_ticket"], given)
    _copy_out(FOLLOWUPS, files["helpdesk_followup"], {})
    rows = {table: _copy_in(address, table, path) for table, path in files.items()}
    return Loaded(address, made["session"], made["queues"], rows, _size(address))


def people(count: int) -> list[Person]:
    """Members with contacts, drawn by lot."""
    with as_owner() as run:
        found = run(PEOPLE, {"count": count})
    return [
        Person(str(member_id), name, number, phone, frozenset(tickets))
        for member_id, name, number, phone, tickets in found
    ]


def ticket_of(case_id: Any) -> int:
    with as_owner() as run:
        return int(run("SELECT ticket FROM compare_ticket WHERE id = %(id)s", {"id": case_id})[0][0])


def _make_database() -> str:
    """Its address. The product's own roles make no databases, so the server's superuser does it once."""
    owner = urlsplit(os.environ["DATABASE_OWNER_URL"])
    password = own_secrets(Path(os.environ["CONTACTCENTER_VAR"]))["password_postgres"]
    with psycopg.connect(
        f"postgresql://postgres:{password}@{owner.hostname}:{owner.port}/postgres", autocommit=True
    ) as root:
        root.execute(f"CREATE DATABASE {DATABASE} OWNER {owner.username}")
    return owner._replace(path=f"/{DATABASE}").geturl()


def _number_staff_and_tickets() -> int:
    """Accounts and contacts have whole numbers there: tables of this session's say which is whose. How many accounts."""
    with as_owner() as run:
        run(
            "CREATE TEMPORARY TABLE compare_staff AS SELECT id, (row_number() OVER (ORDER BY id))::integer AS number FROM accounts_user"
        )
        run(
            "CREATE TEMPORARY TABLE compare_ticket AS"
            " SELECT id, member_id, (row_number() OVER (ORDER BY received_at, id))::integer AS ticket FROM contacts_case"
        )
        run("CREATE UNIQUE INDEX ON compare_ticket (id)")
        run("CREATE INDEX ON compare_ticket (member_id)")
        run("ANALYZE compare_ticket, compare_staff")
        return int(run("SELECT count(*) FROM compare_staff")[0][0])


def _queues(theirs: Mapping[str, int]) -> dict[str, Any]:
    ours = dict(Queue.objects.filter(code__in=QUEUES).values_list("code", "pk"))
    return {"ours": [ours[code] for code in QUEUES], "theirs": [theirs[slug] for slug in QUEUES.values()]}


def _copy_out(statement: str, path: Path, given: Mapping[str, Any]) -> None:
    """The rows of a query as CSV, in the scope of every mutual."""
    owner = connections["owner"]
    with owner.connection.transaction(), owner.connection.cursor() as cursor, path.open("wb") as file:
        cursor.execute(SCOPE)
        with cursor.copy(f"COPY ({statement}) TO STDOUT (FORMAT csv, HEADER)", given) as copy:
            file.writelines(copy)


def _copy_in(address: str, table: str, path: Path) -> int:
    """How many rows."""
    with psycopg.connect(address, autocommit=True) as there, there.cursor() as cursor, path.open("rb") as file:
        columns = file.readline().decode().strip()
        with cursor.copy(f"COPY {table} ({columns}) FROM STDIN (FORMAT csv)") as copy:
            while block := file.read(2**18):
                copy.write(block)
        rows = cursor.rowcount
        cursor.execute(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT max(id) FROM {table}))")
        cursor.execute(f"VACUUM (ANALYZE) {table}")
    path.unlink()
    return rows


def _size(address: str) -> int:
    """Bytes on disk of the whole database."""
    with psycopg.connect(address) as there:
        (size,) = there.execute("SELECT pg_database_size(current_database())").fetchone() or (0,)
        return int(size)


_WHO = """
  SELECT m.id, m.used_name || ' ' || split_part(m.first_names, ' ', 1) AS name, m.email,
         'Adhérent n° ' || m.number || ', né(e) le ' || to_char(m.birth_date, 'DD/MM/YYYY')
           || coalesce(', tél. ' || (SELECT number FROM members_phone p WHERE p.member_id = m.id LIMIT 1), '') AS known
    FROM members_member m
"""
TICKETS = f"""
WITH who AS ({_WHO}),
said AS (SELECT DISTINCT ON (case_id) case_id, text FROM contacts_entry WHERE text <> '' ORDER BY case_id, id)
SELECT t.ticket AS id, left(who.name || ' – ' || coalesce(nullif(c.subject, ''), r.label, 'demande'), 200) AS title,
       c.received_at AS created, coalesce(c.closed_at, c.received_at) AS modified, nullif(who.email, '') AS submitter_email,
       CASE WHEN c.state = 'closed' THEN 4 ELSE 1 END AS status, c.state = 'parked' AS on_hold,
       who.known || E'\n\n' || coalesce(said.text, '') AS description, NULL AS resolution, 3 AS priority, c.due_at AS due_date,
       NULL::timestamptz AS last_escalation, gen_random_uuid()::text AS secret_key,
       (%(theirs)s::int[])[array_position(%(ours)s::bigint[], c.queue_id)] AS queue_id, s.number AS assigned_to_id
  FROM contacts_case c JOIN compare_ticket t ON t.id = c.id JOIN who ON who.id = c.member_id
  LEFT JOIN contacts_reason r ON r.id = c.reason_id LEFT JOIN said ON said.case_id = c.id
  LEFT JOIN compare_staff s ON s.id = coalesce(c.closed_by_id, c.holder_id)
UNION ALL
(SELECT (SELECT max(ticket) FROM compare_ticket) + (row_number() OVER ())::int, name || ' – rappel promis', now() - interval '2 days',
       now() - interval '2 days', nullif(email, ''), 1, false, known, NULL, 3, now(), NULL, gen_random_uuid()::text,
       %(promised)s, 1
  FROM who LIMIT %(promises)s)
"""
FOLLOWUPS = """
SELECT e.id, e.at AS date, e.kind AS title, e.text AS comment, false AS public, t.ticket AS ticket_id, s.number AS user_id
  FROM contacts_entry e JOIN compare_ticket t ON t.id = e.case_id LEFT JOIN compare_staff s ON s.id = e.by_id
"""
PEOPLE = f"""
WITH who AS ({_WHO}), drawn AS (SELECT DISTINCT member_id FROM contacts_case),
chosen AS (SELECT member_id FROM drawn ORDER BY random() LIMIT %(count)s)
SELECT who.id, who.name, m.number, coalesce((SELECT number FROM members_phone p WHERE p.member_id = m.id LIMIT 1), ''),
       (SELECT array_agg(ticket) FROM compare_ticket t WHERE t.member_id = m.id)
  FROM chosen JOIN members_member m ON m.id = chosen.member_id JOIN who ON who.id = m.id
"""
