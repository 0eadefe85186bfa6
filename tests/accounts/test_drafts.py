"""Forms that are kept as one types: by their writer alone, never silently replaced, read back as they were typed."""

from datetime import timedelta
from typing import Any

import pytest
from django import forms
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from accounts import deadlines, queries, services
from accounts.errors import DraftChangedError
from accounts.models import Draft, Mutual, User
from tests.factories import accounts as make
from ui.drafts import fields_of, initial_of


@pytest.fixture
def claire(mutual: Mutual) -> User:
    return make.user(on=[mutual])


def keep(user: User, text: str, version: int = 0) -> Draft:
    return services.keep_draft(user=user, form="fiche", text=text, version=version)


@pytest.mark.django_db
def test_a_form_is_its_writer_s(claire: User, mutual: Mutual) -> None:
    keep(claire, "question=Où")
    other = make.user(on=[mutual])
    assert (queries.draft_of(claire, "fiche").text, queries.draft_of(other, "fiche").text) == ("question=Où", "")


@pytest.mark.django_db
def test_another_tab_replaces_nothing(claire: User) -> None:
    keep(claire, "question=un")
    with pytest.raises(DraftChangedError):
        keep(claire, "question=deux")
    assert queries.draft_of(claire, "fiche").text == "question=un"


@pytest.mark.django_db
def test_a_text_that_arrives_after_its_form_was_sent_is_not_kept_again(claire: User) -> None:
    keep(claire, "question=un")
    services.forget_draft(user=claire, form="fiche")
    with pytest.raises(DraftChangedError):
        keep(claire, "question=un", 1)


@pytest.mark.django_db
@pytest.mark.parametrize(("spare", "left"), [(timedelta(hours=1), 1), (-timedelta(hours=1), 0)])
def test_what_nobody_came_back_to_is_forgotten(claire: User, spare: timedelta, left: int) -> None:
    keep(claire, "question=un")
    Draft.objects.update(updated_at=timezone.now() - deadlines.FORM_DRAFT_KEPT + spare)
    services.forget_old_drafts()
    assert Draft.objects.count() == left


# ---- the address


def sent(client: Client, text: str, version: str = "0", form: str = "fiche") -> Any:
    return client.post(reverse("accounts:draft", args=[form]), {"text": text, "version": version})


@pytest.mark.django_db
def test_what_is_sent_is_read_back(claire: User) -> None:
    client = make.browser(claire)
    sent(client, "question=Où\r\nread=1")
    told = client.get(reverse("accounts:draft", args=["fiche"])).json()
    assert (told["text"], told["version"]) == ("question=Où\nread=1", 1)


@pytest.mark.django_db
def test_a_conflict_carries_the_other_one(claire: User) -> None:
    client = make.browser(claire)
    sent(client, "question=un")
    answer = sent(client, "question=deux")
    told = answer.json()
    assert (answer.status_code, told["text"], told["version"]) == (409, "question=un", 1)
    assert 'data-cc-choose value="question=deux"' in told["html"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("text", "version", "form", "status"),
    [("x", "", "fiche", 400), ("x", "-1", "fiche", 400), ("x" * 100_001, "0", "fiche", 413),
     ("x", "0", "f" * 61, 404)],
)  # fmt: skip
def test_what_cannot_be_kept_is_refused(claire: User, text: str, version: str, form: str, status: int) -> None:
    answer = sent(make.browser(claire), text, version, form)
    assert (answer.status_code, Draft.objects.count()) == (status, 0)


# ---- a whole form in one text


class Asked(forms.Form):
    body = forms.CharField()
    wanted = forms.MultipleChoiceField(choices=[("a", "a"), ("b", "b")])
    is_read = forms.BooleanField()


@given(st.text(alphabet=st.characters(exclude_characters="\r", exclude_categories=["Cs"])))
def test_any_value_comes_back_as_it_was_typed(value: str) -> None:
    """Written as whole.js writes it."""
    escaped = value.replace("\\", "\\\\").replace("\n", "\\n")
    assert fields_of(f"before=1\nbody={escaped}\nafter=2").getlist("body") == [value]


def test_what_is_not_said_was_empty() -> None:
    said = fields_of("wanted=a\nwanted=b\nnonsense")
    assert initial_of(said, Asked.base_fields) == {"body": "", "wanted": ["a", "b"], "is_read": ""}


def test_a_form_among_others_has_its_own() -> None:
    assert initial_of(fields_of("one-body=x\nbody=y"), {"body": Asked.base_fields["body"]}, prefix="one") == {
        "body": "x"
    }
