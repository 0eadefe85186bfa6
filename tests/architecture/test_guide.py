"""The guide speaks of the program that is there: its bold words stand on a screen, its pages in the navigation."""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path, PurePosixPath

import django
import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import read_mo

from contactcenter import catalogues, typography
from contacts.enums import Make
from tests.architecture.project import ROOT, tracked

DOCS = ROOT / "docs"
PAGES = [path for path in tracked() if path.parts[0] == "docs" and path.suffix == ".md" and path.name != "index.md"]
GUIDE = sorted((DOCS / "guide").glob("*.md"))
BOLD = re.compile(r"\*\*(.+?)\*\*", re.DOTALL)
CODE = re.compile(r"^```.*?^```$|`[^`\n]*`|\]\([^)]*\)", re.DOTALL | re.MULTILINE)
MARKUP = re.compile(r"<[^>]*>")
# What is emphasised is emphasised in bold too: it is no word of a screen.
EMPHASIS = {"contact", "gras", "autre administrateur"}


def plain(text: str) -> str:
    """TEXT in one line, with ordinary spaces, without markup, its first letter small: Django's tables write it large."""
    words = " ".join(MARKUP.sub("", text).split())
    return words[:1].lower() + words[1:]


def said(catalogue: Catalog) -> Iterator[str]:
    for message in catalogue:
        yield from message.string if isinstance(message.string, (tuple, list)) else [str(message.string)]


@cache
def on_screens() -> frozenset[str]:
    """Every French text of ours and of Django's administration, and the names of products that telephones come from."""
    texts = [text for app in catalogues.local_apps() for text in said(catalogues.existing(app))]
    for name in ("conf", "contrib/admin", "contrib/auth"):
        with (Path(django.__file__).parent / name / "locale/fr/LC_MESSAGES/django.mo").open("rb") as file:
            texts += said(read_mo(file))
    return frozenset(plain(text) for text in (*texts, *map(str, Make.labels)))


@pytest.mark.parametrize("page", GUIDE, ids=lambda page: page.stem)
def test_words_in_bold_stand_on_a_screen(page: Path) -> None:
    bold = {plain(words) for words in BOLD.findall(page.read_text(encoding="utf-8"))}
    assert sorted(bold - EMPHASIS - on_screens()) == []


@pytest.mark.parametrize("page", [DOCS / "index.md", *GUIDE], ids=lambda page: page.stem)
def test_the_guide_is_well_set(page: Path) -> None:
    prose = CODE.sub("0", page.read_text(encoding="utf-8"))
    wrong = {line: typography.faults(line) for line in prose.splitlines()}
    assert {line: found for line, found in wrong.items() if found} == {}


def test_the_guide_leads_to_each_of_its_pages() -> None:
    first = (DOCS / "guide/index.md").read_text(encoding="utf-8")
    assert {"index.md", *re.findall(r"\]\(([\w-]+\.md)\)", first)} == {page.name for page in GUIDE}


def test_every_page_is_in_the_navigation() -> None:
    trees = re.findall(
        r"^```\{toctree\}$(.*?)^```$", (DOCS / "index.md").read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE
    )
    patterns = [line for tree in trees for line in tree.split() if not line.startswith(":")]

    def is_named(page: PurePosixPath) -> bool:
        return any(len(page.parts) == pattern.count("/") + 1 and page.match(pattern) for pattern in patterns)

    pages = [PurePosixPath(page.relative_to("docs").with_suffix("")) for page in PAGES]
    assert [str(page) for page in pages if not is_named(page)] == []
