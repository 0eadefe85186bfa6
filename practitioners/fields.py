"""The columns of the register's open extraction, in their order, and where each one stands that is read.

The header is published with the file (Agence du numérique en santé, PS_LibreAcces_Personne_activite); some writings of the
file end each line with a separator, which gives a 57th, empty field.
"""

from collections import Counter
from dataclasses import dataclass, field
from typing import Final

from practitioners.enums import Odd

HEADER: Final = (
    "Type d'identifiant PP",
    "Identifiant PP",
    "Identification nationale PP",
    "Code civilité d'exercice",
    "Libellé civilité d'exercice",
    "Code civilité",
    "Libellé civilité",
    "Nom d'exercice",
    "Prénom d'exercice",
    "Code profession",
    "Libellé profession",
    "Code catégorie professionnelle",
    "Libellé catégorie professionnelle",
    "Code type savoir-faire",
    "Libellé type savoir-faire",
    "Code savoir-faire",
    "Libellé savoir-faire",
    "Code mode exercice",
    "Libellé mode exercice",
    "Numéro SIRET site",
    "Numéro SIREN site",
    "Numéro FINESS site",
    "Numéro FINESS établissement juridique",
    "Identifiant technique de la structure",
    "Raison sociale site",
    "Enseigne commerciale site",
    "Complément destinataire (coord. structure)",
    "Complément point géographique (coord. structure)",
    "Numéro Voie (coord. structure)",
    "Indice répétition voie (coord. structure)",
    "Code type de voie (coord. structure)",
    "Libellé type de voie (coord. structure)",
    "Libellé Voie (coord. structure)",
    "Mention distribution (coord. structure)",
    "Bureau cedex (coord. structure)",
    "Code postal (coord. structure)",
    "Code commune (coord. structure)",
    "Libellé commune (coord. structure)",
    "Code pays (coord. structure)",
    "Libellé pays (coord. structure)",
    "Téléphone (coord. structure)",
    "Téléphone 2 (coord. structure)",
    "Télécopie (coord. structure)",
    "Adresse e-mail (coord. structure)",
    "Code Département (structure)",
    "Libellé Département (structure)",
    "Ancien identifiant de la structure",
    "Autorité d'enregistrement",
    "Code secteur d'activité",
    "Libellé secteur d'activité",
    "Code section tableau pharmaciens",
    "Libellé section tableau pharmaciens",
    "Code rôle",
    "Libellé rôle",
    "Code genre activité",
    "Libellé genre activité",
)
WIDTH: Final = len(HEADER)

FRANCE: Final = "99000"
"""Code of the country, as INSEE gives it; nothing is France too."""

LISTED: Final = 1_000


@dataclass(slots=True)
class Odds:
    """How many rows were strange, by kind, and the first lines of each."""

    counts: Counter[Odd] = field(default_factory=Counter)
    lines: dict[Odd, list[int]] = field(default_factory=dict)

    def add(self, kind: Odd, line: int) -> None:
        self.counts[kind] += 1
        if self.counts[kind] <= LISTED:
            self.lines.setdefault(kind, []).append(line)
