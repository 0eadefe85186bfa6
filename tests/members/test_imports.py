"""Bulk import on a real database: what lands, what is refused, and that nothing is half done."""

import os
from datetime import date
from typing import Any

import pytest
from django.db.models import CharField
from django.db.models.functions import Cast
from django.utils import timezone, translation
from hypothesis import given
from hypothesis import strategies as st
from pghistory.models import Events

from accounts.models import Mutual, MutualPolicy
from accounts.scopes import within_mutuals
from audit.enums import Act
from audit.models import JournalEntry
from members.columns import COLUMNS, COMPULSORY, FORMULA
from members.enums import ImportMode, ImportState
from members.imports import Report, import_members
from members.models import Address, Contract, CoveragePeriod, KnownName, Member, Phone, Product, SearchName
from members.sealing import unseal
from members.sheet import SHOWN, shown
from tests.factories.files import CHILD, PERSON, members_file

COMPLETE = ImportMode.COMPLETE


@pytest.fixture(autouse=True)
def _product(within: Mutual) -> Product:
    return Product.objects.create(mutual=within, code="CONF", name="Confort", level=3)


def load(mutual: Mutual, *people: dict[str, str], **options: Any) -> Report:
    return import_members(mutual=mutual, file=members_file(*people), **options)


def refusals(report: Report) -> list[tuple[int, str, str, str]]:
    return [(one.line, one.column, one.value, one.reason) for one in report.refusals.listed]


def phones() -> dict[str, str]:
    """Numbers as they are stored, by kind."""
    return dict(Phone.objects.values_list("kind", Cast("number", CharField())))


def crowd(size: int) -> list[dict[str, str]]:
    return [{**PERSON, "member_number": f"{place:08}", "contract_number": f"C{place}"} for place in range(1, size + 1)]


# ---- what lands


def test_a_file_of_new_people_is_counted(mutual: Mutual) -> None:
    report = load(mutual, PERSON, CHILD)

    assert (report.state, report.rows, report.created, report.changed, report.unchanged) == (
        ImportState.DONE,
        2,
        2,
        0,
        0,
    )


def test_a_new_person_has_what_the_row_says(mutual: Mutual) -> None:
    load(mutual, PERSON)

    member = Member.objects.select_related("contract__product").get()
    assert (member.number, member.rank, member.full_name, member.birth_date, member.email, member.contract.product.code) == (
        "10234567", 1, "Marie-Louise Martin", date(1961, 3, 12), "marie.martin@exemple.fr", "CONF",
    )  # fmt: skip


def test_telephones_are_stored_as_they_are_dialled(mutual: Mutual) -> None:
    load(mutual, PERSON)

    assert phones() == {"mobile": "+33639981234", "home": "+33465710001"}
    assert Phone.objects.get(is_main=True).kind == "mobile"


def test_a_nir_is_sealed_and_opens(mutual: Mutual) -> None:
    load(mutual, PERSON)

    member = Member.objects.get()
    assert unseal(bytes(member.nir_sealed or b""), member_id=member.pk) == "261036900012317"


def test_names_become_searchable_and_join_the_lexicon(mutual: Mutual) -> None:
    load(mutual, PERSON)

    found = SearchName.objects.order_by("family_key").values_list("family_key", "given_key", "postal_code")
    assert list(found) == [(key, "marielouise", "69140") for key in ("goff", "legoff", "martin")]
    assert set(KnownName.objects.filter(is_family=True).values_list("key", flat=True)) == {"goff", "legoff", "martin"}
    assert list(KnownName.objects.filter(is_given=True).values_list("key", flat=True)) == ["marielouise"]


@pytest.mark.parametrize("people", [(PERSON, CHILD), (CHILD, PERSON)], ids=["holder first", "child first"])
def test_a_child_is_searched_under_the_home_of_the_holder(mutual: Mutual, people: tuple[dict[str, str], ...]) -> None:
    load(mutual, *people)

    assert SearchName.objects.get(member__rank=2).postal_code == "69140"


