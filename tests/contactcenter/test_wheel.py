"""The wheel: what it holds, and that the program works from it where no checkout is."""

import os
import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

import pytest

from contactcenter.catalogues import local_apps
from tests.architecture.project import ROOT, pyproject, tracked
from tests.throwaway import fresh_folder


@pytest.fixture(scope="module")
def wheel() -> ZipFile:
    """Built as `python -m build` does, with what is installed already."""
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder := fresh_folder())]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return ZipFile(next(folder.glob("*.whl")))


@pytest.fixture(scope="module")
def installed(wheel: ZipFile) -> Path:
    """What an installation of the wheel is: its files, in a folder that is on the path."""
    wheel.extractall(folder := fresh_folder())
    return folder


def ran(installed: Path, *command: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Addresses that nothing connects to, and neither this checkout nor its folder of data."""
    given = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(installed),
        "DATABASE_URL": "postgresql://cc_app@127.0.0.1:1/contactcenter",
        "REDIS_URL": "redis://127.0.0.1:1/0",
        "SECRET_KEY": "check",
        **environment,
    }
    words = [sys.executable, "-m", *command]
    return subprocess.run(words, cwd=fresh_folder(), env=given, capture_output=True, text=True, check=False)


def test_it_holds_every_file_of_the_program_and_nothing_else(wheel: ZipFile) -> None:
    ours = {*local_apps(), "templates"}
    wanted = {path.as_posix() for path in tracked() if path.parts[0] in ours}
    wanted |= {name.removesuffix(".po") + ".mo" for name in wanted if name.endswith(".po")}
    assert {name for name in wheel.namelist() if ".dist-info/" not in name} == wanted


def test_licences_go_with_it(wheel: ZipFile) -> None:
    found = {name.split("/licenses/")[1] for name in wheel.namelist() if "/licenses/" in name}
    patterns = pyproject()["project"]["license-files"]
    assert found == {path.relative_to(ROOT).as_posix() for pattern in patterns for path in ROOT.glob(pattern)}


def test_its_command_is_the_programs(wheel: ZipFile) -> None:
    name = next(name for name in wheel.namelist() if name.endswith(".dist-info/entry_points.txt"))
    assert wheel.read(name).decode() == "[console_scripts]\ncontactcenter = contactcenter.__main__:main\n"


def test_the_program_is_sound_where_there_is_no_checkout(installed: Path) -> None:
    settings = {"CONTACTCENTER_VAR": str(fresh_folder()), "DJANGO_SETTINGS_MODULE": "contactcenter.settings"}
    done = ran(installed, "django", "check", **settings)
    assert (done.returncode, done.stdout) == (0, "System check identified no issues (0 silenced).\n")


def test_it_finds_its_templates_its_words_and_its_data(installed: Path) -> None:
    code = (
        "from django.template.loader import get_template; from django.utils.translation import gettext, override\n"
        "from django.contrib.staticfiles import finders\n"
        "with override('fr'): print(get_template('account/login.html').origin.name, gettext('Sign in'))\n"
        "print(finders.find('ui/tokens.css'))\n"
    )
    done = ran(installed, "contactcenter", "shell", "--no-imports", "-c", code, CONTACTCENTER_VAR=str(fresh_folder()))
    assert done.stdout.splitlines() == [
        f"{installed}/templates/account/login.html Se connecter",
        f"{installed}/ui/static/ui/tokens.css",
    ]


def test_it_keeps_no_data_among_libraries(installed: Path) -> None:
    done = ran(installed, "contactcenter", "check", DATABASE_URL="")
    wanted = "Donnez dans CONTACTCENTER_VAR le dossier des données : le programme est installé sans le sien.\n"
    assert (done.returncode, done.stderr) == (2, wanted)
    assert not (installed / "var").exists()
