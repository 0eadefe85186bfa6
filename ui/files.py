"""Tables as a file: CSV, XLSX or ODS, of anything that is shown. Cells hold values; no cell runs as a formula."""

import csv
import io
import re
import zipfile
import zlib
from collections.abc import Callable, Iterator, Sequence
from itertools import chain, islice
from typing import IO, Any, Final
from urllib.parse import urlencode
from xml.sax.saxutils import escape, quoteattr

from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
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
        plain = " ".join(UNNAMEABLE.sub(" ", UNWRITABLE.sub("", caption)).split()).strip("' ")
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


class _Pieces(io.RawIOBase):
    """What an archive is written to: it hands back what came since the last time. Nobody can go back in it."""

    def __init__(self) -> None:
        self.waiting: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, piece: Any) -> int:
        self.waiting.append(bytes(piece))
        return len(piece)

    def taken(self) -> bytes:
        piece = b"".join(self.waiting)
        self.waiting.clear()
        return piece


def _written(part: IO[bytes], rows: Iterator[str], pieces: _Pieces) -> Iterator[bytes]:
    """ROWS into a part of an archive, some hundred at a time, and what that gave so far."""
    while some := "".join(islice(rows, LINES_AT_ONCE)):
        part.write(some.encode())
        if piece := pieces.taken():
            yield piece


# ---- Office Open XML: no library that is kept gives its pieces before the last row is there; a sheet of values is little


HEAD: Final = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
OPEN_XML: Final = "http://schemas.openxmlformats.org"
SHEET: Final = f"{OPEN_XML}/spreadsheetml/2006/main"
OFFICE: Final = f"{OPEN_XML}/officeDocument/2006/relationships"
PACKAGE: Final = f"{OPEN_XML}/package/2006"
KIND_OF_PART: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml"


def xlsx_pieces(tables: Sequence[Table | LongTable]) -> Iterator[bytes]:
    """A sheet a table, while it is written: no row is kept."""
    pieces = _Pieces()
    with zipfile.ZipFile(pieces, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in _xlsx_frame(sheet_names([table.caption for table in tables])).items():
            archive.writestr(name, f"{HEAD}{text}")
        for number, table in enumerate(tables, 1):
            with archive.open(f"xl/worksheets/sheet{number}.xml", "w") as sheet:
                sheet.write(f'{HEAD}<worksheet xmlns="{SHEET}"><sheetData>'.encode())
                yield pieces.taken()
                labels = [label for label, _ in table.columns]
                rows = (_xlsx_row(line, values) for line, values in enumerate(chain([labels], table.values), 1))
                yield from _written(sheet, rows, pieces)
                sheet.write(b"</sheetData></worksheet>")
    yield pieces.taken()


def _xlsx_frame(names: Sequence[str]) -> dict[str, str]:
    """The parts around the sheets: what each part is, and which one names the others."""
    numbers = range(1, len(names) + 1)
    kinds = "".join(
        f'<Override PartName="/xl/worksheets/sheet{number}.xml" ContentType="{KIND_OF_PART}.worksheet+xml"/>'
        for number in numbers
    )
    sheets = "".join(
        f'<sheet name={quoteattr(name)} sheetId="{number}" r:id="rId{number}"/>'
        for number, name in zip(numbers, names, strict=True)
    )
    links = "".join(
        f'<Relationship Id="rId{number}" Type="{OFFICE}/worksheet" Target="worksheets/sheet{number}.xml"/>'
        for number in numbers
    )
    return {
        "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{KIND_OF_PART}.sheet.main+xml"/>{kinds}</Types>',
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1"'
        f' Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{SHEET}" xmlns:r="{OFFICE}"><sheets>{sheets}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}/relationships">{links}</Relationships>',
    }


def _xlsx_row(line: int, values: Sequence[Value]) -> str:
    cells = "".join(_xlsx_cell(f"{_column(place)}{line}", value) for place, value in enumerate(values))
    return f'<row r="{line}">{cells}</row>'


def _xlsx_cell(place: str, value: Value) -> str:
    """Texts stand in their cell: none is a formula, and none has to be known before the first row."""
    if isinstance(value, str):
        said = escape(UNWRITABLE.sub("", value))
        return f'<c r="{place}" t="inlineStr"><is><t xml:space="preserve">{said}</t></is></c>'
    number = number_of(value)
    return "" if number is None else f'<c r="{place}"><v>{number:.10g}</v></c>'


def _column(place: int) -> str:
    """A, B … Z, AA for 0, 1 … 25, 26."""
    name = ""
    place += 1
    while place:
        place, letter = divmod(place - 1, 26)
        name = chr(ord("A") + letter) + name
    return name


# ---- OpenDocument: no library that is kept writes it row by row; it is three small parts

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


def ods_pieces(tables: Sequence[Table | LongTable]) -> Iterator[bytes]:
    """A table a table, while it is written: OpenDocument 1.2. The first part names the kind of file, as the format asks."""
    pieces = _Pieces()
    with zipfile.ZipFile(pieces, "w", zipfile.ZIP_DEFLATED) as archive:
        _name_kind(archive)
        archive.writestr("META-INF/manifest.xml", MANIFEST)
        with archive.open("content.xml", "w") as content:
            content.write(CONTENT.encode())
            for name, table in zip(sheet_names([table.caption for table in tables]), tables, strict=True):
                content.write(f"<table:table table:name={quoteattr(name)}>".encode())
                yield pieces.taken()
                labels = [label for label, _ in table.columns]
                yield from _written(content, (_ods_row(values) for values in chain([labels], table.values)), pieces)
                content.write(b"</table:table>")
            content.write(CONTENT_ENDS.encode())
    yield pieces.taken()


def _name_kind(archive: zipfile.ZipFile) -> None:
    """The first part with its length before it, as programs expect it that look at the first bytes alone."""
    part = zipfile.ZipInfo("mimetype")
    part.file_size = part.compress_size = len(ODS)
    part.header_offset, part.CRC = 0, zlib.crc32(ODS.encode())
    file = archive.fp
    assert file is not None  # noqa: S101  for the type checker: it is open
    file.write(part.FileHeader() + ODS.encode())
    archive.filelist.append(part)
    archive.NameToInfo[part.filename] = part
    archive.start_dir = file.tell()


def _ods_row(values: Sequence[Value]) -> str:
    return f"<table:table-row>{''.join(_ods_cell(value) for value in values)}</table:table-row>"


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

PIECES: Final[dict[str, Callable[[Sequence[Table | LongTable]], Iterator[bytes]]]] = {
    "csv": csv_pieces,
    "xlsx": xlsx_pieces,
    "ods": ods_pieces,
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
    """A file leaves as it is written: the browser shows at once that it comes. Of what a page showed it knows how much is to come.

    Of no table it has one empty sheet: without any, no program opens it.
    """
    tables = tables or [Table("", [])]
    pieces = PIECES[kind](tables)
    headers = {"Content-Disposition": f'attachment; filename="{name}.{kind}"'}
    if kind != "csv" and all(isinstance(table, Table) for table in tables):
        return HttpResponse(b"".join(pieces), content_type=KINDS[kind], headers=headers)
    return StreamingHttpResponse(pieces, content_type=KINDS[kind], headers=headers)
