"""Figures of closed days as they are asked for: of a period, narrowed, broken down, as a file; and bad questions."""

import io
import zipfile
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import Grant, Mutual, User
from accounts.roles import Role
from accounts.scopes import within_mutuals
from supervision import deadlines, services
from supervision.asking import Asked, Step, by_step, first_of, total
from supervision.drill import BEHIND_DAY, DRILL
from supervision.indicators import BY_CODE, Dimension
from supervision.models import ClosedDay
from supervision.plots.figures import figures_of
from tests.factories import accounts as make_accounts
from tests.factories import contacts as make_contacts
from tests.factories import days as make
from tests.factories import telephony as make_telephony
from tests.factories.accounts import browser
from ui import files
from ui.tables import LongTable, Table, Value, text

pytestmark = pytest.mark.django_db

MONDAY = date(2026, 10, 12)
PERIOD = "du=12/10/2026&au=18/10/2026"
WEEK = Asked(since=MONDAY, until=MONDAY + timedelta(days=6))


@pytest.fixture
def samia(mutual: Mutual) -> User:
    return make_accounts.user(Role.SUPERVISOR, on=[mutual])


@pytest.fixture
def _closed(within: Mutual, adviser: User, other_mutual: Mutual) -> None:
    """Monday: three calls answered and one abandoned; Wednesday: one of each; Tuesday stays open. Another mutual has a call too."""
    system = make_telephony.system()
    for place, talk in enumerate((60, 60, 60, None)):
        make.call(within, system, make.at(MONDAY, "09:00", after=60 * place), wait=5, talk=talk, by=adviser)
    for place, talk in enumerate((60, None)):
        wednesday = make.at(MONDAY + timedelta(days=2), "09:00", after=60 * place)
        make.call(within, system, wednesday, wait=5, talk=talk, by=adviser)
    with within_mutuals([other_mutual.pk]):
        make.call(other_mutual, system, make.at(MONDAY, "09:00"), wait=5)
    for days in (0, 2):
        services.close_day(MONDAY + timedelta(days=days))


def asked(user: User, path: str, query: str = PERIOD) -> Any:
    return browser(user).get(f"/indicateurs/{path}?{query}")


def taken(user: User, path: str, query: str = PERIOD) -> bytes:
    return bytes(asked(user, path, query).getvalue())


@pytest.mark.usefixtures("_closed")
def test_a_period_adds_up_its_closed_days_in_the_reader_s_mutuals(samia: User) -> None:
    page = asked(samia, "").context
    shown = {one.code: one.shown for one in page["figures"]}
    assert (page["days"], shown["offered"], shown["answered"]) == (2, "6", "4")
    assert (shown["pick_up"], shown["occupancy"]) == ("66,7\u00a0%", "–")


@pytest.mark.usefixtures("_closed")
def test_through_time_a_day_that_is_not_closed_is_not_there(samia: User) -> None:
    points = asked(samia, "pick_up/").context["picture"].points
    assert [(one.label, one.shown) for one in points] == [
        ("lun.\u00a012/10/2026", "75\u00a0%"),
        ("mer.\u00a014/10/2026", "50\u00a0%"),
    ]


@pytest.mark.usefixtures("_closed")
def test_a_week_is_made_of_sums_not_of_rates() -> None:
    [(day, tally)] = by_step(Asked(since=WEEK.since, until=WEEK.until, step=Step.WEEK))
    assert (day, tally["offered"], tally == total(WEEK)) == (MONDAY, 6, True)


@pytest.mark.usefixtures("_closed")
def test_groups_have_their_names(samia: User) -> None:
    points = asked(samia, "offered/", f"{PERIOD}&par=mutual").context["picture"].points
    assert [(one.label, one.shown) for one in points] == [("Arbelle", "6")]


@pytest.mark.usefixtures("_closed")
def test_a_rate_of_a_team_is_not_known(samia: User) -> None:
    page = asked(samia, "pick_up/", f"{PERIOD}&par=team")
    assert page.context["is_known"] is False


@pytest.mark.usefixtures("_closed")
def test_what_is_narrowed_to_another_channel_is_not_known(within: Mutual) -> None:
    narrowed = Asked(since=WEEK.since, until=WEEK.until, only={Dimension.CHANNEL: "email"})
    shown = {one.code: one.shown for one in figures_of(narrowed)}
    assert (shown["pick_up"], shown["handling"]) == ("–", "–")


