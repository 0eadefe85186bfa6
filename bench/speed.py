"""How fast the machine is while a bench runs: what is shared with others, or throttled, changes by the hour."""

import time

ADDITIONS = 1_000_000
LOOPS = 5

_taken: list[float] = []


def sample() -> None:
    """Take the machine's speed; between two measures, while nothing else of the bench runs."""
    _taken.append(min(_loop() for _ in range(LOOPS)))


def said() -> str:
    """What was taken, as a line beside the figures of the run."""
    best, worst = (f"{1000 * seconds:,.0f}" for seconds in (min(_taken), max(_taken)))
    return (
        f"A loop of {ADDITIONS:,} additions, tried {len(_taken)} times between the measures, took {best} ms at best and"
        f" {worst} ms at worst: figures of two runs compare by it.\n"
    )


def _loop() -> float:
    """Seconds."""
    before, total = time.perf_counter(), 0
    for number in range(ADDITIONS):
        total += number
    return time.perf_counter() - before
