"""A fax gateway and a postal service, over real sockets: what they are sent, what they say, and what comes of it."""

import base64
import json
import time
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pypdfium2
import pytest
from django.db import IntegrityError, transaction
from django.db.models.functions import Now
from django.test import Client
from django.urls import reverse

from accounts.models import Mutual, User
from contacts.enums import Channel
from contacts.models import Case
from contacts.signatures import SIGNATURE_HEADER, TIMESTAMP_HEADER, signed
from correspondence import deadlines, errors, queries, sheet
from correspondence.enums import Carrier, Fault, MessageState
from correspondence.models import Message, Stationery
from correspondence.services import delivery, postal_service, posting, spool
from correspondence.services.writing import cancel, faxed, send_again
from territory.phones import as_dialled
from tests.correspondence.post_office import PostOffice
from tests.correspondence.postal_house import PostalHouse, open_house
from tests.factories import contacts as make_contacts
from tests.factories import correspondence as make

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("within")]
AGO = timedelta(seconds=1)


@pytest.fixture
def house(settings: Any, within: Mutual) -> Iterator[PostalHouse]:
    Stationery.objects.create(mutual=within, is_posted_by_service=True)
    with open_house() as one:
        settings.WEBHOOKS_PRIVATE = True
        settings.POST_SERVICE_URL, settings.POST_SERVICE_TOKEN, settings.POST_SERVICE_SECRET = (
            one.url,
            "jeton",
            "secret",
        )
        yield one


@pytest.fixture
def due(case: Case, adviser: User, house: PostalHouse) -> Message:
    return make.letter(case, adviser, due=True)


def hand_in() -> int:
    return delivery.deliver_due(carriers=[Carrier.POST])


def make_due(message: Message) -> None:
    Message.objects.filter(pk=message.pk).update(next_at=Now() - AGO)


def state_of(message: Message) -> tuple[str, str, str]:
    message.refresh_from_db()
    return message.state, message.error, message.progress


def key_of(message: Message) -> str:
    return sheet.reference_of(message)


# ---- faxes


@pytest.fixture
def fax(within: Mutual, adviser: User, settings: Any) -> Message:
    settings.FAX_GATEWAY, settings.FAX_GATEWAY_SENDER = "{national}@fax.exemple", "envois@arbelle.exemple"
    case = make_contacts.case(within, holder=adviser, channel=Channel.FAX, caller_phone="+33465712348")
    return make.message(case, adviser, channel=Channel.FAX, to="04 65 71 23 48", due=True)


def test_a_fax_leaves_as_a_mail_to_its_number(fax: Message, post_office: PostOffice) -> None:
    delivery.deliver_due()
    (mail,) = post_office.taken
    assert (mail["To"], mail["From"], mail["Subject"], mail["Message-ID"], state_of(fax)[0]) == (
        "0465712348@fax.exemple", "envois@arbelle.exemple", key_of(fax), fax.message_id, MessageState.SENT,
    )  # fmt: skip


def test_a_fax_is_one_pdf(fax: Message, post_office: PostOffice) -> None:
    delivery.deliver_due()
    (paper,) = post_office.taken[0].iter_attachments()
    with pypdfium2.PdfDocument(paper.get_payload(decode=True)) as read:
        words = read[0].get_textpage().get_text_bounded()
    assert (len(words) > 0, "La voici." in words) == (True, True)


@pytest.mark.parametrize(
    ("number", "dialled"),
    [
        ("+33465712348", "0465712348"),
        ("+262262012345", "0262012345"),
        ("+3222345678", "003222345678"),
        ("+508412345", "00508412345"),
    ],
)
def test_digits_as_a_french_machine_dials_them(number: str, dialled: str) -> None:
    assert as_dialled(number) == dialled


def test_without_a_gateway_a_fax_waits_for_hands(within: Mutual, adviser: User, post_office: PostOffice) -> None:
    case = make_contacts.case(within, holder=adviser, channel=Channel.FAX, caller_phone="+33465712348")
    fax = make.message(case, adviser, channel=Channel.FAX, to="04 65 71 23 48", due=True)
    assert (delivery.deliver_due(), fax.is_by_hand) == (0, True)
    states = [faxed(user=adviser, message_id=fax.pk).state for _ in range(2)]
    assert (states, make.line(fax).detail["state"]) == ([MessageState.SENT] * 2, "sent")


