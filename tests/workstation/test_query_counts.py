"""Every page of contacts takes the same number of queries, whatever it shows."""

from dataclasses import dataclass
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from accounts.models import Mutual, User
from contacts.enums import Channel, Outcome
from contacts.models import Call, Case, Document, TelephonySystem
from contacts.services import cases
from members.models import Member, Phone
from members.services import open_by_contact
from tests.factories import contacts as make
from tests.factories import members as make_members
from tests.factories.accounts import browser

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("within")]

NUMBER = "+33465712348"
QUERIES = {
    "desk": 13,
    "work list": 18,
    "call bar": 9,
    "call": 25,
    "written contact": 34,
    "member": 26,
    "history": 17,
    "history, words": 18,  # the stems of the words
    "history, filters": 17,
}


@dataclass(frozen=True, slots=True)
class Scene:
    """A member with contacts behind them, a family that calls, a letter with lines and documents, and work that waits."""

    member: Member
    letter: Case
    call: Case

    def address(self, page: str) -> str:
        history = reverse("workstation:history", args=[self.member.pk])
        return {
            "desk": reverse("workstation:desk"),
            "work list": reverse("workstation:worklist"),
            "call bar": reverse("workstation:call_bar"),
            "call": reverse("workstation:case", args=[self.call.pk]),
            "written contact": reverse("workstation:case", args=[self.letter.pk]),
            "member": reverse("workstation:member", args=[self.member.pk]),
            "history": history,
            "history, words": f"{history}?q=lunettes",
            "history, filters": f"{history}?channel=phone&since=01/01/2020",
        }[page]


@pytest.fixture(params=[1, 30])
def scene(request: pytest.FixtureRequest, within: Mutual, adviser: User) -> Scene:
    return scene_of(request.param, within, make.trained(adviser))


def scene_of(count: int, mutual: Mutual, claire: User) -> Scene:
    """COUNT of everything that a page may list."""
    helene = make_members.member(mutual)
    Phone.objects.create(mutual=mutual, member=helene, number=NUMBER)
    for _ in range(count):
        make.case(mutual)
        make_members.member(mutual, contract=helene.contract, rank=2)
    letter = make.case(mutual, holder=claire, channel=Channel.LETTER)
    open_by_contact(user=claire, member_id=helene.pk, facts=[])
    cases.qualify(user=claire, case_id=letter.pk, member_id=helene.pk)
    for place in range(count):
        entry = cases.note(user=claire, case_id=letter.pk, text="Demande ses lunettes")
        document(letter, entry.pk, place)
    system = TelephonySystem.objects.create(code="pabx", label="PABX", secret_sealed=b"")
    for place in range(count):
        end(ring(mutual, system, place, claire, member_id=helene.pk), claire)
    return Scene(helene, letter, ring(mutual, system, count, claire, caller_phone=NUMBER))


def document(case: Case, entry_id: int, place: int) -> None:
    Document.objects.create(
        mutual=case.mutual, case=case, entry_id=entry_id, file=f"{place}.pdf", name=f"{place}.pdf", size=1,
        media_type="application/pdf", sha256=f"{place}", pages=1, received_at=case.received_at,
    )  # fmt: skip


def ring(mutual: Mutual, system: TelephonySystem, place: int, claire: User, **fields: Any) -> Case:
    case = make.case(mutual, holder=claire, channel=Channel.PHONE, **fields)
    now = timezone.now()
    Call.objects.create(
        mutual=mutual, case=case, system=system, call_ref=f"{place}", adviser=claire, rang_at=now, last_event_at=now
    )
    return case


def end(case: Case, claire: User) -> None:
    cases.note(user=claire, case_id=case.pk, text="Où en est le remboursement de ses lunettes ?")
    cases.close(user=claire, case_id=case.pk, reason=make.reason(), outcome=Outcome.INFORMED, is_solved=True)
    Call.objects.filter(case=case).update(ended_at=timezone.now())


@pytest.mark.parametrize("shown", QUERIES)
def test_queries_do_not_grow(
    scene: Scene, adviser: User, shown: str, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    desk = browser(adviser)
    assert desk.get(scene.address(shown)).status_code == 200  # the first one marks the session as seen
    with django_assert_num_queries(QUERIES[shown]):
        desk.get(scene.address(shown))


def test_next_contact_takes_as_many_queries_however_much_waits(
    scene: Scene, adviser: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    cases.close(user=adviser, case_id=scene.call.pk, reason=make.reason(), outcome=Outcome.INFORMED, is_solved=True)
    desk = browser(adviser)
    desk.get("/")
    with django_assert_num_queries(NEXT):
        assert desk.post(reverse("workstation:take_next")).status_code == 302


NEXT = 22
