"""Messages leave through a real mail server that refuses, keeps silent, or dies after it has taken one."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.mail import get_connection
from django.db.models import F
from django.db.models.functions import Now

from accounts.models import Mutual, User
from accounts.scopes import within_mutuals
from contacts.enums import Channel
from contacts.models import Case
from correspondence import deadlines, queries
from correspondence.enums import Fault, MessageState
from correspondence.models import Message
from correspondence.services import delivery
from correspondence.services.writing import cancel, send_again
from tests.correspondence.post_office import PostOffice
from tests.factories import correspondence as make

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("within")]
AGO = timedelta(seconds=1)


@pytest.fixture
def due(case: Case, adviser: User, post_office: PostOffice) -> Message:
    return make.message(case, adviser, due=True)


def state_of(message: Message) -> tuple[str, str, int]:
    message.refresh_from_db()
    return message.state, message.error, message.attempts


def make_due(message: Message) -> None:
    Message.objects.filter(pk=message.pk).update(next_at=Now() - AGO)


def test_it_leaves_for_the_member(due: Message, post_office: PostOffice) -> None:
    delivery.deliver_due()
    (mail,) = post_office.taken
    assert (mail["To"], mail["Subject"], mail.get_content().split("\n")[0].strip(), mail["Message-ID"]) == (
        "helene@exemple.fr", "Votre carte", "La voici.", due.message_id,
    )  # fmt: skip


def test_it_is_sent_once(due: Message, post_office: PostOffice) -> None:
    assert (delivery.deliver_due(), delivery.deliver_due(), len(post_office.taken)) == (1, 0, 1)


def test_sent_is_said_with_its_hour(due: Message) -> None:
    delivery.deliver_due()
    assert state_of(due) == (MessageState.SENT, "", 1)
    assert due.sent_at is not None


def test_sent_is_said_in_the_case(due: Message) -> None:
    delivery.deliver_due()
    assert make.line(due).detail["state"] == "sent"


def test_the_mutual_is_the_sender(due: Message, case: Case, post_office: PostOffice) -> None:
    make.mailbox(case, "contact@arbelle.exemple")
    delivery.deliver_due()
    assert post_office.taken[0]["From"] == "Arbelle <contact@arbelle.exemple>"


def test_an_answer_goes_on_the_thread(case: Case, adviser: User, post_office: PostOffice) -> None:
    make.received(case, "<deux@exemple.fr>", references=("<une@exemple.fr>",))
    make.message(case, adviser, due=True)
    delivery.deliver_due()
    mail = post_office.taken[0]
    assert (mail["In-Reply-To"], mail["References"]) == ("<deux@exemple.fr>", "<une@exemple.fr> <deux@exemple.fr>")


def test_a_second_message_goes_on_the_first_one_s_thread(case: Case, adviser: User, post_office: PostOffice) -> None:
    first = make.message(case, adviser, due=True)
    assert make.message(case, adviser, key="autre").references == [first.message_id]


@pytest.mark.parametrize("message_id", ["<a b@c>", "<a\nBcc: x@y>", "<é@c>", "", "<>", "<a,b@c>"])
def test_what_is_no_message_id_is_left_out(case: Case, message_id: str) -> None:
    make.received(case, message_id)
    assert queries.thread_of(case) == ("", [])


def test_it_waits_until_it_cannot_be_called_back(case: Case, adviser: User, post_office: PostOffice) -> None:
    make.message(case, adviser)
    assert (delivery.deliver_due(), post_office.taken) == (0, [])


def test_what_was_called_back_does_not_leave(case: Case, adviser: User, post_office: PostOffice) -> None:
    message = make.message(case, adviser)
    cancel(user=adviser, message_id=message.pk)
    assert (delivery.deliver_due(), post_office.taken) == (0, [])


def test_a_letter_never_leaves_by_the_sweep(case: Case, adviser: User, post_office: PostOffice) -> None:
    to = "Madame Hélène Marchandeau\n3 rue des Tanneurs\n34500 Béziers"
    letter = make.message(case, adviser, channel=Channel.LETTER, to=to, due=True)
    delivery.deliver_due()
    assert (state_of(letter), post_office.taken) == ((MessageState.WAITING, "", 0), [])


# ---- what goes wrong


@pytest.mark.parametrize(
    ("answers", "state", "fault", "answer"),
    [
        ({"helene@exemple.fr": "550 5.1.1 inconnue"}, "given_up", Fault.ADDRESS, "550 5.1.1 inconnue"),
        ({"helene@exemple.fr": "451 4.7.1 plus tard"}, "failed", Fault.LATER, "451 4.7.1 plus tard"),
        ({"DATA": "554 5.7.1 indesirable"}, "given_up", Fault.CONTENT, "554 5.7.1 indesirable"),
        ({"DATA": "452 4.3.1 plein"}, "failed", Fault.LATER, "452 4.3.1 plein"),
    ],
)
def test_a_refusal_is_said(
    due: Message, post_office: PostOffice, answers: dict[str, str], state: str, fault: str, answer: str
) -> None:
    post_office.answers = answers
    delivery.deliver_due()
    assert (*state_of(due), due.answer) == (state, fault, 1, answer)


def test_a_refusal_stays_in_the_case(due: Message, post_office: PostOffice) -> None:
    post_office.answers = {"helene@exemple.fr": "550 inconnue"}
    delivery.deliver_due()
    assert make.line(due).detail["state"] == "given_up"


def test_a_server_that_keeps_silent_does_not_hold_us_up(due: Message, post_office: PostOffice, settings: Any) -> None:
    settings.EMAIL_TIMEOUT = 0.2
    post_office.silent = True
    delivery.deliver_due()
    assert state_of(due) == (MessageState.FAILED, Fault.UNREACHABLE, 1)


def test_no_server_at_all(case: Case, adviser: User, settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    message = make.message(case, adviser, due=True)
    delivery.deliver_due()
    assert state_of(message) == (MessageState.FAILED, Fault.UNREACHABLE, 1)


def test_one_that_fails_does_not_stop_the_others(case: Case, adviser: User, post_office: PostOffice) -> None:
    post_office.answers = {"helene@exemple.fr": "550 inconnue"}
    make.message(case, adviser, due=True)
    make.message(case, adviser, key="autre", to="paul@exemple.fr", is_confirmed=True, due=True)
    assert (delivery.deliver_due(), [mail["To"] for mail in post_office.taken]) == (1, ["paul@exemple.fr"])


def test_each_attempt_waits_longer(due: Message, post_office: PostOffice) -> None:
    post_office.answers = {"helene@exemple.fr": "451 plus tard"}
    pauses = []
    for _ in deadlines.RETRY_PAUSES:
        make_due(due)
        delivery.deliver_due()
        due.refresh_from_db()
        pauses.append(Message.objects.annotate(pause=F("next_at") - Now()).get(pk=due.pk).pause)
    late = [wanted - pause for wanted, pause in zip(deadlines.RETRY_PAUSES, pauses, strict=True)]
    assert [lag < timedelta(seconds=5) for lag in late] == [True] * len(late)


def test_after_the_last_attempt_it_is_given_up(due: Message, post_office: PostOffice) -> None:
    post_office.answers = {"helene@exemple.fr": "451 plus tard"}
    for _ in range(len(deadlines.RETRY_PAUSES) + 1):
        make_due(due)
        delivery.deliver_due()
    assert state_of(due) == (MessageState.GIVEN_UP, Fault.LATER, len(deadlines.RETRY_PAUSES) + 1)


def test_what_was_given_up_can_be_sent_again(due: Message, adviser: User, post_office: PostOffice) -> None:
    post_office.answers = {"helene@exemple.fr": "550 inconnue"}
    delivery.deliver_due()
    post_office.answers = {}
    send_again(user=adviser, message_id=due.pk)
    assert (delivery.deliver_due(), state_of(due)) == (1, (MessageState.SENT, "", 1))


# ---- who dies between sending and marking


def test_a_server_that_takes_and_dies_gets_the_same_message(due: Message, post_office: PostOffice) -> None:
    """It took the first one without saying so: the second bears the same id, by which the recipient's server knows it."""
    post_office.dies_after_data = True
    delivery.deliver_due()
    post_office.dies_after_data = False
    make_due(due)
    delivery.deliver_due()
    assert [mail["Message-ID"] for mail in post_office.taken] == [due.message_id] * 2


