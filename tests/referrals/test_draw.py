"""The rule alone: whatever the set, whatever the seed."""

from collections import Counter
from hashlib import blake2b, sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from referrals.chances import Test as Chi
from referrals.chances import even_test, exposure_test
from referrals.draw import (
    canonical,
    chained,
    digest_of,
    draw,
    draw_another,
    fresh_seed,
    in_drawn_order,
    packed,
    unpacked,
)

ids = st.sets(st.integers(0, 2**63 - 1), max_size=40)
seeds = st.binary(min_size=32, max_size=32)
DRAWS = 20_000


@given(ids, seeds)
def test_five_different_places_of_the_set(places: set[int], seed: bytes) -> None:
    drawn = draw(packed(places), seed, wanted=5)
    assert (len(drawn), set(drawn) <= places) == (min(5, len(places)), True)
    assert len(set(drawn)) == len(drawn)


@given(ids, seeds)
def test_the_same_seed_draws_the_same(places: set[int], seed: bytes) -> None:
    assert draw(packed(places), seed, wanted=5) == draw(packed(sorted(places, reverse=True)), seed, wanted=5)


@given(ids, seeds)
def test_anybody_draws_the_same_with_other_means(places: set[int], seed: bytes) -> None:
    """As `docs/referrals.md` says it, without a line of this program."""
    keyed = sorted(
        (blake2b(place.to_bytes(8, "big"), digest_size=16, key=seed).digest(), place.to_bytes(8, "big"))
        for place in places
    )
    assert draw(packed(places), seed, wanted=5) == [int.from_bytes(place, "big") for _, place in keyed[:5]]


@given(ids, seeds, st.data())
def test_without_a_place_the_next_one_comes(places: set[int], seed: bytes, data: st.DataObject) -> None:
    six = draw(packed(places), seed, wanted=6)
    gone = data.draw(st.sampled_from(six)) if six else None
    left = draw(packed(places), seed, wanted=5, without=[] if gone is None else [gone])
    assert left == [place for place in six if place != gone][:5]


@given(ids, seeds)
def test_a_place_does_not_move_the_others(places: set[int], seed: bytes) -> None:
    """Who comes into the directory or leaves it changes nothing in the order of the rest."""
    whole = draw(packed(places | {7}), seed, wanted=99)
    assert [place for place in whole if place != 7] == draw(packed(places - {7}), seed, wanted=99)


@given(ids)
def test_sets_are_packed_and_back(places: set[int]) -> None:
    assert unpacked(packed(places)) == sorted(places)


@given(st.sets(st.text(min_size=1, max_size=12), max_size=9), seeds, st.integers(0, 2**63 - 1))
def test_names_at_a_place_are_all_in_the_order(names: set[str], seed: bytes, place: int) -> None:
    assert sorted(in_drawn_order(names, seed, place=place)) == sorted(names)


@pytest.mark.parametrize("size", [2, 3, 5, 60])
def test_never_the_same_sequence_twice_running(size: int) -> None:
    places, repeated = packed(range(size)), 0
    before: list[int] = []
    for _ in range(2_000):
        _, drawn, _ = draw_another(places, wanted=5, before=before)
        repeated += drawn == before
        before = drawn
    assert repeated == 0


@pytest.mark.parametrize("size", [0, 1])
def test_a_set_of_one_has_one_sequence(size: int) -> None:
    _, drawn, tries = draw_another(packed(range(size)), wanted=5, before=list(range(size)))
    assert (drawn, tries) == (list(range(size)), 1)


def test_seeds_are_fresh() -> None:
    assert len({fresh_seed() for _ in range(1_000)}) == 1_000


def seeds_of(town: str) -> list[bytes]:
    """As many seeds as draws, the same every day: a fair draw fails one test in a thousand by chance alone."""
    return [sha256(f"{town} {number}".encode()).digest() for number in range(DRAWS)]


@pytest.fixture(scope="module")
def drawn() -> list[list[int]]:
    places = packed(range(100, 160))
    return [draw(places, seed, wanted=5) for seed in seeds_of("sixty places")]


def test_every_place_of_a_town_is_drawn_alike(drawn: list[list[int]]) -> None:
    counts = Counter(place for five in drawn for place in five)
    test = exposure_test([counts[place] for place in range(100, 160)], draws=DRAWS, wanted=5)
    assert at_least(test, 0.001)


@pytest.mark.parametrize("rank", range(5))
def test_every_place_comes_alike_at_each_rank(drawn: list[list[int]], rank: int) -> None:
    counts = Counter(five[rank] for five in drawn)
    assert at_least(even_test([counts[place] for place in range(100, 160)]), 0.001)


def test_a_group_of_twenty_is_named_as_often_as_a_practice_of_one() -> None:
    """Names at a place change nothing for the place, and are alike among themselves."""
    names = {place: [f"{place}-{number}" for number in range(20 if place % 10 == 0 else 1)] for place in range(40)}
    places, named = packed(names), Counter[str]()
    for seed in seeds_of("groups"):
        for place in draw(places, seed, wanted=5):
            named[in_drawn_order(names[place], seed, place=place)[0]] += 1
    by_place = [sum(named[name] for name in names[place]) for place in sorted(names)]
    assert at_least(exposure_test(by_place, draws=DRAWS, wanted=5), 0.001)
    assert at_least(even_test([named[name] for name in names[10]]), 0.001)


def at_least(test: Chi, value: float) -> bool:
    return test.value is not None and test.value >= value


json_like = st.recursive(
    st.none() | st.integers() | st.text(), lambda inner: st.dictionaries(st.text(), inner) | st.lists(inner)
)


@given(st.dictionaries(st.text(), json_like), st.text())
def test_a_record_has_one_writing(content: dict[str, object], previous: str) -> None:
    shuffled = dict(reversed(content.items()))
    assert canonical(shuffled) == canonical(content)
    assert chained(shuffled, previous=previous) == chained(content, previous=previous)


def test_digests_tell_sets_apart() -> None:
    assert digest_of(packed([1, 2])) != digest_of(packed([1, 3]))