def test_what_the_gateway_takes_is_not_faxed_by_hand(fax: Message, adviser: User) -> None:
    with pytest.raises(errors.NotToFaxError):
        faxed(user=adviser, message_id=fax.pk)


# ---- letters


def test_a_letter_is_handed_in_under_its_key(due: Message, house: PostalHouse) -> None:
    assert (hand_in(), house.asked) == (1, [("POST", "/v2/letters", "Bearer jeton")])
    told = house.letters[key_of(due)]
    assert (told["key"], told["recipient"][-1]) == (key_of(due), "34500 BEZIERS")
    with pypdfium2.PdfDocument(base64.b64decode(told["document"])) as paper:
        assert len(paper) == 1


def test_a_letter_that_was_taken_in_is_on_its_way(due: Message, house: PostalHouse) -> None:
    hand_in()
    assert (state_of(due), due.carrier_ref, due.is_open) == (("handed_on", "", "accepted"), f"L-{key_of(due)}", True)
    assert (hand_in(), len(house.asked)) == (0, 1)


def test_it_is_no_longer_called_back(due: Message, adviser: User) -> None:
    hand_in()
    with pytest.raises(errors.TooLateError):
        cancel(user=adviser, message_id=due.pk)


def test_the_print_room_does_not_print_it(due: Message, adviser: User) -> None:
    spool.ask(user=adviser, mutual_id=due.mutual_id)
    spool.make_due()
    assert (state_of(due)[0], due.batch_id, queries.due_letters().count()) == (MessageState.WAITING, None, 0)


def test_nothing_is_laid_in_by_a_service(case: Case, adviser: User, house: PostalHouse) -> None:
    shelved = make.brochure(stock=3)
    letter = make.letter(case, adviser, due=True)
    shelved.refresh_from_db()
    hand_in()
    with pypdfium2.PdfDocument(base64.b64decode(house.letters[key_of(letter)]["document"])) as paper:
        assert (len(paper), shelved.stock) == (3, 3)


def test_another_mutual_s_letters_wait_for_the_print_room(case: Case, adviser: User, house: PostalHouse) -> None:
    Stationery.objects.update(is_posted_by_service=False)
    assert make.letter(case, adviser).carrier == Carrier.HAND


@pytest.mark.parametrize(
    ("status", "state", "fault"),
    [
        (422, "given_up", Fault.POST_REFUSED),
        (401, "failed", Fault.POST_ACCESS),
        (409, "failed", Fault.POST_AWAY),
        (429, "failed", Fault.POST_AWAY),
        (302, "failed", Fault.POST_AWAY),
        (503, "failed", Fault.POST_AWAY),
    ],
)
def test_a_service_that_refuses(due: Message, house: PostalHouse, status: int, state: str, fault: str) -> None:
    house.status, house.words = status, "adresse inconnue"
    hand_in()
    assert (state_of(due), due.answer.startswith(f"{status} ")) == ((state, fault, ""), True)


