"""Letters and faxes that another system scanned: sent as files, opened once, refused clearly."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from accounts.enums import Scope
from accounts.models import ApiKey, Mutual
from accounts.roles import Role
from accounts.scopes import within_mutuals
from contacts.enums import Apart, Channel
from contacts.models import Case, Document
from contacts.services import scans
from tests.factories import accounts as make_accounts
from tests.factories import contacts as make
from tests.factories import papers

pytestmark = pytest.mark.django_db
SCANS = "/api/v1/scans/"
PAGES = papers.pdf(2)


@pytest.fixture
def scanner(mutual: Mutual, settings: Any, tmp_path: Path) -> Client:
    settings.MEDIA_ROOT = tmp_path
    make.policy(mutual)
    account = make_accounts.user(Role.API_CLIENT)
    _, token = ApiKey.objects.create(account, mutual=mutual, label="Numériseur", scopes=[Scope.SCAN_WRITE])
    return Client(headers={"Authorization": f"Bearer {token}"})


@pytest.fixture
def opened(mutual: Mutual) -> Iterator[Any]:
    with within_mutuals([mutual.pk]):
        yield Case.objects.prefetch_related("documents").order_by("pk")


def file(content: bytes | None = None, name: str = "page.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, PAGES if content is None else content)


def sent(**fields: Any) -> dict[str, Any]:
    return {"channel": "letter", "received_on": f"{timezone.localdate()}", "files": [file()], **fields}


def post(client: Client, body: dict[str, Any], *, key: str = "numeriseur-1") -> Any:
    return client.post(SCANS, body, headers={"Idempotency-Key": key})


def test_an_envelope_opens_one_contact(scanner: Client, opened: Any) -> None:
    answer = post(scanner, sent(files=[file(name="a.pdf"), file(name="b.pdf")]))
    (case,) = opened
    names = sorted(document.name for document in case.documents.all())
    assert (answer.status_code, answer.json()["id"], case.channel, names) == (
        201, str(case.pk), Channel.LETTER, ["a.pdf", "b.pdf"],
    )  # fmt: skip


def test_the_clock_runs_from_the_day_of_receipt(scanner: Client, opened: Any) -> None:
    day = timezone.localdate() - timedelta(days=3)
    post(scanner, sent(received_on=f"{day}"))
    assert [case.received_at for case in opened] == [scans.received(day)]


def test_a_fax_keeps_the_number_it_came_from(scanner: Client, opened: Any) -> None:
    post(scanner, sent(channel="fax", sender="01.99.00.12/34"))
    assert [case.caller_phone for case in opened] == ["+33199001234"]


def test_the_same_again_gets_the_same_answer(scanner: Client, opened: Any) -> None:
    answers = [post(scanner, sent()).content for _ in range(2)]
    kept = default_storage.listdir(f"mutuals/{opened[0].mutual_id}/documents")[1]
    assert (len(set(answers)), opened.count(), len(kept)) == (1, 1, 1)


@pytest.mark.parametrize("other", [{"files": [file(b"%PDF-1.4 autre")]}, {"channel": "fax"}])
def test_something_else_under_the_key_is_refused(scanner: Client, opened: Any, other: dict[str, Any]) -> None:
    post(scanner, sent())
    answer = post(scanner, sent(**other))
    assert (answer.status_code, opened.count()) == (409, 1)


def test_a_dubious_file_is_set_apart_and_the_contact_exists(scanner: Client, opened: Any) -> None:
    answer = post(scanner, sent(files=[file(b"<html>", name="../../x.pdf")]))
    document = Document.objects.get(case__in=opened)
    assert (answer.status_code, document.why, document.name) == (201, Apart.DISGUISED, "x.pdf")


@pytest.mark.parametrize(
    ("fields", "named"),
    [
        ({"channel": "phone"}, "channel"),
        ({"received_on": "2999-01-01"}, "received_on"),
        ({"received_on": "1999-01-01"}, "received_on"),
        ({"received_on": "hier"}, "received_on"),
        ({"files": []}, "files"),
        ({"files": [file() for _ in range(21)]}, "files"),
        ({"files": [file(b"")]}, "files"),
        ({"subject": "x"}, "subject"),
    ],
)
def test_what_is_wrong_is_named(scanner: Client, fields: dict[str, Any], named: str) -> None:
    answer = post(scanner, sent(**fields))
    assert (answer.status_code, list(answer.json())) == (400, [named])


def test_a_request_without_its_key_is_refused(scanner: Client) -> None:
    answer = scanner.post(SCANS, sent())
    assert (answer.status_code, list(answer.json())) == (400, ["Idempotency-Key"])


def test_a_key_for_portals_sends_no_scan(mutual: Mutual) -> None:
    account = make_accounts.user(Role.API_CLIENT)
    _, token = ApiKey.objects.create(account, mutual=mutual, label="Portail", scopes=[Scope.CONTACT_WRITE])
    assert post(Client(headers={"Authorization": f"Bearer {token}"}), sent()).status_code == 404
