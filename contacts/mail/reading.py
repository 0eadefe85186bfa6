"""Reads an e-mail as it came. Plain Python, and total: whatever the bytes are, it gives a message that says what is wrong.

Headers are read under the old policy of the standard library, which keeps what it cannot understand where the new one raises.
"""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from email import message_from_bytes
from email.errors import HeaderParseError
from email.header import decode_header
from email.message import Message
from email.policy import compat32
from email.utils import parseaddr

from contacts.enums import MailFault
from contacts.mail.text import LONGEST_HTML, fold, one_line, safe_name, text_of_html, tidy

LARGEST = 25 * 2**20
"""Bytes above which a message's parts are not taken apart."""

MOST_PARTS = 200
MOST_NESTED = 60
MOST_BOUNDARIES = 5_000
MOST_ATTACHMENTS = 40
LONGEST_TEXT = 100_000
LONGEST_HEADER = 10_000
HEAD = 64 * 2**10

_ITS_OWN = (ValueError, LookupError, TypeError, AttributeError, AssertionError, RecursionError)
"""What the library raises over what it did not expect."""


@dataclass(frozen=True, slots=True)
class Attachment:
    """`claimed` is the media type that the sender gives it: never believed, only compared."""

    name: str
    claimed: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Mail:
    """What is written now is `text`, what it answers to is `quoted`. Nothing in it holds NUL or a mark that turns text round."""

    message_id: str
    answers: tuple[str, ...]
    sender: str
    sender_name: str
    subject: str
    text: str
    quoted: str
    attachments: tuple[Attachment, ...]
    is_answering_machine: bool
    """Written by no person, in answer to something: an absence, a receipt, a failed delivery. Asks nothing of anybody."""
    is_automatic: bool
    """Sent by no person; may ask for something all the same. It must never be answered by a machine."""
    is_bounce: bool
    digest: str
    """SHA-256 of everything below the headers, and of the headers that no server on the way changes: two people may write the same."""
    size: int
    faults: tuple[MailFault, ...]


@dataclass(slots=True)
class _Reading:
    """What was found wrong so far."""

    faults: list[MailFault] = field(default_factory=list)

    def note(self, fault: MailFault) -> None:
        if fault not in self.faults:
            self.faults.append(fault)


def read(raw: bytes) -> Mail:
    """Never raises. What is too large or too nested is known by its headers alone."""
    reading = _Reading()
    message = _message(raw, reading)
    head = _head(message, reading)
    texts, attachments = _parts(message, reading)
    text, quoted = fold("\n\n".join(texts))
    unread = [fault for fault in (MailFault.TOO_LARGE, MailFault.TOO_NESTED) if fault in reading.faults]
    if unread:  # of parts that were not read, nothing more can be said
        reading.faults = [
            fault for fault in reading.faults if fault not in {MailFault.BAD_STRUCTURE, MailFault.NO_TEXT}
        ]
    elif not text and not quoted:
        reading.note(MailFault.NO_TEXT)
    return replace(
        head,
        text=_cut(text, reading),
        quoted=quoted[:LONGEST_TEXT],
        attachments=tuple(attachments),
        digest=_digest(message, raw),
        size=len(raw),
        faults=tuple(reading.faults),
    )


def _message(raw: bytes, reading: _Reading) -> Message:
    if len(raw) > LARGEST:
        reading.note(MailFault.TOO_LARGE)
        return message_from_bytes(_headers(raw), policy=compat32)
    # The parser asks every level about every line, and makes an object of every part: bombs are not given to it.
    lower = raw.lower()
    levels = lower.count(b"multipart/") + lower.count(b"message/")
    if levels > MOST_NESTED or raw.count(b"\n--") > MOST_BOUNDARIES:
        reading.note(MailFault.TOO_NESTED)
        return message_from_bytes(_headers(raw), policy=compat32)
    try:
        return message_from_bytes(raw, policy=compat32)
    except _ITS_OWN:
        reading.note(MailFault.BAD_STRUCTURE)
        return message_from_bytes(_headers(raw), policy=compat32)


_END_OF_HEADERS = re.compile(rb"\r?\n\r?\n")


def _headers(raw: bytes) -> bytes:
    return _END_OF_HEADERS.split(raw[:HEAD], maxsplit=1)[0] + b"\n\n"


def _below_headers(raw: bytes) -> bytes:
    """Headers can be longer than HEAD; those without an end leave everything."""
    found = _END_OF_HEADERS.search(raw)
    return raw[found.end() :] if found else raw


_ITS_AUTHORS = ("Date", "From", "Subject")


def _digest(message: Message, raw: bytes) -> str:
    written = (f"{name}: {one_line(_raw_header(message, name))}\n" for name in _ITS_AUTHORS)
    return hashlib.sha256("".join(written).encode() + _below_headers(raw)).hexdigest()


