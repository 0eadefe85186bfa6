"""An extraction of people who do not exist, in the shape and with the oddities of the real one. Plain Python.

Numbers of people begin with 99, which the register has not given; telephones lie in the ranges that Arcep keeps for fiction.
Places are written in several ways, as in the register, so that whoever reads must recognise them.
"""

import csv
from bisect import bisect
from collections.abc import Iterator, Sequence
from itertools import accumulate
from random import Random
from typing import Final, NamedTuple

from practitioners.fields import HEADER
from practitioners.identity import has_luhn_key, number_of
from territory.communes import FILE

FIRST: Final = ["Adèle", "Aurore", "Bérénice", "Camille", "Clémence", "Doriane", "Éloïse", "Fanny", "Gaëlle", "Inès", "Joséphine", "Léopoldine", "Maëlle", "Noémie", "Océane", "Quitterie", "Romane", "Séverine", "Victoire", "Zoé"], ["Armand", "Baptiste", "Cyprien", "Damien", "Émile", "Firmin", "Gaspard", "Hippolyte", "Ivan", "Joris", "Kévin", "Loïc", "Maël", "Octave", "Philémon", "Romuald", "Théophile", "Ulysse", "Wilfried", "Zéphyr"]  # fmt: skip
STARTS: Final = [
    "Abri",
    "Bel",
    "Caste",
    "Delo",
    "Estre",
    "Ferran",
    "Gué",
    "Haut",
    "Jégou",
    "Lestra",
    "Mont",
    "Naval",
    "Ourl",
    "Péri",
    "Quilli",
    "Rousse",
    "San",
    "Teissè",
    "Urru",
    "Vaubre",
]
ENDS: Final = [
    "bon",
    "cassan",
    "dal",
    "fort",
    "gnac",
    "lin",
    "lois",
    "mareix",
    "net",
    "rand",
    "rier",
    "sac",
    "seron",
    "tier",
    "treuil",
    "val",
    "vic",
    "ville",
    "vou",
    "zac",
]
WAYS: Final = (
    ("ALL", "Allée"), ("AV", "Avenue"), ("BD", "Boulevard"), ("CHE", "Chemin"), ("CRS", "Cours"), ("PL", "Place"),
    ("QU", "Quai"), ("R", "Rue"), ("R", "Rue"), ("R", "Rue"), ("R", "Rue"), ("RTE", "Route"), ("SQ", "Square"),
)  # fmt: skip
STREETS: Final = (
    "DE LA RÉPUBLIQUE", "DE LA GARE", "VICTOR HUGO", "DU GÉNÉRAL LECLERC", "PASTEUR", "JEAN JAURÈS", "DES TILLEULS",
    "DE L'ÉGLISE", "SAINT-MICHEL", "DU 8 MAI 1945", "DES LAVANDIÈRES", "DU MARCHÉ", "DU DOCTEUR ROUX", "DES ÉCOLES",
    "DU MOULIN", "DES CHÊNES", "DE LA FONTAINE", "DU STADE", "ÉMILE ZOLA", "DES ACACIAS", "DU CHÂTEAU", "MARCEL PAGNOL",
    "DES ROSES", "DU MARÉCHAL FOCH", "DE LA PLAGE", "DES VIGNES", "GEORGE SAND", "DU PORT", "DE VERDUN", "DU LAVOIR",
)  # fmt: skip


class Trade(NamedTuple):
    """`weight`: rows among a hundred; `free`: how many of a hundred are freelance; `skills` with the share that has one."""

    code: str
    name: str
    weight: float
    free: int
    title: str = ""
    skills: tuple[tuple[str, str], ...] = ()


