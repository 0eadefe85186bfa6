"""Returns of a month: derived once, small cells hidden, shares that sum to the whole, read by who may."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.management import call_command

from accounts.models import Grant, Mutual, User
from accounts.roles import Role
from accounts.scopes import within_mutuals
from complaints import queries as complaints
from members.models import Member
from supervision import queries, returns, services
from supervision.enums import Theme
from supervision.indicators import Grain
from supervision.models import ClosedDay, ClosedMonth, DayCount, DayDemand, MonthStatement
from supervision.returns import Amount, Asker
from tests.factories import accounts as make_accounts
from tests.factories import complaints as make_complaints
from tests.factories import contacts as make_contacts
from tests.factories import days as make
from tests.factories import members as make_members
from tests.factories.accounts import browser

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("within")]

OCTOBER = date(2026, 10, 1)
DAY = date(2026, 10, 15)


@pytest.fixture
def samia(mutual: Mutual) -> User:
    return make_accounts.user(Role.SUPERVISOR, on=[mutual])


def contact(mutual: Mutual, by: User, member: Member | None, reason: str, department: str = "34") -> None:
    case = make.case(mutual, make.at(DAY, "09:00"))
    type(case).objects.filter(pk=case.pk).update(member=member, department=department)
    make.close(case, by, make.at(DAY, "10:00"), reason=reason)


def demand(mutual: Mutual, day: ClosedDay, requests: int, **said: Any) -> None:
    DayDemand.objects.create(mutual=mutual, day=day, theme=Theme.OTHER, requests=requests, **said)


def closed(day: date) -> ClosedDay:
    inputs = {"places": {}, "opening": {}, "policies": {}, "terms": {"answered_within": 20, "soon": 5}}
    return ClosedDay.objects.create(day=day, closed_by="test", inputs=inputs)


def whole(day: date) -> ClosedDay:
    """In a month that is closed as a whole."""
    ClosedMonth.objects.create(month=returns.month_of(day), closed_by="test")
    return closed(day)


def close_october() -> None:
    for place in range(31):
        closed(OCTOBER + timedelta(days=place))


def asked(user: User, path: str) -> Any:
    return browser(user).get(f"/releves/{path}")


# ---- a day


def test_who_asked_is_kept_by_theme_sex_age_and_region(within: Mutual, adviser: User) -> None:
    helene = make_members.member(within)
    for reason, member in (("devis-optique", helene), ("devis-optique", helene), ("remboursement-indu", None)):
        contact(within, adviser, member, reason)
    services.close_day(DAY)
    assert {row[0]: row[1][Amount.REQUESTS] for row in returns.demands_of(within.pk, OCTOBER)} == {
        Asker(within.pk, "optical", "", "F", 60, "76"): 2,
        Asker(within.pk, "other", "", "", None, "76"): 1,
    }


def test_a_quote_is_what_its_dearest_line_is(within: Mutual, adviser: User) -> None:
    make_contacts.policy(within)
    told = make.at(DAY, "17:00")
    make.quote(make.case(within, told), adviser, told, told, told)
    services.close_day(DAY)
    (found,) = DayDemand.objects.filter(quotes__gt=0)
    assert (found.theme, found.family, found.quotes, found.price_cents) == ("dental", "crown", 1, 62_000)
    assert found.price_cents == found.amo_cents + found.amc_cents + found.rac_cents


def test_complaints_count_on_the_day_they_are_opened_and_answered(within: Mutual, adviser: User) -> None:
    make_contacts.policy(within)
    case = make_contacts.case(within, holder=make_contacts.trained(adviser))
    made = make_complaints.complaint(case, adviser)
    today = queries.midnight(made.said_on)
    type(made).objects.filter(pk=made.pk).update(
        state="answered", outcome="granted", answered_at=today + timedelta(days=11, hours=12)
    )
    made.refresh_from_db()
    assert complaints.kept_terms(made) == complaints.Kept(target=False, law=True)
    names = ("complaints_opened", "complaints_answered", "complaints_in_target", "complaints_in_time")
    days = [queries.tallies(queries.inputs_now(day)) for day in (made.said_on, made.said_on + timedelta(days=11))]
    counted = [[day[queries.Key(within.pk, grain=Grain.WHOLE)][name] for name in names] for day in days]
    assert counted == [[1, 0, 0, 0], [0, 1, 0, 1]]


def test_a_birth_date_corrected_later_is_no_difference_a_lost_contact_is(within: Mutual, adviser: User) -> None:
    helene = make_members.member(within)
    contact(within, adviser, helene, "prevention")
    services.close_day(DAY)
    Member.objects.filter(pk=helene.pk).update(birth_date=date(2000, 1, 1))
    day = ClosedDay.objects.get(day=DAY)
    inputs = queries.inputs_of(day)
    assert returns.differences(day, inputs) == []
    contact(within, adviser, helene, "prevention")
    odd = queries.Difference((within.pk, "prevention", ""), "requests", stands=1, derived=2)
    assert returns.differences(day, inputs) == [odd]


@pytest.mark.parametrize(("age", "band"), [(0, 0), (19, 0), (20, 20), (29, 20), (79, 70), (80, 80), (104, 80)])
def test_bands_of_age_are_those_of_the_open_data(age: int, band: int) -> None:
    assert returns.band_of(date(2026 - age, 10, 15), DAY) == band


# ---- a month's statistics


def test_small_cells_are_hidden_with_what_would_give_them_away(within: Mutual, samia: User) -> None:
    day = whole(DAY)
    for sex, age, requests in (("F", 20, 40), ("F", 40, 3), ("F", 60, 30), ("M", 20, 25)):
        demand(within, day, requests, sex=sex, age_from=age, region="76")
    table = asked(samia, "mensuel/?mois=2026-10").context["tables"][0]
    told = {tuple(cell.shown for cell in row[2:6]): row[6].value for row in table.rows}
    assert told == {
        ("Tous", "Tous", "Tous", "Tous"): 98,
        ("Tous", "Tous", "Tous", "Autre"): 98,
        ("Tous", "Femme", "Tous", "Autre"): 73,
        ("Tous", "Femme", "20–29", "Autre"): 40,
        ("Occitanie", "Femme", "20–29", "Autre"): 40,
        ("Tous", "Femme", "40–49", "Autre"): "s",
        ("Tous", "Femme", "60–69", "Autre"): "s",
        ("Tous", "Homme", "Tous", "Autre"): 25,
        ("Tous", "Homme", "20–29", "Autre"): 25,
        ("Occitanie", "Homme", "20–29", "Autre"): 25,
    }


def test_amounts_are_hidden_with_their_number(within: Mutual, samia: User) -> None:
    day = whole(DAY)
    for family, quotes in (("crown", 4), ("bridge", 20)):
        DayDemand.objects.create(
            mutual=within, day=day, theme="dental", family=family, quotes=quotes, price_cents=10_000 * quotes, full_cover=quotes
        )  # fmt: skip
    table = asked(samia, "mensuel/?mois=2026-10").context["tables"][1]
    assert [[cell.value for cell in row[6:9]] + [row[-1].value] for row in table.rows] == [
        ["Tous", 24, 2400, None],
        ["Tous", 24, 2400, 100],
    ]


@pytest.mark.parametrize(
    ("counts", "told"),
    [((40, 20, 40), [20, 40]), ((40, 20, 25), ["s", 25]), ((40, 20, 35), [20, "s"]), ((8, 8, 8), ["s", "s"])],
)
def test_complaints_between_two_terms_cannot_be_found_by_subtraction(
    within: Mutual, samia: User, counts: tuple[int, int, int], told: list[Any]
) -> None:
    names = ("complaints_answered", "complaints_in_target", "complaints_in_time")
    DayCount.objects.create(mutual=within, day=whole(DAY), grain=Grain.WHOLE, **dict(zip(names, counts, strict=True)))
    (row,) = asked(samia, "mensuel/?mois=2026-10").context["tables"][2].rows
    assert [cell.value for cell in row[4:6]] == told


def test_every_kind_of_file_says_the_same_month(within: Mutual, samia: User) -> None:
    demand(within, whole(DAY), 12)
    found = [asked(samia, f"mensuel/?mois=2026-10&fichier={kind}") for kind in ("csv", "xlsx", "ods")]
    assert [answer["Content-Disposition"] for answer in found] == [
        f'attachment; filename="statistiques-arbelle-2026-10.{kind}"' for kind in ("csv", "xlsx", "ods")
    ]
    assert "2026-10;Arbelle;Tous;Tous;Tous;Autre;12" in b"".join(found[0].streaming_content).decode()
    for answer in found:
        answer.close()


@pytest.mark.attack(7)
def test_a_name_that_begins_like_a_formula_runs_in_no_file(within: Mutual, samia: User) -> None:
    Mutual.objects.filter(pk=within.pk).update(name="=1+1")
    demand(within, whole(DAY), 12)
    file = b"".join(asked(samia, "mensuel/?mois=2026-10&fichier=csv").streaming_content).decode()
    assert (";'=1+1;" in file, ";=1+1;" in file) == (True, False)


def test_a_month_is_told_once_it_is_whole(within: Mutual, samia: User) -> None:
    demand(within, closed(DAY), 12)
    page = asked(samia, "mensuel/")
    assert (page.context["month"], "Aucun mois" in page.content.decode()) == (None, True)
    assert asked(samia, "mensuel/?mois=2026-10").status_code == 422


def test_a_mutual_without_data_says_so(samia: User) -> None:
    whole(DAY)
    page = asked(samia, "mensuel/")
    assert (page.status_code, [table.rows == [] for table in page.context["tables"]]) == (200, [True, True, False])


def test_before_any_day_is_closed_the_pages_say_so(samia: User) -> None:
    assert [asked(samia, path).status_code for path in ("mensuel/", "activite/", "mensuel/?fichier=csv")] == [200] * 3


@pytest.mark.parametrize("path", ["mensuel/", "activite/"])
@pytest.mark.parametrize("month", ["2126-10", "2026-13", "=1", "2026-10-01"])
def test_a_month_that_is_not_there_is_said(samia: User, path: str, month: str) -> None:
    whole(DAY)
    assert asked(samia, f"{path}?mois={month}").status_code == 422


# ---- who may


@pytest.mark.parametrize("role", [Role.SUPERVISOR, Role.QUALITY, Role.AUDITOR])
def test_who_may_reads_their_own_mutual_and_no_other(role: Role, mutual: Mutual, other_mutual: Mutual) -> None:
    reader = make_accounts.user(role, on=[mutual])
    paths = [f"{path}?mutuelle={one.pk}" for path in ("mensuel/", "activite/") for one in (mutual, other_mutual)]
    assert [asked(reader, path).status_code for path in paths] == [200, 404, 200, 404]


def test_a_grant_that_ended_takes_its_returns_along(within: Mutual, samia: User) -> None:
    demand(within, whole(DAY), 12)
    Grant.objects.filter(user=samia).update(ends_on=date(2021, 1, 1))
    paths = (f"mensuel/?mutuelle={within.pk}", "mensuel/?fichier=csv", "activite/?fichier=ods")
    assert [asked(samia, path).status_code for path in paths] == [404, 404, 404]


def test_an_adviser_has_no_returns(adviser: User) -> None:
    assert [asked(adviser, path).status_code for path in ("", "mensuel/", "activite/")] == [404, 404, 404]


# ---- the statement


def test_a_month_is_closed_once_when_all_its_days_are(within: Mutual) -> None:
    make_members.member(within)
    for place in range(30):
        closed(OCTOBER + timedelta(days=place))
    assert services.close_month(OCTOBER) is False
    closed(date(2026, 10, 31))
    assert [services.close_month(OCTOBER), services.close_month(OCTOBER)] == [True, False]
    assert (ClosedMonth.objects.count(), MonthStatement.objects.get().persons) == (1, 1)


def test_persons_are_those_covered_on_the_last_day(within: Mutual, other_mutual: Mutual) -> None:
    make_members.member(within, covered_until=date(2026, 10, 31))
    make_members.member(within, covered_until=date(2026, 10, 30))
    make_members.member(within, covered_from=date(2026, 11, 1))
    make_members.member(within, died_on=date(2026, 10, 31))
    close_october()
    services.close_month(OCTOBER)
    assert [(one.persons, one.share_by_person) for one in returns.statements_of(OCTOBER)] == [(1, 10_000)]


def test_both_keys_share_the_whole_among_all_mutuals(within: Mutual, other_mutual: Mutual, samia: User) -> None:
    third = make_accounts.mutual(name="Grèbe")
    for mutual, members in ((within, 2), (other_mutual, 1), (third, 4)):
        with within_mutuals([mutual.pk]):
            for _ in range(members):
                make_members.member(mutual)
    close_october()
    _count(within, other_mutual, third)
    services.close_month(OCTOBER)
    table = asked(samia, "activite/").context["tables"][0]
    # 2 of 7 persons and 1 of 3 acts; of what is left over, largest remainders take a hundredth each.
    assert [[cell.value for cell in row[:1] + row[-4:]] for row in table.rows] == [
        ["Arbelle", 1, 2, pytest.approx(33.34), pytest.approx(28.57)],
        ["Autres mutuelles", None, None, pytest.approx(66.66), pytest.approx(71.43)],
    ]


def _count(*mutuals: Mutual) -> None:
    for mutual in mutuals:
        with within_mutuals([mutual.pk]):
            DayCount.objects.create(mutual=mutual, day_id=DAY, grain="whole", answered=1)


def test_the_command_closes_months_and_finds_no_difference(within: Mutual, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("recompute_indicators", "--since", "2026-10-01", "--until", "2026-10-31")
    call_command("recompute_indicators", "--check")
    assert capsys.readouterr().out.splitlines() == ["31 days and 1 months closed", "31 days, 0 differences"]
