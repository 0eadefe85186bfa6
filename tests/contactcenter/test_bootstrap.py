"""What the setup says to an old Python, a full disk or no network, and when it has nothing to do."""

import ast
import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from contactcenter import bootstrap

SOURCE = Path(bootstrap.__file__)
PRETEND = "import runpy, sys; sys.version_info = (3, 9, 2); sys.argv = sys.argv[1:]; runpy.run_path(sys.argv[0], run_name='__main__')"


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A checkout with requirements and an environment that counts as up to date."""
    for name in ("requirements.txt", "requirements-dev.txt", "requirements-uv.txt"):
        (tmp_path / name).write_text(name, encoding="ascii")
    monkeypatch.setattr(bootstrap, "ROOT", tmp_path)
    monkeypatch.setattr(bootstrap, "VENV", tmp_path / ".venv")
    monkeypatch.setattr(bootstrap, "PYTHON", tmp_path / ".venv" / "bin" / "python")
    monkeypatch.setattr(bootstrap, "STAMP", tmp_path / ".venv" / "stamp.json")
    (tmp_path / ".venv" / "bin").mkdir(parents=True)
    (tmp_path / ".venv" / "bin" / "python").symlink_to(sys.executable)
    return tmp_path


@pytest.fixture
def installed(place: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Names of the requirements asked for; nothing is fetched."""
    asked: list[str] = []
    monkeypatch.setattr(bootstrap, "_usable", lambda: True)
    monkeypatch.setattr(bootstrap, "_install", lambda requirements: asked.append(requirements.name))
    return asked


def stamp(kind: str) -> None:
    bootstrap.STAMP.write_text(json.dumps(bootstrap._wanted(kind)), encoding="utf-8")


def test_old_pythons_can_read_it_far_enough() -> None:
    ast.parse(SOURCE.read_text(encoding="utf-8"), feature_version=(3, 7))


def test_an_old_python_gets_one_line() -> None:
    done = subprocess.run(
        [sys.executable, "-c", PRETEND, str(SOURCE)],
        env={"PATH": "/nowhere"},
        capture_output=True,
        text=True,
        check=False,
    )
    wanted = "contactcenter demande Python 3.11 ou plus récent : ce python3 est le 3.9.\n"
    assert (done.returncode, done.stdout, done.stderr) == (1, "", wanted)


@pytest.mark.parametrize(("arguments", "asked"), [([], "requirements.txt"), (["--dev"], "requirements-dev.txt")])
def test_first_setup_installs_what_is_asked(installed: list[str], arguments: list[str], asked: str) -> None:
    bootstrap.main(arguments)
    assert installed == [asked]


@pytest.mark.parametrize("arguments", [[], ["--dev"]])
def test_tools_are_kept_by_either_setup(installed: list[str], arguments: list[str]) -> None:
    stamp("dev")
    bootstrap.main(arguments)
    assert installed == []


def test_tests_need_more_than_a_run(installed: list[str]) -> None:
    stamp("run")
    bootstrap.main(["--dev"])
    assert installed == ["requirements-dev.txt"]


def test_changed_requirements_are_installed_with_the_tools_that_were_there(installed: list[str], place: Path) -> None:
    stamp("dev")
    (place / "requirements-dev.txt").write_text("newer", encoding="ascii")
    bootstrap.main([])
    assert installed == ["requirements-dev.txt"]


def test_a_moved_checkout_is_set_up_again(installed: list[str], place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stamp("run")
    moved = place.rename(place.with_name("moved"))
    monkeypatch.setattr(bootstrap, "ROOT", moved)
    monkeypatch.setattr(bootstrap, "VENV", moved / ".venv")
    monkeypatch.setattr(bootstrap, "STAMP", moved / ".venv" / "stamp.json")
    bootstrap.main([])
    assert installed == ["requirements.txt"]


def test_an_interrupted_setup_is_not_taken_for_done(installed: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(_: Path) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(bootstrap, "_install", interrupted)
    with pytest.raises(KeyboardInterrupt):
        bootstrap.main([])
    assert bootstrap._stamp() == {}


def test_a_full_disk_is_said_before_it_is_met(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = shutil.disk_usage(place)._replace(free=bootstrap.FREE_BYTES_WANTED - 1)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage)
    with pytest.raises(bootstrap.SetupError, match="Disque plein"):
        bootstrap.main([])


def test_a_folder_of_others_in_place_of_the_environment_is_left_alone(place: Path) -> None:
    with pytest.raises(bootstrap.SetupError, match="n’est pas un environnement Python"):
        bootstrap.main([])
    assert [path.name for path in (place / ".venv").iterdir()] == ["bin"]


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("ERROR: Could not install packages due to an OSError: [Errno 28] No space left on device", "Disque plein"),
        ("NewConnectionError: Failed to establish a new connection: [Errno 111] Connection refused", "Pas d’accès"),
        ("error: Failed to fetch: `https://index/simple/`\n  Caused by: dns error: failed to lookup", "Pas d’accès"),
        ("ERROR: THESE PACKAGES DO NOT MATCH THE HASHES", "L’installation a échoué : ERROR: THESE PACKAGES"),
    ],
)
def test_tools_are_quoted_in_one_line(said: str, told: str) -> None:
    line = bootstrap._reason(said)
    assert (line.startswith(told), line.count("\n")) == (True, 0)
