"""Reads one file of a stranger, in a process of its own. Run by path with `-I`: it knows nothing of the program.

    child.py MEGABYTES SECONDS WORD KIND [ARGUMENT…] < file

A word is `inspect`, `picture`, `words` or `excerpt`. What it makes goes to the standard output. A file that it refuses ends it with
code 3 and the reason on the last line of the error output, after whatever the readers of its format complained of; any other
end says that the file was too much for it.
"""

import io
import json
import math
import resource
import sys
import zipfile
from collections.abc import Callable, Iterator
from typing import Any

MOST_PAGES = 300
MOST_PIXELS = 120_000_000
"""An A3 page at 600 points an inch has 70 million; a square of 40,000 has 1,600 million."""
MOST_SHOWN = 12_000_000
"""Pixels of a page as it is shown."""
MOST_UNPACKED = 300 * 2**20
MOST_RATIO = 100
MOST_WORDS = 50_000
MOST_ENTRIES = 5_000
FORMATS = ("TIFF", "JPEG", "PNG", "GIF", "WEBP", "BMP")
REFUSED = 3


class RefusedError(Exception):
    """Holds a value of `contacts.enums.Apart`."""


def refuse(why: str, *, when: bool) -> None:
    if when:
        raise RefusedError(why)


def limit(megabytes: int, seconds: int) -> None:
    """No more memory, time, files or processes than one document needs."""
    room = megabytes * 2**20
    for what, most in (
        (resource.RLIMIT_AS, room),
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_NOFILE, 64),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (most, most))


# ---- PDF


def opened(content: bytes) -> Any:
    import pypdfium2  # noqa: PLC0415  each word loads what it needs
    from pypdfium2 import raw  # noqa: PLC0415

    try:
        return pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as error:
        locked = getattr(error, "err_code", None) in {raw.FPDF_ERR_PASSWORD, raw.FPDF_ERR_SECURITY}
        raise RefusedError("encrypted" if locked else "unreadable") from None


def inspect_pdf(content: bytes) -> dict[str, Any]:
    document = opened(content)
    pages = len(document)
    if pages > MOST_PAGES:
        raise RefusedError("too_many_pages")
    if not pages:
        raise RefusedError("unreadable")
    for number in range(pages):
        rendered(document, number, 60 if number else 200, 0)
    return {"pages": pages}


def rendered(document: Any, number: int, width: int, turn: int) -> Any:
    import pypdfium2  # noqa: PLC0415

    try:
        page = document[number]
        wide, high = page.get_size()
        if not (0 < wide < math.inf and 0 < high < math.inf):
            raise RefusedError("unreadable")
        if turn in {90, 270}:
            wide, high = high, wide
        scale = min(width / wide, math.sqrt(MOST_SHOWN / (wide * high)))
        # The library rounds up: a hair less, so that what was asked for is what comes.
        picture = page.render(scale=scale * 0.99999, rotation=turn).to_pil()
        page.close()
    except (pypdfium2.PdfiumError, ValueError, IndexError):
        raise RefusedError("unreadable") from None
    return picture


def excerpt_pdf(content: bytes, numbers: list[int]) -> bytes:
    import pypdfium2  # noqa: PLC0415

    made, made_of = io.BytesIO(), opened(content)
    new = pypdfium2.PdfDocument.new()
    new.import_pages(made_of, [number - 1 for number in numbers])
    new.save(made)
    return made.getvalue()


# ---- pictures


def frames(content: bytes) -> Iterator[Any]:
    """Every page of a picture, loaded; the first alone of what moves."""
    from PIL import Image  # noqa: PLC0415

    Image.MAX_IMAGE_PIXELS = None  # asked below, before anything is unpacked
    try:
        picture = Image.open(io.BytesIO(content), formats=FORMATS)
        count = 0
        while True:
            refuse("too_many_pixels", when=picture.width * picture.height > MOST_PIXELS)
            picture.load()
            yield picture
            count += 1
            if picture.format != "TIFF":
                return
            refuse("too_many_pages", when=count >= MOST_PAGES and has_more(picture))
            try:
                picture.seek(count)
            except EOFError:
                return
    except (RefusedError, MemoryError):
        raise
    except Exception:  # noqa: BLE001  readers of pictures raise whatever their format suggests
        raise RefusedError("unreadable") from None


def has_more(picture: Any) -> bool:
    try:
        picture.seek(picture.tell() + 1)
    except EOFError:
        return False
    return True


def inspect_image(content: bytes) -> dict[str, Any]:
    return {"pages": sum(1 for _ in frames(content))}