@pytest.mark.parametrize("how", [{"separator": ","}, {"encoding": "utf-8-sig"}, {"columns": tuple(reversed(COLUMNS))}])
def test_separator_mark_and_order_of_columns_are_free(mutual: Mutual, how: dict[str, Any]) -> None:
    report = import_members(mutual=mutual, file=members_file(PERSON, **how))

    assert (report.created, refusals(report)) == (1, [])


def test_compulsory_columns_are_enough(mutual: Mutual) -> None:
    report = import_members(mutual=mutual, file=members_file(PERSON, columns=tuple(sorted(COMPULSORY))))

    assert (report.created, Member.objects.get().used_name) == (1, "Le Goff")


def test_an_import_is_journalled_with_counts_only(mutual: Mutual) -> None:
    load(mutual, PERSON)

    entry = JournalEntry.objects.get(act=Act.IMPORT)
    assert (entry.mutual_id, entry.actor_name, entry.detail["created"], entry.detail["mode"]) == (
        mutual.pk,
        "test",
        1,
        "update",
    )


# ---- a second file


def test_the_same_file_again_changes_nothing(mutual: Mutual) -> None:
    load(mutual, PERSON, CHILD)
    before = list(Member.objects.values())

    report = load(mutual, PERSON, CHILD)

    assert (report.unchanged, list(Member.objects.values())) == (2, before)


def test_the_same_people_in_another_writing_are_unchanged(mutual: Mutual) -> None:
    load(mutual, PERSON)

    report = load(mutual, {**PERSON, "birth_date": "1961-03-12", "phone_mobile": "+33 6 39 98 12 34", "country": "fr"})

    assert (report.changed, report.unchanged) == (0, 1)


def test_a_person_whose_digest_is_lost_is_compared_and_unchanged(mutual: Mutual) -> None:
    load(mutual, PERSON, CHILD)
    Member.objects.update(import_digest=None)

    report = load(mutual, PERSON, CHILD)

    assert (report.changed, report.unchanged, Events.objects.tracks(Member.objects.get(rank=1)).count()) == (0, 2, 0)


def test_a_changed_name_is_found_under_the_new_one_only(mutual: Mutual) -> None:
    load(mutual, PERSON)

    report = load(mutual, {**PERSON, "used_name": "Durand"})

    keys = SearchName.objects.order_by("family_key").values_list("family_key", flat=True)
    assert (report.changed, list(keys)) == (1, ["durand", "goff", "legoff"])


def test_a_change_leaves_one_event(mutual: Mutual) -> None:
    load(mutual, PERSON)

    load(mutual, {**PERSON, "email": "autre@exemple.fr"})

    member = Member.objects.get()
    assert (member.email, [event.pgh_data["email"] for event in Events.objects.tracks(member)]) == (
        "autre@exemple.fr",
        ["autre@exemple.fr"],
    )


@pytest.mark.parametrize(
    ("mobile", "home", "expected"),
    [
        ("0639980001", "0465710001", {"mobile": "+33639980001", "home": "+33465710001"}),
        ("", "0465710001", {"home": "+33465710001"}),
        ("0465710001", "0639981234", {"mobile": "+33465710001", "home": "+33639981234"}),
    ],
    ids=["replaced", "emptied", "swapped"],
)
def test_telephones_follow_the_file(mutual: Mutual, mobile: str, home: str, expected: dict[str, str]) -> None:
    load(mutual, PERSON)

    load(mutual, {**PERSON, "phone_mobile": mobile, "phone_home": home})

    assert phones() == expected


def test_a_second_mobile_noted_here_survives_the_file(mutual: Mutual) -> None:
    load(mutual, PERSON)
    Phone.objects.create(mutual=mutual, member=Member.objects.get(), number="+33639987777", kind="mobile")

    load(mutual, {**PERSON, "town": "Lyon"})

    assert (Phone.objects.count(), phones()["mobile"]) == (3, "+33639987777")


