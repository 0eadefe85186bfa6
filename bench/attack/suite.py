"""What tests hold off, by number, and what the browser says of the content security policy."""

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.attack import TALLY
from bench.servers import GIVEN, ROOT, say

BEFORE = {name: value for name, value in os.environ.items() if name not in GIVEN}
"""As the command was started: the tests have servers and settings of their own."""

NAMES = {
    1: "every address with an id of another mutual",
    2: "ids of another mutual in what is sent to change something",
    3: "one id of another mutual among one's own",
    4: "searches for what is elsewhere, and odd text",
    5: "parameters that sort and filter by what is hidden",
    6: "another's file by its exact id, after the grant, a day later",
    7: "cells that run as formulas",
    8: "scripts and attributes in notes and articles",
    9: "papers that fetch or hide something",
    10: "files that are not what they say",
    11: "forged hosts",
    12: "forms without their token, or with another's",
    13: "guessed passwords",
    14: "a second factor passed by, replayed or taken off",
    15: "sessions that should be over",
    16: "addresses that lead elsewhere",
    17: "mass reading, from one account, one place, at night",
    18: "reading while the journal cannot be written",
    19: "a journal changed afterwards",
    20: "files opened on a bad reason",
    21: "files of colleagues, namesakes and people under protection",
    22: "a medical canary outside the experts' pages",
    23: "the API without a right, too often, or in bad JSON",
    24: "one Idempotency-Key for several requests",
    25: "forged notices in, notices to our own networks out",
    26: "social security numbers that are odd or twice there",
    27: "odd days, odd hours, odd telephones",
    28: "double clicks, two tabs, two experts, old fences",
    29: "pages kept in caches",
    30: "secrets, faults and doors left open",
}


@dataclass(frozen=True, slots=True)
class Held:
    """One attack, with how many tests try it and how many of them passed."""

    number: int
    tests: int
    passed: int


@dataclass(frozen=True, slots=True)
class Policy:
    """`screens` were visited in a browser, which told of so many `violations`; `works` says that it would tell of one."""

    screens: int
    violations: int
    failed: Sequence[str]
    works: bool


def thirty(folder: Path, workers: int) -> list[Held]:
    say("the tests of the thirty attacks…")
    told = _pytest(folder / "thirty.jsonl", ["-m", "attack", "-n", str(workers)])
    for one in told:
        if one["outcome"] != "passed":
            say(f"{one['outcome']}: {one['test']}")
    return [
        Held(number, len(of), sum(one["outcome"] == "passed" for one in of))
        for number in NAMES
        for of in [[one for one in told if number in one["attack"]]]
    ]


def policy(folder: Path) -> Policy:
    say("every screen, for violations of its policy…")
    told = _pytest(folder / "policy.jsonl", ["-n", "0", "tests/browser/policy.py"])
    screens = [one for one in told if "violations" in one]
    return Policy(
        screens=len(screens),
        violations=sum(one["violations"] for one in screens),
        failed=[one["test"] for one in told if one["outcome"] != "passed"],
        works=any("would_be_told" in one["test"] and one["outcome"] == "passed" for one in told),
    )


def _pytest(tally: Path, arguments: Sequence[str]) -> list[dict[str, Any]]:
    command = [sys.executable, "-m", "pytest", "-p", "bench.attack.tally", *arguments]
    done = subprocess.run(
        command, cwd=ROOT, env={**BEFORE, TALLY: str(tally)}, capture_output=True, text=True, check=False
    )
    if not tally.exists():
        raise RuntimeError(done.stdout[-4000:] + done.stderr[-4000:])
    if done.returncode:
        say(done.stdout[-4000:])
    return [json.loads(line) for line in tally.read_text(encoding="utf-8").splitlines()]
