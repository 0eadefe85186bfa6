"""Changing a file from its page: what is refused at which field, what is kept, and what another changed meanwhile."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.deadlines import ONE_READING
from accounts.models import Mutual, User
from accounts.roles import Role
from audit.models import JournalEntry
from members.enums import GroundKind
from members.models import Address, Consent, Correspondent, Fragility, Ground, Member, Phone
from tests.factories import accounts as make_accounts
from tests.factories import members as make
from workstation.editing.base import ChangeForm
from workstation.editing.forms import FORMS

FRAGMENT = {"HX-Request": "true"}
TODAY = f"{timezone.localdate():%d/%m/%Y}"
TYPED: dict[str, dict[str, Any]] = {
    "telephone": {"number": "06 39 98 77 01"},
    "adresse": {"line1": "1 quai Rambaud", "postal_code": "69009", "starts_on": TODAY},
    "preferences": {"email": "h@exemple.fr", "language": "fr"},
    "accord": {"channel": "sms", "purpose": "service", "answer": "no"},
    "fragilite": {"sign": "hearing", "help_needed": "Écrire plutôt qu’appeler"},
    "interlocuteur": {"name": "A B", "relation": "fille", "may_know": "tout", "proof": "lettre", "starts_on": TODAY},
}


def open_to(user: User, member: Member) -> None:
    ends_at = timezone.now() + timedelta(hours=1)
    Ground.objects.create(mutual=member.mutual, member=member, user=user, kind=GroundKind.SEARCH, ends_at=ends_at)


@pytest.fixture
def helene(within: Mutual, adviser: User) -> Member:
    helene = make.member(within, phone="+33465712348", email="helene@exemple.fr")
    open_to(adviser, helene)
    return helene


@pytest.fixture
def desk(adviser: User) -> Client:
    return make_accounts.browser(adviser)


def address(member: Member, kind: str) -> str:
    return reverse("workstation:change", args=[member.pk, kind])


def faults(member: Member, kind: str, **typed: Any) -> dict[str, list[str | None]]:
    """Codes of what is wrong, by field."""
    form = FORMS[kind]({**TYPED[kind], **typed}, person=member)
    return {name: [fault.code for fault in errors.as_data()] for name, errors in form.errors.items()}


def file_of(member: Member) -> list[int]:
    """How much there is of each thing in the file."""
    return [
        model.objects.filter(member=member).count() for model in (Phone, Address, Consent, Fragility, Correspondent)
    ]


# ---- what is refused, and where


@pytest.mark.parametrize(
    ("number", "fault"),
    [
        ("", "required"),
        ("bonjour", "invalid"),
        ("0", "invalid"),
        ("12 34", "invalid"),
        ("06 39 98 77", "invalid"),
        ("0639987701 0639987702", "invalid"),
        ("2 555 12 12", "invalid"),
        ("0 899 12 34 56", "premium"),
        ("+33 892 70 12 12", "premium"),
        ("+44 909 879 0000", "premium"),
        ("0 800 12 34 56", "service"),
        ("0821 12 34 56", "service"),
        ("04 65 71 23 48", "known"),
        ("06" * 40, "max_length"),
        ("06 39\x00", "unseen"),
    ],
)
def test_numbers_that_are_refused(helene: Member, number: str, fault: str) -> None:
    assert faults(helene, "telephone", number=number) == {"number": [fault]}


@pytest.mark.parametrize(
    ("number", "kept", "kind"),
    [
        ("0639987701", "+33639987701", "mobile"),
        ("06.39.98/77 01", "+33639987701", "mobile"),
        ("+33 (0)4 65 71 00 01", "+33465710001", "home"),
        ("0033199001234", "+33199001234", "home"),
        ("0692 12 34 56", "+262692123456", "mobile"),
        ("0590 27 12 34", "+590590271234", "home"),
        ("+32 2 555 12 12", "+3225551212", "home"),
        ("tél : 05 36 49 00 11", "+33536490011", "home"),
    ],
)
def test_numbers_in_any_writing(helene: Member, adviser: User, number: str, kept: str, kind: str) -> None:
    form = FORMS["telephone"]({"number": number}, person=helene)
    assert form.errors == {}
    form.save(adviser)
    assert Phone.objects.filter(member=helene, number=kept).values_list("kind", "is_main").get() == (kind, False)


@pytest.mark.parametrize(
    ("typed", "where", "fault"),
    [
        ({"line1": ""}, "line1", "required"),
        ({"line1": "x" * 81}, "line1", "max_length"),
        ({"line2": "\u202eretourné"}, "line2", "unseen"),
        ({"postal_code": ""}, "postal_code", "required"),
        ({"postal_code": "6900"}, "postal_code", "form"),
        ({"postal_code": "69 00A"}, "postal_code", "form"),
        ({"postal_code": "٦٩٠٠٩"}, "postal_code", "form"),
        ({"postal_code": "69999"}, "postal_code", "unknown"),
        ({"postal_code": "34410"}, "town", "to_choose"),
        ({"town": "34032"}, "town", "invalid_choice"),
        ({"starts_on": ""}, "starts_on", "required"),
        ({"starts_on": "29/02/2025"}, "starts_on", "no_such_day"),
        ({"starts_on": "demain"}, "starts_on", "invalid"),
        ({"starts_on": "12/3/61"}, "starts_on", "far"),
        ({"starts_on": "01/01/2199"}, "starts_on", "far"),
    ],
)
def test_addresses_that_are_refused(helene: Member, typed: dict[str, str], where: str, fault: str) -> None:
    assert faults(helene, "adresse", **typed) == {where: [fault]}


@pytest.mark.parametrize(
    ("kind", "typed", "where", "fault"),
    [
        ("preferences", {"email": "helene"}, "email", "invalid"),
        ("preferences", {"email": "hélène@exemple.fr"}, "email", "invalid"),
        ("preferences", {"email": f"{'x' * 250}@exemple.fr"}, "email", "max_length"),
        ("preferences", {"email": "", "preferred_channel": "email"}, "preferred_channel", None),
        ("preferences", {"language": "klingon"}, "language", "invalid_choice"),
        ("accord", {"answer": ""}, "answer", "required"),
        ("accord", {"channel": "pigeon"}, "channel", "invalid_choice"),
        ("fragilite", {"help_needed": " "}, "help_needed", "required"),
        ("fragilite", {"help_needed": "x" * 201}, "help_needed", "max_length"),
        ("fragilite", {"ends_on": "01/01/2020"}, "ends_on", "over"),
        ("interlocuteur", {"name": "x" * 121}, "name", "max_length"),
        ("interlocuteur", {"phone": "3615"}, "phone", "invalid"),
        ("interlocuteur", {"ends_on": "31/02/2027"}, "ends_on", "no_such_day"),
        ("interlocuteur", {"starts_on": "31/12/2090", "ends_on": "30/12/2090"}, "ends_on", "backwards"),
    ],
)
def test_values_that_are_refused(helene: Member, kind: str, typed: dict[str, str], where: str, fault: str) -> None:
    assert faults(helene, kind, **typed) == {where: [fault]}


def test_a_refusal_keeps_what_was_typed_and_changes_nothing(helene: Member, desk: Client) -> None:
    before = file_of(helene)
    answer = desk.post(address(helene, "telephone"), {"number": "0899 12 34 56"}, headers=FRAGMENT)
    assert (answer.status_code, 'value="0899 12 34 56"' in answer.text, file_of(helene)) == (422, True, before)


# ---- what is kept


@pytest.mark.parametrize("kind", sorted(TYPED))
def test_each_change_is_kept(helene: Member, desk: Client, kind: str) -> None:
    before = (file_of(helene), helene.email)
    form = desk.get(address(helene, kind), headers=FRAGMENT).context["form"]
    typed = {**TYPED[kind], "version": form["version"].value()}
    answer = desk.post(address(helene, kind), typed, headers=FRAGMENT)
    helene.refresh_from_db()
    assert (answer.status_code, (file_of(helene), helene.email) != before) == (200, True)


@pytest.mark.parametrize("kind", sorted(TYPED))
def test_the_answer_brings_the_changed_part_and_the_focus(helene: Member, desk: Client, kind: str) -> None:
    form = desk.get(address(helene, kind), headers=FRAGMENT).context["form"]
    typed = {**TYPED[kind], "version": form["version"].value()}
    text = desk.post(address(helene, kind), typed, headers=FRAGMENT).text
    part = f'id="{FORMS[kind].section}"'
    assert [text.count(part), text.count("autofocus"), f'id="open-{kind}"' in text] == [1, 1, True]


def test_without_htmx_the_page_comes_back(helene: Member, desk: Client) -> None:
    answer = desk.post(address(helene, "telephone"), TYPED["telephone"])
    assert (answer.status_code, answer.headers["Location"]) == (302, reverse("workstation:member", args=[helene.pk]))


def test_without_htmx_the_form_is_a_page(helene: Member, desk: Client) -> None:
    answer = desk.get(address(helene, "telephone"))
    assert (answer.status_code, "<!doctype html>" in answer.text, 'id="change_number"' in answer.text) == (
        200,
        True,
        True,
    )


def test_only_town_of_a_postcode_is_understood(helene: Member, adviser: User) -> None:
    form = FORMS["adresse"]({**TYPED["adresse"], "version": helene.updated_at.isoformat()}, person=_read(helene))
    assert form.errors == {}
    form.cleaned_data["version"] = Member.objects.get(pk=helene.pk).updated_at.isoformat()
    form.save(adviser)
    assert Address.objects.get(member=helene, valid_until=None).town == "Lyon"


def _read(member: Member) -> Member:
    return Member.objects.get(pk=member.pk)


def test_towns_of_a_postcode_being_typed(helene: Member, desk: Client) -> None:
    typed = {"step": "towns", "postal_code": "34410"}
    answer = desk.post(address(helene, "adresse"), typed, headers=FRAGMENT)
    assert re.findall(r"<option value=.(\d+).>([^<]+)", answer.text) == [("34299", "Sérignan"), ("34298", "Sauvian")]


# ---- removing


def test_a_number_is_removed(helene: Member, desk: Client) -> None:
    phone = Phone.objects.get(member=helene)
    answer = desk.post(reverse("workstation:remove", args=[helene.pk, "telephone", phone.pk]), headers=FRAGMENT)
    assert (answer.status_code, Phone.objects.filter(member=helene).exists()) == (200, False)


def test_removing_is_never_a_get(helene: Member, desk: Client) -> None:
    phone = Phone.objects.get(member=helene)
    assert desk.get(reverse("workstation:remove", args=[helene.pk, "telephone", phone.pk])).status_code == 405


# ---- two people at once


def conflict(desk: Client, member: Member) -> Any:
    """Somebody changes the e-mail between reading the form and sending it."""
    form: ChangeForm = desk.get(address(member, "preferences"), headers=FRAGMENT).context["form"]
    first = {**TYPED["preferences"], "email": "premier@exemple.fr", "version": form["version"].value()}
    desk.post(address(member, "preferences"), first, headers=FRAGMENT)
    return desk.post(address(member, "preferences"), {**first, "email": "second@exemple.fr"}, headers=FRAGMENT)


def test_the_second_to_save_sees_both_values(helene: Member, desk: Client) -> None:
    answer = conflict(desk, helene)
    [difference] = answer.context["differences"]
    helene.refresh_from_db()
    assert (answer.status_code, difference[1:], helene.email) == (
        409,
        ("premier@exemple.fr", "second@exemple.fr"),
        "premier@exemple.fr",
    )


def test_what_was_typed_is_kept_once_seen(helene: Member, desk: Client) -> None:
    seen = conflict(desk, helene).context["form"]
    typed = {name: seen[name].value() or "" for name in seen.fields}
    desk.post(address(helene, "preferences"), typed, headers=FRAGMENT)
    helene.refresh_from_db()
    assert helene.email == "second@exemple.fr"


def test_a_change_elsewhere_in_the_file_stops_nobody(helene: Member, desk: Client) -> None:
    form = desk.get(address(helene, "accord"), headers=FRAGMENT).context["form"]
    desk.post(address(helene, "telephone"), TYPED["telephone"], headers=FRAGMENT)
    answer = desk.post(
        address(helene, "accord"), {**TYPED["accord"], "version": form["version"].value()}, headers=FRAGMENT
    )
    assert (answer.status_code, Consent.objects.filter(member=helene).count()) == (200, 1)


def test_a_forged_version_counts_as_none(helene: Member, desk: Client) -> None:
    typed = {**TYPED["preferences"], "version": "2999"}
    assert desk.post(address(helene, "preferences"), typed, headers=FRAGMENT).status_code == 409


# ---- who may


@pytest.mark.parametrize("kind", sorted(FORMS))
def test_a_closed_file_is_not_there(within: Mutual, desk: Client, kind: str) -> None:
    closed = make.member(within)
    assert [
        desk.get(address(closed, kind)).status_code,
        desk.post(address(closed, kind), TYPED.get(kind, {})).status_code,
        desk.post(address(closed, "adresse"), {"step": "towns"}).status_code,
    ] == [404, 404, 404]


@pytest.mark.parametrize("role", [Role.SUPERVISOR, Role.QUALITY, Role.ADMINISTRATOR, Role.DPO, Role.AUDITOR])
def test_other_roles_change_nothing(helene: Member, role: Role) -> None:
    other = make_accounts.user(role, on=[helene.mutual])
    open_to(other, helene)
    answer = make_accounts.browser(other).post(address(helene, "telephone"), TYPED["telephone"])
    assert (answer.status_code, Phone.objects.filter(member=helene).count()) == (404, 1)


@pytest.mark.parametrize("kind", ["rien", "telephone-"])
def test_a_change_that_does_not_exist_is_not_there(helene: Member, desk: Client, kind: str) -> None:
    assert desk.get(address(helene, kind)).status_code == 404


def readings(member: Member) -> list[str]:
    return list(
        JournalEntry.objects.filter(member_id=member.pk, act="open").order_by("pk").values_list("route", flat=True)
    )


def test_a_form_belongs_to_the_reading_that_opened_the_file(helene: Member, desk: Client) -> None:
    desk.get(reverse("workstation:member", args=[helene.pk]))
    desk.get(address(helene, "telephone"), headers=FRAGMENT)
    desk.post(address(helene, "telephone"), {"number": "x"}, headers=FRAGMENT)
    desk.post(address(helene, "telephone"), TYPED["telephone"], headers=FRAGMENT)
    assert readings(helene) == ["workstation:member"]


def test_a_form_alone_is_a_reading(helene: Member, desk: Client) -> None:
    desk.get(address(helene, "telephone"), headers=FRAGMENT)
    assert readings(helene) == ["workstation:change"]


@pytest.mark.parametrize(
    "other", [{"actor_id": 0}, {"ground": "contact"}, {"at": timezone.now() - ONE_READING}, {"act": "change"}]
)
def test_a_form_is_a_reading_when_no_other_covers_it(
    helene: Member, adviser: User, desk: Client, other: dict[str, Any]
) -> None:
    entry = {"act": "open", "actor_kind": "user", "actor_id": adviser.pk, "ground": "search", **other}
    JournalEntry.objects.create(member_id=helene.pk, mutual_id=helene.mutual_id, **entry)
    desk.get(address(helene, "telephone"), headers=FRAGMENT)
    assert readings(helene)[-1:] == ["workstation:change"]


@pytest.mark.parametrize(
    ("kind", "typed", "changed"),
    [
        ("telephone", {}, ["phone_added"]),
        ("adresse", {}, ["address"]),
        ("preferences", {}, ["email"]),
        ("preferences", {"language": "ar"}, ["email", "language"]),
        ("accord", {}, ["consent"]),
        ("fragilite", {}, ["fragility_noted"]),
        ("interlocuteur", {}, ["speaker_allowed"]),
    ],
)
def test_the_journal_says_what_was_changed(
    helene: Member, adviser: User, kind: str, typed: dict[str, str], changed: list[str]
) -> None:
    helene.refresh_from_db()
    form = FORMS[kind]({**TYPED[kind], **typed, "version": helene.updated_at.isoformat()}, person=helene)
    assert form.is_valid()
    form.save(adviser)
    assert JournalEntry.objects.get(act="change").detail == {"changed": changed}


def test_the_journal_s_page_names_what_was_changed(helene: Member, desk: Client) -> None:
    desk.post(address(helene, "telephone"), TYPED["telephone"], headers=FRAGMENT)
    shown = desk.get(reverse("workstation:journal")).content.decode()
    assert ("numéro de téléphone ajouté" in shown, "0639987701" in shown.replace(" ", "")) == (True, False)
