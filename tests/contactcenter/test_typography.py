import pytest
from hypothesis import given
from hypothesis import strategies as st

from contactcenter.typography import faults

NARROW, WIDE = "\u202f", "\u00a0"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "L’adhérent",
        f"Vraiment{NARROW}?",
        f"Oui{NARROW}; non{NARROW}!",
        f"Quoi{NARROW}?!",
        f"À faire{WIDE}:",
        f"Il a dit{WIDE}: «{NARROW}oui{NARROW}».",
        f"30{WIDE}%",
        f"%(n)s{WIDE}%%",
        f"1{NARROW}234,50{WIDE}€",
        "à 12:30",
        "member:read",
        "https://exemple.fr/?q=1",
        "<kbd>?</kbd>",
        "<a href=\"/x?y\" title='z'>ici</a>",
        "<code>Authorization: Bearer …</code>",
        "Dupont &amp; fils",
        "Attendez…",
    ],
)
def test_good_typography_passes(text: str) -> None:
    assert faults(text) == []


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Vraiment ?", "a narrow no-break space (U+202F) before ; ! ?"),
        ("Vraiment?", "a narrow no-break space (U+202F) before ; ! ?"),
        (f"Oui{WIDE}!", "a narrow no-break space (U+202F) before ; ! ?"),
        ("%(name)s !", "a narrow no-break space (U+202F) before ; ! ?"),
        ("À faire :", "a no-break space (U+00A0) before :"),
        ("À faire:", "a no-break space (U+00A0) before :"),
        (f"À faire{NARROW}: x", "a no-break space (U+00A0) before :"),
        ("30 %", "a no-break space (U+00A0) before % and €"),
        ("30%%", "a no-break space (U+00A0) before % and €"),
        ("12 €", "a no-break space (U+00A0) before % and €"),
        ("« oui »", "narrow no-break spaces (U+202F) inside « »"),
        ("L'adhérent", "the typographic apostrophe ’"),
        ('dit "oui"', "quotation marks « »"),
        ("Attendez...", "the single character …"),
    ],
)
def test_a_fault_is_named(text: str, wanted: str) -> None:
    assert faults(text) == [wanted]


@given(st.text())
def test_any_text_is_answered(text: str) -> None:
    assert all(isinstance(fault, str) for fault in faults(text))
