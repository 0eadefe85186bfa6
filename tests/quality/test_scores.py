"""The score of a contact, whatever its grid."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quality.scores import FULL, Marked, score

WEIGHTS = st.integers(1, 100)
MARKS = st.sampled_from(["yes", "no", "na", "0", "1", "2", "3"])
MARKED = st.builds(Marked, WEIGHTS, MARKS, st.booleans())
PLAIN = st.builds(Marked, WEIGHTS, MARKS)


@pytest.mark.parametrize(
    ("marked", "expected"),
    [
        ([], None),
        ([Marked(5, "na"), Marked(1, "na", is_knockout=True)], None),
        ([Marked(5, "yes")], 100),
        ([Marked(1, "yes"), Marked(1, "no")], 50),
        ([Marked(1, "yes"), Marked(2, "1")], 56),  # (1 + 2/3) / 3
        ([Marked(7, "yes"), Marked(1, "no")], 88),  # 87.5 goes up
        ([Marked(99, "yes"), Marked(1, "no", is_knockout=True)], 0),
        ([Marked(99, "yes"), Marked(1, "0", is_knockout=True)], 0),
        ([Marked(1, "yes"), Marked(1, "1", is_knockout=True)], 67),
    ],
)
def test_scores_worked_out_by_hand(marked: list[Marked], expected: int | None) -> None:
    assert score(marked) == expected


@given(st.lists(MARKED))
def test_a_score_lies_between_nothing_and_full(marked: list[Marked]) -> None:
    found = score(marked)
    assert (found is None) == all(one.mark == "na" for one in marked)
    assert found is None or 0 <= found <= FULL


@given(st.lists(MARKED), WEIGHTS, st.booleans())
def test_what_does_not_apply_changes_nothing(marked: list[Marked], weight: int, is_knockout: bool) -> None:  # noqa: FBT001  hypothesis gives it
    assert score([*marked, Marked(weight, "na", is_knockout)]) == score(marked)


@given(st.lists(MARKED), WEIGHTS, st.sampled_from(["no", "0"]))
def test_what_must_not_fail_and_fails_makes_all_of_it_nothing(marked: list[Marked], weight: int, mark: str) -> None:
    assert score([*marked, Marked(weight, mark, is_knockout=True)]) == 0


@given(st.permutations([Marked(3, "yes"), Marked(2, "no"), Marked(7, "2"), Marked(1, "na")]))
def test_order_does_not_count(marked: list[Marked]) -> None:
    assert score(marked) == 64


@given(st.lists(PLAIN, min_size=1))
def test_it_is_the_nearest_whole_of_the_fraction(marked: list[Marked]) -> None:
    worth = {"yes": Fraction(1), "no": Fraction(0), **{str(n): Fraction(n, 3) for n in range(4)}}
    counted = [one for one in marked if one.mark != "na"]
    found = score(marked)
    if found is not None:
        exact = FULL * sum(one.weight * worth[one.mark] for one in counted) / sum(one.weight for one in counted)
        assert -Fraction(1, 2) < exact - found + Fraction(0) < Fraction(1, 2) or found - exact == Fraction(1, 2)


@given(st.lists(PLAIN), WEIGHTS)
def test_a_better_mark_is_never_worth_less(marked: list[Marked], weight: int) -> None:
    ladder = [score([*marked, Marked(weight, mark)]) or 0 for mark in ("0", "1", "2", "3")]
    assert ladder == sorted(ladder)
