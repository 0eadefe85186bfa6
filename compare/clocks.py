"""Celery's `apply_async(eta=…)` and the product's clock under the same faults: lost, doubled, late.

`python -m compare.clocks --small` starts servers of its own and takes minutes.
"""

import argparse
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from bench.servers import own_servers, say

if TYPE_CHECKING:
    from bench.chaos.faults import Run
    from compare.faults import Fault


@dataclass(frozen=True, slots=True)
class Size:
    """Promises fall due from `soon` seconds on, over `span`; what is not done `watched` after the last is due counts as lost."""

    members: int
    promises: int
    span: float
    watched: float
    soon: float = 5.0


SIZES = {False: Size(10_000, 2_000, 60.0, 60.0), True: Size(2_000, 100, 12.0, 15.0)}


@dataclass(frozen=True, slots=True)
class Line:
    """How one clock fared under one fault; seconds."""

    fault: str
    who: str
    lost: int
    doubled: int
    p50: float
    most: float


def main() -> None:
    parser = argparse.ArgumentParser(prog="compare.clocks", description=__doc__)
    parser.add_argument("--small", action="store_true", help="sizes that show that everything works")
    parser.add_argument("--only", action="append", help="one fault by its key in compare/faults.py; may be repeated")
    options = parser.parse_args()
    with own_servers() as ground:
        sys.stdout.write(_measured(SIZES[options.small], options.only, ground.folder))


def _measured(size: Size, only: list[str] | None, folder: Path) -> str:
    from bench import members  # noqa: PLC0415  Django is set up only now
    from bench.chaos import faults as chaos  # noqa: PLC0415
    from bench.chaos import promises  # noqa: PLC0415
    from bench.chaos.crew import Crew  # noqa: PLC0415
    from compare import eta, faults, report  # noqa: PLC0415

    say("generating members…")
    members.fill(size.members)
    run = chaos.Run(promises.scene(), Crew(folder), small=False)
    lines: list[Line] = []
    try:
        for key in only or faults.ALL:
            fault = faults.ALL[key]
            for who, settings in eta.WAYS.items():
                lines.append(_celery(fault, who, settings, size))
            lines.append(_ours(key, fault, run, size))
            say(report.of_clocks(size, lines[-3:]))
    finally:
        run.crew.stop()
    return report.of_clocks(size, lines)


def _celery(fault: "Fault", who: str, settings: dict[str, object], size: Size) -> Line:
    from compare.alarms import Alarms  # noqa: PLC0415
    from compare.faults import Course  # noqa: PLC0415

    say(f"{fault.what}: {who}…")
    alarms = Alarms(settings, fault.settings(size.span))
    with alarms.at_work():
        course = Course(size.soon + size.span)
        alarms.promise(size.promises, soon=size.soon, span=size.span)
        fault.act(alarms, course)
        course.until(1)
        alarms.wait(size.promises, size.watched)
        return Line(fault.what, who, *alarms.judge(size.promises))


class Ours:
    """The processes that enforce promises, as `make run` has them: a loop, a worker, two beats."""

    def __init__(self, run: "Run") -> None:
        self.crew = run.crew

    def start(self) -> None:
        self.crew.want(loop=1, worker=1, beat=2)

    def kill(self) -> None:
        for kind in ("loop", "worker"):
            self.crew.kill(kind)
        self.start()

    def restart(self) -> None:
        self.crew.want(beat=2)
        self.start()

    def repeat(self) -> None:
        from contactcenter.tasks import enforce, tell  # noqa: PLC0415

        for _ in range(100):
            enforce.delay()
            tell.delay()


def _ours(key: str, fault: "Fault", run: "Run", size: Size) -> Line:
    from bench.chaos.promises import Verdict, drained, fill, forget, judge  # noqa: PLC0415
    from compare.faults import Course  # noqa: PLC0415

    say(f"{fault.what}: our clock…")
    keeper, verdict = Ours(run), Verdict(f"clock-{key}", fault.what)
    keeper.start()
    course = Course(size.soon + size.span)
    fill(run.scene, verdict.fault, size.promises, soon=size.soon, span=size.span)
    fault.act(keeper, course)
    course.until(1)
    drained(verdict.fault, within=size.watched)
    judge(verdict)
    forget(verdict.fault)
    return Line(fault.what, "the row is the clock", verdict.lost, verdict.doubled, verdict.p50, verdict.most)


if __name__ == "__main__":
    main()
