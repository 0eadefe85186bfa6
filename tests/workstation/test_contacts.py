"""The page of a contact, and what is done on it, through the views."""

from datetime import time, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Mutual, User
from contacts.enums import CaseState, Channel, EntryKind, Outcome, PresenceState
from contacts.errors import NotIdentifiedError
from contacts.models import Case, Entry, Presence, QueueMember
from contacts.services import cases
from members.models import Member, Phone
from members.services import prove_facts
from tests.factories import accounts as make_accounts
from tests.factories import contacts as make
from tests.factories import members as make_members
from workstation.forms import ParkForm

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("within")]


@pytest.fixture
def claire(adviser: User) -> User:
    return make.trained(adviser)


@pytest.fixture
def desk(claire: User) -> Client:
    return make_accounts.browser(claire)


@pytest.fixture
def member(within: Mutual) -> Member:
    person = make_members.member(within)
    Phone.objects.create(mutual=within, member=person, number="+33639981234")
    return person


@pytest.fixture
def call(within: Mutual, claire: User, member: Member) -> Case:
    return make.case(within, holder=claire, channel=Channel.PHONE, caller_phone="+33639981234")


def page(call: Case, verb: str = "") -> str:
    return f"/contacts/{call.pk}/{verb}"


def test_next_leads_to_the_contact(within: Mutual, desk: Client) -> None:
    waiting = make.case(within)
    assert desk.post("/contacts/suivant/").headers["Location"] == page(waiting)


def test_next_says_when_nothing_waits(desk: Client) -> None:
    answer = desk.post("/contacts/suivant/", follow=True)
    assert "Rien ne vous attend pour l’instant." in answer.content.decode()


def test_the_family_of_the_number_is_offered(desk: Client, call: Case, member: Member) -> None:
    assert [candidate.member for candidate in desk.get(page(call)).context["page"].candidates] == [member]


def test_a_contact_of_a_colleague_is_not_read_but_may_be_taken_over(
    within: Mutual, desk: Client, other_adviser: User
) -> None:
    theirs = make.case(within, holder=other_adviser, text="Ce qu’elle a écrit")
    shown = desk.get(page(theirs)).content.decode()
    words = (page(theirs, "reprendre/"), other_adviser.get_full_name(), "Ce qu’elle a écrit", page(theirs, "prendre/"))
    assert [word in shown for word in words] == [True, True, False, False]


def test_a_contact_of_a_colleague_in_a_queue_of_others_is_not_there(
    within: Mutual, desk: Client, claire: User, other_adviser: User
) -> None:
    theirs = make.case(within, holder=other_adviser)
    QueueMember.objects.filter(user=claire).delete()
    assert desk.get(page(theirs)).status_code == 404


def test_a_contact_that_does_not_exist_is_not_there(desk: Client) -> None:
    assert desk.get(f"/contacts/{uuid4()}/").status_code == 404


def test_a_fact_more_opens_the_file(desk: Client, call: Case, member: Member) -> None:
    desk.post(page(call, "identite/"), {"person": member.pk, "kind": "member", "told": ["birth_date"]})
    assert desk.get(page(call)).context["page"].person == member


def test_no_fact_more_says_what_is_missing(desk: Client, call: Case, member: Member) -> None:
    answer = desk.post(page(call, "identite/"), {"person": member.pk, "kind": "member", "told": []})
    assert (answer.status_code, type(answer.context["refusal"])) == (422, NotIdentifiedError)


def test_the_reason_is_kept_in_place(desk: Client, call: Case) -> None:
    desk.post(page(call, "motif/"), {"reason": "devis-dentaire"}, headers={"HX-Request": "true"})
    call.refresh_from_db()
    assert call.reason == make.reason("devis-dentaire")


def test_a_contact_closes_with_its_note(desk: Client, call: Case) -> None:
    said = {"reason": make.reason().pk, "outcome": Outcome.INFORMED, "is_solved": "yes", "note": "Tout est dit."}
    desk.post(page(call, "cloturer/"), said)
    call.refresh_from_db()
    noted = Entry.objects.get(case=call, kind=EntryKind.NOTE)
    assert (call.state, call.is_solved, noted.text) == (CaseState.CLOSED, True, "Tout est dit.")


