"""Files of tariffs: our own, and the exports of the CNAM by their documented columns."""

from datetime import date

import pytest

from quotes import loading, queries
from quotes.editing.tariffs import shown_changes
from quotes.errors import TariffsRefusedError
from quotes.models import TariffLoad, TariffRow
from quotes.search import apart, find_codes, near_codes
from quotes.services.tariffs import TariffFile, load_tariffs
from quotes.tariffs import changes

DAY = date(2026, 3, 2)
HEAD = ",".join(loading.COLUMNS)


def own(*rows: str, name: str = "tarifs.csv") -> TariffFile:
    return TariffFile(kind="own", name=name, content="\n".join((HEAD, *rows)).encode())


CROWN = "dental,HBLD734,Couronne,crown,libre,120.00,,,ceramic_metal,6-8,,,,,2019-04-01,{until},Essai,high"


@pytest.mark.django_db
def test_the_database_holds_what_comes_with_the_program() -> None:
    stored, own = (
        {(row.code, row.valid_from): row for row in book.rows} for book in (queries.book(), loading.shipped())
    )
    assert stored == own


@pytest.mark.django_db
def test_a_file_replaces_the_rows_of_its_codes() -> None:
    rows = TariffRow.objects.count()
    load = load_tariffs(
        own(CROWN.format(until="2026-02-28"), CROWN.replace("120.00,", "130.00,").replace("2019-04-01", "2026-03-01").format(until=""))
    )  # fmt: skip
    book = queries.book()
    assert (load.added, load.changed, load.same, TariffRow.objects.count()) == (1, 1, 0, rows + 1)
    assert [book.find("HBLD734", day).base for day in (date(2026, 2, 28), date(2026, 3, 1))] == [12_000, 13_000]  # type: ignore[union-attr]


@pytest.mark.django_db
def test_the_same_file_again_changes_nothing() -> None:
    file = TariffFile(kind="own", name="tariffs.csv", content=loading.SHIPPED.read_bytes())
    load = load_tariffs(file)
    assert (load.added, load.changed, load.same) == (0, 0, TariffRow.objects.count())


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("row", "column"),
    [
        (CROWN.format(until="2018-01-01"), "valid_to"),
        (CROWN.format(until="31/12/2026"), "valid_to"),
        (CROWN.replace("120.00", "cent").format(until=""), "base"),
        (CROWN.replace("120.00", "-1").format(until=""), "base"),
        (CROWN.replace("6-8", "9").format(until=""), "teeth"),
        (CROWN.replace(",high", ",sure").format(until=""), "confidence"),
        (CROWN.replace("HBLD734", "").format(until=""), "code"),
    ],
)
def test_a_row_that_cannot_be_taken_is_named_and_nothing_is_loaded(row: str, column: str) -> None:
    with pytest.raises(TariffsRefusedError) as refused:
        load_tariffs(own(row))
    assert [(number, name) for number, name, _ in refused.value.rows] == [(2, column)]
    assert TariffLoad.objects.count() == 1


@pytest.mark.django_db
def test_two_rows_of_one_day_are_refused() -> None:
    with pytest.raises(TariffsRefusedError):
        load_tariffs(own(CROWN.format(until=""), CROWN.replace("2019", "2020").format(until="")))


LPP = """CODE_TIPS;DEBUTVALID;FINHISTO;NAT_PREST;TARIF;PUREGLEMEN
2264884;20200101;20260228;OPT;10,80;36,00
2264884;20260301;;OPT;11,10;37,00
2212345;20200101;;OPT;9,75;32,50
1100000;20200101;;PA;50,00;0
"""
LPP_LABELS = "CODE_TIPS;NOM_COURT\n2212345;VERRE UNIFOCAL, CLASSE A\n"


@pytest.mark.django_db
def test_the_list_of_products_brings_bases_and_ceilings() -> None:
    load_tariffs(TariffFile(kind="lpp", name="LPP_HISTO_TOT", content=LPP.encode("cp1252"), labels=LPP_LABELS.encode()))
    book = queries.book()
    rows = [book.find("2264884", day) for day in (date(2026, 2, 28), DAY)] + [book.find("2212345", DAY)]
    assert [(row.base, row.ceiling, row.basket, row.nature, row.confidence) for row in rows if row] == [
        (1_080, 3_600, "A", "lens", "medium"), (1_110, 3_700, "A", "lens", "high"), (975, 3_250, "A", "lens", "medium"),
    ]  # fmt: skip
    assert not book.knows("1100000")


CCAM = """AAP_COD,GRILLE_COD,APDT_MODIF,PU_BASE
HBLD07310,001,20190401,120.00
HBLD07310,001,20260301,130.00
HBLD07310,002,20190401,99.00
HBMD99910,001,20200101,33.44
YYYY01010,001,20200101,10.00
"""


@pytest.mark.django_db
def test_the_classification_of_acts_brings_bases_and_keeps_our_baskets() -> None:
    load_tariffs(TariffFile(kind="ccam", name="R_PU_BASE", content=CCAM.encode()))
    book = queries.book()
    rows = [book.find("HBLD073", day) for day in (date(2025, 12, 31), date(2026, 1, 1), DAY)]
    assert [(row.base, row.ceiling, row.basket) for row in rows if row] == [
        (12_000, 44_000, "modere"), (12_000, 45_320, "rac0"), (13_000, 45_320, "rac0"),
    ]  # fmt: skip
    added = book.find("HBMD999", DAY)
    assert added is not None
    assert (added.base, added.ceiling, added.basket) == (3_344, None, "")


