import re
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.test import override_settings


@pytest.fixture(scope="module")
def collected(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The static files as production serves them."""
    root = tmp_path_factory.mktemp("static")
    storages = {**settings.STORAGES, "staticfiles": {"BACKEND": "ui.storage.HashedStaticFilesStorage"}}
    with override_settings(STATIC_ROOT=str(root), STORAGES=storages):
        call_command("collectstatic", interactive=False, verbosity=0)
    return root / "ui"


def test_modules_import_names_that_change_with_the_content(collected: Path) -> None:
    main = next(collected.glob("js/main.????????????.js")).read_text()
    imported = re.findall(r'from "\./(\w+)\.\w{12}\.js"', main)
    assert imported == re.findall(r'from "\./(\w+)\.js"', (collected / "js/main.js").read_text())


def test_what_styles_and_modules_name_is_there(collected: Path) -> None:
    files = [*collected.glob("*.????????????.css"), *collected.glob("js/*.????????????.js")]
    named = [(file, name) for file in files for name in re.findall(r'(?:url\(|from )"([./\w-]+)"', file.read_text())]
    assert [(file.name, name) for file, name in named if not (file.parent / name).exists()] == []


def test_styles_name_the_fonts_by_content(collected: Path) -> None:
    tokens = next(collected.glob("tokens.????????????.css")).read_text()
    assert len(re.findall(r'url\("vendor/source-[\w-]+\.\w{12}\.woff2"\)', tokens)) == 4
