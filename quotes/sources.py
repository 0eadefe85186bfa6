"""The exports of the CNAM, by their documented columns, put together with what our own tables know. Plain Python.

LPP: `LPP_HISTO_TOT` has CODE_TIPS, DEBUTVALID, FINHISTO, TARIF (base) and PUREGLEMEN (price limit, 0 when there is none);
`LPP_FICHE_TOT` has CODE_TIPS and NOM_COURT. CCAM: `R_PU_BASE` has AAP_COD (act, activity, phase), GRILLE_COD, APDT_MODIF and
PU_BASE; `R_ACTE` has COD_ACTE and NOM_COURT. They are published as dBase files; spreadsheets save them as CSV.
"""

import csv
import struct
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from quotes.deadlines import ONE_DAY
from quotes.loading import RowError
from quotes.money import AmountError, hundredths
from quotes.tariffs import FAR_OFF, LONG_AGO, Tariff

Cells = dict[str, str]


def cells_of(content: bytes) -> Iterator[tuple[int, Cells]]:
    """Row numbers and cells, names in capitals, of a dBase III file or of a CSV with `;`, `,` or tabs. Raises RowError."""
    if content[:1] == b"\x03":
        yield from _dbase(content)
        return
    text = _decoded(content)
    head = text.partition("\n")[0]
    mark = max(";,\t", key=head.count)
    reader = csv.DictReader(text.splitlines(), delimiter=mark)
    for cells in reader:
        yield reader.line_num, {(name or "").strip().upper(): (value or "").strip() for name, value in cells.items()}


