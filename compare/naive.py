"""The searches that come to mind first, `icontains` and trigram similarity, against the product's, on the same people.

`python -m compare.naive --people 20000` starts servers of its own.
"""

import argparse
import random
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bench.__main__ import SERVER
from bench.servers import own_servers, say
from compare.browsing import Asked, Took, took

if TYPE_CHECKING:
    from bench.search import Person

PEOPLE = 6_000_000
QUESTIONS = 100
MOST = 60.0
FIRST = 20


@dataclass(frozen=True, slots=True)
class Line:
    """One kind of question by one search."""

    kind: str
    way: str
    took: Took


def main() -> None:
    parser = argparse.ArgumentParser(prog="compare.naive", description=__doc__)
    parser.add_argument("--people", type=int, default=PEOPLE)
    parser.add_argument("--questions", type=int, default=QUESTIONS)
    parser.add_argument("--seconds", type=float, default=MOST, help="at most, for one kind of question by one search")
    options = parser.parse_args()
    with own_servers(SERVER):
        sys.stdout.write(_measured(options))


def _measured(options: argparse.Namespace) -> str:
    from accounts.models import Mutual  # noqa: PLC0415  Django is set up only now
    from bench import members, search  # noqa: PLC0415
    from compare import register, report  # noqa: PLC0415

    say(f"{options.people:,} people…")
    members.fill(options.people)
    mutual_ids = list(Mutual.objects.order_by("pk").values_list("pk", flat=True))
    built = register.build()
    people = search.sample(options.questions, mutual_ids=mutual_ids, seed=1)
    lines: list[Line] = []
    for kind, write in _questions().items():
        asked = [(one, write(one)) for one in people]
        for way, find in register.ways(mutual_ids).items():
            say(f"  {kind}: {way}")
            lines.append(Line(kind, way, took(_asked(find), asked, most=options.seconds)))
    return report.of_searches(options.people, built, lines)


def _asked(find: Callable[[str], Sequence[str]]) -> "Asked[tuple[Person, str]]":
    return Asked(lambda one: "\n".join(find(one[1])), lambda one, answer: one[0].id in answer)


def _questions() -> "dict[str, Callable[[Person], str]]":
    """As `bench.search` asks them."""
    from bench.search import KINDS  # noqa: PLC0415

    return {
        kind: lambda one, kind=kind: KINDS[kind](one, random.Random(one.id))  # type: ignore[misc]  # bound now
        for kind in ("exact name", "prefix", "name, one error")
    }


if __name__ == "__main__":
    main()
