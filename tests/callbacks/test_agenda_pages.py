"""The week, absences and extra hours on the screen."""
import pytest
from django.urls import reverse
from accounts.models import Mutual, User
from accounts.roles import Role
from tests.factories import accounts as make_accounts
from tests.factories import callbacks as make
pytestmark = pytest.mark.usefixtures("within")


def test_smoke(within: Mutual, adviser: User) -> None:
    expert = make.expert(within)
    make.promise(within, adviser)
    boss = make_accounts.user(Role.SUPERVISOR, on=[within])
    for user in (adviser, boss, expert.user):
        client = make_accounts.browser(user)
        assert client.get(reverse("callbacks:agenda")).status_code == 200
        if user != adviser:
            assert client.get(reverse("callbacks:absences")).status_code == 200
    r=make_accounts.browser(expert.user).get(reverse("callbacks:calendars"))
    assert r.status_code == 200
    r=make_accounts.browser(expert.user).post(reverse("callbacks:calendars"), {"step":"renew"})
    assert r.status_code == 200
    import re
    a=re.search(r"/agenda/flux/[^<]*ics", r.content.decode()).group()
    r=make_accounts.browser().get(a)
    print(r.status_code, r.content.decode())
