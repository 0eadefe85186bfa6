"""`make load`: desks and boards that follow their events while calls come in, then advisers who all take the next contact at once."""

import argparse
import asyncio
import sys

from bench import results
from bench.servers import Ground, own_servers, program, say

DESKS, CALLS_A_SECOND, SECONDS = 200, 3.0, 60
LISTS_SHARE = 10
"""One desk in so many has its work list open, the others the empty desk."""

BOARDS = 50
MEMBERS = 100_000
AT_ONCE, ROUNDS = 50, 10


@results.kept("desks", "Desks and boards under load")
def main() -> None:
    options = _options()
    with own_servers() as ground:
        sys.stdout.write(_run(options, ground))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bench.load", description=__doc__)
    parser.add_argument("--desks", type=int, default=DESKS)
    parser.add_argument("--lists", type=int, help="desks with their work list open (a tenth of them)")
    parser.add_argument("--boards", type=int, default=BOARDS, help="supervisors with the live board open")
    parser.add_argument("--rate", type=float, default=CALLS_A_SECOND, help="calls a second")
    parser.add_argument("--seconds", type=int, default=SECONDS)
    parser.add_argument("--members", type=int, default=MEMBERS, help="people in the register")
    parser.add_argument("--at-once", type=int, default=AT_ONCE, help="advisers who take the next contact at once")
    parser.add_argument("--rounds", type=int, default=ROUNDS, help="times that they do")
    options = parser.parse_args()
    if options.lists is None:
        options.lists = options.desks // LISTS_SHARE
    return options


def _run(options: argparse.Namespace, ground: Ground) -> str:
    # Django is set up only now.
    from bench import calls, members, report, taking  # noqa: PLC0415

    say(f"generating {options.members:,} people…")
    members.fill(options.members)
    centre = calls.centre(desks=options.desks, boards=options.boards)
    takers = taking.advisers(centre.mutuals, count=options.at_once)
    with program(ground) as (port, _):
        say(f"{options.desks} desks, {options.rate:g} calls a second for {options.seconds} s…")
        load = asyncio.run(
            calls.measure(centre, port=port, lists=options.lists, rate=options.rate, seconds=options.seconds)
        )
        say(f"{options.at_once} advisers take the next contact, {options.rounds} times…")
        taken = taking.measure(centre.mutuals, takers, port=port, rounds=options.rounds)
    return report.of_load(load, taken)


if __name__ == "__main__":
    main()
