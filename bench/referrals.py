"""The directory at the size of the whole register: its import, twice; draws in Paris beside their bare SQL and over HTTP; fairness."""

import resource
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from secrets import token_hex

from django.core.management import call_command
from django.db import connections, transaction
from django.db.models import QuerySet
from django.utils import timezone

from accounts.enums import Scope
from accounts.models import Mutual, User
from accounts.roles import Role
from accounts.scopes import within_mutuals
from accounts.services import create_api_key
from audit.actors import acting, job
from bench.search import Timing, timing
from bench.servers import say
from practitioners.asking import origin_of
from practitioners.changes import begin_edition
from practitioners.communes import all_communes
from practitioners.imports import import_practitioners
from practitioners.invention import header, town_of_dentists
from practitioners.search import eligible_places
from practitioners.terms import Kind, kind_of
from referrals.chances import Test, even_test, together
from referrals.models import Referral
from referrals.oversight import answers_to, in_period, report_on, verify
from referrals.queries import sought_of
from referrals.services import Asked, draw_list

REGISTER = 2_100_000
TOWN = "34032"
"""Béziers, for the trial of fairness."""
KINDS = ("10", "60", "70", "40", "28", "10-SM38-SM85")
"""Kinds of practitioner asked for in Paris: the largest eligible sets first."""


@dataclass(frozen=True, slots=True)
class Imported:
    """Rows a second, megabytes of this process at its largest, and what the second import of the same file changed."""

    rows: int
    new: float
    again: float
    changed: int
    bare_copy: float
    memory: float


@dataclass(frozen=True, slots=True)
class Fairness:
    """So many draws of one question; `names` are tried within each place. `identical` sequences running and `faults` of the replay should be 0.

    `report` and `answer` are the seconds of the impartiality report and of the answer to one practitioner, over these draws.
    """

    town: str
    size: int
    draws: int
    exposure: Test
    ranks: Sequence[Test]
    names: Test
    identical: int
    faults: int
    report: float
    answer: float


def measure_import(folder: Path, rows: int = REGISTER) -> Imported:
    path = folder / "PS_LibreAcces_Personne_activite_202610080830.txt"
    say(f"writing {rows:,} rows of the register…")
    call_command("generate_practitioners", path, rows=rows)
    say("importing…")
    seconds, changed = zip(*(_import(path) for _ in range(2)), strict=True)
    with connections["owner"].cursor() as cursor:
        cursor.execute("VACUUM (ANALYZE) practitioners_activity, practitioners_place, practitioners_practitioner")
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return Imported(rows, rows / seconds[0], rows / seconds[1], changed[1], rows / _bare_copy(path), memory)


def _import(path: Path) -> tuple[float, int]:
    before = time.perf_counter()
    with path.open("rb") as file, acting(job("bench")):
        report = import_practitioners(file=file, name=path.name)
    return time.perf_counter() - before, report.merged.total


def _bare_copy(path: Path) -> float:
    owner = connections["owner"]
    owner.ensure_connection()
    with owner.connection.cursor() as cursor:
        cursor.execute("CREATE UNLOGGED TABLE bench_register (line text)")
        before = time.perf_counter()
        statement = "COPY bench_register FROM STDIN (FORMAT csv, DELIMITER E'\\x01', QUOTE E'\\x02')"
        with cursor.copy(statement) as copy, path.open("rb") as file:
            while block := file.read(2**20):
                copy.write(block)
        spent = time.perf_counter() - before
        cursor.execute("DROP TABLE bench_register")
    return spent


@dataclass(frozen=True, slots=True)
class Draws:
    """Of one kind in Paris. `first` is the first draw after a change of the directory, `bare` the statement of its set alone."""

    kind: str
    size: int
    http: Timing
    draw: Timing
    first: Timing
    bare: Timing


def measure_draws(*, port: int, mutual: Mutual, times: int) -> list[Draws]:
    token = _token(mutual)
    return [_draws(_kind(code), port=port, token=token, mutual=mutual, times=times) for code in KINDS]


def _kind(code: str) -> Kind:
    found = kind_of(code)
    if found is None:
        raise RuntimeError(f"no kind of practitioner is {code}")
    return found


