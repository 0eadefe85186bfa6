"""The open places of a template and what is put into them. Plain Python.

`{{ nom }}` names a value, of the closed list `enums.Field`. `{{ né | née }}` agrees with the member: of a man, of a woman.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from correspondence.enums import Field

_PLACE = re.compile(r"\{\{\s*([^{}]*?)\s*\}\}")
_AGREEING = re.compile(r"([^|]*[^|\s])\s*\|\s*([^|\s][^|]*)")


@dataclass(frozen=True, slots=True)
class Filled:
    """A text with what is known put in. `missing` names what nobody knew, in order, each once; it stands in the text as it was."""

    text: str
    missing: tuple[str, ...] = ()


def fill(text: str, values: Mapping[str, str], *, is_woman: bool | None = None) -> Filled:
    """TEXT with each place whose value is known filled. A value is put in as it is: a place inside it stays words.

    Without IS_WOMAN nobody knows how words agree: their places stay open.
    """

    def known(name: str) -> str:
        agreeing = _AGREEING.fullmatch(name)
        if agreeing and is_woman is not None:
            return agreeing[2 if is_woman else 1]
        return values.get(name, "")

    def put(found: re.Match[str]) -> str:
        return known(found[1]) or f"{{{{ {found[1]} }}}}"

    missing = (name for name in _PLACE.findall(text) if not known(name))
    return Filled(_PLACE.sub(put, text), tuple(dict.fromkeys(missing)))


def left_open(text: str) -> tuple[str, ...]:
    """Names of the places that TEXT still has, in order, each once."""
    return tuple(dict.fromkeys(_PLACE.findall(text)))


def unknown_in(text: str) -> tuple[str, ...]:
    """Names that are neither on the closed list nor two words to agree, for whoever writes a template."""
    return tuple(name for name in left_open(text) if name not in Field.values and not _AGREEING.fullmatch(name))


KNOWN_OF_EVERYBODY = frozenset(
    {
        Field.CIVILITE, Field.PRENOM, Field.NOM, Field.NUMERO_ADHERENT, Field.CONTRAT, Field.PRODUIT, Field.MUTUELLE,
        Field.DATE_DU_JOUR,
    }
)  # fmt: skip
"""The open places that a mailing may have: nobody's stays open."""


def not_of_everybody(text: str) -> tuple[str, ...]:
    """Open places of TEXT that are not known of every member."""
    return tuple(name for name in left_open(text) if name not in KNOWN_OF_EVERYBODY and not _AGREEING.fullmatch(name))


def labels_of(names: tuple[str, ...]) -> tuple[str, ...]:
    """What people call them; a name that is not on the closed list is its own label."""
    return tuple(str(Field(name).label) if name in Field.values else name for name in names)