DOCTORS: Final = (
    ("SM54", "Médecine Générale"), ("SM54", "Médecine Générale"), ("SM54", "Médecine Générale"), ("SM26", "Qualifié en Médecine Générale"),
    ("SM38", "Ophtalmologie"), ("SM04", "Cardiologie et maladies vasculaires"), ("SM40", "Pédiatrie"), ("SM42", "Psychiatrie"),
    ("SM15", "Dermatologie et vénéréologie"), ("SM44", "Radio-diagnostic"), ("SM48", "Rhumatologie"), ("SM39", "Oto-rhino-laryngologie"),
)  # fmt: skip
TRADES: Final = (
    Trade("60", "Infirmier", 38, 22),
    Trade("10", "Médecin", 21, 52, "DR", DOCTORS),
    Trade("70", "Masseur-Kinésithérapeute", 9.5, 78),
    Trade("21", "Pharmacien", 6.5, 38),
    Trade("93", "Psychologue", 7, 45),
    Trade("40", "Chirurgien-Dentiste", 4.5, 78, "DR", (("", ""),) * 17 + (("SCD01", "Orthopédie dento-faciale"), ("SCD02", "Chirurgie orale"), ("SCD03", "Médecine bucco-dentaire"))),
    Trade("28", "Opticien-Lunetier", 3.5, 12),
    Trade("71", "Ostéopathe", 3, 95),
    Trade("91", "Orthophoniste", 2.2, 82),
    Trade("50", "Sage-Femme", 2, 35),
    Trade("80", "Pédicure-podologue", 1.2, 96),
    Trade("95", "Diététicien", 1, 50),
    Trade("92", "Orthoptiste", 0.6, 70),
    Trade("26", "Audioprothésiste", 0.5, 20),
)  # fmt: skip
FREE_SECTORS: Final = (
    ("SA07", "Cabinet individuel"),
    ("SA08", "Cabinet de groupe"),
    ("SA09", "Exercice en société"),
    ("SA52", "Maison de santé ou Pôle de santé"),
)
HOSPITALS: Final = (("SA01", "Etablissement public de santé"), ("SA04", "Etablissement privé non PSPH"))
SHOPS: Final = {
    "28": ("SA42", "Appareillage médical"),
    "26": ("SA42", "Appareillage médical"),
    "21": ("SA33", "Pharmacie d'officine"),
}
CENTRE: Final = ("SA05", "Centre de santé")
FICTION: Final = ("0199001", "0261912", "0353013", "0465714", "0536495")


class _Town(NamedTuple):
    postal_code: str
    insee_code: str
    name: str
    department: str
    places: int


class _Person(NamedTuple):
    number: str
    title: str
    sex: str
    name: str
    first: str
    trade: Trade


def header() -> str:
    return "|".join(HEADER) + "|"


def lines(count: int, *, seed: int = 1, towns: Sequence[str] = ()) -> Iterator[str]:
    """COUNT rows of the extraction, the same for the same seed; only in these INSEE codes when any are given."""
    random = Random(seed)
    known, weights = _towns(frozenset(towns))
    trades = list(accumulate(trade.weight for trade in TRADES))
    written, index = 0, 0
    while written < count:
        trade = TRADES[bisect(trades, random.random() * trades[-1] - 1e-9)]
        person = _person(random, seed, index, trade)
        index += 1
        rows = 1 if random.random() < 0.72 else random.choice((2, 2, 3))
        for _ in range(min(rows, count - written)):
            town = known[bisect(weights, random.random() * weights[-1] - 1e-9)]
            # Practices gather: the low numbers come again and again.
            yield _row(random, person, town, at=int(town.places * random.random() ** 2))
            written += 1


def town_of_dentists(people: Sequence[int], *, insee_code: str, seed: int = 1) -> Iterator[str]:
    """Rows of one town where so many PEOPLE practise at its first place, at its second, and so on."""
    random = Random(seed)
    [town], _ = _towns(frozenset([insee_code]))
    dentist = Trade("40", "Chirurgien-Dentiste", 1, 100, "DR", (("", ""),))
    for index, at in enumerate(place for place, count in enumerate(people) for _ in range(count)):
        yield _row(random, _person(random, seed, index, dentist), town, at=at)


