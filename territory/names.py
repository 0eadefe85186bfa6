"""How French words are compared: spelling folded away, one typing error. Plain Python.

Where millions of rows of an import are folded, `members.names` does it its own, faster way.
"""

import unicodedata

_ASCII = bytes(code if chr(code).isalnum() else ord(" ") for code in range(128)).lower() + b" " * 128
_LETTERS = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "ð": "d", "ß": "ss", "œ": "oe", "æ": "ae", "ı": "i", "þ": "th"})


def fold(text: str) -> str:
    """Small letters and digits in words: `L'ŒIL  du Quartier` gives `l oeil du quartier`."""
    if text.isascii():
        return " ".join(text.encode().translate(_ASCII).decode().split())
    plain = unicodedata.normalize("NFKD", text).lower().translate(_LETTERS)
    letters = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return " ".join("".join(letter if letter.isalnum() else " " for letter in letters).split())


def deletions(key: str) -> frozenset[str]:
    """The key and every string with one character less: two keys within one typing error of each other share one of them.

    The reverse does not hold (`ab` and `bc` share `b`): whoever finds a neighbour this way confirms it with `one_error_apart`.
    """
    return frozenset([key, *[key[:place] + key[place + 1 :] for place in range(len(key))]])


def one_error_apart(one: str, other: str) -> bool:
    """Whether exactly one typing error parts them: a wrong, missing or additional character, or two neighbours swapped."""
    if len(one) > len(other):
        one, other = other, one
    if len(other) - len(one) > 1 or one == other:
        return False
    place = 0
    while place < len(one) and one[place] == other[place]:
        place += 1
    if len(one) < len(other):
        return one[place:] == other[place + 1 :]
    swapped = one[place + 1 : place + 2] + one[place] == other[place : place + 2]
    return one[place + 1 :] == other[place + 1 :] or (swapped and one[place + 2 :] == other[place + 2 :])
