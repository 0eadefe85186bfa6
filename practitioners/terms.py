"""What somebody asks for, in plain words: `dentiste`, `kiné`, `ophtalmo`, `Mme la podologue`. Plain Python.

Names and synonyms are in `data/professions.csv`; codes are those of the register (TRE_G15, TRE_R95, TRE_R38).
"""

import csv
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Final

from practitioners.communes import Commune
from territory.names import fold

DATA: Final = Path(__file__).resolve().parent / "data" / "professions.csv"
SHORTEST: Final = 3
"""Letters from which a word counts as the beginning of a name."""


@dataclass(frozen=True, slots=True)
class Kind:
    """Whom one is referred to: a profession, or only those of it with one of the `skills`. Both names are French, small."""

    profession: int
    skills: tuple[str, ...]
    name: str
    names: str
    synonyms: tuple[str, ...] = ()

    @property
    def code(self) -> str:
        """`40`, `10-SM38-SM85`: how addresses, forms and records write it."""
        return "-".join((str(self.profession), *self.skills))


@cache
def kinds() -> tuple[Kind, ...]:
    """All of them, a profession before its specialties."""
    with DATA.open(encoding="utf-8", newline="") as lines:
        return tuple(
            Kind(
                int(row["profession"]),
                tuple(row["skills"].split()),
                row["name"],
                row["names"],
                tuple(row["synonyms"].split(",")),
            )
            for row in csv.DictReader(lines, delimiter=";")
        )


def kind_of(code: str) -> Kind | None:
    """The kind of a code; a profession that is not in the list, or a skill of one that is, is a kind without words."""
    for kind in kinds():
        if kind.code == code:
            return kind
    number, *skills = code.split("-")
    if not number.isdecimal() or len(number) > 4 or not all(skill.isalnum() and len(skill) <= 8 for skill in skills):
        return None
    of = next((kind for kind in kinds() if kind.profession == int(number) and not kind.skills), None)
    if of is None:
        return None
    return Kind(of.profession, tuple(skills), of.name, of.names) if skills else of


def understand(text: str) -> list[Kind]:
    """What the words may mean, the likeliest first: the whole name, then names that begin so; nothing for what nobody says."""
    asked = fold(text)
    if asked.isdecimal():
        found = kind_of(asked)
        return [found] if found else []
    exact = [kind for kind in kinds() if asked in _names(kind)]
    if len(asked) < SHORTEST:
        return exact
    begun = [kind for kind in kinds() if kind not in exact and any(name.startswith(asked) for name in _names(kind))]
    within = [kind for kind in kinds() if kind not in exact and kind not in begun and _said_in(asked, kind)]
    return exact + begun + within


def _said_in(asked: str, kind: Kind) -> bool:
    """Whether one of the kind's words is said among others: `un bon dentiste pour enfants`."""
    return any(f" {name} " in f" {asked} " for name in _names(kind))


@cache
def _names(kind: Kind) -> frozenset[str]:
    return frozenset(map(fold, (kind.name, kind.names, *kind.synonyms)))


@dataclass(frozen=True, slots=True)
class Wishes:
    """Facts that the member asked for; nothing of them is a judgement. `network` is the id of a network, 0 for no filter."""

    sex: str = ""
    language: str = ""
    step_free: bool = False
    home_visits: bool = False
    teleconsultation: bool = False
    network: int = 0


@dataclass(frozen=True, slots=True)
class Sought:
    """What the draw is made among: `profession`, one of `skills` where there are any, around `commune`.

    `left_out` are places that are not to come again.
    """

    profession: int
    skills: tuple[str, ...]
    commune: Commune
    wishes: Wishes = field(default_factory=Wishes)
    left_out: frozenset[int] = frozenset()


def sought_by(kind: Kind, commune: Commune, wishes: Wishes, left_out: frozenset[int] = frozenset()) -> Sought:
    return Sought(kind.profession, kind.skills, commune, wishes, left_out)
