"""Figures as a file: every figure of every day, week or month, or of every group; as CSV, XLSX or ODS."""

import csv
import io
import re
import zipfile
from collections.abc import Callable, Iterable, Iterator
from typing import Any, Final
from xml.sax.saxutils import escape

from supervision.asking import Asked, by_group, by_step
from supervision.indicators import INDICATORS, Unit, Value
from supervision.wording import SAID

FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""A cell that begins so runs as a formula in a spreadsheet (OWASP, CSV injection)."""

BOM = "\ufeff"
"""Without it a spreadsheet takes the accents for something else."""

UNWRITABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What no XML may hold."""

Cell = str | float | None
"""A text, a number, or what is not known."""

Row = list[Cell]


def rows_of(asked: Asked, names: dict[Any, str]) -> Iterator[Row]:
    """The head, then a row a period or group. NAMES are those of the groups; figures that cannot be told apart are left out."""
    known = [indicator for indicator in INDICATORS if asked.is_known(indicator)]
    yield ["", *(_head(SAID[one.code].label, one.unit) for one in known)]
    groups = by_group(asked) if asked.by else [(day.isoformat(), tally) for day, tally in by_step(asked)]
    for group, tally in groups:
        name = names.get(group, "–") if asked.by else group
        yield [name, *(_number(one.value(tally)) for one in known)]


def _head(label: object, unit: Unit) -> str:
    return f"{label} ({'%' if unit is Unit.PERCENT else 's'})" if unit is not Unit.NUMBER else str(label)


def _number(value: Value) -> float | None:
    """Two decimals at most."""
    return None if value is None else round(float(value), 2)


def safe(cell: str) -> str:
    """Text that no spreadsheet runs when it reads a file of plain text."""
    return f"'{cell}" if cell.startswith(FORMULA) else cell


def as_csv(rows: Iterable[Row]) -> bytes:
    """A semicolon between cells and a comma in numbers, as French spreadsheets read them; nothing for what is not known."""
    file = io.StringIO(newline="")
    writer = csv.writer(file, delimiter=";", lineterminator="\r\n")
    for row in rows:
        writer.writerow([_plain(cell) for cell in row])
    return (BOM + file.getvalue()).encode()


def _plain(cell: Cell) -> str:
    if cell is None:
        return ""
    return safe(cell) if isinstance(cell, str) else f"{cell:.10g}".replace(".", ",")


# ---- spreadsheets: texts are written as texts, which nothing runs

SHEET: Final = "Indicateurs"
HEAD: Final = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
PACKAGE: Final = "http://schemas.openxmlformats.org/package/2006"
OFFICE: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
MAIN: Final = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
TYPES: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml"
OASIS: Final = "urn:oasis:names:tc:opendocument:xmlns"
ODS: Final = "application/vnd.oasis.opendocument.spreadsheet"


def _xml(text: str) -> str:
    return escape(UNWRITABLE.sub("", text))


def as_xlsx(rows: Iterable[Row]) -> bytes:
    """One sheet, without styles: Office Open XML, ECMA-376."""
    lines = (f"<row>{''.join(_xlsx_cell(cell) for cell in row)}</row>" for row in rows)
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{TYPES}.sheet.main+xml"/>'
        f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{TYPES}.worksheet+xml"/></Types>',
        "_rels/.rels": _relation("officeDocument", "xl/workbook.xml"),
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>'
        f'<sheet name="{SHEET}" sheetId="1" r:id="rId1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": _relation("worksheet", "worksheets/sheet1.xml"),
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{MAIN}"><sheetData>{"".join(lines)}</sheetData></worksheet>',
    }
    return _zipped({name: HEAD + part for name, part in parts.items()})


def _relation(kind: str, target: str) -> str:
    return (
        f'<Relationships xmlns="{PACKAGE}/relationships">'
        f'<Relationship Id="rId1" Type="{OFFICE}/{kind}" Target="{target}"/></Relationships>'
    )


def _xlsx_cell(cell: Cell) -> str:
    if cell is None:
        return "<c/>"
    if isinstance(cell, str):
        return f'<c t="inlineStr"><is><t xml:space="preserve">{_xml(cell)}</t></is></c>'
    return f"<c><v>{cell:.10g}</v></c>"


def as_ods(rows: Iterable[Row]) -> bytes:
    """One table: OpenDocument 1.2. The first part names the kind of file, as the format asks."""
    lines = (f"<table:table-row>{''.join(_ods_cell(cell) for cell in row)}</table:table-row>" for row in rows)
    content = (
        f'<office:document-content xmlns:office="{OASIS}:office:1.0" xmlns:table="{OASIS}:table:1.0"'
        f' xmlns:text="{OASIS}:text:1.0" office:version="1.2"><office:body><office:spreadsheet>'
        f'<table:table table:name="{SHEET}">{"".join(lines)}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    manifest = (
        f'<manifest:manifest xmlns:manifest="{OASIS}:manifest:1.0" manifest:version="1.2">'
        f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{ODS}"/>'
        '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>'
    )
    return _zipped({"mimetype": ODS, "content.xml": HEAD + content, "META-INF/manifest.xml": HEAD + manifest})


def _ods_cell(cell: Cell) -> str:
    if cell is None:
        return "<table:table-cell/>"
    if isinstance(cell, str):
        return f'<table:table-cell office:value-type="string"><text:p>{_xml(cell)}</text:p></table:table-cell>'
    shown = f"{cell:.10g}"
    return f'<table:table-cell office:value-type="float" office:value="{shown}"><text:p>{shown}</text:p></table:table-cell>'


def _zipped(parts: dict[str, str]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            kind = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            archive.writestr(name, part, compress_type=kind)
    return file.getvalue()


KINDS: Final[dict[str, tuple[Callable[[Iterable[Row]], bytes], str]]] = {
    "csv": (as_csv, "text/csv; charset=utf-8"),
    "xlsx": (as_xlsx, f"{TYPES}.sheet"),
    "ods": (as_ods, ODS),
}
"""How a file is written, and its media type, by its ending."""
