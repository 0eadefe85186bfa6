"""Who subscribed to a return is told when it is ready, once, as long as they may read it."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.core import mail
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import Grant, Mutual, User
from accounts.roles import Role
from supervision import deadlines, returns, services
from supervision.enums import ReturnKind, Rhythm
from supervision.models import ClosedDay, ClosedMonth, Subscription
from tests.factories import accounts as make_accounts
from tests.factories.accounts import browser

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("within")]

ORIGIN = "https://poste.exemple.fr"


@pytest.fixture
def samia(mutual: Mutual) -> User:
    return make_accounts.user(Role.SUPERVISOR, on=[mutual], email="samia@exemple.fr")


def subscribed(
    user: User, mutual: Mutual, kind: ReturnKind = ReturnKind.MONTHLY, every: Rhythm = Rhythm.MONTH
) -> Subscription:
    """That is due now."""
    made = services.subscribe(user=user, mutual=mutual, kind=kind, every=every, origin=ORIGIN)
    Subscription.objects.filter(pk=made.pk).update(next_at=timezone.now() - timedelta(minutes=1))
    made.refresh_from_db()
    return made


def last_month() -> date:
    return deadlines.period_before(timezone.localdate(), is_weekly=False)[0]


@pytest.fixture
def _closed(within: Mutual) -> None:
    ClosedMonth.objects.create(month=last_month(), closed_by="test")


def state(of: Subscription) -> tuple[bool, int]:
    """Whether it waits for a later time, and its attempts."""
    of.refresh_from_db()
    return of.next_at > timezone.now(), of.attempts


@pytest.mark.usefixtures("_closed")
def test_who_subscribed_is_told_once_with_a_link_and_no_figure(within: Mutual, samia: User) -> None:
    one = subscribed(samia, within)
    assert [services.tell_of_returns(), services.tell_of_returns()] == [1, 0]
    (sent,) = mail.outbox
    assert (sent.to, sent.attachments, state(one)) == (["samia@exemple.fr"], [], (True, 0))
    address = f"{ORIGIN}/releves/mensuel/?mutuelle={within.pk}&mois={last_month():%Y-%m}"
    assert [line for line in str(sent.body).splitlines() if line.startswith("http")] == [address]


@pytest.mark.usefixtures("_closed")
@pytest.mark.parametrize("lost", ["grant", "role", "account", "address"])
def test_who_may_not_read_it_any_more_is_told_nothing_and_it_ends(within: Mutual, samia: User, lost: str) -> None:
    subscribed(samia, within)
    changes: dict[str, dict[str, Any]] = {
        "role": {"role": Role.TELEADVISER}, "account": {"is_active": False}, "address": {"email": ""}
    }  # fmt: skip
    if lost == "grant":
        Grant.objects.filter(user=samia).update(ends_on=date(2021, 1, 1))
    else:
        User.objects.filter(pk=samia.pk).update(**changes[lost])
    assert (services.tell_of_returns(), mail.outbox, Subscription.objects.count()) == (0, [], 0)


def test_what_is_not_ready_is_waited_for(within: Mutual, samia: User) -> None:
    one = subscribed(samia, within)
    assert (services.tell_of_returns(), mail.outbox, state(one)) == (0, [], (True, 0))


def test_a_week_of_indicators_is_told_when_its_sunday_is_closed(within: Mutual, samia: User) -> None:
    subscribed(samia, within, ReturnKind.INDICATORS, Rhythm.WEEK)
    monday, sunday = deadlines.period_before(timezone.localdate(), is_weekly=True)
    ClosedDay.objects.create(day=sunday, closed_by="test", inputs={})
    services.tell_of_returns()
    query = f"mutuelle={within.pk}&du={monday}&au={sunday}"
    assert f"{ORIGIN}/indicateurs/?{query}" in mail.outbox[0].body
    assert f"semaine du {monday:%d/%m/%Y}" in mail.outbox[0].body


def test_complaints_are_told_of_a_year(within: Mutual, samia: User) -> None:
    subscribed(samia, within, ReturnKind.COMPLAINTS)
    services.tell_of_returns()
    assert f"Arbelle, {last_month().year} : " in str(mail.outbox[0].body).replace("\u202f", " ").replace("\u00a0", " ")


def test_a_mail_server_that_is_away_is_tried_again(within: Mutual, samia: User, settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    one = subscribed(samia, within, ReturnKind.COMPLAINTS)
    assert (services.tell_of_returns(), state(one)) == (0, (True, 1))


@pytest.mark.usefixtures("_closed")
def test_a_link_followed_without_a_grant_leads_nowhere(within: Mutual, samia: User) -> None:
    for kind in ReturnKind:
        subscribed(samia, within, kind)
    ClosedDay.objects.create(day=returns.last_day(last_month()), closed_by="test", inputs={})
    services.tell_of_returns()
    links = [str(sent.body).partition(ORIGIN)[2].split()[0] for sent in mail.outbox]
    assert [browser(samia).get(link).status_code for link in links] == [200] * 4
    Grant.objects.filter(user=samia).update(ends_on=date(2021, 1, 1))
    assert [browser(samia).get(link).status_code for link in links] == [404] * 4


# ---- the page


def ask(user: User, **said: Any) -> Any:
    return browser(user).post("/releves/abonnements/", said)


def test_somebody_subscribes_changes_how_often_and_ends_it(within: Mutual, samia: User) -> None:
    asked = {"releve": "indicators", "mutuelle": within.pk}
    assert [ask(samia, rythme=rythme, **asked).status_code for rythme in ("month", "week")] == [302, 302]
    one = Subscription.objects.get()
    assert (one.user, one.every, one.origin) == (samia, "week", "http://testserver")
    browser(samia).post(f"/releves/abonnements/{one.pk}/fin/")
    assert Subscription.objects.count() == 0


@pytest.mark.parametrize(
    "said", [{"releve": "monthly", "rythme": "week"}, {"releve": "secret", "rythme": "month"}, {"mutuelle": "=1"}, {}]
)
def test_a_bad_wish_is_said_and_keeps_nothing(within: Mutual, samia: User, said: dict[str, str]) -> None:
    page = ask(samia, **{"mutuelle": within.pk, **said})
    assert (page.status_code, Subscription.objects.count()) == (422, 0)


def test_another_s_mutual_or_subscription_cannot_be_named(within: Mutual, other_mutual: Mutual, samia: User) -> None:
    assert ask(samia, releve="monthly", rythme="month", mutuelle=other_mutual.pk).status_code == 422
    theirs = subscribed(make_accounts.user(Role.QUALITY, on=[within], email="q@exemple.fr"), within)
    assert browser(samia).post(f"/releves/abonnements/{theirs.pk}/fin/").status_code == 404
    assert Subscription.objects.get() == theirs


# ---- when


@given(after=st.datetimes(datetime(2020, 1, 1), datetime(2035, 1, 1), timezones=st.just(UTC)), is_weekly=st.booleans())  # noqa: DTZ001  bounds are naive
def test_the_next_time_is_the_first_morning_after(*, after: datetime, is_weekly: bool) -> None:
    at = deadlines.next_return(after, is_weekly=is_weekly)
    most = deadlines.ONE_WEEK if is_weekly else timedelta(days=31)
    assert (at.hour, (at.weekday() if is_weekly else at.day - 1)) == (7, 0)
    assert timedelta() < at - after <= most + timedelta(hours=1)


@pytest.mark.parametrize(
    ("day", "is_weekly", "period"),
    [
        (date(2026, 1, 1), False, (date(2025, 12, 1), date(2025, 12, 31))),
        (date(2026, 3, 31), False, (date(2026, 2, 1), date(2026, 2, 28))),
        (date(2026, 11, 23), True, (date(2026, 11, 16), date(2026, 11, 22))),
    ],
)
def test_the_period_is_the_one_that_is_over(*, day: date, is_weekly: bool, period: tuple[date, date]) -> None:
    assert deadlines.period_before(day, is_weekly=is_weekly) == period
