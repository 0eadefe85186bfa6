"""The reply panel: filled, kept, refused at its field, and told what becomes of it."""

import base64
import io
import re
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db.models.functions import Now
from django.test import Client
from django.urls import reverse
from PIL import Image

from accounts.models import Mutual, User
from accounts.roles import Role
from audit.models import JournalEntry
from contacts.models import Case, Draft
from contacts.services import hands
from correspondence import deadlines
from correspondence.models import Message
from correspondence.services import delivery
from members.models import Member
from members.services import open_by_contact
from tests.factories import accounts as make_accounts
from tests.factories import correspondence as make

pytestmark = pytest.mark.django_db
FRAGMENT = {"HX-Request": "true"}


@pytest.fixture
def claire(adviser: User) -> Client:
    return make_accounts.browser(adviser, headers=FRAGMENT)


def panel(case: Case) -> str:
    return reverse("correspondence:reply", args=[case.pk])


def typed(**fields: Any) -> dict[str, Any]:
    return {
        "channel": "email", "to": "helene@exemple.fr", "subject": "Votre carte", "body": "La voici.",
        "key": "une", "template": "", "filled": "", **fields,
    }  # fmt: skip


def value(html: str, name: str) -> str:
    """What a text field holds."""
    return html.split(f'name="{name}"')[1].split(">", 1)[1].split("</textarea>", maxsplit=1)[0].strip()


def test_the_panel_begins_with_whom_one_answers(claire: Client, case: Case) -> None:
    html = claire.get(panel(case)).content.decode()
    assert (value(html, "to"), 'value="Re: Ma carte"' in html, "checked" in html.split('value="letter"')[0]) == (
        "helene@exemple.fr", True, True,
    )  # fmt: skip


def test_a_template_is_filled_from_the_file(claire: Client, case: Case) -> None:
    html = claire.post(panel(case), typed(body="", step="template", choose="injoignable")).content.decode()
    assert value(html, "body").startswith("Madame Marchandeau,")
    assert "numéro d’adhérent 20418" in html


@pytest.mark.parametrize(("sex", "born"), [("F", "née le"), ("M", "né le")])
def test_an_attestation_agrees_with_the_member(claire: Client, case: Case, sex: str, born: str) -> None:
    Member.objects.update(sex=sex)
    html = claire.post(panel(case), typed(body="", step="template", choose="attestation-droits")).content.decode()
    assert f", {born} " in value(html, "body")


def test_what_nobody_knows_is_named(claire: Client, case: Case) -> None:
    html = claire.post(panel(case), typed(body="", step="template", choose="demande-de-pieces")).content.decode()
    assert "{{ pieces }}" in value(html, "body")
    assert "notice-warn" in html


def test_a_template_adds_to_what_was_typed(claire: Client, case: Case) -> None:
    html = claire.post(panel(case), typed(body="Déjà écrit", step="template", choose="injoignable")).content.decode()
    assert value(html, "body").startswith("Déjà écrit\n\nMadame Marchandeau,")


def test_another_template_replaces_the_first_one(claire: Client, case: Case) -> None:
    html = claire.post(panel(case), typed(body="", step="template", choose="injoignable")).content.decode()
    body, filled = value(html, "body"), html.split('name="filled" value="')[1].split('"')[0]
    again = typed(body=body.replace("\n", "\r\n"), filled=filled, step="template", choose="noemie")
    html = claire.post(panel(case), again).content.decode()
    assert ("vous joindre" in value(html, "body"), "télétransmission" in value(html, "body")) == (False, True)


def test_another_channel_brings_its_recipient_and_keeps_the_text(claire: Client, case: Case) -> None:
    html = claire.post(panel(case), typed(channel="letter", step="channel")).content.decode()
    assert value(html, "to") == "Madame Hélène Marchandeau\n3 rue des Tanneurs\n34500 Béziers"
    assert value(html, "body") == "La voici."


def test_a_preview_sends_nothing(claire: Client, case: Case) -> None:
    response = claire.post(panel(case), typed(step="preview"))
    assert (response.status_code, "h-preview" in response.content.decode(), Message.objects.count()) == (200, True, 0)


