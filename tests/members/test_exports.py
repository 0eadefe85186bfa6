"""Bulk export on a real database: the file that went in comes out."""

import csv
import io
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from accounts.models import Mutual
from audit.enums import Act
from audit.models import JournalEntry
from members.columns import COLUMNS
from members.enums import ImportMode
from members.exports import export_members
from members.imports import import_members
from members.models import Member, Product
from tests.factories.files import CHILD, PERSON, members_file


@pytest.fixture(autouse=True)
def _people(within: Mutual) -> None:
    Product.objects.create(mutual=within, code="CONF", name="Confort", level=3)
    import_members(mutual=within, file=members_file(PERSON, CHILD))


def exported(mutual: Mutual, *, with_nir: bool = True) -> str:
    file = io.StringIO()
    export_members(mutual=mutual, file=file, with_nir=with_nir)
    return file.getvalue()


def test_an_export_has_every_column_and_person(mutual: Mutual) -> None:
    rows = list(csv.DictReader(io.StringIO(exported(mutual)), delimiter=";"))

    assert list(rows[0]) == list(COLUMNS)
    assert [
        (row["member_number"], row["rank"], row["birth_date"], row["nir"], row["phone_mobile"]) for row in rows
    ] == [
        ("10234567", "1", "1961-03-12", "261036900012317", "+33639981234"),
        ("10234567", "2", "2015-06-30", "261036900012317", ""),
    ]


def test_social_security_numbers_stay_here_unless_asked_for(mutual: Mutual) -> None:
    text = exported(mutual, with_nir=False)

    assert ("nir" in text.splitlines()[0].split(";"), "261036900012317" in text) == (False, False)


@pytest.mark.parametrize("with_nir", [True, False])
def test_an_export_comes_in_again_without_a_change(mutual: Mutual, with_nir: bool) -> None:  # noqa: FBT001
    before = list(Member.objects.order_by("rank").values())
    file = io.BytesIO(exported(mutual, with_nir=with_nir).encode())

    report = import_members(mutual=mutual, file=file, mode=ImportMode.COMPLETE)

    assert (report.unchanged, report.changed, report.dropped, report.refusals.total) == (2, 0, 0, 0)
    assert list(Member.objects.order_by("rank").values()) == before


def test_an_export_is_journalled(mutual: Mutual) -> None:
    exported(mutual)

    entry = JournalEntry.objects.get(act=Act.EXPORT)
    assert (entry.mutual_id, entry.actor_name, entry.detail) == (
        mutual.pk,
        "test",
        {"kind": "members", "with_nir": True},
    )


def test_another_mutual_s_people_are_not_exported(other_mutual: Mutual) -> None:
    assert exported(other_mutual).splitlines() == [";".join(COLUMNS)]


def test_the_command_writes_a_file_for_its_owner_alone(mutual: Mutual, tmp_path: Path) -> None:
    path = tmp_path / "members.csv"

    call_command("export_members", mutual=mutual.code, output=path)

    assert (path.stat().st_mode & 0o777, len(path.read_text(encoding="utf-8").splitlines())) == (0o600, 3)


def test_the_command_replaces_no_file(mutual: Mutual, tmp_path: Path) -> None:
    path = tmp_path / "members.csv"
    path.write_text("mine")

    with pytest.raises(CommandError, match="existe déjà"):
        call_command("export_members", mutual=mutual.code, output=path)

    assert path.read_text() == "mine"