def dbase(fields: list[tuple[str, int]], rows: list[list[str]]) -> bytes:
    width = 1 + sum(length for _, length in fields)
    start = 32 + 32 * len(fields) + 1
    head = (
        b"\x03\x7a\x01\x01"
        + len(rows).to_bytes(4, "little")
        + start.to_bytes(2, "little")
        + width.to_bytes(2, "little")
    )
    described = b"".join(
        name.encode().ljust(11, b"\0") + b"C" + bytes(4) + bytes([length]) + bytes(15) for name, length in fields
    )
    lines = b"".join(
        b" " + b"".join(cell.encode().ljust(length) for cell, (_, length) in zip(row, fields, strict=True))
        for row in rows
    )
    return head.ljust(32, b"\0") + described + b"\r" + lines


@pytest.mark.django_db
def test_a_dbase_file_is_read_as_it_is_published() -> None:
    fields = [("CODE_TIPS", 7), ("DEBUTVALID", 8), ("FINHISTO", 8), ("TARIF", 8), ("PUREGLEMEN", 8)]
    content = dbase(fields, [["2264884", "20200101", "", "10.80", "36.50"]])
    load_tariffs(TariffFile(kind="lpp", name="LPP_HISTO_TOT.DBF", content=content))
    row = queries.book().find("2264884", DAY)
    assert row is not None
    assert row.ceiling == 3_650


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("kind", "content"),
    [("lpp", "CODE_TIPS;TARIF\n;1"), ("lpp", "CODE_TIPS;DEBUTVALID;TARIF;PUREGLEMEN\n2264884;2026-13-01;1;0"),
     ("ccam", "AAP_COD,GRILLE_COD,APDT_MODIF,PU_BASE\nHBLD07310,001,20260101,cher")],
)  # fmt: skip
def test_an_export_that_cannot_be_read_is_refused(kind: str, content: str) -> None:
    with pytest.raises(TariffsRefusedError):
        load_tariffs(TariffFile(kind=kind, name="export", content=content.encode()))
    assert TariffLoad.objects.count() == 1


def test_what_changes_between_two_days() -> None:
    found = {one.code: one for one in changes(loading.shipped(), date(2025, 12, 31), date(2026, 1, 1))}
    crown = found["HBLD073"]
    assert (crown.before and crown.before.basket, crown.after and crown.after.basket) == ("modere", "rac0")
    assert (found["HBLD425"].after, found["HBLD099"].before, "IMPLANT" in found) == (None, None, False)


@pytest.mark.parametrize(
    ("text", "code", "teeth", "fits"),
    [
        ("couronne zircone 36", "HBLD073", (36,), True),
        ("couronne zircone 25", "HBLD350", (25,), True),
        ("HBLD634 14", "HBLD634", (14,), True),
        ("hbld634 36", "HBLD634", (36,), False),
        ("ccm 15", "HBLD491", (15,), True),
        ("inlay 36", "HBLD090", (36,), True),
        ("détartrage", "HBJD001", (), True),
        ("monture a", "MONTURE-A", (), True),
        ("2264884", "2264884", (), True),
        ("implant", "IMPLANT", (), True),
        ("implant 35", "IMPLANT", (35,), True),
    ],
)
def test_words_find_the_code_and_the_tooth(text: str, code: str, teeth: tuple[int, ...], fits: bool) -> None:  # noqa: FBT001  a case of the table
    first = find_codes(loading.shipped(), text, day=DAY)[0]
    assert (first.tariff.code, first.teeth, first.fits) == (code, teeth, fits)


def test_what_changes_is_what_was_asked_for() -> None:
    days = date(2025, 12, 31), date(2026, 1, 1)
    crowns = shown_changes(loading.shipped(), *days, text="couronne zircone", domain="")
    assert [one.code for one in crowns] == ["HBLD073", "HBLD350"]
    assert shown_changes(loading.shipped(), *days, text="", domain="optical") == []


@pytest.mark.parametrize("text", ["", "   ", "36", "zzzz", "couronne zzzz", "%_'"])
def test_what_nothing_fits_finds_nothing(text: str) -> None:
    assert find_codes(loading.shipped(), text, day=DAY) == []


@pytest.mark.parametrize(
    ("text", "left", "teeth"),
    [
        ("HBLD425 36", "HBLD425", "36"),
        ("attelle de contention 33 43", "attelle de contention", "33 43"),
        ("forfait 19", "forfait 19", ""),
        ("36", "36", ""),
        ("", "", ""),
    ],
)
def test_teeth_that_end_what_is_typed_stand_apart(text: str, left: str, teeth: str) -> None:
    assert apart(text) == (left, teeth)


@pytest.mark.parametrize(
    ("typed", "near"),
    [
        ("HBLD703", ["HBLD073", "HBLD203", "HBLD403"]),
        ("hbldo73", ["HBLD073"]),
        ("HBLD73", ["HBLD073", "HBLD734"]),
        ("HBLD0733", ["HBLD073"]),
        ("HB", []),
        ("empreinte numérique", []),
    ],
)
def test_a_slip_of_the_hand_is_near_a_code(typed: str, near: list[str]) -> None:
    assert [row.code for row in near_codes(loading.shipped(), typed, day=DAY, domain="dental")] == near
