import io
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from audit.actors import acting, job
from practitioners import services
from practitioners.enums import Odd
from practitioners.errors import (
    EmptyExtractionError,
    ExtractionRefusedError,
    FewerRowsError,
    HeaderChangedError,
    TruncatedExtractionError,
)
from practitioners.fields import HEADER
from practitioners.imports import Report, import_practitioners, published
from practitioners.models import Activity, Extraction, PersonFact, Place, PlaceFact, Practitioner
from practitioners.services import Source
from tests.factories import practitioners as make

SAMPLE = Path(__file__).parent / "extraction.txt"

pytestmark = pytest.mark.django_db


def bring_sample() -> Report:
    with SAMPLE.open("rb") as file, acting(job("test")):
        return import_practitioners(file=file, name=SAMPLE.name)


def counts() -> tuple[int, int, int]:
    return Practitioner.objects.count(), Place.objects.count(), Activity.objects.count()


def test_the_sample_comes_in_whole() -> None:
    report = bring_sample()
    assert (report.rows, Practitioner.objects.count(), Activity.objects.count()) == (207, 202, 205)


def test_the_sample_s_oddities_are_told() -> None:
    odd = bring_sample().odds
    assert {kind: odd.counts[kind] for kind in (Odd.TWICE, Odd.ABROAD, Odd.FIELDS)} == {
        Odd.TWICE: 2,
        Odd.ABROAD: 1,
        Odd.FIELDS: 0,
    }


def test_the_same_file_again_changes_nothing() -> None:
    bring_sample()
    before = set(Activity.objects.values_list("pk", "place_id", "is_eligible"))
    assert bring_sample().merged.total == 0
    assert set(Activity.objects.values_list("pk", "place_id", "is_eligible")) == before


def test_order_of_rows_changes_nothing() -> None:
    lines = [make.row(house="12", street=street, number="99000000018") for street in ("PASTEUR", "Pasteur", "pasteur")]
    make.bring(lines)
    assert make.bring(lines[::-1]).merged.total == 0


def test_new_changed_and_gone_people() -> None:
    kept, gone, moved = make.row(), make.row(), make.row(number="99000000026", house="1")
    make.bring([kept, gone, moved])
    report = make.bring([kept, make.row(number="99000000026", house="1", name="AUTRE"), make.row()])
    assert (report.merged.created["person"], report.merged.changed["person"], report.merged.gone["person"]) == (1, 1, 1)


def test_one_place_whatever_its_spelling() -> None:
    make.bring(
        [
            make.row(house="12", way="Rue", street="DU GÉNÉRAL LECLERC"),
            make.row(house="012", way="", street="R GAL LECLERC"),
            make.row(
                house="12",
                way="Rue",
                street="du Général Leclerc",
                town="BEZIERS CEDEX",
                cedex="BEZIERS CEDEX",
                postcode="34536",
            ),
        ]
    )
    assert Place.objects.count() == 1


def test_one_establishment_is_one_place_under_two_addresses() -> None:
    make.bring([make.row(house="12", siret="99204894200096"), make.row(house="14", siret="99204894200096")])
    assert (Place.objects.count(), Activity.objects.values("place_id").distinct().count()) == (1, 1)


def test_establishments_join_places_through_a_third() -> None:
    make.bring(
        [
            make.row(house="1", siret="99204894200096"),
            make.row(house="2", siret="99204894200096", finess="340000001"),
            make.row(house="3", finess="340000001"),
        ]
    )
    assert Place.objects.count() == 1


def test_joined_places_stay_joined() -> None:
    lines = [make.row(house=house, siret="99204894200096") for house in ("1", "2", "3")]
    first = make.bring(lines).merged
    assert (first.changed["activity"], make.bring(lines).merged.total) == (0, 0)


def test_another_row_may_join_places_that_are_known() -> None:
    apart = [make.row(house="1", siret="99204894200096"), make.row(house="2", finess="340000001")]
    make.bring(apart)
    between = make.row(house="3", siret="99204894200096", finess="340000001")
    joined = make.bring([*apart, between]).merged
    assert (Place.objects.count(), Activity.objects.values("place_id").distinct().count()) == (1, 1)
    assert (joined.created["activity"], joined.changed["activity"]) == (1, 1)