# ---- headers


def _head(message: Message, reading: _Reading) -> Mail:
    own = _ids(message, "Message-ID")
    if not own:
        reading.note(MailFault.NO_MESSAGE_ID)
    name, address = _sender(message, reading)
    bounce = _is_bounce(message)
    return Mail(
        message_id=own[0] if own else "",
        answers=tuple(dict.fromkeys([*_ids(message, "In-Reply-To"), *reversed(_ids(message, "References"))]))[:50],
        sender=address,
        sender_name=name,
        subject=_header(message, "Subject", reading),
        text="",
        quoted="",
        attachments=(),
        is_answering_machine=bounce or _is_answering(message),
        is_automatic=bounce or _is_answering(message) or _is_automatic(message),
        is_bounce=bounce,
        digest="",
        size=0,
        faults=(),
    )


def _raw_header(message: Message, name: str) -> str:
    """The first header of this name, bytes outside ASCII read as what is usual."""
    for found, value in message.raw_items():
        if found.lower() == name.lower():
            content = str(value)[:LONGEST_HEADER].encode("utf-8", "surrogateescape")
            try:
                return content.decode()
            except UnicodeDecodeError:
                return content.decode("cp1252", "replace")
    return ""


def _header(message: Message, name: str, reading: _Reading) -> str:
    return _words(_raw_header(message, name), reading)


def _words(value: str, reading: _Reading) -> str:
    """A header's text on one line, decoded as far as it can be."""
    try:
        parts = decode_header(value)
    except (*_ITS_OWN, HeaderParseError):
        reading.note(MailFault.BAD_HEADER)
        return one_line(value)
    return one_line(
        "".join(part if isinstance(part, str) else _word(part, charset, reading) for part, charset in parts)
    )


def _word(content: bytes, charset: str | None, reading: _Reading) -> str:
    if charset is None:  # what stands between encoded words; the library writes it so
        return content.decode("raw-unicode-escape", "replace")
    return _decoded(content, charset, reading)


_ADDRESS = re.compile(r"[^@\s<>(),;:\\\"\[\]]{1,64}@[a-z0-9](?:[a-z0-9.-]{0,186}[a-z0-9])?")


_IN_BRACKETS = re.compile(r"<\s*([^<>\s]{3,254})\s*>")


def _sender(message: Message, reading: _Reading) -> tuple[str, str]:
    """Name and address, as the sender says: nobody has proved them."""
    for header in ("From", "Sender", "Reply-To"):
        raw = one_line(_raw_header(message, header))[:1000]
        name, address = _parsed(raw)
        in_brackets = _IN_BRACKETS.findall(raw)
        for one in (address, *in_brackets[-1:]):
            if len(one) <= 254 and _ADDRESS.fullmatch(one.lower()):
                return _words(name, reading)[:120], one.lower()
    reading.note(MailFault.NO_SENDER)
    return "", ""


def _parsed(raw: str) -> tuple[str, str]:
    try:
        return parseaddr(raw)
    except (*_ITS_OWN, HeaderParseError):
        return "", ""


def _ids(message: Message, name: str) -> list[str]:
    """The ids of a header in its order, without brackets."""
    return [one_line(found)[:200] for found in _IN_BRACKETS.findall(_raw_header(message, name)) if one_line(found)]


# ---- machines

_ANSWERING_SUBJECT = re.compile(
    r"(?:réponse automatique|automatic reply|auto[- ]?reply|out of office|absence du bureau|message d.absence|abwesenheit)",
    re.IGNORECASE,
)


def _is_answering(message: Message) -> bool:
    """RFC 3834, and what is older than it."""
    submitted = _raw_header(message, "Auto-Submitted").strip().lower()
    answers = any(message.get(name) is not None for name in ("X-Autoreply", "X-Autorespond", "X-Auto-Reply-From"))
    return (
        submitted.startswith(("auto-replied", "auto-notified"))
        or (answers and _raw_header(message, "X-Autoreply").strip().lower() != "no")
        or _raw_header(message, "Precedence").strip().lower() == "auto_reply"
        or "disposition-notification" in _raw_header(message, "Content-Type").lower()
        or (submitted not in {"", "no"} and bool(_ANSWERING_SUBJECT.match(_header(message, "Subject", _Reading()))))
    )


def _is_automatic(message: Message) -> bool:
    return (
        _raw_header(message, "Auto-Submitted").strip().lower().split(";")[0] not in {"", "no"}
        or _raw_header(message, "Precedence").strip().lower() in {"bulk", "junk", "list"}
        or message.get("List-Id") is not None
    )


