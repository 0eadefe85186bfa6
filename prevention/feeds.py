"""RSS and Atom as other sites write them: entries of a document, read piece by piece with nothing fetched and nothing expanded."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Final
from xml.parsers import expat

MOST_ENTRIES: Final = 1_000
"""Of one document; a feed has the newest first."""
LONGEST: Final = 200_000
"""Characters of one field."""

ITEMS: Final = frozenset({"item", "entry"})
ROOTS: Final = frozenset({"rss", "feed", "RDF"})
FIELDS: Final = {
    "title": "title",
    "link": "link",
    "guid": "key",
    "id": "key",
    "description": "text",
    "summary": "text",
    "content": "text",
    "encoded": "text",
    "pubDate": "published",
    "published": "published",
    "updated": "published",
    "date": "published",
}
"""What is read of an item, by the name of its element without its namespace."""


class NotAFeedError(Exception):
    """It is no XML, has entities of its own, or is another kind of document."""


class _Enough(Exception):  # noqa: N818  no error: the rest is not wanted
    pass


@dataclass(frozen=True, slots=True)
class Entry:
    """`text` is HTML as it came; `key` tells the entry from the others of its feed."""

    key: str
    title: str
    link: str
    text: str
    published: datetime | None


@dataclass(slots=True)
class _Reader:
    """What is being read: depth by depth, an item's fields."""

    entries: list[Entry] = field(default_factory=list)
    path: list[str] = field(default_factory=list)
    item: dict[str, str] | None = None
    inside: int = 0
    name: str = ""

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        name = tag.rpartition(" ")[2]
        if not self.path and name not in ROOTS:
            raise NotAFeedError
        self.path.append(name)
        if self.item is None:
            if name in ITEMS:
                self.item, self.inside = {}, len(self.path)
            return
        if len(self.path) == self.inside + 1:
            self.name = FIELDS.get(name, "")
            is_page = attributes.get("rel", "alternate") == "alternate"
            if name == "link" and is_page and attributes.get("href"):
                self.item["link"] = attributes["href"]

    def text(self, data: str) -> None:
        if self.item is not None and self.name and len(self.item.get(self.name, "")) < LONGEST:
            self.item[self.name] = self.item.get(self.name, "") + data

    def end(self, _tag: str) -> None:
        if self.item is not None and len(self.path) == self.inside:
            self.entries.append(_entry(self.item))
            self.item = None
            if len(self.entries) >= MOST_ENTRIES:
                raise _Enough
        elif self.item is not None and len(self.path) == self.inside + 1:
            self.name = ""
        self.path.pop()


def entries_of(document: bytes) -> list[Entry]:
    """The first thousand entries, in the order of the document. Raises NotAFeedError."""
    reader = _Reader()
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.text
    parser.EntityDeclHandler = _refuse
    try:
        parser.Parse(document, True)
    except _Enough:
        pass
    except (expat.ExpatError, ValueError, LookupError):
        raise NotAFeedError from None
    return reader.entries


def _refuse(*_declared: object) -> None:
    raise NotAFeedError


def _entry(said: dict[str, str]) -> Entry:
    title, link, text = (" ".join(said.get(name, "").split()) for name in ("title", "link", "text"))
    key = said.get("key", "").strip() or link or title + text
    return Entry(
        hashlib.sha256(key.encode()).hexdigest(),
        title,
        link if link.startswith(("https://", "http://")) else "",
        text,
        _instant(said.get("published", "").strip()),
    )


def _instant(text: str) -> datetime | None:
    """RFC 822 or ISO 8601; of what is neither, nothing. Without a zone it is UTC."""
    readers: tuple[Callable[[str], datetime], ...] = (datetime.fromisoformat, parsedate_to_datetime)
    for read in readers:
        try:
            found = read(text)
        except (ValueError, TypeError, IndexError, OverflowError):
            continue
        return found if found.tzinfo else found.replace(tzinfo=UTC)
    return None
