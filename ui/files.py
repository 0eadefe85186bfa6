"""Tables as a file: CSV, XLSX or ODS, of anything that is shown. Cells hold values; no cell runs as a formula."""

import csv
import re
import zipfile
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from tempfile import TemporaryFile
from typing import IO, Final
from urllib.parse import urlencode
from xml.sax.saxutils import escape, quoteattr

import xlsxwriter
from django.http import FileResponse, Http404, HttpRequest, StreamingHttpResponse
from django.http.response import HttpResponseBase

from ui.tables import LongTable, Table, Value

FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""A cell that begins so runs as a formula in a spreadsheet (OWASP, CSV injection)."""

BOM = "\ufeff"
"""Without it a spreadsheet takes the accents for something else."""

UNWRITABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What no XML may hold."""

UNNAMEABLE = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
LONGEST_NAME: Final = 31
"""What the name of a sheet may not hold, and its length, in XLSX; ODS is stricter with neither."""

LINES_AT_ONCE: Final = 500
"""Each piece of a file costs the server a turn."""


def safe(cell: str) -> str:
    """Text that no spreadsheet runs when it reads a file of plain text."""
    return f"'{cell}" if cell.startswith(FORMULA) else cell


def sheet_names(captions: Sequence[str]) -> list[str]:
    """A name that each program takes, no two alike whatever their case; one that begins like a formula is set off."""
    found: list[str] = []
    for caption in captions:
        plain = UNNAMEABLE.sub(" ", UNWRITABLE.sub("", caption)).strip("' ")
        plain = (f"_{plain}" if plain.startswith(FORMULA) else plain)[:LONGEST_NAME].rstrip("' ") or "–"
        name, number = plain, 1
        while name.casefold() in {one.casefold() for one in found}:
            number += 1
            name = f"{plain[: LONGEST_NAME - len(f' {number}')]} {number}"
        found.append(name)
    return found


def number_of(value: Value) -> float | None:
    """Two decimals at most."""
    return None if value is None or isinstance(value, str) else round(float(value), 2)


class _Line:
    """What the csv module writes to: it hands back each line as soon as it is written."""

    def write(self, line: str) -> str:
        return line


def csv_pieces(tables: Sequence[Table | LongTable]) -> Iterator[bytes]:
    """Some hundred lines at a time: a semicolon between cells and a comma in numbers, as French spreadsheets read them; nothing for what is not known."""
    lines = _csv_lines(tables)
    while piece := "".join(islice(lines, LINES_AT_ONCE)):
        yield piece.encode()


def _csv_lines(tables: Sequence[Table | LongTable]) -> Iterator[str]:
    """An empty one stands between tables."""
    writer = csv.writer(_Line(), delimiter=";", lineterminator="\r\n")
    yield BOM
    for place, table in enumerate(tables):
        if place:
            yield "\r\n"
        yield writer.writerow([safe(label) for label, _ in table.columns])
        for values in table.values:
            yield writer.writerow([_plain(value) for value in values])


def _plain(value: Value) -> str:
    if isinstance(value, str):
        return safe(value)
    number = number_of(value)
    return "" if number is None else f"{number:.10g}".replace(".", ",")


def write_xlsx(file: IO[bytes], tables: Sequence[Table | LongTable]) -> None:
    """A sheet a table; rows go to the disk as they are written, so that a long table takes no memory."""
    book = xlsxwriter.Workbook(file, {"constant_memory": True})
    for name, table in zip(sheet_names([table.caption for table in tables]), tables, strict=True):
        sheet = book.add_worksheet(name)
        for column, (label, _) in enumerate(table.columns):
            sheet.write_string(0, column, UNWRITABLE.sub("", label))
        for line, values in enumerate(table.values, 1):
            for column, value in enumerate(values):
                if isinstance(value, str):
                    sheet.write_string(line, column, UNWRITABLE.sub("", value))
                elif (number := number_of(value)) is not None:
                    sheet.write_number(line, column, number)
    book.close()


