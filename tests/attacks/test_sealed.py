"""A medical canary is looked for in all that every other role can be shown, and in what leaves the program."""

import json
from typing import Any

import pytest
from django.core import mail
from django.core.cache import cache
from django.db import transaction
from redis import Redis

from accounts.matrix import MATRIX, ROUTES, rule_for
from accounts.roles import Role
from tests.access.scene import SEALED, Scene, address, form, lay
from tests.factories import callbacks as make_callbacks

pytestmark = [pytest.mark.django_db, pytest.mark.attack(22)]

OTHERS = [role for role in Role if role is not Role.EXPERT]


def shown(scene: Scene, route: str, method: str) -> bytes:
    """What one request is answered; its effects are undone."""
    with transaction.atomic():
        answer: Any = getattr(scene.browser(), method)(address(route, scene.own), form(route, scene.own))
        content = b"".join(answer) if answer.streaming else answer.content
        transaction.set_rollback(True)
    return content + json.dumps(dict(answer.headers)).encode()


@pytest.mark.crawl
@pytest.mark.parametrize("role", OTHERS)
def test_no_other_role_is_shown_it(role: Role, settings: Any, capfd: pytest.CaptureFixture[str]) -> None:
    scene = lay(role)
    routes = [name for name, action in ROUTES.items() if action in MATRIX and rule_for(role, action) is not None]
    leaks = [
        (route, method)
        for route in routes
        for method in ("get", "post")
        if SEALED.encode() in shown(scene, route, method)
    ]
    kept = [key for key in Redis.from_url(settings.REDIS_URL).scan_iter() if SEALED.encode() in key]
    said = [str(message.message()) for message in mail.outbox] + list(capfd.readouterr())
    assert (leaks, kept, [one for one in said if SEALED in one]) == ([], [], [])
    cache.clear()


@pytest.mark.crawl
def test_an_expert_is_shown_it() -> None:
    """Else the others would prove nothing."""
    scene = lay(Role.EXPERT)
    make_callbacks.expert(user=scene.account)
    routes = ("callbacks:call", "quotes:opinion")
    assert [SEALED.encode() in shown(scene, route, "get") for route in routes] == [True, True]
