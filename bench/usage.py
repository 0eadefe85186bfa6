"""Processor and memory of a tree of processes, by what each does."""

import os
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

import psutil

OWN = "this measure"
ADVISERS = "the advisers"
PARTS = (
    ("bench.day.player", ADVISERS),
    ("pg-replica", "replica"),
    ("pgbouncer", "PgBouncer"),
    ("contactcenter.embedded", "keeper of the servers"),
    ("postgres", "PostgreSQL"),
    ("valkey", "Valkey"),
    ("uvicorn", "events and front"),
    ("granian", "pages"),
    (" worker ", "worker"),
    ("beat-1", "beat 1"),
    ("beat-2", "beat 2"),
    ("sla_loop", "sweeper"),
    ("manage.py run", "supervisor"),
)
"""What stands in a command, and what it does; the first that fits."""


@dataclass(frozen=True, slots=True)
class Use:
    """`processor` in percent of one core, `memory` in bytes: each process's own and its share of what is shared."""

    part: str
    processes: int
    processor: float
    memory: int


@contextmanager
def watched() -> Iterator[list[Use]]:
    """Of this process and all below it during the block, filled in at its end. Children that ended count with their parent."""
    before, began = _seconds(), time.perf_counter()
    found: list[Use] = []
    yield found
    after, lasted = _seconds(), time.perf_counter() - began
    memory: dict[str, list[int]] = {}
    for process in _all():
        with suppress(psutil.NoSuchProcess):
            memory.setdefault(_part(process), []).append(_memory(process))
    for part, sizes in sorted(memory.items()):
        spent = after.get(part, 0) - before.get(part, 0)
        found.append(Use(part, len(sizes), 100 * spent / lasted, sum(sizes)))


def _seconds() -> dict[str, float]:
    spent: dict[str, float] = {}
    for process in _all():
        with suppress(psutil.NoSuchProcess):
            part, times = _part(process), process.cpu_times()
            # Children of ours are counted one by one while they live.
            ended = 0.0 if part == OWN else times.children_user + times.children_system
            spent[part] = spent.get(part, 0) + times.user + times.system + ended
    return spent


def _all() -> list[psutil.Process]:
    this = psutil.Process()
    return [this, *this.children(recursive=True)]


def _part(process: psutil.Process) -> str:
    if process.pid == os.getpid():
        return OWN
    said = " ".join([process.name(), *process.cmdline()])
    parent = process.parent()
    if "multiprocessing" in said and parent is not None:  # does its parent's work
        return _part(parent)
    return next((part for word, part in PARTS if word in said), process.name())


def _memory(process: psutil.Process) -> int:
    try:
        return int(process.memory_full_info().pss)
    except (psutil.AccessDenied, AttributeError):  # another user's, or no Linux
        return int(process.memory_info().rss)


@dataclass(slots=True)
class Series:
    """Processor seconds and memory by part, again and again; `statements` are those that run at once, and those that wait for a lock; `whole` is the machine's."""

    moments: list[float] = field(default_factory=list)
    spent: list[dict[str, float]] = field(default_factory=list)
    memory: list[dict[str, int]] = field(default_factory=list)
    statements: list[tuple[int, int]] = field(default_factory=list)
    whole: list[float] = field(default_factory=list)

    @property
    def seconds(self) -> float:
        return self.moments[-1] - self.moments[0]

    def processor(self) -> dict[str, float]:
        """Cores that each part kept busy from the first look to the last."""
        first, last = self.spent[0], self.spent[-1]
        return {part: max(0.0, last[part] - first.get(part, 0)) / self.seconds for part in last}

    def machine(self) -> float:
        """Cores that anybody kept busy meanwhile."""
        return (self.whole[-1] - self.whole[0]) / self.seconds

    def quarters(self) -> dict[str, tuple[float, float]]:
        """Mean memory of each part in the first and in the last quarter, in bytes."""
        size = max(1, len(self.memory) // 4)
        first, last = self.memory[:size], self.memory[-size:]
        return {part: (_mean(first, part), _mean(last, part)) for part in last[-1]}


def _mean(looks: Sequence[dict[str, int]], part: str) -> float:
    return sum(look.get(part, 0) for look in looks) / len(looks)


class Watch:
    """Looks every so many seconds, in a thread of its own, between `begin` and `end`; ASKS returns what PostgreSQL does."""

    def __init__(self, every: float, asks: Callable[[], tuple[int, int]]) -> None:
        self.series, self._every, self._asks = Series(), every, asks
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)

    def begin(self) -> None:
        self._thread.start()

    def end(self) -> Series:
        self._over.set()
        self._thread.join()
        return self.series

    def _look(self) -> None:
        while True:
            is_last = self._over.wait(self._every if self.series.moments else 0)
            self.series.moments.append(time.perf_counter())
            self.series.spent.append(_seconds())
            self.series.whole.append(_of_anybody())
            self.series.memory.append(_memories())
            self.series.statements.append(self._asks())
            if is_last:
                return


def _of_anybody() -> float:
    """Seconds of processor that were not idle, over all cores."""
    times = psutil.cpu_times()
    idle = times.idle + getattr(times, "iowait", 0.0)
    return float(sum(times) - idle - getattr(times, "guest", 0.0) - getattr(times, "guest_nice", 0.0))


def _memories() -> dict[str, int]:
    found: dict[str, int] = {}
    for process in _all():
        with suppress(psutil.NoSuchProcess):
            part = _part(process)
            found[part] = found.get(part, 0) + _memory(process)
    return found
