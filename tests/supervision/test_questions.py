"""Pages that answer a question: what they say, what leaves as a file, and what they refuse."""

from datetime import date, timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.utils import timezone

from accounts.models import Grant, Mutual, User
from accounts.roles import Role
from accounts.scopes import within_mutuals
from contacts.enums import Channel
from contacts.models import Case
from supervision import asking, queries, services
from supervision.asking import Asked
from supervision.models import ClosedDay, StaffPlan
from tests.factories import accounts as make_accounts
from tests.factories import callbacks as make_callbacks
from tests.factories import contacts as make_contacts
from tests.factories import days as make
from tests.factories import telephony as make_telephony
from tests.factories.accounts import browser

pytestmark = pytest.mark.django_db

MONDAY = date(2026, 10, 12)
WEEKS = 10
COMPARED = "comparaison/?code=offered&du=03/08/2026&au=30/08/2026&puis=31/08/2026&jusque=11/10/2026"
PAGES = [
    "comparaison/",
    "heures/",
    "journee/?jour=12/10/2026",
    "delais/",
    "entonnoir/",
    "departements/",
    "effectif/",
    "offered/stabilite/",
]
EMPTY = {
    "comparaison/": "On sait trop peu",
    "heures/": "Aucun appel",
    "journee/?jour=12/10/2026": "Rien n’est connu",
    "delais/": "Aucun devis",
    "entonnoir/": "Aucun rappel",
    "departements/": "Aucun contact",
    "effectif/": "Rien ne peut être calculé",
    "offered/stabilite/": "Trop peu de jours",
}


@pytest.fixture
def samia(mutual: Mutual) -> User:
    return make_accounts.user(Role.SUPERVISOR, on=[mutual])


@pytest.fixture
def _past(within: Mutual) -> None:
    """Ten weeks before the Monday: ten calls at nine and ten at ten, from September on eight; Sundays none."""
    for ago in range(1, 7 * WEEKS + 1):
        day = MONDAY - timedelta(days=ago)
        calls = (8 if day >= date(2026, 8, 31) else 10) if day.weekday() < 6 else 0
        make.closed(within, day, {18: calls, 20: calls + ago % 2} if calls else {}, unanswered=2 if calls else 0)


def asked(user: User, path: str, **more: str) -> Any:
    return browser(user).get(f"/indicateurs/{path}", more)


def asked_as(user: User, address: str) -> Any:
    return browser(user).get(f"/indicateurs/{address}")


def taken(user: User, path: str, query: str) -> str:
    page: Any = browser(user).get(f"/indicateurs/{path}?{query}")
    return b"".join(page.streaming_content).decode()


@pytest.mark.usefixtures("_past")
def test_a_fall_is_told_with_its_interval(samia: User) -> None:
    answer = asked(samia, COMPARED).context["answer"]
    assert (answer.found.verdict, round(answer.found.before.value, 1), answer.holidays) == ("fell", 20.5, 1)
    assert "a baissé" in answer.sentence


@pytest.mark.usefixtures("_past")
def test_the_same_leaves_as_a_file(samia: User) -> None:
    lines = taken(samia, *f"{COMPARED}&fichier=csv".split("?")).splitlines()
    assert (lines[0].split(";")[0], lines[1].split(";")[1], lines[-1].split(";")[:2]) == (
        "\ufeffUn jour habituel",
        "23",
        ["2026-10-11", "après"],
    )


@pytest.mark.parametrize(
    ("path", "word"),
    [
        ("comparaison/?du=18/10/2026&au=12/10/2026&puis=19/10/2026&jusque=20/10/2026", "après le dernier"),
        ("comparaison/?du=12/10/2026&au=18/10/2026&puis=18/10/2026&jusque=20/10/2026", "période d’avant"),
        ("comparaison/?puis=12/10/1926&jusque=12/10/2026", "Deux ans au plus"),
        ("comparaison/?code=secret", "choix"),
        ("heures/?du=18/10/2026&au=12/10/2026", "après le dernier"),
        ("delais/?du=12/01/2026&au=18/10/2026", "Trois mois au plus"),
        ("departements/?du=12/10/1926&au=18/10/2026", "Deux ans au plus"),
        ("journee/?jour=31/02/2026", "n’existe pas"),
        ("journee/?jour=12/10/2099", "Sept semaines"),
        ("effectif/?jour=12/10/1926", "Deux ans en arrière"),
    ],
)
def test_a_bad_question_is_said(samia: User, path: str, word: str) -> None:
    page = asked(samia, path)
    assert (page.status_code, word in page.content.decode()) == (422, True)


def test_a_mutual_of_others_does_not_exist(samia: User) -> None:
    assert asked(samia, "offered/stabilite/?mutuelle=999999").status_code == 404


@pytest.mark.parametrize("path", PAGES)
def test_a_mutual_without_a_past_says_so(samia: User, path: str) -> None:
    page = asked(samia, path)
    assert (page.status_code, EMPTY[path] in page.content.decode(), page.context["files"]) == (200, True, [])


