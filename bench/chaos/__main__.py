"""`make chaos`: what breaks while promises fall due, on servers and processes of its own, as Markdown tables."""

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from bench import results
from bench.servers import own_servers, say

if TYPE_CHECKING:
    from bench.chaos.idle import Idle
    from bench.chaos.promises import Verdict

MEMBERS = {True: 3_000, False: 20_000}


@results.kept("chaos", "Promises while processes and servers break")
def main() -> None:
    options = _options()
    with own_servers({"TRACK": "top"}) as ground:
        sys.stdout.write(_run(options, ground.folder))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bench.chaos", description=__doc__)
    parser.add_argument("--small", action="store_true", help="sizes that show that everything works")
    parser.add_argument(
        "--only", action="append", help="one fault: F1 to F17, none, slot, start, idle; may be repeated"
    )
    return parser.parse_args()


def _run(options: argparse.Namespace, folder: Path) -> str:
    # Django is set up only now.
    from bench import members  # noqa: PLC0415
    from bench.chaos import faults, idle, promises, races  # noqa: PLC0415
    from bench.chaos.crew import Crew  # noqa: PLC0415

    say("generating members…")
    members.fill(MEMBERS[options.small])
    run = faults.Run(promises.scene(), Crew(folder), options.small)
    measured: list[Verdict] = []
    cost = None
    try:
        for name, act in (races.ALL | faults.ALL).items():
            if not options.only or name in options.only:
                found = act(run)
                measured += found if isinstance(found, list) else [found]
                say(_report(measured[-1:], None))
        if not options.only or "idle" in options.only:
            cost = idle.measure(run)
    finally:
        run.crew.stop()
    return _report(measured, cost)


def _report(measured: "list[Verdict]", cost: "Idle | None") -> str:
    from bench.report import table  # noqa: PLC0415

    head = ["fault", "what", "N", "late p50, s", "p99", "max", "lost", "doubled", "kills", "recovery, s", "besides"]
    rows = [
        [
            one.fault, one.what, f"{one.steps:,}", f"{one.p50:.2f}", f"{one.p99:.2f}", f"{one.most:.2f}", str(one.lost),
            str(one.doubled), str(one.kills), "" if one.recovery is None else f"{one.recovery:.1f}", one.said,
        ]
        for one in measured
    ]  # fmt: skip
    text = table(head, rows)
    if cost is not None:
        line = [f"{cost.closed:,}", f"{cost.open:,}", f"{cost.tick:.3f}", f"{cost.statements:.1f}"]
        text += "\nA tick while nothing is due\n\n" + table(
            ["closed", "open", "database time, ms", "statements"], [line]
        )
    return text


if __name__ == "__main__":
    main()