def _towns(only: frozenset[str]) -> tuple[list[_Town], list[int]]:
    """Towns of the territory with how peopled each is, added up; cities count through their arrondissements."""
    found: dict[str, _Town] = {}
    with FILE.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            code = row["insee_code"]
            if code not in {"75056", "69123", "13055"} and (not only or code in only):
                people = int(row["population"] or 0)
                found.setdefault(
                    code, _Town(row["postal_code"], code, row["name"], row["department"], max(1, people // 90))
                )
    towns = list(found.values())
    return towns, list(accumulate(town.places for town in towns))


def _person(random: Random, seed: int, index: int, trade: Trade) -> _Person:
    digits = f"99{seed % 10}{index:07d}"
    number = next(f"{digits}{key}" for key in range(10) if has_luhn_key(f"{digits}{key}"))
    is_woman = random.random() < 0.6
    name = f"{random.choice(STARTS)}{random.choice(ENDS)}"
    if random.random() < 0.1:
        name += f"-{random.choice(STARTS)}{random.choice(ENDS)}"
    return _Person(
        number, trade.title, "MME" if is_woman else "M", name.upper(), random.choice(FIRST[not is_woman]), trade
    )


def _row(random: Random, person: _Person, town: _Town, *, at: int) -> str:
    trade = person.trade
    is_free = random.random() * 100 < trade.free
    place = number_of(f"{town.insee_code} {at}")
    skill, skill_name = random.choice(trade.skills) if trade.skills else ("", "")
    sector, sector_name = _sector(random, trade, is_free=is_free)
    shop = "" if is_free else f"99{place % 10**6:06d}1"
    siret = _siret(shop, at) if shop and sector in {"SA42", "SA33"} else ""
    owner = f"CABINET {person.name}" if is_free else f"{sector_name.upper()} {town.name.upper()}"
    phone = f"{FICTION[place % 5]}{random.randrange(1000):03d}" if random.random() < 0.8 else ""
    return "|".join(
        (
            "8", person.number, f"8{person.number}", person.title, "Docteur" if person.title else "", person.sex,
            "Madame" if person.sex == "MME" else "Monsieur", person.name, person.first, trade.code, trade.name, "C", "Civil",
            "S" if skill else "", "Spécialité ordinale" if skill else "", skill, skill_name, "L" if is_free else "S",
            "Libéral" if is_free else "Salarié", siret, siret[:9], "" if is_free or siret else f"{place % 10**9:09d}", "",
            f"R10{random.randrange(10**12):012d}", owner, "", "", "", *_street(random, place), "", "", town.postal_code,
            town.insee_code, town.name if random.random() < 0.8 else town.name.upper(), "99000", "France", phone, "", "",
            "", town.department, "", "", "ARS/ARS/ARS", sector, sector_name, "", "", "", "", "GENR01",
            "Activité standard de soin ou de pharmacien", "",
        )
    )  # fmt: skip


def _sector(random: Random, trade: Trade, *, is_free: bool) -> tuple[str, str]:
    if is_free:
        return random.choice(FREE_SECTORS)
    return SHOPS.get(trade.code) or (CENTRE if random.random() < 0.15 else random.choice(HOSPITALS))


def _siret(siren: str, at: int) -> str:
    body = f"{siren}{at % 10_000:04d}"
    return next(f"{body}{key}" for key in range(10) if has_luhn_key(f"{body}{key}"))


def _street(random: Random, place: int) -> tuple[str, str, str, str, str]:
    """Number, its repetition, kind of way in code and words, name: always the same address, seldom the same writing."""
    rest, number = divmod(place, 240)
    rest, way = divmod(rest, len(WAYS))
    rest, street = divmod(rest, len(STREETS))
    return _written(random, str(number + 1), "B" if rest % 30 == 0 else "", WAYS[way], STREETS[street])


def _written(
    random: Random, number: str, again: str, kind_of_way: tuple[str, str], street: str
) -> tuple[str, str, str, str, str]:
    code, way = kind_of_way
    kind = random.random()
    if kind < 0.8:
        return number, again, code, way, street
    if kind < 0.9:
        return number, again, "", "", f"{code} {street}"
    return number.zfill(3), again and "BIS", "", "", f"{way} {street.title()}"
