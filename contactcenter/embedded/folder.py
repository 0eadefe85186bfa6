"""The program's own folder, `var/`: where things lie in it, its secrets, and the refusals when it is not ours."""

import base64
import errno
import json
import os
import secrets
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any, NoReturn

ROOT = Path(__file__).resolve().parent.parent.parent
MARKER = ".contactcenter"
THROWAWAY = ".throwaway"
ROLES = ("postgres", "cc_owner", "cc_app", "valkey")
# Less than this and PostgreSQL's write-ahead log alone can fill the disk while it starts.
FREE_BYTES_WANTED = 300 * 2**20


class CannotStartError(Exception):
    """The servers cannot start; the text is one line in French that says why and what to do."""


def refuse(error: Exception) -> NoReturn:
    """Say ERROR on one line of standard error and end with status 2."""
    sys.stderr.reconfigure(errors="replace")  # type: ignore[union-attr]  # a terminal without our typographic spaces
    sys.stderr.write(f"{error}\n")
    raise SystemExit(2)


def location() -> Path:
    """Absolute path of `var/`: CONTACTCENTER_VAR, else beside manage.py.

    Raises CannotStartError where there is no manage.py: data do not belong among installed libraries.
    """
    given = os.environ.get("CONTACTCENTER_VAR")
    if not given and not (ROOT / "manage.py").exists():
        raise CannotStartError(
            "Donnez dans CONTACTCENTER_VAR le dossier des données : le programme est installé sans le sien."
        )
    return Path(given or ROOT / "var").absolute()


def throwaway(var: Path) -> bool:
    """True when VAR was created for tests (CONTACTCENTER_THROWAWAY): the servers skip durability and it goes at the end.

    The folder itself says so: the variable, set later, cannot throw away a folder with real data.
    """
    return (var / THROWAWAY).exists()


def claim(var: Path) -> None:
    """Create VAR, or recognise it as ours.

    Raises CannotStartError, without having touched anything, when it holds things of others or belongs to somebody else.
    """
    try:
        if not var.exists() or (_ours_to_write(var) and not any(var.iterdir())):
            _create(var)
        elif not (_ours_to_write(var) and (var / MARKER).exists()):
            raise CannotStartError(
                f"{var} contient des fichiers qui ne viennent pas de contactcenter : rien n’y a été touché. "
                "Déplacez ce dossier, ou donnez-en un autre dans CONTACTCENTER_VAR."
            )
        for name in ("locks", "log"):
            (var / name).mkdir(exist_ok=True)
    except OSError as error:
        raise CannotStartError(unusable(var, error)) from error


def _ours_to_write(var: Path) -> bool:
    if not var.is_dir():
        raise CannotStartError(
            f"{var} n’est pas un dossier : déplacez-le, ou donnez un dossier dans CONTACTCENTER_VAR."
        )
    if var.stat().st_uid != os.geteuid():
        raise CannotStartError(
            f"{var} appartient à un autre utilisateur (n° {var.stat().st_uid}) : démarrez sous ce compte, "
            "ou donnez un autre dossier dans CONTACTCENTER_VAR."
        )
    return True


def _create(var: Path) -> None:
    """Make VAR with its marker in one step, so that a power cut cannot leave a folder we would not recognise."""
    var.parent.mkdir(parents=True, exist_ok=True)
    new = Path(tempfile.mkdtemp(prefix=f"{var.name}.", dir=var.parent))
    (new / MARKER).write_text(
        "Dossier de contactcenter : bases, files d’attente, secrets, journaux.\n", encoding="utf-8"
    )
    if os.environ.get("CONTACTCENTER_THROWAWAY") == "1":
        (new / THROWAWAY).touch()
    try:
        new.rename(var)
    except OSError:
        shutil.rmtree(new)
        if not (var / MARKER).exists():  # another process of ours may have been faster
            raise


def unusable(path: Path, error: OSError) -> str:
    """One line in French for a failed access to PATH."""
    if error.errno in {errno.ENOSPC, errno.EDQUOT}:
        return disk_full(path)
    return f"Impossible d’écrire dans {path} : {error.strerror}."


def disk_full(path: Path) -> str:
    return f"Disque plein : libérez de la place sur le disque de {path} (300 Mo au moins) puis recommencez."


def check_free_space(var: Path) -> None:
    if shutil.disk_usage(var).free < FREE_BYTES_WANTED:
        raise CannotStartError(disk_full(var))


def lock_path(var: Path, name: str) -> Path:
    """Locks: `users` shared by everyone who uses the servers, `keeper`, `servers`, `start`, and `run` of the supervisor."""
    return var / "locks" / name


def write_json(path: Path, value: Any) -> None:
    """Write VALUE at PATH, readable by its owner only, whole or not at all."""
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
        json.dump(value, file, indent=1)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)


def read_json(path: Path) -> Any:
    """Content of PATH, or None when it is absent."""
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None


def own_secrets(var: Path) -> dict[str, str]:
    """Secrets of this folder, drawn at its first use: settings by their variable's name, passwords by `password_ROLE`.

    Raises CannotStartError when they are gone while a database sealed with them remains.
    """
    path = var / "secrets.json"
    kept: dict[str, str] | None = read_json(path)
    if kept is not None:
        return kept
    if (var / "pg").exists():
        raise CannotStartError(
            f"{path} manque : sans lui {var / 'pg'} est illisible. Remettez-le depuis une sauvegarde, ou mettez {var} de côté."
        )
    drawn = {"SECRET_KEY": secrets.token_urlsafe(48), "FIELD_KEYS": _key(), "INDEX_KEY": _key()}
    drawn |= {f"password_{role}": secrets.token_urlsafe(24) for role in ROLES}
    write_json(path, drawn)
    return drawn


def _key() -> str:
    return base64.b64encode(secrets.token_bytes(32)).decode()


if __name__ == "__main__":
    try:
        claim(location())
    except CannotStartError as error:
        refuse(error)
