"""django-helpdesk and the product with the same contacts on one PostgreSQL: the six things that are done all day.

`python -m compare.desks --people 2000` starts servers of its own, at one size.
"""

import argparse
import json
import os
import random
import re
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from bench.__main__ import SERVER
from bench.servers import free_port, own_servers, running, say, web
from compare import environment
from compare.browsing import Asked, Browser, Took, took
from contactcenter.supervisor import pages_at

if TYPE_CHECKING:
    from bench.contacts import Person as Called
    from compare.loading import Loaded, Person

REQUESTS = 100
MOST = 60.0
"""Seconds for one thing at one program."""

DUE, ROUNDS = 1_000, 20
LAST_DIGITS = 6
WORDS = ("tiers payant", "dentiste conseil", "facture acquittée", "ostéopathie", "orthodontie", "télétransmission", "cure thermale",
         "chambre particulière", "bucco-dentaire", "audioprothésistes")  # fmt: skip
"""Each stands in the notes exactly so: what finds words far apart has no advantage."""

DATA = re.compile(r'"url": "(/datatables_ticket_list/[^"]*)"')
PAGE = {"draw": 1, "start": 0, "length": 25}

Row = tuple[str, Took, Took]


def main() -> None:
    parser = argparse.ArgumentParser(prog="compare.desks", description=__doc__)
    parser.add_argument("--people", type=int, default=100_000, help="people, and as many contacts")
    parser.add_argument("--requests", type=int, default=REQUESTS)
    parser.add_argument("--seconds", type=float, default=MOST, help="at most, for one thing at one program")
    parser.add_argument("--rounds", type=int, default=ROUNDS, help="of escalating what is due")
    options = parser.parse_args()
    environment.ready()
    os.environ.setdefault("EMAIL_BACKEND", "django.core.mail.backends.dummy.EmailBackend")
    with own_servers({**SERVER, "WORK_MEM": "64MB"}) as ground:
        sys.stdout.write(_measured(options, ground.folder))


