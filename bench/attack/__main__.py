"""`make attack`: the API under schemathesis, the thirty attacks, the policy of every screen, libraries, code, secrets."""

import argparse
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from bench import results
from bench.attack import code, suite
from bench.servers import Ground, own_servers, web

if TYPE_CHECKING:
    from bench.attack.api import Tried

EXAMPLES, WORKERS = 100, 2
PARTS = ("code", "api", "thirty", "policy")


@results.kept("attack", "Under attack")
def main() -> None:
    options = _options()
    with own_servers() as ground:
        is_whole = [act(options, ground) for name, act in ACTS.items() if name in options.only]
    if not all(is_whole):
        sys.exit(results.MISSED)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bench.attack", description=__doc__)
    parser.add_argument("--examples", type=int, default=EXAMPLES, help="requests made up for each operation of the API")
    parser.add_argument("--workers", type=int, default=WORKERS, help="processes of the tests")
    parser.add_argument("--only", action="append", choices=PARTS, help="one part; may be repeated")
    options = parser.parse_args()
    options.only = options.only or PARTS
    return options


def _code(_options: argparse.Namespace, ground: Ground) -> bool:
    from bench.report import table  # noqa: PLC0415  Django is set up only now

    found = code.attack(ground.folder)
    rows = [
        [one.tool, one.over, *(("could not be asked", one.refused) if one.refused else (str(one.explained), str(len(one.unexplained))))]
        for one in found
    ]  # fmt: skip
    _say("Libraries, code and secrets", table(["tool", "over", "explained", "unexplained"], rows))
    _list([line for one in found for line in one.unexplained])
    return not any(one.unexplained for one in found)


def _api(options: argparse.Namespace, ground: Ground) -> bool:
    from django.core.management import call_command  # noqa: PLC0415

    from accounts.models import Mutual  # noqa: PLC0415
    from bench.attack import api  # noqa: PLC0415
    from bench.report import table  # noqa: PLC0415

    call_command("load_demo", verbosity=0)
    mutual = Mutual.objects.order_by("pk")[0]
    with web() as (port, _):
        tried = api.attack(port=port, mutual=mutual, folder=ground.folder, examples=options.examples)
    rows = [
        [one.kind, str(one.operations), f"{one.cases:,}", str(one.server_errors), str(one.violations), _statuses(one)]
        for one in tried
    ]
    head = ["key with", "operations", "requests", "server errors", "violations of the description", "answers"]
    _say("The API under schemathesis", table(head, rows))
    _list([f"{one.kind}: {name}, {count} times" for one in tried for name, count in one.faults.items()])
    return not any(one.faults for one in tried)


def _statuses(one: "Tried") -> str:
    return ", ".join(f"{count:,} × {status}" for status, count in sorted(one.statuses.items()))


def _thirty(options: argparse.Namespace, ground: Ground) -> bool:
    from bench.report import table  # noqa: PLC0415

    held = suite.thirty(ground.folder, options.workers)
    rows = [[str(one.number), suite.NAMES[one.number], str(one.tests), str(one.passed)] for one in held]
    _say("The thirty attacks", table(["number", "attack", "tests", "passed"], rows))
    return all(one.tests and one.tests == one.passed for one in held)


def _policy(_options: argparse.Namespace, ground: Ground) -> bool:
    found = suite.policy(ground.folder)
    said = (
        f"{found.screens} screens in a browser: {found.violations} violations;"
        f" a violation made on purpose was {'told' if found.works else 'NOT told'}\n"
    )
    _say("The content security policy", said)
    _list(found.failed)
    return found.screens > 0 and found.works and not found.violations and not found.failed


def _say(title: str, text: str) -> None:
    sys.stdout.write(f"{title}\n\n{text}\n")
    sys.stdout.flush()


def _list(lines: Sequence[str]) -> None:
    if lines:
        sys.stdout.write("".join(f"- {line}\n" for line in lines) + "\n")


ACTS = {"code": _code, "api": _api, "thirty": _thirty, "policy": _policy}

if __name__ == "__main__":
    main()