def test_a_move_reaches_the_family_s_searchable_postcodes(mutual: Mutual) -> None:
    load(mutual, PERSON, CHILD)

    load(mutual, {**PERSON, "postal_code": "34500", "town": "Béziers"}, CHILD)

    assert set(SearchName.objects.values_list("postal_code", flat=True)) == {"34500"}
    assert Address.objects.get().town == "Béziers"


def test_a_column_that_is_not_there_keeps_what_is_known(mutual: Mutual) -> None:
    load(mutual, PERSON)
    columns = tuple(name for name in COLUMNS if name not in {"nir", "email", "phone_mobile"})

    import_members(mutual=mutual, file=members_file({**PERSON, "town": "Lyon"}, columns=columns))

    member = Member.objects.get()
    assert (member.email, member.nir_sealed is not None, Phone.objects.count()) == ("marie.martin@exemple.fr", True, 2)


def test_an_empty_cell_empties(mutual: Mutual) -> None:
    load(mutual, PERSON)

    load(mutual, {**PERSON, "nir": "", "email": "", "address_line1": "", "postal_code": "", "town": ""})

    member = Member.objects.get()
    assert (member.email, member.nir_sealed, member.nir_index, Address.objects.count()) == ("", None, None, 0)


def test_a_contract_described_otherwise_is_updated_once(mutual: Mutual) -> None:
    load(mutual, PERSON, CHILD)
    ended = {"contract_status": "ended", "contract_ends_on": "2025-12-31"}

    report = load(mutual, {**PERSON, **ended}, {**CHILD, **ended})

    contract = Contract.objects.get()
    assert (report.changed, contract.status, contract.ends_on, Events.objects.tracks(contract).count()) == (
        2,
        "ended",
        date(2025, 12, 31),
        1,
    )


def test_a_move_to_another_contract_keeps_the_cover_that_was(mutual: Mutual) -> None:
    load(mutual, PERSON)
    moved = {"contract_number": "C-2", "contract_starts_on": "2025-01-01", "covered_from": "2025-01-01"}

    load(mutual, {**PERSON, **moved})

    past = CoveragePeriod.objects.select_related("contract").get()
    assert (past.contract.number, past.starts_on, past.ends_on) == ("C-1", date(2020, 1, 1), date(2024, 12, 31))
    assert Member.objects.select_related("contract").get().contract.number == "C-2"


# ---- the whole population


def test_update_leaves_the_others_as_they_are(mutual: Mutual) -> None:
    load(mutual, *crowd(3))

    report = load(mutual, *crowd(2))

    assert (report.dropped, Member.objects.filter(covered_until=None).count()) == (0, 3)


def test_complete_ends_the_cover_of_whoever_is_left_out(mutual: Mutual) -> None:
    load(mutual, *crowd(40))

    report = load(mutual, *crowd(39), mode=COMPLETE)

    gone = Member.objects.get(covered_until__isnull=False)
    assert (report.dropped, report.covered_before, gone.number, gone.covered_until) == (
        1,
        40,
        "00000040",
        timezone.localdate(),
    )


def test_dropping_more_than_the_policy_allows_waits_for_a_confirmation(mutual: Mutual) -> None:
    load(mutual, *crowd(10))

    report = load(mutual, *crowd(9), mode=COMPLETE)

    assert (report.state, report.dropped, Member.objects.filter(covered_until=None).count()) == (
        ImportState.TO_CONFIRM,
        1,
        10,
    )


def test_the_share_is_the_mutual_s_own(mutual: Mutual) -> None:
    MutualPolicy.objects.create(mutual=mutual, valid_from=date(2020, 1, 1), import_drop_percent=10)
    load(mutual, *crowd(10))

    assert load(mutual, *crowd(9), mode=COMPLETE).state is ImportState.DONE


def test_a_confirmed_drop_is_done(mutual: Mutual) -> None:
    load(mutual, *crowd(10))

    report = load(mutual, *crowd(1), mode=COMPLETE, confirmed=True)

    assert (report.state, Member.objects.filter(covered_until=None).count()) == (ImportState.DONE, 1)


