"""The open places of a template, `{{ nom }}`, and what is put into them. Plain Python; the closed list is `enums.Field`."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from correspondence.enums import Field

_PLACE = re.compile(r"\{\{\s*([^{}]*?)\s*\}\}")


@dataclass(frozen=True, slots=True)
class Filled:
    """A text with what is known put in. `missing` names what nobody knew, in order, each once; it stands in the text as it was."""

    text: str
    missing: tuple[str, ...] = ()


def fill(text: str, values: Mapping[str, str]) -> Filled:
    """TEXT with each place whose value is known filled. A value is put in as it is: a place inside it stays words."""

    def put(found: re.Match[str]) -> str:
        return values.get(found[1]) or f"{{{{ {found[1]} }}}}"

    missing = (name for name in _PLACE.findall(text) if not values.get(name))
    return Filled(_PLACE.sub(put, text), tuple(dict.fromkeys(missing)))


def left_open(text: str) -> tuple[str, ...]:
    """Names of the places that TEXT still has, in order, each once."""
    return tuple(dict.fromkeys(_PLACE.findall(text)))


def unknown_in(text: str) -> tuple[str, ...]:
    """Names that are not on the closed list, for whoever writes a template."""
    return tuple(name for name in left_open(text) if name not in Field.values)


def labels_of(names: tuple[str, ...]) -> tuple[str, ...]:
    """What people call them; a name that is not on the closed list is its own label."""
    return tuple(str(Field(name).label) if name in Field.values else name for name in names)
