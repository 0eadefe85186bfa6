"""`make compare`: the product beside what people use today, each part on servers of its own, as Markdown tables."""

import argparse
import signal
import subprocess
import sys

from bench import results
from bench.servers import ROOT, say

SIZES = (100_000, 1_000_000)
SMALL = {"desks": [["--people", "2000", "--requests", "20", "--rounds", "3"]], "clocks": [["--small"]], "naive": [["--people", "2000", "--questions", "20"]]}  # fmt: skip
TITLES = {"desks": "Side by side with a helpdesk", "clocks": "Side by side with Celery's own clock", "naive": "Side by side with the searches that come to mind first"}  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(prog="compare", description=__doc__)
    parser.add_argument("--small", action="store_true", help="sizes that show that everything works")
    parser.add_argument("--people", type=int, action="append", help="people at the desk; may be repeated, growing")
    parser.add_argument("--registered", type=int, help="people of the search")
    parser.add_argument("--only", choices=TITLES, action="append", help="one part; may be repeated")
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    for part in options.only or TITLES:
        with results.kept(f"compare-{part}", TITLES[part]):
            for arguments in _runs(part, options):
                _run(part, arguments)


def _runs(part: str, options: argparse.Namespace) -> list[list[str]]:
    """The arguments of each run of a part."""
    if options.small:
        return SMALL[part]
    if part == "desks":
        return [["--people", str(people)] for people in options.people or SIZES]
    return [["--people", str(options.registered)]] if part == "naive" and options.registered else [[]]


def _run(part: str, arguments: list[str]) -> None:
    """In a process of its own, for its servers go with it. Raises CalledProcessError when it fails."""
    command = [sys.executable, "-m", f"compare.{part}", *arguments]
    say(f"\n{' '.join(command[1:])}")
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        try:
            said, _ = process.communicate()
        finally:
            process.terminate()  # it clears up
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)
    sys.stdout.write(f"{said}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
