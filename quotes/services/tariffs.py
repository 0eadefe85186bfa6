"""Files of tariffs: read whole, then taken or refused whole, with a report of what they changed."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import connection, transaction

from quotes import loading, sources
from quotes.errors import FAULTS, TariffsRefusedError
from quotes.loading import RowError
from quotes.models import TariffLoad, TariffRow
from quotes.queries import book, tariff_of
from quotes.tariffs import FAR_OFF, LONG_AGO, Tariff, overlaps

SHOWN = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class TariffFile:
    """`kind` is own, lpp or ccam; `labels` is the second file of an export, `grid` the dentists' grid of the CCAM."""

    kind: str
    name: str
    content: bytes
    labels: bytes = b""
    grid: str = "001"


@transaction.atomic
def load_tariffs(file: TariffFile) -> TariffLoad:
    """Take a file: the rows of each code in it replace those of that code. Raises TariffsRefusedError, which names the rows."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('quotes.tariffs'))")
    rows = _read(file)
    faulty = overlaps(rows)
    if faulty:
        raise TariffsRefusedError([(0, code, str(FAULTS["repeated"])) for code in faulty])
    return _replace(rows, file)


def _read(file: TariffFile) -> list[Tariff]:
    if file.kind == "own":
        return _own(file.content)
    try:
        named = sources.labels(sources.cells_of(file.labels)) if file.labels else {}
        cells = sources.cells_of(file.content)
        tables = book()
        if file.kind == "lpp":
            versions = sources.lpp_versions(cells, frozenset(row.code for row in tables.rows))
        else:
            versions = sources.ccam_versions(cells, grid=file.grid)
    except RowError as error:
        raise TariffsRefusedError([(0, error.column, str(FAULTS[error.fault]) % _NOTHING)]) from None
    return [
        row
        for code, said in sources.by_code(versions).items()
        for row in sources.merged(tables.history(code), said, source=file.name, label=named.get(code, ""))
    ]


class _Blank(dict[str, str]):
    """Texts of faults name figures that a row of a file has not."""

    def __missing__(self, name: str) -> str:
        return "…"


_NOTHING = _Blank()


def _own(content: bytes) -> list[Tariff]:
    try:
        lines = content.decode("utf-8-sig").splitlines()
    except UnicodeDecodeError:
        raise TariffsRefusedError([(0, "file", str(FAULTS["not_a_text"]))]) from None
    rows, refused = [], []
    for number, cells in loading.rows_of(lines):
        try:
            rows.append(loading.row_of(cells))
        except RowError as error:
            refused.append((number, error.column, str(FAULTS[error.fault]) % _NOTHING))
    if refused or not rows:
        raise TariffsRefusedError(refused or [(0, "file", str(FAULTS["too_few"]))])
    return rows


def _replace(rows: Sequence[Tariff], file: TariffFile) -> TariffLoad:
    codes = {row.code for row in rows}
    before = {
        (row.code, row.valid_from or LONG_AGO): tariff_of(row) for row in TariffRow.objects.filter(code__in=codes)
    }
    after = {(row.code, row.valid_from): row for row in rows}
    added = [key for key in after if key not in before]
    changed = [key for key in after if key in before and before[key] != after[key]]
    gone = [key for key in before if key not in after]
    load = TariffLoad.objects.create(
        name=file.name[:120],
        sha256=hashlib.sha256(file.content).hexdigest(),
        added=len(added),
        changed=len(changed) + len(gone),
        same=len(after) - len(added) - len(changed),
        report=_report(added, "added") + _report(changed, "changed") + _report(gone, "removed"),
    )
    TariffRow.objects.filter(code__in=codes).delete()
    TariffRow.objects.bulk_create(_stored(row, load) for row in rows)
    return load


def _report(keys: Iterable[tuple[str, object]], what: str) -> list[dict[str, str]]:
    return [{"code": code, "from": str(day), "what": what} for code, day in sorted(keys, key=str)[:SHOWN]]


def _stored(row: Tariff, load: TariffLoad) -> TariffRow:
    return TariffRow(
        code=row.code,
        domain=row.domain,
        label=row.label[:250],
        nature=row.nature,
        basket=row.basket,
        base=row.base,
        ceiling=row.ceiling,
        rate=row.rate,
        material=row.material,
        teeth=sorted(row.teeth),
        lens=row.lens,
        sphere_from=row.spheres[0] if row.spheres else None,
        sphere_to=row.spheres[1] if row.spheres else None,
        age_from=row.ages[0] if row.ages else None,
        age_to=row.ages[1] if row.ages else None,
        valid_from=None if row.valid_from == LONG_AGO else row.valid_from,
        valid_to=None if row.valid_to == FAR_OFF else row.valid_to,
        source=row.source,
        confidence=row.confidence,
        load=load,
    )
