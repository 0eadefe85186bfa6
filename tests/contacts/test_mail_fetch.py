"""Mail is fetched whole and once, wherever the line goes dead, and delivered signed."""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.models.functions import Now
from django.test import Client
from django.utils import timezone

from accounts.models import Mutual
from accounts.scopes import within_mutuals
from audit.actors import acting, job
from contacts import deadlines
from contacts.models import Case, Entry, InboundEmail, Mailbox
from contacts.services import intake, mailboxes
from contacts.signatures import SIGNATURE_HEADER, TIMESTAMP_HEADER, signed
from contacts.tasks import fetch_mail
from tests.factories import accounts as make_accounts
from tests.factories import mail as make_mail
from tests.factories import papers
from tests.imap import ImapServer, Post


@pytest.fixture(autouse=True)
def _files(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def server() -> Iterator[ImapServer]:
    with ImapServer() as running:
        yield running


@pytest.fixture
def post(server: ImapServer) -> Post:
    server.post.messages = {number: make_mail.message(f"Message {number}") for number in (3, 4, 5)}
    return server.post


@pytest.fixture
def mailbox(mutual: Mutual, server: ImapServer) -> Mailbox:
    return make_mail.mailbox(mutual, host="127.0.0.1", port=server.port)


def taken(mailbox: Mailbox) -> list[str]:
    with within_mutuals([mailbox.mutual_id]):
        return sorted(InboundEmail.objects.values_list("entry__text", flat=True))


EVERYTHING = ["Message 3", "Message 4", "Message 5"]


@pytest.mark.django_db
def test_everything_is_fetched_and_marked_seen(mailbox: Mailbox, post: Post) -> None:
    fetch_mail(mailbox.pk)
    assert (taken(mailbox), post.seen) == (EVERYTHING, {3, 4, 5})


@pytest.mark.django_db
def test_what_was_fetched_is_not_asked_for_again(mailbox: Mailbox, post: Post) -> None:
    fetch_mail(mailbox.pk)
    post.commands.clear()
    fetch_mail(mailbox.pk)
    assert [command for command in post.commands if "FETCH" in command] == []


@pytest.mark.django_db
@pytest.mark.parametrize("cut_at", [3, 4, 5])
def test_a_line_that_goes_dead_in_a_message_loses_and_doubles_nothing(
    mailbox: Mailbox, post: Post, cut_at: int
) -> None:
    post.cut_at = cut_at
    fetch_mail(mailbox.pk)
    first = taken(mailbox)
    fetch_mail(mailbox.pk)
    assert (first, taken(mailbox)) == (EVERYTHING[: cut_at - 3], EVERYTHING)


@pytest.mark.django_db
@pytest.mark.parametrize("cut_after", [0, 1, -1, None], ids=["nothing", "one byte", "all but one", "all, unsaid"])
def test_half_a_message_leaves_nothing_and_comes_whole_the_next_time(
    mailbox: Mailbox, post: Post, tmp_path: Path, cut_after: int | None
) -> None:
    post.messages = {3: make_mail.message("Message 3")}
    post.cut_at, post.cut_after = 3, len(post.messages[3]) if cut_after is None else cut_after
    fetch_mail(mailbox.pk)
    left = (taken(mailbox), set(post.seen), files(tmp_path))
    for _ in range(2):
        fetch_mail(mailbox.pk)
    assert (left, taken(mailbox), files(tmp_path)) == (([], set(), []), ["Message 3"], [post.messages[3]])


def files(folder: Path) -> list[bytes]:
    """What is kept on the disk of all that came."""
    return [path.read_bytes() for path in folder.rglob("*") if path.is_file()]


@pytest.mark.django_db
def test_a_line_that_goes_dead_says_so_until_it_is_back(mailbox: Mailbox, post: Post) -> None:
    post.cut_at = 4
    fetch_mail(mailbox.pk)
    mailbox.refresh_from_db()
    failed = mailbox.failure
    fetch_mail(mailbox.pk)
    mailbox.refresh_from_db()
    assert (failed, mailbox.failure) == (mailboxes.FAILURES["cut"], "")


@pytest.mark.django_db
def test_a_line_that_goes_dead_before_the_mark_doubles_nothing(mailbox: Mailbox, post: Post) -> None:
    post.cut_store_at = 4
    fetch_mail(mailbox.pk), fetch_mail(mailbox.pk)
    assert taken(mailbox) == EVERYTHING


@pytest.mark.django_db
def test_a_message_fetched_twice_is_one_contact(mailbox: Mailbox, post: Post) -> None:
    """How far the last round came was lost, as by a database put back: the server gives everything again."""
    post.messages = {3: make_mail.message("Message 3")}
    fetch_mail(mailbox.pk)
    Mailbox.objects.filter(pk=mailbox.pk).update(last_uid=0)
    fetch_mail(mailbox.pk)
    asked = [command for command in post.commands if "BODY.PEEK[]" in command]
    with within_mutuals([mailbox.mutual_id]):
        counted = (InboundEmail.objects.count(), Case.objects.count(), Entry.objects.count())
    assert (len(asked), counted) == (2, (1, 1, 1))


@pytest.mark.django_db
def test_a_folder_numbered_anew_doubles_nothing(mailbox: Mailbox, post: Post) -> None:
    fetch_mail(mailbox.pk)
    post.validity, post.messages = 8, {number - 2: raw for number, raw in post.messages.items()}
    post.messages[4] = make_mail.message("Message 6")
    fetch_mail(mailbox.pk)
    assert taken(mailbox) == [*EVERYTHING, "Message 6"]


@pytest.mark.django_db
def test_a_wrong_password_is_said(mailbox: Mailbox, post: Post) -> None:
    post.password = "autre"
    fetch_mail(mailbox.pk)
    mailbox.refresh_from_db()
    assert mailbox.failure == mailboxes.FAILURES["sign_in"]


@pytest.mark.django_db
def test_who_is_at_it_keeps_the_others_away(mailbox: Mailbox, post: Post) -> None:
    Mailbox.objects.filter(pk=mailbox.pk).update(fetching_until=Now() + deadlines.FETCH_LEASE)
    fetch_mail(mailbox.pk)
    assert post.commands == []


@pytest.mark.django_db
def test_a_worker_that_died_keeps_nobody_away_for_long(mailbox: Mailbox, post: Post) -> None:
    Mailbox.objects.filter(pk=mailbox.pk).update(fetching_until=Now() - deadlines.FETCH_LEASE)
    fetch_mail(mailbox.pk)
    assert taken(mailbox) == EVERYTHING


@pytest.mark.django_db
def test_a_vast_message_stays_on_the_server_and_is_a_case(mailbox: Mailbox, post: Post) -> None:
    post.messages, post.size_said = {9: make_mail.message(subject="Photos")}, {9: 200 * 2**20}
    fetch_mail(mailbox.pk)
    with within_mutuals([mailbox.mutual_id]):
        email = InboundEmail.objects.get()
        assert email.entry is not None
        told = (email.subject, "left_behind" in email.entry.detail["faults"])
    assert (told, post.seen) == (("Photos", True), set())


@pytest.mark.races
@pytest.mark.django_db(transaction=True, databases=["default", "owner"])
def test_two_workers_at_the_same_moment_take_one_message_once() -> None:
    mailbox = make_mail.mailbox(make_accounts.mutual())
    raw = make_mail.message(files={"devis.pdf": papers.pdf()})

    def work(_: int) -> bool:
        try:
            with acting(job("test")):
                return intake.receive(mailbox=mailbox, raw=raw, received_at=timezone.now())[1]
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as pool:
        new = list(pool.map(work, range(6)))
    with within_mutuals([mailbox.mutual_id]), transaction.atomic():
        assert (sum(new), InboundEmail.objects.count(), Case.objects.count()) == (1, 1, 1)


# ---- delivered by another system


def deliver(mailbox_id: int, raw: bytes, *, secret: str = make_mail.SECRET, ago: int = 0) -> Any:
    stamp = int(time.time()) - ago
    headers = {TIMESTAMP_HEADER: str(stamp), SIGNATURE_HEADER: signed(secret, stamp, raw)}
    return Client().post(f"/api/v1/courriels/{mailbox_id}/", raw, content_type="message/rfc822", headers=headers)


@pytest.mark.django_db
def test_a_signed_delivery_is_taken_once(mailbox: Mailbox) -> None:
    raw = make_mail.message("Bonjour")
    assert [deliver(mailbox.pk, raw).status_code for _ in range(2)] == [201, 200]
    assert taken(mailbox) == ["Bonjour"]


@pytest.mark.django_db
def test_a_delivery_of_thirty_megabytes_is_taken(mailbox: Mailbox) -> None:
    assert deliver(mailbox.pk, make_mail.message() + b"x" * (30 * 2**20)).status_code == 201


@pytest.mark.django_db
@pytest.mark.parametrize("wrong", [{"secret": "autre"}, {"ago": 600}, {"ago": -600}])
@pytest.mark.attack(25)
def test_a_forged_or_stale_delivery_is_refused_and_counted(mailbox: Mailbox, wrong: dict[str, Any]) -> None:
    answer = deliver(mailbox.pk, make_mail.message(), **wrong)
    mailbox.refresh_from_db()
    assert (answer.status_code, mailbox.refused_count, taken(mailbox)) == (401, 1, [])


@pytest.mark.django_db
def test_a_mailbox_that_is_not_there_answers_as_a_forgery(mailbox: Mailbox) -> None:
    forged, nowhere = deliver(mailbox.pk, b"", secret="autre"), deliver(10**6, b"")
    assert (forged.status_code, forged.content) == (nowhere.status_code, nowhere.content)