def test_who_was_left_out_is_covered_again_when_a_file_says_so(mutual: Mutual) -> None:
    load(mutual, *crowd(40))
    load(mutual, *crowd(39), mode=COMPLETE)

    load(mutual, *crowd(40), mode=COMPLETE)

    assert Member.objects.filter(covered_until=None).count() == 40


def test_another_mutual_s_people_are_not_left_out(mutual: Mutual, other_mutual: Mutual) -> None:
    with within_mutuals([other_mutual.pk]):
        Product.objects.create(mutual=other_mutual, code="CONF", name="Confort", level=3)
    load(other_mutual, *crowd(3))

    load(mutual, *crowd(1), mode=COMPLETE)

    with within_mutuals([other_mutual.pk]):
        assert Member.objects.filter(covered_until=None).count() == 3


def test_a_dry_run_counts_and_changes_nothing(mutual: Mutual) -> None:
    load(mutual, *crowd(40))

    report = load(mutual, *crowd(38), PERSON, mode=COMPLETE, dry_run=True)

    assert (report.state, report.created, report.unchanged, report.dropped) == (ImportState.DRY_RUN, 1, 38, 2)
    assert Member.objects.filter(covered_until=None).count() == 40


# ---- what is refused


REFUSED = [
    ({"birth_date": "30/02/1980"}, "birth_date", "30/02/1980", "this day does not exist"),
    ({"birth_date": "12/03/2061"}, "birth_date", "12/03/2061", "this day is in the future"),
    ({"birth_date": "31/12/1889"}, "birth_date", "31/12/1889", "this day is before 1890"),
    ({"birth_date": "00/00/0000"}, "birth_date", "00/00/0000", "this day does not exist"),
    ({"birth_date": "1961"}, "birth_date", "1961", "not a date; write 1980-12-31 or 31/12/1980"),
    ({"covered_until": "2019-12-31"}, "covered_until", "2019-12-31", "the cover ends before it starts"),
    ({"nir": "261036900012318"}, "nir", "•••••••••••••18", "the key does not fit this social security number"),
    ({"sex": "M"}, "nir", "•••••••••••••17", "this social security number is of another sex, year or month of birth"),
    ({"phone_mobile": "12"}, "phone_mobile", "12", "not a telephone number that can be dialled"),
    ({"product_code": "OR"}, "product_code", "OR", "unknown product"),
    ({"sex": "X"}, "sex", "X", "unknown code; known: F, M"),
    ({"used_name": "=cmd|'/C calc'!A0"}, "used_name", "'=cmd|'/C calc'!A0", "begins like a spreadsheet formula (= + - @)"),
    ({"used_name": "Mar\ttin\x07"}, "used_name", "Mar␉tin␇", "holds a control character or an invisible one"),
    ({"used_name": "Mar\u202etin"}, "used_name", "Mar<202E>tin", "holds a control character or an invisible one"),
    ({"first_names": "R2D2"}, "first_names", "R2D2", "a name holds letters, spaces, hyphens and apostrophes only"),
    ({"birth_name": ""}, "birth_name", "", "must not be empty"),
    ({"member_number": "1234567890123"}, "member_number", "1234567890123", "1 to 12 letters or digits"),
    ({"rank": "0"}, "rank", "0", "a rank lies between 1 and 99"),
    ({"email": "marie@"}, "email", "marie@", "not an e-mail address"),
    ({"postal_code": ""}, "address_line1", "3 rue des Tanneurs", "an address needs number and street, postcode and town"),
    ({"address_line1": "x" * 81}, "address_line1", "x" * 39 + "…", "longer than 80 characters"),
]  # fmt: skip


@pytest.mark.parametrize(("cells", "column", "value", "reason"), REFUSED)
@pytest.mark.attack(7)
def test_a_refused_cell_is_told(mutual: Mutual, cells: dict[str, str], column: str, value: str, reason: str) -> None:
    with translation.override("en-gb"):
        report = load(mutual, CHILD, {**PERSON, **cells})

    assert refusals(report) == [(3, column, value, reason)]