@pytest.mark.usefixtures("_past")
@pytest.mark.parametrize("path", PAGES)
@pytest.mark.attack(6)
def test_who_has_no_mutual_any_more_takes_nothing_away(samia: User, path: str) -> None:
    Grant.objects.filter(user=samia).update(ends_on=date(2021, 1, 1))
    assert asked(samia, path, fichier="xlsx").status_code == 404


@pytest.mark.attack(6)
def test_a_file_of_a_mutual_that_is_not_the_reader_s_does_not_exist(samia: User, other_mutual: Mutual) -> None:
    assert asked(samia, "heures/", fichier="csv", mutuelle=str(other_mutual.pk)).status_code == 404


def test_a_kind_of_file_that_nobody_writes_does_not_exist(samia: User) -> None:
    assert asked(samia, "heures/", fichier="exe").status_code == 404


def test_another_mutual_s_calls_are_not_counted(within: Mutual, other_mutual: Mutual, samia: User) -> None:
    with within_mutuals([other_mutual.pk]):
        make.closed(other_mutual, MONDAY, {18: 7})
    assert asked(samia, "heures/", du="12/10/2026", au="12/10/2026").context["heats"] == []


@pytest.mark.usefixtures("_past")
def test_hours_are_means_of_their_weekday(samia: User) -> None:
    calls, rates = asked(samia, "heures/", du="05/10/2026", au="11/10/2026").context["heats"]
    first = {label: (one.shown, other.shown) for (label, _), one, other in zip(
        calls.table.columns, calls.table.rows[0], rates.table.rows[0], strict=True)}  # fmt: skip
    assert (first["09:00"], first["10:00"], first["12:00"]) == (("8", "75\u00a0%"), ("9", "100\u00a0%"), ("0", "–"))


def test_a_closed_day_keeps_its_course(within: Mutual, adviser: User) -> None:
    system = make_telephony.system()
    make.call(within, system, make.at(MONDAY, "09:10"), wait=5, talk=60, by=adviser)
    make.call(within, system, make.at(MONDAY, "09:29"), wait=40)
    services.close_day(MONDAY)
    course = asking.courses(MONDAY, MONDAY)[MONDAY]
    assert [course[one][18] for one in ("offered", "answered", "abandoned", "waited_seconds")] == [2, 1, 1, 45]
    assert queries.differences(ClosedDay.objects.get(day=MONDAY)) == []


@pytest.mark.usefixtures("_past")
def test_a_day_is_forecast_from_its_weekdays(samia: User) -> None:
    found = asked(samia, "journee/", jour="12/10/2026").context["found"]
    assert (found.kind, found.days, [place for place, mean in enumerate(found.expected) if mean]) == (
        "ordinary",
        10,
        [18, 20],
    )
    assert 8 < found.expected[18] < 9


@pytest.mark.usefixtures("_past")
def test_a_day_on_which_the_mutual_is_closed_brings_nothing(within: Mutual, samia: User) -> None:
    within.opening_windows.create(weekday=2, opens_at="08:00", closes_at="20:00")
    assert asked(samia, "journee/", jour="12/10/2026").context["found"].total == 0


@pytest.mark.usefixtures("_past")
def test_the_command_tells_the_error() -> None:
    out = StringIO()
    days = (timezone.localdate() - date(2026, 9, 28)).days
    call_command("forecast_calls", days=days, stdout=out)
    assert out.getvalue().startswith("arbelle: 14 days, 198 calls; error by half-hour ")


@pytest.mark.usefixtures("_past")
@pytest.mark.parametrize("said", ["pas=mois", "pas=semaine", "par=reason"])
def test_stability_and_comparison_are_of_days_whatever_else_the_address_says(samia: User, said: str) -> None:
    period = "du=01/09/2026&au=11/10/2026"
    charts = [asked_as(samia, f"offered/stabilite/?{period}{more}").context["chart"] for more in ("", f"&{said}")]
    answers = [asked_as(samia, f"{COMPARED}{more}").context["answer"] for more in ("", f"&{said}")]
    assert [len(one.table.rows) for one in charts] == [35, 35]
    assert answers[0].sentence == answers[1].sentence


@pytest.mark.usefixtures("_past")
def test_a_working_day_without_any_is_a_number_too(samia: User) -> None:
    rows = asked_as(samia, "complaints/stabilite/?du=01/09/2026&au=11/10/2026").context["chart"].table.rows
    assert [row[1].value for row in rows] == [0] * 35


def test_days_before_anything_was_counted_are_not_known(within: Mutual, samia: User) -> None:
    """The first night closes two months back."""
    for ago in range(1, 60):
        day = MONDAY - timedelta(days=ago)
        if ago > 28:
            ClosedDay.objects.create(day=day, closed_by="test", inputs={})
        else:
            make.closed(within, day, {18: 10, 20: 10})
    found = asked(samia, "journee/", jour="12/10/2026").context["found"]
    points = asked(samia, "offered/", du="14/08/2026", au="11/10/2026").context["picture"].points
    assert (found.total, len(points), asked(samia, "comparaison/").context["answer"].found) == (20, 28, None)


