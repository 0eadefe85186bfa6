"""Every form is sent what no browser would send: it is refused or taken, and never a fault of the program."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction

from accounts.matrix import API_ACTIONS, ROUTES, Action, rule_for
from accounts.roles import Role
from tests.access.answers import PRIVATE, PUBLIC
from tests.access.scene import Scene, address, form, lay

pytestmark = [pytest.mark.django_db, pytest.mark.attack(4)]

ODD = ["\u00b3", "\x00", "9" * 5000, "-1", "' OR 1=1 --", "\u202ea\u0301\ud83d\ude00"[:-2] + "%_", ""]
"""A figure that is a digit and no number, what PostgreSQL refuses, more figures than a number has, and so on."""

NAMED = re.compile(rb'<(?:input|select|textarea|button)\b[^>]*\bname="([^"]+)"')
KEPT = {"csrfmiddlewaretoken"}
ROLES = (Role.SUPERVISOR, Role.TELEADVISER, Role.EXPERT, Role.DOCUMENTALIST, Role.QUALITY, Role.ADMINISTRATOR)


def forms_of(role: Role) -> list[str]:
    """Routes that take a form from this role and from none before it."""
    before = ROLES[: ROLES.index(role)]
    private = [name for name, (_, post) in PRIVATE.items() if post != 405 and ROUTES[name] not in API_ACTIONS]
    return [
        name
        for name in private
        if rule_for(role, ROUTES[name]) and not any(rule_for(one, ROUTES[name]) for one in before)
    ]


def fields(scene: Scene, route: str) -> dict[str, Any]:
    """Of the form that the scene sends, and of those that the page shows."""
    page: Any = scene.browser().get(address(route, scene.own), form(route, scene.own))
    content = b"".join(page) if page.streaming else page.content
    shown = {name.decode(): "" for name in NAMED.findall(content)}
    return {name: value for name, value in {**shown, **form(route, scene.own)}.items() if name not in KEPT}


def odd(sent: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """One field at a time with each odd value, then all with one."""
    for value in ODD:
        yield from ({**sent, name: value} for name in sent)
        yield dict.fromkeys(sent, value)


@pytest.mark.crawl
@pytest.mark.parametrize("role", ROLES)
def test_no_form_falls_over_what_it_is_sent(role: Role) -> None:
    scene, fell = lay(role), []
    for route in forms_of(role):
        for sent in odd(fields(scene, route)):
            with transaction.atomic():
                status = scene.browser().post(address(route, scene.own), sent).status_code
                transaction.set_rollback(True)
            if status >= 500:
                fell.append((route, {name: str(value)[:20] for name, value in sent.items()}))
    assert fell == []


@pytest.mark.crawl
def test_no_public_form_falls_over_what_it_is_sent() -> None:
    scene = lay(None)
    routes = [
        name for name in PUBLIC if ROUTES[name] is Action.PUBLIC and name.startswith(("account", "mfa", "quality"))
    ]
    sent = [
        (name, dict.fromkeys(("login", "password", "email", "code", "next", "language", "score", "comment"), value))
        for name in routes
        for value in ODD
    ]
    fell = [name for name, fields in sent if scene.browser().post(address(name, scene.own), fields).status_code >= 500]
    assert fell == []
