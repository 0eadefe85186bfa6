"""The figures of a run as Markdown."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bench.members import Import
from bench.search import Recall, Row, Timing, timing

if TYPE_CHECKING:
    from bench.calls import Load
    from bench.referrals import Draws, Fairness, Imported
    from bench.taking import Taking
    from bench.years import Filled
    from referrals.chances import Test


@dataclass(slots=True)
class Size:
    """What was measured with so many people in the register. Rates are rows a second."""

    people: int
    generated: float
    imported: Import
    exported: float
    sizes: dict[str, int]
    searches: list[Row] = field(default_factory=list)
    recall: dict[str, Recall] = field(default_factory=dict)
    web_memory: int = 0


@dataclass(frozen=True, slots=True)
class Contacts:
    """What was measured with so many contacts of the members in the register."""

    filled: "Filled"
    pages: list[Row]


def tables(measured: Sequence[Size]) -> str:
    return "\n".join((_imports(measured), _sizes(measured), _searches(measured), _recall(measured)))


def of_contacts(measured: Contacts) -> str:
    return "\n".join((_filling(measured.filled), of_pages(measured.pages, "Pages of contacts")))


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [head, ["---"] + ["---:"] * (len(head) - 1), *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def _imports(measured: Sequence[Size]) -> str:
    rows = [
        [
            f"{size.people:,}",
            f"{size.imported.new:,.0f}",
            f"{size.imported.again:,.0f}",
            f"{size.imported.bare_copy:,.0f}",
            f"{size.imported.python:.1f} + {size.imported.postgresql:.1f}",
            f"{size.exported:,.0f}",
            f"{size.generated:,.0f}",
        ]
        for size in measured
    ]
    head = ["people", "import of new people, rows/s", "same file again, rows/s", "bare COPY, rows/s",
            "processor per row, Python + PostgreSQL, µs", "export, rows/s", "generation, people/s"]  # fmt: skip
    return f"Import of {measured[0].imported.rows:,} people\n\n" + table(head, rows)


def _sizes(measured: Sequence[Size]) -> str:
    names = list(measured[-1].sizes)
    rows = [
        [
            f"{size.people:,}",
            *(f"{size.sizes.get(name, 0) / 2**20:,.0f}" for name in names),
            f"{size.web_memory / 2**20:,.0f}",
        ]
        for size in measured
    ]
    return "Size on disk with indexes, and memory of the web process, MB\n\n" + table(
        ["people", *names, "web process"], rows
    )


def _searches(measured: Sequence[Size]) -> str:
    rows = [
        [
            row.kind,
            f"{size.people:,}",
            *_cells(row.http),
            *_cells(row.sql),
        ]
        for place in range(len(measured[0].searches))
        for size in measured
        for row in [size.searches[place]]
    ]
    head = ["search", "people", "HTTP p50", "p95", "p99", "SQL p50", "p95", "p99"]
    return "Search, ms: whole HTTP request, and its statements alone\n\n" + table(head, rows)


def _recall(measured: Sequence[Size]) -> str:
    rows = [
        [kind, f"{size.people:,}", *(f"{100 * share:.1f} %" for share in (met.with_error, met.without, met.of_those))]
        for kind in measured[0].recall
        for size in measured
        for met in [size.recall[kind]]
    ]
    head = ["search", "people", "with the error", "without", "with it, of those found without"]
    return "Found among the first ten after one random typing error, and without it\n\n" + table(head, rows)


def _filling(filled: "Filled") -> str:
    rows = [[name, f"{rows:,}", f"{filled.sizes.get(name, 0) / 2**20:,.0f}"] for name, rows in filled.rows.items()]
    rows.append(["whole database", "", f"{filled.sizes['database'] / 2**20:,.0f}"])
    head = ["table", "rows", "on disk with indexes, MB"]
    people = f"of {filled.people:,} members, {filled.heavy:,} of whom have some {filled.contacts_of_heavy:,} contacts"
    return f"Contacts {people}; filled in {filled.seconds:,.0f} s\n\n" + table(head, rows)


def of_pages(pages: Sequence[Row], title: str = "Pages") -> str:
    rows = [[row.kind, *_cells(row.http), *_cells(row.sql), str(row.queries)] for row in pages]
    head = ["page", "HTTP p50", "p95", "p99", "SQL p50", "p95", "p99", "queries"]
    return f"{title}, ms: whole HTTP request, and its statements alone\n\n" + table(head, rows)


def _cells(timing: Timing | None) -> list[str]:
    return [f"{value:.1f}" for value in (timing.p50, timing.p95, timing.p99)] if timing else ["", "", ""]


def of_load(load: "Load", taking: "Taking") -> str:
    return "\n".join((_calls(load), _processes(load), _taking(taking)))


def of_referrals(imported: "Imported", draws: Sequence["Draws"]) -> str:
    rows = [
        [
            f"{imported.rows:,}",
            f"{imported.new:,.0f}",
            f"{imported.again:,.0f}",
            str(imported.changed),
            f"{imported.bare_copy:,.0f}",
            f"{imported.memory:,.0f}",
        ]
    ]
    head = [
        "rows of the register",
        "import, rows/s",
        "again, rows/s",
        "changed by it",
        "bare COPY, rows/s",
        "memory, MB",
    ]
    drawn = [
        [one.kind, f"{one.size:,}", *_cells(one.http), *_cells(one.draw), f"{one.first.p95:.1f}", f"{one.bare.p95:.1f}"]
        for one in draws
    ]
    said = (
        "Draws, ms: whole HTTP request of a machine; the draw alone with its record, then the first one after a change of the"
        " directory; the bare statement of the eligible set\n\n"
    )
    return (
        "Import of practitioners\n\n"
        + table(head, rows)
        + "\n"
        + said
        + table(
            ["draw", "places", "HTTP p50", "p95", "p99", "draw p50", "p95", "p99", "first draw p95", "bare set p95"],
            drawn,
        )
    )


def of_fairness(found: Sequence["Fairness"]) -> str:
    rows = [
        [
            one.town,
            str(one.size),
            f"{one.draws:,}",
            _chance(one.exposure),
            *(_chance(rank) for rank in one.ranks),
            _chance(one.names),
            str(one.identical),
            str(one.faults),
            f"{one.report:.1f}",
            f"{one.answer:.1f}",
        ]
        for one in found
    ]
    ranks = [f"rank {rank}" for rank in range(1, 6)]
    head = ["town", "places", "draws", "exposure", *ranks, "names", "identical running", "faults of the replay"]
    head += ["report, s", "a practitioner's answer, s"]
    said = "Fairness: p of the chi-square tests over so many draws of one question, through the database\n\n"
    return said + table(head, rows)


def _chance(test: "Test") -> str:
    return "–" if test.value is None else f"{test.value:.3f}"


def _calls(load: "Load") -> str:
    calls = load.calls
    measured = (
        ("telephone system has its answer", calls.taken),
        ("desk is told of the call", calls.popped),
        ("desk has the page of the contact", calls.shown),
        ("open work list is up to date again", load.lists),
        ("open board has looked again", load.boards),
    )
    rows = [[what, f"{len(seconds):,}", *_cells(timing(seconds))] for what, seconds in measured if len(seconds) > 1]
    said = (
        f"{load.desks} connected desks, {load.rate:g} calls a second for {load.seconds} s, ms from the moment the ringing is sent\n\n"
        f"{calls.rung} calls: {calls.lost} lost, {load.doubled} doubled, {load.strays} at a wrong desk, "
        f"{len(calls.refused)} refused{_first(calls.refused)}; {load.told:,} events in all\n\n"
    )
    return said + table(["until", "times", "p50", "p95", "p99"], rows)


def _first(refused: Sequence[str]) -> str:
    return f" ({', '.join(sorted(set(refused)))})" if refused else ""


def _processes(load: "Load") -> str:
    rows = [[use.part, str(use.processes), f"{use.processor:.0f}", f"{use.memory / 2**20:,.0f}"] for use in load.used]
    return "Processes meanwhile\n\n" + table(["part", "processes", "% of one core", "memory, MB"], rows)


def _taking(taking: "Taking") -> str:
    said = (
        f"{taking.advisers} advisers take the next contact at once, {taking.rounds} times, {taking.waiting} waiting at first\n\n"
        f"{taking.taken} taken: {taking.twice} twice, {taking.late} before one that was due earlier; {taking.idle} got none\n\n"
    )
    return said + table(
        ["ms until", "p50", "p95", "p99"], [["the contact is theirs", *_cells(timing(taking.answered))]]
    )
