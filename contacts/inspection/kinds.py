"""What a file is, from its first bytes. Plain Python."""

import re

LARGEST = 25 * 2**20
MOST_FILES = 20
"""Bytes of a file that is opened here; a fax of a hundred pages has some five million."""
LARGEST_TEXT = 2**20

PDF, TIFF, JPEG, PNG, GIF, WEBP, BMP = (
    "application/pdf", "image/tiff", "image/jpeg", "image/png", "image/gif", "image/webp", "image/bmp",
)  # fmt: skip
TEXT = "text/plain"
HTML = "text/html"
ZIP = "application/zip"
PROGRAM = "application/x-executable"
ARCHIVE = "application/x-archive"
OLE = "application/x-ole-storage"
BINARY = "application/octet-stream"

FAX = frozenset({PDF, TIFF})
"""What scanners and fax machines make."""
PAGED = FAX
"""Kinds that may have several pages."""
SHOWN = frozenset({PDF, TIFF, JPEG, PNG, GIF, WEBP, BMP})
"""Kinds of which pages are shown as pictures."""

_SIGNATURES = (
    (b"%PDF-", PDF),
    (b"II*\x00", TIFF),
    (b"MM\x00*", TIFF),
    (b"II+\x00", TIFF),
    (b"MM\x00+", TIFF),
    (b"\xff\xd8\xff", JPEG),
    (b"\x89PNG\r\n\x1a\n", PNG),
    (b"GIF87a", GIF),
    (b"GIF89a", GIF),
    (b"BM", BMP),
    (b"PK\x03\x04", ZIP),
    (b"PK\x05\x06", ZIP),
    (b"PK\x07\x08", ZIP),
    (b"Rar!\x1a\x07", ARCHIVE),
    (b"7z\xbc\xaf\x27\x1c", ARCHIVE),
    (b"\x1f\x8b", ARCHIVE),
    (b"BZh", ARCHIVE),
    (b"\xfd7zXZ\x00", ARCHIVE),
    (b"\x28\xb5\x2f\xfd", ARCHIVE),
    (b"MSCF", ARCHIVE),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", OLE),
    (b"MZ", PROGRAM),
    (b"\x7fELF", PROGRAM),
    (b"\xcf\xfa\xed\xfe", PROGRAM),
    (b"\xca\xfe\xba\xbe", PROGRAM),
    (b"#!", PROGRAM),
)

_WEB = re.compile(
    rb"<(?:!doctype\s+html|html|head|body|script|iframe|svg|meta|title|object|embed|form|img|a\s|div|table)\b",
    re.IGNORECASE,
)
_CONTROLS = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_LOOKED_AT = 4096


def kind_of(content: bytes) -> str:
    """The media type that the first bytes show, `application/octet-stream` for what they do not."""
    head = content[:_LOOKED_AT]
    for signature, kind in _SIGNATURES:
        if head.startswith(signature) and (kind != BMP or content[6:10] == b"\x00\x00\x00\x00"):
            return kind
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return WEBP
    # Some scanners put a line of their own before a document; a page of HTML that only mentions one stays a page.
    bare = head.lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n\x00")
    if bare.startswith(b"%PDF-"):
        return PDF
    if _WEB.search(head.replace(b"\x00", b"")):
        return HTML
    return BINARY if _CONTROLS.search(head) else TEXT


_NAMED = {
    "pdf": PDF, "tif": TIFF, "tiff": TIFF, "jpg": JPEG, "jpeg": JPEG, "png": PNG, "gif": GIF, "webp": WEBP, "bmp": BMP,
    "htm": HTML, "html": HTML, "xhtml": HTML, "svg": HTML,
}  # fmt: skip


_RUN = frozenset(
    [
        "bat",
        "chm",
        "cmd",
        "com",
        "cpl",
        "exe",
        "hta",
        "jar",
        "js",
        "jse",
        "lnk",
        "msi",
        "msp",
        "ps1",
        "reg",
        "scf",
        "scr",
        "sh",
        "url",
        "vb",
        "vbe",
        "vbs",
        "wsf",
        "wsh",
    ]
)
"""Ends of names that a computer runs when somebody opens the file, whatever is in it."""


def is_run(name: str) -> bool:
    """Whether a name says that the file is run when it is opened."""
    return name.lower().rstrip(". ").rsplit(".", 1)[-1] in _RUN and "." in name


def claims(name: str, claimed: str) -> frozenset[str]:
    """The kinds that the sender says it is: by the end of its name, by a media type, or both."""
    said = {_NAMED.get(name.lower().rsplit(".", 1)[-1], ""), claimed.lower().split(";")[0].strip()}
    return frozenset(said & set(_NAMED.values()))
