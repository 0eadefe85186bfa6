"""How names are compared: spelling folded away, quickly, since every row of the extraction is. Plain Python."""

import re
import unicodedata

_ASCII = bytes(code if chr(code).isalnum() else ord(" ") for code in range(128)).lower() + b" " * 128
_LETTERS_IN_A_ROW = re.compile(r"[^\W\d_]+")
_LETTERS = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "ð": "d", "ß": "ss", "œ": "oe", "æ": "ae", "ı": "i", "þ": "th"})


def fold(text: str) -> str:
    """Small letters and digits in words: `L'ŒIL  du Quartier` gives `l oeil du quartier`."""
    if text.isascii():
        return " ".join(text.encode().translate(_ASCII).decode().split())
    plain = unicodedata.normalize("NFKD", text).lower().translate(_LETTERS)
    letters = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return " ".join("".join(letter if letter.isalnum() else " " for letter in letters).split())


def in_small(name: str) -> str:
    """`D'ALMÉRIC-SANTUCCI`, as the register writes it, gives `D'Alméric-Santucci`."""
    return _LETTERS_IN_A_ROW.sub(lambda found: found[0].capitalize(), name)
