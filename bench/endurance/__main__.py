"""`make endure`: parts killed, days with changes of clocks, a full disk; what is true of the database afterwards, as Markdown tables."""

import argparse
import os
import random
import subprocess
import sys
import tempfile
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from bench import results
from bench.servers import Ground, own_servers, program, say

if TYPE_CHECKING:
    from collections import Counter

    from bench.endurance.days import Day
    from bench.endurance.disk import Full
    from bench.endurance.kills import Killed

KILLS, SMALL_KILLS = 50, 5
MEMBERS = {True: 2_000, False: 20_000}
STEPS = {True: 100, False: 5_000}
TICK = {True: timedelta(minutes=8), False: timedelta(minutes=1)}
FULL_FOR = {True: 15.0, False: 120.0}
TRIALS = ("kills", "days", "disk")


@results.kept("endurance", "Endurance")
def main() -> None:
    """Each trial in a process of its own: Django reads the addresses of its servers once."""
    options = _options()
    trials = options.only or TRIALS
    if len(trials) > 1:
        ended = [_in_its_own_process(trial, options) for trial in trials]
    else:
        ended = [min({"kills": _kills, "days": _days, "disk": _disk}[trials[0]](options), results.MISSED)]
    if any(ended):
        sys.exit(max(ended))


def _in_its_own_process(trial: str, options: argparse.Namespace) -> int:
    """Its status; what it wrote is ours."""
    given = [
        "--only",
        trial,
        "--kills",
        str(options.kills),
        "--seed",
        str(options.seed),
        *(["--small"] if options.small else []),
    ]
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run(
            [sys.executable, "-m", "bench.endurance", *given],
            env={**os.environ, "RESULTS": folder}, stdout=subprocess.PIPE, text=True, check=False,
        )  # fmt: skip
    sys.stdout.write(done.stdout + "\n")
    return done.returncode


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bench.endurance", description=__doc__)
    parser.add_argument("--small", action="store_true", help="sizes that show that everything works")
    parser.add_argument("--only", action="append", choices=TRIALS, help="one trial; may be repeated")
    parser.add_argument("--kills", type=int, help=f"how many parts are killed ({KILLS})")
    parser.add_argument("--seed", type=int, help="of the moments and parts that are drawn")
    options = parser.parse_args()
    options.kills = options.kills or (SMALL_KILLS if options.small else KILLS)
    options.seed = random.randrange(10**6) if options.seed is None else options.seed
    return options


def _kills(options: argparse.Namespace) -> int:
    with own_servers() as ground:
        # Django is set up only now.
        from bench import members  # noqa: PLC0415
        from bench.endurance import kills  # noqa: PLC0415

        say("generating members…")
        members.fill(MEMBERS[options.small])
        found = kills.measure(ground, times=options.kills, seed=options.seed, steps=STEPS[options.small])
        sys.stdout.write(_of_kills(found, options.seed))
    return sum(len(kill.broken) for kill in found.kills) + found.lost + found.doubled


def _of_kills(found: "Killed", seed: int) -> str:
    from bench.report import table  # noqa: PLC0415

    head = ["kill", "part", "at what", "back after, s", "rules asked", "broken, wanted 0", "what"]
    rows = [
        [str(one.number), one.part, one.doing, f"{one.back:.1f}", f"{one.asked:,}", str(len(one.broken)), "; ".join(one.broken[:3])]
        for one in found.kills
    ]  # fmt: skip
    text = f"## Parts killed (seed {seed})\n\n" + table(head, rows)
    answered = [
        [kind, f"{len(keys):,}", f"{found.done.again[kind]:,}"] for kind, keys in sorted(found.done.answered.items())
    ]
    text += "\nWork meanwhile\n\n" + table(["act", "answered", "attempts without an answer"], answered)
    steps = [f"{found.steps:,}", str(found.lost), str(found.doubled), f"{found.late:.1f}"]
    return (
        text
        + "\nSteps of promises that fell due meanwhile\n\n"
        + table(["done", "lost", "doubled", "latest, s"], [steps])
    )