def test_sending_tells_that_it_can_be_called_back(claire: Client, case: Case) -> None:
    html = claire.post(panel(case), typed()).content.decode()
    assert ('data-cc-seconds="12"' in html, reverse("correspondence:cancel", args=[Message.objects.get().pk]) in html) == (
        True, True,
    )  # fmt: skip


def test_a_double_click_sends_once(claire: Client, case: Case) -> None:
    statuses = [claire.post(panel(case), typed()).status_code for _ in range(2)]
    assert (statuses, Message.objects.count()) == ([200, 200], 1)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"body": ""}, "reply_body_error"),
        ({"subject": ""}, "reply_subject_error"),
        ({"to": ""}, "reply_to_error"),
        ({"to": "helene"}, "reply_to_error"),
        ({"to": "autre@exemple.fr"}, "reply_is_confirmed_error"),
        ({"body": "{{ delai }}"}, "reply_body_error"),
        ({"channel": "pigeon"}, "reply_channel_error"),
        ({"body": "é" * 20_001}, "reply_body_error"),
    ],
)
def test_a_fault_stands_at_its_field_and_keeps_the_text(
    claire: Client, case: Case, fields: dict[str, str], words: str
) -> None:
    response = claire.post(panel(case), typed(**{"body": "Gardé", **fields}))
    html = response.content.decode()
    assert (response.status_code, f'id="{words}"' in html, Message.objects.count()) == (422, True, 0)
    assert value(html, "body") == fields.get("body", "Gardé")


def test_who_lost_the_case_keeps_the_text(claire: Client, case: Case, adviser: User, other_adviser: User) -> None:
    assert case.member_id is not None
    open_by_contact(user=adviser, member_id=case.member_id, facts=[])
    hands.take_over(user=other_adviser, case_id=case.pk, why="…")
    response = claire.post(panel(case), typed(body="Gardé"))
    assert (response.status_code, value(response.content.decode(), "body")) == (409, "Gardé")


@pytest.mark.usefixtures("within")
def test_the_draft_comes_back(claire: Client, adviser: User, case: Case) -> None:
    Draft.objects.create(mutual_id=case.mutual_id, case=case, user=adviser, field="reponse", text="Presque fini")
    assert value(claire.get(panel(case)).content.decode(), "body") == "Presque fini"


@pytest.mark.attack(8)
def test_what_a_text_holds_is_not_markup(claire: Client, case: Case) -> None:
    html = claire.post(panel(case), typed(body="<b>a</b></textarea><script>", step="preview")).content.decode()
    assert "<script>" not in html


def test_reading_the_file_for_a_letter_is_journalled(claire: Client, case: Case) -> None:
    claire.get(panel(case))
    assert JournalEntry.objects.filter(route="correspondence:reply", member_id=case.member_id).count() == 1


@pytest.mark.parametrize("method", ["get", "post"])
def test_somebody_else_s_case_is_not_there(case: Case, other_mutual: Mutual, method: str) -> None:
    stranger = make_accounts.browser(make_accounts.user(on=[other_mutual]))
    answers = [getattr(stranger, method)(path).status_code for path in (panel(case), f"/contacts/{uuid4()}/reponse/")]
    assert answers == [404, 404]


def test_it_is_called_back(claire: Client, case: Case, adviser: User) -> None:
    message = make.message(case, adviser)
    claire.post(reverse("correspondence:cancel", args=[message.pk]))
    message.refresh_from_db()
    assert message.state == "cancelled"


def test_too_late_is_said(claire: Client, case: Case, adviser: User) -> None:
    message = make.message(case, adviser, due=True)
    assert claire.post(reverse("correspondence:cancel", args=[message.pk])).status_code == 409


@pytest.mark.parametrize("route", ["message", "letter", "cancel", "send_again"])
def test_a_stranger_s_message_is_not_there(case: Case, adviser: User, other_adviser: User, route: str) -> None:
    message = make.message(case, adviser)
    browser = make_accounts.browser(other_adviser)
    ask = browser.get if route in {"message", "letter"} else browser.post
    assert ask(reverse(f"correspondence:{route}", args=[message.pk])).status_code == 404


def test_the_outbox_has_what_has_not_left(claire: Client, case: Case, adviser: User) -> None:
    make.message(case, adviser, subject="Pas partie")
    sent = make.message(case, adviser, key="autre", subject="Partie")
    Message.objects.filter(pk=sent.pk).update(state="sent", sent_at=Now(), next_at=None)
    html = claire.get(reverse("correspondence:outbox")).content.decode()
    assert ("Pas partie" in html, ">Partie<" in html) == (True, False)


