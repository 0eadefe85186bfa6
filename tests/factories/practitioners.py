"""A directory for tests, brought in by the importer as the real one is. What a test depends on, it says."""

import io
from collections.abc import Sequence
from itertools import count
from typing import Any

from django.db import transaction

from accounts.models import Mutual
from accounts.scopes import within_mutuals
from audit.actors import acting, job
from practitioners.fields import HEADER
from practitioners.identity import has_luhn_key
from practitioners.imports import Report, import_practitioners
from practitioners.models import Network
from practitioners.services import Described, keep_network

_numbers = count(1)
_PLACES = {name: place for place, name in enumerate(HEADER)}
SHORT = {
    "kind": "Type d'identifiant PP", "number": "Identifiant PP", "national_id": "Identification nationale PP",
    "title": "Code civilité d'exercice", "sex": "Code civilité", "name": "Nom d'exercice", "first": "Prénom d'exercice",
    "profession": "Code profession", "category": "Code catégorie professionnelle", "skill": "Code savoir-faire",
    "mode": "Code mode exercice", "siret": "Numéro SIRET site", "finess": "Numéro FINESS site",
    "structure": "Identifiant technique de la structure", "practice": "Raison sociale site",
    "house": "Numéro Voie (coord. structure)", "again": "Indice répétition voie (coord. structure)",
    "way": "Libellé type de voie (coord. structure)", "street": "Libellé Voie (coord. structure)",
    "cedex": "Bureau cedex (coord. structure)", "postcode": "Code postal (coord. structure)",
    "insee": "Code commune (coord. structure)", "town": "Libellé commune (coord. structure)",
    "country": "Code pays (coord. structure)", "phone": "Téléphone (coord. structure)",
    "sector": "Code secteur d'activité", "genre": "Code genre activité",
}  # fmt: skip


def number() -> str:
    """An RPPS number that nobody has, with its check digit."""
    body = f"99{next(_numbers):08d}"
    return next(f"{body}{key}" for key in range(10) if has_luhn_key(f"{body}{key}"))


def row(**cells: str) -> str:
    """One line: a dentist in Béziers with a practice of their own, unless told otherwise."""
    person = cells.pop("number", "") or number()
    given = {
        "kind": "8", "number": person, "national_id": f"8{person}", "title": "DR", "sex": "MME", "name": "CASTELBON",
        "first": "Noémie", "profession": "40", "category": "C", "mode": "L", "house": str(next(_numbers)), "way": "Rue",
        "street": "DES TANNEURS", "postcode": "34500", "insee": "34032", "town": "Béziers", "country": "99000",
        "phone": "0465714012", "sector": "SA07", "genre": "GENR01", **cells,
    }  # fmt: skip
    line = [""] * len(HEADER)
    for name, value in given.items():
        line[_PLACES[SHORT[name]]] = value
    return "|".join(line)


def extraction(lines: Sequence[str]) -> io.BytesIO:
    return io.BytesIO("\n".join(["|".join(HEADER), *lines, ""]).encode())


def bring(
    lines: Sequence[str], *, name: str = "PS_LibreAcces_Personne_activite_202610080830.txt", confirmed: bool = False
) -> Report:
    """Import these lines, and nothing else."""
    with acting(job("test")):
        return import_practitioners(file=extraction(lines), name=name, confirmed=confirmed)


def town(places: int, **cells: str) -> Report:
    """So many dentists of Béziers at as many addresses."""
    return bring([row(house=str(house), **cells) for house in range(1, places + 1)])


def network(mutual: Mutual, *numbers: str, name: str = "Kalivie", **fields: Any) -> Network:
    """A network of MUTUAL with these national identifiers."""
    described = Described(name=name, effects="Tarifs plafonnés et avance des frais.", **fields)
    with within_mutuals([mutual.pk]), transaction.atomic():
        return keep_network(mutual_id=mutual.pk, described=described, numbers=numbers)
