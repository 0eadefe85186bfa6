"""Files sent through the screen: who may, what is kept of them, and what the worker makes of them."""

import hashlib
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from accounts.models import Mutual, User
from accounts.roles import Role
from accounts.scopes import within_mutuals
from audit.actors import acting, job
from members import uploads
from members.enums import ImportMode, ImportState
from members.models import Member, MemberImport, Product
from tests.factories import accounts as make
from tests.factories.files import PERSON, members_file

CONTENT = members_file(PERSON).getvalue()


@pytest.fixture(autouse=True)
def _kept_files(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def administrator(mutual: Mutual) -> User:
    with acting(job("test")), within_mutuals([mutual.pk]):
        Product.objects.create(mutual=mutual, code="CONF", name="Confort", level=3)
    return make.user(Role.ADMINISTRATOR, on=[mutual])


def send(browser: Client, mutual: Mutual, content: bytes = CONTENT, **options: Any) -> Any:
    """The answer to a file sent, with the worker not started."""
    file = SimpleUploadedFile("../../adherents.csv", content)
    return browser.post(reverse("members:imports"), {"mutual": mutual.pk, "file": file, "mode": "update", **options})


def sent(mutual: Mutual, by: User, content: bytes = CONTENT, **options: Any) -> MemberImport:
    """A file accepted and imported, as the worker leaves it."""
    chosen = {"mode": ImportMode.UPDATE, "dry_run": False, **options}
    with acting(job("test")), within_mutuals([mutual.pk]):
        upload = uploads.accept(by=by, mutual=mutual, file=SimpleUploadedFile("a.csv", content), **chosen)
        uploads.run(upload_id=upload.pk, mutual_id=mutual.pk)
        return MemberImport.objects.get(pk=upload.pk)


def page_of(mutual: Mutual, by: User, state: str) -> str:
    """The page of a file in this state."""
    upload = sent(mutual, by)
    with within_mutuals([mutual.pk]):
        MemberImport.objects.update(state=state)
    return make.browser(by).get(reverse("members:import", args=[upload.pk])).content.decode()


def test_a_file_sent_waits_with_its_digest_readable_by_us_alone(mutual: Mutual, administrator: User) -> None:
    send(make.browser(administrator), mutual, dry_run="on")

    with within_mutuals([mutual.pk]):
        upload = MemberImport.objects.get()
    path = Path(upload.file.path)
    assert (upload.state, upload.name, upload.sha256) == (
        "waiting",
        "adherents.csv",
        hashlib.sha256(CONTENT).hexdigest(),
    )
    assert (path.stat().st_mode & 0o777, path.read_bytes()) == (0o600, CONTENT)


def test_a_file_for_a_mutual_that_is_not_mine_is_refused(
    mutual: Mutual, other_mutual: Mutual, administrator: User
) -> None:
    answer = send(make.browser(administrator), other_mutual)

    with within_mutuals([mutual.pk, other_mutual.pk]):
        assert (answer.status_code, MemberImport.objects.count()) == (200, 0)


def test_the_worker_imports_and_deletes_the_file(mutual: Mutual, administrator: User) -> None:
    upload = sent(mutual, administrator)

    assert (upload.state, upload.counts["created"], bool(upload.file), upload.finished_at is None) == (
        "done",
        1,
        False,
        False,
    )
    with within_mutuals([mutual.pk]):
        assert Member.objects.count() == 1


def test_a_tried_file_is_kept_until_somebody_decides(mutual: Mutual, administrator: User) -> None:
    upload = sent(mutual, administrator, dry_run=True)

    with acting(job("test")), within_mutuals([mutual.pk]):
        assert (upload.state, Member.objects.count(), uploads.confirm(upload=upload, by=administrator)) == (
            "dry_run",
            0,
            True,
        )
        uploads.run(upload_id=upload.pk, mutual_id=mutual.pk)
        upload.refresh_from_db()
        assert (upload.state, bool(upload.file), Member.objects.count()) == ("done", False, 1)


def test_a_file_is_imported_by_one_worker(mutual: Mutual, administrator: User) -> None:
    upload = sent(mutual, administrator)

    with acting(job("test")), within_mutuals([mutual.pk]):
        uploads.run(upload_id=upload.pk, mutual_id=mutual.pk)
        upload.refresh_from_db()

    assert upload.counts["created"] == 1


def test_refused_rows_come_as_a_file(mutual: Mutual, administrator: User) -> None:
    upload = sent(mutual, administrator, members_file({**PERSON, "sex": "=1"}).getvalue())

    answer: Any = make.browser(administrator).get(reverse("members:import_report", args=[upload.pk]))

    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    assert (upload.state, text.splitlines()[1].split(";")[:3]) == ("refused", ["2", "sex", "'=1"])


@pytest.mark.parametrize("state", ["done", "refused", "to_confirm", "dry_run", "failed"])
def test_every_state_that_lasts_is_said(mutual: Mutual, administrator: User, state: str) -> None:
    page = page_of(mutual, administrator, state)

    assert (str(ImportState(state).label) in page, "every 1s" in page) == (True, False)


@pytest.mark.parametrize("state", ["waiting", "running"])
def test_progress_is_asked_for_until_the_end(mutual: Mutual, administrator: User, state: str) -> None:
    page = page_of(mutual, administrator, state)

    assert ("<progress" in page, page.count('hx-trigger="every 1s"')) == (True, 1)


@pytest.mark.parametrize("name", ["members:import", "members:import_report", "members:import_confirm"])
@pytest.mark.attack(6)
def test_another_mutual_s_file_is_not_there(
    mutual: Mutual, other_mutual: Mutual, administrator: User, name: str
) -> None:
    upload = sent(mutual, administrator, members_file({**PERSON, "sex": "X"}).getvalue())
    stranger = make.browser(make.user(Role.ADMINISTRATOR, on=[other_mutual]))
    method = stranger.post if name.endswith("confirm") else stranger.get

    answers = [method(reverse(name, args=[pk])) for pk in (upload.pk, uuid4())]

    assert [answer.status_code for answer in answers] == [404, 404]


def test_an_adviser_sees_no_file(mutual: Mutual, adviser: User) -> None:
    assert make.browser(adviser).get(reverse("members:imports")).status_code == 404
