"""What may leave of a breakdown: nothing small, nothing that can be found by subtraction; and shares that sum to the whole."""

from fractions import Fraction
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from supervision.disclosure import LEAST, Path, hidden_of, is_small, share_told, told
from supervision.sharing import WHOLE, shares

keys = st.tuples(st.sampled_from("ab"), st.sampled_from("FM"), st.sampled_from(["0", "20", "40", "60"]))
counts = st.one_of(st.integers(0, 12), st.integers(0, 300))
trees: st.SearchStrategy[dict[Path, int]] = st.dictionaries(keys, counts, max_size=16)


def sums(leaves: dict[Path, int]) -> dict[Path, int]:
    """Of every level, worked out the other way round."""
    paths = {path[:depth] for path in leaves for depth in range(4)}
    return {path: sum(n for leaf, n in leaves.items() if leaf[: len(path)] == path) for path in paths}


@given(trees)
def test_nothing_small_is_told_and_what_is_told_is_true(leaves: dict[Path, int]) -> None:
    true = sums(leaves)
    assert {path: n for path, n in told(leaves).items() if n is not None and (is_small(n) or n != true[path])} == {}


@given(trees)
def test_nothing_stands_below_what_is_hidden(leaves: dict[Path, int]) -> None:
    found = told(leaves)
    assert [path for path in found if path and found.get(path[:-1]) is None] == []


@given(trees)
def test_what_is_hidden_cannot_be_found_by_subtraction(leaves: dict[Path, int]) -> None:
    """The reader knows a total, the parts that are told, and that each hidden part is at least one."""
    found = told(leaves)
    for path, total in found.items():
        parts = [n for below, n in found.items() if below and below[:-1] == path]
        hidden = parts.count(None)
        if total is not None and hidden:
            left = total - sum(n for n in parts if n is not None)
            assert (hidden > 1, left - (hidden - 1) >= LEAST) == (True, True)


@given(trees)
def test_a_total_is_broken_down_whole_or_not_at_all(leaves: dict[Path, int]) -> None:
    """Else what is missing would be what the rest leaves over."""
    found, true = told(leaves), sums(leaves)
    for path in found:
        named = {below for below in found if below and below[:-1] == path}
        assert named in (set(), {below for below in true if below and below[:-1] == path and true[below]})


@given(st.lists(st.integers(LEAST, 300), max_size=8))
def test_without_a_small_part_nothing_is_hidden(parts: list[int]) -> None:
    assert hidden_of(parts) == set()


def test_one_small_part_takes_its_neighbour_along() -> None:
    assert told({("a",): 3, ("b",): 40, ("c",): 50}) == {(): 93, ("a",): None, ("b",): None, ("c",): 50}


def test_the_neighbour_of_the_last_part_is_the_first() -> None:
    assert hidden_of([40, 50, 3]) == {0, 2}


def test_who_of_eleven_ones_is_one_is_not_told() -> None:
    assert told({(str(place),): 1 for place in range(11)}) == {(): 11}


def test_a_share_is_hidden_with_what_it_leaves() -> None:
    assert [share_told(part, 30) for part in (0, 5, 11, 19, 25, 30)] == [0, None, 11, 19, None, 30]


@given(st.lists(st.integers(0, 10**7), max_size=12))
def test_shares_sum_to_the_whole_and_are_exact_to_a_hundredth(weights: list[int]) -> None:
    found, total = shares(weights), sum(weights)
    assert sum(found) == (WHOLE if total else 0)
    assert [
        share
        for share, weight in zip(found, weights, strict=True)
        if total and abs(share - Fraction(weight * WHOLE, total)) >= 1
    ] == []


@given(st.lists(st.integers(0, 1000), min_size=1, max_size=12))
def test_who_weighs_more_never_has_less(weights: list[int]) -> None:
    pairs = sorted(zip(weights, shares(weights), strict=True))
    assert [one for one, other in pairwise(pairs) if one[0] < other[0] and one[1] > other[1]] == []


def test_thirds_leave_a_hundredth_to_the_first() -> None:
    assert shares([1, 1, 1]) == [3334, 3333, 3333]
