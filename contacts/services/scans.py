"""Faxes and letters in: from a folder that scanners write to, from a form, from another system.

The clock starts when a paper reached us, not when a machine made a file of it: both instants are kept.
"""

import json
import os
import re
import shutil
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from uuid import UUID

import structlog
from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone
from django.utils.dateparse import parse_date
from uuid_utils.compat import uuid7

from accounts.models import ApiKey, Mutual, User
from accounts.scopes import within_mutuals
from contacts import deadlines, inspection
from contacts.enums import Apart, Channel, EntryKind
from contacts.models import Case, Document
from contacts.services import requests
from contacts.services.base import add_entry
from contacts.services.cases import Demand, open_case
from contacts.services.documents import Paper, add_document, discard, look_at
from territory.phones import to_e164

logger = structlog.get_logger(__name__)

FOLDERS = {"fax": Channel.FAX, "courrier": Channel.LETTER}
KINDS = {Channel.FAX: EntryKind.FAX_IN, Channel.LETTER: EntryKind.LETTER_IN}
DONE = "pris"
"""Where files go once they are taken."""

_PASSING = re.compile(r"^[.~]|\.(?:json|part|tmp|temp|crdownload|filepart)$", re.IGNORECASE)
_DAY_IN_NAME = re.compile(r"(?<!\d)(20\d\d)-?(\d\d)-?(\d\d)(?!\d)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """What reached us together. `received_at` is when, however late it was scanned."""

    mutual_id: int
    channel: Channel
    received_at: datetime
    scanned_at: datetime | None = None
    subject: str = ""
    caller_phone: str = ""


def received(day: date) -> datetime:
    """The instant from which a paper counts of which only the day is known; never one to come."""
    zone = timezone.get_current_timezone()
    begins = datetime.combine(day, deadlines.PAPER_COUNTS_FROM, tzinfo=zone)
    return min(begins, timezone.now())


@transaction.atomic
def open_envelope(
    envelope: Envelope, papers: Sequence[Paper], *, by: User | None = None, case_id: UUID | None = None
) -> Case:
    """One case for what came together, with its documents, waiting in its queue and due from its receipt."""
    demand = Demand(
        mutual_id=envelope.mutual_id,
        channel=envelope.channel,
        received_at=envelope.received_at,
        caller_phone=envelope.caller_phone,
        subject=envelope.subject,
        kind=KINDS[envelope.channel],
        detail={"documents": len(papers)},
        case_id=case_id or uuid7(),
    )
    case, entry = open_case(demand)
    for paper in papers:
        add_document(case, paper, received_at=envelope.received_at, scanned_at=envelope.scanned_at, entry=entry)
    if by is not None:
        add_entry(case, EntryKind.OPENED, by=by)
    return case


def take(
    files: Iterable[tuple[str, bytes]], *, mutual: Mutual, channel: Channel, day: date, by: User | None, together: bool
) -> list[Case]:
    """Cases of files that somebody sends: one for all of them TOGETHER, or one each."""
    papers = [look_at(content, mutual_id=mutual.pk, name=name) for name, content in files]
    envelope = Envelope(mutual_id=mutual.pk, channel=channel, received_at=received(day), scanned_at=timezone.now())
    try:
        with transaction.atomic():
            groups = [papers] if together else [[paper] for paper in papers]
            return [open_envelope(envelope, group, by=by) for group in groups]
    except BaseException:
        discard(papers)
        raise


def deliver(
    files: Iterable[tuple[str, bytes]], *, envelope: Envelope, api_key: ApiKey, key: str, digest: str
) -> tuple[Case, bool]:
    """The case of what another system delivers as one ENVELOPE, and whether it is new. Raises KeyReusedError."""
    with transaction.atomic():
        known = requests.answered(Case.objects.all(), api_key=api_key, key=key, digest=digest)
    if known is not None:
        return known, False
    papers = [look_at(content, mutual_id=envelope.mutual_id, name=name) for name, content in files]
    is_new = False
    try:
        case, is_new = requests.once(
            Case.objects.all(),
            api_key=api_key,
            key=key,
            digest=digest,
            make=lambda case_id: open_envelope(envelope, papers, case_id=case_id),
        )
    finally:
        if not is_new:
            discard(papers)
    return case, is_new


# ---- the folder of the scanners


def take_folder() -> int:
    """Take what the scanners have finished, mutual by mutual; how many files. One that fails does not hold up the others."""
    taken = 0
    for mutual in Mutual.objects.filter(is_active=True).order_by("pk"):
        for folder, channel in FOLDERS.items():
            place = Path(settings.SCANS) / mutual.code / folder
            for path in _finished(place):
                taken += _take_file(path, mutual, channel)
            _tidy(place / DONE)
    return taken


def _finished(place: Path) -> list[Path]:
    """Files that nobody writes to any more, oldest first. A link could lead anywhere, and is left alone."""
    if not place.is_dir():
        return []
    now = timezone.now().timestamp()
    found = []
    for entry in os.scandir(place):
        if _PASSING.search(entry.name) or entry.is_symlink() or not entry.is_file():
            continue
        state = entry.stat()
        # A copy keeps the time of its original; the change of its entry is of now.
        if now - max(state.st_mtime, state.st_ctime) >= deadlines.SCAN_SETTLED.total_seconds():
            found.append((state.st_mtime, Path(entry.path)))
    return [path for _, path in sorted(found)]


def _take_file(path: Path, mutual: Mutual, channel: Channel) -> int:
    try:
        scanned_at = datetime.fromtimestamp(path.stat().st_mtime, tz=timezone.get_current_timezone())
        size = path.stat().st_size
        content = path.read_bytes() if size <= 8 * inspection.LARGEST else path.open("rb").read(inspection.LARGEST + 1)
    except OSError:
        return 0  # another worker moved it, or the scanner's share went away
    verdict = inspection.inspect(content, name=path.name)
    age = timezone.now() - scanned_at
    if verdict.why in {Apart.UNREADABLE, Apart.EMPTY} and age < deadlines.SCAN_GIVEN_UP:
        return 0
    paper = look_at(content, mutual_id=mutual.pk, name=path.name, verdict=verdict)
    envelope = _envelope(path, mutual, channel, min(scanned_at, timezone.now()))
    is_new = False
    try:
        with within_mutuals([mutual.pk]), transaction.atomic():
            is_new = _once(path, paper, envelope)
    finally:
        if not is_new:
            discard([paper])
    _move(path)
    logger.info("scan_taken", mutual_id=mutual.pk, count=int(is_new), state=channel.value)
    return int(is_new)


def _once(path: Path, paper: Paper, envelope: Envelope) -> bool:
    """A file that was taken and not moved, because something was cut in between, is not taken again."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('contacts.scans'), hashtext(%s))", [str(path)])
    if Document.objects.filter(
        mutual_id=envelope.mutual_id,
        sha256=paper.sha256,
        scanned_at=envelope.scanned_at,
        case__channel=envelope.channel,
    ).exists():
        return False
    open_envelope(envelope, [paper])
    return True


