"""The pages of complaints: one key opens one, what was typed is kept, letters begin as the house writes them."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Grant, Mutual, User
from accounts.roles import Role
from audit.enums import Act
from audit.models import JournalEntry
from complaints.enums import ComplaintState, Level, Outcome
from complaints.models import Complaint
from contacts.models import Case
from correspondence.models import Message
from tests.factories import accounts as make_accounts
from tests.factories import complaints as make

pytestmark = pytest.mark.usefixtures("within")


def letter(complaint: Complaint, client: Client, name: str, **said: str) -> dict[str, str]:
    """What the page of a letter would send as it stands, with SAID in place of what it proposes."""
    form = client.get(reverse(f"complaints:{name}", args=[complaint.pk])).context["form"]
    begun = {field: form[field].value() or "" for field in ("channel", "to", "subject", "body", "key")}
    return {**begun, "read": "1", "is_confirmed": "on", **said}


def test_the_contact_leads_to_its_complaint(case: Case, claire: Client) -> None:
    page = claire.get(reverse("workstation:case", args=[case.pk])).content.decode()
    assert f'href="{reverse("complaints:case", args=[case.pk])}"' in page


def test_a_complaint_is_opened(case: Case, claire: Client) -> None:
    sent = {"words": "Trop long", "level": "urgent", "motive": str(make.motive().pk), "sent_on": ""}
    answer = claire.post(reverse("complaints:case", args=[case.pk]), sent)
    made = Complaint.objects.get()
    assert (answer.url, made.level, made.words) == (  # type: ignore[attr-defined]
        reverse("complaints:complaint", args=[made.pk]), Level.URGENT, "Trop long",
    )  # fmt: skip


def test_bad_input_is_said_and_kept(case: Case, claire: Client) -> None:
    sent = {"words": "Mon texte", "level": "urgent", "motive": "", "sent_on": "31/02/2026"}
    answer = claire.post(reverse("complaints:case", args=[case.pk]), sent)
    form = answer.context["form"]
    kept = [form[name].value() for name in ("words", "level", "sent_on")]
    assert (answer.status_code, sorted(form.errors), kept, Complaint.objects.count()) == (
        422, ["motive", "sent_on"], ["Mon texte", "urgent", "31/02/2026"], 0,
    )  # fmt: skip


def test_the_key_leads_to_the_one_that_is_open(complaint: Complaint, claire: Client) -> None:
    answer = claire.get(reverse("complaints:case", args=[complaint.case_id]))
    assert answer.url == reverse("complaints:complaint", args=[complaint.pk])  # type: ignore[attr-defined]


def test_an_acknowledgement_begins_with_number_and_last_day(complaint: Complaint, claire: Client) -> None:
    said = letter(complaint, claire, "acknowledge")
    assert (complaint.reference in said["body"], "{{" in said["body"].replace("{{ telephone_mutuelle }}", "")) == (
        True,
        False,
    )


def test_an_acknowledgement_leaves(complaint: Complaint, claire: Client) -> None:
    said = letter(complaint, claire, "acknowledge", body="Bien reçu.")
    answer = claire.post(reverse("complaints:acknowledge", args=[complaint.pk]), said)
    complaint.refresh_from_db()
    assert (answer.status_code, complaint.acknowledged_at is not None, Message.objects.count()) == (302, True, 1)


def test_a_refusal_s_text_has_the_notice(within: Mutual, complaint: Complaint, claire: Client) -> None:
    mediator = make.mediator(within)
    said = letter(complaint, claire, "answer", outcome=Outcome.REFUSED, step="outcome")
    form = claire.post(reverse("complaints:answer", args=[complaint.pk]), said).context["form"]
    assert [part in form["body"].value() for part in (mediator.name, mediator.website)] == [True, True]


def test_a_refusal_without_the_notice_is_said_at_its_text(within: Mutual, complaint: Complaint, claire: Client) -> None:
    make.mediator(within)
    said = letter(complaint, claire, "answer", outcome=Outcome.REFUSED, body="Nous refusons.")
    answer = claire.post(reverse("complaints:answer", args=[complaint.pk]), said)
    complaint.refresh_from_db()
    assert (answer.status_code, list(answer.context["form"].errors), complaint.state, Message.objects.count()) == (
        422, ["body"], ComplaintState.OPEN, 0,
    )  # fmt: skip


def test_a_quality_manager_reads_those_of_the_mutual(within: Mutual, complaint: Complaint, said: Complaint) -> None:
    quality = make_accounts.browser(make_accounts.user(Role.QUALITY, on=[within]))
    page = quality.get(reverse("complaints:register")).context["page"]
    assert set(page.object_list) == {complaint, said}


@pytest.mark.parametrize(
    ("asked", "count"),
    [({"niveau": "urgent"}, 0), ({"etat": "late"}, 0), ({"etat": "soon"}, 0), ({"etat": "all"}, 1), ({"etat": "x"}, 1)],
)
def test_the_register_is_narrowed(complaint: Complaint, claire: Client, asked: dict[str, str], count: int) -> None:
    page = claire.get(reverse("complaints:register"), asked).context["page"]
    assert page.paginator.count == count


@pytest.fixture
def quality(within: Mutual) -> Client:
    return make_accounts.browser(make_accounts.user(Role.QUALITY, on=[within]))


def test_the_register_leaves_as_it_is_narrowed(complaint: Complaint, said: Complaint, quality: Client) -> None:
    answer: Any = quality.get(reverse("complaints:register"), {"etat": "all", "fichier": "csv"})
    lines = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()
    found = {number: rest for number, *rest in (line.split(";") for line in lines)}
    due = make.running(complaint)["target"][1].isoformat()
    told = [f"{complaint.mutual}", "Classique", f"{complaint.motive}", f"{complaint.said_on}", "Ouverte", due]
    assert (found[complaint.reference], set(found)) == (told, {"Numéro", complaint.reference, said.reference})


@pytest.mark.parametrize("kind", ["csv", "xlsx", "ods"])
def test_that_it_leaves_is_recorded(complaint: Complaint, quality: Client, kind: str) -> None:
    answer: Any = quality.get(reverse("complaints:register"), {"fichier": kind})
    assert (len(b"".join(answer.streaming_content)) > 0, answer["Content-Disposition"]) == (
        True,
        f'attachment; filename="reclamations.{kind}"',
    )
    entry = JournalEntry.objects.get(act=Act.EXPORT)
    assert (entry.mutual_id, entry.route, entry.detail) == (
        complaint.mutual_id, "complaints:register", {"complaints": 1},
    )  # fmt: skip


@pytest.mark.attack(7)
def test_a_motive_that_begins_like_a_formula_does_not_run(complaint: Complaint, quality: Client) -> None:
    type(complaint.motive).objects.filter(pk=complaint.motive_id).update(label="=1+1", parent=None)
    answer: Any = quality.get(reverse("complaints:register"), {"fichier": "csv"})
    assert b"".join(answer.streaming_content).decode().count(";'=1+1;") == 1


@pytest.mark.attack(6)
def test_who_does_not_watch_over_complaints_takes_none_away(
    complaint: Complaint, claire: Client, quality: Client
) -> None:
    page = reverse("complaints:register")
    assert [client.get(page, {"fichier": "csv"}).status_code for client in (claire, quality)] == [404, 200]
    assert [client.get(page).context["files"] == [] for client in (claire, quality)] == [True, False]
    Grant.objects.update(ends_on="2021-01-01")
    refused = [quality.get(page, {"fichier": kind}).status_code for kind in ("csv", "exe")]
    assert (refused, JournalEntry.objects.filter(act=Act.EXPORT).count()) == ([404, 404], 1)


def test_a_file_of_what_nobody_can_ask_is_the_page_again(complaint: Complaint, quality: Client) -> None:
    answer = quality.get(reverse("complaints:register"), {"etat": "x", "fichier": "csv"})
    assert (answer.status_code, JournalEntry.objects.filter(act=Act.EXPORT).count()) == (422, 0)


def test_a_colleague_does_not_see_it(complaint: Complaint, other_adviser: User) -> None:
    client = make_accounts.browser(other_adviser)
    assert client.get(reverse("complaints:complaint", args=[complaint.pk])).status_code == 404


def test_the_page_explains_its_clocks(complaint: Complaint, claire: Client) -> None:
    told = claire.get(reverse("complaints:clock", args=[complaint.pk])).context["told"]
    assert [term.commitment for term, _time in told] == ["target", "answer", "ack"]


def test_a_corrective_action_is_planned_and_done(within: Mutual, complaint: Complaint) -> None:
    quality = make_accounts.browser(make_accounts.user(Role.QUALITY, on=[within]))
    page = reverse("complaints:plan_action", args=[complaint.pk])
    bad = quality.post(page, {"what": "Relire", "due_on": "hier"})
    quality.post(page, {"what": "Relire la notice", "due_on": f"{timezone.localdate():%d/%m/%Y}"})
    action = complaint.actions.get()
    quality.post(reverse("complaints:finish_action", args=[action.pk]))
    action.refresh_from_db()
    assert (bad.status_code, action.what, action.done_at is not None) == (422, "Relire la notice", True)
