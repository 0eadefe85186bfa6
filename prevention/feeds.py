"""RSS and Atom as other sites write them: entries of a document, read piece by piece with nothing fetched and nothing expanded."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Final
from xml.parsers import expat

MOST_ENTRIES: Final = 20_000
"""Of one document; whoever reads it is told when there are more."""
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


class Entries(list["Entry"]):
    """What a document holds, in its order; `are_all` when nothing was left out."""

    are_all = True


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

    entries: Entries = field(default_factory=Entries)
    path: list[str] = field(default_factory=list)
    item: dict[str, str] | None = None
    inside: int = 0
    name: str = ""
    said: str = ""

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
            self.name, self.said = FIELDS.get(name, ""), ""
            is_page = attributes.get("rel", "alternate") == "alternate"
            if name == "link" and is_page and attributes.get("href"):
                self.item["link"] = attributes["href"]

    def text(self, data: str) -> None:
        if self.name and len(self.said) < LONGEST:
            self.said += data

    def end(self, _tag: str) -> None:
        depth = len(self.path) - self.inside
        if self.item is not None and depth == 0:
            if len(self.entries) >= MOST_ENTRIES:
                self.entries.are_all = False
                raise _Enough
            self.entries.append(_entry(self.item))
            self.item = None
        elif self.item is not None and depth == 1:
            self._keep(self.item)
        elif self.name:
            # Markup that is not escaped, as Atom's xhtml: its words stay apart.
            self.said += " "
        self.path.pop()

    def _keep(self, item: dict[str, str]) -> None:
        """An entry may say a thing twice, such as when it was published and when it was changed: the first counts, the longest text."""
        before = item.get(self.name, "").strip()
        if self.name and (not before or (self.name == "text" and len(self.said) > len(before))):
            item[self.name] = self.said
        self.name = ""


def entries_of(document: bytes) -> Entries:
    """The first `MOST_ENTRIES`, in the order of the document. Raises NotAFeedError."""
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
