"""One archive with everything about a person: tables in French, a record to read, documents, letters, and the medical part apart."""

import io
import json
import secrets
import tempfile
import zipfile
from collections.abc import Callable, Iterable
from pathlib import Path
from string import digits
from typing import Any

import pikepdf
from django.apps import apps
from django.core.files import File
from django.core.files.storage import default_storage
from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override
from typst import TypstError

from contacts.enums import Channel
from correspondence.models import Message
from correspondence.sheet import at_hand, letter_page, reference_of
from members.models import Member
from privacy import queries, sealing
from privacy.models import Erasure, Request
from privacy.services import telling
from privacy.walk import PERSON, Rows, tables
from territory.postal import AddressError
from ui import formats
from ui.typesetting import pdf

LETTERS = digits + "ABCDEFGHJKMNPQRSTVWXYZ"
"""No letter that is taken for a digit: a code is read out on the telephone."""

PATIENCE = "SET LOCAL idle_in_transaction_session_timeout = '10min'"
"""Between two questions to the database documents are written, which may be many."""

Progress = Callable[[int, int], None]


def new_code() -> str:
    """Eighty bits in four groups of four."""
    return "-".join("".join(secrets.choice(LETTERS) for _place in range(4)) for _group in range(4))


def keep(
    row: Request | Erasure, *, rows: Rows, labels: Iterable[str] = (), code: str = "", progress: Progress | None = None
) -> tuple[str, int, dict[str, int]]:
    """Make the archive of these rows and keep it sealed under ROW's key; its name, plain size, and rows by table.

    In the caller's transaction. LABELS narrow the tables. With CODE, what experts wrote under seal stands in a file that opens with it; without, nowhere.
    """
    with connection.cursor() as cursor:
        cursor.execute(PATIENCE)
    with tempfile.TemporaryDirectory(prefix="privacy-") as folder, override("fr"):
        plain, sealed = Path(folder) / "plain", Path(folder) / "sealed"
        counts = _write(plain, rows, list(labels) or tables(), code, progress or (lambda _done, _of: None))
        with plain.open("rb") as source, sealed.open("wb") as target:
            sealing.seal_file(source, target, owner_id=row.pk)
        name = f"mutuals/{row.mutual_id}/privacy/{row.pk}"
        default_storage.delete(name)  # of a worker that died
        with sealed.open("rb") as content:
            return default_storage.save(name, File(content)), plain.stat().st_size, counts


def _write(path: Path, rows: Rows, labels: list[str], code: str, progress: Progress) -> dict[str, int]:
    letters = _letters(rows) if "correspondence.Message" in labels else []
    total, counts, files = len(labels) + len(letters), dict[str, int](), dict[str, str]()
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for done, label in enumerate(labels):
            if telling.is_told(label) and rows.get(label):
                made = telling.told(rows, label)
                counts[label], files = len(made.rows), files | made.files
                archive.writestr(f"donnees/{label.lower()}.json", _json({"table": made.title, "lignes": made.rows}))
            progress(done + 1, total)
        for inside, stored in files.items():
            _add_file(archive, inside, stored)
        for done, message in enumerate(letters):
            _add_letter(archive, message)
            progress(len(labels) + done + 1, total)
        if code and (medical := _medical(rows, code)):
            archive.writestr(telling.MEDICAL_FILE, medical)
        archive.writestr("synthese.pdf", _record(rows, counts))
    return counts


def _json(said: Any) -> str:
    return json.dumps(said, ensure_ascii=False, indent=1)


def _add_file(archive: zipfile.ZipFile, inside: str, stored: str) -> None:
    try:
        with default_storage.open(stored) as file, archive.open(inside, "w") as target:
            for block in file.chunks():
                target.write(block)
    except FileNotFoundError:
        archive.writestr(f"{inside}.txt", _("This file is no longer kept."))


