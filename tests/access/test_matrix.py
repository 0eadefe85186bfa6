"""Every route, for every role and for nobody, on one's own objects and on those of another mutual, by GET and by POST.

`pytest tests/access/test_matrix.py -s` prints how many cells were tried, what leaked and what the matrix forgot.
"""

import re
from collections.abc import Iterator
from datetime import timedelta
from itertools import product
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.db import connection, reset_queries, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from accounts import deadlines
from accounts.matrix import API_ACTIONS, ROUTES, Action, rule_for
from accounts.permissions import SECOND_FACTOR_ROUTES
from accounts.roles import Role
from accounts.scopes import within_mutuals
from members.models import Ground
from tests.access.answers import PRIVATE, PUBLIC
from tests.access.scene import CANARY, NAMING, Scene, Thing, address, form, lay
from tests.factories import accounts as make

METHODS = ("GET", "POST")
EVERYBODY: list[Role | None] = [None, *Role]
UNLIKE = re.compile(
    rb'name="csrfmiddlewaretoken" value="[^"]*"|"X-CSRFToken": "[^"]*"|datetime="[^"]*"[^<]*|data-cc-live-since="\d+"'
)


def routes() -> Iterator[str]:
    """Names of every route that the project answers, with their namespaces."""

    def crawl(resolver: Any, namespaces: tuple[str, ...]) -> Iterator[str]:
        for found in resolver.url_patterns:
            if isinstance(found, URLResolver):
                yield from crawl(found, (*namespaces, found.namespace) if found.namespace else namespaces)
            elif isinstance(found, URLPattern):
                yield ":".join((*namespaces, found.name or str(found.pattern)))

    return crawl(get_resolver(), ())


def test_every_route_is_in_the_matrix_and_the_reverse() -> None:
    ours = [name for name in routes() if not name.startswith("admin:")]
    assert sorted(ours) == sorted(ROUTES)


def test_every_route_has_its_answers_written_down() -> None:
    public = {name for name, action in ROUTES.items() if action is Action.PUBLIC}
    assert (set(PUBLIC), set(PRIVATE)) == (public, set(ROUTES) - public)


def expected(role: Role | None, route: str, method: str, *, is_own: bool) -> int:
    """The status that the matrix asks for."""
    action, at = ROUTES[route], METHODS.index(method)
    if action is Action.PUBLIC:
        return PUBLIC[route][0 if role is None else 1][at]
    if action in API_ACTIONS and role is not Role.API_CLIENT:
        return 401
    if role is None:
        return 302
    if rule_for(role, action) is None:
        return 404
    allowed = PRIVATE[route][at]
    listing = route == "workstation:break_glass_review" and method == "GET"
    return allowed if is_own or allowed == 405 or listing else 404


def ask(scene: Scene, route: str, method: str, thing: Thing) -> tuple[int, bytes, int]:
    """Status, comparable content and number of queries of one request, whose effects are undone.

    An answer that a cache may keep says so in its content, which counts as a leak.
    """
    reset_queries()  # the log of a connection has an end, after which nothing is counted
    with transaction.atomic():
        browser = scene.browser()
        with CaptureQueriesContext(connection) as queries:
            response: Any = getattr(browser, method.lower())(address(route, thing), form(route, thing))
        content = b"".join(response) if response.streaming else response.content
        transaction.set_rollback(True)
    is_kept = route not in PROBES and "no-store" not in response.headers["Cache-Control"]
    return response.status_code, UNLIKE.sub(b"", content) + (KEPT if is_kept else b""), len(queries)


PROBES = ("alive", "ready", "metrics")
KEPT = b"kept in caches"


class Tally:
    cells = leaks = 0


@pytest.fixture(autouse=True)
def _quick(settings: Any, tmp_path: Any) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.MEDIA_ROOT = tmp_path