def test_closing_ends_the_work_after_the_call(desk: Client, call: Case, claire: User) -> None:
    Presence.objects.filter(user=claire).update(state=PresenceState.WRAP_UP)
    desk.post(page(call, "cloturer/"), {"reason": make.reason().pk, "outcome": Outcome.DONE, "is_solved": "no"})
    assert Presence.objects.get(user=claire).state == PresenceState.AVAILABLE


@pytest.mark.parametrize(("extension", "offers"), [("2001", 1), ("", 0)])
def test_whoever_hung_up_is_called_back_from_the_bar(
    desk: Client, call: Case, claire: User, extension: str, offers: int
) -> None:
    User.objects.filter(pk=claire.pk).update(extension=extension)
    shown = desk.get(page(call)).content.decode()
    assert (shown.count('id="call-back"'), shown.count("data-cc-call-failed")) == (offers, 1)


def test_an_uncoded_contact_stays_open_and_keeps_the_note(desk: Client, call: Case) -> None:
    answer = desk.post(page(call, "cloturer/"), {"outcome": Outcome.DONE, "is_solved": "yes", "note": "À garder"})
    assert (answer.status_code, answer.context["form"]["note"].value()) == (422, "À garder")


def test_what_was_typed_is_given_back_when_a_colleague_took_over(desk: Client, call: Case, other_adviser: User) -> None:
    Case.objects.filter(pk=call.pk).update(holder=other_adviser)
    answer = desk.post(page(call, "note/"), {"note": "Écrit trop tard"})
    assert (answer.status_code, answer.context["kept_text"]) == (409, "Écrit trop tard")


def test_a_contact_is_parked_until_a_moment(desk: Client, call: Case) -> None:
    tomorrow = timezone.localdate() + timedelta(days=1)
    desk.post(page(call, "reporter/"), {"day": f"{tomorrow:%d/%m/%Y}", "hour": "14:30", "word": ""})
    call.refresh_from_db()
    assert f"{timezone.localtime(call.parked_until):%H:%M}" == "14:30"


def test_the_past_is_refused_with_a_word(desk: Client, call: Case) -> None:
    answer = desk.post(page(call, "reporter/"), {"day": "01/01/2020", "hour": "14:30"})
    assert (answer.status_code, answer.context["form"]["hour"].value()) == (422, "14:30")


@pytest.mark.parametrize(
    ("days", "said"),
    [
        (-1, "Ce moment est passé"),
        (90, "Un contact se reporte de 60 jours au plus\u00a0: choisissez un jour plus proche."),
    ],
)
def test_a_moment_that_cannot_be_is_said_at_its_field(desk: Client, call: Case, days: int, said: str) -> None:
    day = timezone.localdate() + timedelta(days=days)
    answer = desk.post(page(call, "reporter/"), {"day": f"{day:%d/%m/%Y}", "hour": "14:30", "word": "À garder"})
    form = answer.context["form"]
    assert (answer.status_code, form["word"].value(), form.errors["day"][0].startswith(said)) == (422, "À garder", True)


def test_handing_on_needs_a_word(desk: Client, call: Case) -> None:
    answer = desk.post(page(call, "transferer/"), {"to": f"queue:{call.queue_id}", "word": ""})
    assert answer.context["form"].errors["word"] == [
        "Écrivez un mot : la personne qui reprend n’aura pas à reposer la question à l’adhérent."
    ]


@pytest.mark.parametrize("typed", ["remboursée", "orthodontie séance", "SEANCE"])
def test_the_history_is_searched_with_stems_and_without_accents(
    desk: Client, call: Case, member: Member, typed: str
) -> None:
    desk.post(page(call, "identite/"), {"person": member.pk, "kind": "member", "told": ["birth_date"]})
    desk.post(page(call, "note/"), {"note": "Remboursements des séances d’orthodontie"})
    desk.post(page(call, "note/"), {"note": "Veut changer d’adresse"})
    found = desk.get(f"/adherents/{member.pk}/historique/", {"q": typed}).context["entries"]
    assert [entry.text for entry in found] == ["Remboursements des séances d’orthodontie"]


