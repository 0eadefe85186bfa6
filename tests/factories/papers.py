"""Files that members send, sound and otherwise, made here: nothing of anybody."""

import io
import struct
import zipfile
import zlib
from typing import Any

import pypdfium2
from PIL import Image

TOO_WIDE = 40_000


def pdf(pages: int = 1, *, size: tuple[int, int] = (595, 842)) -> bytes:
    """Blank pages, the first a point wider than the next, so that they can be told apart."""
    document, made = pypdfium2.PdfDocument.new(), io.BytesIO()
    for number in range(pages):
        document.new_page(size[0] + number, size[1])
    document.save(made)
    return made.getvalue()


def written_pdf(text: str) -> bytes:
    """One page with the lines of TEXT, in the letters of a typewriter."""
    lines = "".join(f"({line.translate({40: '[', 41: ']', 92: '/'})}) Tj T*\n" for line in text.splitlines())
    drawn = b"BT /F1 11 Tf 15 TL 60 770 Td\n%sET" % lines.encode("cp1252", "replace")
    return _document(
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(drawn), drawn),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Courier /Encoding /WinAnsiEncoding >>",
    )


def locked_pdf() -> bytes:
    """A document whose trailer names a password's dictionary that no empty password opens."""
    encrypt = b"/Encrypt << /Filter /Standard /V 2 /R 3 /Length 128 /P -44 /O <%s> /U <%s> >>" % (
        b"41" * 32,
        b"42" * 32,
    )
    body = b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n2 0 obj\n<< /Type /Pages /Kids [] /Count 0 >>\nendobj\n"
    start = len(body)
    table = b"xref\n0 3\n0000000000 65535 f \n%010d 00000 n \n%010d 00000 n \n" % (
        body.index(b"1 0"),
        body.index(b"2 0"),
    )
    return (
        body
        + table
        + b"trailer\n<< /Size 3 /Root 1 0 R %s /ID [<00> <00>] >>\nstartxref\n%d\n%%%%EOF\n" % (encrypt, start)
    )


def picture(kind: str = "PNG", size: tuple[int, int] = (60, 80), mode: str = "RGB", **more: Any) -> bytes:
    made = io.BytesIO()
    Image.new(mode, size, "white").save(made, kind, **more)
    return made.getvalue()


def fax(pages: int = 2) -> bytes:
    """A two-coloured TIFF of the fax machines, twice as fine across as down."""
    sheets = [Image.new("1", (172, 114 + number), 1) for number in range(pages)]
    made = io.BytesIO()
    sheets[0].save(made, "TIFF", save_all=True, append_images=sheets[1:], compression="group4", dpi=(204, 98))
    return made.getvalue()


def broken_fax() -> bytes:
    """The header of a TIFF, and nothing that it promises."""
    return fax()[:40] + b"\x00" * 400


STRICT = ("tiff_lzw", "tiff_adobe_deflate", "packbits")
PACKINGS = (*STRICT, "jpeg")
"""How the points of a scan may be packed; a reader of JPEG goes on after a hole."""


def colour_scan(packing: str, *, hole: bool = False) -> bytes:
    """A TIFF of an office scanner, its points packed in one of PACKINGS; with a HOLE where its points begin."""
    made = io.BytesIO()
    Image.radial_gradient("L").resize((300, 400)).convert("RGB").save(made, "TIFF", compression=packing)
    content = made.getvalue()
    return content[:300] + b"\x00" * 2000 + content[2300:] if hole else content


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def vast_picture() -> bytes:
    """A PNG of 40,000 by 40,000 points in some hundred kilobytes."""
    header = struct.pack(">IIBBBBB", TOO_WIDE, TOO_WIDE, 1, 0, 0, 0, 0)
    packer = zlib.compressobj(9)
    rows = b"".join(packer.compress(b"\x00" * (TOO_WIDE // 8 + 1)) for _ in range(1000)) + packer.flush()
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", header) + _chunk(b"IDAT", rows) + _chunk(b"IEND", b"")


def archive(**files: bytes) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as kept:
        for name, content in files.items():
            kept.writestr(name.replace("__", "/"), content)
    return made.getvalue()


def bomb() -> bytes:
    """Four hundred megabytes of nothing in some four hundred kilobytes."""
    return archive(**{f"{number}.txt": b"\x00" * (40 * 2**20) for number in range(10)})


def pdf_bomb() -> bytes:
    """A page whose picture unpacks to half a gigabyte."""
    packer = zlib.compressobj(9)
    once = packer.compress(b"\x00" * 2**20)
    stream = once + b"".join(packer.compress(b"\x00" * 2**20) for _ in range(511)) + packer.flush()
    return _document(
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R >>",
        b"<< /Length %d /Filter /FlateDecode >>\nstream\n" % len(stream) + stream + b"\nendstream",
    )


def _document(*parts: bytes) -> bytes:
    """A PDF of these objects, the first its catalogue, and the table of where each begins."""
    made, places = b"%PDF-1.4\n", []
    for number, part in enumerate(parts, 1):
        places.append(len(made))
        made += b"%d 0 obj\n%s\nendobj\n" % (number, part)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(parts) + 1
    head = b"xref\n0 %d\n0000000000 65535 f \n%s" % (size, table)
    return made + head + b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (size, len(made))
