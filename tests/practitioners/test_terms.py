import pytest
from hypothesis import given
from hypothesis import strategies as st

from practitioners.terms import kind_of, kinds, understand


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("dentiste", "40"),
        ("Dentistes", "40"),
        ("kiné", "70"),
        ("KINE", "70"),
        ("ophtalmo", "10-SM38-SM85"),
        ("un bon dentiste pour enfants", "40"),
        ("orthodontie", "40-SCD01"),
        ("lunettes", "28"),
        ("généraliste", "10-SM26-SM53-SM54"),
        ("sage femme", "50"),
        ("ORL", "10-SM39-SM34"),
        ("40", "40"),
        ("infirmière", "60"),
        ("appareil auditif", "26"),
    ],
)
def test_plain_words_are_understood(words: str, code: str) -> None:
    assert understand(words)[0].code == code


@pytest.mark.parametrize("words", ["", "xx", "plombier", "999"])
def test_what_nobody_says_is_nobody(words: str) -> None:
    assert understand(words) == []


def test_codes_lead_back_to_their_kind() -> None:
    assert [kind_of(kind.code) for kind in kinds()] == list(kinds())


@given(st.text(max_size=80))
def test_any_words_may_be_typed(words: str) -> None:
    assert len(understand(words)) == len({kind.code for kind in understand(words)})