def test_an_auditor_knows_nothing_of_presences() -> None:
    assert Asked(since=MONDAY, until=MONDAY, staffed=False).is_known(BY_CODE["occupancy"]) is False


@pytest.mark.parametrize(
    ("query", "word"),
    [
        ("du=18/10/2026&au=12/10/2026", "après le dernier"),
        ("du=12/10/1926&au=12/10/2026", "Deux ans au plus"),
        ("du=31/02/2026", "n’existe pas"),
    ],
)
@pytest.mark.parametrize("path", ["", "pick_up/", "export.csv"])
def test_a_bad_question_is_said_and_kept(samia: User, path: str, query: str, word: str) -> None:
    page = asked(samia, path, query)
    text = page.content.decode()
    assert (page.status_code, word in text, query[3:13] in text) == (422, True, True)


def test_another_mutual_cannot_be_asked_for(samia: User, other_mutual: Mutual) -> None:
    paths = ("", "pick_up/", "export.csv")
    assert [asked(samia, path, f"mutuelle={other_mutual.pk}").status_code for path in paths] == [404, 404, 404]


def test_a_mutual_without_data_says_so(samia: User) -> None:
    assert asked(samia, "").context["days"] == 0


def test_a_figure_that_does_not_exist_is_not_there(samia: User) -> None:
    assert asked(samia, "secret/").status_code == 404


@pytest.mark.usefixtures("_closed")
@pytest.mark.attack(6)
def test_a_grant_that_ended_takes_its_figures_along(samia: User) -> None:
    Grant.objects.filter(user=samia).update(ends_on=date(2021, 1, 1))
    assert asked(samia, "export.csv", PERIOD).status_code == 404


@pytest.mark.usefixtures("_closed")
def test_the_file_has_a_line_a_day(samia: User) -> None:
    head, *lines = taken(samia, "export.csv").decode().splitlines()
    assert head.split(";")[1:3] == ["Appels présentés", "Appels décrochés"]
    assert [line[:14] for line in lines] == ["2026-10-12;4;3", "2026-10-14;2;1"]


@pytest.mark.usefixtures("_closed")
@pytest.mark.attack(7)
def test_no_name_of_a_group_runs_in_a_spreadsheet(within: Mutual, samia: User) -> None:
    Mutual.objects.filter(pk=within.pk).update(name="=1+1")
    lines = taken(samia, "export.csv", f"{PERIOD}&par=mutual").decode().splitlines()
    assert lines[1][:8] == "'=1+1;6;"


def cells_of(kind: str, file: bytes) -> list[str]:
    """Of the first sheet: XLSX keeps its texts apart unless they are written with the row, as here."""
    part, tag = SHEETS[kind]
    return ["".join(one.itertext()) for one in ET.fromstring(zipfile.ZipFile(io.BytesIO(file)).read(part)).iter(tag)]


SHEETS = {
    "xlsx": ("xl/worksheets/sheet1.xml", "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}c"),
    "ods": ("content.xml", "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}table-cell"),
}


@pytest.mark.usefixtures("_closed")
@pytest.mark.parametrize("kind", SHEETS)
@pytest.mark.attack(7)
def test_a_spreadsheet_holds_texts_as_texts(within: Mutual, samia: User, kind: str) -> None:
    Mutual.objects.filter(pk=within.pk).update(name="=1+1 & <b>\x07")
    file = taken(samia, f"export.{kind}", f"{PERIOD}&par=mutual")
    cells = cells_of(kind, file)
    place = cells.index("=1+1 & <b>")
    assert (b"<f>" in file, cells[place + 1]) == (False, "6")


@pytest.mark.usefixtures("_closed")
def test_a_spreadsheet_says_how_long_it_is(samia: User) -> None:
    """The browser shows how much is to come."""
    page = asked(samia, "offered/", f"{PERIOD}&fichier=xlsx")
    assert int(page["Content-Length"]) == len(page.content)


@pytest.mark.parametrize("kind", files.PIECES)
def test_the_first_piece_of_a_long_file_leaves_before_its_last_row_is_read(kind: str) -> None:
    read: list[int] = []

    def rows() -> Iterator[list[Value]]:
        for number in range(20_000):
            read.append(number)
            yield [str(number * number), number]

    pieces = files.PIECES[kind]([LongTable("a", [("b", False), ("c", True)], rows())])
    next(pieces)
    first = len(read)
    assert (first < 1_000, len([*pieces]) > 3, len(read)) == (True, True, 20_000)


