"""What holds of every quote, whatever stands on it."""

import os
from dataclasses import replace
from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from quotes import loading
from quotes.benefits import Beneficiary, Line, Result, Scheme, compute
from quotes.guarantees import NO_COVER, Cap, Clause, Form, Guarantee, Unit
from quotes.prescription import Lens, LensKind
from quotes.tariffs import EQUIPMENT, TariffBook

BOOK = loading.shipped()
EXAMPLES = int(os.environ.get("QUOTE_EXAMPLES", "300"))
"""`make bench` asks for a hundred thousand."""

CODES = sorted({row.code for row in BOOK.rows if row.domain in ("dental", "optical")})
PRICES = st.integers(1, 200_000)
AMOUNTS = st.integers(0, 120_000)
DAYS = st.dates(date(2014, 1, 1), date(2027, 12, 31))

lenses = st.builds(
    Lens,
    kind=st.sampled_from(LensKind),
    sphere=st.integers(-60, 60).map(lambda quarters: 25 * quarters),
    cylinder=st.integers(-24, 24).map(lambda quarters: 25 * quarters),
)
known_lines = st.builds(Line, code=st.sampled_from(CODES), price=PRICES, lens=st.none() | lenses)
other_lines = st.builds(
    Line,
    code=st.just("HORS-TABLE"),
    price=PRICES,
    base=AMOUNTS,
    rate=st.integers(0, 10_000),
    participation=st.integers(0, 300),
)
glasses = st.tuples(PRICES, PRICES, PRICES, lenses, lenses, st.sampled_from(["MONTURE-A", "MONTURE-B"])).map(
    lambda said: [
        Line(code=said[5], price=said[0]),
        Line(code="VERRE-B", price=said[1], lens=said[3]),
        Line(code="VERRE-B", price=said[2], lens=said[4]),
    ]
)
quotes = st.lists(known_lines | other_lines, min_size=1, max_size=6) | glasses
beneficiaries = st.builds(
    Beneficiary,
    scheme=st.sampled_from(Scheme),
    has_ald=st.booleans(),
    birth_date=st.none() | st.dates(date(1930, 1, 1), date(2013, 12, 31)),
    last_delivery=st.none() | st.dates(date(2012, 1, 1), date(2013, 12, 31)),
)
clauses = st.builds(
    Clause,
    form=st.sampled_from([form for form in Form if form is not Form.NONE]),
    percent=st.integers(0, 60_000),
    amount=AMOUNTS,
    unit=st.none() | st.sampled_from(Unit),
    natures=st.just(frozenset()) | st.just(EQUIPMENT) | st.just(frozenset({"crown"})),
)
guarantees = st.builds(
    Guarantee,
    clauses=st.lists(clauses, max_size=3).map(tuple),
    caps=st.lists(st.builds(Cap, amount=AMOUNTS), max_size=1).map(tuple),
    is_collective=st.booleans(),
)


def computed(lines: list[Line], day: date, who: Beneficiary, guarantee: Guarantee, book: TariffBook = BOOK) -> Result:
    return compute(lines, day=day, beneficiary=who, guarantee=guarantee, book=book)


@settings(max_examples=EXAMPLES)
@given(quotes, DAYS, beneficiaries, guarantees | st.just(NO_COVER))
def test_shares_add_up_and_nobody_pays_less_than_nothing(
    lines: list[Line], day: date, who: Beneficiary, guarantee: Guarantee
) -> None:
    result = computed(lines, day, who, guarantee)
    assert result.amo + result.regime_local + result.amc + result.rac == sum(line.price for line in lines)
    assert [one for one in result.shares if min(one.amo, one.regime_local, one.amc, one.rac) < 0] == []


@settings(max_examples=EXAMPLES)
@given(quotes, DAYS, beneficiaries, guarantees)
def test_a_responsible_contract_pays_its_floor(
    lines: list[Line], day: date, who: Beneficiary, guarantee: Guarantee
) -> None:
    result = computed(lines, day, who, guarantee)
    too_early = "amo.too_early"
    paid = [one for one in result.shares if one.reasons["amo"][0].rule != too_early]
    assert [one for one in paid if one.amc < one.ticket] == []


@settings(max_examples=EXAMPLES)
@given(quotes, DAYS, beneficiaries, guarantees)
def test_a_ceiling_of_the_decree_is_never_passed(
    lines: list[Line], day: date, who: Beneficiary, guarantee: Guarantee
) -> None:
    result = computed(lines, day, who, guarantee)
    grid = BOOK.grid(day)
    frames = [one.schemes + one.amc for one in result.shares if one.nature == "frame" and one.basket != "A"]
    bases = [one.base or 0 for one in result.shares if one.nature == "frame"]
    if grid.frame_most is not None:
        assert max(frames, default=0) <= max([grid.frame_most, *bases])
    full = [one for one in result.shares if one.tariff and one.tariff.is_fully_covered and one.tariff.ceiling]
    assert [one for one in full if one.schemes + one.amc > max(one.tariff.ceiling or 0, one.base or 0)] == []  # type: ignore[union-attr]


@settings(max_examples=EXAMPLES)
@given(glasses, st.dates(date(2015, 4, 1), date(2027, 12, 31)), guarantees)
def test_a_pair_stays_within_the_grid(lines: list[Line], day: date, guarantee: Guarantee) -> None:
    result = computed(lines, day, Beneficiary(), guarantee)
    most = BOOK.grid(day).most.get(result.category)
    pair = sum(one.schemes + one.amc for one in result.shares if one.nature in EQUIPMENT)
    if most is not None and BOOK.find("VERRE-B", day):
        assert pair <= most


@settings(max_examples=EXAMPLES)
@given(quotes, DAYS, beneficiaries, clauses, st.integers(0, 50_000), st.integers(0, 20_000))
def test_more_guarantee_never_costs_the_member_more(
    lines: list[Line], day: date, who: Beneficiary, clause: Clause, amount: int, percent: int
) -> None:
    better = replace(clause, amount=clause.amount + amount, percent=clause.percent + percent)
    before = computed(lines, day, who, Guarantee(clauses=(clause,)))
    after = computed(lines, day, who, Guarantee(clauses=(better,)))
    assert after.rac <= before.rac


@settings(max_examples=EXAMPLES)
@given(quotes, DAYS, beneficiaries, guarantees)
def test_a_cover_never_costs_more_than_none(
    lines: list[Line], day: date, who: Beneficiary, guarantee: Guarantee
) -> None:
    assert computed(lines, day, who, guarantee).rac <= computed(lines, day, who, NO_COVER).rac


@settings(max_examples=EXAMPLES)
@given(quotes, DAYS, guarantees, AMOUNTS)
def test_a_cap_is_never_used_beyond_what_is_left(lines: list[Line], day: date, guarantee: Guarantee, cap: int) -> None:
    capped = replace(guarantee, caps=(Cap(amount=cap),))
    result = computed(lines, day, Beneficiary(), capped)
    assert max(result.uses.values(), default=0) <= cap
