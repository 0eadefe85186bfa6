"""Hours of trouble on the way out, told by moving the rows' clocks: nothing is lost, nothing goes under a second key, all of it ends."""

import random
from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
from django.db.models import F, Min
from django.db.models.functions import Now

from accounts.models import Mutual, User
from contacts.enums import Channel
from contacts.models import Case
from correspondence.enums import OPEN, Carrier, MessageState
from correspondence.models import Message, Stationery
from correspondence.services import delivery, posting
from tests.correspondence.post_office import PostOffice
from tests.correspondence.postal_house import open_house
from tests.factories import contacts as make_contacts
from tests.factories import correspondence as make

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("within")]
HOUR = timedelta(hours=1)


def pass_time() -> timedelta:
    """Until the next row is due: every clock is put back by as much."""
    waiting = Message.objects.filter(next_at__isnull=False)
    to_come = waiting.aggregate(left=Min(F("next_at") - Now()))["left"] or timedelta()
    gone = max(to_come, timedelta()) + timedelta(seconds=1)
    waiting.update(next_at=F("next_at") - gone, undo_until=F("undo_until") - gone)
    Message.objects.filter(handed_at__isnull=False).update(handed_at=F("handed_at") - gone)
    return gone


def sweep() -> None:
    delivery.deliver_due()
    delivery.deliver_due(carriers=[Carrier.POST])
    posting.ask_due()


def states() -> dict[str, int]:
    return dict(Counter(Message.objects.values_list("state", flat=True)))


def test_gateways_that_are_down_for_an_hour(
    within: Mutual, case: Case, adviser: User, post_office: PostOffice, settings: Any
) -> None:
    Stationery.objects.create(mutual=within, is_posted_by_service=True)
    settings.WEBHOOKS_PRIVATE, settings.FAX_GATEWAY = True, "{national}@fax.exemple"
    settings.POST_SERVICE_URL, up = "http://127.0.0.1:1", settings.EMAIL_PORT
    faxed = make_contacts.case(within, holder=adviser, channel=Channel.FAX, caller_phone="+33465712348")
    for number in range(4):
        make.message(case, adviser, key=f"mail {number}", due=True)
        make.message(faxed, adviser, key=f"fax {number}", channel=Channel.FAX, to="04 65 71 23 48", due=True)
        make.letter(case, adviser, key=f"lettre {number}", due=True)
    settings.EMAIL_PORT, gone = 1, timedelta()
    while gone < HOUR:
        sweep()
        gone += pass_time()
    assert states() == {MessageState.FAILED: 12}
    settings.EMAIL_PORT = up
    with open_house() as house:
        settings.POST_SERVICE_URL = house.url
        sweep()
        house.states = dict.fromkeys(house.letters, "posted")
        pass_time()
        sweep()
        sent = Counter(mail["Message-ID"] for mail in post_office.taken)
        assert (states(), len(sent), max(sent.values()), len(house.letters), len(house.asked)) == (
            {MessageState.SENT: 12}, 8, 1, 4, 8,
        )  # fmt: skip


@pytest.mark.parametrize("seed", range(3))
def test_a_server_of_every_mood(case: Case, adviser: User, post_office: PostOffice, seed: int) -> None:
    """It takes, takes and dies, puts off or refuses, by turns."""
    chance = random.Random(seed)
    kinds = ["", "dies", "451 plus tard", "452 plein", "554 non"]
    post_office.moods = [chance.choice(kinds) for _ in range(120)]
    written = {make.message(case, adviser, key=str(number), due=True).message_id for number in range(20)}
    while Message.objects.filter(state__in=OPEN).exists():
        sweep()
        pass_time()
    taken = {mail["Message-ID"] for mail in post_office.taken}
    sent = set(Message.objects.filter(state=MessageState.SENT).values_list("message_id", flat=True))
    assert (set(states()) - {MessageState.SENT, MessageState.GIVEN_UP}, sent - taken, taken - written) == (
        set(), set(), set(),
    )  # fmt: skip
