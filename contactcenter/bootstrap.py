"""Prepare `.venv` with the locked libraries, and the French catalogues.

Runs under the system's own Python, before anything is installed: standard library only, and syntax that an old Python can
read far enough to say that it is too old. A second call finds its stamp and does nothing.
"""

import fcntl
import hashlib
import importlib.util
import json
import os
import shutil
import subprocess
import sys
import time
import venv
from collections.abc import Callable
from pathlib import Path

if sys.version_info < (3, 11):  # noqa: UP036  the one file that any Python may be asked to run
    for name in ("python3.14", "python3.13", "python3.12", "python3.11"):
        if shutil.which(name):
            os.execvp(name, [name, *sys.argv])  # noqa: S606  no shell wanted
    sys.exit("contactcenter demande Python 3.11 ou plus récent : ce python3 est le %d.%d." % sys.version_info[:2])  # noqa: UP031

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
STAMP = VENV / ".contactcenter.json"
# The libraries with their test tools take 700 MB; a full disk half-way is harder to understand than this line.
FREE_BYTES_WANTED = 2**30
REQUIREMENTS = {"run": "requirements.txt", "dev": "requirements-dev.txt"}


class SetupError(Exception):
    """The setup cannot go on; the text is one line in French."""


def main(arguments: list[str]) -> None:
    """Prepare what `make run` needs, or with --dev what tests and checks need besides."""
    folder = os.open(ROOT, os.O_RDONLY)
    fcntl.flock(folder, fcntl.LOCK_EX)  # one setup at a time
    found = _stamp()
    # The tools' set contains the other one: what is there is not taken away.
    kind = "dev" if "--dev" in arguments or found.get("kind") == "dev" else "run"
    if {key: found.get(key) for key in _wanted(kind)} != _wanted(kind):
        _check_space()
        if not _usable():
            _step("Environnement Python", _create)
        _step("Bibliothèques", lambda: _install(ROOT / REQUIREMENTS[kind]))
        STAMP.write_text(json.dumps(_wanted(kind)), encoding="utf-8")
        found = _stamp()
    catalogues = sorted(ROOT.glob("*/locale/*/LC_MESSAGES/*.po"))
    digest = _digest(*catalogues)
    compiled = all(file.with_suffix(".mo").exists() for file in catalogues)
    if catalogues and not (compiled and found.get("catalogues") == digest):
        _run([str(PYTHON), "-m", "contactcenter.catalogues", "--compile"])
        STAMP.write_text(json.dumps({**found, "catalogues": digest}), encoding="utf-8")


def _stamp() -> dict[str, str]:
    try:
        read: dict[str, str] = json.loads(STAMP.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return read


def _wanted(kind: str) -> dict[str, str]:
    """What the stamp of an up-to-date environment says. A moved folder or a replaced Python is not up to date."""
    digest = _digest(ROOT / REQUIREMENTS[kind], ROOT / "requirements-uv.txt")
    return {"kind": kind, "requirements": digest, "place": str(VENV), "python": os.path.realpath(PYTHON)}


def _digest(*files: Path) -> str:
    return hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()


def _check_space() -> None:
    if shutil.disk_usage(ROOT).free < FREE_BYTES_WANTED:
        raise SetupError(_full())


def _full() -> str:
    return f"Disque plein : libérez 1 Go sur le disque de {ROOT} puis recommencez."


def _usable() -> bool:
    """Whether `.venv` is an environment of a recent Python with pip, made for this place."""
    if not VENV.exists():
        return False
    if not (VENV / "pyvenv.cfg").exists() and any(VENV.iterdir()):
        raise SetupError(f"{VENV} n’est pas un environnement Python : déplacez-le puis recommencez.")
    probe = "import pip, sys; raise SystemExit(not (sys.version_info >= (3, 11) and sys.prefix == sys.argv[1]))"
    try:
        return subprocess.run([str(PYTHON), "-c", probe, str(VENV)], capture_output=True, check=False).returncode == 0
    except OSError:
        return False


def _create() -> None:
    if importlib.util.find_spec("ensurepip") is None:
        raise SetupError(
            "Il manque à ce Python son module venv : installez-le (Debian, Ubuntu : apt install python3-venv)."
        )
    try:
        venv.EnvBuilder(with_pip=True, clear=True, symlinks=True).create(VENV)
    except subprocess.CalledProcessError as error:
        raise SetupError(_reason(str(error.output))) from error


def _install(requirements: Path) -> None:
    """Bring `.venv` to exactly REQUIREMENTS, with uv, or with pip where uv cannot be had. Hashes are checked either way."""
    pip = [
        str(PYTHON),
        "-m",
        "pip",
        "install",
        "--quiet",
        "--no-input",
        "--disable-pip-version-check",
        "--require-hashes",
    ]
    try:
        _run([*pip, "-r", str(ROOT / "requirements-uv.txt")])
        _run(
            [
                str(VENV / "bin" / "uv"),
                "pip",
                "sync",
                "--quiet",
                "--python",
                str(PYTHON),
                "--require-hashes",
                str(requirements),
            ]
        )
    except SetupError:
        _check_space()
        _run([*pip, "-r", str(requirements)])


def _run(command: list[str]) -> None:
    done = subprocess.run(
        command, cwd=ROOT, env=_environment(), stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
    )
    if done.returncode != 0:
        raise SetupError(_reason(done.stdout + done.stderr))


def _environment() -> dict[str, str]:
    """The caller's, with pip's index and certificates under uv's names."""
    environment = {**os.environ, "UV_PYTHON_DOWNLOADS": "never"}
    for pip, uv in (
        ("PIP_INDEX_URL", "UV_DEFAULT_INDEX"),
        ("PIP_EXTRA_INDEX_URL", "UV_INDEX"),
        ("PIP_CERT", "SSL_CERT_FILE"),
    ):
        if pip in environment:
            environment.setdefault(uv, environment[pip])
    return environment


def _reason(output: str) -> str:
    """One line for what a tool said."""
    said = output.lower()
    if "no space left" in said or "disk quota" in said:
        return _full()
    if any(
        word in said for word in ("connection", "name resolution", "timed out", "dns error", "network", "unreachable")
    ):
        return "Pas d’accès à l’index des bibliothèques Python : vérifiez le réseau (ou l’adresse de votre miroir) puis recommencez."
    lines = [line for line in output.splitlines() if line.strip()]
    errors = [line for line in lines if "error" in line.lower()] or lines or ["?"]
    return f"L’installation a échoué : {errors[-1].strip()}"


def _step(title: str, work: Callable[[], None]) -> None:
    began = time.monotonic()
    print(f"  {title:<26}", end="", flush=True)
    try:
        work()
    except BaseException:
        print(flush=True)
        raise
    print(f"{time.monotonic() - began:.0f} s", flush=True)


if __name__ == "__main__":
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="replace")  # type: ignore[union-attr]  # a terminal without our typographic spaces
    try:
        main(sys.argv[1:])
    except SetupError as problem:
        sys.exit(str(problem))
    except KeyboardInterrupt:
        sys.exit(130)
    except OSError as problem:
        sys.exit(
            _full()
            if problem.errno == 28
            else f"Impossible de préparer {VENV} : {problem.strerror} ({problem.filename})."
        )