def _letters(rows: Rows) -> list[Message]:
    sent = Message.objects.filter(
        pk__in=rows.get("correspondence.Message", ()), channel__in=[Channel.LETTER, Channel.FAX]
    )
    return list(at_hand(sent.order_by("pk")))


def _add_letter(archive: zipfile.ZipFile, message: Message) -> None:
    """As it left; one that can no longer be set is among the tables all the same."""
    try:
        archive.writestr(f"lettres/{reference_of(message)}.pdf", letter_page(message))
    except (AddressError, TypstError, ValueError):
        archive.writestr(f"lettres/{reference_of(message)}.txt", f"{message.to}\n\n{message.subject}\n\n{message.body}")


# ---- what is read without a table


def _record(rows: Rows, counts: dict[str, int]) -> bytes:
    """What article 15(1) and (2) has told besides the data: purposes, recipients, durations, rights, source."""
    people = list(Member.objects.filter(pk__in=rows[PERSON]).select_related("mutual", "contract").order_by("pk"))
    blocks = [_who(person) for person in people]
    blocks.append(_block(_("Why your data are kept"), texts=_purposes(people[0])))
    kept = [(str(one), _("%(months)d months from: %(event)s") % {"months": one.months, "event": one.counted_from})
            for one in queries.durations()]  # fmt: skip
    blocks.append(_block(_("How long"), facts=kept))
    blocks.append(_block(_("Your rights"), texts=[_rights()]))
    titles = [(telling.title_of(apps.get_model(label)), str(number)) for label, number in sorted(counts.items())]
    blocks.append(_block(_("What this archive holds"), facts=titles))
    return _set(_("Your personal data"), blocks)


def _who(person: Member) -> dict[str, Any]:
    facts = [
        (_("Name"), f"{person.first_names} {person.used_name}"),
        (_("Birth name"), person.birth_name),
        (_("Born on"), formats.day(person.birth_date)),
        (_("Member number"), f"{person.number} / {person.rank}"),
        (_("Mutual"), person.mutual.name),
    ]
    return _block(_("Whom it is about"), facts=facts)


def _purposes(person: Member) -> list[str]:
    return [
        _("%(mutual)s keeps them to answer you, to analyse your quotes, to keep promises made to you and to treat complaints.")
        % {"mutual": person.mutual.name},
        _("They come from the file of members of your mutual, from what you said or wrote, and from your correspondents."),
        _("Those who receive them are the teleadvisers and experts of the contact centre, bound by secrecy, and the carriers of letters and messages. Nothing decides about you by a machine alone."),
    ]  # fmt: skip


def _rights() -> str:
    return _(
        "You may have them corrected, erased or their use restricted, object to it, and complain to the CNIL (www.cnil.fr)."
    )


def _medical(rows: Rows, code: str) -> bytes | None:
    found = list(telling.medical_texts(rows))
    if not found:
        return None
    blocks = [
        {"heading": f"{title}, {formats.day(timezone.localdate(at))}", "facts": [], "texts": _paragraphs(texts)}
        for title, at, texts in found
    ]
    made = io.BytesIO()
    with pikepdf.open(io.BytesIO(_set(_("Medical information"), blocks))) as document:
        document.save(made, encryption=pikepdf.Encryption(user=code, owner=new_code(), R=6))
    return made.getvalue()


def _paragraphs(texts: list[tuple[str, str]]) -> list[str]:
    return [line for label, text in texts for line in (f"{label} :", *text.splitlines()) if line.strip()]


def _block(heading: str, *, facts: Iterable[tuple[str, str]] = (), texts: Iterable[str] = ()) -> dict[str, Any]:
    return {"heading": heading, "facts": [[f"{name} :", value] for name, value in facts], "texts": list(texts)}


def _set(title: str, blocks: list[dict[str, Any]]) -> bytes:
    now = timezone.now()
    footer = _("Made on %(day)s") % {"day": formats.day(timezone.localdate(now))}
    return pdf("record", {"title": title, "author": "contactcenter", "footer": footer, "blocks": blocks}, at=now)
