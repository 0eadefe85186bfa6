"""What is typed is kept, and never silently replaced."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Mutual, User
from contacts import deadlines
from contacts.errors import DraftChangedError
from contacts.models import Case, Draft
from contacts.services import cases, drafts
from tests.factories import accounts as make_accounts
from tests.factories import contacts as make

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("within")]


@pytest.fixture
def case(within: Mutual, adviser: User) -> Case:
    return make.case(within, holder=adviser)


def keep(user: User, case: Case, text: str, version: int = 0) -> drafts.Kept:
    return drafts.keep(user=user, case_id=case.pk, field="note", text=text, version=version)


def read(user: User, case: Case) -> drafts.Kept:
    return drafts.read(user=user, case_id=case.pk, field="note")


def test_nothing_written_is_an_empty_draft(adviser: User, case: Case) -> None:
    assert read(adviser, case) == drafts.Kept("", 0, None)


def test_a_text_is_kept(adviser: User, case: Case) -> None:
    kept = keep(adviser, case, "Elle demande")
    assert (read(adviser, case), kept.version) == (kept, 1)


def test_a_text_follows_the_version_it_was_typed_over(adviser: User, case: Case) -> None:
    keep(adviser, case, "Elle")
    assert keep(adviser, case, "Elle demande", 1).version == 2


def test_an_older_version_replaces_nothing(adviser: User, case: Case) -> None:
    keep(adviser, case, "un onglet")
    with pytest.raises(DraftChangedError):
        keep(adviser, case, "un autre onglet", 0)


def test_the_same_text_again_is_no_conflict(adviser: User, case: Case) -> None:
    """The answer to the first was lost when the server died."""
    keep(adviser, case, "Elle demande")
    assert keep(adviser, case, "Elle demande", 0).version == 1


def test_an_empty_text_forgets(adviser: User, case: Case) -> None:
    keep(adviser, case, "Elle demande")
    keep(adviser, case, "", 1)
    assert (read(adviser, case).text, read(adviser, case).at) == ("", None)


def test_a_note_that_is_recorded_is_no_draft_any_more(adviser: User, case: Case) -> None:
    keep(adviser, case, "Elle demande")
    cases.note(user=adviser, case_id=case.pk, text="Elle demande")
    assert read(adviser, case).text == ""


def test_a_text_that_arrives_after_its_note_is_not_kept_again(adviser: User, case: Case) -> None:
    """The page was left while it was being kept."""
    cases.note(user=adviser, case_id=case.pk, text="Elle demande")
    with pytest.raises(DraftChangedError):
        keep(adviser, case, "Elle demande", 0)


def test_a_draft_is_its_writer_s(adviser: User, other_adviser: User, case: Case) -> None:
    keep(adviser, case, "Elle demande")
    Case.objects.filter(pk=case.pk).update(holder=other_adviser)
    assert read(other_adviser, case).text == ""


def test_a_case_that_is_not_mine_keeps_nothing(other_adviser: User, case: Case) -> None:
    with pytest.raises(Case.DoesNotExist):
        keep(other_adviser, case, "Elle demande")


@pytest.mark.parametrize(("spare", "left"), [(timedelta(hours=1), 1), (-timedelta(hours=1), 0)])
def test_drafts_are_forgotten_after_a_week(adviser: User, case: Case, spare: timedelta, left: int) -> None:
    keep(adviser, case, "Elle demande")
    Draft.objects.update(updated_at=timezone.now() - deadlines.DRAFT_KEPT + spare)
    drafts.forget_old()
    assert Draft.objects.count() == left


# ---- the address


@pytest.fixture
def client(adviser: User) -> Client:
    return make_accounts.browser(adviser)


def address(case_id: object, field: str = "note") -> str:
    return reverse("contacts:draft", args=[case_id, field])


def sent(client: Client, case: Case, text: str, version: int = 0) -> Any:
    return client.post(address(case.pk), {"text": text, "version": version})


def test_what_is_sent_is_read_back(client: Client, case: Case) -> None:
    sent(client, case, "Elle demande\r\ndeux choses")
    told = client.get(address(case.pk)).json()
    assert (told["text"], told["version"]) == ("Elle demande\ndeux choses", 1)


def test_a_conflict_carries_both_texts(client: Client, case: Case) -> None:
    sent(client, case, "un onglet")
    answer = sent(client, case, "un autre onglet")
    told = answer.json()
    assert (answer.status_code, told["text"], told["typed"], told["version"]) == (
        409,
        "un onglet",
        "un autre onglet",
        1,
    )


def test_a_conflict_shows_the_words_that_differ(client: Client, case: Case) -> None:
    sent(client, case, "un onglet")
    assert "<ins>" in sent(client, case, "un autre onglet").json()["html"]


@pytest.mark.parametrize("version", ["", "x", "-1", "9" * 12])
def test_a_version_is_a_number(client: Client, case: Case, version: str) -> None:
    assert client.post(address(case.pk), {"text": "a", "version": version}).status_code == 400


def test_a_text_without_end_is_refused(client: Client, case: Case) -> None:
    assert sent(client, case, "a" * 100_001).status_code == 413


@pytest.mark.parametrize("field", ["note", "a" * 17])
def test_a_case_that_never_was_is_not_there(client: Client, field: str) -> None:
    assert client.get(address(uuid4(), field)).status_code == 404
