"""How a name is spelled aloud. Plain Python."""

import unicodedata
from typing import Final

_MARKS: Final = {
    "\u0301": "accent aigu", "\u0300": "accent grave", "\u0302": "accent circonflexe", "\u0308": "tréma", "\u0327": "cédille",
    "\u0303": "tilde", "\u030c": "caron", "\u0328": "ogonek", "\u030a": "rond", "\u030b": "double accent", "\u0306": "brève",
    "\u0323": "point en dessous", "\u031b": "corne", "\u0307": "point",
}  # fmt: skip
_SIGNS: Final = {
    "-": "trait d’union",
    "'": "apostrophe",
    "’": "apostrophe",
    " ": "plus loin",
    "Œ": "O E liés",
    "Æ": "A E liés",
}


def spelled(name: str) -> str:
    """`GUÉ-LIN` gives `G, U, E accent aigu, trait d’union, L, I, N`."""
    return ", ".join(_said(letter) for letter in unicodedata.normalize("NFC", " ".join(name.split()).upper()))


def _said(letter: str) -> str:
    if letter in _SIGNS:
        return _SIGNS[letter]
    apart = unicodedata.normalize("NFD", letter)
    return " ".join((apart[0], *(_MARKS[mark] for mark in apart[1:] if mark in _MARKS)))