def _draws(kind: Kind, *, port: int, token: str, mutual: Mutual, times: int) -> Draws:
    asked = Asked(kind, origin_of("75001"))
    sought = sought_of(asked.question())

    def draw() -> None:
        draw_list(mutual_id=mutual.pk, asked=asked)

    with within_mutuals([mutual.pk]), acting(job("bench")):
        size = eligible_places(sought).size
        drawn = timing([_timed(draw) for _ in range(times)])
        first = timing([_timed(draw, before=begin_edition) for _ in range(times)])
        bare = timing([_timed(lambda: eligible_places(sought), before=begin_edition) for _ in range(times)])
    http = timing(_requests(kind, port=port, token=token, times=times))
    return Draws(f"{kind.names} in Paris", size, http, drawn, first, bare)


def _timed(act: Callable[[], object], *, before: Callable[[], object] = lambda: None) -> float:
    """Seconds of a transaction, without what is done BEFORE it."""
    before()
    start = time.perf_counter()
    with transaction.atomic():
        act()
    return time.perf_counter() - start


def _requests(kind: Kind, *, port: int, token: str, times: int) -> list[float]:
    body = f'{{"profession": "{kind.code}", "place": "75001"}}'
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    connection = HTTPConnection("127.0.0.1", port)
    spent = []
    for _ in range(times):
        headers["Idempotency-Key"] = token_hex()
        before = time.perf_counter()
        connection.request("POST", "/api/v1/referrals/", body, headers)
        answer = connection.getresponse()
        answer.read()
        spent.append(time.perf_counter() - before)
        if answer.status != 201:
            raise RuntimeError(f"the draw answers {answer.status}")
    connection.close()
    return spent


def _token(mutual: Mutual) -> str:
    machine, _ = User.objects.get_or_create(username="bench-machine", defaults={"role": Role.API_CLIENT.value})
    administrator, _ = User.objects.get_or_create(username="bench-asks", defaults={"role": Role.ADMINISTRATOR.value})
    with acting(job("bench")):
        _, token = create_api_key(
            user=machine, mutual=mutual, label=f"bench {time.time()}", scopes=[Scope.REFERRAL_DRAW], by=administrator
        )
    return token


def measure_fairness(folder: Path, *, mutual: Mutual, draws: int) -> list[Fairness]:
    """Draws among 60 places, one dentist at each, and among 60 of which ten are groups of two to twenty."""
    towns = {
        "60 practices of one": [1] * 60,
        "50 practices of one, ten groups of 2 to 20": [*range(2, 22, 2), *[1] * 50],
    }
    return [_fairness(folder, town, people, mutual=mutual, draws=draws) for town, people in towns.items()]


def _fairness(folder: Path, town: str, people: Sequence[int], *, mutual: Mutual, draws: int) -> Fairness:
    path = folder / "town_202610080830.txt"
    path.write_text("\n".join([header(), *town_of_dentists(people, insee_code=TOWN), ""]), encoding="utf-8")
    with path.open("rb") as file, acting(job("bench")):
        import_practitioners(file=file, name=path.name, confirmed=True)
    asked = Asked(_kind("40"), origin_of(all_communes().by_code[TOWN].name))
    since = timezone.now()
    with within_mutuals([mutual.pk]), acting(job("bench")):
        for _ in range(draws):
            draw_list(mutual_id=mutual.pk, asked=asked)
        with transaction.atomic():
            found = _tried(town, in_period(since, timezone.now()))
    say(
        f"{found.draws:,} draws, {town}: p of exposure {found.exposure.value}, {found.identical} identical, {found.faults} faults"
    )
    return found


def _tried(town: str, records: QuerySet[Referral]) -> Fairness:
    began = time.perf_counter()
    report = report_on(records)
    reported = time.perf_counter() - began
    named = Counter((one["place"], one["name"]) for row in records.values_list("drawn", flat=True) for one in row)
    people = {one["place"]: one["names"] for row in records.values_list("drawn", flat=True) for one in row}
    names = together(even_test([named[place, name] for name in names]) for place, names in people.items())
    faults = sum(len(found) for _, found in verify(records))
    size = max(records.values_list("size", flat=True))
    answered = _timed(lambda: answers_to(named.most_common(1)[0][0][1], records))
    return Fairness(
        town, size, report.lists, report.exposure, report.ranks, names, report.repeated, faults, reported, answered
    )
