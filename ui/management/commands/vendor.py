"""Fetches the files of other projects named in vendor.toml, and proves that those in the tree are what it says."""

import base64
import hashlib
import re
import subprocess
import tarfile
import tempfile
import tomllib
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

DRAWINGS = Path("ui/icons")
NOTICE = Path("THIRD_PARTY.md")
SOURCE_MAP = re.compile(rb"\n?(/\*# sourceMappingURL=[^*]*\*/|//# sourceMappingURL=\S*)\s*$")
# Tabler draws an invisible frame first in every icon.
FRAME = re.compile(r'<path stroke="none" d="M0 0h24v24H0z" fill="none" ?/>')


class Command(BaseCommand):
    help = "Fetch the files of other projects named in vendor.toml (npm needed), or compare them with --check."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true", help="compare what is in the tree, without network")

    def handle(self, *_: Any, **options: Any) -> None:
        root = Path(settings.ROOT)
        packages = tomllib.loads((root / "vendor.toml").read_text(encoding="utf-8"))["package"]
        if not options["check"]:
            for package in packages:
                fetch(package, root)
            (root / NOTICE).write_text(notice(packages), encoding="utf-8")
        faults = differences(packages, root)
        if faults:
            raise CommandError("\n".join(faults))
        self.stdout.write(f"{len(list(expected(packages)))} vendored files are those of vendor.toml.")


def expected(packages: list[dict[str, Any]]) -> list[tuple[str, str]]:
    """Path and SHA-256 of every file that vendor.toml answers for."""
    files = [(file["to"], file["sha256"]) for package in packages for file in package["file"]]
    return files + [(package["sprite"], package["sprite_sha256"]) for package in packages if "sprite" in package]


def differences(packages: list[dict[str, Any]], root: Path) -> list[str]:
    faults = []
    for path, wanted in expected(packages):
        found = hashlib.sha256((root / path).read_bytes()).hexdigest() if (root / path).exists() else "no file"
        if found != wanted:
            faults.append(f"{path}: vendor.toml says {wanted or 'nothing'}, found {found}")
    if not (root / NOTICE).exists() or (root / NOTICE).read_text(encoding="utf-8") != notice(packages):
        faults.append(f"{NOTICE}: not what vendor.toml says")
    return faults


def fetch(package: dict[str, Any], root: Path) -> None:
    """Writes the package's files under ROOT. Raises CommandError when the archive is not the pinned one."""
    with tempfile.TemporaryDirectory() as folder:
        packed = ["npm", "pack", "--silent", f"{package['name']}@{package['version']}"]
        name = subprocess.run(packed, cwd=folder, check=True, capture_output=True, text=True).stdout.split()[-1]
        archive = Path(folder) / name
        digest = "sha512-" + base64.b64encode(hashlib.sha512(archive.read_bytes()).digest()).decode()
        if digest != package["integrity"]:
            raise CommandError(f"{package['name']}: the archive is {digest}, vendor.toml says {package['integrity']}")
        with tarfile.open(archive) as opened:
            for file in package["file"]:
                write(root / file["to"], member(opened, file["from"]))
            if "sprite" in package:
                outlines = {name: member(opened, f"icons/outline/{name}.svg").decode() for name in package["icons"]}
                drawings = {path.stem: path.read_text(encoding="utf-8") for path in (root / DRAWINGS).glob("*.svg")}
                write(root / package["sprite"], sprite(outlines | drawings))


def member(archive: tarfile.TarFile, name: str) -> bytes:
    opened = archive.extractfile(f"package/{name}")
    if opened is None:
        raise CommandError(f"{name} is not a file of its package")
    return opened.read()


def write(path: Path, content: bytes) -> None:
    """Without the pointer to a source map: the map is not shipped, and hashed static files refuse a missing neighbour."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(SOURCE_MAP.sub(b"\n", content) if path.suffix in {".js", ".css"} else content)


def sprite(drawings: dict[str, str]) -> bytes:
    """DRAWINGS is the SVG text of each icon by name."""
    symbols = [symbol(name, drawing) for name, drawing in sorted(drawings.items())]
    return "\n".join(['<svg xmlns="http://www.w3.org/2000/svg">', *symbols, "</svg>", ""]).encode()


def symbol(name: str, drawing: str) -> str:
    """One icon as a symbol `i-name`; colour and stroke come from the class of whoever uses it."""
    head, _, body = " ".join(drawing.split()).partition(">")
    box = re.search(r'viewBox="([^"]+)"', head)
    if box is None:
        raise CommandError(f"{name}: no viewBox")
    shapes = FRAME.sub("", body.removesuffix("</svg>")).replace(" />", "/>").replace("> <", "><").strip()
    return f'<symbol id="i-{name}" viewBox="{box[1]}">{shapes}</symbol>'


def notice(packages: list[dict[str, Any]]) -> str:
    lines = [
        "# Files of other projects",
        "",
        "Written by `manage.py vendor` from `vendor.toml`, which also holds the SHA-256 of each file. Licence texts stand beside the files.",
        "Files under `tests/` serve the tests only. Drawings in `ui/icons/` and everything else in this repository are our own.",
        "",
        "| project | version | licence | files |",
        "|---|---|---|---|",
    ]
    for package in packages:
        files = [file["to"] for file in package["file"]] + ([package["sprite"]] if "sprite" in package else [])
        listed = ", ".join(f"`{file}`" for file in files)
        lines.append(f"| {package['name']} | {package['version']} | {package['licence']} | {listed} |")
    return "\n".join([*lines, ""])
