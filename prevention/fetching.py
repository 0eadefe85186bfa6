"""Sources of others are looked at: public addresses only, within limits, and nothing of their markup is kept."""

import hashlib
import http.client
import time
from typing import Final
from urllib.parse import urljoin, urlsplit

import structlog
from django.conf import settings

from contacts.mail.text import text_of_html
from contacts.web import PORTS, NotAllowedError, connected, path_of
from prevention import deadlines, services
from prevention.enums import FetchFault, SourceKind
from prevention.feeds import NotAFeedError, entries_of
from prevention.models import Source
from prevention.services import Found

logger = structlog.get_logger(__name__)

LARGEST: Final = 5 * 2**20
MOST_REDIRECTS: Final = 3
MOST_HEAD: Final = 2048
"""Bytes of a page in which it says its encoding."""
REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
HEADERS: Final = {
    "User-Agent": "contactcenter",
    "Accept": "application/atom+xml, application/rss+xml, text/html, */*;q=0.1",
}


class NotFetchedError(Exception):
    def __init__(self, fault: FetchFault) -> None:
        super().__init__(fault)
        self.fault = fault


def fetch_due() -> int:
    """Look at every source that is due, for `FETCHING_LASTS` at most; how many arrivals there are."""
    until, new = time.monotonic() + deadlines.FETCHING_LASTS.total_seconds(), 0
    while time.monotonic() < until and (source := services.claim_source()) is not None:
        new += look_at(source)
    return new


def look_at(source: Source) -> int:
    """How many arrivals a source brought; a fault is noted beside it."""
    fault, digest = "", ""
    try:
        content = fetched(source.address)
        if source.kind == SourceKind.FEED:
            found, fault = _feed(content)
        else:
            found, digest = _page(source, content)
    except NotFetchedError as error:
        services.note_fetched(source=source, fault=error.fault)
        logger.warning("source_not_fetched", reason=error.fault.value)
        return 0
    new = services.take_in(source=source, found=found)
    services.note_fetched(source=source, fault=fault, digest=digest)
    return new


def fetched(address: str) -> bytes:
    """The content of a public address, at most `LARGEST` bytes after at most three redirections. Raises NotFetchedError."""
    for _ in range(MOST_REDIRECTS + 1):
        try:
            status, content, location = _got(address)
        except NotAllowedError:
            raise NotFetchedError(FetchFault.NOT_ALLOWED) from None
        except (OSError, http.client.HTTPException, ValueError):
            raise NotFetchedError(FetchFault.NO_ANSWER) from None
        if len(content) > LARGEST:
            raise NotFetchedError(FetchFault.TOO_LARGE)
        if status == http.HTTPStatus.OK:
            return content
        if status not in REDIRECTS or not location:
            break
        address = urljoin(address, location)
    raise NotFetchedError(FetchFault.REFUSED)


def _got(address: str) -> tuple[int, bytes, str]:
    """Status, content and where it moved. Each step is looked at like the first one."""
    target = urlsplit(address)
    with connected(
        target,
        schemes=PORTS,
        may_be_ours=target.hostname in settings.WATCHED_HOSTS,
        waits=deadlines.FETCH_WAITS.total_seconds(),
        lasts=deadlines.FETCH_LASTS.total_seconds(),
    ) as caller:
        caller.request("GET", path_of(target), headers=HEADERS)
        answer = caller.getresponse()
        return answer.status, answer.read(LARGEST + 1), answer.headers.get("Location", "")


def _feed(content: bytes) -> tuple[list[Found], str]:
    """What it brings, and what is to be said beside the source."""
    try:
        entries = entries_of(content)
    except NotAFeedError:
        raise NotFetchedError(FetchFault.NOT_A_FEED) from None
    found = [
        Found(one.key, text_of_html(one.title), one.link, text_of_html(one.text), one.published) for one in entries
    ]
    return found, "" if entries.are_all else FetchFault.TOO_MANY


def _page(source: Source, content: bytes) -> tuple[list[Found], str]:
    """The text of a page that has changed since it was last seen; the first time nothing has."""
    text = text_of_html(_decoded(content))
    if not text.strip():
        raise NotFetchedError(FetchFault.EMPTY)
    digest = hashlib.sha256(text.encode()).hexdigest()
    if not source.digest or digest == source.digest:
        return [], digest
    return [Found(digest, f"{source.title} ({digest[:6]})", source.address, text, None)], digest


def _decoded(content: bytes) -> str:
    """As browsers read a French page: UTF-8 where it is that or says so, else the older encoding of Windows."""
    try:
        return content.decode()
    except UnicodeDecodeError:
        says_so = b"utf-8" in content[:MOST_HEAD].lower()
        return content.decode("utf-8" if says_so else "cp1252", errors="replace")
