"""What is typed wrong is told by its field, in French, and nothing is computed."""

import json
from datetime import date
from typing import Any

import pytest
from django.utils import translation

from quotes import loading, shapes
from quotes.errors import FaultsError

BOOK = loading.shipped()
CROWN: dict[str, Any] = {"code": "HBLD734", "price": "620.00", "tooth": "36"}
LENS: dict[str, Any] = {"kind": "single", "sphere": "-2.00"}


def case(**fields: Any) -> dict[str, Any]:
    return {
        "id": "x",
        "care_date": "2025-06-02",
        "beneficiary": {"regime": "general", "ald_related": False},
        "guarantee": {"type": "responsable"},
        "lines": [CROWN],
        **fields,
    }


def line(**fields: Any) -> dict[str, Any]:
    return case(lines=[{**CROWN, **fields}])


def lens(**fields: Any) -> dict[str, Any]:
    return case(lines=[{"code": "VERRE-B", "price": "120", "lens": {**LENS, **fields}}])


def faults(said: Any) -> list[tuple[str, str]]:
    with pytest.raises(FaultsError) as refused:
        shapes.read_case(shapes.parsed(said if isinstance(said, str) else json.dumps(said)), BOOK)
    return [(fault.path, fault.rule) for fault in refused.value.faults]


WRONG: list[tuple[Any, str, str]] = [
    (line(price="0"), "lines[0].price", "not_positive"),
    (line(price="-5,00"), "lines[0].price", "not_positive"),
    (line(price="12.345"), "lines[0].price", "too_precise"),
    (line(price="douze"), "lines[0].price", "not_a_number"),
    (line(price="100000.01"), "lines[0].price", "too_large"),
    (line(price="9" * 400), "lines[0].price", "too_large"),
    (line(price="0." + "0" * 400), "lines[0].price", "too_precise"),
    (line(price=None), "lines[0].price", "required"),
    (line(price=True), "lines[0].price", "not_a_number"),
    (line(price="1_000"), "lines[0].price", "not_a_number"),
    (line(price="٣"), "lines[0].price", "not_a_number"),
    (line(price=[1]), "lines[0].price", "not_a_number"),
    (line(tooth="19"), "lines[0].tooth", "tooth"),
    (line(tooth="86"), "lines[0].tooth", "tooth"),
    (line(tooth=9), "lines[0].tooth", "tooth"),
    (line(tooth="14 99"), "lines[0].tooth", "tooth"),
    (line(code=""), "lines[0].code", "required"),
    (line(code="<b>"), "lines[0].code", "code"),
    (line(code="ZZZZ999"), "lines[0].reimbursement_base", "base_needed"),
    (line(code="HBLD425", care_date="2026-01-01"), "lines[0].reimbursement_base", "base_needed"),
    (line(amo_rate="101"), "lines[0].amo_rate", "too_large"),
    (line(reimbursement_base="-1"), "lines[0].reimbursement_base", "negative"),
    (line(label="x" * 201), "lines[0].label", "too_long"),
    (line(basket="gratuit"), "lines[0].basket", "choice"),
    (lens(sphere="-60"), "lines[0].lens.sphere", "sphere_range"),
    (lens(sphere="1.10"), "lines[0].lens.sphere", "step"),
    (lens(cylinder="20"), "lines[0].lens.cylinder", "sphere_range"),
    (lens(axis=181), "lines[0].lens.axis", "axis"),
    (lens(axis="12,5"), "lines[0].lens.axis", "axis"),
    (lens(kind="triple"), "lines[0].lens.kind", "choice"),
    (case(lines=[]), "lines", "too_few"),
    (case(lines={}), "lines", "not_a_list"),
    (case(lines=[CROWN] * 61), "lines", "too_many_lines"),
    (case(lines=["HBLD734"]), "lines[0]", "not_an_object"),
    (case(care_date="02/06/2025"), "care_date", "not_a_date"),
    (case(care_date="2025-02-30"), "care_date", "not_a_date"),
    (case(care_date="1999-01-01"), "care_date", "date_range"),
    (case(care_date=None), "care_date", "required"),
    (case(guarantee={"type": "gratuit"}), "guarantee.type", "choice"),
    (case(guarantee={"type": "pct_br_incl_amo"}), "guarantee.percent", "required"),
    (case(guarantee={"type": "forfait_incl_amo", "unit": "equipment"}), "guarantee.amount", "required"),
    (case(guarantee=None), "guarantee", "required"),
    (case(beneficiary={"regime": "martien"}), "beneficiary.regime", "choice"),
    (case(beneficiary={"ald_related": "oui"}), "beneficiary.ald_related", "not_a_flag"),
    (case(beneficiary={"birth_date": "2030-01-01"}), "beneficiary.birth_date", "date_range"),
]