def _is_bounce(message: Message) -> bool:
    """A failed delivery: from nobody, so that it cannot fail in turn."""
    return (
        _raw_header(message, "Return-Path").replace(" ", "") == "<>"
        or "delivery-status" in _raw_header(message, "Content-Type").lower()
        or _raw_header(message, "From").lower().startswith(("mailer-daemon@", "<mailer-daemon@"))
    )


# ---- parts


@dataclass(slots=True)
class _Found:
    texts: list[str] = field(default_factory=list)
    attachments: list[Attachment] = field(default_factory=list)
    plain: set[int] = field(default_factory=set)
    """Groups of which the plain writing was seen."""


def _parts(message: Message, reading: _Reading) -> tuple[list[str], list[Attachment]]:
    found = _Found()
    for part, group in _leaves(message, reading):
        try:
            _take(part, group, reading, found)
        except _ITS_OWN:
            reading.note(MailFault.BAD_STRUCTURE)
    return [text for text in found.texts if text], found.attachments


def _take(part: Message, group: int, reading: _Reading, found: _Found) -> None:
    """A text to show, or an attachment. Of two writings of one text the plain one counts, if it says anything."""
    kind = part.get_content_type()
    name = _name_of(part, reading)
    if part.get_content_disposition() == "attachment" or name or kind not in {"text/plain", "text/html"}:
        content = _content(part, reading)
        if content:
            found.attachments.append(Attachment(name or _name_for(kind, len(found.attachments)), kind, content))
    elif kind == "text/plain":
        text = tidy(_text(part, reading))
        if text:
            found.plain.add(group)
            found.texts.append(text)
    elif group not in found.plain:
        found.texts.append(text_of_html(_text(part, reading)))


def _leaves(message: Message, reading: _Reading) -> Iterator[tuple[Message, int]]:
    """Parts that hold no others, each with the group of those that say the same. A message within the message is one part."""
    waiting: list[tuple[Message, int]] = [(message, 0)]
    seen = 0
    while waiting:
        part, group = waiting.pop()
        seen += 1
        if seen > MOST_PARTS:
            reading.note(MailFault.TOO_NESTED)
            return
        if part.defects:
            reading.note(MailFault.BAD_STRUCTURE)
        below = part.get_payload()
        if part.get_content_maintype() == "multipart" and isinstance(below, list):
            same = part.get_content_subtype() in {"alternative", "related"}
            inner = [(one, (group or seen) if same else seen * 1000 + place) for place, one in enumerate(below)]
            waiting.extend((one, its) for one, its in reversed(inner) if isinstance(one, Message))
        else:
            yield part, group


def _content(part: Message, reading: _Reading) -> bytes:
    below = part.get_payload()
    if isinstance(below, list):  # message/rfc822 and its kin
        return b"\n".join(one.as_bytes() for one in below if isinstance(one, Message))
    content = part.get_payload(decode=True)
    if not isinstance(content, bytes):
        reading.note(MailFault.BAD_STRUCTURE)
        return b""
    return content


def _text(part: Message, reading: _Reading) -> str:
    charset = part.get_content_charset() or "utf-8"
    text = _decoded(_content(part, reading), charset, reading)
    if part.get_content_subtype() == "html" and len(text) > LONGEST_HTML:
        reading.note(MailFault.TEXT_CUT)
    return text


def _cut(text: str, reading: _Reading) -> str:
    if len(text) > LONGEST_TEXT:
        reading.note(MailFault.TEXT_CUT)
    return text[:LONGEST_TEXT]


def _decoded(content: bytes, charset: str, reading: _Reading) -> str:
    """In the charset that is said, else in those that are often meant by saying nothing."""
    for name in (charset, "utf-8", "cp1252"):
        try:
            return content.decode(name)
        except (UnicodeError, LookupError, ValueError):
            if name not in {"ascii", "us-ascii", "unknown-8bit"}:
                reading.note(MailFault.BAD_CHARSET)
        except Exception:  # noqa: BLE001  names of codecs that are no charsets raise what they like
            reading.note(MailFault.BAD_CHARSET)
    return content.decode("latin-1")


def _name_of(part: Message, reading: _Reading) -> str:
    try:
        name = part.get_filename() or ""
    except _ITS_OWN:
        reading.note(MailFault.BAD_HEADER)
        return ""
    return safe_name(_words(name[:LONGEST_HEADER].encode("utf-8", "replace").decode(), reading))


_EXTENSIONS = {"message/rfc822": "eml", "application/pdf": "pdf", "image/jpeg": "jpg", "image/png": "png", "text/calendar": "ics"}  # fmt: skip


def _name_for(kind: str, number: int) -> str:
    return f"{number + 1}.{_EXTENSIONS.get(kind, 'bin')}"
