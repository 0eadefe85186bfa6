"""What does not fit on a quote is found, each by its rule."""

from datetime import date
from typing import Any

import pytest

from quotes import anomalies, loading
from quotes.anomalies import Paper, Usual
from quotes.benefits import Beneficiary, Line, compute
from quotes.guarantees import FLOOR_ONLY
from quotes.prescription import Lens, LensKind

BOOK = loading.shipped()
DAY = date(2025, 6, 2)
LENS = Lens(LensKind.SINGLE, 300)


def found(*lines: Line, day: date = DAY, who: Beneficiary | None = None, **more: Any) -> set[str]:
    beneficiary = who or Beneficiary()
    row = BOOK.find(lines[0].code, day)
    domain = row.domain if row else "dental"
    result = compute(lines, day=day, beneficiary=beneficiary, guarantee=FLOOR_ONLY, book=BOOK, domain=domain)
    said = anomalies.find(result, day=day, domain=domain, beneficiary=beneficiary, book=BOOK, **more)
    return {one.rule for one in said}


GOOD = Line(code="HBLD634", price=50_000, teeth=(14,))


def test_a_good_quote_has_none() -> None:
    assert found(GOOD) == set()


@pytest.mark.parametrize(
    ("line", "rule"),
    [
        (Line(code="HBLD634", price=50_001, teeth=(14,)), "ceiling_passed"),
        (Line(code="HBLD491", price=55_001, teeth=(15,)), "ceiling_passed"),
        (Line(code="HBLD364", price=50_000), "ceiling_unknown"),
        (Line(code="FILTRE-A", price=1_000), "base_unknown"),
        (Line(code="HBLD634", price=1, teeth=(15,)), "tooth_impossible"),
        (Line(code="HBLD634", price=1, teeth=(54,)), "tooth_impossible"),
        (Line(code="HBLD634", price=1), "tooth_missing"),
        (Line(code="HBLD634", price=1, teeth=(14,), material="zirconia"), "material_impossible"),
        (Line(code="HBLD634", price=1, teeth=(14,), basket="libre"), "basket_wrong"),
        (Line(code="HBLD634", price=1, teeth=(14,), base=10_750), "base_differs"),
        (Line(code="HBLD634", price=50_000, teeth=(14,), amo=8_400), "amo_differs"),
        (Line(code="HBLD099", price=1, base=27_950), "code_not_in_force"),
        (Line(code="ZZZ", price=1, base=0), "outside_tables"),
        (Line(code="HBLD734", price=1, teeth=(36,)), "tariff_unsure"),
        (Line(code="HBLD734", price=1, teeth=(36,)), "rac0_missing"),
        (Line(code="MONTURE-B", price=1), "class_a_missing"),
        (Line(code="VERRE-B", price=1), "prescription_missing"),
        (Line(code="2264884", price=1, lens=Lens(LensKind.SINGLE, 425)), "sphere_outside_code"),
        (Line(code="VERRE-A-UNI-MIN", price=1, lens=Lens(LensKind.PROGRESSIVE, 0)), "lens_kind_wrong"),
        (Line(code="VERRE-B", price=1, lens=Lens(LensKind.PROGRESSIVE, 0)), "addition_missing"),
    ],
    ids=lambda said: said if isinstance(said, str) else said.code,
)
def test_a_line_that_does_not_fit(line: Line, rule: str) -> None:
    assert rule in found(line)


@pytest.mark.parametrize(
    ("paper", "rule"),
    [
        (Paper(valid_until=date(2025, 6, 1)), "quote_expired"),
        (Paper(quoted_on=date(2025, 6, 3)), "quoted_after_care"),
        (Paper(total=50_001), "total_differs"),
        (Paper(amo_total=8_400), "amo_total_differs"),
        (Paper(mentions=frozenset({"date"})), "mention_missing"),
    ],
)
def test_a_paper_that_does_not_fit(paper: Paper, rule: str) -> None:
    assert found(GOOD, paper=paper) == {rule}


@pytest.mark.parametrize(
    ("birth", "delivered", "sphere", "is_early"),
    [
        (date(1980, 1, 1), date(2024, 3, 1), -200, True),  # nothing changed
        (date(1980, 1, 1), date(2024, 3, 1), -250, False),  # half a dioptre, after a year
        (date(1980, 1, 1), date(2025, 1, 1), -250, True),  # the same within a year
        (date(2014, 1, 1), date(2025, 1, 1), -250, False),  # a child's sight that changes waits for nothing
        (date(2014, 1, 1), date(2025, 1, 1), -200, True),
    ],
)
def test_a_change_of_sight_is_found_from_the_previous_prescription(
    birth: date,
    delivered: date,
    sphere: int,
    is_early: bool,  # noqa: FBT001  a case of the table
) -> None:
    before = (Lens(LensKind.SINGLE, -200, eye="R"), Lens(LensKind.SINGLE, -200, eye="L"))
    who = Beneficiary(birth_date=birth, last_delivery=delivered, previous_lenses=before)
    now = [Lens(LensKind.SINGLE, -200, eye="L"), Lens(LensKind.SINGLE, sphere, eye="R")]
    lines = [Line(code="MONTURE-B", price=9_000), *(Line(code="VERRE-B", price=9_000, lens=lens) for lens in now)]
    assert ("renewal_early" in found(*lines, who=who)) == is_early


def test_glasses_renewed_too_early() -> None:
    who = Beneficiary(last_delivery=date(2024, 6, 3))
    assert "renewal_early" in found(Line(code="MONTURE-A", price=3_000), who=who)


@pytest.mark.parametrize(("birth", "is_found"), [(date(2000, 1, 1), True), (date(2010, 1, 1), False)])
def test_a_code_for_another_age(birth: date, is_found: bool) -> None:  # noqa: FBT001  a case of the table
    line = Line(code="2210546", price=6_000)
    rules = found(line, day=date(2018, 6, 2), who=Beneficiary(birth_date=birth))
    assert ("age_impossible" in rules) == is_found


@pytest.mark.parametrize(("price", "rule"), [(65_001, "above"), (65_000, ""), (25_000, ""), (24_999, "below")])
def test_a_price_far_from_the_usual(price: int, rule: str) -> None:
    usual = {"HBLD634": Usual(40, 40_000, 45_000, 50_000)}
    rules = found(Line(code="HBLD634", price=price, teeth=(14,)), usual=usual)
    assert {one for one in rules if one.startswith("price")} == ({f"price_{rule}_usual"} if rule else set())
