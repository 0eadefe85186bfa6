"""The social security number (NIR): thirteen characters and a key of two digits.

sex 1 · year 2 · month 2 · place of birth 5 · order 3 · key 2. The place is a department and a commune (2 + 3), an overseas
department and a commune (3 + 2), or 99 and a country (2 + 3). Corsica has 2A and 2B since 1976.
"""

import re
from typing import ClassVar, NamedTuple

NBSP = "\u00a0"

_SEX = "[1-478]"  # 1 and 2; 3 and 4 for foreigners being registered, 7 and 8 for temporary numbers
_MONTH = "0[1-9]|1[0-2]|20|3[0-9]|4[0-2]|[5-9][0-9]"  # 20, 30 to 42 and 50 to 99 when the civil register is incomplete
_DEPARTMENT = "0[1-9]|[1-9][0-9]|2[AaBb]"  # 91 to 96 were Algeria, Morocco and Tunisia; 97 and 98 overseas; 99 abroad
_FORM = re.compile(f"({_SEX}[0-9]{{2}}(?:{_MONTH})(?:{_DEPARTMENT})[0-9]{{6}})([0-9]{{2}})?").fullmatch
_CHARACTERS = re.compile("[0-9]{5}(?:[0-9]{2}|2[AaBb])[0-9]{6}(?:[0-9]{2})?").fullmatch
_SEPARATORS = re.compile(r"[\s.\-\u00ad\u2010-\u2015\u2212\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]+")

# The key is 97 minus the remainder by 97 of the thirteen digits; for this, 2A counts as 19 and 2B as 18.
_KEYS = tuple(f"{97 - remainder:02}" for remainder in range(97))
_CORSICA = {"2A": "19", "2B": "18"}

# INSEE numbers communes and countries from 001 (overseas communes from 01): nobody was ever born at number 000. It is the mark of an
# invented number, under a department that looks like any other.
_IMPOSSIBLE_PLACE = "000"


class NirError(ValueError):
    """Text that is not a NIR. Holds the reason and never the text."""

    reason: ClassVar[str]

    def __init__(self) -> None:
        super().__init__(self.reason)


class LengthError(NirError):
    """Neither thirteen nor fifteen characters."""

    reason = "length"


class CharactersError(NirError):
    """Something else than digits, or a letter elsewhere than in 2A and 2B."""

    reason = "characters"


class SexError(NirError):
    reason = "sex"


class MonthError(NirError):
    reason = "month"


class DepartmentError(NirError):
    reason = "department"


class WrongKeyError(NirError):
    """The key does not belong to the thirteen characters: one of the fifteen is wrong."""

    reason = "key"


class Nir(NamedTuple):
    """Thirteen characters, in capitals, and their key. Written masked wherever it is printed by mistake."""

    body: str
    key: str

    def formatted(self) -> str:
        """`1 85 05 78 006 084 36`, with no-break spaces."""
        body = self.body
        return NBSP.join((body[0], body[1:3], body[3:5], body[5:7], body[7:10], body[10:], self.key))

    def masked(self) -> str:
        """`• •• •• •• ••• ••• 36`: the key is enough for two people on the telephone to see that they look at the same number."""
        return NBSP.join(("•", "••", "••", "••", "•••", "•••", self.key))

    def __repr__(self) -> str:
        return f"Nir({self.masked()})"


def key_of(body: str) -> str:
    """Key of thirteen characters that have the form of a NIR."""
    department = body[5:7]
    if department in _CORSICA:
        body = body[:5] + _CORSICA[department] + body[7:]
    return _KEYS[int(body) % 97]


def parse(text: str) -> Nir:
    """Read a NIR in any usual writing, with or without its key. Raises the NirError of the first thing that is wrong.

    The form is checked, not whether the commune or the person exists.
    """
    form = _FORM(text)
    if form is None:
        compact = _SEPARATORS.sub("", text)
        form = _FORM(compact)
        if form is None:
            raise _first_error(compact)
    body, key = form.groups()
    if not body.isdecimal():
        body = body.upper()
    expected = key_of(body)
    if key is not None and key != expected:
        raise WrongKeyError
    return Nir(body, expected)


def _first_error(compact: str) -> NirError:
    if len(compact) not in {13, 15}:
        return LengthError()
    if not _CHARACTERS(compact):
        return CharactersError()
    if not re.match(_SEX, compact):
        return SexError()
    return MonthError() if not re.match(_MONTH, compact[3:]) else DepartmentError()


def invented(*, sex: str, year: int, month: int, department: str, order: int) -> Nir:
    """A NIR of the right form that nobody can have, since nobody is born in its commune.

    `sex` is its first digit, `department` has two or three characters (99 abroad), `order` lies between 1 and 999.
    """
    body = f"{sex}{year % 100:02}{month:02}{department}{_IMPOSSIBLE_PLACE[len(department) - 2 :]}{order:03}"
    return Nir(body, key_of(body))


def is_invented(nir: Nir) -> bool:
    """Whether the place of birth of this NIR cannot exist."""
    is_overseas = nir.body[5:7] in {"97", "98"}
    return int(nir.body[8 if is_overseas else 7 : 10]) == 0
