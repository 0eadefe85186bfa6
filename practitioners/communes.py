"""Communes by whatever an address says of them: INSEE code, postcode with a name, name with a department."""

from collections.abc import Iterable
from functools import cache, lru_cache
from typing import Final, NamedTuple

from territory.communes import department_of
from territory.models import PostalPlace
from territory.names import fold

CITIES: Final = {"75056": "751", "69123": "6938", "13055": "132"}
"""Paris, Lyon and Marseille with what the codes of their arrondissements begin with: postcodes tell those apart."""

_SAINTS = {"st": "saint", "ste": "sainte"}


class Commune(NamedTuple):
    """`postal_code` is the first one where it has several; positions are in degrees, None for the few that nobody gives."""

    insee_code: str
    name: str
    postal_code: str
    department: str
    population: int
    latitude: float | None
    longitude: float | None


def commune_key(name: str) -> str:
    """`ST-ÉTIENNE CEDEX 2` gives `saintetienne`."""
    words = fold(name).split()
    if "cedex" in words:
        words = words[: words.index("cedex")]
    return "".join(_SAINTS.get(word, word) for word in words)


class Communes:
    """All communes, read once; some 35,000 with their postcodes. An unknown one is None."""

    def __init__(self, rows: Iterable[Commune]) -> None:
        self.by_code: dict[str, Commune] = {}
        self._by_postcode: dict[str, list[Commune]] = {}
        self._by_name: dict[str, list[Commune]] = {}
        for row in rows:
            if row.insee_code not in self.by_code:
                self.by_code[row.insee_code] = row
                self._by_name.setdefault(commune_key(row.name), []).append(row)
            self._by_postcode.setdefault(row.postal_code, []).append(row)
        self.named = lru_cache(maxsize=100_000)(self._named)

    def at(self, postal_code: str) -> list[Commune]:
        """Those of a postcode, arrondissements rather than their city, the most peopled first."""
        found = self._by_postcode.get(postal_code, [])
        parts = [one for one in found if one.insee_code not in CITIES]
        return sorted(parts or found, key=lambda one: -one.population)

    def called(self, name: str) -> list[Commune]:
        """Those of exactly that name, whatever its spelling, the most peopled first."""
        return sorted(self._by_name.get(commune_key(name), []), key=lambda one: -one.population)

    def _named(self, insee_code: str, postal_code: str, name: str) -> Commune | None:
        """The commune of an address. A CEDEX has a postcode of its own, so that the code and the name count before it."""
        if insee_code in CITIES:
            within = [one for one in self.at(postal_code) if one.insee_code.startswith(CITIES[insee_code])]
            return within[0] if within else self.by_code.get(insee_code)
        if insee_code in self.by_code:
            return self.by_code[insee_code]
        there = self.at(postal_code)
        key = commune_key(name)
        same = [one for one in there if commune_key(one.name) == key]
        if same:
            return same[0]
        if len(there) == 1:
            return there[0]
        department = department_of(postal_code)
        near = [one for one in self.called(name) if one.department == department]
        return near[0] if near else None


@cache
def all_communes() -> Communes:
    """Read once a process: what changes comes with a release."""
    names = ("insee_code", "name", "postal_code", "department", "population", "latitude", "longitude")
    rows = PostalPlace.objects.order_by("insee_code", "postal_code").values_list(*names)
    return Communes(
        Commune(code, name, postal_code, department, population or 0, latitude, longitude)
        for code, name, postal_code, department, population, latitude, longitude in rows
    )


def department_at(insee_code: str, postal_code: str, town: str) -> str:
    """Of an address in France: as its commune says, or else its codes."""
    commune = all_communes().named(insee_code, postal_code, town)
    return commune.department if commune else department_of(postal_code, insee_code)
