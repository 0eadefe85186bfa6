"""The tables of the comparison, each with how it was set up."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from bench.report import table
from compare import environment

if TYPE_CHECKING:
    from bench.years import Filled
    from compare.browsing import Took
    from compare.clocks import Line as ClockLine
    from compare.clocks import Size
    from compare.desks import Row
    from compare.loading import Loaded
    from compare.naive import Line as SearchLine
    from compare.register import Built


def of_desks(people: int, filled: "Filled", loaded: "Loaded", rows: "Sequence[Row]") -> str:
    head = [
        "what",
        "requests",
        "django-helpdesk p50",
        "p95",
        "found",
        "contactcenter p50",
        "p95",
        "found",
        "ratio p50",
        "p95",
    ]
    lines = [
        [
            what,
            str(theirs.times),
            *_cells(theirs),
            *_cells(ours),
            f"{theirs.timing.p50 / ours.timing.p50:,.1f}",
            f"{theirs.timing.p95 / ours.timing.p95:,.1f}",
        ]
        for what, theirs, ours in rows
    ]
    sizes = [
        ["django-helpdesk", *(f"{loaded.rows[name]:,}" for name in ("helpdesk_ticket", "helpdesk_followup")), _mb(loaded.size)],
        ["contactcenter", *(f"{filled.rows[name]:,}" for name in ("contacts_case", "contacts_entry")), _mb(filled.sizes["database"])],
    ]  # fmt: skip
    return "\n".join(
        (
            f"## The desk: {people:,} people, {filled.rows['contacts_case']:,} contacts\n",
            _list(DESKS),
            f"Versions there: {environment.versions()}.\n",
            table(["program", "contacts", "lines of them", "database, MB"], sizes),
            "Whole HTTP requests, ms; `found` is how often the person who was looked for is in the answer; a ratio above 1 is how many times slower django-helpdesk is\n",
            table(head, lines),
        )
    )


DESKS = (
    (
        "One PostgreSQL for both, with the settings of this run; one granian for each with the same arguments: one process, four"
        " threads. One signed-in adviser asks on one kept connection, after five questions that do not count. Ours is asked as often as"
        " theirs, which is stopped after a minute at one thing, but not before twenty questions (`--seconds`)."
    ),
    (
        "django-helpdesk is set up as its manual says, in production mode, with the tables and the indexes of its own migrations, its"
        " letters loaded, teams off (which asks for another package), and connections kept open. It has no register: a person is what"
        " stands in a ticket, so only people with contacts are looked for. Name and subject are the title, member number, birth date and"
        " telephone the first line of the description; its custom fields would be joined to each search, three rows a ticket, and cost it more."
    ),
    (
        "Contacts, their lines and texts are those that `bench/years.py` writes, copied from one database to the other in one go. Ours has"
        " the people without contacts besides, behind row-level security, and journals each opening of a file."
    ),
    (
        "Its search is the box of its list of tickets, over the columns that it chooses; its list is a page and the request for its"
        " rows, timed together. Ours is the search box, which finds a number by six digits that it begins or ends with, and by the whole of it."
    ),
    (
        "Words are searched there in all tickets, not in follow-ups; here in one member's whole history, all lines of it: nobody here may"
        " search everybody's contacts."
    ),
    (
        "Escalated: the same number of promises, each due. There its command `escalate_tickets` inside a running process, which writes to"
        " the submitter and whoever has the ticket; here a round of enforcement, and then the telling of supervisors and of whoever has the promise,"
        " which is apart, so that no mail server holds up a step. The letters go nowhere."
    ),
)


def of_clocks(size: "Size", lines: "Sequence[ClockLine]") -> str:
    head = ["fault", "clock", "lost", "doubled", "late p50, s", "max, s"]
    rows = [
        [one.fault, one.who, f"{one.lost:,}", f"{one.doubled:,}", f"{one.p50:.2f}", f"{one.most:.2f}"] for one in lines
    ]
    given = (
        (
            f"{size.promises:,} promises fall due evenly over {size.span:g} s, the first after {size.soon:g} s. What is not done"
            f" {size.watched:g} s after the last was due counts as lost: with Celery what a dead worker held comes back when the visibility"
            " timeout has passed, an hour unless it is set, which nobody who was promised a call has seen by then."
        ),
        *CLOCKS,
    )
    return "\n".join(("## The clock\n", _list(given), table(head, rows)))


CLOCKS = (
    (
        "Celery: `apply_async(eta=…)` for each when it is given; a worker of two processes writes a line when it is done. “Its defaults”"
        " are those of its release; “set with care” is late acknowledgement, rejection when a worker is lost, a prefetch of one, and time"
        " limits and health checks on its connection. A line written twice is a letter sent twice."
    ),
    (
        "Ours: the row has its next instant; a loop, a worker and two beats as `make run` starts them. Lost and doubled come from the"
        " ledger."
    ),
    (
        "The broker is the Valkey of this program, as in production: an append-only file synced each second. “Without its file” is"
        " that file taken away before the crash. What kills workers kills all of them at once, the loop too."
    ),
)


def of_searches(people: int, built: "Built", lines: "Sequence[SearchLine]") -> str:
    by_kind = {one.kind: one.took for one in lines if one.way == "ours"}
    head = ["question", "search", "questions", "p50, ms", "p95, ms", "found", "times ours, p50", "p95"]
    rows = [
        [
            one.kind,
            one.way,
            str(one.took.times),
            *_cells(one.took),
            f"{one.took.timing.p50 / by_kind[one.kind].timing.p50:,.1f}",
            f"{one.took.timing.p95 / by_kind[one.kind].timing.p95:,.1f}",
        ]
        for one in lines
    ]
    said = (
        (
            f"The naive table has one name and one key a person, {_mb(built.table)} MB, and no row-level security, under which its index"
            f" would not be used; its indexes take {_mb(built.indexes)} MB and took {built.seconds:,.0f} s to build. No limit of time for a statement."
        ),
        *SEARCHES,
    )
    return "\n".join((f"## The search: {people:,} people\n", _list(said), table(head, rows)))


SEARCHES = (
    (
        "Each search is called as a function and gives at most twenty people; through Django's ORM where it is naive; ours reads the text,"
        " asks behind row-level security, judges and ranks. The first without its index scans the table; the third ranks by likeness and"
        " keeps PostgreSQL's own threshold, 0.3."
    ),
    "`found` is how often the person who was meant is among those twenty: namesakes, and the few letters of a prefix, keep many out.",
)


def _cells(took: "Took") -> list[str]:
    found = "–" if took.found is None else f"{100 * took.found:.0f} %"
    return [f"{took.timing.p50:,.1f}", f"{took.timing.p95:,.1f}", found]


def _mb(size: int) -> str:
    return f"{size / 2**20:,.0f}"


def _list(lines: Iterable[str]) -> str:
    return "".join(f"- {line}\n" for line in lines)
