"""Alerts leave through a real mail server, each once, to whoever is to be told, and nobody waits for one that cannot leave."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db.models import F

from accounts.models import Mutual, User
from accounts.roles import Role
from clock import deadlines, queries
from clock.enums import Audience, Commitment
from clock.models import Alert
from clock.queries import now
from clock.services import alerts
from tests.correspondence.post_office import PostOffice
from tests.factories import accounts as make

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("within", "post_office")]

SUBJECT = UUID(int=7)


def supervisor(within: Mutual, address: str = "chef@exemple.fr") -> User:
    return make.user(Role.SUPERVISOR, on=[within], email=address)


def alert(within: Mutual, key: str = "callback:7:2:supervisors", **fields: Any) -> Alert:
    wanted = {
        "key": key, "mutual": within, "commitment": Commitment.CALLBACK, "subject_id": SUBJECT, "kind": "escalate",
        "audience": Audience.SUPERVISORS, "next_at": now(), "due_at": now() + timedelta(hours=6),
    }  # fmt: skip
    return Alert.objects.create(**{**wanted, **fields})


def state_of(alert: Alert) -> tuple[bool, bool, int, str]:
    """Whether it left, whether it was given up, after how many tries, with what error."""
    alert.refresh_from_db()
    return alert.sent_at is not None, alert.dead_at is not None, alert.attempts, alert.error


def later(alert: Alert) -> None:
    """Its pause is over."""
    Alert.objects.filter(pk=alert.pk, next_at__isnull=False).update(next_at=F("created_at"))


def test_it_leaves_once(within: Mutual, post_office: PostOffice) -> None:
    supervisor(within)
    alert(within)
    assert ([alerts.send_due(), alerts.send_due()], len(post_office.taken)) == ([1, 0], 1)


def test_its_name_is_made_of_its_key(within: Mutual, post_office: PostOffice) -> None:
    told = supervisor(within)
    alert(within)
    alerts.send_due()
    assert post_office.taken[0]["Message-ID"] == f"<callback.7.2.supervisors.{told.pk}@exemple.fr>"


def test_a_letter_sent_again_has_the_same_name(within: Mutual, post_office: PostOffice) -> None:
    supervisor(within)
    post_office.dies_after_data = True
    late = alert(within)
    alerts.send_due()
    later(late)
    alerts.send_due()
    assert (len(post_office.taken), len({mail["Message-ID"] for mail in post_office.taken})) == (2, 1)


def test_it_waits_for_its_hour(within: Mutual) -> None:
    alert(within, next_at=now() + timedelta(hours=1))
    assert alerts.send_due() == 0


def test_who_has_no_address_is_told_on_the_screen(within: Mutual, post_office: PostOffice) -> None:
    told = supervisor(within, "")
    left = alert(within)
    alerts.send_due()
    assert (state_of(left)[0], post_office.taken, list(queries.alerts_for(told))) == (True, [], [left])


def test_who_is_refused_keeps_nobody_else_from_being_told(within: Mutual, post_office: PostOffice) -> None:
    for address in ("parti@exemple.fr", "chef@exemple.fr"):
        supervisor(within, address)
    post_office.answers["parti@exemple.fr"] = "550 inconnu"
    left = alert(within)
    alerts.send_due()
    assert (state_of(left), [mail["To"] for mail in post_office.taken]) == (
        (True, False, 1, "SMTPRecipientsRefused"), ["chef@exemple.fr"],
    )  # fmt: skip


def test_it_is_given_up_after_so_many_refusals(within: Mutual, post_office: PostOffice) -> None:
    supervisor(within)
    post_office.answers["chef@exemple.fr"] = "550 inconnu"
    refused = alert(within)
    for _ in range(deadlines.ALERT_TRIES + 2):
        later(refused)
        alerts.send_due()
    assert state_of(refused) == (False, True, deadlines.ALERT_TRIES, "SMTPRecipientsRefused")


def test_an_alert_that_is_refused_holds_up_no_other(within: Mutual, post_office: PostOffice) -> None:
    gone = make.user(Role.EXPERT, on=[within], email="parti@exemple.fr")
    supervisor(within)
    post_office.answers["parti@exemple.fr"] = "550 inconnu"
    alert(within, "first", audience=Audience.OWNER, user=gone)
    other = alert(within, "second")
    alerts.send_due()
    assert state_of(other)[0] is True


def test_a_mail_server_that_is_away_ends_the_round(within: Mutual, settings: Any) -> None:
    """Others are not tried on it, and it costs them no attempt."""
    supervisor(within)
    settings.EMAIL_PORT = 1
    tried, spared = alert(within, "first"), alert(within, "second")
    alerts.send_due()
    assert (state_of(tried), state_of(spared)) == (
        (False, False, 1, "ConnectionRefusedError"), (False, False, 0, ""),
    )  # fmt: skip


def test_no_alert_is_given_up_because_the_mail_server_is_away(within: Mutual, settings: Any) -> None:
    supervisor(within)
    settings.EMAIL_PORT = 1
    waiting = alert(within)
    for _ in range(deadlines.ALERT_TRIES + 2):
        later(waiting)
        alerts.send_due()
    assert state_of(waiting)[:3] == (False, False, deadlines.ALERT_TRIES + 2)


def test_the_pause_between_tries_has_an_end(within: Mutual, settings: Any) -> None:
    supervisor(within)
    settings.EMAIL_PORT = 1
    waiting = alert(within, attempts=50)
    alerts.send_due()
    waiting.refresh_from_db()
    assert waiting.next_at is not None
    assert waiting.next_at - now() <= deadlines.ALERT_LONGEST_PAUSE


def test_a_lease_that_ended_leaves_the_alert_to_another(within: Mutual, post_office: PostOffice) -> None:
    """Whoever claimed it died: it leaves all the same, as a second attempt."""
    supervisor(within)
    left = alert(within)
    alerts._claim()
    later(left)
    alerts.send_due()
    assert (state_of(left), len(post_office.taken)) == ((True, False, 2, ""), 1)


def test_what_somebody_saw_is_seen_by_all(within: Mutual) -> None:
    first, second = supervisor(within, "a@exemple.fr"), supervisor(within, "b@exemple.fr")
    shown = alert(within)
    alerts.see(user=first, alert_id=shown.pk)
    assert list(queries.alerts_for(second)) == []


def test_nobody_sees_away_the_alert_of_others(within: Mutual) -> None:
    told = supervisor(within)
    shown = alert(within)
    alerts.see(user=make.user(Role.TELEADVISER, on=[within]), alert_id=shown.pk)
    assert list(queries.alerts_for(told)) == [shown]