def test_what_was_noted_of_places_that_become_one_goes_with_them() -> None:
    apart = [make.row(house="1", siret="99204894200096"), make.row(house="2", finess="340000001")]
    make.bring(apart)
    one, other = Place.objects.order_by("pk")
    source = Source(by=None, how="appel")
    services.note_place(place_id=one.pk, source=source, phone="+33465712348")
    services.note_place(place_id=other.pk, source=source, phone="+33465712399", access="lift", closed_on="2026-01-01")
    joined = [*apart, make.row(house="3", siret="99204894200096", finess="340000001")]
    make.bring(joined)
    known = PlaceFact.objects.get(pk=Place.objects.get().pk)
    assert (str(known.phone), known.access, known.closed_on) == ("+33465712348", "lift", None)
    assert make.bring(joined).merged.total == 0


@pytest.mark.parametrize(
    ("cells", "is_eligible"),
    [
        ({}, True),
        ({"category": "E"}, False),
        ({"category": "M"}, False),
        ({"mode": "B"}, False),
        ({"mode": "S", "sector": "SA01"}, False),
        ({"mode": "S", "sector": "SA05"}, True),
        ({"genre": "GENR02"}, False),
        ({"country": "99140", "postcode": "1201", "insee": "", "town": "GENÈVE"}, False),
        ({"house": "", "way": "", "street": "", "practice": ""}, False),
    ],
)
def test_who_may_be_drawn(cells: dict[str, str], is_eligible: bool) -> None:  # noqa: FBT001  a parameter of the test
    make.bring([make.row(**cells)])
    assert Activity.objects.get().is_eligible is is_eligible


@pytest.mark.parametrize("fact", ["objected_on", "died_on"])
def test_an_objection_and_a_death_outlive_every_import(fact: str) -> None:
    line = make.row(number="99000000034")
    make.bring([line, make.row()])
    services.note_person(national_id="899000000034", source=Source(by=None, how="letter"), **{fact: "2026-10-01"})
    for lines in ([line, make.row()], [make.row()], [line, make.row()]):
        make.bring(lines, confirmed=True)
    assert Practitioner.objects.filter(pk="899000000034").count() == 0


def test_what_we_corrected_is_kept() -> None:
    line = make.row(number="99000000042")
    make.bring([line])
    services.note_person(national_id="899000000042", source=Source(by=None, how="call"), stopped_on="2026-10-01")
    make.bring([line, make.row(number="99000000059")])
    assert dict(Activity.objects.values_list("practitioner_id", "is_eligible")) == {
        "899000000042": False,
        "899000000059": True,
    }


def test_a_position_of_ours_is_kept_and_given_back() -> None:
    line = make.row()
    make.bring([line])
    place = Place.objects.get()
    kept = []
    for latitude, longitude in ((43.1, 3.1), (None, None)):
        services.note_place(
            place_id=place.pk, source=Source(by=None, how="FINESS"), latitude=latitude, longitude=longitude
        )
        make.bring([line, make.row()])
        kept.append(Activity.objects.get(place_id=place.pk).latitude)
    assert kept == [43.1, place.latitude]


# ---- bad input


def refused(content: bytes) -> ExtractionRefusedError:
    make.bring([make.row()])
    before = counts()
    with acting(job("test")), pytest.raises(ExtractionRefusedError) as refusal:
        import_practitioners(file=io.BytesIO(content), name="x.txt")
    assert counts() == before
    return refusal.value


HEAD = ("|".join(HEADER) + "\n").encode()


@pytest.mark.parametrize("content", [b"", HEAD, HEAD + b"\n"])
def test_an_empty_file_is_refused(content: bytes) -> None:
    assert isinstance(refused(content), EmptyExtractionError)


def test_a_file_cut_in_a_line_is_refused() -> None:
    assert isinstance(refused(HEAD + make.row().encode()[:-3]), TruncatedExtractionError)


def test_a_file_cut_between_lines_is_refused() -> None:
    make.bring([make.row() for _ in range(20)])
    with pytest.raises(FewerRowsError):
        make.bring([make.row() for _ in range(10)])
    assert Practitioner.objects.count() == 20


