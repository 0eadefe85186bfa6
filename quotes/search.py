"""Codes found by what an adviser types: a code, words of its label or of its material, a tooth."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from members.names import fold
from quotes.shapes import TEETH
from quotes.tariffs import Tariff, TariffBook

MOST_FOUND = 12
MOST_WORDS = 8
SET_ASIDE = re.compile(r"\bhors \w+")
SYNONYMS = {
    "ccm": "ceramo metallique", "zir": "zircone", "bridge": "bridge", "pont": "bridge", "dentier": "amovible",
    "appareil": "amovible", "stellite": "stellite", "odf": "orthodontique", "lunettes": "monture", "progressif": "multifocal",
    "simple": "unifocal", "rac0": "100 sante", "inlay": "inlay core", "provisoire": "transitoire",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Found:
    """A row in force, with the tooth that was typed, and whether its code is for that tooth."""

    tariff: Tariff
    teeth: tuple[int, ...]
    fits: bool


def find_codes(book: TariffBook, text: str, *, day: date, domain: str = "", most: int = MOST_FOUND) -> list[Found]:
    """What can stand on a quote that day, best first: the code itself, codes for the tooth, every word in the label."""
    words = _words(text)
    teeth = tuple(int(word) for word in words if word.isdigit() and int(word) in TEETH and len(words) > 1)
    asked = [word for word in words if not (word.isdigit() and int(word) in teeth)]
    if not asked:
        return []
    scored = []
    for row in book.on(day, domain=domain):
        score = _score(row, asked)
        if score:
            fits = all(row.fits_tooth(tooth) for tooth in teeth)
            # A code that says for which teeth it is fits a tooth better than one that says nothing.
            is_vague = bool(teeth) and not row.teeth
            is_named = fold(row.code) in asked
            scored.append(
                (not is_named, not fits, is_vague, -score, row.confidence != "high", row.code, Found(row, teeth, fits))
            )
    return [found for *_, found in sorted(scored, key=lambda one: one[:6])][:most]


def _words(text: str) -> Sequence[str]:
    return fold(text[:200]).split()[:MOST_WORDS]


@lru_cache(maxsize=2048)
def _label_words(label: str, nature: str, code: str) -> tuple[str, ...]:
    """Without what a label sets aside: « hors zircone » is not found by zircone."""
    return tuple(SET_ASIDE.sub(" ", fold(f"{label} {nature} {code}")).split())


def _score(row: Tariff, asked: Sequence[str]) -> int:
    """0 unless every word begins one of the row's; whole words and the code itself count more."""
    known = _label_words(row.label, row.nature.replace("_", " "), row.code)
    code, score = fold(row.code), 0
    for word in asked:
        if code.startswith(word) and len(word) >= 2:
            score += 20 if code == word else 8
            continue
        wanted = SYNONYMS.get(word, word).split()
        if not all(any(one.startswith(part) for one in known) for part in wanted):
            return 0
        score += 3 if all(part in known for part in wanted) else 2
    return score
