"""The pages of an analysis: what stands on them, in which structure, and how long they take."""

import tempfile
import time
import unicodedata
from pathlib import Path
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium
import pytest
from django.core.files.base import ContentFile
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import Mutual, User
from members.models import Member
from members.sealing import nir_index, seal
from quotes import sheet
from quotes.benefits import Line
from quotes.enums import ToldBy
from quotes.errors import NotAnalysedError
from quotes.models import Analysis, TariffRow
from quotes.services import analyses
from tests.factories import papers
from tests.factories import quotes as make
from ui.typesetting import HOLE, pdf, writable

pytestmark = pytest.mark.usefixtures("within")

FIVE = [
    Line(code=code, price=price, teeth=(tooth,), label=f"Couronne {tooth}")
    for code, price, tooth in [("HBLD734", 62_000, 36), ("HBLD038", 29_000, 37), ("HBLD734", 55_000, 46),
                               ("HBLD734", 48_010, 47), ("HBLD734", 51_000, 26), ("HBLD734", 52_000, 16)]
]  # fmt: skip


@pytest.fixture
def analysis(within: Mutual, adviser: User) -> Analysis:
    """Two quotes of one and six lines."""
    case = make.case(within, holder=adviser)
    made = make.analysis(case, label="Cabinet A")
    analyses.add_quotes(made, [analyses.Offer(label="Cabinet B", lines=FIVE)])
    made = make.at_hand(made)
    analyses.keep_result(made)
    return make.at_hand(made)


def text_of(page: bytes) -> str:
    """Words of all pages, one space between them."""
    document = pypdfium2.PdfDocument(page)
    return " ".join(" ".join(one.get_textpage().get_text_range() for one in document).split())


def euros(cents: int) -> str:
    return f"{cents // 100},{cents % 100:02}€"


PAGES: list[Any] = [sheet.member_page, sheet.file_page]


@pytest.mark.parametrize("made", PAGES)
def test_one_page_of_a4(analysis: Analysis, made: Any) -> None:
    document = pypdfium2.PdfDocument(made(analysis))
    assert (len(document), sorted(round(side) for side in document[0].get_size())) == (1, [595, 842])


@pytest.mark.parametrize("made", PAGES)
def test_it_bears_the_mutual_s_logo(analysis: Analysis, made: Any, settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path
    analysis.mutual.logo.save("arbelle.png", ContentFile(papers.picture()))
    page = pypdfium2.PdfDocument(made(analysis))[0]
    assert len(list(page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_IMAGE]))) == 1


@pytest.mark.parametrize("made", PAGES)
def test_it_is_tagged_french_and_has_a_title(analysis: Analysis, made: Any) -> None:
    page = made(analysis)
    document = pypdfium2.PdfDocument(page)
    title = document.get_metadata_value("Title")
    facts = (pdfium.FPDFCatalog_IsTagged(document), b"/Lang(fr)" in page, b"<pdfuaid:part>1</pdfuaid:part>" in page)
    assert (bool(title), [bool(fact) for fact in facts]) == (True, [True, True, True])


def test_its_fonts_are_inside(analysis: Analysis) -> None:
    page = sheet.member_page(analysis)
    assert (page.count(b"/FontFile3"), b"SourceSans3" in page) == (2, True)


def test_the_members_page_has_the_figures(analysis: Analysis) -> None:
    assert analysis.result is not None
    said = text_of(sheet.member_page(analysis)).replace(" ", "")
    figures = [euros(int(quote[name].replace(".", ""))) for quote in analysis.result["quotes"] for name in ("price", "amo", "amc", "rac")]  # fmt: skip
    assert [figure for figure in figures if figure not in said] == []


def test_lines_are_named_for_what_stands_there(analysis: Analysis) -> None:
    result: Any = analysis.result
    short = result | {"quotes": result["quotes"][:1]}
    titles = [sheet.members(analysis, said)["blocks"][2]["heading"] for said in (result, short)]
    assert titles == ["Les lignes où il vous reste le plus à payer", "Ligne à ligne"]