@pytest.mark.django_db
@pytest.mark.parametrize("role", EVERYBODY)
@pytest.mark.attack(1, 29)
def test_every_cell_answers_as_the_matrix_says(role: Role | None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another mutual's objects answer exactly as ones that never were: same status, same body, as many queries."""
    scene, wrong, differing = lay(role), [], []
    # The first page of a session writes its token and its mark, which lasts; only the later ones compare.
    monkeypatch.setattr(deadlines, "SEEN_STEP", timedelta(days=1))
    scene.browser().get(reverse("workstation:desk"))
    for route, method in product(ROUTES, METHODS):
        status, content, _ = ask(scene, route, method, scene.own)
        _count(content)
        if status != expected(role, route, method, is_own=True):
            wrong.append((route, method, "own", status, expected(role, route, method, is_own=True)))
    for route, method in product(NAMING, METHODS):
        answer = ask(scene, route, method, scene.other)
        _count(answer[1])
        if answer[0] != expected(role, route, method, is_own=False):
            wrong.append((route, method, "other", answer[0], expected(role, route, method, is_own=False)))
        if answer != ask(scene, route, method, scene.nowhere):
            differing.append((route, method))
    assert (wrong, differing, Tally.leaks) == ([], [], 0)


def _count(content: bytes) -> None:
    Tally.cells += 1
    Tally.leaks += CANARY.encode() in content or KEPT in content


PERSONAL = [
    name
    for name, action in ROUTES.items()
    if action is not Action.PUBLIC and action not in API_ACTIONS and not name.startswith("api:")
]


@pytest.mark.django_db
@pytest.mark.parametrize("method", METHODS)
@pytest.mark.attack(14)
def test_without_a_second_factor_only_its_own_pages_answer(method: str) -> None:
    scene = lay(Role.TELEADVISER)
    Authenticator.objects.all().delete()
    client = make.browser(scene.account, factors=1)
    opened = [name for name in PERSONAL if not _leads_to_setting_up(client, name, method, scene)]
    ours = [name for name in PERSONAL if rule_for(Role.TELEADVISER, ROUTES[name]) is not None]
    assert [name for name in opened if name in ours] == [name for name in ours if name.startswith(SECOND_FACTOR_ROUTES)]


def _leads_to_setting_up(client: Client, route: str, method: str, scene: Scene) -> bool:
    with transaction.atomic():
        response: Any = getattr(client, method.lower())(address(route, scene.own), form(route, scene.own))
        transaction.set_rollback(True)
    found: tuple[int, str] = (response.status_code, response.headers.get("Location", "").split("?")[0])
    return found == (302, reverse("mfa_index"))


@pytest.mark.django_db
@pytest.mark.parametrize("role", [Role.TELEADVISER, Role.SUPERVISOR, Role.QUALITY, Role.ADMINISTRATOR])
@pytest.mark.attack(12)
def test_form_without_its_token_is_refused(role: Role) -> None:
    scene = lay(role)
    client = make.browser(scene.account, enforce_csrf_checks=True)
    forms = [name for name in PERSONAL if rule_for(role, ROUTES[name]) is not None]
    answers = {name: client.post(address(name, scene.own), form(name, scene.own)).status_code for name in forms}
    assert {name: status for name, status in answers.items() if status != 403} == {}


@pytest.mark.django_db
@pytest.mark.parametrize("role", [Role.TELEADVISER, Role.EXPERT, Role.SUPERVISOR])
@pytest.mark.parametrize("route", ["workstation:member", "workstation:nir", "workstation:change"])
def test_file_without_a_ground_is_closed(role: Role, route: str) -> None:
    scene = lay(role)
    with within_mutuals([scene.own.mutual]):
        Ground.objects.filter(user=scene.account).delete()
    method = "POST" if route == "workstation:nir" else "GET"
    assert ask(scene, route, method, scene.own)[0] == 404


@pytest.mark.django_db
@pytest.mark.parametrize("role", [role for role in EVERYBODY if role is not Role.ADMINISTRATOR])
@pytest.mark.attack(30)
def test_administration_is_closed_whatever_is_asked(role: Role | None) -> None:
    scene = lay(role)
    browser = scene.browser()
    tables = [name for name in routes() if name.startswith("admin:") and name.endswith(("_changelist", "_add"))]
    answers = {
        (name, method): getattr(browser, method)(reverse(name)).status_code
        for name in tables
        for method in ("get", "post")
    }
    Tally.cells += len(answers)
    assert set(answers.values()) == {302 if role is None else 404}


def test_summary() -> None:
    """Last, so that it counts the others of this process."""
    missing = {name for name in routes() if not name.startswith("admin:")} ^ set(ROUTES)
    print(f"access matrix: {Tally.cells} cells, {Tally.leaks} leaks, {len(missing)} routes missing")  # noqa: T201  a figure to report
    assert (Tally.leaks, missing) == (0, set())
