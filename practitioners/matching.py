"""Which rows speak of the same place of practice, whatever its spelling.

Plain Python, run for each of two million rows: what repeats is remembered, plain ASCII takes a shorter way.
"""

import re
from functools import lru_cache

from territory.names import fold

_WAYS = {
    "all": "allee", "av": "avenue", "ave": "avenue", "bd": "boulevard", "bld": "boulevard", "blvd": "boulevard",
    "boul": "boulevard", "ch": "chemin", "che": "chemin", "chem": "chemin", "crs": "cours", "crx": "carreaux",
    "car": "carrefour", "carr": "carrefour", "ctre": "centre", "cite": "cite", "esp": "esplanade", "fg": "faubourg",
    "fbg": "faubourg", "ham": "hameau", "imp": "impasse", "lot": "lotissement", "mte": "montee", "pas": "passage",
    "pass": "passage", "pl": "place", "plc": "place", "prom": "promenade", "prv": "parvis", "qu": "quai", "qua": "quai",
    "r": "rue", "res": "residence", "rpt": "rondpoint", "rte": "route", "sen": "sente", "sq": "square", "vla": "villa",
    "voi": "voie",
}  # fmt: skip
"""Kinds of ways, as the register and people shorten them, where they stand before the name."""

_TITLES = {
    "st": "saint", "ste": "sainte", "gal": "general", "gen": "general", "mal": "marechal", "mar": "marechal",
    "dr": "docteur", "doct": "docteur", "pr": "professeur", "prof": "professeur", "pdt": "president",
    "pres": "president", "cdt": "commandant", "cap": "capitaine", "cne": "capitaine", "col": "colonel",
    "lt": "lieutenant", "gd": "grand", "gde": "grande", "gds": "grands", "nd": "notredame", "frs": "freres",
    "mgr": "monseigneur", "abb": "abbe",
}  # fmt: skip
_SMALL = frozenset(["a", "au", "aux", "d", "de", "des", "du", "en", "et", "l", "la", "le", "les", "lez", "sur"])
_AGAIN = {"b": "bis", "bis": "bis", "t": "ter", "ter": "ter", "q": "quater", "quater": "quater"}
_NUMBER = re.compile(r"0*([0-9]{1,5})(?:\s*[-/]\s*[0-9]{1,5})?\s*([A-Za-z]{1,6})?(?=[\s,]|$)[\s,]*").match
_LEGAL = frozenset(
    [
        "sarl",
        "selarl",
        "selas",
        "selurl",
        "eurl",
        "sas",
        "sasu",
        "sa",
        "sci",
        "scm",
        "scp",
        "scs",
        "sel",
        "snc",
        "societe",
        "ets",
        "etablissements",
        "ei",
        "eirl",
    ]
)


def street_key(number: str, again: str, way: str, street: str) -> tuple[str, str]:
    """The number (`12`, `12bis`) and the folded way of an address, written in any of the usual ways; both may be empty.

    A range counts as its first number. Small words are left out, titles are written in full.
    """
    # What most rows look like needs no regular expression; the outcome is the same.
    is_plain = number.isdigit() and number.isascii() and len(number) < 6 and way.isalpha() and not again
    if is_plain and len(way) > 1 and way.lower() not in _AGAIN:
        return number.lstrip("0") or "0", _way_key(f"{way} {street}")
    return _taken_apart(number, again, way, street)


def _taken_apart(number: str, again: str, way: str, street: str) -> tuple[str, str]:
    text = " ".join(filter(None, (number, again, way, street)))
    found = _NUMBER(text)
    if found is None:
        return "", _way_key(text)
    suffix = (found[2] or "").lower()
    if suffix and suffix not in _AGAIN and len(suffix) > 1:
        return found[1], _way_key(text[found.start(2) :])
    is_way = suffix == "r" and not again
    rest = text[found.start(2) if is_way else found.end() :]
    return found[1] + ("" if is_way else _AGAIN.get(suffix, suffix)), _way_key(rest)


@lru_cache(maxsize=200_000)
def _way_key(text: str) -> str:
    words = fold(text).split()
    kept: list[str] = []
    for word in words:
        full = _WAYS.get(word, word) if not kept else _TITLES.get(word, word)
        # The kind of way may stand in its own column and in the name again.
        if full not in _SMALL and not (len(kept) == 1 and _WAYS.get(word, word) == kept[0]):
            kept.append(full)
    return " ".join(kept)


@lru_cache(maxsize=50_000)
def name_key(name: str) -> str:
    """A trade name without its legal form and small words."""
    return " ".join(word for word in fold(name).split() if word not in _LEGAL and word not in _SMALL)


def place_identity(
    *, commune: str, number: str, way: str, name: str, finess: str = "", siret: str = "", structure: str = ""
) -> str:
    """What two rows have in common when they speak of one place; empty when nothing tells where it is.

    A numbered address is one place, whoever practises there. Without a number (a shopping centre, a hamlet) the trade name
    tells neighbours apart; without a street, the establishment's own numbers do, then the structure's, then the name.
    """
    if commune and way:
        return f"a {commune} {number} {way}" if number else f"n {commune} {way} {name_key(name)}"
    for kind, value in (("f", finess), ("s", siret), ("t", structure)):
        if value:
            return f"{kind} {value}"
    if commune and (named := name_key(name)):
        return f"n {commune} {named}"
    return ""
