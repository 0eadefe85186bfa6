from datetime import UTC, date, datetime, timedelta

import pytest
from django.template import Context, Template
from django.utils import translation


def shown(source: str, **values: object) -> str:
    return Template("{% load ui %}" + source).render(Context(values))


@pytest.mark.parametrize(
    "name", ["day", "euro", "phone", "age", "duration", "near_day", "percent", "file_size", "moment"]
)
def test_nothing_is_written_for_what_is_not_known(name: str) -> None:
    assert shown("{{ value|" + name + " }}", value=None) == ""


def test_an_instant_is_shown_in_paris_time() -> None:
    assert shown("{{ at|moment }}", at=datetime(2026, 7, 1, 22, 30, tzinfo=UTC)) == "02/07/2026\u00a000:30"


@pytest.mark.parametrize(("code", "written"), [("fr", "1\u202f234,50\u00a0€"), ("en-gb", "€1,234.50")])
def test_amounts_follow_the_language_of_the_page(code: str, written: str) -> None:
    with translation.override(code):
        assert shown("{{ cents|euro }}", cents=123_450) == written


@pytest.mark.parametrize(
    ("code", "written"), [("fr", "1er\u00a0novembre\u00a02026"), ("en-gb", "1\u00a0November\u00a02026")]
)
def test_days_follow_the_language_of_the_page(code: str, written: str) -> None:
    with translation.override(code):
        assert shown("{{ on|day_in_prose }}", on=date(2026, 11, 1)) == written


def test_a_timedelta_is_a_duration() -> None:
    assert shown("{{ gap|duration }}", gap=timedelta(seconds=312)) == "5\u00a0min\u00a012\u00a0s"


@pytest.mark.attack(8)
def test_typed_text_is_escaped_after_its_spaces_are_set() -> None:
    assert shown("{{ text|typography }}", text="<b>Non !</b>") == "&lt;b&gt;Non !&lt;/b&gt;"


@pytest.mark.parametrize(
    ("name", "letters"), [("Claire Dumontel", "CD"), ("claire", "C"), ("Jean de La Tour", "JT"), ("", "")]
)
def test_initials(name: str, letters: str) -> None:
    assert shown("{{ name|initials }}", name=name) == letters


def test_an_icon_beside_a_word_is_hidden_from_screen_readers() -> None:
    assert (
        shown('{% icon "search" %}')
        == '<svg class="ic" aria-hidden="true"><use href="/static/ui/icons.svg#i-search"/></svg>'
    )


def test_an_icon_alone_has_a_name() -> None:
    markup = '<svg class="ic ic-s" role="img" aria-label="Fermé"><use href="/static/ui/icons.svg#i-lock"/></svg>'
    assert shown('{% icon "lock" "s" label="Fermé" %}') == markup


@pytest.mark.parametrize(("code", "words"), [("fr", "Ctrl Entrée"), ("en-gb", "Ctrl Enter")])
def test_keys_are_named_as_on_the_keyboard(code: str, words: str) -> None:
    with translation.override(code):
        assert shown('{% kbd "Ctrl+Enter" %}') == f"<kbd>{words}</kbd>"


def test_attributes_without_a_value_are_left_out() -> None:
    assert (
        shown("{% attributes data_cc_key=key title=none hidden=yes %}", key='F"2', none=None, yes=True)
        == ' data-cc-key="F&quot;2" hidden=""'
    )
