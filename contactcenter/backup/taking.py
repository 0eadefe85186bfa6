"""A backup: everything as it was at one instant, while the program goes on working."""

import json
import os
import shutil
import tempfile
import tomllib
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path

from django.conf import settings

from contactcenter.backup import archive, programs
from contactcenter.backup.archive import BackupError, Manifest
from contactcenter.backup.contents import Contents, contents
from contactcenter.embedded import folder as places
from workstation.demonstration import ACCOUNTS_FILE

WARNING = (
    "Clés de la sauvegarde du même nom. Sans elles, les numéros de sécurité sociale, les avis d’experts et tout ce qui est "
    "chiffré sont perdus. Gardez ce fichier à l’abri, et ailleurs que la sauvegarde."
)


def back_up(to: Path) -> Manifest:
    """Write a backup at TO, which appears complete or not at all, and its keys beside it. Raises BackupError.

    Rows are those of one snapshot. Files are copied after it was taken: a file is written before the row that names it, under a
    name of its own, and is not changed afterwards; so every row finds its file, and a file too many does no harm.
    """
    to = to.absolute()
    _check_place(to)
    try:
        to.parent.mkdir(parents=True, exist_ok=True)
        draft = Path(tempfile.mkdtemp(prefix=f".{to.name}.", dir=to.parent))
        try:
            manifest = _fill(draft)
            _write_keys(archive.keys_beside(to))
            os.sync()
            if to.exists():
                to.rmdir()
            draft.rename(to)
        finally:
            shutil.rmtree(draft, ignore_errors=True)
    except OSError as error:
        raise BackupError(places.unusable(to, error)) from error
    return manifest


def default_place() -> Path:
    """Beside the data. A backup that shall outlive the disk is taken elsewhere."""
    return settings.VAR.absolute() / "backups" / f"{datetime.now(UTC):%Y-%m-%d-%Hh%Mm%S}"


def _check_place(to: Path) -> None:
    if to.exists() and (not to.is_dir() or any(to.iterdir())):
        raise BackupError(f"{to} n’est pas vide : rien n’y a été touché. Donnez un autre dossier dans TO.")
    media = Path(settings.MEDIA_ROOT).absolute()
    if to == media or media in to.parents:
        raise BackupError(f"{to} est parmi les documents à sauvegarder : donnez un autre dossier dans TO.")


def _fill(draft: Path) -> Manifest:
    with contents() as seen:
        dumped = _dump(seen, draft / archive.DATABASE)
    digests, size = _copy_documents(draft / archive.DOCUMENTS)
    count = len(digests)
    digests = {f"{archive.DOCUMENTS}/{name}": digest for name, digest in digests.items()}
    missing = sorted(name for name in dumped.named if f"{archive.DOCUMENTS}/{name}" not in digests)
    digests[archive.DATABASE] = archive.digest_of(draft / archive.DATABASE)
    manifest = Manifest(
        format=archive.FORMAT,
        version=program_version(),
        made_at=datetime.now(UTC).isoformat(timespec="seconds"),
        postgresql=dumped.postgresql,
        migrations=dumped.migrations,
        tables=dumped.tables,
        structure=dumped.structure,
        documents=(count, size),
        missing=missing,
        keys=archive.known_by(_keys()),
        sums=archive.write_sums(draft, digests),
    )
    manifest.write(draft)
    return manifest


@dataclass(frozen=True, slots=True)
class _Dumped:
    """What the rows of the dump are, told by the same snapshot; `named` are the files that they name."""

    postgresql: str
    tables: dict[str, tuple[int, str]]
    structure: dict[str, tuple[int, str]]
    migrations: list[str]
    named: set[str]


def _dump(seen: Contents, target: Path) -> _Dumped:
    """The rows as SEEN, written by pg_dump and counted here at the same time."""
    if "django_migrations" not in seen.tables():
        raise BackupError("La base de données est vide : il n’y a rien à sauvegarder.")
    os.close(os.open(target, os.O_WRONLY | os.O_CREAT, 0o600))
    given = [
        "--format=custom",
        "--no-comments",
        "--enable-row-security",
        f"--snapshot={seen.exported()}",
    ]
    process = programs.start("pg_dump", [*given, f"--file={target}"], options=f"-c app.mutuals={seen.scope}")
    try:
        told = _Dumped(seen.version, seen.digests(), seen.structure(), seen.migrations(), seen.documents())
        programs.finish(process, what="La base de données n’a pas pu être sauvegardée", folder=target.parent)
    finally:
        process.kill()
        process.wait()
    return told


def _copy_documents(target: Path) -> tuple[dict[str, str], int]:
    """Digests by name, and bytes. What its writer takes back meanwhile was named by no row."""
    media, found, total = Path(settings.MEDIA_ROOT), dict[str, str](), 0
    target.mkdir(mode=0o700)
    for path in sorted(media.rglob("*")):
        if path.is_symlink() or not path.is_file():
            continue
        name = path.relative_to(media).as_posix()
        try:
            found[name], size = archive.copied(path, target / name)
        except FileNotFoundError:
            continue
        total += size
    return found, total


def _keys() -> dict[str, str]:
    return {
        "SECRET_KEY": settings.SECRET_KEY,
        "FIELD_KEYS": ",".join(settings.FIELD_KEYS),
        "INDEX_KEY": settings.INDEX_KEY,
    }


def _write_keys(path: Path) -> None:
    accounts = settings.VAR / ACCOUNTS_FILE
    kept = {"demo_accounts": json.loads(accounts.read_text(encoding="utf-8"))} if accounts.exists() else {}
    places.write_json(path, {"attention": WARNING, **_keys(), **kept})


def program_version() -> str:
    """Of the wheel, or of the sources that it would be built from."""
    try:
        return metadata.version("contactcenter")
    except metadata.PackageNotFoundError:
        project = tomllib.loads((places.ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
        return str(project["version"])
