"""Processor and memory of a tree of processes, by what each does."""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass

import psutil

OWN = "this measure"
PARTS = (
    ("contactcenter.embedded", "keeper of the servers"),
    ("postgres", "PostgreSQL"),
    ("valkey", "Valkey"),
    ("uvicorn", "events and front"),
    ("granian", "pages"),
    (" worker ", "worker"),
    ("beat-1", "beat 1"),
    ("beat-2", "beat 2"),
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
