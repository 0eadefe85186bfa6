"""The search at one size of the register: whole HTTP requests, their statements alone, and how many errors are forgiven."""

import random
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from statistics import quantiles
from typing import Any
from urllib.parse import urlencode

from django.db import connection, transaction
from django.utils import timezone

from accounts.scopes import within_mutuals
from bench.people import SignedIn
from members import asking
from members.sealing import unseal
from members.search import find

REQUESTS = 300
ERRORS = 1_000
FIRST = 10


@dataclass(frozen=True, slots=True)
class Person:
    """What a caller would say, and whom the search must find."""

    id: str
    number: str
    used_name: str
    first_name: str
    birth: str
    postal_code: str
    phone: str
    nir: str


@dataclass(frozen=True, slots=True)
class Timing:
    """Milliseconds at the 50th, 95th and 99th of a hundred."""

    p50: float
    p95: float
    p99: float


@dataclass(frozen=True, slots=True)
class Row:
    """`http` is None for what no page shows; `queries` is how many statements one asking takes, where they were counted."""

    kind: str
    http: Timing | None
    sql: Timing
    queries: int = 0


@dataclass(frozen=True, slots=True)
class Recall:
    """Shares of people who stand among the first ten: after an error, without it, and after it of those who do without it.

    Namesakes keep some out of the first ten whatever is typed, so the last says what the errors cost.
    """

    with_error: float
    without: float
    of_those: float


def timing(seconds: list[float]) -> Timing:
    cuts = quantiles(seconds, n=100)
    return Timing(*(round(cuts[place] * 1000, 2) for place in (49, 94, 98)))


def sample(count: int, *, mutual_ids: list[int], seed: int) -> list[Person]:
    """People drawn over the whole register, in the scope of the mutuals."""
    with within_mutuals(mutual_ids), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = '300s'")
        cursor.execute(
            "SELECT m.id, m.number, m.used_name, m.first_names, to_char(m.birth_date, 'DD/MM/YYYY'), s.postal_code, p.number, m.nir_sealed"
            " FROM members_member m TABLESAMPLE BERNOULLI (%s) REPEATABLE (%s)"
            " JOIN LATERAL (SELECT postal_code FROM members_searchname s WHERE s.mutual_id = m.mutual_id AND s.member_id = m.id LIMIT 1) s ON true"
            " LEFT JOIN LATERAL (SELECT number FROM members_phone p WHERE p.member_id = m.id LIMIT 1) p ON true LIMIT %s",
            [_percent(count), seed, count * 3],
        )
        rows = cursor.fetchall()
    chosen = random.Random(seed).sample(rows, min(count, len(rows)))
    return [_person(*row) for row in chosen]


def _percent(count: int) -> float:
    with connection.cursor() as cursor:
        cursor.execute("SELECT greatest(reltuples, 1) FROM pg_class WHERE relname = 'members_member'")
        return min(100.0, 400.0 * count / float(cursor.fetchone()[0]))


def _person(
    member_id: Any,
    number: str,
    used: str,
    first_names: str,
    birth: str,
    postal_code: str,
    phone: str | None,
    sealed: Any,
) -> Person:
    nir = unseal(bytes(sealed), member_id=member_id) if sealed is not None else ""
    return Person(
        str(member_id), number, used, first_names.split(" ", maxsplit=1)[0], birth, postal_code, phone or "", nir
    )


def with_error(text: str, chance: random.Random) -> str:
    """One typing error among the letters or digits: a wrong, missing or doubled character, or two neighbours swapped."""
    places = [place for place, character in enumerate(text) if character.isalnum()]
    place = chance.choice(places)
    letter = chance.choice("0123456789" if text[place].isdigit() else "abcdefghijklmnopqrstuvwxyz")
    if text[place].isdigit():
        return text[:place] + letter + text[place + 1 :]
    kind = chance.randrange(4)
    if kind == 0:
        return text[:place] + letter + text[place + 1 :]
    if kind == 1 and len(places) > 3:
        return text[:place] + text[place + 1 :]
    if kind == 2:
        return text[:place] + letter + text[place:]
    return text[:place] + text[place + 1 : place + 2] + text[place] + text[place + 2 :]