def test_an_open_document_names_its_kind_first() -> None:
    written = b"".join(files.ods_pieces([Table("=a", [("b", False)], [[text("c")]])]))
    file = zipfile.ZipFile(io.BytesIO(written))
    assert written[30 : 38 + len(files.ODS)] == f"mimetype{files.ODS}".encode()
    first = file.infolist()[0]
    assert (first.filename, first.compress_type, file.read(first), b'table:name="_=a"' in file.read("content.xml")) == (
        "mimetype",
        zipfile.ZIP_STORED,
        files.ODS.encode(),
        True,
    )


@pytest.mark.parametrize(
    ("kind", "part"), [("xlsx", b'<sheet name="\xe2\x80\x93"'), ("ods", b'table:name="\xe2\x80\x93"')]
)
def test_a_file_of_nothing_has_a_sheet(samia: User, kind: str, part: bytes) -> None:
    file = zipfile.ZipFile(io.BytesIO(taken(samia, "entonnoir/", f"fichier={kind}")))
    assert part in file.read("xl/workbook.xml" if kind == "xlsx" else "content.xml")


def test_what_a_name_may_not_hold_leaves_no_gap() -> None:
    assert files.sheet_names(["Activité\u00a0: octobre 2026"]) == ["Activité octobre 2026"]


@given(st.lists(st.text(), max_size=5))
def test_names_of_sheets_are_taken_by_every_program(captions: list[str]) -> None:
    names = files.sheet_names(captions)
    assert len({name.casefold() for name in names}) == len(names)
    assert [name for name in names if name.startswith(files.FORMULA) or not 0 < len(name) <= 31] == []
    assert [name for name in names if files.UNNAMEABLE.search(name) or name.strip("'") != name] == []


def test_no_other_kind_of_file_is_there(samia: User) -> None:
    assert asked(samia, "export.exe").status_code == 404


@pytest.mark.usefixtures("_closed")
@pytest.mark.parametrize(
    ("figure", "number"),
    [
        ("presentes", 4),
        ("decroches", 3),
        ("abandons", 1),
        ("hors-delai", 1),
        *((one, 0) for one in list(BEHIND_DAY)[4:]),
    ],
)
def test_a_day_leads_to_its_contacts(samia: User, figure: str, number: int) -> None:
    rows = browser(samia).get(f"/plateau/contacts/?chiffre={figure}&jour={MONDAY}").context["rows"]
    assert len(rows) == number


@pytest.mark.usefixtures("_closed")
def test_contacts_of_a_day_are_narrowed_as_its_figure_was(samia: User, within: Mutual) -> None:
    page = asked(samia, "offered/", f"{PERIOD}&canal=phone&mutuelle={within.pk}&pas=jour").content.decode()
    link = f"/plateau/contacts/?chiffre=presentes&amp;jour={MONDAY}&amp;mutuelle={within.pk}&amp;canal=phone"
    behind = f"/plateau/contacts/?chiffre=presentes&jour={MONDAY}"
    found = browser(samia).get(f"{behind}&canal=email").context
    assert (link in page, len(found["rows"]), found["narrowed"]) == (True, 0, ["Courriel"])


@pytest.mark.usefixtures("_closed")
def test_a_figure_of_a_team_leads_to_the_contacts_on_which_it_worked(samia: User) -> None:
    team = make.team("Prestations")
    page = asked(samia, "answered/", f"{PERIOD}&equipe={team.pk}&site={team.site_id}&pas=jour").content.decode()
    link = f"/plateau/contacts/?chiffre=decroches&amp;jour={MONDAY}&amp;site={team.site_id}&amp;equipe={team.pk}"
    behind = browser(samia).get(f"/plateau/contacts/?chiffre=decroches&jour={MONDAY}&equipe={team.pk}").context
    assert (link in page, behind["rows"], behind["narrowed"]) == (True, [], [str(team)])


