"""Two writings of the same: what differs is found, and nothing of either is lost."""

from hypothesis import given
from hypothesis import strategies as st

from contacts.differences import Difference, both, differences
from ui.differences import Piece, Side, pieces

TEXTS = st.text(alphabet="ab é'\n.", max_size=60)


def side(text: str, other: str, whose: Side) -> str:
    return "".join(piece.text for piece in pieces(text, other) if piece.side in {Side.BOTH, whose})


@given(TEXTS, TEXTS)
def test_the_pieces_of_a_side_are_its_text(recorded: str, typed: str) -> None:
    assert (side(recorded, typed, Side.RECORDED), side(recorded, typed, Side.TYPED)) == (recorded, typed)


@given(TEXTS, TEXTS)
def test_both_holds_each(recorded: str, typed: str) -> None:
    merged = both(recorded, typed)
    assert (recorded.strip() in merged, typed.strip() in merged) == (True, True)


@given(TEXTS)
def test_the_same_twice_is_one_piece(text: str) -> None:
    assert pieces(text, text) == ((Piece(Side.BOTH, text),) if text else ())


def test_words_are_compared_whole() -> None:
    assert pieces("le devis dentaire", "le devis optique") == (
        Piece(Side.BOTH, "le devis "),
        Piece(Side.RECORDED, "dentaire"),
        Piece(Side.TYPED, "optique"),
    )


def test_long_texts_are_compared_by_lines() -> None:
    lines = [f"ligne {number}\n" for number in range(2000)]
    changed = pieces("".join(lines), "".join([*lines[:-1], "autre\n"]))
    assert changed[1:] == (Piece(Side.RECORDED, "ligne 1999\n"), Piece(Side.TYPED, "autre\n"))


def test_fields_that_differ_in_spaces_alone_do_not_differ() -> None:
    fields = [Difference("a", "A", "x", " x\r\n"), Difference("b", "B", "x", "y")]
    assert [field.name for field in differences(fields)] == ["b"]
