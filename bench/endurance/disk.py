"""A disk that fills up under the running program, and has room again: what pages say, what is kept, and how it goes on."""

import shutil
import subprocess
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from urllib.parse import urlencode

SIZE = "900m"
LARGE_NOTE = 19_000
BLOCK = 2**20
AGAIN_WITHIN = 300.0

CLEAR = ("plus de place sur le disque",)
"""What a page may say: that the disk is full. That something does not answer tells nobody what to do."""


class CannotMountError(Exception):
    """The machine gives no small disk; the text says why."""


@dataclass(slots=True)
class Full:
    """Answers by page and status while the disk is full. `said` is what the refused notes were told, nothing clear as ""."""

    seconds: float = 0.0
    ready: Counter[int] = field(default_factory=Counter)
    read: Counter[int] = field(default_factory=Counter)
    written: Counter[int] = field(default_factory=Counter)
    refused: int = 0
    said: Counter[str] = field(default_factory=Counter)
    back: float = 0.0
    lost: int = 0
    twice: int = 0
    half: int = 0
    asked: int = 0
    broken: list[str] = field(default_factory=list)


@contextmanager
def small_disk() -> Iterator[Path]:
    """A disk of memory of SIZE, on which everything temporary is made. Raises CannotMountError."""
    place = Path(tempfile.mkdtemp(prefix="contactcenter-disk-"))
    mount = shutil.which("mount")
    done = mount and subprocess.run(
        [mount, "-t", "tmpfs", "-o", f"size={SIZE}", "tmpfs", place], capture_output=True, text=True, check=False
    )
    if not done or done.returncode != 0:
        place.rmdir()
        raise CannotMountError(done.stderr.strip() if done else "mount is not there")
    before, tempfile.tempdir = tempfile.tempdir, str(place)
    try:
        yield place
    finally:
        tempfile.tempdir = before
        subprocess.run([shutil.which("umount") or "umount", "--lazy", place], check=False)
        place.rmdir()


def measure(place: Path, *, port: int, case: str, cookie: dict[str, str], seconds: float) -> Full:
    """Notes on a contact of the one who is signed in, before, while and after the disk is full."""
    from bench.servers import say  # noqa: PLC0415
    from contactcenter.supervisor import answers  # noqa: PLC0415

    found, sent, kept = Full(), 0, set[str]()
    page = f"/contacts/{case}/"

    def note(number: int) -> tuple[int, bytes]:
        text = f"plein {number} " + "x" * LARGE_NOTE
        status, body = _ask(port, "POST", f"{page}note/", cookie, {"note": text})
        if status == 302:
            kept.add(f"plein {number}")
        return status, body

    ballast = place / "ballast"
    _fill(ballast)
    say("  the disk is full")
    began = time.monotonic()
    while time.monotonic() - began < seconds:
        _fill(ballast)
        sent += 1
        status, body = note(sent)
        found.written[status] += 1
        if status != 302:
            found.refused += 1
            found.said[next((words for words in CLEAR if words.encode() in body), "")] += 1
        found.read[_ask(port, "GET", page, cookie)[0]] += 1
        found.ready[_ask(port, "GET", "/sante/pret", {})[0]] += 1
        time.sleep(0.2)
    found.seconds = time.monotonic() - began
    ballast.unlink()
    began = time.monotonic()
    _until(lambda: answers(port, "/sante/pret") and note(0)[0] == 302)
    found.back = time.monotonic() - began
    _judge(found, case, kept)
    return found


def _judge(found: Full, case: str, kept: set[str]) -> None:
    from bench.chaos.promises import scoped  # noqa: PLC0415
    from bench.endurance import invariants  # noqa: PLC0415
    from bench.endurance.work import Done  # noqa: PLC0415
    from contacts.enums import EntryKind  # noqa: PLC0415
    from contacts.models import Entry  # noqa: PLC0415

    with scoped():
        texts = list(Entry.objects.filter(case_id=case, kind=EntryKind.NOTE).values_list("text", flat=True))
    there = Counter(text[: text.index(" x")] for text in texts)
    found.lost = sum(not there[name] for name in kept)
    found.twice = sum(count - 1 for count in there.values())
    found.half = sum(len(text) < LARGE_NOTE for text in texts)
    looked = invariants.look(Done())
    found.asked, found.broken = looked.asked, looked.broken


def _fill(path: Path) -> None:
    """To the last byte."""
    with suppress(OSError), path.open("ab", buffering=0) as file:
        while True:
            file.write(bytes(BLOCK))
    with suppress(OSError), path.open("ab", buffering=0) as file:
        while True:
            file.write(bytes(512))


def _ask(
    port: int, method: str, path: str, headers: dict[str, str], fields: dict[str, str] | None = None
) -> tuple[int, bytes]:
    """Status and body; 0 for no answer."""
    line = HTTPConnection("127.0.0.1", port, timeout=15)
    form = {"Content-Type": "application/x-www-form-urlencoded"} if fields else {}
    try:
        line.request(method, path, urlencode(fields or {}).encode(), {**headers, **form})
        answer = line.getresponse()
        return answer.status, answer.read()
    except (OSError, HTTPException):
        return 0, b""
    finally:
        line.close()


def _until(true: Callable[[], bool]) -> None:
    until = time.monotonic() + AGAIN_WITHIN
    while not true():
        if time.monotonic() > until:
            raise RuntimeError("the program does not go on after there is room again")
        time.sleep(0.2)
