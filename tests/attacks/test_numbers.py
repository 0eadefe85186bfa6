"""The thirty attacks are all tried, and the documents say by what."""

import re
from collections.abc import Iterator

from bench.attack.suite import NAMES
from tests.architecture.project import ROOT

MARK = re.compile(r"pytest\.mark\.attack\(([\d, ]+)\)")
ROW = re.compile(r"^\| (\d+) \| (.+?) \| (.+?) \|$", re.MULTILINE)
DOCUMENT = ROOT / "docs/security.md"


def numbered() -> dict[int, set[str]]:
    """Files of tests below `tests/`, by the number of the attack that they try."""
    found: dict[int, set[str]] = {}
    for file, numbers in marks():
        for number in numbers:
            found.setdefault(number, set()).add(file)
    return found


def marks() -> Iterator[tuple[str, list[int]]]:
    for path in (ROOT / "tests").rglob("test_*.py"):
        for found in MARK.findall(path.read_text(encoding="utf-8")):
            yield str(path.relative_to(ROOT / "tests")), [int(number) for number in found.split(",")]


def test_each_of_the_thirty_is_tried() -> None:
    assert sorted(numbered()) == sorted(NAMES) == list(range(1, 31))


def test_the_document_names_each_with_the_files_that_try_it() -> None:
    told = {
        int(number): (name, set(re.findall(r"`([^`]+)`", files)))
        for number, name, files in ROW.findall(DOCUMENT.read_text(encoding="utf-8"))
    }
    assert told == {number: (NAMES[number], files) for number, files in numbered().items()}
