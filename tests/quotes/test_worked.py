"""Cases with amounts to the cent: those that were published or follow from the rules, and our own worked by hand."""

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from quotes import loading, shapes
from quotes.benefits import compute

HERE = Path(__file__).resolve().parent
BOOK = loading.shipped()
CASES = [
    case
    for name in ("worked_examples.json", "hand_worked.json")
    for case in shapes.parsed((HERE / name).read_text(encoding="utf-8"))
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_a_worked_case(case: dict[str, Any]) -> None:
    asked = shapes.read_case(case, BOOK)
    result = compute(
        asked.quotes[0].lines,
        day=asked.day,
        beneficiary=asked.beneficiary,
        guarantee=asked.guarantee,
        book=BOOK,
        domain=asked.domain,
    )
    expected = shapes.expected(case)
    assert {figure: getattr(result, figure) for figure in expected} == expected


def check(path: Path) -> list[dict[str, Any]]:
    out = StringIO()
    call_command("analyse_quotes", str(path), check=True, stdout=out, stderr=StringIO())
    answer: list[dict[str, Any]] = json.loads(out.getvalue())
    return answer


@pytest.mark.django_db
def test_the_command_finds_no_difference() -> None:
    answers = check(HERE / "worked_examples.json")
    assert [one["differences"] for one in answers] == [[] for _ in answers]


@pytest.mark.django_db
def test_the_command_fails_on_a_difference(tmp_path: Path) -> None:
    case = json.loads((HERE / "worked_examples.json").read_text(encoding="utf-8"))[0]
    case["expect"]["rac"] = "6.91"
    (tmp_path / "cases.json").write_text(json.dumps([case]), encoding="utf-8")
    with pytest.raises(SystemExit):
        check(tmp_path / "cases.json")


@pytest.mark.django_db
def test_the_command_refuses_what_is_not_utf_8(tmp_path: Path) -> None:
    (tmp_path / "cases.json").write_bytes('[{"label": "Carie traitée"}]'.encode("latin-1"))
    with pytest.raises(CommandError, match="UTF-8"):
        check(tmp_path / "cases.json")


@pytest.mark.django_db
def test_a_check_of_nothing_is_no_success(tmp_path: Path) -> None:
    (tmp_path / "cases.json").write_text("[]", encoding="utf-8")
    with pytest.raises(CommandError, match="aucun cas"):
        check(tmp_path / "cases.json")


@pytest.mark.django_db
def test_the_command_says_that_a_folder_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="est un dossier"):
        check(tmp_path)


@pytest.mark.django_db
def test_a_case_without_a_name_is_told_by_its_place(tmp_path: Path) -> None:
    case = json.loads((HERE / "worked_examples.json").read_text(encoding="utf-8"))[0]
    (tmp_path / "cases.json").write_text(json.dumps([case, {}]), encoding="utf-8")
    told = StringIO()
    with pytest.raises(SystemExit):
        call_command("analyse_quotes", str(tmp_path / "cases.json"), check=True, stdout=StringIO(), stderr=told)
    assert told.getvalue().startswith("[1]: ")