# ---- OpenDocument: no library that is kept writes it row by row; it is three small parts

HEAD: Final = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
OASIS: Final = "urn:oasis:names:tc:opendocument:xmlns"
ODS: Final = "application/vnd.oasis.opendocument.spreadsheet"
CONTENT: Final = (
    f'{HEAD}<office:document-content xmlns:office="{OASIS}:office:1.0" xmlns:table="{OASIS}:table:1.0"'
    f' xmlns:text="{OASIS}:text:1.0" office:version="1.2"><office:body><office:spreadsheet>'
)
CONTENT_ENDS: Final = "</office:spreadsheet></office:body></office:document-content>"
MANIFEST: Final = (
    f'{HEAD}<manifest:manifest xmlns:manifest="{OASIS}:manifest:1.0" manifest:version="1.2">'
    f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{ODS}"/>'
    '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>'
)


def write_ods(file: IO[bytes], tables: Sequence[Table | LongTable]) -> None:
    """A table a table: OpenDocument 1.2. The first part names the kind of file, as the format asks."""
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", ODS, compress_type=zipfile.ZIP_STORED)
        archive.writestr("META-INF/manifest.xml", MANIFEST)
        with archive.open("content.xml", "w") as content:
            content.write(CONTENT.encode())
            for name, table in zip(sheet_names([table.caption for table in tables]), tables, strict=True):
                content.write(f"<table:table table:name={quoteattr(name)}>".encode())
                content.write(_ods_row([label for label, _ in table.columns]))
                for values in table.values:
                    content.write(_ods_row(values))
                content.write(b"</table:table>")
            content.write(CONTENT_ENDS.encode())


def _ods_row(values: Sequence[Value]) -> bytes:
    return f"<table:table-row>{''.join(_ods_cell(value) for value in values)}</table:table-row>".encode()


def _ods_cell(value: Value) -> str:
    if isinstance(value, str):
        said = escape(UNWRITABLE.sub("", value))
        return f'<table:table-cell office:value-type="string"><text:p>{said}</text:p></table:table-cell>'
    number = number_of(value)
    if number is None:
        return "<table:table-cell/>"
    said = f"{number:.10g}"
    return (
        f'<table:table-cell office:value-type="float" office:value="{said}"><text:p>{said}</text:p></table:table-cell>'
    )


KINDS: Final = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "ods": ODS,
}
"""The media type of a file, by its ending."""

WRITERS: Final[dict[str, Callable[[IO[bytes], Sequence[Table | LongTable]], None]]] = {
    "xlsx": write_xlsx,
    "ods": write_ods,
}


# ---- asked for, and answered


def kind_asked(request: HttpRequest) -> str:
    """The ending of the file that is asked for (`fichier`), empty for the page. Raises Http404 for a kind that nobody writes."""
    kind = request.GET.get("fichier", "")
    if kind and kind not in KINDS:
        raise Http404
    return kind


def links_of(request: HttpRequest) -> list[tuple[str, str]]:
    """For `components/files.html`: each kind with the address of the same question as that file."""
    return [(kind, f"?{urlencode({**request.GET.dict(), 'fichier': kind})}") for kind in KINDS]


def file_of(tables: Sequence[Table | LongTable], *, kind: str, name: str) -> HttpResponseBase:
    """Text leaves as it is written; a spreadsheet is written to the disk first, so that the browser knows how much is to come."""
    file_name = f"{name}.{kind}"
    if kind == "csv":
        headers = {"Content-Disposition": f'attachment; filename="{file_name}"'}
        return StreamingHttpResponse(csv_pieces(tables), content_type=KINDS[kind], headers=headers)
    file = TemporaryFile()  # noqa: SIM115  the response closes it
    WRITERS[kind](file, tables)
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=file_name, content_type=KINDS[kind])