@pytest.mark.parametrize(
    ("header", "column"),
    [
        (HEAD.replace(b"Code profession|", b"Profession|"), 10),
        (HEAD.replace(b"Code profession|", b""), 10),
        (HEAD.replace(b"\n", b"|Nouveau\n"), 57),
        (b"\n".join([b"|".join(HEAD.strip().split(b"|")[:-1]), b""]), 56),
    ],
)
def test_a_changed_header_names_its_column(header: bytes, column: int) -> None:
    refusal = refused(header + make.row().encode() + b"\n")
    assert isinstance(refusal, HeaderChangedError)
    assert refusal.column == column


def test_rows_of_56_and_of_57_fields_are_read() -> None:
    assert make.bring([make.row(), make.row() + "|"]).rows == 2


def test_stray_quotes_are_letters() -> None:
    make.bring([make.row(name='LE GUENNEC  DIT "TI LOU"')])
    assert Practitioner.objects.get().family_name == 'LE GUENNEC DIT "TI LOU"'


def test_latin_bytes_are_read_and_told() -> None:
    content = (
        make.extraction([make.row(name="GUÉRIN")]).getvalue().replace("GUÉRIN".encode(), "GUÉRIN".encode("latin-1"))
    )
    with acting(job("test")):
        report = import_practitioners(file=io.BytesIO(content), name="x.txt")
    assert (Practitioner.objects.get().family_name, report.odds.lines[Odd.BYTES]) == ("GUÉRIN", [2])


def test_rows_of_another_shape_are_told_and_left_out() -> None:
    report = make.bring(["a|b", make.row(), make.row(profession=""), make.row(national_id="")])
    assert (report.rows, [report.odds.lines.get(kind) for kind in (Odd.FIELDS, Odd.PROFESSION, Odd.NOBODY)]) == (
        1,
        [[2], [4], [5]],
    )


def test_a_wrong_check_digit_warns_and_keeps_the_row() -> None:
    report = make.bring([make.row(number="99000000019")])
    assert (report.rows, report.odds.counts[Odd.PERSON_KEY]) == (1, 1)


def test_what_no_name_has_does_not_break_the_copy() -> None:
    make.bring([make.row(name="A\\N\tB\rC\0D")])
    assert Practitioner.objects.get().family_name == "A/N B C D"


def test_texts_that_are_too_long_are_cut() -> None:
    make.bring([make.row(name="N" * 300, practice="P" * 300, street="S" * 300, town="T" * 300)])
    row = Activity.objects.select_related("practitioner", "place").get()
    assert row.place is not None
    assert [len(text) for text in (row.practitioner.family_name, row.name, row.place.line)] == [120, 160, 160]


@pytest.mark.parametrize(
    ("cells", "odd"),
    [
        ({"national_id": "8" * 21}, Odd.NOBODY),
        ({"profession": "40000"}, Odd.PROFESSION),
        ({"profession": "४०"}, Odd.PROFESSION),
    ],
)
def test_codes_that_cannot_be_are_told_and_left_out(cells: dict[str, str], odd: Odd) -> None:
    report = make.bring([make.row(), make.row(**cells)])
    assert (report.rows, report.odds.lines) == (1, {odd: [3]})


def test_provenance_is_kept() -> None:
    make.bring([make.row()])
    assert str(Extraction.objects.get().published_on) == "2026-10-08"


@pytest.mark.parametrize(("name", "day"), [("x_20261301.txt", None), ("x.txt", None), ("a_202602300830.txt", None)])
def test_a_name_without_a_day_has_none(name: str, day: None) -> None:
    assert published(name) is day


def test_the_command_says_what_it_did(tmp_path: Path) -> None:
    report = tmp_path / "odd.csv"
    call_command("import_practitioners", SAMPLE, report=report, published="2026-10-08")
    assert (Extraction.objects.get().rows, len(report.read_text(encoding="utf-8-sig").splitlines()) > 1) == (207, True)


def test_the_command_refuses_in_words(tmp_path: Path) -> None:
    path = tmp_path / "empty.txt"
    path.write_bytes(b"")
    with pytest.raises(CommandError, match=r"vide|empty"):
        call_command("import_practitioners", path)
    assert PersonFact.objects.count() == 0
