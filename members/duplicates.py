"""Whether two files are of one person. Plain Python: facts in, points and reasons out.

Twins share everything but the first name and the number; a name that changed, a digit that was mistyped, a second contract
give two files to one person. What speaks against weighs more than what speaks for: a wrong suggestion shows a stranger's file.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from members.names import phonetic_key
from territory.names import one_error_apart

LIKELY = 50
"""From this many points on two files are shown side by side."""


class Trait(StrEnum):
    NIR = "nir"
    NIR_DIFFERS = "nir_differs"
    BIRTH = "birth"
    BIRTH_NEAR = "birth_near"
    BIRTH_DIFFERS = "birth_differs"
    FAMILY = "family"
    FAMILY_NEAR = "family_near"
    FAMILY_DIFFERS = "family_differs"
    GIVEN = "given"
    GIVEN_NEAR = "given_near"
    GIVEN_DIFFERS = "given_differs"
    SEX_DIFFERS = "sex_differs"
    PHONE = "phone"
    EMAIL = "email"
    PLACE = "place"


POINTS: dict[Trait, int] = {
    Trait.NIR: 60,
    Trait.NIR_DIFFERS: -60,
    Trait.BIRTH: 25,
    Trait.BIRTH_NEAR: 10,
    Trait.BIRTH_DIFFERS: -40,
    Trait.FAMILY: 15,
    Trait.FAMILY_NEAR: 10,
    Trait.FAMILY_DIFFERS: -20,
    Trait.GIVEN: 15,
    Trait.GIVEN_NEAR: 10,
    Trait.GIVEN_DIFFERS: -40,
    Trait.SEX_DIFFERS: -30,
    Trait.PHONE: 15,
    Trait.EMAIL: 15,
    Trait.PLACE: 10,
}
"""A name and a birth date that agree are enough by themselves; near names need something more."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What a file says of its person, names as search keys. `nir` is a blind index, None when unknown."""

    family: frozenset[str]
    given: str
    birth_date: date
    sex: str = ""
    nir: bytes | None = None
    phones: frozenset[str] = frozenset()
    email: str = ""
    postal_code: str = ""


@dataclass(frozen=True, slots=True)
class Likeness:
    traits: frozenset[Trait]

    @property
    def points(self) -> int:
        return sum(POINTS[trait] for trait in self.traits)

    @property
    def is_likely(self) -> bool:
        return self.points >= LIKELY


def likeness(one: Facts, other: Facts) -> Likeness:
    """Every trait on which the two files say something. The order of the two does not matter."""
    traits = {_birth(one, other), _family(one, other), _given(one, other)}
    if one.nir is not None and other.nir is not None:
        traits.add(Trait.NIR if one.nir == other.nir else Trait.NIR_DIFFERS)
    if one.sex and other.sex and one.sex != other.sex:
        traits.add(Trait.SEX_DIFFERS)
    if one.phones & other.phones:
        traits.add(Trait.PHONE)
    if one.email and one.email == other.email:
        traits.add(Trait.EMAIL)
    if one.postal_code and one.postal_code == other.postal_code:
        traits.add(Trait.PLACE)
    return Likeness(frozenset(traits))


def is_near_name(one: str, other: str) -> bool:
    """One typing error apart, alike in sound, or one the beginning of the other: `jean` and `jeanpierre`."""
    if len(one) < 2 or len(other) < 2:
        return False
    short, long = sorted((one, other), key=len)
    begins = len(short) > 3 and long.startswith(short)
    return one_error_apart(one, other) or begins or phonetic_key(one) == phonetic_key(other)


def _birth(one: Facts, other: Facts) -> Trait:
    if one.birth_date == other.birth_date:
        return Trait.BIRTH
    written, also = (f"{facts.birth_date:%d%m%Y}" for facts in (one, other))
    is_turned = written[2:4] + written[:2] + written[4:] == also
    return Trait.BIRTH_NEAR if is_turned or one_error_apart(written, also) else Trait.BIRTH_DIFFERS


def _family(one: Facts, other: Facts) -> Trait:
    if one.family & other.family:
        return Trait.FAMILY
    is_near = any(is_near_name(key, another) for key in one.family for another in other.family)
    return Trait.FAMILY_NEAR if is_near else Trait.FAMILY_DIFFERS


def _given(one: Facts, other: Facts) -> Trait:
    if one.given == other.given:
        return Trait.GIVEN
    return Trait.GIVEN_NEAR if is_near_name(one.given, other.given) else Trait.GIVEN_DIFFERS
