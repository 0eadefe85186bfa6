"""Backups of released versions, restored by this one on servers of their own, brought up to date, and backed up again."""

import ast
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from contactcenter.backup import archive
from contactcenter.backup.archive import Manifest, manifest_of
from contactcenter.embedded import folder
from tests.contactcenter.older import KEPT, NAME, NIR, NOTE, PASSWORD, USERNAME
from tests.throwaway import fresh_folder

RELEASED = sorted(path.parent for path in KEPT.glob("*/manifest.json"))
LOOK = f"""
from django.test import Client
from accounts.models import Mutual, User
from accounts.scopes import within_mutuals
from contacts.models import Case
from django.db import transaction
from members import sealing, services
client = Client(headers={{"host": "127.0.0.1"}})
signed = client.post("/connexion/", {{"login": "{USERNAME}", "password": "{PASSWORD}"}})
with within_mutuals(list(Mutual.objects.values_list("pk", flat=True))), transaction.atomic():
    case = Case.objects.select_related("member").order_by("pk").last()
    nir = sealing.unseal(bytes(case.member.nir_sealed), member_id=case.member_id)
    proof = services.prove_facts(user=User.objects.get(username="{USERNAME}"), member_id=case.member_id, facts=frozenset({{"name", "birth"}}))
file = client.post(f"/adherents/{{case.member_id}}/ouvrir/", {{"proof": proof}}, follow=True)
page = client.get(f"/contacts/{{case.pk}}/")
read = "{NAME.upper()}" in file.content.decode().upper(), "{NOTE}" in page.content.decode()
print(signed.status_code, file.status_code, page.status_code, *read, nir)
"""

COUNT = """
import json, os
from pathlib import Path
from urllib.parse import urlsplit
import psycopg
from psycopg import sql
address = urlsplit(os.environ["DATABASE_URL"])
password = json.loads((Path(os.environ["CONTACTCENTER_VAR"]) / "secrets.json").read_text())["password_postgres"]
with psycopg.connect(address._replace(netloc=f"postgres:{password}@127.0.0.1:{address.port}").geturl()) as all_seeing:
    tables = all_seeing.execute("SELECT relname FROM pg_class WHERE relrowsecurity ORDER BY relname").fetchall()
    print({name: all_seeing.execute(sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(name))).fetchone()[0] for (name,) in tables})
"""
"""Rows behind walls, as the superuser counts them."""


@dataclass(frozen=True)
class Place:
    """A folder of data of its own, and what commands say there."""

    var: Path

    def run(self, *command: str, **given: str) -> tuple[int, str, str]:
        environment = {"PATH": os.environ["PATH"], "CONTACTCENTER_VAR": str(self.var), "LOG_LEVEL": "CRITICAL", **given}
        done = subprocess.run(
            [sys.executable, "-W", "ignore", "manage.py", *command],
            env=environment, cwd=folder.ROOT, capture_output=True, text=True, check=False,
        )  # fmt: skip
        return done.returncode, done.stdout, done.stderr


@pytest.fixture(scope="module", params=RELEASED, ids=lambda path: path.name)
def restored(request: pytest.FixtureRequest) -> Iterator[tuple[Place, Path]]:
    """A released version's backup in a new folder, as it was."""
    place = Place(fresh_folder() / "var")
    code, _, said = place.run("restore", str(request.param))
    assert (code, said) == (0, "")
    yield place, request.param
    shutil.rmtree(place.var)


def backed_up(place: Place, name: str) -> Manifest:
    target = place.var.parent / name
    code, _, said = place.run("backup", str(target))
    assert (code, said) == (0, "")
    return manifest_of(target)


def test_there_is_a_backup_of_the_first_release() -> None:
    assert [path.name for path in RELEASED][:1] == ["1.0.0"]


def test_what_is_restored_is_what_was_backed_up(restored: tuple[Place, Path]) -> None:
    """Rows, walls, rights, triggers and documents: the same digests, from the restored one's own backup."""
    place, source = restored
    again, before = backed_up(place, "again"), manifest_of(source)
    assert (again.tables, again.structure, again.migrations, again.documents, again.keys) == (
        before.tables, before.structure, before.migrations, before.documents, before.keys,
    )  # fmt: skip


def test_every_row_of_every_mutual_is_in_a_backup(restored: tuple[Place, Path]) -> None:
    """Row-level security binds the owner too: the superuser counts, whom nothing is hidden from."""
    place, source = restored
    code, counted, _ = place.run("shell", "--no-imports", "-c", COUNT)
    rows = ast.literal_eval(counted)
    assert (code, rows["members_member"], {name: manifest_of(source).tables[name][0] for name in rows}) == (0, 2, rows)


