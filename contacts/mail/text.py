"""What an e-mail says, as text that can be stored and shown, and where its answer ends and its history begins. Plain Python."""

import html
import re
from html.parser import HTMLParser

import nh3

LONGEST_SOURCE = 1_000_000
LONGEST_HTML = 500_000
DEEPEST_HTML = 200

# Controls but the tab and the line feed, lone surrogates, and marks that write what follows from right to left.
_UNWANTED = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff]"
)
_BLANKS = re.compile(r"\s+")


def tidy(text: str) -> str:
    """Lines without trailing blanks, no more than two empty ones in a row, nothing that cannot be stored or shown."""
    text = _UNWANTED.sub("", text[:LONGEST_SOURCE].replace("\r\n", "\n").replace("\r", "\n"))
    lines = [line.rstrip() for line in text.split("\n")]
    return re.sub(r"\n{4,}", "\n\n\n", "\n".join(lines)).strip("\n")


def one_line(text: str) -> str:
    return _BLANKS.sub(" ", _UNWANTED.sub("", text.replace("\n", " ").replace("\r", " "))).strip()


def safe_name(text: str) -> str:
    """A file's name to show: its last component, without marks, dots in front, or anything that another system reads.

    Its end is kept when it is cut: the extension is what people look at. No file is ever stored under it.
    """
    name = one_line(text).replace("\\", "/").rsplit("/", 1)[-1]
    name = re.sub(r'[<>:"|?*%]', "_", name).strip(" .")
    return name if len(name) <= 120 else f"{name[:80]}…{name[-39:]}"


_BLOCKS = {"p", "div", "li", "tr", "br", "table", "ul", "ol", "h1", "h2", "h3", "h4", "h5", "h6", "pre", "hr"}
_KEPT = {*_BLOCKS, "blockquote", "td", "th", "a"}
_DROPPED = {"script", "style", "head", "title", "template", "noscript", "iframe", "object", "svg", "math"}
_UNPAIRED = {"br", "hr", "img", "meta", "link", "input", "col", "area", "base", "wbr", "p", "li", "td", "tr", "th", "option"}  # fmt: skip
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9:]{0,20})[^<>]*>")


class _Text(HTMLParser):
    """Of HTML that is known to be sound."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self.quotes = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002  the library's
        if tag == "blockquote":
            self.quotes += 1
        if tag in _BLOCKS or tag == "blockquote":
            self._break()
        elif tag in {"td", "th"}:
            self.pieces.append("  ")

    def handle_endtag(self, tag: str) -> None:
        if tag == "blockquote":
            self.quotes -= 1
        if tag in {*_BLOCKS, "blockquote"} - {"br", "hr"}:
            self._break()

    def handle_data(self, data: str) -> None:
        self.pieces.append(re.sub(r"[ \t\r\n\f]+", " ", data))

    def _break(self) -> None:
        self.pieces.append("\n" + "> " * min(self.quotes, 3))


def text_of_html(source: str) -> str:
    """What the page says, quotes marked as plain mail marks them. Scripts, styles and frames are gone with their content."""
    source = source[:LONGEST_HTML]
    if _depth(source) > DEEPEST_HTML:  # costs the square of its depth to read
        return tidy(html.unescape(_TAG.sub(" ", source)))
    sound = nh3.clean(source, tags=_KEPT, clean_content_tags=_DROPPED, attributes={}, link_rel=None)
    parser = _Text()
    parser.feed(sound)
    parser.close()
    lines = (re.sub(r"(?<=\S) +", " ", line).rstrip() for line in "".join(parser.pieces).split("\n"))
    kept: list[str] = []
    for line in lines:
        bare = line.strip("> \u00a0")
        if bare or (kept and kept[-1].strip("> \u00a0")):
            kept.append(line.lstrip(" ") if bare else line)
    return tidy("\n".join(kept))


def _depth(source: str) -> int:
    """How deep elements lie in each other at most, if none is left out."""
    deepest = depth = 0
    for closing, tag in _TAG.findall(source):
        if tag.lower() not in _UNPAIRED:
            depth = max(depth - 1, 0) if closing else depth + 1
            deepest = max(deepest, depth)
    return deepest


# ---- what is answered to

_INTRODUCES = re.compile(
    r"^(?:>\s*)?(?:"
    r"Le .{6,160}\s(?:a écrit|écrivait)\s?:"
    r"|On .{6,160}\swrote:"
    r"|Am .{6,160}\sschrieb.{0,80}:"
    r"|-{3,}\s*(?:Message d.origine|Message original|Original Message|Message transféré|Forwarded message|Ursprüngliche Nachricht)\s*-{3,}"
    r")\s*$",
    re.IGNORECASE,
)
_OUTLOOK = re.compile(r"^\*?(?:De|From|Von)\s?:\*?\s.{3,200}$")
_OUTLOOK_NEXT = re.compile(r"^\*?(?:Envoyé|Sent|Date|Gesendet|À|To|Objet|Subject)(?: le)?\s?:", re.IGNORECASE)


def fold(text: str) -> tuple[str, str]:
    """What is written now, and the earlier messages that it carries below, or above, itself.

    Remarks put between the lines of a quotation are only understood with it: then nothing is folded.
    """
    lines = text.split("\n")
    start = next((place for place in range(len(lines)) if _begins_history(lines, place)), None)
    if start is None:
        return text.strip("\n"), ""
    end, prefixed = _end_of_quote(lines, start)
    after = "\n".join(lines[end:]).strip()
    if prefixed and after:
        if start or any(line.startswith(">") for line in lines[end:]):
            return text.strip("\n"), ""
        return after, "\n".join(lines[:end]).strip("\n")
    if not start:  # nothing else: a message that was sent on
        return text.strip("\n"), ""
    return "\n".join(lines[:start]).strip("\n"), "\n".join(lines[start:]).strip("\n")


def _begins_history(lines: list[str], place: int) -> bool:
    line = lines[place]
    if line.startswith(">"):
        return True
    two = f"{line} {lines[place + 1]}" if place + 1 < len(lines) else line
    if len(two) < 400 and (
        _INTRODUCES.match(line) or (line.startswith(("Le ", "On ", "Am ")) and _INTRODUCES.match(two))
    ):
        return True
    return bool(_OUTLOOK.match(line)) and any(_OUTLOOK_NEXT.match(near) for near in lines[place + 1 : place + 4])


def _end_of_quote(lines: list[str], start: int) -> tuple[int, bool]:
    """The first line after a quotation whose lines are marked, and whether they are."""
    place = start
    while place < len(lines) and not lines[place].startswith(">") and place < start + 4:
        place += 1
    if place >= len(lines) or not lines[place].startswith(">"):
        return len(lines), False
    while place < len(lines) and (lines[place].startswith(">") or not lines[place].strip()):
        place += 1
    return place, True
