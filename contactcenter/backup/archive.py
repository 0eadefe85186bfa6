"""What a backup looks like on disk: its names, its manifest, its digests, and its keys apart."""

import hashlib
import json
import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

FORMAT = 1
DATABASE, DOCUMENTS, SUMS, MANIFEST = "base.dump", "documents", "SHA256SUMS", "manifest.json"
KEYS = ("SECRET_KEY", "FIELD_KEYS", "INDEX_KEY")
BLOCK = 2**20


class BackupError(Exception):
    """A backup or a restore did not take place; the text is one line in French that says why and what to do."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """`tables` are rows and digest by table, `structure` the same by kind of what holds them, `documents` number and bytes.

    `missing` are documents that rows name and that were not on the disk any more. `keys` are digests by which the keys are known.
    `sums` is the digest of the list of digests, so that this file vouches for every other.
    """

    format: int
    version: str
    made_at: str
    postgresql: str
    migrations: list[str]
    tables: dict[str, tuple[int, str]]
    structure: dict[str, tuple[int, str]]
    documents: tuple[int, int]
    missing: list[str]
    keys: dict[str, list[str]]
    sums: str

    @property
    def rows(self) -> int:
        return sum(rows for rows, _ in self.tables.values())

    def write(self, folder: Path) -> None:
        write(folder / MANIFEST, json.dumps(asdict(self), ensure_ascii=False, indent=1) + "\n")


def manifest_of(folder: Path) -> Manifest:
    """Raises BackupError when FOLDER is no backup, or one that this program does not know how to read."""
    try:
        said: dict[str, Any] = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (FileNotFoundError, NotADirectoryError):
        raise BackupError(
            f"{folder} n’est pas une sauvegarde : {MANIFEST} y manque. Donnez le dossier que « make backup » a nommé."
        ) from None
    except ValueError:
        raise BackupError(_damaged(folder / MANIFEST)) from None
    if said.get("format") != FORMAT:
        raise BackupError(
            f"{folder} vient d’une version plus récente du programme : restaurez-la avec cette version-là."
        )
    pairs = {
        name: {key: (rows, digest) for key, (rows, digest) in said[name].items()} for name in ("tables", "structure")
    }
    return Manifest(**{**said, **pairs, "documents": tuple(said["documents"])})


def check_files(folder: Path, manifest: Manifest) -> dict[str, str]:
    """Digests by name of every file but the manifest, each as it was written. Raises BackupError for the first that is not."""
    sums = folder / SUMS
    if not sums.is_file() or digest_of(sums) != manifest.sums:
        raise BackupError(_damaged(sums))
    listed = dict(_listed(sums))
    for name, digest in listed.items():
        if not (folder / name).is_file() or digest_of(folder / name) != digest:
            raise BackupError(_damaged(folder / name))
    return listed


def _damaged(path: Path) -> str:
    return f"{path} manque ou est abîmé : prenez une autre copie de cette sauvegarde. Rien n’a été restauré."


def _listed(sums: Path) -> Iterator[tuple[str, str]]:
    for line in sums.read_text(encoding="utf-8").splitlines():
        digest, _, name = line.partition("  ")
        yield name, digest


def write_sums(folder: Path, digests: dict[str, str]) -> str:
    """As sha256sum writes and checks them; the digest of the list itself."""
    write(folder / SUMS, "".join(f"{digest}  {name}\n" for name, digest in sorted(digests.items())))
    return digest_of(folder / SUMS)


def digest_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def copied(source: Path, target: Path) -> tuple[str, int]:
    """Digest and bytes of SOURCE, now also at TARGET, which its owner alone reads."""
    digest, size = hashlib.sha256(), 0
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with source.open("rb") as file, os.fdopen(_own(target), "wb") as copy:
        while block := file.read(BLOCK):
            copy.write(block)
            digest.update(block)
            size += len(block)
    return digest.hexdigest(), size


def write(path: Path, text: str) -> None:
    with os.fdopen(_own(path), "w", encoding="utf-8") as file:
        file.write(text)


def _own(path: Path) -> int:
    return os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)


def keys_beside(folder: Path) -> Path:
    """Where the keys of a backup lie unless somebody says otherwise: beside it, so that the one travels without the other."""
    return folder.with_name(f"{folder.name}.cles.json")


def known_by(keys: dict[str, str]) -> dict[str, list[str]]:
    """By what each key is recognised, which tells nothing of it: keys are 32 random bytes."""
    return {
        name: [
            hashlib.sha256(f"{name} {key.strip()}".encode()).hexdigest()[:16] for key in keys.get(name, "").split(",")
        ]
        for name in KEYS
    }
