"""`make bench`: search and import at growing sizes, then referrals and contacts at the largest, on servers of its own, as Markdown tables."""

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bench import results
from bench.servers import memory, own_servers, say, web

if TYPE_CHECKING:
    from bench.report import Size

PARTS = ("search", "referrals", "contacts")
SIZES = (1_000_000, 3_000_000, 6_000_000)
ROWS = 200_000
CONTACTS = 5_000_000
PRACTITIONERS = 2_100_000
DRAWS = 20_000
SERVER = {"SHARED_BUFFERS": "4GB", "EFFECTIVE_CACHE_SIZE": "12GB", "MAX_WAL_SIZE": "16GB"}
"""A quarter of the memory of the machine that the figures are wanted for, as PostgreSQL's manual advises."""


def main() -> None:
    options = _options()
    with own_servers(SERVER) as ground:
        _run(options, ground.folder)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    parser.add_argument("--only", choices=PARTS, action="append", help="one part; may be repeated")
    parser.add_argument("--size", type=int, action="append", help="people in the register; may be repeated, growing")
    parser.add_argument("--rows", type=int, default=ROWS, help="people in the file that is imported")
    parser.add_argument("--contacts", type=int, default=CONTACTS, help="contacts of the largest register's members")
    parser.add_argument("--requests", type=int, default=300, help="times that each page of contacts is asked for")
    parser.add_argument("--practitioners", type=int, default=PRACTITIONERS, help="rows of the register")
    parser.add_argument("--draws", type=int, default=DRAWS, help="draws of one question in each town; 0 for none")
    options = parser.parse_args()
    options.size = sorted(options.size or SIZES)
    options.only = options.only or PARTS
    options.rows = min(options.rows, options.size[0] // 2)
    return options


def _run(options: argparse.Namespace, folder: Path) -> None:
    # Django is set up only now.
    from bench import members, report  # noqa: PLC0415

    if "search" in options.only:
        with results.kept("search", "Search and import"):
            sys.stdout.write(report.tables(list(_sizes(options, folder))))
    else:
        say(f"{options.size[-1]:,} people: generating…")
        members.fill(options.size[-1])
    if "referrals" in options.only:
        with results.kept("referrals", "Referrals"):
            sys.stdout.write(_referrals(options, folder))
    if "contacts" in options.only:
        with results.kept("contacts", "Contacts"):
            sys.stdout.write(report.of_contacts(_contacts(options)))


def _sizes(options: argparse.Namespace, folder: Path) -> Iterator["Size"]:
    """Each size, measured once the register has grown to it."""
    from bench import report  # noqa: PLC0415  Django is set up only now

    already = 0
    for size in options.size:
        measured = _measure(size, options, folder, already=already)
        say("\n" + report.tables([measured]))
        yield measured
        already = size


def _referrals(options: argparse.Namespace, folder: Path) -> str:
    from accounts.models import Mutual  # noqa: PLC0415
    from bench import referrals, report  # noqa: PLC0415

    mutual = Mutual.objects.order_by("pk")[0]
    say("drawing again and again in one town…")
    fairness = referrals.measure_fairness(folder, mutual=mutual, draws=options.draws) if options.draws else []
    imported = referrals.measure_import(folder, options.practitioners)
    say("drawing in Paris…")
    with web() as (port, _):
        draws = referrals.measure_draws(port=port, mutual=mutual, times=options.requests // 3)
    return "\n".join((report.of_referrals(imported, draws), report.of_fairness(fairness)))


def _measure(size: int, options: argparse.Namespace, folder: Path, *, already: int) -> "Size":
    from accounts.models import Mutual  # noqa: PLC0415
    from bench import members, search  # noqa: PLC0415
    from bench.people import adviser, sign_in  # noqa: PLC0415
    from bench.report import Size  # noqa: PLC0415

    wanted = size - options.rows - already
    say(f"\n{size:,} people: generating {wanted:,}…")
    filled = members.fill(wanted)
    mutuals = list(Mutual.objects.order_by("pk"))
    path = folder / "members.csv"
    say("importing…")
    members.write_file(path, mutual=mutuals[0], rows=options.rows, first=members.UNSEEN + size)
    imported = members.measure(path, mutual=mutuals[0], rows=options.rows)
    exported = members.export(folder / "export.csv", mutual=mutuals[2])
    found = Size(size, wanted / filled, imported, exported, members.sizes("members"))
    say("searching…")
    ids = [mutual.pk for mutual in mutuals]
    with web() as (port, process):
        desk = sign_in(adviser("bench-0", mutuals))
        found.searches = search.measure(port=port, desk=desk, mutual_ids=ids)
        found.web_memory = memory(process.pid)
    found.recall = search.recall(mutual_ids=ids)
    return found


def _contacts(options: argparse.Namespace) -> Any:
    from bench import contacts, years  # noqa: PLC0415

    filled = years.fill(options.contacts)
    say("opening pages…")
    with web() as (port, _):
        return contacts.measure(port=port, filled=filled, requests=options.requests)


if __name__ == "__main__":
    main()
