"""A restore: into an empty place only, checked before and after, or refused before anything was touched."""

import json
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connections
from django.db.migrations.loader import MigrationLoader

from contactcenter.backup import archive, programs
from contactcenter.backup.archive import BackupError, Manifest
from contactcenter.backup.contents import contents
from contactcenter.embedded import folder as places
from workstation.demonstration import ACCOUNTS_FILE


@dataclass(frozen=True, slots=True)
class Restored:
    """`behind` are migrations of this program that the backup does not have."""

    manifest: Manifest
    behind: int


def restore(source: Path, *, keys: Path | None = None) -> Restored:
    """Put the backup SOURCE where the program looks for its data. Raises BackupError, before anything was touched or with what differs.

    KEYS is the file of its keys, unless it lies beside it. Documents come before the rows that name them, and all rows in one
    transaction: what is interrupted leaves an empty database.
    """
    source = source.absolute()
    try:
        manifest = archive.manifest_of(source)
        digests = archive.check_files(source, manifest)
        behind = _check_version(manifest)
        given = _fitting_keys(manifest, keys or archive.keys_beside(source))
        _check_empty()
        _fill(source, digests, given)
    except OSError as error:
        raise BackupError(places.unusable(settings.VAR, error)) from error
    _compare(manifest)
    return Restored(manifest, behind)


def _fill(source: Path, digests: dict[str, str], given: dict[str, Any]) -> None:
    """All, or the place is as empty as before."""
    try:
        _copy_documents(source, digests)
        _keep_keys(given)
        _restore_database(source)
    except (BackupError, OSError):
        shutil.rmtree(settings.MEDIA_ROOT, ignore_errors=True)
        raise


def _check_version(manifest: Manifest) -> int:
    ours = {f"{app}.{name}" for app, name in MigrationLoader(None).disk_migrations}
    if unknown := set(manifest.migrations) - ours:
        raise BackupError(
            f"Cette sauvegarde est de la version {manifest.version}, plus récente que ce programme ({min(unknown)}) : "
            "restaurez-la avec sa version ou une plus récente."
        )
    return len(ours) - len(manifest.migrations)


def _fitting_keys(manifest: Manifest, path: Path) -> dict[str, Any]:
    """What the file of keys holds for a database of our own; nothing where the operator gives keys, which must be those of the backup."""
    if not programs.is_embedded():
        ours = archive.known_by({"FIELD_KEYS": ",".join(settings.FIELD_KEYS), "INDEX_KEY": settings.INDEX_KEY})
        if (
            not set(manifest.keys["FIELD_KEYS"]) <= set(ours["FIELD_KEYS"])
            or manifest.keys["INDEX_KEY"] != ours["INDEX_KEY"]
        ):
            raise BackupError(
                f"FIELD_KEYS et INDEX_KEY ne sont pas celles de la sauvegarde : reprenez-les de {path.name}, gardé à part."
            )
        return {}
    try:
        given: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise BackupError(
            f"{path} manque : sans les clés de cette sauvegarde, ce qu’elle a de chiffré est illisible. "
            "Remettez ce fichier là, ou donnez-le dans KEYS."
        ) from None
    except ValueError:
        raise BackupError(f"{path} est abîmé : prenez une autre copie des clés.") from None
    if archive.known_by(given) != manifest.keys:
        raise BackupError(f"{path} ne contient pas les clés de cette sauvegarde.")
    return given


def _check_empty() -> None:
    media = Path(settings.MEDIA_ROOT)
    if media.exists() and any(path.is_file() for path in media.rglob("*")):
        raise BackupError(
            f"{media} contient déjà des documents : rien n’y a été touché. Donnez un dossier vide dans INTO."
        )
    with contents() as seen:
        if seen.tables():
            raise BackupError(
                f"La base de données de {settings.VAR} n’est pas vide : rien n’y a été touché. Donnez un dossier vide dans INTO."
            )


def _copy_documents(source: Path, digests: dict[str, str]) -> None:
    for name, digest in digests.items():
        folder, _, rest = name.partition("/")
        if folder != archive.DOCUMENTS:
            continue
        target = (Path(settings.MEDIA_ROOT) / rest).resolve()
        if Path(settings.MEDIA_ROOT).resolve() not in target.parents:
            raise BackupError(f"{source / archive.SUMS} nomme un fichier hors de la sauvegarde : {name}.")
        if archive.copied(source / name, target)[0] != digest:
            raise BackupError(f"{source / name} a changé pendant la restauration : recommencez dans un dossier vide.")


def _keep_keys(given: dict[str, Any]) -> None:
    """Instead of those drawn for this folder when it was made; the passwords of its servers stay."""
    if not given:
        return
    kept = places.own_secrets(settings.VAR)
    places.write_json(settings.VAR / "secrets.json", kept | {name: given[name] for name in archive.KEYS})
    if "demo_accounts" in given:
        places.write_json(settings.VAR / ACCOUNTS_FILE, given["demo_accounts"])


def _restore_database(source: Path) -> None:
    connections["owner"].close()
    arguments = [
        "--single-transaction",
        "--exit-on-error",
        "--no-comments",
        f"--dbname={connections['owner'].settings_dict['NAME']}",
    ]
    process = programs.start("pg_restore", [*arguments, str(source / archive.DATABASE)])
    programs.finish(process, what="La base de données n’a pas pu être restaurée", folder=settings.VAR)
    with connections["owner"].cursor() as cursor:
        cursor.execute("ANALYZE")


def _compare(manifest: Manifest) -> None:
    """Raises BackupError with all that is not as the backup says."""
    with contents() as seen:
        found = {**seen.digests(), **{f"({kind})": said for kind, said in seen.structure().items()}}
        named = seen.documents()
    wanted = {**manifest.tables, **{f"({kind})": said for kind, said in manifest.structure.items()}}
    odds = sorted(name for name in wanted.keys() | found.keys() if wanted.get(name) != found.get(name))
    odds += sorted(
        name for name in named if not (Path(settings.MEDIA_ROOT) / name).is_file() and name not in manifest.missing
    )
    if odds:
        raise BackupError(
            f"La restauration diffère de la sauvegarde : {', '.join(odds[:8])}. Ne vous en servez pas : recommencez dans un dossier vide."
        )
