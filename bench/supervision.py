"""Supervision: the live board over a day of twelve thousand calls, and figures of closed days, as whole HTTP requests.

`python -m bench.supervision` starts servers of its own. Every closed day but Sundays had twelve thousand contacts: `--days 30` is a
month, `--days 365` a year of 3.7 million. All days are closed by the program and derived again, which must find no difference.
"""

import argparse
import sys
import time
from http.client import HTTPConnection
from typing import TYPE_CHECKING

from bench import results
from bench.servers import memory, own_servers, say, web

if TYPE_CHECKING:
    from bench.days import Filled
    from bench.people import SignedIn

CALLS, DAYS, MEMBERS, REQUESTS = 12_000, 30, 20_000, 100
BOARD_MS, PAGE_MS = 150, 300
SERVER = {"SHARED_BUFFERS": "1GB", "EFFECTIVE_CACHE_SIZE": "3GB", "MAX_WAL_SIZE": "4GB"}


@results.kept("supervision", "Supervision")
def main() -> None:
    parser = argparse.ArgumentParser(prog="bench.supervision", description=__doc__)
    parser.add_argument("--calls", type=int, default=CALLS, help="calls of today")
    parser.add_argument("--days", type=int, default=DAYS, help="closed days, Sundays among them")
    parser.add_argument("--requests", type=int, default=REQUESTS, help="times that each page is asked for")
    options = parser.parse_args()
    with own_servers(SERVER):
        is_met = _measured(options.calls, options.days, options.requests)
    if not is_met:
        sys.exit(1)


def _measured(calls: int, days: int, requests: int) -> bool:
    """The table on standard output; whether every page meets its target."""
    from bench import days as simulated  # noqa: PLC0415  Django is set up only now
    from bench import members  # noqa: PLC0415
    from bench.contacts import timed_page  # noqa: PLC0415
    from bench.people import sign_in  # noqa: PLC0415
    from bench.report import of_pages  # noqa: PLC0415

    say("filling the days…")
    members.fill(MEMBERS)
    filled = simulated.fill(days, calls=calls)
    counting = simulated.counting()
    since, until = _days(days), _days(1)
    period = f"du={since}&au={until}"
    pages = {
        "board": ("/plateau/", BOARD_MS),
        "board, again": ("/plateau/vue/", BOARD_MS),
        "wallboard": ("/plateau/mur/", BOARD_MS),
        "indicators of the year": (f"/indicateurs/?{period}", PAGE_MS),
        "one of them by day": (f"/indicateurs/pick_up/?{period}", PAGE_MS),
        "by month": (f"/indicateurs/pick_up/?{period}&pas=mois", PAGE_MS),
        "by reason": (f"/indicateurs/handling/?{period}&par=reason", PAGE_MS),
        "of one channel": (f"/indicateurs/?{period}&canal=phone", PAGE_MS),
        "of one channel, by reason": (f"/indicateurs/solved/?{period}&canal=phone&par=reason", PAGE_MS),
        "halves of the year compared": (
            f"/indicateurs/comparaison/?du={since}&au={_days(days // 2 + 1)}&puis={_days(days // 2)}&jusque={until}",
            PAGE_MS,
        ),
        "its control chart": (f"/indicateurs/pick_up/stabilite/?{period}", PAGE_MS),
        "its hours": (f"/indicateurs/heures/?{period}", PAGE_MS),
        "today and its forecast": ("/indicateurs/journee/", PAGE_MS),
        "advisers of today": ("/indicateurs/effectif/", PAGE_MS),
        "contacts of a month by department": (
            f"/indicateurs/departements/?du={_days(min(30, days))}&au={_days(0)}",
            PAGE_MS,
        ),
        "file of the year by day": (f"/indicateurs/export.csv?{period}", PAGE_MS),
    }
    with web() as (port, process):
        desk = sign_in(filled.supervisor)
        rows = [timed_page(kind, [path] * requests, port=port, desk=desk) for kind, (path, _) in pages.items()]
        files = [_file(kind, process.pid, port, desk, days) for kind in ("csv", "xlsx", "ods")]
    sys.stdout.write(of_pages(rows, f"Supervision, {calls:,} calls today, {days:,} closed days"))
    sys.stdout.write(_said(filled, counting))
    sys.stdout.write(
        "\n| contacts of a month as a file | MB | s | first piece, ms | the process before, MB | after, MB |\n"
    )
    sys.stdout.write("| --- | ---: | ---: | ---: | ---: | ---: |\n" + "".join(files))
    return all(
        row.http is not None and row.http.p95 <= wanted for row, (_, wanted) in zip(rows, pages.values(), strict=True)
    )


def _said(filled: "Filled", counting: float) -> str:
    closing = sorted(filled.closing)
    return (
        f"\n{filled.contacts:,} contacts on {filled.days} days written in {filled.writing:,.0f} s. Closing a day: median"
        f" {closing[len(closing) // 2]:.1f} s, at most {closing[-1]:.1f} s. All days derived again in {filled.checking:,.0f} s:"
        f" 0 differences. Counting the calls of today, as their closing does: {counting:.1f} s.\n"
    )


def _file(kind: str, process: int, port: int, desk: "SignedIn", days: int) -> str:
    """A row: the contacts closed in a month, taken piece by piece as a browser does."""
    path = f"/indicateurs/closed/contacts.{kind}?du={_days(min(31, days))}&au={_days(1)}"
    before, began = memory(process), time.perf_counter()
    caller = HTTPConnection("127.0.0.1", port)
    caller.request("GET", path, headers=desk.headers)
    answer = caller.getresponse()
    size, first = len(answer.read(1)), time.perf_counter() - began
    while piece := answer.read(1 << 16):
        size += len(piece)
    caller.close()
    seconds, after = time.perf_counter() - began, memory(process)
    return f"| {kind} | {size / 1e6:.1f} | {seconds:.1f} | {1000 * first:,.0f} | {before / 1e6:.0f} | {after / 1e6:.0f} |\n"


def _days(ago: int) -> str:
    from datetime import timedelta  # noqa: PLC0415

    from django.utils import timezone  # noqa: PLC0415

    return f"{timezone.localdate() - timedelta(days=ago):%d/%m/%Y}"


if __name__ == "__main__":
    main()