def test_reasons_are_told_in_french(mutual: Mutual) -> None:
    assert refusals(load(mutual, {**PERSON, "product_code": "OR"})) == [(2, "product_code", "OR", "produit inconnu")]


def test_one_refused_row_refuses_the_file(mutual: Mutual) -> None:
    report = load(mutual, PERSON, {**CHILD, "rank": "x"})

    assert (report.state, report.refusals.rows, Member.objects.count(), Contract.objects.count()) == (
        ImportState.REFUSED,
        1,
        0,
        0,
    )


def test_every_refused_cell_of_a_row_is_told(mutual: Mutual) -> None:
    report = load(mutual, {**PERSON, "rank": "x", "sex": "Z", "birth_date": "hier"})

    assert [column for _, column, _, _ in refusals(report)] == ["rank", "sex", "birth_date"]


def test_a_number_and_rank_twice_are_refused(mutual: Mutual) -> None:
    report = load(mutual, PERSON, CHILD, PERSON)

    assert [(line, column) for line, column, _, _ in refusals(report)] == [(4, "member_number")]


def test_a_contract_said_in_two_ways_is_refused(mutual: Mutual) -> None:
    report = load(mutual, PERSON, {**CHILD, "contract_status": "ended"})

    assert [(line, column) for line, column, _, _ in refusals(report)] == [(3, "contract_number")]


@pytest.mark.parametrize(
    ("columns", "told"),
    [
        (tuple(name for name in COLUMNS if name != "sex"), ("sex", "")),
        ((*COLUMNS, "iban"), ("", "iban")),
        ((*COLUMNS, "sex"), ("sex", "sex")),
        ((), ("birth_date", "")),
    ],
    ids=["missing", "unknown", "double", "empty file"],
)
def test_a_wrong_header_is_told(mutual: Mutual, columns: tuple[str, ...], told: tuple[str, str]) -> None:
    report = import_members(mutual=mutual, file=members_file(PERSON, columns=columns))

    line, column, value, _ = refusals(report)[0]
    assert (report.state, line, (column, value)) == (ImportState.REFUSED, 1, told)


def test_another_encoding_is_refused(mutual: Mutual) -> None:
    file = members_file({**PERSON, "first_names": "Hélène"}, encoding="latin-1")
    with translation.override("en-gb"):
        report = import_members(mutual=mutual, file=file)

    assert [reason for *_, reason in refusals(report)] == [
        "the file is not in UTF-8: save it from the spreadsheet as “CSV UTF-8”"
    ]


@pytest.mark.parametrize("content", [b"", b"\x00" * 100, b"x" * 200_000, b'"', b"PK\x03\x04" + bytes(range(256)) * 9])
def test_what_is_not_a_members_file_is_refused(mutual: Mutual, tmp_path: Any, content: bytes) -> None:
    path = tmp_path / "file"
    path.write_bytes(content)
    with path.open("rb") as file:
        assert import_members(mutual=mutual, file=file).state is ImportState.REFUSED


def test_a_row_of_another_width_is_refused(mutual: Mutual) -> None:
    file = members_file(PERSON)
    file.seek(0, os.SEEK_END)
    file.write(b"10234567;2\n")

    with translation.override("en-gb"):
        report = import_members(mutual=mutual, file=file)

    assert refusals(report) == [(3, "", "", f"2 cells instead of {len(COLUMNS)}")]


@given(st.text(max_size=200), st.sampled_from(["", "nir", "used_name"]))
@pytest.mark.attack(7)
def test_a_shown_value_is_short_printable_and_no_formula(value: str, column: str) -> None:
    text = shown(value, column)

    assert (len(text) <= SHOWN + 1 + 8 * SHOWN, text.isprintable(), text[:1] in tuple(FORMULA)) == (True, True, False)
