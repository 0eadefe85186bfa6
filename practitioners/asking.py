"""Where somebody looks for a practitioner: a commune, a postcode, a CEDEX, a member's address, as typed or as stored."""

import re
from dataclasses import dataclass

from practitioners.communes import CITIES, Commune, all_communes, commune_key
from practitioners.errors import ForeignPlaceError, UnknownPlaceError
from territory.communes import department_of
from territory.names import fold

_POSTCODE = re.compile(r"(?<![0-9])([0-9]{2})\s?([0-9]{3})(?![0-9])")
_DEPARTMENT = re.compile(r"(?:^|[\s(,])(2[AB]|9[78][0-9]|[0-9]{2})\)?$", re.IGNORECASE)
_ARRONDISSEMENT = re.compile(r"(paris|lyon|marseille) ([0-9]{1,2})(?:er|eme|e)?").fullmatch
_FIRST_POSTCODES = {"paris": 75000, "lyon": 69000, "marseille": 13000}
_CORSICA = {"20": ("2A", "2B")}
"""Its two departments under the number that they had together until 1976, and have in postcodes."""
_ABROAD = frozenset(
    [
        "allemagne",
        "andorre",
        "angleterre",
        "belgique",
        "canada",
        "deutschland",
        "espagne",
        "espana",
        "etranger",
        "geneve",
        "germany",
        "italia",
        "italie",
        "luxembourg",
        "maroc",
        "monaco",
        "portugal",
        "spain",
        "suisse",
        "switzerland",
        "tunisie",
        "algerie",
    ]
)


@dataclass(frozen=True, slots=True)
class Origin:
    """From where one looks. `postal_code` is what was asked for, or the commune's first one."""

    commune: Commune
    postal_code: str

    @property
    def label(self) -> str:
        return f"{self.postal_code} {self.commune.name}"


def origin_of(text: str) -> Origin:
    """The commune that TEXT names. Of several of a name or postcode, the most peopled one.

    Raises UnknownPlaceError or ForeignPlaceError.
    """
    found = _POSTCODE.search(text)
    name = _POSTCODE.sub(" ", text).strip(" ,")
    if found:
        return _at(found[1] + found[2], name)
    department = _DEPARTMENT.search(name)
    wanted = department[1].upper() if department else ""
    called = all_communes().called(name[: department.start()].strip(" ,(") if department else name)
    if wanted:
        called = [one for one in called if one.department in _CORSICA.get(wanted, (wanted,))]
    called = called or _arrondissement(name)
    if called:
        return Origin(called[0], called[0].postal_code)
    if _ABROAD & set(fold(text).split()):
        raise ForeignPlaceError
    raise UnknownPlaceError


def _arrondissement(name: str) -> list[Commune]:
    """`Lyon 3e`, `Paris 13`: one commune, or none."""
    found = _ARRONDISSEMENT(fold(name))
    return all_communes().at(str(_FIRST_POSTCODES[found[1]] + int(found[2]))) if found else []


def _at(postal_code: str, name: str) -> Origin:
    communes = all_communes()
    there = communes.at(postal_code)
    key = commune_key(name)
    same = [one for one in there if commune_key(one.name) == key or _is_city_of(one, key)]
    if same or (there and not name):
        return Origin((same or there)[0], postal_code)
    near = [one for one in communes.called(name) if one.department == department_of(postal_code)]
    if near:
        return Origin(near[0], postal_code if near[0] in there else near[0].postal_code)
    # Postcodes of other countries may be communes' too: 20121 is Milan, and a village of Corsica.
    if _ABROAD & set(fold(name).split()):
        raise ForeignPlaceError
    if there:
        # The postcode is right and the name is not: a hamlet, a town of long ago, a typing error.
        return Origin(there[0], postal_code)
    raise UnknownPlaceError(is_postcode=True)


def _is_city_of(commune: Commune, key: str) -> bool:
    """Whether the commune is an arrondissement of the city of that key."""
    city = next((code for code, start in CITIES.items() if commune.insee_code.startswith(start)), "")
    known = all_communes().by_code.get(city)
    return known is not None and commune_key(known.name) == key
