"""The end of a call at the desk: one campaign to see, one answer to give, and what is kept of it."""

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import Mutual, User
from contacts.enums import CaseState, Channel
from contacts.models import Case
from contacts.services import cases
from prevention import services
from prevention.models import Campaign, Prompt
from tests.factories import contacts as make_contacts
from tests.factories import members as make_members
from tests.factories import prevention as make
from tests.factories.accounts import browser

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("within")]


@pytest.fixture
def claire(adviser: User) -> User:
    return make_contacts.trained(adviser)


@pytest.fixture
def call(within: Mutual, claire: User) -> Case:
    """Hélène, 68, of Béziers, is on the line, and said who she is."""
    member = make_members.member(within)
    case = make_contacts.case(within, channel=Channel.PHONE, member_id=member.pk, holder=claire)
    cases.code(user=claire, case_id=case.pk, reason=make_contacts.reason("devis-dentaire"))
    Case.objects.filter(pk=case.pk).update(identified_at=timezone.now())
    return case


@pytest.fixture
def desk(claire: User) -> Client:
    return browser(claire)


@pytest.fixture
def teeth() -> Campaign:
    return make.campaign(title="M’T dents", reasons=["devis-dentaire"], age_min=60, age_max=70)


def address(case: Case) -> str:
    return f"/contacts/{case.pk}/cloturer/"


def said(**more: Any) -> dict[str, Any]:
    reason = make_contacts.reason("devis-dentaire").pk
    return {"reason": reason, "outcome": "informed", "is_solved": "yes", "read": "devis-dentaire", **more}


def kept() -> list[tuple[int | None, str, str]]:
    return list(Prompt.objects.order_by("pk").values_list("campaign_id", "answer", "why"))


def test_the_campaign_that_fits_is_shown_with_its_reasons(desk: Client, call: Case, teeth: Campaign) -> None:
    page = desk.get(address(call)).content.decode()
    assert "M’T dents" in page
    assert "68 ans · jamais dite à cette personne · ouverte en permanence" in page


def test_without_an_answer_the_contact_stays_open(desk: Client, call: Case, teeth: Campaign) -> None:
    answer = desk.post(address(call), said(**{"prevention-shown": str(teeth.pk)}))
    call.refresh_from_db()
    assert (answer.status_code, call.state, kept()) == (422, CaseState.IN_HAND, [])


def test_nor_does_a_form_without_the_campaign_pass(desk: Client, call: Case, teeth: Campaign) -> None:
    answer = desk.post(address(call), said())
    assert (answer.status_code, "Dites ce qu’il en est" in answer.content.decode()) == (422, True)


@pytest.mark.parametrize(
    ("answer", "why", "expected"),
    [
        ("told", "moment", ("told", "")),
        ("refused", "", ("refused", "")),
        ("unsuitable", "situation", ("unsuitable", "situation")),
        ("unsuitable", "", ("unsuitable", "moment")),
        ("known", "", ("known", "")),
    ],
)
def test_one_answer_closes_it_and_is_kept(
    desk: Client, call: Case, teeth: Campaign, answer: str, why: str, expected: tuple[str, str]
) -> None:
    name = f"prevention-{teeth.pk}"
    desk.post(address(call), said(**{"prevention-shown": str(teeth.pk), name: answer, f"{name}-why": why}))
    call.refresh_from_db()
    assert (call.state, kept()) == (CaseState.CLOSED, [(teeth.pk, *expected)])


def test_the_row_says_where_and_why_the_person_called(desk: Client, call: Case, claire: User, teeth: Campaign) -> None:
    desk.post(address(call), said(**{"prevention-shown": str(teeth.pk), f"prevention-{teeth.pk}": "told"}))
    row = Prompt.objects.get()
    reason = make_contacts.reason("devis-dentaire")
    assert (row.department, row.reason, row.adviser, row.member_id) == ("34", reason, claire, call.member_id)


def test_a_second_campaign_is_kept_when_it_was_told_too(desk: Client, call: Case, teeth: Campaign) -> None:
    other = make.campaign(title="Autre")
    answers = {f"prevention-{teeth.pk}": "told", f"prevention-{other.pk}": "refused"}
    desk.post(address(call), said(**{"prevention-shown": f"{teeth.pk},{other.pk}", **answers}))
    assert kept() == [(teeth.pk, "told", ""), (other.pk, "refused", "")]


def test_that_none_fits_is_said_and_kept(desk: Client, call: Case) -> None:
    page = desk.get(address(call)).content.decode()
    desk.post(address(call), said())
    assert ("Aucune ne convient à cette personne aujourd’hui." in page, kept()) == (True, [(None, "none_fits", "")])


def test_a_campaign_withdrawn_meanwhile_was_told_all_the_same(desk: Client, call: Case, teeth: Campaign) -> None:
    services.withdraw(campaign_id=teeth.pk, why="Annulée")
    desk.post(address(call), said(**{"prevention-shown": str(teeth.pk), f"prevention-{teeth.pk}": "told"}))
    assert kept() == [(teeth.pk, "told", "")]


@pytest.mark.parametrize("shown", ["x", "-1", "999999", "9" * 40, "1;2"])
def test_a_list_that_nobody_showed_counts_for_nothing(desk: Client, call: Case, teeth: Campaign, shown: str) -> None:
    assert desk.post(address(call), said(**{"prevention-shown": shown})).status_code == 422


def test_what_is_wrong_elsewhere_keeps_the_answer(desk: Client, call: Case, teeth: Campaign) -> None:
    name = f"prevention-{teeth.pk}"
    answer = desk.post(address(call), {"prevention-shown": str(teeth.pk), name: "refused", "read": "devis-dentaire"})
    chosen = [choice.value for choice in answer.context["prevention"].shown[0].choices if choice.is_chosen]
    assert (answer.status_code, chosen, kept()) == (422, ["refused"], [])


def test_a_letter_is_closed_without_a_word(desk: Client, within: Mutual, claire: User, teeth: Campaign) -> None:
    member = make_members.member(within)
    letter = make_contacts.case(within, channel=Channel.LETTER, member_id=member.pk, holder=claire)
    page = desk.get(address(letter)).content.decode()
    answer = desk.post(address(letter), {**said(), "read": ""})
    assert ("M’T dents" in page, answer.status_code, kept()) == (False, 302, [])


@pytest.mark.attack(8)
def test_markup_in_a_sentence_is_text(desk: Client, call: Case) -> None:
    make.campaign(sentence="« <script>alert(1)</script> »")
    page = desk.get(address(call)).content.decode()
    assert ("<script>alert" in page, "&lt;script&gt;alert" in page) == (False, True)
