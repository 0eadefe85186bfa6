"""Letters on their way to the printer: batches that are made once, lose nothing, and are sent when they were handed over."""

import csv
import io
from datetime import timedelta
from typing import Any

import pypdfium2
import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.db.models.functions import Now
from django.test import Client
from django.urls import reverse

from accounts.models import Mutual, User
from accounts.roles import Role
from contacts.models import Case
from correspondence import queries
from correspondence.enums import BatchState, MessageState
from correspondence.models import Batch, Message
from correspondence.services import delivery, spool
from correspondence.services.writing import send_again
from tests.factories import accounts as make_accounts
from tests.factories import correspondence as make

pytestmark = pytest.mark.usefixtures("within")
AGO = timedelta(seconds=1)


@pytest.fixture
def letter(case: Case, adviser: User) -> Message:
    return make.letter(case, adviser, due=True)


def made(within: Mutual) -> Batch:
    spool.ask(user=None, mutual_id=within.pk)
    spool.make_due()
    return Batch.objects.order_by("-asked_at")[0]


def state_of(message: Message) -> tuple[str, str, int]:
    message.refresh_from_db()
    return message.state, message.error, message.attempts


def pages_of(batch: Batch) -> list[str]:
    with batch.file.open("rb") as file:
        document = pypdfium2.PdfDocument(file.read())
    return [page.get_textpage().get_text_range() for page in document]


def test_a_letter_is_printed_behind_its_cover(within: Mutual, letter: Message) -> None:
    batch = made(within)
    texts = pages_of(batch)
    told = ("1 courrier" in texts[0], texts[1].strip(), "34500 BEZIERS" in texts[2])
    assert (batch.state, batch.pages, told) == (BatchState.READY, 3, (True, "", True))


def test_its_manifest_says_where_each_letter_is(within: Mutual, letter: Message) -> None:
    assert made(within).manifest == [
        {"number": 1, "reference": letter.pk.hex.upper(), "first_page": 3, "pages": 1, "sheets": 1, "grams": 10,
         "postcode": "34500", "laid_in": []}
    ]  # fmt: skip


def test_what_is_printed_waits_to_be_handed_over(within: Mutual, letter: Message) -> None:
    made(within)
    assert state_of(letter) == (MessageState.SENDING, "", 1)


def test_handed_over_it_is_sent(within: Mutual, letter: Message, adviser: User) -> None:
    batch = spool.hand_over(user=adviser, batch_id=made(within).pk)
    assert (batch.state, state_of(letter)) == (BatchState.TAKEN, (MessageState.SENT, "", 1))


def test_handed_over_twice_is_once(within: Mutual, letter: Message, adviser: User) -> None:
    batch = made(within)
    first, second = (spool.hand_over(user=adviser, batch_id=batch.pk) for _ in range(2))
    assert first.taken_at == second.taken_at


def test_what_can_still_be_called_back_is_not_printed(within: Mutual, case: Case, adviser: User) -> None:
    message = make.letter(case, adviser)
    assert (made(within).state, state_of(message)) == (BatchState.EMPTY, (MessageState.WAITING, "", 0))


def test_asked_twice_is_made_once(within: Mutual, letter: Message) -> None:
    assert spool.ask(user=None, mutual_id=within.pk) == spool.ask(user=None, mutual_id=within.pk)


def test_a_letter_is_in_one_batch(within: Mutual, letter: Message) -> None:
    assert [made(within).state, made(within).state] == [BatchState.READY, BatchState.EMPTY]


def test_brochures_are_printed_behind_their_letter(within: Mutual, case: Case, adviser: User) -> None:
    make.brochure(pages=2)
    make.letter(case, adviser, due=True)
    (row,) = made(within).manifest
    assert (row["pages"], row["sheets"], row["grams"]) == (3, 2, 15)


def test_each_letter_begins_on_the_front_of_a_sheet(within: Mutual, case: Case, adviser: User) -> None:
    for key in "abc":
        make.letter(case, adviser, key=key, due=True)
    assert [row["first_page"] for row in made(within).manifest] == [3, 5, 7]


def test_paper_copies_are_laid_in_behind_a_separator(within: Mutual, case: Case, adviser: User) -> None:
    make.brochure("Bien manger", stock=10)
    make.letter(case, adviser, due=True)
    batch = made(within)
    assert ("Bien manger" in pages_of(batch)[2], batch.manifest[0]["laid_in"], batch.manifest[0]["first_page"]) == (
        True, ["Bien manger"], 5,
    )  # fmt: skip


# ---- who dies, and what cannot be printed