@pytest.mark.parametrize(("said", "path", "rule"), WRONG, ids=[f"{path} {rule}" for _, path, rule in WRONG])
def test_a_fault_names_its_field(said: Any, path: str, rule: str) -> None:
    assert (path, rule) in faults(said)


def raw(price: str) -> str:
    return json.dumps(line(price="PRICE")).replace('"PRICE"', price)


@pytest.mark.parametrize(
    ("text", "path", "rule"),
    [
        ("{", "", "not_json"),
        ("devis.pdf", "", "not_json"),
        ("[" * 100_000, "", "not_json"),
        (raw("NaN"), "lines[0].price", "not_a_number"),
        (raw("Infinity"), "lines[0].price", "not_a_number"),
        (raw("1e999"), "lines[0].price", "too_large"),
        (raw("1e99999999999999999999"), "lines[0].price", "not_a_number"),
        ("\ufeff" + raw("0"), "lines[0].price", "not_positive"),
        (raw("1e-999"), "lines[0].price", "too_precise"),
        ('{"care_date": "2025-06-02", "care_date": "2025-06-03"}', "care_date", "duplicate_key"),
    ],
)
def test_what_is_no_number_or_no_json_is_told(text: str, path: str, rule: str) -> None:
    assert faults(text) == [(path, rule)]


def test_limits_are_told_as_the_french_write_them() -> None:
    said = [fault for text in (line(price="100000.01"), case(care_date="1999-01-01")) for fault in _told(text)]
    assert said == [
        "C’est plus qu’il n’est possible\xa0: 100\u202f000,00 au plus.",
        "Ce jour doit être compris entre 01/01/2002 et 31/12/2099.",
    ]


def _told(said: Any) -> list[str]:
    with translation.override("fr"), pytest.raises(FaultsError) as refused:
        shapes.read_case(shapes.parsed(json.dumps(said)), BOOK)
    return [str(fault) for fault in refused.value.faults]


def test_every_fault_is_told_at_once() -> None:
    said = case(lines=[{**CROWN, "price": "0"}, {**CROWN, "tooth": "19"}], guarantee={"type": "forfait_on_top"})
    assert [path for path, _ in faults(said)] == ["guarantee.amount", "lines[0].price", "lines[1].tooth"]


@pytest.mark.parametrize("price", ["620.5", "620,50", 620.5, "620,5", "\u202f620,50 "])
def test_a_comma_a_dot_and_a_number_are_one(price: Any) -> None:
    read = shapes.read_case(shapes.parsed(json.dumps(line(price=price))), BOOK)
    assert read.quotes[0].lines[0].price == 62_050


def test_a_name_that_nobody_knows_is_told_not_refused() -> None:
    read = shapes.read_case(shapes.parsed(json.dumps(line(quantite=2))), BOOK)
    assert read.ignored == ("lines[0].quantite",)


def request(**fields: Any) -> dict[str, Any]:
    said = {"care_date": "2025-06-02", "guarantee": {"type": "responsable"}, "quotes": [{"lines": [CROWN]}]}
    return {**said, **fields}


@pytest.mark.parametrize(
    ("said", "path", "rule"),
    [
        (request(quotes=[{"lines": [CROWN]}] * 6), "quotes", "too_many_quotes"),
        (request(quotes=[]), "quotes", "too_few"),
        (request(quotes=None), "quotes", "required"),
        (request(quotes=[{"lines": [CROWN], "quoted_on": "2025-07-02"}]), "quotes[0].quoted_on", "future"),
        (request(quotes=[{"lines": [CROWN], "quoted_on": "1825-07-02"}]), "quotes[0].quoted_on", "date_range"),
        (request(quotes=[{"lines": [CROWN], "quoted_on": "2025-05-02", "valid_until": "2025-05-01"}]),
         "quotes[0].valid_until", "backwards"),
        (request(quantite=1), "quantite", "unknown_field"),
    ],
)  # fmt: skip
def test_a_request_is_judged_too(said: Any, path: str, rule: str) -> None:
    with pytest.raises(FaultsError) as refused:
        shapes.read_request(shapes.parsed(json.dumps(said)), BOOK, today=date(2025, 6, 1))
    assert [(fault.path, fault.rule) for fault in refused.value.faults] == [(path, rule)]


def test_the_words_are_french() -> None:
    with translation.override("fr"), pytest.raises(FaultsError) as refused:
        shapes.read_case(line(price="0"), BOOK)
    assert str(refused.value) == "lines[0].price : Le prix doit être supérieur à 0."
