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
MOST_NEAR = 4
MOST_WORDS = 8
SHORTEST_SLIP = 5
"""Shorter codes are near too many others."""
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
    teeth = tuple(int(word) for word in words if _is_tooth(word) and len(words) > 1)
    asked = [word for word in words if not (_is_tooth(word) and int(word) in teeth)]
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


def apart(text: str) -> tuple[str, str]:
    """What is typed before the teeth that end it, and these teeth: `HBLD425 36 37` is HBLD425 on 36 and 37."""
    words = text.split()
    first = len(words)
    while first > 1 and _is_tooth(words[first - 1]):
        first -= 1
    return " ".join(words[:first]), " ".join(words[first:])


def _is_tooth(word: str) -> bool:
    return len(word) == 2 and word.isdecimal() and int(word) in TEETH


def near_codes(book: TariffBook, text: str, *, day: date, domain: str = "") -> list[Tariff]:
    """Rows in force whose code is one slip of the hand from TEXT: a sign changed, left out, added, or two exchanged."""
    typed = re.sub(r"\s", "", text).upper()
    if len(typed) < SHORTEST_SLIP:
        return []
    near = [row for row in book.on(day, domain=domain) if is_one_slip(typed, row.code)]
    return sorted(near, key=lambda row: row.code)[:MOST_NEAR]


def is_one_slip(typed: str, code: str) -> bool:
    """Whether one slip, and no less, makes TYPED of CODE."""
    if typed == code or abs(len(typed) - len(code)) > 1:
        return False
    at = next((at for at, (one, other) in enumerate(zip(typed, code, strict=False)) if one != other), None)
    if at is None:
        return True
    if len(typed) != len(code):
        longer, shorter = sorted((typed, code), key=len, reverse=True)
        return longer[at + 1 :] == shorter[at:]
    is_exchanged = typed[at : at + 2] == code[at : at + 2][::-1] and typed[at + 2 :] == code[at + 2 :]
    return typed[at + 1 :] == code[at + 1 :] or is_exchanged


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