def test_a_dead_maker_s_batch_is_made_with_the_same_letters(within: Mutual, letter: Message) -> None:
    asked = spool.ask(user=None, mutual_id=within.pk)
    claimed = spool._claimed()
    assert claimed is not None
    spool._filled(asked.pk)
    Batch.objects.filter(pk=asked.pk).update(next_at=Now() - AGO)
    spool.make_due()
    batch = Batch.objects.get()
    assert (batch.state, batch.attempts, [row["reference"] for row in batch.manifest]) == (
        BatchState.READY, 2, [letter.pk.hex.upper()],
    )  # fmt: skip


def test_who_wakes_too_late_keeps_nothing(within: Mutual, letter: Message) -> None:
    spool.ask(user=None, mutual_id=within.pk)
    claimed = spool._claimed()
    assert claimed is not None
    Batch.objects.update(next_at=Now() - AGO)
    spool.make_due()
    before = Batch.objects.get()
    spool.make(*claimed)
    after = Batch.objects.get()
    assert (after.file.name, after.attempts, after.ready_at) == (before.file.name, 2, before.ready_at)


def test_what_wears_every_maker_out_is_given_back(within: Mutual, letter: Message) -> None:
    spool.ask(user=None, mutual_id=within.pk)
    Batch.objects.update(attempts=5)
    spool.make_due()
    letter.refresh_from_db()
    assert (Batch.objects.get().state, letter.batch_id) == (BatchState.FAILED, None)


def test_one_that_cannot_be_printed_holds_no_other_up(within: Mutual, case: Case, adviser: User) -> None:
    brochure = make.brochure()
    torn, sound = make.letter(case, adviser, due=True), make.letter(case, adviser, key="autre", due=True)
    brochure.file.delete(save=False)
    batch = made(within)
    assert ([row["reference"] for row in batch.manifest], state_of(torn)[:2], state_of(sound)[0]) == (
        [sound.pk.hex.upper()], (MessageState.FAILED, "other"), MessageState.SENDING,
    )  # fmt: skip


def test_it_is_tried_again_in_another_batch(within: Mutual, case: Case, adviser: User) -> None:
    letter = make.letter(case, adviser, due=True)
    Message.objects.filter(pk=letter.pk).update(to="Plus de commune")
    made(within)
    Message.objects.filter(pk=letter.pk).update(to=make.HOME)
    send_again(user=adviser, message_id=letter.pk)
    assert (made(within).state, state_of(letter)[0]) == (BatchState.READY, MessageState.SENDING)


def test_a_batch_that_nobody_prints_is_told_to_its_author(within: Mutual, letter: Message, adviser: User) -> None:
    made(within)
    Message.objects.filter(pk=letter.pk).update(next_at=Now() - AGO)
    assert (delivery.tell_late(), queries.unsent_count(adviser)) == (1, 1)


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ({"next_at": None, "state": "making"}, "unmade_has_clock"),
        ({"state": "taken", "next_at": None}, "taken_by_somebody"),
        ({"state": "lost", "next_at": None}, "state_known"),
    ],
)
def test_the_database_forbids(within: Mutual, fields: dict[str, Any], name: str) -> None:
    batch = spool.ask(user=None, mutual_id=within.pk)
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        Batch.objects.filter(pk=batch.pk).update(**fields)


# ---- the screen and the command


@pytest.fixture
def desk(within: Mutual) -> Client:
    return make_accounts.browser(make_accounts.user(Role.SUPERVISOR, on=[within]))


def test_a_batch_is_asked_for_on_the_screen(desk: Client, within: Mutual, letter: Message) -> None:
    before = desk.get(reverse("correspondence:printing")).content.decode()
    desk.post(reverse("correspondence:make_batch", args=[within.pk]))
    assert ("1 courrier" in before, Batch.objects.get().state) == (True, BatchState.ASKED)


def test_its_file_and_its_manifest_are_fetched(desk: Client, within: Mutual, letter: Message) -> None:
    batch = made(within)
    pdf = b"".join(desk.get(reverse("correspondence:batch_file", args=[batch.pk])).streaming_content)  # type: ignore[attr-defined]
    rows = list(
        csv.DictReader(io.StringIO(desk.get(reverse("correspondence:manifest", args=[batch.pk])).content.decode()))
    )
    assert (pdf[:5], [row["reference"] for row in rows]) == (b"%PDF-", [letter.pk.hex.upper()])


def test_it_is_handed_over_on_the_screen(desk: Client, within: Mutual, letter: Message) -> None:
    batch = made(within)
    desk.post(reverse("correspondence:hand_over", args=[batch.pk]))
    assert state_of(letter)[0] == MessageState.SENT


def test_the_command_counts_and_prints(within: Mutual, letter: Message) -> None:
    counted, printed = io.StringIO(), io.StringIO()
    call_command("print_letters", stdout=counted)
    call_command("print_letters", "--apply", stdout=printed)
    assert (counted.getvalue(), printed.getvalue(), Batch.objects.get().state) == (
        "arbelle 1\n", "arbelle 1\n", BatchState.READY,
    )  # fmt: skip