def test_a_letter_is_to_print_and_not_sent(claire: Client, case: Case) -> None:
    to = "Madame Hélène Marchandeau\n3 rue des Tanneurs\n34500 Béziers"
    html = claire.post(panel(case), typed(channel="letter", to=to)).content.decode()
    assert ("À imprimer" in html, "Envoyé" in html) == (True, False)


def test_why_it_did_not_leave_is_said(claire: Client, case: Case, adviser: User) -> None:
    message = make.message(case, adviser)
    Message.objects.filter(pk=message.pk).update(
        state="failed", error="unreachable", next_at=Now() + timedelta(minutes=1)
    )
    html = claire.get(reverse("correspondence:message", args=[message.pk])).content.decode()
    assert "Le serveur de courrier ne répond pas" in html


def test_its_author_sees_a_letter_on_paper(claire: Client, case: Case, adviser: User) -> None:
    letter = make.letter(case, adviser)
    response = claire.get(reverse("correspondence:letter", args=[letter.pk]))
    assert (response["Content-Type"], response.content[:5]) == ("application/pdf", b"%PDF-")


def test_an_address_that_does_not_fit_is_said_at_its_field(claire: Client, case: Case) -> None:
    html = claire.post(panel(case), typed(channel="letter", to="Hélène\n34500 Béziers")).content.decode()
    assert ("reply_to_error" in html, "sur trois lignes au moins" in html) == (True, True)


# ---- what it will look like


def test_a_letter_is_shown_as_it_will_leave(claire: Client, case: Case) -> None:
    html = claire.post(panel(case), typed(channel="letter", to=make.HOME, step="live")).content.decode()
    (picture,) = re.findall(r'src="data:image/png;base64,([^"]+)"', html)
    with Image.open(io.BytesIO(base64.b64decode(picture))) as page:
        assert (page.size, "<form" in html, Message.objects.count()) == ((661, 935), False, 0)


@pytest.mark.parametrize("typing", [{"body": "Sous {{ delai }}"}, {"to": "Madame"}, {"subject": "", "body": ""}])
def test_what_is_still_missing_does_not_stop_the_picture(claire: Client, case: Case, typing: dict[str, str]) -> None:
    html = claire.post(panel(case), typed(**{"channel": "letter", "to": make.HOME, "step": "live", **typing}))
    assert "data:image/png" in html.content.decode()


def test_an_e_mail_is_shown_in_words(claire: Client, case: Case) -> None:
    html = claire.post(panel(case), typed(body="<script>alert(1)</script>", step="live")).content.decode()
    assert ("&lt;script&gt;" in html, "<script" in html, "<img" in html) == (True, False, False)


def test_a_preview_stays_when_the_channel_changes(claire: Client, case: Case) -> None:
    html = claire.post(panel(case), typed(channel="letter", step="channel", seen="1")).content.decode()
    assert ("reply-live" in html, "data:image/png" in html) == (True, True)


def test_a_template_is_shown_as_it_is_written() -> None:
    make_accounts.mutual()
    alex = make_accounts.browser(make_accounts.user(Role.ADMINISTRATOR))
    sent = {"mutual": "", "subject": "Votre carte", "body": "{{ civilite }}, {{ inconnu }}"}
    html = alex.post(reverse("correspondence:template_preview"), sent).content.decode()
    assert "data:image/png" in html


# ---- what its author is told


def test_nothing_is_said_of_what_leaves_in_time(claire: Client, case: Case, adviser: User) -> None:
    make.message(case, adviser)
    assert claire.get(reverse("correspondence:unsent")).content.decode().strip() == ""


def test_what_is_late_is_said_on_the_page_and_in_the_list(claire: Client, case: Case, adviser: User) -> None:
    make.message(case, adviser)
    Message.objects.update(undo_until=Now() - deadlines.LATE - timedelta(seconds=1))
    delivery.tell_late()
    said, listed = (
        claire.get(reverse(f"correspondence:{name}")).content.decode() for name in ("unsent", "outbox")
    )  # fmt: skip
    assert ('role="alert"' in said, reverse("correspondence:outbox") in said, "st-bad" in listed) == (True, True, True)
