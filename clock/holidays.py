"""The public holidays of France, by territory. Plain Python.

Labour code L3133-1 (eleven days), L3134-13 (Alsace-Moselle), L3422-2 and decree 2012-553 (abolition of slavery overseas).
"""

from collections.abc import Callable
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache

from dateutil.easter import easter


class Territory(StrEnum):
    """Where an expert or a contact centre works. Values are department codes where there is one."""

    METROPOLE = "metropole"
    ALSACE_MOSELLE = "alsace-moselle"
    GUADELOUPE = "971"
    MARTINIQUE = "972"
    GUYANE = "973"
    REUNION = "974"
    MAYOTTE = "976"
    SAINT_BARTHELEMY = "977"
    SAINT_MARTIN = "978"


ZONES: dict[Territory, str] = {
    Territory.METROPOLE: "Europe/Paris",
    Territory.ALSACE_MOSELLE: "Europe/Paris",
    Territory.GUADELOUPE: "America/Guadeloupe",
    Territory.MARTINIQUE: "America/Martinique",
    Territory.GUYANE: "America/Cayenne",
    Territory.REUNION: "Indian/Reunion",
    Territory.MAYOTTE: "Indian/Mayotte",
    Territory.SAINT_BARTHELEMY: "America/St_Barthelemy",
    Territory.SAINT_MARTIN: "America/Marigot",
}
"""Time zone in which the wall clocks of a territory tell the time."""

_EVERYWHERE: dict[str, Callable[[int, date], date]] = {
    "jour de l’An": lambda year, _: date(year, 1, 1),
    "lundi de Pâques": lambda _, sunday: sunday + timedelta(days=1),
    "fête du Travail": lambda year, _: date(year, 5, 1),
    "victoire de 1945": lambda year, _: date(year, 5, 8),
    "Ascension": lambda _, sunday: sunday + timedelta(days=39),
    "lundi de Pentecôte": lambda _, sunday: sunday + timedelta(days=50),
    "fête nationale": lambda year, _: date(year, 7, 14),
    "Assomption": lambda year, _: date(year, 8, 15),
    "Toussaint": lambda year, _: date(year, 11, 1),
    "armistice de 1918": lambda year, _: date(year, 11, 11),
    "Noël": lambda year, _: date(year, 12, 25),
}

_ONLY_THERE: dict[Territory, dict[str, Callable[[int, date], date]]] = {
    Territory.ALSACE_MOSELLE: {
        "Vendredi saint": lambda _, sunday: sunday - timedelta(days=2),
        "Saint-Étienne": lambda year, _: date(year, 12, 26),
    },
    Territory.GUADELOUPE: {"abolition de l’esclavage": lambda year, _: date(year, 5, 27)},
    Territory.MARTINIQUE: {"abolition de l’esclavage": lambda year, _: date(year, 5, 22)},
    Territory.GUYANE: {"abolition de l’esclavage": lambda year, _: date(year, 6, 10)},
    Territory.REUNION: {"abolition de l’esclavage": lambda year, _: date(year, 12, 20)},
    Territory.MAYOTTE: {"abolition de l’esclavage": lambda year, _: date(year, 4, 27)},
    Territory.SAINT_BARTHELEMY: {"abolition de l’esclavage": lambda year, _: date(year, 10, 9)},
    Territory.SAINT_MARTIN: {"abolition de l’esclavage": lambda year, _: date(year, 5, 28)},
}


@lru_cache(maxsize=512)
def holidays(year: int, territory: Territory = Territory.METROPOLE) -> dict[date, str]:
    """Days and their French names. Two holidays on one day share its entry, both named (8 May 2008 was the Ascension too)."""
    sunday = easter(year)
    found: dict[date, str] = {}
    for name, day_of in {**_EVERYWHERE, **_ONLY_THERE.get(territory, {})}.items():
        day = day_of(year, sunday)
        found[day] = f"{found[day]}, {name}" if day in found else name
    return dict(sorted(found.items()))


def holiday_on(day: date, territory: Territory = Territory.METROPOLE) -> str:
    """The holiday's name, empty on an ordinary day."""
    return holidays(day.year, territory).get(day, "")