@pytest.mark.parametrize("query", ["equipe={team}", "mutuelle={other}", "canal=pigeon"])
@pytest.mark.usefixtures("_closed")
def test_contacts_that_cannot_be_narrowed_so_are_not_there(samia: User, other_mutual: Mutual, query: str) -> None:
    query = query.format(team=make.team("Prestations").pk, other=other_mutual.pk)
    page = browser(samia).get(f"/plateau/contacts/?chiffre=presentes&jour={MONDAY}&{query}")
    assert page.status_code == 404


@pytest.mark.usefixtures("_closed")
def test_a_group_and_a_week_lead_to_their_days(samia: User, within: Mutual) -> None:
    by_mutual = asked(samia, "offered/", f"{PERIOD}&par=mutual").content.decode()
    by_week = asked(samia, "offered/", "du=13/10/2026&au=20/10/2026&pas=semaine").content.decode()
    days = "du=13%2F10%2F2026&amp;au=18%2F10%2F2026&amp;pas=jour"
    assert (f"&amp;mutuelle={within.pk}" in by_mutual, days in by_week) == (True, True)


@pytest.mark.usefixtures("_closed")
@pytest.mark.parametrize("said", ["pas=mois", "par=reason"])
def test_the_overview_hears_nothing_of_steps_and_groups(samia: User, said: str) -> None:
    shown = {one.code: one.shown for one in asked(samia, "", f"{PERIOD}&{said}").context["figures"]}
    assert shown["pick_up"] == "66,7\u00a0%"


@pytest.mark.usefixtures("_closed")
def test_a_period_leads_to_its_contacts_as_a_file(samia: User) -> None:
    lines = taken(samia, "answered/contacts.csv").decode().splitlines()
    assert (lines[0].split(";")[1], len(lines)) == ("Mutuelle", 5)


@pytest.mark.usefixtures("_closed")
def test_contacts_of_a_period_are_narrowed(samia: User) -> None:
    assert len(taken(samia, "answered/contacts.csv", f"{PERIOD}&canal=email").splitlines()) == 1


@pytest.mark.parametrize(
    ("path", "query"),
    [
        ("nothing/contacts.csv", PERIOD),
        ("answered/contacts.exe", PERIOD),
        ("occupancy/contacts.csv", PERIOD),
        ("answered/contacts.csv", "du=01/01/2026&au=31/05/2026"),
    ],
)
def test_a_file_of_contacts_that_cannot_be_is_not_there(samia: User, path: str, query: str) -> None:
    assert asked(samia, path, query).status_code == 404


def test_a_period_in_reverse_is_said_instead_of_its_file(samia: User) -> None:
    assert asked(samia, "answered/contacts.csv", "du=12/10/2026&au=01/10/2026").status_code == 422


@pytest.mark.parametrize(
    "query",
    [
        "chiffre=abandons&jour=2026-02-31",
        "chiffre=devis&jour=2026-10-12",
        "chiffre=inconnu",
        "chiffre=clos&jour=9999-12-31",
    ],
)
def test_a_list_that_cannot_be_is_not_there(samia: User, query: str) -> None:
    assert browser(samia).get(f"/plateau/contacts/?{query}").status_code == 404


def test_every_list_that_a_figure_leads_to_is_there() -> None:
    assert (set(DRILL.values()) <= set(BEHIND_DAY), set(DRILL) <= set(BY_CODE)) == (True, True)


@given(st.text())
@pytest.mark.attack(7)
def test_no_cell_begins_like_a_formula(text: str) -> None:
    assert not files.safe(text).startswith(files.FORMULA)


@given(st.dates(), st.sampled_from(Step))
def test_the_first_of_a_period_is_of_the_same(day: date, step: Step) -> None:
    first = first_of(day, step)
    assert (first <= day, first_of(first, step)) == (True, first)


def test_a_policy_is_kept_with_the_day(within: Mutual) -> None:
    make_contacts.policy(within, callback_hours=12)
    services.close_day(MONDAY)
    closed = ClosedDay.objects.get(day=MONDAY)
    assert closed.inputs["policies"][str(within.pk)]["callback_hours"] == 12


def test_days_that_are_over_are_closed_from_the_last_one_on(within: Mutual) -> None:
    yesterday = timezone.localdate(timezone.now() - deadlines.CLOSES_AFTER) - deadlines.ONE_DAY
    services.close_day(yesterday - 3 * deadlines.ONE_DAY)
    assert [services.close_due_days(), services.close_due_days()] == [3, 0]
