"""The figures of a day as Markdown, what gives first, and what larger machines would carry."""

import argparse
import math
import os
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from bench.day.plan import OPEN
from bench.report import table
from bench.search import timing
from bench.usage import ADVISERS, OWN, Series
from contactcenter.supervisor import THREADS
from contacts.telephony.day import CURVE

EVENTS = ("desk is told of the call", "desk has the page", "call waits for its desk")
NOBODY_WAITS = ("live:", "sign of life", "telephones tell", "board: looks", "stream", *EVENTS)
"""Steps that a page or a machine does by itself: they are printed, and are no part of the p95 by which a day bends."""

BUSY, FULL = 0.6, 0.9
"""Share of the cores that a machine should be busy at the busiest half hour; and from which on there are none left."""

CORES = (2, 4, 8, 16, 32)
PAGES = "pages"
MB = 2**20


@dataclass(slots=True, kw_only=True)
class Stretch:
    """What one stretch found. Times in ms by step; `late` in seconds, by how much the load itself was behind its plan."""

    speed: float
    seconds: float
    used: Series
    times: dict[str, list[float]]
    failed: dict[str, int]
    faults: dict[str, int]
    late: list[float]
    contacts: dict[str, int]

    @property
    def waited(self) -> list[float]:
        """Times of everything that somebody waits for."""
        return [ms for step, times in self.times.items() if not step.startswith(NOBODY_WAITS) for ms in times]

    @property
    def p95(self) -> float:
        return timing([ms / 1000 for ms in self.waited]).p95

    @property
    def errors(self) -> int:
        return sum(self.failed.values())

    @property
    def closed(self) -> float:
        """Contacts a second."""
        return len(self.times.get("closing: closed", ())) / self.seconds

    @property
    def cores(self) -> dict[str, float]:
        """That the parts of the program kept busy; who plays and measures is none of it."""
        return {part: busy for part, busy in self.used.processor().items() if part not in {ADVISERS, OWN}}

    @property
    def others(self) -> float:
        """Cores that processes took which are none of ours: figures beside such ones say little."""
        return max(0.0, self.used.machine() - sum(self.used.processor().values()))

    def holds(self, limit: float) -> bool:
        """Nothing failed, and the p95 of what somebody waits for is within LIMIT ms."""
        return not self.errors and self.p95 <= limit


def in_a_line(one: Stretch) -> str:
    return (
        f"{one.speed:g} times: {one.closed * 3600:,.0f} contacts an hour, p95 {one.p95:,.0f} ms, {one.errors} errors, "
        f"{sum(one.cores.values()):.2f} cores"
    )


def of_day(options: argparse.Namespace, done: Sequence[Stretch]) -> str:
    parts = [_head(options), _speeds(done, options.limit)]
    for one in done[: len(options.speeds)]:
        parts += [_steps(one), _faults(one), _parts(one)]
    parts += [_bends(done, options.limit)]
    if held := [one for one in done if one.holds(options.limit) and one.closed]:
        parts += [_costs(held, options)]
    return "\n".join(part for part in parts if part)


def _head(options: argparse.Namespace) -> str:
    return (
        f"{options.advisers} advisers with open streams, {options.contacts:,} contacts a day, "
        f"{100 * options.quotes:.0f} % about quotes, {options.boards} boards; {options.people:,} people; "
        f"{options.pages} processes of pages, {', '.join(_variants(options)) or 'nothing between program and database'}\n"
    )


def _variants(options: argparse.Namespace) -> list[str]:
    named = (
        ("PgBouncer in transaction mode", options.pgbouncer),
        ("a streaming replica for the board", options.replica),
    )
    return [name for name, is_on in named if is_on]


def _speeds(done: Sequence[Stretch], limit: float) -> str:
    rows = [
        [
            f"{one.speed:g}",
            f"{one.seconds:,.0f}",
            f"{one.closed * 3600:,.0f}",
            f"{sum(map(len, one.times.values())) / one.seconds:,.1f}",
            f"{one.p95:,.0f}",
            str(one.errors),
            f"{sum(one.cores.values()):.2f}",
            f"{one.used.processor().get(ADVISERS, 0):.2f}",
            f"{one.others:.2f}",
            f"{timing(one.late).p95:,.0f}" if len(one.late) > 1 else "",
        ]
        for one in done
    ]
    head = ["times the day’s speed", "s", "contacts an hour", "requests a second", "p95 of what is waited for, ms", "errors",
            "cores of the program", "cores of the advisers", "cores of others", "load late by p95, ms"]  # fmt: skip
    return f"Bent is what fails, or takes more than {limit:,.0f} ms at the p95\n\n" + table(head, rows)


def _steps(one: Stretch) -> str:
    rows = []
    for step, times in sorted(one.times.items()):
        cells = [f"{value / 1000:,.0f}" for value in _cuts(times)] if len(times) > 1 else ["", "", ""]
        rows.append([step, f"{len(times) + one.failed.get(step, 0):,}", str(one.failed.get(step, 0)), *cells])
    said = ", ".join(f"{number:,} {what}" for what, number in sorted(one.contacts.items()))
    return f"At {one.speed:g} times the day’s speed, ms; contacts: {said or 'none'}\n\n" + table(
        ["step", "times", "errors", "p50", "p95", "p99"], rows
    )


def _cuts(times: list[float]) -> list[float]:
    found = timing(times)
    return [found.p50, found.p95, found.p99]