def shown(content: bytes, number: int, width: int, turn: int) -> Any:
    from PIL import Image, ImageOps  # noqa: PLC0415

    for place, frame in enumerate(frames(content), 1):
        if place == number:
            picture = ImageOps.exif_transpose(frame)
            break
    else:
        raise RefusedError("unreadable")
    if picture.mode not in {"L", "RGB"}:
        # Faxes are two-coloured and would lose their strokes when made smaller; the transparent becomes white.
        picture = flattened(picture) if picture.mode in {"RGBA", "LA", "P", "PA"} else picture.convert("L" if picture.mode == "1" else "RGB")  # fmt: skip
    if turn:
        picture = picture.rotate(-turn, expand=True)
    across, down = resolution(frame, turn)
    high = picture.height * (across / down) * width / picture.width  # a fax has fewer points down than across
    shrink = min(1.0, math.sqrt(MOST_SHOWN / (width * max(high, 1))))
    size = (max(1, round(width * shrink)), max(1, round(high * shrink)))
    return picture.resize(size, Image.Resampling.LANCZOS, reducing_gap=2.0)


def flattened(picture: Any) -> Any:
    from PIL import Image  # noqa: PLC0415

    white = Image.new("RGBA", picture.size, "white")
    return Image.alpha_composite(white, picture.convert("RGBA")).convert("RGB")


def resolution(frame: Any, turn: int) -> tuple[float, float]:
    """Points an inch across and down, equal when the file does not say."""
    try:
        across, down = (float(value) for value in frame.info["dpi"])
    except (KeyError, TypeError, ValueError, ZeroDivisionError):
        return 1.0, 1.0
    if not (0.2 < across / down < 5 if across > 0 and down > 0 else False):
        return 1.0, 1.0
    return (down, across) if turn in {90, 270} else (across, down)


def excerpt_tiff(content: bytes, numbers: list[int]) -> bytes:
    kept = [frame.copy() for place, frame in enumerate(frames(content), 1) if place in numbers]
    if len(kept) != len(set(numbers)):
        raise RefusedError("unreadable")
    made = io.BytesIO()
    two_coloured = all(frame.mode == "1" for frame in kept)
    packing = "group4" if two_coloured else "tiff_adobe_deflate"
    dpi = kept[0].info.get("dpi")
    more = {"dpi": dpi} if dpi else {}
    kept[0].save(made, "TIFF", save_all=True, append_images=kept[1:], compression=packing, **more)
    return made.getvalue()


# ---- archives


def inspect_zip(content: bytes) -> dict[str, Any]:
    """Whether an archive is an office document, and how large it would be: by its list, without unpacking anything."""
    try:
        entries = zipfile.ZipFile(io.BytesIO(content)).infolist()
    except Exception:  # noqa: BLE001  a reader of broken archives raises whatever it meets
        raise RefusedError("unreadable") from None
    unpacked = sum(entry.file_size for entry in entries)
    if len(entries) > MOST_ENTRIES or unpacked > MOST_UNPACKED or unpacked > MOST_RATIO * max(len(content), 2**16):
        raise RefusedError("bomb")
    if any(entry.flag_bits & 1 for entry in entries):
        raise RefusedError("encrypted")
    names = {entry.filename.lower() for entry in entries}
    if any(name.endswith("vbaproject.bin") or name.startswith("basic/") for name in names):
        raise RefusedError("macros")
    for marker, kind in (
        ("word/document.xml", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        ("xl/workbook.xml", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        ("content.xml", "application/vnd.oasis.opendocument.text"),
    ):
        if marker in names and names & {"[content_types].xml", "mimetype"}:
            return {"pages": None, "media_type": kind}
    raise RefusedError("archive")


def inspect(kind: str, content: bytes) -> bytes:
    how: Callable[[bytes], dict[str, Any]] = {"application/pdf": inspect_pdf, "application/zip": inspect_zip}.get(
        kind, inspect_image
    )
    return json.dumps(how(content)).encode()


def picture(kind: str, content: bytes, number: str, width: str, turn: str) -> bytes:
    asked = int(number), int(width), int(turn)
    is_pdf = kind == "application/pdf"
    made = rendered(opened(content), asked[0] - 1, *asked[1:]) if is_pdf else shown(content, *asked)
    written = io.BytesIO()
    made.save(written, "PNG", compress_level=3)
    return written.getvalue()


def excerpt(kind: str, content: bytes, *numbers: str) -> bytes:
    how = excerpt_pdf if kind == "application/pdf" else excerpt_tiff
    return how(content, [int(number) for number in numbers])


def words(kind: str, content: bytes, number: str) -> bytes:
    """The text of a page, as far as the file has any: a scan has none."""
    if kind != "application/pdf":
        return b""
    import pypdfium2  # noqa: PLC0415

    try:
        text: str = opened(content)[int(number) - 1].get_textpage().get_text_bounded()
    except (pypdfium2.PdfiumError, ValueError, IndexError):
        raise RefusedError("unreadable") from None
    return text[:MOST_WORDS].encode("utf-8", "replace")


def main(megabytes: str, seconds: str, word: str, kind: str, *arguments: str) -> int:
    limit(int(megabytes), int(seconds))
    known: dict[str, Callable[..., bytes]] = {
        "inspect": inspect,
        "picture": picture,
        "words": words,
        "excerpt": excerpt,
    }
    try:
        made = known[word](kind, sys.stdin.buffer.read(), *arguments)
    except RefusedError as refusal:
        sys.stderr.write(f"\n{refusal}")
        return REFUSED
    sys.stdout.buffer.write(made)
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
