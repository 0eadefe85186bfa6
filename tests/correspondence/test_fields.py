"""Open places of templates, and the texts that we ship."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from correspondence.enums import Field
from correspondence.fields import Filled, fill, left_open, unknown_in
from correspondence.models import Snippet, Template

VALUES = {"civilite": "Madame", "nom": "Marchandeau"}


@pytest.mark.parametrize(
    ("text", "filled"),
    [
        ("{{ civilite }} {{nom}},", Filled("Madame Marchandeau,")),
        ("sous {{ delai }}", Filled("sous {{ delai }}", ("delai",))),
        ("{{delai}} puis {{ delai }}", Filled("{{ delai }} puis {{ delai }}", ("delai",))),
        ("{{ inconnu }}", Filled("{{ inconnu }}", ("inconnu",))),
        ("{ nom } {% nom %}", Filled("{ nom } {% nom %}")),
        ("{{ }}", Filled("{{  }}", ("",))),
    ],
)
def test_what_is_known_is_put_in(text: str, filled: Filled) -> None:
    assert fill(text, VALUES) == filled


def test_an_empty_value_is_missing() -> None:
    assert fill("{{ nom }}", {"nom": ""}).missing == ("nom",)


def test_a_value_is_words_and_no_template() -> None:
    assert fill("{{ nom }}", {"nom": "{{ civilite }}", "civilite": "Madame"}).text == "{{ civilite }}"


@pytest.mark.parametrize(
    ("is_woman", "text"),
    [(True, "née, couverte"), (False, "né, couvert"), (None, "{{ né | née }}, {{ couvert|couverte }}")],
)
def test_words_agree_with_who_is_written_of(*, is_woman: bool | None, text: str) -> None:
    assert fill("{{ né | née }}, {{ couvert|couverte }}", {}, is_woman=is_woman).text == text


@pytest.mark.parametrize("place", ["né |", "| née", "|", "a | b | c"])
def test_half_an_agreement_is_an_unknown_place(place: str) -> None:
    assert (unknown_in(f"{{{{ {place} }}}}"), unknown_in("{{ né | née }}")) == ((place,), ())


@given(some.text(), some.dictionaries(some.sampled_from(Field.values), some.text(min_size=1)))
def test_what_is_missing_is_what_is_left(text: str, values: dict[str, str]) -> None:
    quiet = {name: value.replace("{", "").replace("}", "") or "x" for name, value in values.items()}
    filled = fill(text, quiet)
    assert left_open(filled.text) == filled.missing


@pytest.mark.django_db
def test_no_text_that_we_ship_leaves_the_agreement_to_the_reader() -> None:
    texts = [
        text
        for template in Template.objects.filter(replaced_at__isnull=True)
        for text in (template.subject, template.body)
    ]
    texts += Snippet.objects.filter(replaced_at__isnull=True).values_list("text", flat=True)
    assert [text for text in texts if "(e)" in text] == []


@pytest.mark.django_db
def test_the_texts_that_we_ship_use_the_closed_list() -> None:
    texts = [text for template in Template.objects.all() for text in (template.subject, template.body)]
    texts += Snippet.objects.values_list("text", flat=True)
    assert (len(texts) >= 34, [name for text in texts for name in unknown_in(text)]) == (True, [])