def test_the_members_lines_add_up(analysis: Analysis) -> None:
    assert analysis.result is not None
    rows = sheet.members(analysis, analysis.result)["blocks"][2]["rows"]
    quoted = [row["cells"] for row in rows if row["cells"][0] == "Cabinet B"]
    left = sum(int("".join(character for character in cells[-1] if character.isdigit())) for cells in quoted)
    assert (len(quoted), left) == (5, int(analysis.result["quotes"][1]["rac"].replace(".", "")))


def test_the_page_for_the_file_has_every_line_and_the_versions(analysis: Analysis) -> None:
    said = text_of(sheet.file_page(analysis))
    wanted = [*(f"Couronne {line.teeth[0]}" for line in FIVE), analysis.tariff_version, analysis.program_version]
    assert [word for word in wanted if word not in said] == []


def test_it_has_no_social_security_number(analysis: Analysis) -> None:
    member = analysis.member
    Member.objects.filter(pk=member.pk).update(
        nir_sealed=seal("258039903200168", member_id=member.pk),
        nir_index=nir_index("2580399032001", mutual_id=member.mutual_id),
    )
    said = "".join(text_of(made(make.at_hand(analysis))) for made in PAGES).replace(" ", "")
    assert "2580399032001" not in said


def test_five_quotes_of_twelve_lines_stand_on_one_page(within: Mutual) -> None:
    made = make.analysis(make.case(within), *FIVE, *FIVE, label="Cabinet 1")
    analyses.add_quotes(made, [analyses.Offer(label=f"Cabinet {n}", lines=[*FIVE, *FIVE]) for n in range(2, 6)])
    analyses.keep_result(make.at_hand(made))
    at_hand = make.at_hand(made)
    took = []
    for page in PAGES:
        page(at_hand)
        began = time.perf_counter()
        assert len(pypdfium2.PdfDocument(page(at_hand))) == 1
        took.append(round(1000 * (time.perf_counter() - began)))
    print(f"pages of five quotes of twelve lines: member {took[0]} ms, file {took[1]} ms")  # noqa: T201  a figure to report


def test_what_was_told_is_printed_whatever_the_tables_say_now(analysis: Analysis, adviser: User) -> None:
    told = analyses.mark_told(user=adviser, analysis_id=analysis.pk, by=ToldBy.PHONE)
    before = sheet.result_of(make.at_hand(told))
    TariffRow.objects.filter(code="HBLD734").update(base=1_000)
    assert sheet.result_of(make.at_hand(told)) == before


def test_nothing_to_compute_is_no_page(within: Mutual) -> None:
    started = analyses.open_analysis(make.case(within), facts=make.facts())
    with pytest.raises(NotAnalysedError):
        sheet.member_page(make.at_hand(started))


@given(
    st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=60)
    | st.text("#$*_<>@`\\[]{}=/-~\"'&é ", min_size=1)
)
def test_a_label_stays_text(typed: str) -> None:
    row = {"cells": [typed], "strong": False}
    table = {"kind": "table", "heading": "", "head": ["Acte"], "rows": [row], "wide": [True], "right": [False]}
    data = {
        "title": "Titre",
        "author": "x",
        "lang": "fr",
        "margin": 16,
        "columns": 1,
        "logo": [],
        "sizes": [10],
        "footer": "pied",
        "blocks": [table],
    }
    said = text_of(pdf("sheet", data, at=timezone.now()))
    assert _letters(said) == _letters(f"Titre Acte {writable(typed)} pied")


def _letters(text: str) -> str:
    """Without spaces and hyphens, which the reading of a PDF adds and takes at the ends of lines."""
    plain = unicodedata.normalize("NFKC", text)
    return "".join(letter for letter in plain if not letter.isspace() and letter not in "-\u2010\u2011\ufffe\x02")


def test_what_cannot_be_printed_is_said() -> None:
    assert writable("Cabinet 牙\u200b\n\tA\u0301") == f"Cabinet {HOLE} Á"


def test_no_file_is_left(analysis: Analysis, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr(tempfile, "tempdir", None)
    sheet.member_page(analysis)
    assert list(tmp_path.iterdir()) == []
