"""A letter or a fax as it leaves: accessible PDF of A4, its address where the envelope has its window.

It is in French, whatever language the screen is in.
"""

import io
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from functools import lru_cache
from typing import Any, Final

import qrcode
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override
from PIL import Image

from accounts.models import Mutual
from contacts.enums import Channel
from contacts.models import Case
from correspondence import queries
from correspondence.models import Message
from members.models import Member
from territory import postal
from ui import formats
from ui.typesetting import pdf, picture

WIDEST_LOGO: Final = 4000
"""Points on a side: a larger picture is left out."""
PRINTED_LOGO: Final = (720, 170)
"""Points of 60 mm by 14 mm at 300 an inch."""


def letter_page(message: Message) -> bytes:
    """PDF/UA-1 of what we write, a letter above all, with the titles of its brochures. MESSAGE as `at_hand` has it."""
    return set_page(said_of(message), at=message.created_at)


def set_page(said: Mapping[str, Any], *, at: datetime) -> bytes:
    """What was said, set: it reads nothing of the database and may run beside others. Raises typst.TypstError."""
    return pdf("letter", said, at=at)


def at_hand(messages: QuerySet[Message]) -> QuerySet[Message]:
    """Messages with what their paper needs."""
    return messages.select_related("mutual", "case", "member", "entry").prefetch_related(
        "entry__documents", "enclosures__brochure"
    )


def said_of(message: Message) -> dict[str, Any]:
    """What stands on its paper, in French. Raises postal.AddressError for an address that was taken before it had to fit."""
    with override("fr"):
        said = _said(message, [one.brochure.title for one in message.enclosures.all()])
    return said | {"logo": logo_of(message.mutual), "code": code_of(reference_of(message))}


def postcode_of(message: Message) -> str:
    """Of a letter, the first word of its last line: a postcode, or a country."""
    return message.to.splitlines()[-1].split()[0].removeprefix("F-").upper()


def reference_of(message: Message) -> str:
    """What names a piece of post in its code, on the manifest and to a carrier: the same at every attempt."""
    return message.pk.hex.upper()


def _said(message: Message, enclosed: Sequence[str]) -> dict[str, Any]:
    draft = Draft(
        mutual=message.mutual,
        subject=message.subject,
        body=message.body,
        address=_address(message),
        references=_references(message),
        day=timezone.localdate(message.created_at),
        enclosed=enclosed,
        reference=reference_of(message),
    )
    return _set_out(draft)


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What is or would be written. Without a REFERENCE it is not written yet."""

    mutual: Mutual
    subject: str
    body: str
    address: Sequence[str]
    references: Sequence[str] = ()
    day: date
    enclosed: Sequence[str] = ()
    reference: str = ""


def picture_of(draft: Draft) -> bytes:
    """PNG of the first page that would leave. Raises typst.TypstError."""
    with override("fr"):
        said = _set_out(draft)
    said |= {"logo": logo_of(draft.mutual), "code": code_of(draft.reference or draft.mutual.name)}
    return picture("letter", said, at=datetime.combine(draft.day, time(), tzinfo=UTC))


def draft_of(case: Case, *, channel: str, to: str, subject: str, body: str, enclosed: Sequence[str]) -> Draft:
    """A reply that is being typed, whatever is still missing in it."""
    with override("fr"):
        return Draft(
            mutual=case.mutual,
            subject=subject,
            body=body,
            address=_typed_address(channel, to),
            references=_references_of(case, case.member),
            day=timezone.localdate(),
            enclosed=enclosed,
        )


def _typed_address(channel: str, to: str) -> list[str]:
    if channel == Channel.FAX:
        return [_("By fax"), to.strip()]
    try:
        return list(postal.block(to))
    except postal.AddressError:
        return [line.strip() for line in to.splitlines() if line.strip()][:7]


def _set_out(draft: Draft) -> dict[str, Any]:
    mutual = draft.mutual
    identity = f"{mutual.name} – SIREN {mutual.register_number}" if mutual.register_number else mutual.name
    named = [_("Our reference: %(reference)s") % {"reference": draft.reference}] if draft.reference else []
    return {
        "title": draft.subject,
        "author": mutual.name,
        "lang": "fr",
        "colour": mutual.colour,
        "sender": queries.sender_of(mutual),
        "address": list(draft.address),
        "references": list(draft.references),
        "day": _("On %(day)s") % {"day": formats.day_in_prose(draft.day)},
        "subject": formats.typography(_("Subject: %(subject)s") % {"subject": draft.subject}),
        "body": paragraphs(draft.body),
        "enclosed": list(draft.enclosed),
        "enclosed-heading": _("Enclosed"),
        "footer": [identity, *named],
        "page": _("page"),
    }


def _address(message: Message) -> list[str]:
    if message.channel == Channel.FAX:
        return [_("By fax"), formats.phone(message.to)]
    if message.channel == Channel.EMAIL:
        return [_("By e-mail"), message.to]
    return list(postal.block(message.to))


def _references(message: Message) -> list[str]:
    return _references_of(message.case, message.member)


def _references_of(case: Case | None, member: Member | None) -> list[str]:
    """What the member finds their file by."""
    if member is None:
        return []
    told = [_("Member number: %(number)s") % {"number": member.number}]
    if case is not None:
        day = formats.day_in_prose(timezone.localdate(case.received_at))
        told.append(_("Your request of %(day)s") % {"day": day})
    return told


def paragraphs(text: str) -> list[list[str]]:
    """Paragraphs, parted by empty lines, as their lines, with French spaces."""
    found: list[list[str]] = [[]]
    for line in formats.typography(text).splitlines():
        if line.strip():
            found[-1].append(line)
        elif found[-1]:
            found.append([])
    return [lines for lines in found if lines]


@lru_cache(maxsize=64)
def code_of(reference: str) -> list[list[int]]:
    """A QR code as rows of 0 (black) and 255, with its quiet zone: machines that fold and envelop read it."""
    made = qrcode.QRCode(border=4, error_correction=qrcode.constants.ERROR_CORRECT_M)
    made.add_data(reference)
    made.make(fit=True)
    return [[0 if dark else 255 for dark in row] for row in made.get_matrix()]


def logo_of(mutual: Mutual) -> list[int]:
    """The mutual's PNG, as large as it is printed; nothing when there is none that can be drawn: a letter leaves without it."""
    if not mutual.logo:
        return []
    with suppress(OSError, SyntaxError, ValueError, Image.DecompressionBombError), mutual.logo.open("rb") as file:
        return _drawn(file.read())
    return []


@lru_cache(maxsize=64)
def _drawn(content: bytes) -> list[int]:
    with Image.open(io.BytesIO(content), formats=["PNG"]) as picture:
        if max(picture.size) > WIDEST_LOGO:
            return []
        small = picture.convert("RGBA")
    small.thumbnail(PRINTED_LOGO)
    made = io.BytesIO()
    small.save(made, "PNG", optimize=True)
    return list(made.getvalue())
