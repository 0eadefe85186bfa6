"""People who do not exist, as French as possible: names and their frequencies, families, ages, real communes, invented streets.

Everything follows from a seed and the index of a household, so that processes can share the work in any order. What could reach or
name somebody cannot exist: places of birth in social security numbers, telephone numbers, e-mail domains (see `data/README.md`).
"""

import csv
import re
import tomllib
from bisect import bisect
from collections.abc import Iterator, Sequence
from datetime import date
from functools import cache
from itertools import accumulate, product
from math import exp
from pathlib import Path
from random import Random
from typing import Any, Generic, NamedTuple, TypeVar
from zlib import crc32

from members.names import fold, given_key
from members.nir import Nir, invented
from territory import communes

DATA = Path(__file__).resolve().parent / "data"

REFERENCE_DAY = date(2026, 1, 1)
"""Nobody is born later, and ages are counted from here: the same people come out whatever the day."""

HOLDER, PARTNER, CHILD = "holder", "partner", "child"
EMAIL_DOMAINS = ("exemple.fr", "exemple.fr", "exemple.fr", "courriel.invalid", "messagerie.invalid")

T = TypeVar("T")


class Person(NamedTuple):
    """`sex` is F or M; `used_name` is the birth name where there is no other; numbers are E.164; empty where there is none."""

    rank: int
    kinship: str
    sex: str
    birth_name: str
    used_name: str
    first_names: str
    birth_date: date
    nir: Nir
    mobile: str
    email: str


class Household(NamedTuple):
    """People of one contract under one roof. `number` is the member number, shared with a rank each; unique for a seed, as is the contract's."""

    number: str
    contract_number: str
    street: str
    postal_code: str
    commune: str
    insee_code: str
    home_phone: str
    members: tuple[Person, ...]


class Weighted(Generic[T]):
    """Values drawn as often as their weights say."""

    def __init__(self, values: Sequence[T], weights: Sequence[float]) -> None:
        self.values = values
        self.bounds = list(accumulate(weights))
        self.total = self.bounds[-1]

    def draw(self, at: float) -> T:
        """The value at a point between 0 and 1, 1 excluded."""
        return self.values[bisect(self.bounds, at * self.total)]


class Place(NamedTuple):
    postal_code: str
    commune: str
    insee_code: str
    department: str
    region: str


@cache
def _material() -> dict[str, Any]:
    return tomllib.loads((DATA / "invention.toml").read_text(encoding="utf-8"))


# ---- family names


@cache
def surnames() -> Weighted[str]:
    """Common family names in their order, then built ones in an order that no region leads, with a law of frequency like France's."""
    law = _material()["frequency"]
    common = (DATA / "surnames.txt").read_text(encoding="utf-8").splitlines()
    tail = sorted(_built_surnames(law["names"] - len(common), set(common)), key=lambda name: crc32(name[::-1].encode()))
    names = common + tail
    others = [(rank + law["offset"]) ** -law["exponent"] for rank in range(2, len(names) + 1)]
    scale = (1 - law["first"]) / sum(others)
    return Weighted(names, [law["first"], *(weight * scale for weight in others)])


def _built_surnames(wanted: int, taken: set[str]) -> list[str]:
    """From each region its share, chosen as if by lot; what a region cannot give is left to the first one, which can."""
    built: dict[str, None] = {}
    for region in reversed(_material()["surnames"]):
        is_first = region is _material()["surnames"][0]
        share = wanted if is_first else len(built) + round(wanted * region["share"])
        for name in _region_surnames(region):
            if name not in taken:
                built[name] = None
            if len(built) >= share:
                break
    return list(built)