def _days(options: argparse.Namespace) -> int:
    with own_servers():
        # Django is set up only now.
        from bench import members  # noqa: PLC0415
        from bench.endurance import days  # noqa: PLC0415

        members.fill(MEMBERS[options.small])
        found = days.measure(tick=TICK[options.small], steps=STEPS[options.small])
        sys.stdout.write(_of_days(found))
    return sum(day.broken for day in found)


def _of_days(found: "list[Day]") -> str:
    from bench.report import table  # noqa: PLC0415

    head = [
        "day",
        "hours",
        "ticks",
        "given",
        "kept",
        "let off",
        "steps",
        "lost",
        "doubled",
        "early",
        "without cause",
        "wrong start or deadline",
        "latest, s",
    ]
    rows = [
        [
            one.what, f"{one.hours:g}", f"{one.ticks:,}", f"{one.given:,}", f"{one.kept:,}", f"{one.let_off:,}", f"{one.steps:,}",
            str(one.lost), str(one.doubled), str(one.early), str(one.extra), str(one.wrong), f"{one.late:.0f}",
        ]
        for one in found
    ]  # fmt: skip
    said = "The web host’s clock is an hour ahead from 6 h of the day on, ten minutes behind from 12 h, true again from 18 h."
    return f"## Days with jumping clocks\n\n{said}\n\n" + table(head, rows)


def _disk(options: argparse.Namespace) -> int:
    from bench.endurance import disk  # noqa: PLC0415

    try:
        with disk.small_disk() as place, own_servers({"MAX_WAL_SIZE": "64MB", "SHARED_BUFFERS": "64MB"}) as ground:
            found = _filled(place, ground, FULL_FOR[options.small])
            sys.stdout.write(_of_disk(found))
    except disk.CannotMountError as error:
        sys.stdout.write(f"## Disk full\n\nNot run: this machine gives no small disk ({error}).\n")
        return 0
    return len(found.broken) + found.lost + found.twice + found.half + found.said[""]


def _filled(place: Path, ground: Ground, seconds: float) -> "Full":
    """One adviser with a contact in hand."""
    # Django is set up only now.
    from django.utils import timezone  # noqa: PLC0415

    from bench import calls, members  # noqa: PLC0415
    from bench.chaos.promises import scoped  # noqa: PLC0415
    from bench.endurance import disk  # noqa: PLC0415
    from contacts.enums import Channel  # noqa: PLC0415
    from contacts.services import cases  # noqa: PLC0415
    from members.models import Member  # noqa: PLC0415

    members.fill(MEMBERS[True])
    staff = calls.centre(desks=1, boards=0)
    who, mutual = staff.people[0], staff.mutuals[0]
    with scoped():
        member = Member.objects.filter(mutual=mutual).order_by("pk")[0]
        demand = cases.Demand(
            mutual_id=mutual.pk,
            member_id=member.pk,
            channel=Channel.LETTER,
            received_at=timezone.now(),
            subject="Plein",
        )
        case, _ = cases.open_case(demand, holder=who.user)
    with program(ground) as (port, _):
        return disk.measure(place, port=port, case=str(case.pk), cookie=who.headers, seconds=seconds)


def _of_disk(found: "Full") -> str:
    from bench.report import table  # noqa: PLC0415

    def said(answers: "Counter[int]") -> str:
        return ", ".join(f"{status or 'none'}: {count}" for status, count in sorted(answers.items()))

    rows = [
        ["full for, s", f"{found.seconds:.0f}"],
        ["ready page, by status", said(found.ready)],
        ["page of a contact, by status", said(found.read)],
        ["notes, by status", said(found.written)],
        [
            "refused notes, by what the page said",
            ", ".join(f"“{words or 'nothing clear'}”: {count}" for words, count in found.said.items()),
        ],
        ["back after room was made, s", f"{found.back:.1f}"],
        ["notes answered and lost, twice, half saved", f"{found.lost}, {found.twice}, {found.half}"],
        ["rules asked, broken", f"{found.asked:,}, {len(found.broken)} {'; '.join(found.broken[:3])}"],
    ]
    return "## Disk full\n\n" + table(["what", "found"], rows)


if __name__ == "__main__":
    main()