# ---- advisers


def planned(user: User, **typed: str) -> Any:
    return browser(user).post(f"/indicateurs/effectif/{MONDAY}/", {"version": "0", **typed})


@pytest.mark.usefixtures("_past")
def test_a_plan_stands_beside_the_need(samia: User) -> None:
    assert planned(samia, h18="3", h20="1").status_code == 302
    rows = {one.half_hour: one for one in asked(samia, "effectif/", jour="12/10/2026").context["rows"]}
    assert [(one.patient, one.planned, one.gap) for one in (rows[18], rows[20])] == [(3, 3, 0), (3, 1, -2)]
    planned(samia, h18="3", version="1")
    rows = {one.half_hour: one for one in asked(samia, "effectif/", jour="12/10/2026").context["rows"]}
    assert (rows[19].reached, rows[20].reached) == (None, 0)


def test_a_plan_is_typed_for_hours_of_other_zones_too(within: Mutual, samia: User) -> None:
    for ago in range(1, 5):
        make.closed(within, MONDAY - timedelta(weeks=ago), {11: 12})
    assert 'name="h11"' in asked(samia, "effectif/", jour="12/10/2026").content.decode()
    assert planned(samia, h11="2").status_code == 302
    assert StaffPlan.objects.get().advisers[10:13] == [0, 2, 0]


def test_a_plan_has_versions_and_the_last_stands(samia: User) -> None:
    planned(samia, h18="3")
    planned(samia, version="1", h18="5")
    assert [one.advisers[18] for one in StaffPlan.objects.order_by("version")] == [3, 5]


@pytest.mark.parametrize("typed", [{"h18": "-1"}, {"h18": "trois"}, {"h18": "501"}, {"version": "x"}])
def test_a_bad_plan_is_kept_on_the_page_alone(samia: User, typed: dict[str, str]) -> None:
    page = planned(samia, **{"h20": "2", **typed})
    assert (page.status_code, 'value="2"' in page.content.decode(), StaffPlan.objects.count()) == (422, True, 0)


def test_a_plan_that_somebody_changed_meanwhile_is_not_overwritten(samia: User) -> None:
    planned(samia, h18="3")
    page = planned(samia, h18="5")
    assert (page.status_code, "entre-temps" in page.content.decode()) == (422, True)
    assert [one.advisers[18] for one in StaffPlan.objects.all()] == [3]


@pytest.mark.parametrize("day", ["2026-02-31", "9999-12-31", "demain"])
def test_a_day_that_cannot_be_planned_is_not_there(samia: User, day: str) -> None:
    assert browser(samia).post(f"/indicateurs/effectif/{day}/", {"version": "0"}).status_code == 404


def test_quality_reads_the_plan_and_keeps_none(mutual: Mutual) -> None:
    quality = make_accounts.user(Role.QUALITY, on=[mutual])
    assert (asked(quality, "effectif/").status_code, planned(quality, h18="3").status_code) == (200, 404)


def test_an_auditor_reads_what_is_counted_and_no_plan(mutual: Mutual) -> None:
    auditor = make_accounts.user(Role.AUDITOR, on=[mutual])
    found = {path: asked(auditor, path).status_code for path in PAGES}
    assert found == {path: 404 if path == "effectif/" else 200 for path in PAGES}


# ---- contact by contact


def test_quotes_promises_and_departments_are_counted(within: Mutual, adviser: User) -> None:
    make_contacts.policy(within)
    make_callbacks.expert(within)
    at = make.at(MONDAY, "10:00")
    quote = make.case(within, at, Channel.EMAIL)
    make.quote(quote, adviser, at, at + timedelta(hours=30), at + timedelta(hours=24))
    Case.objects.filter(pk=quote.pk).update(department="34")
    make.callback(within, adviser, at + timedelta(days=1), at + timedelta(hours=20))
    make.callback(within, adviser, at + timedelta(days=1), at + timedelta(hours=30))
    make.callback(within, adviser, at + timedelta(days=1), None)
    asked_of = Asked(since=MONDAY, until=MONDAY + timedelta(days=2))
    assert asking.turnarounds(asked_of) == [(30 * 3600, False)]
    assert asking.stages(asked_of) == {"promised": 2, "tried": 2, "reached": 2, "kept": 1}
    assert asking.by_department(asked_of) == {"34": 1}


@pytest.mark.parametrize(("days", "said"), [(1, "Droite : 1 jour."), (5, "Droite : 5 jours.")])
def test_the_delay_beside_which_quotes_are_drawn_is_the_one_promised(
    within: Mutual, adviser: User, samia: User, days: int, said: str
) -> None:
    make_contacts.policy(within, quote_days=days)
    at = make.at(MONDAY, "10:00")
    make.quote(make.case(within, at, Channel.EMAIL), adviser, at, at, at)
    page = asked(samia, "delais/", du="12/10/2026", au="12/10/2026").content.decode().replace("\u00a0", " ")
    assert said in page