def _decoded(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def _dbase(content: bytes) -> Iterator[tuple[int, Cells]]:
    """Header of 32 bytes, one of 32 for each field, then rows of fixed width; a row that begins with * is deleted."""
    try:
        count, start, width = struct.unpack("<IHH", content[4:12])
        names, at = [], 32
        while content[at] != 0x0D:
            name, length = content[at : at + 11].split(b"\0")[0].decode("ascii"), content[at + 16]
            names.append((name.upper(), length))
            at += 32
        if width != 1 + sum(length for _, length in names):
            raise RowError("file", "not_a_list")
    except (struct.error, IndexError, UnicodeDecodeError):
        raise RowError("file", "not_a_list") from None
    for number in range(count):
        row = content[start + number * width : start + (number + 1) * width]
        if row[:1] == b" ":
            yield number + 1, _fields(row[1:], names)


def _fields(row: bytes, names: Sequence[tuple[str, int]]) -> Cells:
    cells, at = {}, 0
    for name, length in names:
        cells[name] = row[at : at + length].decode("cp850", errors="replace").strip()
        at += length
    return cells


@dataclass(frozen=True, slots=True)
class Version:
    """What an export says of a code between two days; a ceiling that it does not speak of is None."""

    code: str
    valid_from: date
    valid_to: date
    base: int
    ceiling: int | None = None


def lpp_versions(rows: Iterable[tuple[int, Cells]], known: frozenset[str]) -> list[Version]:
    """Of optical codes: those KNOWN, and those of the list's chapter on optics. Raises RowError."""
    found = []
    for _, cells in rows:
        code = _needed(cells, "CODE_TIPS").zfill(7)
        if code in known or code.startswith(OPTICS):
            ceiling = _cents(cells, "PUREGLEMEN")
            found.append(
                Version(
                    code,
                    _day(cells, "DEBUTVALID") or LONG_AGO,
                    _day(cells, "FINHISTO") or FAR_OFF,
                    _cents(cells, "TARIF"),
                    ceiling or None,
                )
            )
    return found


OPTICS = "22"
DENTAL = "HB"
ACT = 7
FIRST_PHASE = "10"
"""Activity 1, phase 0: what a dentist does alone."""


def ccam_versions(rows: Iterable[tuple[int, Cells]], *, grid: str) -> list[Version]:
    """Of dental acts, in the tariff GRID of dentists; each version ends when the next begins. Raises RowError."""
    starts: dict[str, dict[date, int]] = {}
    for _, cells in rows:
        act = _needed(cells, "AAP_COD")
        if act.startswith(DENTAL) and act[ACT:] in ("", FIRST_PHASE) and _needed(cells, "GRILLE_COD").zfill(3) == grid:
            starts.setdefault(act[:ACT], {})[_day(cells, "APDT_MODIF") or LONG_AGO] = _cents(cells, "PU_BASE")
    found = []
    for code, prices in starts.items():
        days = sorted(prices)
        for day, following in zip(days, [*days[1:], None], strict=True):
            found.append(Version(code, day, following - ONE_DAY if following else FAR_OFF, prices[day]))
    return found


def labels(rows: Iterable[tuple[int, Cells]]) -> dict[str, str]:
    """Short labels by code, of LPP_FICHE_TOT or R_ACTE."""
    found = {}
    for _, cells in rows:
        code = cells.get("CODE_TIPS", "").zfill(7) if "CODE_TIPS" in cells else _needed(cells, "COD_ACTE")
        found[code] = cells.get("NOM_COURT", "")
    return found


def _needed(cells: Cells, column: str) -> str:
    if not cells.get(column):
        raise RowError(column, "required")
    return cells[column]


def _cents(cells: Cells, column: str) -> int:
    try:
        read = hundredths(_needed(cells, column))
    except AmountError as error:
        raise RowError(column, error.fault) from None
    if read < 0:
        raise RowError(column, "negative")
    return read


def _day(cells: Cells, column: str) -> date | None:
    """20260101, 2026-01-01 or 01/01/2026."""
    text = cells.get(column, "")
    if not text.strip("0"):
        return None
    if text.count("/") == 2:
        text = "-".join(reversed(text.split("/")))
    if len(text) == 8 and text.isdecimal():
        text = f"{text[:4]}-{text[4:6]}-{text[6:]}"
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise RowError(column, "not_a_date") from None


# ---- together with what we know


def merged(ours: Sequence[Tariff], versions: Sequence[Version], *, source: str, label: str = "") -> list[Tariff]:
    """Rows of one code: bases, and ceilings that the export speaks of, are the export's; baskets and rules stay ours."""
    cuts = {LONG_AGO}
    spans: list[Tariff | Version] = [*ours, *versions]
    for one in spans:
        cuts.add(one.valid_from)
        if one.valid_to < FAR_OFF:
            cuts.add(one.valid_to + ONE_DAY)
    days = sorted(cuts)
    rows: list[Tariff] = []
    for day, following in zip(days, [*days[1:], None], strict=True):
        until = following - ONE_DAY if following else FAR_OFF
        row = _row(day, until, ours, versions, source, label)
        if row is None:
            continue
        if rows and rows[-1].valid_to + ONE_DAY == day and _same(rows[-1], row):
            rows[-1] = replace(rows[-1], valid_to=until)
        else:
            rows.append(row)
    return rows


def _same(one: Tariff, other: Tariff) -> bool:
    return replace(one, valid_from=LONG_AGO, valid_to=FAR_OFF) == replace(other, valid_from=LONG_AGO, valid_to=FAR_OFF)


def _row(
    day: date, until: date, ours: Sequence[Tariff], versions: Sequence[Version], source: str, label: str
) -> Tariff | None:
    own = next((row for row in ours if row.holds_on(day)), None)
    said = next((one for one in versions if one.valid_from <= day <= one.valid_to), None)
    if said is None:
        return None if own is None else replace(own, valid_from=day, valid_to=until)
    known = own or _new(said, ours, source, label)
    is_same = own is not None and own.base == said.base and said.ceiling in (None, own.ceiling)
    return replace(
        known,
        valid_from=day,
        valid_to=until,
        base=said.base,
        ceiling=said.ceiling if said.ceiling is not None else known.ceiling,
        source=known.source if is_same else source,
        confidence=known.confidence if is_same or own is None else "high",
    )


_WORDS = {"couronne": "crown", "inlay-core": "inlay_core", "bridge": "bridge", "prothese amovible": "denture"}


def _new(said: Version, ours: Sequence[Tariff], source: str, label: str) -> Tariff:
    """A code, or days of it, that our tables do not have: nothing but what the export says is taken for known."""
    if ours:
        return replace(ours[0], basket="", ceiling=None, rate=None)
    is_dental = said.code.startswith(DENTAL)
    low = label.lower().replace("é", "e").replace("è", "e")
    nature = next((nature for word, nature in _WORDS.items() if word in low), "care")
    if not is_dental:
        nature = "frame" if "monture" in low else "lens" if "verre" in low else "supplement"
    return Tariff(
        code=said.code,
        domain="dental" if is_dental else "optical",
        label=label or said.code,
        nature=nature,
        basket="" if is_dental else "A" if said.ceiling else "lpp",
        base=said.base,
        ceiling=said.ceiling,
        source=source,
        confidence="medium",
    )


def by_code(versions: Iterable[Version]) -> Mapping[str, list[Version]]:
    found: dict[str, list[Version]] = {}
    for one in versions:
        found.setdefault(one.code, []).append(one)
    return found
