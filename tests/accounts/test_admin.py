"""The administration: what administrators keep, how faults are told, and that no member is ever seen there."""

import time
from datetime import date
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.apps import apps
from django.contrib import admin
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from accounts import services
from accounts.matrix import TABLES
from accounts.models import ApiKey, Grant, Mutual, ReadAlarm, Site, Team, User
from accounts.roles import Role
from accounts.scopes import within_mutuals
from members.models import Product
from tests.factories import accounts as make

pytestmark = pytest.mark.django_db
SHOWN = sorted(model._meta.label_lower for model in admin.site._registry)


@pytest.fixture
def alex() -> User:
    return make.user(Role.ADMINISTRATOR, username="alex")


@pytest.fixture
def desk(alex: User) -> Client:
    return make.browser(alex)


def address(label: str, page: str, *args: Any) -> str:
    return reverse(f"admin:{label.replace('.', '_')}_{page}", args=args)


def faults(response: Any) -> dict[str, list[str]]:
    return dict(response.context["adminform"].errors)


# What is there


def test_administration_shows_the_tables_of_the_matrix_and_no_other() -> None:
    inlines = {
        "accounts.publicline",
        "accounts.openingwindow",
        "callbacks.weeklyhours",
        "callbacks.extrahours",
        "contacts.queuemember",
        "quality.criterion",
        "quotes.clause",
        "quotes.cap",
    }
    assert set(SHOWN) | inlines == set(TABLES)


def test_no_table_of_members_is_shown_but_products() -> None:
    personal = {model._meta.label_lower for model in apps.get_app_config("members").get_models()} - {"members.product"}
    assert personal & set(SHOWN) == set()


@pytest.mark.parametrize("label", SHOWN)
def test_each_list_opens(desk: Client, label: str) -> None:
    assert desk.get(address(label, "changelist")).status_code == 200


@pytest.mark.parametrize("label", SHOWN)
def test_each_list_is_searched(desk: Client, label: str) -> None:
    response = desk.get(address(label, "changelist"), {"q": "zéro"})
    assert (response.status_code, list(response.context["cl"].result_list)) == (200, [])


HIDDEN = {"DELETE", "id", "queue"}
"""Of an inline: never shown, or the row above it."""


@pytest.mark.parametrize("label", [label for label in SHOWN if TABLES[label].add])
def test_each_setting_says_what_it_is_for(desk: Client, label: str) -> None:
    context = desk.get(address(label, "add")).context
    inlines = [one.formset.form.base_fields for one in context["inline_admin_formsets"]]
    fields = [one for form in (context["adminform"].form.fields, *inlines) for one in form.items()]
    assert [name for name, field in fields if not field.help_text and name not in HIDDEN] == []


def test_the_history_of_a_setting_says_what_it_was_and_became(desk: Client) -> None:
    site = Site.objects.create(name="Béziers", town="Béziers", departments=["34"])
    typed = {"name": "Béziers", "town": "Agde", "departments": "34,11"}
    desk.post(address("accounts.site", "change", site.pk), typed)
    page = desk.get(address("accounts.site", "history", site.pk)).content.decode()
    assert ("Commune\u00a0: Béziers → Agde" in page, "34 → 11, 34" in page) == (True, True)


@pytest.mark.parametrize("label", SHOWN)
def test_each_form_of_adding_opens_where_the_matrix_says_so(desk: Client, label: str) -> None:
    assert desk.get(address(label, "add")).status_code == (200 if TABLES[label].add else 403)


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMINISTRATOR])
def test_administration_does_not_exist_for_others(role: Role) -> None:
    client = make.browser(make.user(role))
    pages = [reverse("admin:index"), reverse("admin:login"), address("accounts.user", "changelist")]
    assert [client.get(page).status_code for page in pages] == [404, 404, 404]


def test_administration_speaks_french(desk: Client) -> None:
    page = desk.get(reverse("admin:index")).content.decode()
    assert ("Habilitations" in page, "Grants" in page) == (True, False)


# Accounts

PERSON = {
    "username": "claire",
    "first_name": "Claire",
    "last_name": "Dumontel",
    "email": "claire@exemple.fr",
    "role": "teleadviser",
    "language": "fr",
    "is_active": "on",
}


def test_new_account_receives_a_link_and_has_no_password(desk: Client) -> None:
    team = Team.objects.create(site=Site.objects.create(name="Béziers", town="Béziers"), name="Matin")
    desk.post(address("accounts.user", "add"), {**PERSON, "team": team.pk})
    account = User.objects.get(username="claire")
    assert (account.team, account.has_usable_password(), mail.outbox[0].to) == (team, False, ["claire@exemple.fr"])


@pytest.mark.parametrize(("role", "enters"), [("administrator", True), ("supervisor", False)])
def test_only_administrators_enter_the_administration(desk: Client, role: str, *, enters: bool) -> None:
    desk.post(address("accounts.user", "add"), {**PERSON, "role": role})
    account = User.objects.get(username="claire")
    assert (account.is_staff, account.is_superuser) == (enters, False)


