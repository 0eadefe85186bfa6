"""Files of the register sent through the screen: who may, what the worker makes of them, and what is said."""

import io
import zipfile
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from accounts.models import User
from accounts.roles import Role
from audit.actors import acting, job
from audit.models import JournalEntry
from practitioners import uploads
from practitioners.enums import ImportState
from practitioners.models import Extraction, Practitioner, RegisterImport
from tests.factories import accounts as make_accounts
from tests.factories import practitioners as make

pytestmark = pytest.mark.django_db
ADDRESS = "/annuaire/imports/"
NAME = "PS_LibreAcces_Personne_activite_202610080830.txt"


@pytest.fixture(autouse=True)
def _kept_files(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def administrator(db: None) -> User:
    return make_accounts.user(Role.ADMINISTRATOR)


@pytest.fixture
def browser(administrator: User) -> Client:
    return make_accounts.browser(administrator)


def content(rows: int, *more: str) -> bytes:
    return make.extraction([*(make.row() for _ in range(rows)), *more]).getvalue()


def archive(**files: bytes) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as into:
        for name, said in files.items():
            into.writestr(f"{name}_202610080830.txt", said)
    return packed.getvalue()


def taken(by: User, said: bytes, name: str = NAME) -> RegisterImport:
    """A file accepted and imported, as the worker leaves it."""
    with acting(job("test")):
        upload = uploads.accept(by=by, file=SimpleUploadedFile(name, said))
    uploads.run(upload.pk)
    upload.refresh_from_db()
    return upload


def test_a_file_sent_waits_for_the_worker(browser: Client) -> None:
    answer = browser.post(ADDRESS, {"file": SimpleUploadedFile(NAME, content(3))})
    upload = RegisterImport.objects.get()
    assert (answer.status_code, answer.headers["Location"]) == (302, f"{ADDRESS}{upload.pk}/")
    assert (upload.state, upload.name, Practitioner.objects.count()) == ("waiting", NAME, 0)


def test_the_worker_imports_it_and_deletes_it(administrator: User) -> None:
    upload = taken(administrator, content(3))
    assert (upload.state, upload.rows, upload.counts["created"]["person"], bool(upload.file)) == ("done", 3, 3, False)
    assert str(Extraction.objects.get().published_on) == "2026-10-08"
    assert JournalEntry.objects.filter(act="import", actor_id=administrator.pk).count() == 1


def test_the_published_archive_is_taken_as_it_is(administrator: User) -> None:
    packed = archive(
        PS_LibreAcces_Personne_activite=content(3), PS_LibreAcces_Dipl_AutExerc=b"x", PS_LibreAcces_SavoirFaire=b"x"
    )
    upload = taken(administrator, packed, "PS_LibreAcces.zip")
    assert (upload.state, upload.rows, str(Extraction.objects.get().published_on)) == ("done", 3, "2026-10-08")


@pytest.mark.parametrize(
    ("said", "words"),
    [
        (b"", "vide"),
        (b"%PDF-1.7 " + b"x" * 100_000, "colonne 1"),
        (archive(Autre=b"x"), "archive"),
        (archive(PS_LibreAcces_Personne_activite=b"Rien"), "colonne 1"),
        (archive(PS_LibreAcces_Personne_activite=b"Rien")[:-30], "archive"),
    ],
)
def test_what_is_not_the_register_is_refused_in_words(administrator: User, said: bytes, words: str) -> None:
    make.town(6)
    upload = taken(administrator, said)
    assert (upload.state, words in upload.refusal, bool(upload.file)) == ("refused", True, False)
    assert Practitioner.objects.count() == 6


def test_far_fewer_rows_are_imported_only_once_confirmed(administrator: User, browser: Client) -> None:
    make.town(20)
    upload = taken(administrator, content(3))
    before = (upload.state, bool(upload.file), Practitioner.objects.count())
    page = browser.get(f"{ADDRESS}{upload.pk}/").content.decode()
    browser.post(f"{ADDRESS}{upload.pk}/confirmer/")
    uploads.run(upload.pk)
    upload.refresh_from_db()
    assert (before, "20" in page) == (("to_confirm", True, 20), True)
    assert (upload.state, upload.confirmed_by, Practitioner.objects.count()) == ("done", administrator, 3)


def test_nothing_is_confirmed_twice(administrator: User, browser: Client) -> None:
    upload = taken(administrator, content(3))
    browser.post(f"{ADDRESS}{upload.pk}/confirmer/")
    upload.refresh_from_db()
    assert upload.state == "done"


def test_strange_rows_are_shown_and_kept_as_a_file(administrator: User, browser: Client) -> None:
    upload = taken(administrator, content(1, make.row(profession="")))
    page = browser.get(f"{ADDRESS}{upload.pk}/").content.decode()
    answer = browser.get(f"{ADDRESS}{upload.pk}/lignes.csv")
    lines = b"".join(answer).decode("utf-8-sig").splitlines()
    assert ('<td class="num">3</td>' in page, [line.split(";")[0] for line in lines]) == (True, ["ligne", "3"])


def test_without_strange_rows_there_is_no_file(administrator: User, browser: Client) -> None:
    upload = taken(administrator, content(1))
    assert browser.get(f"{ADDRESS}{upload.pk}/lignes.csv").status_code == 404


@pytest.mark.parametrize("state", ["waiting", "running"])
def test_while_it_is_read_the_page_asks_again(administrator: User, browser: Client, state: str) -> None:
    upload = taken(administrator, content(1))
    RegisterImport.objects.update(state=state)
    assert 'hx-trigger="every 1s"' in browser.get(f"{ADDRESS}{upload.pk}/").content.decode()


def test_the_worker_s_progress_is_told(administrator: User) -> None:
    assert uploads.percent_done(taken(administrator, content(3))) == 100


def test_a_form_without_a_file_says_so(browser: Client) -> None:
    answer = browser.post(ADDRESS)
    assert (RegisterImport.objects.count(), "obligatoire" in answer.content.decode()) == (0, True)


def test_a_file_is_imported_by_one_worker(administrator: User) -> None:
    upload = taken(administrator, content(3))
    uploads.run(upload.pk)
    assert Extraction.objects.count() == 1


def test_what_died_is_said_and_its_file_deleted(administrator: User) -> None:
    upload = taken(administrator, content(3))
    with acting(job("test")):
        dead = uploads.accept(by=administrator, file=SimpleUploadedFile(NAME, b"x"))
    RegisterImport.objects.filter(pk=dead.pk).update(state=ImportState.RUNNING, started_at="2026-01-01T00:00Z")
    uploads.tidy()
    dead.refresh_from_db()
    upload.refresh_from_db()
    assert (dead.state, bool(dead.file), upload.state) == ("failed", False, "done")
