"""What befalls both clocks alike while promises fall due, with a share of the time at which each thing happens."""

import os
import shutil
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from bench.chaos.faults import embedded_server


class Keeper(Protocol):
    """Who keeps the promises: can be killed and started again, stopped and started again, and be given its ticks many times."""

    def kill(self) -> None: ...
    def restart(self) -> None: ...
    def repeat(self) -> None: ...


@dataclass
class Course:
    """SPAN seconds of a run, from now on."""

    span: float
    began: float = field(default_factory=time.monotonic)

    def until(self, share: float) -> None:
        time.sleep(max(0.0, self.began + share * self.span - time.monotonic()))


def _nothing(_keeper: Keeper, _course: Course) -> None:
    """They only fall due."""


def _crash(_keeper: Keeper, course: Course) -> None:
    course.until(0.5)
    embedded_server("valkey").kill()


def _emptied(_keeper: Keeper, course: Course) -> None:
    course.until(0.5)
    shutil.rmtree(Path(os.environ["CONTACTCENTER_VAR"]) / "valkey" / "appendonlydir")
    embedded_server("valkey").kill()


def _frozen(_keeper: Keeper, course: Course) -> None:
    course.until(0.25)
    valkey = embedded_server("valkey")
    valkey.suspend()
    try:
        course.until(0.75)
    finally:
        valkey.resume()


def _killed(keeper: Keeper, course: Course) -> None:
    course.until(0.5)
    keeper.kill()


def _restarted(keeper: Keeper, course: Course) -> None:
    for share in (0.25, 0.5, 0.75):
        course.until(share)
        keeper.restart()


def _repeated(keeper: Keeper, course: Course) -> None:
    course.until(0.5)
    keeper.repeat()


@dataclass(frozen=True, slots=True)
class Fault:
    """`settings` are Celery's for this fault, where it lies in them; times in it are shares of the span."""

    what: str
    act: Callable[[Keeper, Course], None]
    visibility: float = 0.0

    def settings(self, span: float) -> dict[str, Any]:
        return {"visibility_timeout": int(self.visibility * span)} if self.visibility else {}


ALL: dict[str, Fault] = {
    "none": Fault("nothing happens", _nothing),
    "crash": Fault("the broker crashes and comes back with its file", _crash),
    "emptied": Fault("the broker comes back without its file", _emptied),
    "frozen": Fault("the broker is frozen for half of the time", _frozen),
    "killed": Fault("the workers die (SIGKILL) and are started again", _killed),
    "restarted": Fault("the workers are restarted (SIGTERM), three times", _restarted),
    "visibility": Fault(
        "a visibility timeout of a third of the time; for ours each tick a hundred times", _repeated, 1 / 3
    ),
}