def _envelope(path: Path, mutual: Mutual, channel: Channel, scanned_at: datetime) -> Envelope:
    """With what the scanner says in a file beside it, `<name>.json`: `received_on`, and `sender` for a fax's number.

    Without one, the day that the file's own name bears, and without that the moment of the scan.
    """
    said = _sidecar(path)
    day = parse_day(str(said.get("received_on", ""))) or _day_of(path.name)
    is_past = day is not None and day <= timezone.localdate()
    return Envelope(
        mutual_id=mutual.pk,
        channel=channel,
        received_at=min(received(day), scanned_at) if day is not None and is_past else scanned_at,
        scanned_at=scanned_at,
        caller_phone=to_e164(str(said.get("sender", ""))[:40]) or "",
    )


def _sidecar(path: Path) -> dict[str, object]:
    beside = path.with_name(f"{path.name}.json")
    try:
        said = json.loads(beside.read_bytes()[:10_000])
    except (OSError, ValueError, RecursionError):
        return {}
    return said if isinstance(said, dict) else {}


def parse_day(text: str) -> date | None:
    try:
        return parse_date(text)
    except ValueError:
        return None


def _day_of(name: str) -> date | None:
    found = _DAY_IN_NAME.search(name)
    return parse_day("-".join(found.groups())) if found else None


def _move(path: Path) -> None:
    """Out of the way; under another name where one is there already."""
    done = path.parent / DONE
    done.mkdir(mode=0o700, exist_ok=True)
    for source in (path, path.with_name(f"{path.name}.json")):
        target = done / source.name
        if target.exists():
            target = done / f"{timezone.now():%Y%m%d%H%M%S%f}-{source.name}"
        try:
            shutil.move(source, target)
            os.utime(target)
        except FileNotFoundError:
            continue


def _tidy(done: Path) -> None:
    """The documents are kept with their cases; the scanners' own files are deleted after a while."""
    if not done.is_dir():
        return
    oldest = (timezone.now() - deadlines.SCAN_KEPT).timestamp()
    for path in done.iterdir():
        if path.is_file() and path.stat().st_mtime < oldest:
            path.unlink(missing_ok=True)