def test_an_old_version_s_data_comes_up_to_date_and_is_worked_with(restored: tuple[Place, Path]) -> None:
    """Somebody signs in with the old password and reads a contact; what was sealed opens; the tables are those of a new installation."""
    place, _ = restored
    assert place.run("migrate", "--verbosity=0") == (0, "", "")
    assert place.run("shell", "--no-imports", "-c", LOOK) == (0, f"302 200 200 True True {NIR}\n", "")


def test_its_tables_are_then_those_of_a_new_installation(restored: tuple[Place, Path]) -> None:
    place, _ = restored
    place.run("migrate", "--verbosity=0")
    new = Place(fresh_folder() / "var")
    assert new.run("migrate", "--verbosity=0") == (0, "", "")
    assert backed_up(place, "upgraded").structure == backed_up(new, "new").structure
    shutil.rmtree(new.var)


def test_a_second_restore_touches_nothing(restored: tuple[Place, Path]) -> None:
    place, source = restored
    code, _, said = place.run("restore", str(source))
    assert (code, "rien n’y a été touché" in said) == (2, True)


# ---- refusals


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    source = tmp_path / "sauvegarde"
    shutil.copytree(RELEASED[0], source)
    shutil.copy(archive.keys_beside(RELEASED[0]), archive.keys_beside(source))
    return source


@pytest.fixture(scope="module")
def elsewhere() -> Iterator[Place]:
    place = Place(fresh_folder() / "var")
    yield place
    shutil.rmtree(place.var, ignore_errors=True)


def test_a_damaged_file_is_named_and_nothing_restored(copy: Path, elsewhere: Place) -> None:
    with (copy / archive.DATABASE).open("r+b") as file:
        file.seek(100_000)
        file.write(b"ab" * 8)
    said = f"{copy / archive.DATABASE} manque ou est abîmé : prenez une autre copie de cette sauvegarde. Rien n’a été restauré.\n"
    assert elsewhere.run("restore", str(copy)) == (2, "", said)


def test_a_changed_list_of_digests_is_seen(copy: Path, elsewhere: Place) -> None:
    (copy / archive.SUMS).write_text("")
    code, _, said = elsewhere.run("restore", str(copy))
    assert (code, archive.SUMS in said) == (2, True)


def test_a_folder_that_is_no_backup_is_said_to_be_none(tmp_path: Path, elsewhere: Place) -> None:
    said = f"{tmp_path} n’est pas une sauvegarde : manifest.json y manque. Donnez le dossier que « make backup » a nommé.\n"
    assert elsewhere.run("restore", str(tmp_path)) == (2, "", said)


def test_without_its_keys_nothing_is_restored(copy: Path, elsewhere: Place) -> None:
    archive.keys_beside(copy).unlink()
    code, _, said = elsewhere.run("restore", str(copy))
    assert (code, said.startswith(f"{archive.keys_beside(copy)} manque")) == (2, True)


def test_other_keys_are_not_taken(copy: Path, elsewhere: Place) -> None:
    keys = json.loads(archive.keys_beside(copy).read_text(encoding="utf-8"))
    archive.keys_beside(copy).write_text(json.dumps({**keys, "INDEX_KEY": "b"}), encoding="utf-8")
    said = f"{archive.keys_beside(copy)} ne contient pas les clés de cette sauvegarde.\n"
    assert elsewhere.run("restore", str(copy)) == (2, "", said)


def test_a_newer_version_s_backup_is_not_taken(copy: Path, elsewhere: Place) -> None:
    said = json.loads((copy / archive.MANIFEST).read_text(encoding="utf-8"))
    (copy / archive.MANIFEST).write_text(json.dumps({**said, "migrations": ["accounts.9999_later"]}), encoding="utf-8")
    code, _, words = elsewhere.run("restore", str(copy))
    assert (code, "plus récente que ce programme (accounts.9999_later)" in words) == (2, True)


def test_keys_are_for_their_owner_alone_and_say_what_they_are(restored: tuple[Place, Path]) -> None:
    place, _ = restored
    backed_up(place, "with-keys")
    keys = archive.keys_beside(place.var.parent / "with-keys")
    assert (keys.stat().st_mode & 0o777, "perdus" in json.loads(keys.read_text(encoding="utf-8"))["attention"]) == (
        0o600,
        True,
    )


def test_an_empty_database_is_not_backed_up(elsewhere: Place, tmp_path: Path) -> None:
    said = "La base de données est vide : il n’y a rien à sauvegarder.\n"
    assert elsewhere.run("backup", str(tmp_path / "rien")) == (2, "", said)
    assert list(tmp_path.iterdir()) == []
