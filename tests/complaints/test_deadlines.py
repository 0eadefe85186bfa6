"""The clocks of complaints against cases written from the wording of the recommendation and of the code of civil procedure."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clock.holidays import ZONES, Territory, holiday_on
from clock.hours import account
from complaints import deadlines

METROPOLE, MOSELLE, REUNION = Territory.METROPOLE, Territory.ALSACE_MOSELLE, Territory.REUNION
DAYS = st.dates(min_value=date(2015, 1, 1), max_value=date(2045, 12, 31))
TERRITORIES = st.sampled_from(list(Territory))


def day(text: str) -> date:
    return datetime.strptime(text, "%d/%m/%Y").replace(tzinfo=ZoneInfo("UTC")).date()


# « dans les dix jours ouvrables à compter de l’envoi » : neither the day itself, nor Sundays, nor public holidays (L3133-1).
ACKNOWLEDGED = [
    ("02/03/2026", METROPOLE, "13/03/2026"),  # Monday: ten days with one Sunday among them
    ("06/03/2026", METROPOLE, "18/03/2026"),  # Friday: Saturday is a working day
    ("07/03/2026", METROPOLE, "19/03/2026"),  # Saturday
    ("08/03/2026", METROPOLE, "19/03/2026"),  # Sunday: as if it had been sent on the Saturday
    ("24/10/2026", METROPOLE, "05/11/2026"),  # 1 November is a Sunday, and the clocks change
    ("28/03/2026", METROPOLE, "10/04/2026"),  # Easter Monday on 6 April, clocks change on the 29th
    ("28/03/2026", MOSELLE, "11/04/2026"),  # Good Friday besides
    ("30/04/2026", METROPOLE, "15/05/2026"),  # 1 and 8 May, and the Ascension on the 14th
    ("06/05/2026", METROPOLE, "20/05/2026"),  # 8 May and the Ascension
    ("20/12/2025", METROPOLE, "03/01/2026"),  # Christmas and New Year's Day
    ("20/12/2025", MOSELLE, "05/01/2026"),  # Saint Stephen's besides, and a Sunday then
    ("14/12/2026", REUNION, "26/12/2026"),  # 20 December is a Sunday there in 2026
    ("14/12/2025", REUNION, "27/12/2025"),  # a Saturday in 2025: abolition of slavery
    ("10/07/2026", METROPOLE, "23/07/2026"),  # 14 July
]

# « au plus tard deux mois après » : the day of the same number, the last one of a shorter month (article 641).
ANSWERED = [
    ("15/01/2026", "15/03/2026"),
    ("30/11/2025", "30/01/2026"),
    ("31/12/2025", "28/02/2026"),
    ("30/12/2025", "28/02/2026"),
    ("29/12/2025", "28/02/2026"),
    ("28/12/2025", "28/02/2026"),
    ("31/12/2027", "29/02/2028"),
    ("30/04/2026", "30/06/2026"),
    ("30/06/2026", "30/08/2026"),  # a Sunday: it moves to no other day
    ("31/07/2026", "30/09/2026"),
    ("31/08/2026", "31/10/2026"),
    ("01/11/2026", "01/01/2027"),
    ("25/10/2026", "25/12/2026"),  # Christmas
    ("29/02/2028", "29/04/2028"),
]


@pytest.mark.parametrize(("sent", "territory", "last"), ACKNOWLEDGED)
def test_acknowledged_within_ten_working_days(sent: str, territory: Territory, last: str) -> None:
    span = deadlines.to_acknowledge(day(sent), territory)
    assert deadlines.last_day(span.end, territory) == day(last)


@pytest.mark.parametrize(("sent", "last"), ANSWERED)
def test_answered_within_two_months(sent: str, last: str) -> None:
    assert deadlines.last_day(deadlines.to_answer(day(sent), METROPOLE).end, METROPOLE) == day(last)


@pytest.mark.parametrize(("is_urgent", "last"), [(False, "11/11/2026"), (True, "04/11/2026")])
def test_our_own_targets_are_ten_and_three_days_of_any_kind(is_urgent: bool, last: str) -> None:  # noqa: FBT001  a column of the table
    span = deadlines.to_keep_target(day("01/11/2026"), METROPOLE, is_urgent=is_urgent)
    assert deadlines.last_day(span.end, METROPOLE) == day(last)


# « à compter de l’envoi de la réclamation écrite » (postmark, date of the e-mail).
@pytest.mark.parametrize(
    ("sent", "received", "counted"),
    [("02/03/2026", "05/03/2026", "02/03/2026"), (None, "05/03/2026", "05/03/2026"), ("05/03/2026", "05/03/2026", "05/03/2026")],
)  # fmt: skip
def test_time_counts_from_the_sending_not_from_the_receipt(sent: str | None, received: str, counted: str) -> None:
    assert deadlines.counts_from(day(sent) if sent else None, day(received)) == day(counted)


def is_working(one: date, territory: Territory) -> bool:
    return one.isoweekday() <= 6 and not holiday_on(one, territory)


@given(DAYS, TERRITORIES)
def test_the_tenth_working_day_is_one_and_nine_come_before_it(sent: date, territory: Territory) -> None:
    last = deadlines.last_day(deadlines.to_acknowledge(sent, territory).end, territory)
    after = [sent + timedelta(days=number) for number in range(1, (last - sent).days + 1)]
    assert (sum(is_working(one, territory) for one in after), is_working(last, territory)) == (10, True)


@given(DAYS, TERRITORIES)
def test_a_day_later_is_never_due_earlier(sent: date, territory: Territory) -> None:
    tomorrow = sent + timedelta(days=1)
    assert deadlines.to_acknowledge(sent, territory).end <= deadlines.to_acknowledge(tomorrow, territory).end
    assert deadlines.to_answer(sent, territory).end <= deadlines.to_answer(tomorrow, territory).end


@given(DAYS, TERRITORIES)
def test_two_months_end_on_the_same_number_or_on_the_last_of_a_month(sent: date, territory: Territory) -> None:
    last = deadlines.last_day(deadlines.to_answer(sent, territory).end, territory)
    months = (last.year - sent.year) * 12 + last.month - sent.month
    assert (months, last.day == sent.day or (last + timedelta(days=1)).day == 1) == (2, True)


@given(DAYS, TERRITORIES, st.booleans())
def test_a_span_told_by_the_clock_is_used_up_at_its_end(sent: date, territory: Territory, is_urgent: bool) -> None:  # noqa: FBT001  drawn
    for span in (
        deadlines.to_acknowledge(sent, territory),
        deadlines.to_answer(sent, territory),
        deadlines.to_keep_target(sent, territory, is_urgent=is_urgent),
    ):
        told = account(span.start, span.end, target=span.target, calendar=span.calendar)
        assert told.left == timedelta()


@given(DAYS, TERRITORIES)
def test_a_span_begins_at_midnight_after_the_day_itself(sent: date, territory: Territory) -> None:
    start = deadlines.to_answer(sent, territory).start.astimezone(ZoneInfo(ZONES[territory]))
    assert (start.date(), start.hour, start.minute) == (sent + timedelta(days=1), 0, 0)
