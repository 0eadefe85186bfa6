"""Files speak of the project, not of where or how it was written."""

import re

import pytest

from tests.architecture.project import ROOT, tracked

BINARY = {".png", ".woff2", ".otf", ".ico", ".mo", ".gz", ".svg"}
OTHERS = {"vendor", "requirements.txt", "requirements-dev.txt", "requirements-uv.txt"}
# Written in halves, so that this file may be read like the others.
ELSEWHERE = {
    "a folder of one machine": r"(?<![\w.])/(?:wo" r"rk|ro" r"ot|ho" r"me/\w+|tm" r"p/\w)/",
    "an index's address": r"(?:py" r"pi|pyth" r"onhosted)\.org|/simp" r"le/?\"",
    "a tracker's number": r"\b(?:[Ii]ss" r"ue|[Tt]ic" r"ket|P" r"R) ?#?\d",
    "work put off": r"\b(?:TO" r"DO|FIX" r"ME|XX" r"X|HA" r"CK)\b",
}


def prose() -> list[str]:
    return [
        str(path)
        for path in tracked()
        if path.suffix not in BINARY and not OTHERS & set(path.parts) and "data" not in path.parts
    ]


@pytest.mark.parametrize(("what", "pattern"), ELSEWHERE.items(), ids=list(ELSEWHERE))
def test_no_file_speaks_of(what: str, pattern: str) -> None:
    found = re.compile(pattern)
    strays = [
        f"{name}:{number}: {line.strip()[:80]}"
        for name in prose()
        for number, line in enumerate((ROOT / name).read_text(encoding="utf-8").splitlines(), 1)
        if found.search(line)
    ]
    assert strays == []