def test_a_day_that_cannot_be_read_is_said_and_the_other_filters_hold(desk: Client, call: Case, member: Member) -> None:
    desk.post(page(call, "identite/"), {"person": member.pk, "kind": "member", "told": ["birth_date"]})
    desk.post(page(call, "note/"), {"note": "Remboursements"})
    desk.post(page(call, "note/"), {"note": "Adresse"})
    asked = {"q": "adresse", "since": "31/02/2026"}
    part = desk.get(f"/adherents/{member.pk}/historique/", asked, headers={"HX-Request": "true"}).content.decode()
    words = ("De – Ce jour n’existe pas.", "Adresse", "Remboursements")
    assert [word in part for word in words] == [True, True, False]


def test_the_work_list_shows_what_is_due_first(within: Mutual, desk: Client) -> None:
    later, sooner = make.case(within, hours_ago=1), make.case(within, hours_ago=5)
    assert desk.get("/contacts/").context["waiting"] == [sooner, later]


def test_closed_contacts_open_again_with_a_reason(desk: Client, call: Case, member: Member) -> None:
    desk.post(page(call, "identite/"), {"person": member.pk, "kind": "member", "told": ["birth_date"]})
    desk.post(page(call, "cloturer/"), {"reason": make.reason().pk, "outcome": Outcome.DONE, "is_solved": "yes"})
    desk.post(page(call, "rouvrir/"), {"why": "La personne rappelle"})
    call.refresh_from_db()
    assert call.state == CaseState.IN_HAND


def test_who_is_found_by_the_callers_words_needs_one_more_fact(
    desk: Client, within: Mutual, claire: User, member: Member
) -> None:
    unknown = make.case(within, holder=claire, channel=Channel.PHONE)
    proof = prove_facts(user=claire, member_id=member.pk, facts=frozenset({"name", "birth"}))
    shown = desk.get(page(unknown), {"personne": str(member.pk), "preuve": proof}).context["page"]
    assert (shown.chosen, shown.missing) == (member, 1)


def test_facts_of_the_search_count_as_told(desk: Client, within: Mutual, claire: User, member: Member) -> None:
    unknown = make.case(within, holder=claire, channel=Channel.PHONE)
    proof = prove_facts(user=claire, member_id=member.pk, facts=frozenset({"name", "birth"}))
    desk.post(page(unknown, "identite/"), {"person": member.pk, "kind": "member", "told": ["number"], "proof": proof})
    unknown.refresh_from_db()
    assert (unknown.member, unknown.facts) == (member, ["birth_date", "number"])


def test_a_letter_is_joined_to_who_was_found(desk: Client, within: Mutual, claire: User, member: Member) -> None:
    letter = make.case(within, holder=claire, channel=Channel.LETTER)
    proof = prove_facts(user=claire, member_id=member.pk, facts=frozenset({"name", "place"}))
    desk.post(page(letter, f"rattacher/{member.pk}/"), {"proof": proof})
    letter.refresh_from_db()
    assert letter.member == member


@pytest.mark.parametrize(("others", "asks"), [(0, 0), (2, 3)])
def test_the_search_asks_before_it_joins_one_of_several(
    desk: Client, within: Mutual, claire: User, member: Member, others: int, asks: int
) -> None:
    for rank in range(2, 2 + others):
        make_members.member(within, contract=member.contract, rank=rank, number=member.number)
    letter = make.case(within, holder=claire, channel=Channel.LETTER)
    typed = {"q": f"{member.number} {member.birth_date:%d/%m/%Y}", "contact": letter.pk}
    found = desk.post(reverse("workstation:search"), typed).content.decode()
    assert (found.count("/rattacher/"), found.count("?confirmer")) == (others + 1, asks)


def test_who_is_asked_about_is_not_joined_yet(desk: Client, within: Mutual, claire: User, member: Member) -> None:
    letter = make.case(within, holder=claire, channel=Channel.LETTER)
    proof = prove_facts(user=claire, member_id=member.pk, facts=frozenset({"name", "place"}))
    shown = desk.post(page(letter, f"rattacher/{member.pk}/?confirmer"), {"proof": proof})
    letter.refresh_from_db()
    assert (shown.context["person"], letter.member) == (member, None)


def test_a_proof_that_does_not_hold_shows_nobody(desk: Client, within: Mutual, claire: User, member: Member) -> None:
    letter = make.case(within, holder=claire, channel=Channel.LETTER)
    assert desk.post(page(letter, f"rattacher/{member.pk}/?confirmer"), {"proof": "faux"}).status_code == 404