def test_a_claimed_message_is_nobody_else_s(due: Message, post_office: PostOffice) -> None:
    delivery.claim_due()
    assert (delivery.deliver_due(), state_of(due)) == (0, (MessageState.SENDING, "", 1))


def test_a_dead_worker_s_message_leaves_after_its_lease(due: Message, post_office: PostOffice) -> None:
    delivery.claim_due()
    make_due(due)
    assert (delivery.deliver_due(), state_of(due)) == (1, (MessageState.SENT, "", 2))


def test_a_worker_that_wakes_too_late_marks_nothing(due: Message, post_office: PostOffice) -> None:
    ((message_id, attempt),) = delivery.claim_due()
    make_due(due)
    post_office.answers = {"helene@exemple.fr": "550 inconnue"}
    delivery.deliver_due()
    post_office.answers = {}
    with get_connection() as server:
        delivery.deliver(message_id, attempt=attempt, server=server)
    assert state_of(due) == (MessageState.GIVEN_UP, Fault.ADDRESS, 2)


def test_what_kills_every_worker_is_given_up(due: Message, post_office: PostOffice) -> None:
    Message.objects.filter(pk=due.pk).update(attempts=len(deadlines.RETRY_PAUSES) + 1)
    delivery.deliver_due()
    assert (state_of(due)[:2], post_office.taken) == ((MessageState.GIVEN_UP, Fault.INTERRUPTED), [])


# ---- what its author is told


def test_late_is_told_once(due: Message, adviser: User) -> None:
    Message.objects.filter(pk=due.pk).update(undo_until=Now() - deadlines.LATE - AGO)
    assert ([delivery.tell_late() for _ in range(2)], queries.unsent_count(adviser)) == ([1, 0], 1)


def test_ten_minutes_are_not_over(due: Message, adviser: User) -> None:
    assert (delivery.tell_late(), queries.unsent_count(adviser)) == (0, 0)


def test_a_letter_is_not_late(case: Case, adviser: User) -> None:
    to = "Madame Hélène Marchandeau\n3 rue des Tanneurs\n34500 Béziers"
    letter = make.message(case, adviser, channel=Channel.LETTER, to=to)
    Message.objects.filter(pk=letter.pk).update(undo_until=Now() - deadlines.LATE - AGO)
    assert (delivery.tell_late(), queries.unsent_count(adviser)) == (0, 0)


def test_every_mutual_s_messages_leave(
    within: Mutual, due: Message, other_mutual: Mutual, post_office: PostOffice
) -> None:
    """The sweep enters every mutual by itself."""
    with within_mutuals([]):
        assert delivery.deliver_due() == 1