def _measured(options: argparse.Namespace, folder: Path) -> str:
    from bench import members, years  # noqa: PLC0415  Django is set up only now
    from compare import loading, report  # noqa: PLC0415

    say(f"{options.people:,} people…")
    members.fill(options.people)
    filled = years.fill(options.people)
    due = min(DUE, options.people // 4)
    loaded = loading.load(folder, promises=due)
    rows: list[Row] = []
    with web() as (port, _), _helpdesk(loaded) as theirs:
        rows += _pages(options, port, theirs, loading.people(options.requests))
    rows += _escalated(due, options.rounds, loaded)
    return report.of_desks(options.people, filled, loaded, rows)


@contextmanager
def _helpdesk(loaded: "Loaded") -> Iterator[Browser]:
    """Its pages at the same server program with the same arguments as ours, and an adviser there."""
    port = free_port()
    served = [word.replace("contactcenter.wsgi", "compare.helpdesk.wsgi") for word in pages_at(processes=1)]
    command = [str(environment.PYTHON), *served, "--host", "127.0.0.1", "--port", str(port)]
    at_home = environment.environment(loaded.address)
    with running(command, port=port, environment=at_home, ready="/login/"):
        yield Browser(port, {"Cookie": f"sessionid={loaded.session}"})


def _pages(options: argparse.Namespace, port: int, theirs: Browser, people: "Sequence[Person]") -> list[Row]:
    from django.urls import reverse  # noqa: PLC0415

    from accounts.models import Mutual  # noqa: PLC0415
    from bench.contacts import desk_of, people_with  # noqa: PLC0415
    from compare.loading import ticket_of  # noqa: PLC0415
    from compare.register import ours  # noqa: PLC0415

    mutuals = list(Mutual.objects.order_by("pk"))
    mutual_ids = [mutual.pk for mutual in mutuals]
    called = people_with(least=3, most=20)
    rows: list[Row] = []

    def both(what: str, their: "Asked[Any]", our: "Callable[[Browser], Asked[Any]]", questions: Sequence[Any]) -> None:
        """Ours is asked as often as theirs, by an adviser who has just come: sessions and open files of one who looks on end."""
        say(f"  {what}")
        other = took(their, questions, most=options.seconds)
        desk = desk_of(f"compare-{len(rows)}", mutuals, called)
        rows.append((what, other, took(our(Browser(port, desk.headers)), questions[: other.times])))

    for what, asked in _questions(people).items():
        both(
            f"a person found by {what}",
            Asked(lambda one: _listed(theirs, q=one[1]), lambda one, answer: bool(one[0].tickets & _tickets(answer))),
            lambda desk: Asked(
                lambda one: _searched(desk, one[1]), lambda one, _: one[0].id in ours(one[1], mutual_ids)
            ),
            asked,
        )
    numbers = {one.case_id: ticket_of(one.case_id) for one in called}
    asked_for = [called[place % len(called)] for place in range(options.requests)]
    both(
        "the record of a contact opened",
        Asked(lambda one: theirs.get(f"/tickets/{numbers[one.case_id]}/")),
        lambda desk: Asked(lambda one: desk.get(reverse("workstation:case", args=[one.case_id]))),
        asked_for,
    )
    both(
        "the queue listed",
        Asked(lambda _: _listed(theirs, status=[1, 2])),
        lambda desk: Asked(lambda _: desk.get(reverse("workstation:worklist"))),
        asked_for,
    )
    both(
        "words searched",
        Asked(lambda one: _listed(theirs, q=one[1])),
        lambda desk: Asked(lambda one: _read_again(desk, *one)),
        _words(asked_for),
    )
    return rows


def _questions(people: "Sequence[Person]") -> "dict[str, list[tuple[Person, str]]]":
    return {
        "name": [(one, one.name) for one in people],
        "telephone": [(one, one.phone) for one in people if one.phone],
        "member number": [(one, one.number) for one in people],
        f"the last {LAST_DIGITS} digits of it": [(one, one.number[-LAST_DIGITS:]) for one in people],
    }


def _words(asked_for: "Sequence[Called]") -> "list[tuple[Called, str]]":
    chance = random.Random(1)
    return [(one, chance.choice(WORDS)) for one in asked_for]


def _listed(theirs: Browser, **asked: Any) -> str:
    """Its list of tickets: the page, then the rows that the page asks for."""
    page = theirs.get(f"/tickets/?{urlencode(asked, doseq=True)}")
    found = DATA.search(page)
    if found is None:
        raise RuntimeError("the page of tickets names no address of its rows")
    return theirs.get(f"{found[1]}?{urlencode(PAGE)}")


def _tickets(answer: str) -> set[int]:
    return {row["id"] for row in json.loads(answer)["data"]}


def _searched(desk: Browser, text: str) -> str:
    return desk.post("/recherche/", urlencode({"q": text}), **{"HX-Request": "true"})


def _read_again(desk: Browser, one: "Called", words: str) -> str:
    from django.urls import reverse  # noqa: PLC0415

    return desk.get(reverse("workstation:history", args=[one.id], query={"q": words}))


def _escalated(due: int, rounds: int, loaded: "Loaded") -> list[Row]:
    """Rounds of what each program does with as many promises that are due. Raises RuntimeError when some are left."""
    from bench.search import timing  # noqa: PLC0415
    from compare.rounds import escalate  # noqa: PLC0415

    say(f"  {due:,} due escalated")
    said = environment.run("escalate", str(rounds), environment=environment.environment(loaded.address))
    if set(said["escalated"]) != {due}:
        raise RuntimeError(f"{said['escalated']} of {due} tickets were escalated")
    theirs = Took(rounds, timing(said["seconds"]), None)
    escalated, told = escalate(due, rounds)
    letters = f"{said['letters'] / rounds:,.0f} letters there, {told.letters / rounds:,.0f} here"
    return [
        (f"{due:,} due promises escalated and written down", theirs, Took(rounds, timing(escalated), None)),
        (f"… and everybody told: {letters}", theirs, Took(rounds, timing(told.seconds), None)),
    ]


if __name__ == "__main__":
    main()
