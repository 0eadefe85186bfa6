"""Categories of lenses at their bounds, and when glasses may be renewed."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quotes.prescription import (
    Ground,
    Lens,
    LensKind,
    category_of_lens,
    category_of_pair,
    earliest_renewal,
    months_after,
    plus,
    sight_changed,
)

SINGLE, MULTI = LensKind.SINGLE, LensKind.PROGRESSIVE


@pytest.mark.parametrize(
    ("kind", "sphere", "cylinder", "category"),
    [
        (SINGLE, 0, 0, "a"), (SINGLE, 600, 0, "a"), (SINGLE, 625, 0, "c"), (SINGLE, -600, 0, "a"), (SINGLE, -625, 0, "c"),
        (SINGLE, -600, 400, "a"), (SINGLE, -600, 425, "c"), (SINGLE, 0, 400, "a"), (SINGLE, 0, 425, "c"),
        (SINGLE, -625, 25, "c"), (SINGLE, 25, 575, "a"), (SINGLE, 25, 600, "c"), (SINGLE, 200, 400, "a"),
        (SINGLE, 200, -400, "a"), (SINGLE, -200, -400, "a"), (SINGLE, -225, -400, "c"), (SINGLE, 100, -425, "c"),
        (MULTI, 400, 0, "c"), (MULTI, 425, 0, "f"), (MULTI, -400, 0, "c"), (MULTI, -425, 0, "f"),
        (MULTI, -425, 25, "c"), (MULTI, -800, 400, "c"), (MULTI, -800, 425, "f"), (MULTI, -825, 25, "f"),
        (MULTI, 400, 400, "c"), (MULTI, 400, 425, "f"), (MULTI, 800, -400, "c"), (MULTI, -500, -300, "c"),
        (MULTI, -500, -325, "f"),
    ],
)  # fmt: skip
def test_bounds_of_the_categories(kind: LensKind, sphere: int, cylinder: int, category: str) -> None:
    assert category_of_lens(Lens(kind, sphere, cylinder)) == category


@pytest.mark.parametrize(
    ("letters", "category"), [("aa", "a"), ("ac", "b"), ("ca", "b"), ("cc", "c"), ("af", "d"), ("cf", "e"), ("ff", "f")]
)
def test_pairs(letters: str, category: str) -> None:
    lens = {"a": Lens(SINGLE, 0), "c": Lens(SINGLE, 900), "f": Lens(MULTI, 900)}
    assert category_of_pair([lens[letter] for letter in letters]) == category


@given(st.integers(-80, 80), st.integers(0, 40), st.sampled_from(LensKind), st.integers(1, 180))
def test_both_notations_are_one_lens(sphere: int, cylinder: int, kind: LensKind, axis: int) -> None:
    lens = Lens(kind, 25 * sphere, 25 * cylinder, axis=axis)
    turned = (axis + 90 - 1) % 180 + 1
    written = Lens(kind, lens.sphere + lens.cylinder, -lens.cylinder, axis=turned if lens.cylinder else axis)
    assert (plus(written), category_of_lens(written)) == (plus(lens), category_of_lens(lens))


def test_a_prism_changes_no_category() -> None:
    assert category_of_lens(Lens(SINGLE, -200, prism=400)) == category_of_lens(Lens(SINGLE, -200))


ADULT, CHILD, INFANT = date(1970, 5, 5), date(2015, 5, 5), date(2021, 1, 1)


@pytest.mark.parametrize(
    ("birth", "ground", "from_day"),
    [
        (ADULT, None, date(2026, 3, 10)),
        (None, None, date(2026, 3, 10)),
        (ADULT, Ground.SIGHT_CHANGED, date(2025, 3, 10)),
        (ADULT, Ground.EYE_DISEASE, date(2024, 3, 10)),
        (ADULT, Ground.HEAVY_TREATMENT, date(2024, 3, 10)),
        (CHILD, None, date(2025, 3, 10)),
        (CHILD, Ground.CHILD_SIGHT_CHANGED, date(2024, 3, 10)),
        (ADULT, Ground.CHILD_SIGHT_CHANGED, date(2026, 3, 10)),
        (INFANT, None, date(2025, 3, 10)),
        (INFANT, Ground.FRAME_TOO_SMALL, date(2024, 9, 10)),
        (CHILD, Ground.FRAME_TOO_SMALL, date(2025, 3, 10)),
    ],
)
def test_when_glasses_may_be_renewed(birth: date | None, ground: Ground | None, from_day: date) -> None:
    assert earliest_renewal(date(2024, 3, 10), birth=birth, ground=ground, on=date(2025, 6, 2)) == from_day


def test_the_last_day_of_a_short_month() -> None:
    assert (months_after(date(2024, 2, 29), 24), months_after(date(2024, 8, 31), 6)) == (
        date(2026, 2, 28), date(2025, 2, 28),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("before", "now", "counts"),
    [
        ([(-200, 0), (-200, 0)], [(-250, 0), (-200, 0)], True),
        ([(-200, 0), (-200, 0)], [(-225, 0), (-225, 0)], True),
        ([(-200, 0), (-200, 0)], [(-225, 0), (-200, 0)], False),
        ([(-200, 0), (-200, 0)], [(-200, 50), (-200, 0)], True),
        ([(-200, -100)], [(-300, 100)], False),
    ],
)
def test_what_counts_as_a_change_of_sight(
    before: list[tuple[int, int]],
    now: list[tuple[int, int]],
    counts: bool,  # noqa: FBT001  a case of the table
) -> None:
    lenses = [[Lens(SINGLE, sphere, cylinder) for sphere, cylinder in one] for one in (before, now)]
    assert sight_changed(*lenses) == counts


def test_an_axis_that_turns_counts_by_the_cylinder() -> None:
    old = Lens(SINGLE, 0, 200, axis=178)
    turned = [Lens(SINGLE, 0, 200, axis=axis) for axis in (180, 3, 2)]
    assert [sight_changed([old], [new]) for new in turned] == [False, True, False]


@given(st.permutations(["R", "L"]), st.permutations(["R", "L"]))
def test_eyes_are_compared_with_themselves_in_whatever_order(before: list[str], now: list[str]) -> None:
    spheres = {"R": -400, "L": 100}
    lenses = [[Lens(SINGLE, spheres[eye], eye=eye) for eye in order] for order in (before, now)]
    assert not sight_changed(*lenses)


def test_an_eye_that_is_not_named_is_compared_in_its_place() -> None:
    before, now = [Lens(SINGLE, -400), Lens(SINGLE, 100)], [Lens(SINGLE, -400, eye="L"), Lens(SINGLE, 100, eye="R")]
    assert not sight_changed(before, now)


def test_one_eye_alone_counts_from_half_a_dioptre() -> None:
    now = [Lens(SINGLE, 0, eye="L"), Lens(SINGLE, 0, eye="R")]
    before = [[Lens(SINGLE, sphere, eye="R")] for sphere in (25, 50)]
    assert [sight_changed(one, now) for one in before] == [False, True]