def _faults(one: Stretch) -> str:
    rows = [[fault, str(number)] for fault, number in Counter(one.faults).most_common(12)]
    return table(["fault", "times"], rows) if rows else ""


def _parts(one: Stretch) -> str:
    busy, quarters = one.used.processor(), one.used.quarters()
    rows = [
        [part, f"{100 * busy[part]:.0f}", f"{first / MB:,.0f}", f"{last / MB:,.0f}", f"{(last - first) / MB:+,.0f}"]
        for part, (first, last) in sorted(quarters.items())
    ]
    head = ["part", "% of one core", "memory in the first quarter, MB", "in the last, MB", "growth, MB"]
    return f"Parts at {one.speed:g} times the day’s speed, {one.used.seconds:,.0f} s\n\n" + table(head, rows)


# ---- where it bends


def _bends(done: Sequence[Stretch], limit: float) -> str:
    bent = next((one for one in done if not one.holds(limit)), None)
    held = max((one.speed for one in done if one.holds(limit)), default=0.0)
    if bent is None:
        return f"It did not bend: {held:g} times the day’s speed holds.\n"
    why = f"{bent.errors} errors" if bent.errors else f"p95 {bent.p95:,.0f} ms"
    return (
        f"Holds at {held:g} times the day’s speed, bends at {bent.speed:g} ({why}). What gives first: {_gives(bent)}\n"
    )


def _gives(bent: Stretch) -> str:
    """What was at its end; by this rule: processors, locks, then the connections of the pages."""
    cores, total = os.cpu_count() or 1, sum(bent.used.processor().values())
    running, waiting = (sum(one) / len(bent.used.statements) for one in zip(*bent.used.statements, strict=True))
    said = f"{total:.2f} of {cores} cores busy, {running:.1f} statements at once, {waiting:.1f} of them waiting for a lock."
    largest = sorted(bent.cores.items(), key=lambda one: -one[1])[:2]
    taken = " and ".join(f"{part} ({busy:.2f})" for part, busy in largest)
    if bent.others > (1 - FULL) * cores:
        return f"not to be known: other processes took {bent.others:.2f} cores. {said}"
    if total >= FULL * cores:
        return f"the processors, most of them taken by {taken}. {said}"
    if waiting >= 1:
        return f"locks in PostgreSQL. {said}"
    if running >= THREADS:
        return f"the database connections of the pages. {said}"
    return f"neither processors nor database; look at the faults. {said}"


# ---- what a contact costs, and what larger machines carry


def _costs(held: Sequence[Stretch], options: argparse.Namespace) -> str:
    parts = sorted({part for one in held for part in one.cores})
    costs = {part: _line([(one.closed, one.cores.get(part, 0.0)) for one in held]) for part in parts}
    rows = [
        [part, f"{1000 * fixed:,.0f}", f"{1000 * each:,.0f}"]
        for part, (fixed, each) in costs.items()
        if fixed + each > 0
    ]
    fixed, each = (sum(one) for one in zip(*costs.values(), strict=True))
    rows.append(["all", f"{1000 * fixed:,.0f}", f"{1000 * each:,.0f}"])
    said = (
        "What it costs: a line through processor over contacts a second of the speeds that held. Open desks alone take so many\n"
        "thousandths of a core, each contact so many milliseconds of one.\n\n"
        if len({one.closed for one in held}) > 1
        else "What it costs, of one speed alone: everything is counted as the contacts’.\n\n"
    )
    return (
        said + table(["part", f"{options.advisers} open desks", "a contact"], rows) + "\n" + _capacity(costs, options)
    )


def _line(points: Sequence[tuple[float, float]]) -> tuple[float, float]:
    """Where the line of least squares begins, never below nothing, and its slope."""
    mean_x, mean_y = (sum(one) / len(points) for one in zip(*points, strict=True))
    spread = sum((x - mean_x) ** 2 for x, _ in points)
    slope = sum((x - mean_x) * (y - mean_y) for x, y in points) / spread if spread else mean_y / mean_x
    begins = mean_y - slope * mean_x
    return (begins, slope) if begins > 0 and slope > 0 else (0.0, mean_y / mean_x)


def _capacity(costs: dict[str, tuple[float, float]], options: argparse.Namespace) -> str:
    """Advisers and contacts grow together, as on the platform that was played; a core does on every machine what it did here."""
    busiest = options.contacts / OPEN * max(CURVE) * len(CURVE) / sum(CURVE) / options.advisers
    of_part = {part: fixed / options.advisers + each * busiest for part, (fixed, each) in costs.items()}
    an_adviser = sum(of_part.values())
    rows = []
    for cores in CORES:
        advisers = int(BUSY * cores / an_adviser)
        pages = math.ceil(of_part.get(PAGES, 0) * advisers / BUSY)
        rows.append([
            str(cores), f"{advisers:,}", f"{advisers * options.contacts // options.advisers:,}",
            f"{advisers * busiest * 3600:,.0f}", str(pages), str(pages * THREADS),
        ])  # fmt: skip
    head = [
        "cores",
        "advisers",
        "contacts a day",
        "contacts in the busiest hour",
        "processes of pages",
        "their connections",
    ]
    said = (
        f"Larger machines, computed: {100 * BUSY:.0f} % of the cores busy in the busiest half hour, with {max(CURVE)} of {sum(CURVE)} parts of"
        " the day’s contacts;\na core does there what it does here, and nothing else gives before the processors do.\n\n"
    )
    return said + table(head, rows)