def test_a_service_that_keeps_silent_does_not_hold_us_up(
    due: Message, house: PostalHouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(deadlines, "POST_ANSWERS", timedelta(seconds=0.2))
    house.silent = True
    hand_in()
    assert state_of(due)[:2] == (MessageState.FAILED, Fault.POST_AWAY)


def test_letters_never_leave_in_clear(due: Message, house: PostalHouse, settings: Any) -> None:
    settings.WEBHOOKS_PRIVATE = False
    hand_in()
    assert (state_of(due)[:2], house.asked) == ((MessageState.FAILED, Fault.OTHER), [])


def test_an_answer_that_says_nothing_is_asked_for_again(due: Message, house: PostalHouse) -> None:
    house.states[key_of(due)] = "burnt"
    hand_in()
    house.states.clear()
    make_due(due)
    hand_in()
    assert (state_of(due)[0], len(house.asked), len(house.letters)) == (MessageState.HANDED_ON, 2, 1)


# ---- how far it is


@pytest.mark.parametrize(
    ("progress", "ends"),
    [
        ("accepted", ("handed_on", "", "accepted")),
        ("printed", ("handed_on", "", "printed")),
        ("posted", ("sent", "", "posted")),
        ("refused", ("given_up", Fault.POST_REFUSED, "refused")),
    ],
)
def test_it_is_asked_after(due: Message, house: PostalHouse, progress: str, ends: tuple[str, str, str]) -> None:
    hand_in()
    house.states[key_of(due)] = progress
    make_due(due)
    assert (posting.ask_due(), posting.ask_due(), state_of(due)) == (1, 0, ends)


def test_a_letter_that_the_service_lost_is_handed_in_again(due: Message, house: PostalHouse) -> None:
    hand_in()
    house.letters.clear()
    make_due(due)
    posting.ask_due()
    make_due(due)
    hand_in()
    assert (state_of(due)[0], list(house.letters)) == (MessageState.HANDED_ON, [key_of(due)])


def test_without_a_word_it_is_given_up(due: Message, house: PostalHouse) -> None:
    hand_in()
    Message.objects.update(handed_at=Now() - deadlines.ASK_FOR - AGO)
    posting.ask_due()
    assert state_of(due)[:2] == (MessageState.GIVEN_UP, Fault.NO_WORD)


def test_an_author_is_told_of_what_is_not_posted(due: Message, adviser: User) -> None:
    hand_in()
    assert queries.unsent_count(adviser) == 0
    Message.objects.update(handed_at=Now() - deadlines.POSTED_WITHIN - AGO)
    assert queries.unsent_count(adviser) == 1


def test_what_was_refused_goes_again_under_the_same_key(due: Message, adviser: User, house: PostalHouse) -> None:
    house.status = 422
    hand_in()
    house.status = 201
    send_again(user=adviser, message_id=due.pk)
    hand_in()
    assert (state_of(due)[0], list(house.letters)) == (MessageState.HANDED_ON, [key_of(due)])


def notice(message: Message, client: Client, *, secret: str = "secret", **told: Any) -> int:
    body = json.dumps({"id": "L-1", "key": key_of(message), "state": "posted", **told}).encode()
    now = int(time.time())
    headers = {TIMESTAMP_HEADER: str(now), SIGNATURE_HEADER: signed(secret, now, body)}
    path = reverse("api:post-notice")
    return client.post(path, body, content_type="application/json", headers=headers).status_code


def test_a_notice_says_that_it_was_posted(due: Message, client: Client) -> None:
    hand_in()
    assert ([notice(due, client) for _ in range(2)], state_of(due)) == ([200, 200], ("sent", "", "posted"))


def test_a_notice_never_goes_back(due: Message, client: Client) -> None:
    hand_in()
    for state in ("printed", "accepted"):
        notice(due, client, state=state)
    assert state_of(due) == ("handed_on", "", "printed")


def test_a_notice_may_come_before_our_own_mark(due: Message, client: Client, house: PostalHouse) -> None:
    """Whoever handed it in died before saying so: the letter is not handed in again."""
    delivery.claim_due(carriers=[Carrier.POST])
    notice(due, client)
    assert (hand_in(), state_of(due), house.asked) == (0, ("sent", "", "posted"), [])


@pytest.mark.parametrize(
    ("told", "status"),
    [
        ({"secret": "autre"}, 401),
        ({"state": "burnt"}, 422),
        ({"id": 3}, 422),
        ({"key": "personne"}, 422),
        ({"key": "0" * 32}, 404),
    ],
)
def test_a_notice_that_is_none(due: Message, client: Client, told: dict[str, Any], status: int) -> None:
    hand_in()
    assert (notice(due, client, **told), state_of(due)[0]) == (status, MessageState.HANDED_ON)


def test_without_a_secret_no_notice_is_taken(due: Message, client: Client, settings: Any) -> None:
    settings.POST_SERVICE_SECRET = ""
    assert notice(due, client, secret="") == 401


def test_only_post_is_handed_on(case: Case, adviser: User) -> None:
    message = make.message(case, adviser)
    with pytest.raises(IntegrityError, match="handed_on_to_post"), transaction.atomic():
        Message.objects.filter(pk=message.pk).update(state="handed_on", handed_at=Now())


def test_words_of_a_service_are_kept_short() -> None:
    told = postal_service.status_in({"id": "1", "state": "refused", "reason": "a\x00b\n" * 200})
    assert (len(told.reason), "\x00" in told.reason) == (200, False)