def test_person_needs_an_address_and_what_was_typed_is_kept(desk: Client) -> None:
    response = desk.post(address("accounts.user", "add"), {**PERSON, "email": ""})
    assert faults(response) == {
        "email": ["Une personne a besoin d’une adresse\u00a0: le lien pour choisir un mot de passe y est envoyé."]
    }
    assert 'value="Dumontel"' in response.content.decode()


def test_one_address_is_one_account(desk: Client) -> None:
    make.user(email="Claire@exemple.fr")
    assert list(faults(desk.post(address("accounts.user", "add"), PERSON))) == ["email"]


def test_nobody_changes_their_own_role_or_closes_their_own_account(desk: Client, alex: User) -> None:
    desk.post(
        address("accounts.user", "change", alex.pk),
        {**PERSON, "username": "alex", "role": "teleadviser", "is_active": ""},
    )
    alex.refresh_from_db()
    assert (alex.role, alex.is_active, alex.last_name) == ("administrator", True, "Dumontel")


def test_lost_second_factor_is_removed_by_somebody_else(desk: Client, alex: User) -> None:
    claire = make.user(username="claire")
    make.second_factor(claire)
    act(desk, "accounts.user", "remove_second_factor", claire, alex)
    left = Authenticator.objects.values_list("user__username", flat=True)
    assert list(left) == ["alex"]


def act(client: Client, label: str, action: str, *rows: Any) -> Any:
    return client.post(
        address(label, "changelist"), {"action": action, "_selected_action": [row.pk for row in rows]}, follow=True
    )


# Grants


def ask(client: Client, user: User, mutual: Mutual, **dates: str) -> Any:
    return client.post(
        address("accounts.grant", "add"), {"user": user.pk, "mutual": mutual.pk, "starts_on": "2026-11-24", **dates}
    )


def test_grant_is_asked_by_one_and_approved_by_another(desk: Client, alex: User, mutual: Mutual) -> None:
    ask(desk, make.user(), mutual)
    grant = Grant.objects.get()
    refused = act(desk, "accounts.grant", "approve", grant)
    other = make.user(Role.ADMINISTRATOR)
    act(make.browser(other), "accounts.grant", "approve", grant)
    grant.refresh_from_db()
    said = [str(message) for message in refused.context["messages"] if message.level_tag == "error"]
    assert (grant.requested_by, grant.approved_by, len(said)) == (alex, other, 1)
    assert said[0].endswith("deux administrateurs, dont aucun ne peut être la personne qui la reçoit.")


@pytest.mark.parametrize(
    ("dates", "field"),
    [({"ends_on": "2026-11-23"}, "ends_on"), ({"ends_on": "2026-11-30"}, "starts_on")],
)
def test_fault_in_the_dates_of_a_grant_is_told_at_the_date(
    desk: Client, mutual: Mutual, dates: dict[str, str], field: str
) -> None:
    account = make.user()
    services.request_grant(user=account, mutual=mutual, starts_on=date(2026, 11, 25), by=make.user(Role.ADMINISTRATOR))
    assert list(faults(ask(desk, account, mutual, **dates))) == [field]


def test_grant_for_oneself_is_refused_at_the_field(desk: Client, alex: User, mutual: Mutual) -> None:
    assert list(faults(ask(desk, alex, mutual))) == ["user"]


def test_grant_is_never_edited(desk: Client, mutual: Mutual) -> None:
    grant = make.grant(make.user(), mutual)
    page = address("accounts.grant", "change", grant.pk)
    assert (desk.get(page).status_code, desk.post(page, {}).status_code) == (200, 403)


# Fresh authentication


@pytest.mark.parametrize("label", ["accounts.user", "accounts.grant", "accounts.apikey"])
def test_stale_session_confirms_before_it_changes_rights(alex: User, label: str) -> None:
    client = make.browser(alex, signed_in_at=time.time() - 6 * 60)
    response = client.post(address(label, "add"), PERSON)
    assert response.headers["Location"].startswith(reverse("account_reauthenticate"))


def test_what_was_filled_in_is_done_after_confirming(settings: Any) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    alex = make.user(Role.ADMINISTRATOR, password="une phrase que personne ne dit")
    client = make.browser(alex, signed_in_at=time.time() - 6 * 60)
    asked = client.post(address("accounts.user", "add"), PERSON)
    client.post(asked.headers["Location"], {"password": "une phrase que personne ne dit"})
    assert User.objects.filter(username="claire", last_name="Dumontel").exists()


def test_stale_session_may_keep_sites(alex: User) -> None:
    client = make.browser(alex, signed_in_at=time.time() - 6 * 60)
    client.post(address("accounts.site", "add"), {"name": "Béziers", "town": "Béziers", "departments": "34, 11,34"})
    assert Site.objects.get().departments == ["11", "34"]