def _region_surnames(region: dict[str, Any]) -> Iterator[str]:
    variants = _material()["variants"]
    rules = [(re.compile(rule), other) for rule, other in variants["rules"]]
    starts = [
        prefix + (stem if not prefix or prefix[-1] in " '-" else stem.lower())
        for prefix in region["prefixes"]
        for stem in region["stems"].split()
        if " " not in prefix or crc32((prefix + stem).encode()) % 5 == 0  # particles are rarer than their number
    ]
    suffixes = region["suffixes"] if isinstance(region["suffixes"], list) else region["suffixes"].split()
    for start, suffix in sorted(product(starts, suffixes), key=lambda parts: crc32("".join(parts).encode())):
        name = _joined(start, suffix)
        yield name
        lot = crc32(name.encode())
        if lot % 1000 < variants["share"] * 1000:
            rule, other = rules[lot // 1000 % len(rules)]
            yield _capitalised(rule.sub(other, name))


def _joined(start: str, suffix: str) -> str:
    if suffix and start[-1] in "aeiouyéè" and suffix[0] in "aeiouyéè":
        start = start[:-1]
    return _capitalised(re.sub(r"(.)\1\1", r"\1\1", start + suffix))


def _capitalised(name: str) -> str:
    return name[0].upper() + name[1:]


def _surname(random: Random) -> str:
    """A family name, three times in a hundred a double-barrelled one, and sometimes one with a particle of its own."""
    names = surnames()
    name = names.draw(random.random())
    lot = random.random()
    if lot > 0.018 or " " in name or "-" in name:
        return name
    if lot > 0.013:
        vowel = fold(name[0]) in set("aeiouy")
        return ("d'" if vowel else ("de ", "de La ", "du ", "de ")[int(lot * 1e6) % 4]) + name
    other = names.draw(random.random())
    return name if " " in other or "-" in other else f"{name}{'-' if lot < 0.01 else ' '}{other}"


# ---- first names


@cache
def _first_names(sex: str, year: int) -> Weighted[str]:
    """Each first name has been given around one or two years, more or less long."""
    with (DATA / "first_names.csv").open(encoding="utf-8", newline="") as lines:
        rows = [row for row in csv.DictReader(lines) if row["sex"] == sex]
    weights = [
        float(row["weight"]) * exp(-(((year - int(row["peak"])) / float(row["spread"])) ** 2)) + 1e-6 for row in rows
    ]
    return Weighted([row["name"] for row in rows], weights)


def _given_names(random: Random, sex: str, year: int) -> str:
    """The usual first name, then for half of the people those of older relatives."""
    names = [_first_names(sex, year - year % 5).draw(random.random())]
    lot = random.random()
    for _ in range((lot < 0.55) + (lot < 0.25)):
        older = max(1905, year - 30)
        other = _first_names(sex, older - older % 5).draw(random.random())
        if other not in names:
            names.append(other)
    return " ".join(names)


# ---- places


@cache
def places() -> Weighted[Place]:
    """Communes by population, shared out among their postcodes."""
    with communes.FILE.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    postcodes: dict[str, int] = {}
    for row in rows:
        postcodes[row["insee_code"]] = postcodes.get(row["insee_code"], 0) + 1
    found = [
        Place(row["postal_code"], row["name"], row["insee_code"], row["department"], row["region"]) for row in rows
    ]
    return Weighted(found, [int(row["population"] or 0) / postcodes[row["insee_code"]] for row in rows])


@cache
def _streets() -> tuple[list[str], list[str]]:
    streets = _material()["streets"]
    return streets["kinds"], streets["names"].strip().replace("\n", "|").split("|")


def _street(random: Random) -> str:
    kinds, names = _streets()
    number = 1 + int(180 * random.random() ** 2)
    repeated = random.random()
    suffix = " bis" if repeated < 0.04 else " ter" if repeated < 0.05 else ""
    return f"{number}{suffix} {kinds[int(random.random() * len(kinds))]} {names[int(random.random() * len(names))]}"


# ---- telephones and e-mails

_MOBILE = "+3363998"
_HOME_BY_REGION = {
    "11": "+3319900",
    **dict.fromkeys(("24", "28", "52", "53"), "+3326191"),
    **dict.fromkeys(("27", "32", "44"), "+3335301"),
    **dict.fromkeys(("84", "93", "94"), "+3346571"),
    **dict.fromkeys(("75", "76"), "+3353649"),
}  # nobody overseas has a fictitious fixed line

# Each range for fiction has ten thousand numbers. Steps without a common factor with that use them all before one comes back.
_RANGE, _STEP = 10_000, 7_919
_MOBILES_OF_A_HOUSEHOLD = 3
_EMAILS_ALONE = 5_000  # households whose e-mail addresses need no number to differ


def _email(random: Random, first_names: str, family: str, index: int) -> str:
    given, name = given_key(first_names.split(" ", 1)[0]), fold(family).replace(" ", "")
    lot = random.random()
    local = f"{given}.{name}" if lot < 0.5 else f"{given[0]}.{name}" if lot < 0.8 else f"{name}.{given}"
    number = "" if index < _EMAILS_ALONE else str(index)
    return f"{local}{number}@{EMAIL_DOMAINS[int(random.random() * len(EMAIL_DOMAINS))]}"


# ---- families

_REFERENCE = REFERENCE_DAY.toordinal()
_YEAR = 365.2425  # days

_SHAPES = Weighted(("alone", "couple", "family", "single parent"), (40, 27, 23, 10))
_AGES = {
    "alone": Weighted(
        ((18, 26), (26, 36), (36, 51), (51, 66), (66, 76), (76, 86), (86, 96), (96, 105)),
        (11, 14, 14, 20, 17, 14, 9, 1),
    ),
    "couple": Weighted(((20, 36), (36, 51), (51, 66), (66, 76), (76, 86), (86, 96)), (14, 8, 34, 26, 15, 3)),
    "family": Weighted(((24, 30), (30, 36), (36, 42), (42, 48), (48, 55), (55, 60)), (8, 20, 26, 24, 18, 4)),
    "single parent": Weighted(((22, 30), (30, 40), (40, 50), (50, 58)), (12, 36, 38, 14)),
}
_CHILDREN = {"family": Weighted((1, 2, 3, 4), (38, 42, 16, 4)), "single parent": Weighted((1, 2, 3), (55, 33, 12))}
_OLDEST_CHILD = 26
_MOTHERHOOD = (20, 42)
_TWINS = 0.016

# A woman's share of chances to use the name of a marriage, by age: couples, and those who live alone or with children only.
_MARRIED_NAME = ((30, 0.15, 0.03), (45, 0.40, 0.15), (60, 0.60, 0.35), (200, 0.80, 0.60))


class _Family:
    """One household under way."""

    def __init__(self, seed: int, index: int) -> None:
        self.random = Random((seed << 40) + index)  # noqa: S311  invented people are no secret
        self.index = index
        self.place = places().draw(self.random.random())
        self.members: list[Person] = []

    def gather(self) -> None:
        random = self.random
        shape = _SHAPES.draw(random.random())
        low, high = _AGES[shape].draw(random.random())
        age = low + (high - low) * random.random()
        if shape in {"alone", "single parent"}:
            women = 0.8 if shape == "single parent" or age > 80 else 0.52
            holder = self._adult(HOLDER, "F" if random.random() < women else "M", age)
            parents: tuple[Person, ...] = (holder,)
        else:
            parents = self._couple(age)
        if shape in _CHILDREN:
            self._add_children(
                _CHILDREN[shape].draw(random.random()), parents, min(_years(parent) for parent in parents)
            )

    def _couple(self, age: float) -> tuple[Person, Person]:
        random = self.random
        sex = "M" if random.random() < 0.56 else "F"
        other_sex = sex if random.random() < 0.015 else "FM"["MF".index(sex)]
        husband = _surname(random) if sex != other_sex else None
        holder = self._adult(HOLDER, sex, age, spouse=husband)
        other_age = max(18.0, age + (-2 if sex == "M" else 2) + 4 * (random.random() + random.random() - 1))
        return holder, self._adult(PARTNER, other_sex, min(other_age, 104), spouse=husband)

    def _adult(self, kinship: str, sex: str, age: float, spouse: str | None = None) -> Person:
        """`spouse` is the man's family name in a couple: the man's own, and perhaps the one his wife uses."""
        random = self.random
        own = spouse if spouse and sex == "M" else _surname(random)
        used = own
        if sex == "F":
            _, in_couple, alone = next(step for step in _MARRIED_NAME if age < step[0])
            if random.random() < (in_couple if spouse else alone):
                married = spouse or _surname(random)
                used = f"{own}-{married}" if random.random() < 0.05 and own.isalpha() and married.isalpha() else married
        born = date.fromordinal(_REFERENCE - 1 - int(_YEAR * age))
        return self._add(kinship, sex, own, used, born, nir=None)

    def _add_children(self, wanted: int, parents: tuple[Person, ...], younger: float) -> None:
        """The eldest first, then others a year or more later, twins excepted."""
        random = self.random
        name = _child_name(random, parents)
        latest, earliest = (max(0.0, younger - _MOTHERHOOD[1]), min(float(_OLDEST_CHILD), younger - _MOTHERHOOD[0]))
        age = latest + (max(earliest, latest) - latest) * random.random()
        for _ in range(wanted):
            born = date.fromordinal(_REFERENCE - 1 - int(_YEAR * age))
            sex = "M" if random.random() < 0.512 else "F"
            self._add(CHILD, sex, name, name, born, nir=parents[0].nir if age < 16 else None)
            if random.random() >= _TWINS:
                age -= 1.2 + 4 * random.random()
            if age < 0:
                break

    def _add(self, kinship: str, sex: str, birth_name: str, used_name: str, born: date, nir: Nir | None) -> Person:
        random = self.random
        rank = len(self.members) + 1
        first_names = _given_names(random, sex, born.year)
        is_grown = kinship != CHILD or (nir is None and rank <= _MOBILES_OF_A_HOUSEHOLD)
        mobile = email = ""
        if is_grown and random.random() < 0.9:
            slot = self.index * _MOBILES_OF_A_HOUSEHOLD + rank - 1
            mobile = f"{_MOBILE}{slot * _STEP % _RANGE:04}"
        if is_grown and random.random() < 0.75:
            email = _email(random, first_names, used_name, self.index)
        number = nir or self._nir(sex, born)
        person = Person(rank, kinship, sex, birth_name, used_name, first_names, born, number, mobile, email)
        self.members.append(person)
        return person

    def _nir(self, sex: str, born: date) -> Nir:
        """Born where the family lives, elsewhere in France, or abroad; now and then a temporary number."""
        random = self.random
        lot = random.random()
        department = (
            self.place.department if lot < 0.55 else "99" if lot < 0.66 else places().draw(random.random()).department
        )
        if department in {"2A", "2B"} and born.year < 1976:
            department = "20"
        first = ("78" if random.random() < 0.006 else "12")["MF".index(sex)]
        return invented(
            sex=first, year=born.year, month=born.month, department=department, order=1 + int(999 * random.random())
        )

    def home_phone(self) -> str:
        start = _HOME_BY_REGION.get(self.place.region, "")
        is_kept = self.random.random() < (0.75 if _years(self.members[0]) > 60 else 0.3)
        return f"{start}{self.index * _STEP % _RANGE:04}" if start and is_kept else ""


def _years(person: Person) -> float:
    return (_REFERENCE - person.birth_date.toordinal()) / _YEAR


def _child_name(random: Random, parents: tuple[Person, ...]) -> str:
    """Most often the father's name, else both or the mother's; with one parent the birth name of that one or of somebody gone."""
    if len(parents) == 1:
        return parents[0].birth_name if random.random() < 0.45 else _surname(random)
    father, mother = sorted(parents, key=lambda parent: parent.sex, reverse=True)
    lot = random.random()
    if lot < 0.8:
        return father.birth_name
    both = (father.birth_name, mother.birth_name)
    return "-".join(both) if lot < 0.86 and both[0].isalpha() and both[1].isalpha() else both[1]


def household(seed: int, index: int) -> Household:
    """The household of this index, from 0 below 100 million; the same for the same seed on every machine."""
    family = _Family(seed, index)
    family.gather()
    return Household(
        number=f"{(index * 61_803_399 + seed * 27_182_819) % 10**8:08}",
        contract_number=f"{(index * 314_159_269 + seed * 27_182_819) % 10**9:09}",
        street=_street(family.random),
        postal_code=family.place.postal_code,
        commune=family.place.commune,
        insee_code=family.place.insee_code,
        home_phone=family.home_phone(),
        members=tuple(family.members),
    )