Kind = Callable[[Person, random.Random], str]
KINDS: dict[str, Kind] = {
    "telephone": lambda person, _: person.phone,
    "number": lambda person, _: person.number,
    "NIR": lambda person, _: person.nir,
    "exact name": lambda person, _: f"{person.used_name} {person.first_name}",
    "prefix": lambda person, chance: person.used_name[: chance.randint(3, 5)],
    "prefix + first name": lambda person, chance: f"{person.used_name[: chance.randint(3, 5)]} {person.first_name[:3]}",
    "prefix + day of birth": lambda person, _: f"{person.used_name[:3]} {person.birth[:2]}{person.birth[3:5]}",
    "name, one error": lambda person, chance: with_error(f"{person.used_name} {person.first_name}", chance),
    "name + birth date, one error": lambda person, chance: with_error(
        f"{person.used_name} {person.first_name} {person.birth}", chance
    ),
    "postcode + name": lambda person, _: f"{person.postal_code} {person.used_name}",
}
FORGIVING = ("name, one error", "name + birth date, one error")


def measure(*, port: int, desk: SignedIn, mutual_ids: list[int], seed: int = 1) -> list[Row]:
    """Every kind of search through HTTP with one signed-in adviser, and its statements alone, in turn on the same texts."""
    people = sample(REQUESTS, mutual_ids=mutual_ids, seed=seed)
    client = Client(port, desk.headers)
    rows = []
    for kind, write in KINDS.items():
        texts = [text for person in people if (text := write(person, random.Random(person.id)))]
        for text in texts[:20]:
            client.search(text)
            statements_of(text, mutual_ids)
        rows.append(
            Row(
                kind,
                timing([client.search(text) for text in texts]),
                timing([statements_of(text, mutual_ids) for text in texts]),
            )
        )
    return rows


def recall(*, mutual_ids: list[int], seed: int = 2) -> dict[str, Recall]:
    """What ERRORS random typing errors, one for each person, cost each forgiving kind of search."""
    people = sample(ERRORS, mutual_ids=mutual_ids, seed=seed)
    shares = {}
    for kind in FORGIVING:
        plain = f"{{0.used_name}} {{0.first_name}}{' {0.birth}' if 'birth' in kind else ''}"
        met = {p.id for p in people if is_found(KINDS[kind](p, random.Random(p.id)), p, mutual_ids)}
        found = {p.id for p in people if is_found(plain.format(p), p, mutual_ids)}
        shares[kind] = Recall(len(met) / len(people), len(found) / len(people), len(met & found) / max(len(found), 1))
    return shares


def is_found(text: str, person: Person, mutual_ids: list[int]) -> bool:
    with within_mutuals(mutual_ids), transaction.atomic():
        hits, _ = find(asking.read(text, on=timezone.localdate()).wanted)
    return person.id in [str(hit.member_id) for hit in hits[:FIRST]]


def statements_of(text: str, mutual_ids: list[int]) -> float:
    """Seconds that the database took for the search's own statements."""
    with within_mutuals(mutual_ids), transaction.atomic():
        wanted = asking.read(text, on=timezone.localdate()).wanted
        with statements() as spent:
            find(wanted)
    return sum(spent)


@contextmanager
def statements() -> Iterator[list[float]]:
    """Seconds that the database took for each statement of the block, as they come."""
    spent: list[float] = []

    def clocked(execute: Any, sql: Any, params: Any, many: Any, context: Any) -> Any:
        before = time.perf_counter()
        try:
            return execute(sql, params, many, context)
        finally:
            spent.append(time.perf_counter() - before)

    with connection.execute_wrapper(clocked):
        yield spent


class Client:
    """One browser's or machine's connection, kept open. HEADERS say who it is."""

    def __init__(self, port: int, headers: dict[str, str]) -> None:
        self.http = HTTPConnection("127.0.0.1", port)
        self.headers = headers

    def search(self, text: str) -> float:
        """Seconds from the request to the last byte of the answer. Raises RuntimeError for anything but 200."""
        fragment = {"HX-Request": "true", "Content-Type": "application/x-www-form-urlencoded"}
        return self._timed("POST", "/recherche/", body=urlencode({"q": text}), headers=fragment)

    def page(self, path: str) -> float:
        """Seconds from the request to the last byte of a whole page. Raises RuntimeError for anything but 200."""
        return self._timed("GET", path)

    def _timed(
        self, method: str, path: str, *, body: str | None = None, headers: dict[str, str] | None = None
    ) -> float:
        before = time.perf_counter()
        self.http.request(method, path, body=body, headers={**self.headers, **(headers or {})})
        answer = self.http.getresponse()
        answer.read()
        if answer.status != 200:
            raise RuntimeError(f"{answer.status} for {method} {path}")
        return time.perf_counter() - before
