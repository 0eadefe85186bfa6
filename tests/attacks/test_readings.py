"""Readings that no single request shows to be wrong are told to the officers; a bad reason opens nothing."""

from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest
from django.core import mail

from accounts import deadlines
from accounts.enums import AlarmKind
from accounts.models import Mutual, ReadAlarm, User
from accounts.roles import Role
from accounts.services import announce_alarms
from audit.models import JournalEntry
from members import oversight, services
from members.models import Ground, Member
from tests.factories import accounts as make_accounts
from tests.factories import members as make

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("within", "_at_noon")]
REASON = "Réclamation du matin : vérifier l’adresse."


@pytest.fixture
def _at_noon(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> None:
    """Whenever the suite runs, nobody works at night unless a test says so."""
    if "night" not in request.node.name:
        monkeypatch.setattr(deadlines, "NIGHT_FROM", 24)
        monkeypatch.setattr(deadlines, "NIGHT_UNTIL", 0)


def opened(by: User, mutual: Mutual, *members: Any, **fields: Any) -> None:
    """What the journal keeps of so many openings."""
    JournalEntry.objects.bulk_create(
        JournalEntry(
            act="open", actor_kind="user", actor_name=by.username, actor_id=by.pk, mutual_id=mutual.pk, member_id=one, **fields
        )
        for one in members
    )  # fmt: skip


def alarms() -> list[tuple[int, str, int]]:
    return list(ReadAlarm.objects.order_by("user_id").values_list("user_id", "kind", "files"))


@pytest.mark.attack(17)
def test_twenty_accounts_of_one_address_are_told_of_together(within: Mutual) -> None:
    accounts = [make_accounts.user() for _ in range(20)]
    for account in accounts:
        opened(account, within, *(uuid4() for _ in range(30)), network="192.0.2.7")
    news = [oversight.watch_readings(), oversight.watch_readings()]
    assert (news, alarms()) == ([20, 0], [(account.pk, AlarmKind.NETWORK, 30) for account in accounts])


@pytest.mark.attack(17)
def test_a_busy_site_behind_one_address_is_left_in_peace(within: Mutual) -> None:
    for _ in range(40):
        opened(make_accounts.user(), within, *(uuid4() for _ in range(4)), network="192.0.2.7")
    assert (oversight.watch_readings(), alarms()) == (0, [])


@pytest.mark.attack(17)
@pytest.mark.parametrize("is_night", [True, False])
def test_reading_at_night_is_told(
    within: Mutual, adviser: User, monkeypatch: pytest.MonkeyPatch, *, is_night: bool
) -> None:
    """It is night the whole day long, or never."""
    monkeypatch.setattr(deadlines, "NIGHT_FROM", 0 if is_night else 24)
    monkeypatch.setattr(deadlines, "NIGHT_UNTIL", 0)
    opened(adviser, within, uuid4())
    assert (oversight.watch_readings(), alarms()) == (is_night, [(adviser.pk, AlarmKind.NIGHT, 1)] * is_night)


@pytest.mark.attack(21)
@pytest.mark.parametrize(
    "names",
    [
        {"birth_name": "Marchandeau", "first_names": "Paul"},
        {"birth_name": "Durand", "used_name": "MARCHANDEAU", "first_names": "Rose"},
        {"birth_name": "Le Gall", "first_names": "Yann Marie"},
    ],
    ids=["a namesake, or oneself", "a namesake by marriage", "a colleague"],
)
def test_a_file_of_one_s_own_people_is_told(within: Mutual, names: dict[str, str]) -> None:
    reader = make_accounts.user(first_name="Claire", last_name="Marchandéau")
    make_accounts.user(first_name="Yann", last_name="Le Gall")
    opened(reader, within, make.member(within, **names).pk)
    news = [oversight.watch_readings(), oversight.watch_readings()]
    assert (news, alarms()) == ([1, 0], [(reader.pk, AlarmKind.CLOSE, 1)])


@pytest.mark.attack(21)
def test_a_stranger_s_file_is_everyday_work(within: Mutual) -> None:
    reader = make_accounts.user(first_name="Claire", last_name="Marchandeau")
    opened(reader, within, make.member(within, birth_name="Durand", first_names="Claire").pk)
    assert (oversight.watch_readings(), alarms()) == (0, [])


@pytest.mark.attack(21)
def test_the_officers_are_told_what_was_unusual_and_not_whose_file(within: Mutual) -> None:
    make_accounts.user(Role.DPO, email="dpo@exemple.fr", language="en-gb")
    reader = make_accounts.user(username="claire", last_name="Marchandeau")
    opened(reader, within, make.member(within, birth_name="Marchandeau", number="20411873").pk)
    oversight.watch_readings()
    announce_alarms()
    body = str(mail.outbox[0].body)
    assert ("File of a colleague or a namesake, 1 file" in body, "Marchandeau" in body, "20411873" in body) == (True, False, False)  # fmt: skip


@pytest.fixture
def samia(within: Mutual) -> User:
    return make_accounts.user(Role.SUPERVISOR, on=[within], first_name="Samia", last_name="Benali")


@pytest.fixture
def file(within: Mutual) -> Member:
    return make.member(within, birth_name="Benali", first_names="Samia")


@pytest.mark.attack(20)
@pytest.mark.parametrize("reason", ["a" * 20, "ab" * 15, " " * 25, "ok", ". . . . . . . . . . . ."])
def test_a_reason_that_says_nothing_opens_nothing(samia: User, file: Member, reason: str) -> None:
    answer = make_accounts.browser(samia).post(f"/adherents/{file.pk}/motif/", {"reason": reason})
    assert (answer.status_code, Ground.objects.count()) == (422, 0)


@pytest.mark.attack(20)
def test_twice_in_a_row_is_two_reasons_to_review(samia: User, file: Member) -> None:
    make_accounts.user(Role.DPO, email="dpo@exemple.fr")
    for _ in range(2):
        make_accounts.browser(samia).post(f"/adherents/{file.pk}/motif/", {"reason": REASON})
    assert (oversight.tell_of_break_glass(), Ground.objects.filter(reviewed_at=None).count()) == (2, 2)


@pytest.mark.attack(20, 21)
def test_a_reason_for_oneself_is_told_as_such(samia: User, file: Member) -> None:
    make_accounts.browser(samia).post(f"/adherents/{file.pk}/motif/", {"reason": REASON})
    assert (oversight.watch_readings(), alarms()) == (1, [(samia.pk, AlarmKind.CLOSE, 1)])


@pytest.mark.attack(20)
def test_a_reason_that_is_over_opens_nothing(samia: User, file: Member) -> None:
    services.break_glass(user=samia, member_id=file.pk, reason=REASON)
    Ground.objects.update(starts_at=datetime(2026, 1, 1, tzinfo=UTC), ends_at=datetime(2026, 1, 2, tzinfo=UTC))
    assert make_accounts.browser(samia).get(f"/adherents/{file.pk}/").status_code == 404
