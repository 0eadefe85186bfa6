"""The lines of an envelope, by the French postal rules (NF Z 10-011). Plain Python.

Six lines of 38 characters at most, and one more abroad for the country. From the street on a line is in capitals, without
accents or marks; the last one is the postcode and the town.
"""

import re
import unicodedata
from collections.abc import Sequence
from enum import StrEnum
from typing import Final

LONGEST: Final = 38
MOST: Final = 6
MOST_ABROAD: Final = 7
FEWEST: Final = 3
"""A name, a street or a place, a town. Who receives much has a CEDEX, and no street."""

COUNTRIES: Final = frozenset(
    """
    AFGHANISTAN|AFRIQUE DU SUD|ALBANIE|ALGERIE|ALLEMAGNE|ANDORRE|ANGOLA|ARABIE SAOUDITE|ARGENTINE|ARMENIE|AUSTRALIE|AUTRICHE|
    AZERBAIDJAN|BAHAMAS|BAHREIN|BANGLADESH|BELGIQUE|BENIN|BIELORUSSIE|BOLIVIE|BOSNIE HERZEGOVINE|BOTSWANA|BRESIL|BULGARIE|
    BURKINA FASO|BURUNDI|CAMBODGE|CAMEROUN|CANADA|CAP VERT|CHILI|CHINE|CHYPRE|COLOMBIE|COMORES|CONGO|COREE DU SUD|COSTA RICA|
    COTE D IVOIRE|CROATIE|CUBA|DANEMARK|DJIBOUTI|EGYPTE|EMIRATS ARABES UNIS|EQUATEUR|ESPAGNE|ESTONIE|ETATS UNIS|
    ETATS UNIS D AMERIQUE|ETHIOPIE|FINLANDE|GABON|GAMBIE|GEORGIE|GHANA|GRANDE BRETAGNE|GRECE|GUATEMALA|GUINEE|GUINEE BISSAU|
    HAITI|HONDURAS|HONGRIE|ILE MAURICE|INDE|INDONESIE|IRAK|IRAN|IRLANDE|ISLANDE|ISRAEL|ITALIE|JAMAIQUE|JAPON|JORDANIE|
    KAZAKHSTAN|KENYA|KOSOVO|KOWEIT|LAOS|LETTONIE|LIBAN|LIBERIA|LIBYE|LIECHTENSTEIN|LITUANIE|LUXEMBOURG|MACEDOINE DU NORD|
    MADAGASCAR|MALAISIE|MALI|MALTE|MAROC|MAURICE|MAURITANIE|MEXIQUE|MOLDAVIE|MONGOLIE|MONTENEGRO|MOZAMBIQUE|NAMIBIE|NEPAL|
    NICARAGUA|NIGER|NIGERIA|NORVEGE|NOUVELLE ZELANDE|OMAN|OUGANDA|OUZBEKISTAN|PAKISTAN|PANAMA|PARAGUAY|PAYS BAS|PEROU|
    PHILIPPINES|POLOGNE|PORTUGAL|QATAR|REPUBLIQUE CENTRAFRICAINE|REPUBLIQUE DOMINICAINE|REPUBLIQUE TCHEQUE|ROUMANIE|
    ROYAUME UNI|RUSSIE|RWANDA|SAINT MARIN|SALVADOR|SENEGAL|SERBIE|SEYCHELLES|SINGAPOUR|SLOVAQUIE|SLOVENIE|SOUDAN|SRI LANKA|
    SUEDE|SUISSE|SYRIE|TAIWAN|TANZANIE|TCHAD|TCHEQUIE|THAILANDE|TOGO|TUNISIE|TURQUIE|UKRAINE|URUGUAY|VATICAN|VENEZUELA|
    VIETNAM|YEMEN|ZAMBIE|ZIMBABWE
    """.replace("\n", "").replace("    ", "").split("|")
)  # fmt: skip
"""As the last line names them, in French and capitals."""

_TOWN = re.compile(r"(?:F[ -])?(\d{5}) +(?=\D*[A-Z])")
_CEDEX = re.compile(r"\bCEDEX(?: \d{1,2})?$")
_NUMBERED = re.compile(r"\d+ ?(?:BIS|TER|QUATER|[A-Z])?\b")
_LIGATURES = str.maketrans({"œ": "OE", "Œ": "OE", "æ": "AE", "Æ": "AE", "ß": "SS", "°": "", "º": ""})


class Fault(StrEnum):
    NO_STREET = "no_street"
    NO_TOWN = "no_town"
    TOO_MANY = "too_many"
    TOO_LONG = "too_long"


class AddressError(ValueError):
    """What is wrong with an address; `line` is the one at fault, where one is."""

    def __init__(self, fault: Fault, line: str = "") -> None:
        super().__init__(fault)
        self.fault, self.line = fault, line


def block(text: str) -> tuple[str, ...]:
    """The lines of TEXT as they stand on an envelope; a line that is too long goes on below. Raises AddressError."""
    lines = [" ".join(line.split()) for line in text.splitlines()]
    lines = [line for line in lines if _plain(line)]
    country = _plain(lines[-1]) if lines else ""
    if country == "FRANCE":
        return _french(lines[:-1])
    return _abroad(lines[:-1], country) if country in COUNTRIES else _french(lines)


def _french(lines: Sequence[str]) -> tuple[str, ...]:
    plain = [_plain(line) for line in lines]
    town = _TOWN.match(plain[-1]) if plain else None
    if town is None:
        raise AddressError(Fault.NO_TOWN, lines[-1] if lines else "")
    if len(lines) < (FEWEST - 1 if _CEDEX.search(plain[-1]) else FEWEST):
        raise AddressError(Fault.NO_STREET)
    last = f"{town[1]} {plain[-1][town.end() :]}"
    if len(last) > LONGEST:
        raise AddressError(Fault.TOO_LONG, lines[-1])
    street = _street(plain)
    body = [part for line in lines[:street] for part in _folded(line)]
    body += [part for line in plain[street:-1] for part in _folded(line)]
    return _counted((*body, last), MOST)


def _street(plain: Sequence[str]) -> int:
    """From which line on all is in capitals: the first that begins with a number, or the one before the town."""
    numbered = (place for place, line in enumerate(plain[1:-1], 1) if _NUMBERED.match(line))
    return next(numbered, max(1, len(plain) - 2))


def _abroad(lines: Sequence[str], country: str) -> tuple[str, ...]:
    """Of what stands above the country only the town is in capitals: other countries have other marks."""
    if len(lines) < FEWEST:
        raise AddressError(Fault.NO_STREET)
    body = [part for line in (*lines[:-1], lines[-1].upper()) for part in _folded(line)]
    return _counted((*body, country), MOST_ABROAD)


def _counted(lines: tuple[str, ...], most: int) -> tuple[str, ...]:
    if len(lines) > most:
        raise AddressError(Fault.TOO_MANY)
    return lines


def _plain(line: str) -> str:
    """In capitals, without accents; whatever is no letter, digit or space is a space."""
    parts = unicodedata.normalize("NFKD", line.translate(_LIGATURES))
    bare = "".join(one for one in parts if not unicodedata.combining(one)).upper()
    return " ".join("".join(one if one.isalnum() else " " for one in bare).split())


def _folded(line: str) -> list[str]:
    """LINE in parts of `LONGEST` at most, broken between words."""
    parts, part = [], ""
    for word in line.split():
        if len(word) > LONGEST:
            raise AddressError(Fault.TOO_LONG, line)
        joined = f"{part} {word}".strip()
        if len(joined) > LONGEST:
            parts.append(part)
            joined = word
        part = joined
    return [*parts, part]
