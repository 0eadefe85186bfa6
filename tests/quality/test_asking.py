"""The question leaves through the outbox, to whom it may be put, and its link is written nowhere but in the e-mail."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone
from pytest_django import Settings

from accounts.models import Mutual, User
from contacts.enums import CallerKind
from contacts.models import Case, Entry
from correspondence.models import Message
from correspondence.services import delivery
from members.enums import Channel, FragilitySign
from members.models import Consent, Fragility, Member
from quality.models import Asking, Question
from quality.services import asking
from tests.factories import complaints as make_complaints
from tests.factories import contacts as make_contacts
from tests.factories import quality as make
from tests.quality.conftest import closed

pytestmark = pytest.mark.usefixtures("within")


@pytest.fixture(autouse=True)
def _address(settings: Settings) -> None:
    settings.PUBLIC_ADDRESS = "https://avis.exemple.fr"


@pytest.fixture
def policy(within: Mutual) -> Asking:
    return make.asks(within)


def member_of(case: Case) -> Member:
    assert case.member is not None
    return case.member


def test_a_member_is_asked_once(case: Case, policy: Asking) -> None:
    asked = [asking.ask_due(), asking.ask_due()]
    question = Question.objects.get()
    assert (asked, question.case, question.adviser, question.reason) == ([1, 0], case, case.closed_by, "autre")


def test_the_link_is_in_the_email_alone(case: Case, policy: Asking) -> None:
    """Neither outbox, nor contact, nor question hold the secret, and once it left nothing does."""
    asking.ask_due()
    shown = [Message.objects.get().body, *Entry.objects.values_list("text", flat=True)]
    delivery.deliver_due()
    secret = re.search(r"https://avis\.exemple\.fr/satisfaction/([\w-]{43})/", str(mail.outbox[0].body))
    assert secret is not None
    assert [secret[1] in text for text in shown] == [False] * len(shown)
    assert (Message.objects.get().private, asking.question_behind(secret[1])) == (None, Question.objects.get())


def test_the_email_says_nothing_of_the_contact(case: Case, policy: Asking) -> None:
    asking.ask_due()
    body = Message.objects.get().body
    assert [word in body for word in ("Remboursement", "autre", case.member.birth_name if case.member else "")] == [
        False, False, False,
    ]  # fmt: skip


def test_nobody_is_asked_until_the_mutual_says_so(case: Case) -> None:
    assert (asking.ask_due(), Question.objects.count()) == (0, 0)


def test_a_share_of_nothing_is_nobody(within: Mutual, case: Case) -> None:
    make.asks(within, percent=0)
    assert asking.ask_due() == 0


def test_without_an_address_of_ours_nobody_is_asked(case: Case, policy: Asking, settings: Settings) -> None:
    settings.PUBLIC_ADDRESS = ""
    assert asking.ask_due() == 0


def test_one_question_a_member_in_so_many_days(within: Mutual, adviser: User, case: Case, policy: Asking) -> None:
    make.question(case, adviser, asked_at=timezone.now() - timedelta(days=29))
    other = closed(within, adviser)
    Case.objects.filter(pk=other.pk).update(member=case.member)
    assert asking.ask_due() == 0


def test_two_contacts_of_one_member_are_one_question(within: Mutual, adviser: User, case: Case, policy: Asking) -> None:
    other = closed(within, adviser)
    Case.objects.filter(pk=other.pk).update(member=case.member)
    assert asking.ask_due() == 1


@pytest.mark.parametrize("sign", [FragilitySign.BEREAVEMENT, FragilitySign.HARDSHIP, FragilitySign.PROTECTED])
def test_who_is_fragile_is_left_in_peace(within: Mutual, case: Case, policy: Asking, sign: FragilitySign) -> None:
    Fragility.objects.create(
        mutual=within, member=member_of(case), sign=sign, help_needed="Du temps", noted_on=timezone.localdate()
    )
    assert asking.ask_due() == 0


def test_a_sign_that_is_over_keeps_nothing_back(within: Mutual, case: Case, policy: Asking) -> None:
    yesterday = timezone.localdate() - timedelta(days=1)
    Fragility.objects.create(
        mutual=within, member=member_of(case), sign=FragilitySign.BEREAVEMENT, help_needed="Du temps", noted_on=yesterday,
        ends_on=yesterday,
    )  # fmt: skip
    assert asking.ask_due() == 1


def test_who_complains_is_left_in_peace(within: Mutual, case: Case, policy: Asking, other_adviser: User) -> None:
    assert case.member is not None
    about = make_contacts.case(within, member_id=case.member.pk, holder=make_contacts.trained(other_adviser))
    make_complaints.complaint(about, other_adviser)
    assert asking.ask_due() == 0


@pytest.mark.parametrize(
    "changed",
    [{"email": ""}, {"preferred_channel": "phone"}, {"died_on": "2026-01-01"}],
    ids=lambda one: next(iter(one)),
)
def test_who_is_not_to_be_written_to_is_not_asked(case: Case, policy: Asking, changed: dict[str, str]) -> None:
    Member.objects.filter(cases=case).update(**changed)
    assert asking.ask_due() == 0


def test_who_refused_emails_is_not_asked(within: Mutual, case: Case, policy: Asking) -> None:
    Consent.objects.create(mutual=within, member=member_of(case), channel=Channel.EMAIL, is_given=False)
    assert asking.ask_due() == 0


def test_somebody_else_called(case: Case, policy: Asking) -> None:
    Case.objects.filter(pk=case.pk).update(caller_kind=CallerKind.RELATIVE)
    assert asking.ask_due() == 0


@pytest.mark.parametrize(("hours_ago", "asked"), [(0.9, 0), (1.1, 1), (23.9, 1), (24.1, 0)])
def test_between_an_hour_and_a_day_after(
    within: Mutual, adviser: User, policy: Asking, hours_ago: float, asked: int
) -> None:
    closed(within, adviser, hours_ago=hours_ago)
    assert asking.ask_due() == asked