# Keys, alarms, mutuals


def test_token_is_shown_once_and_kept_nowhere(desk: Client, mutual: Mutual) -> None:
    machine = make.user(Role.API_CLIENT)
    fields = {"mutual": mutual.pk, "label": "Portail", "user": machine.pk, "scopes": ["member:read"]}
    page = desk.post(address("accounts.apikey", "add"), fields)
    token = page.context["key"].token
    after = desk.get(address("accounts.apikey", "changelist")).content.decode()
    kept = f"{after}{dict(desk.session)}{ApiKey.objects.values().get()}"
    assert (token in page.content.decode(), token in kept) == (True, False)


def test_key_of_a_person_cannot_be_made(desk: Client, mutual: Mutual) -> None:
    fields = {"mutual": mutual.pk, "label": "Portail", "user": make.user().pk, "scopes": ["member:read"]}
    assert list(faults(desk.post(address("accounts.apikey", "add"), fields))) == ["user"]


def test_revoked_key_is_gone(desk: Client, alex: User, mutual: Mutual) -> None:
    key, _ = services.create_api_key(
        user=make.user(Role.API_CLIENT), mutual=mutual, label="Portail", scopes=[], by=alex
    )
    desk.post(address("accounts.apikey", "delete", key.pk), {"post": "yes"})
    assert not ApiKey.objects.exists()


def test_reviewed_alarm_opens_reading_again(desk: Client, alex: User) -> None:
    reader = make.user(blocked_at="2026-11-24T10:00Z")
    alarm = ReadAlarm.objects.create(user=reader, window_start="2026-11-24T09:50Z", files=80, blocked=True)
    act(desk, "accounts.readalarm", "review", alarm)
    reader.refresh_from_db()
    alarm.refresh_from_db()
    assert (reader.blocked_at, alarm.reviewed_by) == (None, alex)


def mutual_fields(**fields: Any) -> dict[str, Any]:
    lists = {
        f"{prefix}-{name}": 0
        for prefix in ("lines", "opening_windows", "policies")
        for name in ("TOTAL_FORMS", "INITIAL_FORMS")
    }
    return {"code": "arbelle", "name": "Arbelle", "colour": "#0f4c5c", "is_active": "on", **lists, **fields}


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (b"<svg onload=alert(1)>", "Ce fichier n’est pas une image PNG."),
        (b"\x89PNG\r\n\x1a\n" + b"0" * 512 * 1024, "Ce fichier dépasse 512\u00a0ko. Réduisez-le."),
    ],
)
def test_logo_is_a_small_png(desk: Client, content: bytes, fault: str) -> None:
    logo = SimpleUploadedFile("logo.png", content, "image/png")
    response = desk.post(address("accounts.mutual", "add"), mutual_fields(logo=logo))
    assert faults(response) == {"logo": [fault]}


def test_wrong_siren_is_told(desk: Client) -> None:
    response = desk.post(address("accounts.mutual", "add"), mutual_fields(register_number="123456789"))
    assert list(faults(response)) == ["register_number"]


def test_siren_may_be_typed_in_groups(desk: Client) -> None:
    desk.post(address("accounts.mutual", "add"), mutual_fields(register_number="732 829 320"))
    assert Mutual.objects.get(code="arbelle").register_number == "732829320"


def test_hours_that_run_backwards_are_told_at_the_closing_time(desk: Client) -> None:
    window = {"weekday": 1, "opens_at": "18:00", "closes_at": "08:00"}
    given = {f"opening_windows-0-{name}": value for name, value in window.items()}
    response = desk.post(
        address("accounts.mutual", "add"), {**mutual_fields(**given), "opening_windows-TOTAL_FORMS": 1}
    )
    formset = response.context["inline_admin_formsets"][1].formset
    assert formset.errors == [{"closes_at": ["L’heure de fermeture doit suivre l’heure d’ouverture."]}]


def test_products_of_every_mutual_are_kept(desk: Client, mutual: Mutual, other_mutual: Mutual) -> None:
    fields = {"code": "ESS", "name": "Essentielle", "level": 1}
    for one in (mutual, other_mutual):
        desk.post(address("members.product", "add"), {**fields, "mutual": one.pk})
    page = desk.get(address("members.product", "changelist"))
    with within_mutuals([mutual.pk]):
        assert (page.context["cl"].result_count, Product.objects.count()) == (2, 1)


def test_journal_is_read_only_and_names_no_member(desk: Client) -> None:
    fields = set(admin.site._registry[apps.get_model("audit", "JournalEntry")].get_fields(desk.get("/").wsgi_request))
    assert fields & {"member_id", "mutual_id"} == set()
    assert desk.post(address("audit.journalentry", "add"), {}).status_code == 403
