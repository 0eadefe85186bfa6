"""A working day of the largest platform, played at once, four and sixteen times its speed, then faster until it bends.

Three hundred signed-in advisers, each with an open stream; contacts come by the day's own curve; each is what an adviser really does,
as requests with the pages' own forms. `python -m bench.day` starts servers of its own.
"""

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, replace
from typing import TYPE_CHECKING, Any

from bench import results
from bench.day.between import pooled, replicated
from bench.servers import ROOT, Ground, own_servers, program, say
from contactcenter.supervisor import PAGES

if TYPE_CHECKING:
    from bench.day.report import Stretch
    from bench.day.world import World

ADVISERS, CONTACTS, QUOTES_SHARE, BOARDS, PEOPLE = 300, 12_000, 0.48, 10, 200_000
SPEEDS = (1.0, 4.0, 16.0)
MINUTES, BEND_MINUTES, HOUR = 10.0, 3.0, 60.0
LIMIT_MS = 1_000.0
FASTER, MOST_TRIES = 1.25, 10
LOOK_EVERY = 5.0
SERVER = {"SHARED_BUFFERS": "512MB"}


def main() -> None:
    options = _options()
    # What is written leaves, and reaches nobody.
    os.environ["EMAIL_BACKEND"] = "django.core.mail.backends.dummy.EmailBackend"
    with results.kept(_name(options), "A working day under load"), own_servers(SERVER) as ground:
        sys.stdout.write(_run(options, ground))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bench.day", description=__doc__)
    parser.add_argument("--advisers", type=int, default=ADVISERS)
    parser.add_argument("--contacts", type=int, help="contacts of a day (forty for each adviser)")
    parser.add_argument("--quotes", type=float, default=QUOTES_SHARE, help="share of contacts about quotes")
    parser.add_argument("--boards", type=int, default=BOARDS, help="supervisors with the live board open")
    parser.add_argument("--people", type=int, default=PEOPLE, help="people in the register")
    parser.add_argument("--speeds", type=float, nargs="+", default=list(SPEEDS))
    parser.add_argument("--minutes", type=float, default=MINUTES, help="real minutes at each speed")
    parser.add_argument("--bend-minutes", type=float, default=BEND_MINUTES, help="at each faster speed; 0 for none")
    parser.add_argument("--pages", type=int, default=PAGES, help="processes that make pages")
    parser.add_argument("--pgbouncer", action="store_true", help="PgBouncer in transaction mode before PostgreSQL")
    parser.add_argument("--replica", action="store_true", help="a streaming replica for the board and the indicators")
    parser.add_argument(
        "--limit", type=float, default=LIMIT_MS, help="ms: the p95 of all requests at which it has bent"
    )
    options = parser.parse_args()
    options.contacts = options.contacts or options.advisers * CONTACTS // ADVISERS
    return options


def _name(options: argparse.Namespace) -> str:
    """Of its result: each way to set the program up has one of its own, and so has the hour for memory."""
    pages = f"pages-{options.pages}" if options.pages != PAGES else ""
    named = (
        "day",
        "hour" if options.minutes >= HOUR else "",
        pages,
        "pgbouncer" if options.pgbouncer else "",
        "replica" if options.replica else "",
    )
    return "-".join(filter(None, named))


def _run(options: argparse.Namespace, ground: Ground) -> str:
    # Django is set up only now.
    from bench.day import report, world  # noqa: PLC0415

    say(f"making a world of {options.people:,} people…")
    made = world.made(people=options.people, advisers=options.advisers, boards=options.boards)
    stretches: list[Stretch] = []
    with between(options, ground) as between_them, program(between_them) as (port, _):
        for speed, minutes in _speeds(options, stretches):
            stretches.append(_played(options, made, port=port, speed=speed, minutes=minutes, number=len(stretches)))
            say(f"  {report.in_a_line(stretches[-1])}")
    return report.of_day(options, stretches)


@contextmanager
def between(options: argparse.Namespace, ground: Ground) -> Iterator[Ground]:
    """The ground with what the options put between program and database."""
    with ExitStack() as stack:
        ground = replace(ground, environment={**ground.environment, "PAGE_PROCESSES": str(options.pages)})
        if options.replica:
            ground = stack.enter_context(replicated(ground))
        if options.pgbouncer:
            ground = stack.enter_context(pooled(ground))
        yield ground


def _speeds(options: argparse.Namespace, done: "Sequence[Stretch]") -> Iterator[tuple[float, float]]:
    """Those that were asked for, then ever faster ones from the last that held, until one does not."""
    for speed in options.speeds:
        yield speed, options.minutes
    if not options.bend_minutes:
        return
    held = [one.speed for one in done if one.holds(options.limit)]
    speed = max(held, default=min(options.speeds) / 2)
    for _ in range(MOST_TRIES):
        speed *= FASTER
        yield speed, options.bend_minutes
        if not done[-1].holds(options.limit):
            return


def _played(
    options: argparse.Namespace, made: "World", *, port: int, speed: float, minutes: float, number: int
) -> "Stretch":
    from django.urls import reverse  # noqa: PLC0415  Django is set up only now

    from bench.calls import SECRET, SYSTEM  # noqa: PLC0415
    from bench.day import world  # noqa: PLC0415
    from bench.day.plan import Plan  # noqa: PLC0415

    plan = Plan(
        port=port,
        run=f"day{number}",
        seed=number + 1,
        speed=speed,
        minutes=minutes,
        contacts=options.contacts,
        quotes_share=options.quotes,
        path=reverse("api:telephone-event", args=[SYSTEM]),
        secret=SECRET,
        lines=made.centre.lines,
        numbers=made.centre.numbers,
        **world.seats(made),
    )
    say(f"{speed:g} times the day's speed for {minutes:g} minutes…")
    world.begin(made, plan)
    return _watched(plan, asdict(plan))


def _watched(plan: Any, said: dict[str, Any]) -> "Stretch":
    """What the player found, with what the processes took meanwhile. Raises RuntimeError when it did not come to its end."""
    from bench.day.report import Stretch  # noqa: PLC0415  Django is set up only now
    from bench.day.world import statements  # noqa: PLC0415
    from bench.usage import Watch  # noqa: PLC0415

    watch, seconds = Watch(LOOK_EVERY, statements), 0.0
    command = [sys.executable, "-W", "ignore", "-m", "bench.day.player"]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as player:
        if player.stdin is None or player.stdout is None:
            raise RuntimeError("the player has no pipes")
        player.stdin.write(json.dumps(said))
        player.stdin.close()
        try:
            for line in player.stdout:
                told = json.loads(line)
                if told.get("state") == "begun":
                    watch.begin()
                elif told.get("state") == "ended":
                    seconds = told["seconds"]
                    watch.end()
                elif "found" in told:
                    return Stretch(speed=plan.speed, seconds=seconds, used=watch.series, **told["found"])
        finally:
            player.terminate()
    raise RuntimeError("the player did not come to its end")


if __name__ == "__main__":
    main()