@pytest.fixture
def closing(call: Case, claire: User) -> dict[str, Any]:
    """What one tab says at closing while another has given another reason."""
    cases.code(user=claire, case_id=call.pk, reason=make.reason("prevention"))
    return {"reason": make.reason().pk, "outcome": Outcome.DONE, "is_solved": "yes", "note": "À garder", "read": ""}


def test_another_tab_s_reason_is_shown_beside_this_one_s(desk: Client, call: Case, closing: dict[str, Any]) -> None:
    answer = desk.post(page(call, "cloturer/"), closing)
    shown = [(one.recorded, one.typed) for one in answer.context["differences"]]
    assert (answer.status_code, shown, answer.context["form"]["note"].value()) == (
        409,
        [("Prévention", "Autre demande")],
        "À garder",
    )


def test_nothing_is_half_saved_of_a_closing_that_differs(desk: Client, call: Case, closing: dict[str, Any]) -> None:
    desk.post(page(call, "cloturer/"), closing)
    assert Entry.objects.filter(case=call, kind=EntryKind.NOTE).count() == 0


@pytest.mark.parametrize(("choice", "kept"), [("typed", "autre"), ("recorded", "prevention")])
def test_the_choice_of_the_two_holds(desk: Client, call: Case, closing: dict[str, Any], choice: str, kept: str) -> None:
    desk.post(page(call, "cloturer/"), {**closing, "read": "prevention", "choice-reason": choice})
    call.refresh_from_db()
    assert (call.state, call.reason) == (CaseState.CLOSED, make.reason(kept))


def test_choosing_over_another_tab_s_reason_says_so_first(desk: Client, call: Case, closing: dict[str, Any]) -> None:
    sent = {"reason": "autre", "read": ""}
    answer = desk.post(page(call, "motif/"), sent, headers={"HX-Request": "true"})
    call.refresh_from_db()
    assert (answer.status_code, answer.context["typed"], call.reason) == (409, make.reason(), make.reason("prevention"))


@pytest.mark.parametrize("said", [{}, {"reason": "", "outcome": "", "is_solved": ""}])
def test_a_closing_that_comes_too_late_gives_the_note_back(
    desk: Client, call: Case, closing: dict[str, Any], other_adviser: User, said: dict[str, str]
) -> None:
    Case.objects.filter(pk=call.pk).update(holder=other_adviser)
    answer = desk.post(page(call, "cloturer/"), {**closing, **said})
    assert (answer.status_code, answer.context["kept_text"]) == (409, "À garder")


def test_a_call_that_is_given_up_says_so_on_its_screen(desk: Client, within: Mutual) -> None:
    left = make.case(within, channel=Channel.PHONE)
    answer = desk.get(page(left, "barre/"))
    assert (answer.status_code, [one.name for one in answer.templates][:1]) == (200, ["workstation/_case_left.html"])


def test_what_is_parked_is_in_the_list(desk: Client, call: Case) -> None:
    tomorrow = timezone.now() + timedelta(days=1)
    Case.objects.filter(pk=call.pk).update(state=CaseState.PARKED, holder=None, held_at=None, parked_until=tomorrow)
    assert desk.get("/contacts/").context["parked"] == [call]


@pytest.mark.parametrize("written", ["14:30", "14h30", "14 h 30"])
def test_an_hour_is_written_as_people_write_it(written: str) -> None:
    form = ParkForm({"day": f"{timezone.localdate() + timedelta(days=2):%d/%m/%Y}", "hour": written})
    assert (form.is_valid(), form.cleaned_data["hour"]) == (True, time(14, 30))


def test_a_case_goes_back_for_a_reason_that_somebody_chose(desk: Client, call: Case) -> None:
    answer = desk.post(page(call, "rendre/"), {"reason": "", "word": "Je finis à midi."})
    call.refresh_from_db()
    form = answer.context["form"]
    assert (answer.status_code, form.errors["reason"], form["word"].value(), call.state) == (
        422,
        ["Choisissez pourquoi le contact est rendu."],
        "Je finis à midi.",
        CaseState.IN_HAND,
    )
