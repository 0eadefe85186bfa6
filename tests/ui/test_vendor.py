"""What is shipped of other projects is what vendor.toml says, byte for byte."""

import tomllib
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from ui.management.commands import vendor

ROOT = Path(settings.ROOT)


def packages() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = tomllib.loads((ROOT / "vendor.toml").read_text())["package"]
    return found


def test_every_file_is_the_pinned_one() -> None:
    assert vendor.differences(packages(), ROOT) == []


def test_no_file_is_shipped_that_is_not_named() -> None:
    folders = [ROOT / "ui/static/ui/vendor", ROOT / "ui/fonts", ROOT / "tests/vendor"]
    present = {path.relative_to(ROOT).as_posix() for folder in folders for path in folder.iterdir()}
    assert present - {path for path, _ in vendor.expected(packages())} == set()


def test_every_project_comes_with_its_licence_text() -> None:
    without = [
        package["name"]
        for package in packages()
        if not any(file["from"] in {"LICENSE", "LICENSE.md"} for file in package["file"])
    ]
    assert without == []


def test_a_changed_file_is_told(tmp_path: Path) -> None:
    (tmp_path / "a.js").write_bytes(b"changed")
    package = {
        "name": "a",
        "version": "1",
        "licence": "MIT",
        "file": [{"from": "a.js", "to": "a.js", "sha256": "0" * 64}],
    }
    (tmp_path / "THIRD_PARTY.md").write_text(vendor.notice([package]))
    assert [fault.partition(":")[0] for fault in vendor.differences([package], tmp_path)] == ["a.js"]


def test_check_fails_with_every_difference(settings: Any, tmp_path: Path) -> None:
    settings.ROOT = tmp_path
    (tmp_path / "vendor.toml").write_text((ROOT / "vendor.toml").read_text())
    with pytest.raises(CommandError) as refused:
        call_command("vendor", check=True)
    assert len(str(refused.value).splitlines()) == len(vendor.expected(packages())) + 1


def test_the_pointer_to_a_source_map_is_dropped(tmp_path: Path) -> None:
    vendor.write(tmp_path / "a.css", b"a{}\n/*# sourceMappingURL=a.css.map */\n")
    assert (tmp_path / "a.css").read_bytes() == b"a{}\n"


def test_a_symbol_keeps_the_drawing_and_not_its_frame() -> None:
    drawing = '<svg\n  viewBox="0 0 24 24"\n  stroke="x">\n<path stroke="none" d="M0 0h24v24H0z" fill="none" />\n<path d="M1" />\n</svg>'
    assert vendor.symbol("one", drawing) == '<symbol id="i-one" viewBox="0 0 24 24"><path d="M1"/></symbol>'
