"""No page of one person is kept for another, by whatever stands between."""

from dataclasses import replace
from typing import Any

import pytest
from django.db import transaction

from accounts.matrix import API_ACTIONS, ROUTES, Action, rule_for
from accounts.models import Mutual
from accounts.roles import Role
from tests.access.scene import Scene, address, lay
from tests.factories import accounts as make

pytestmark = [pytest.mark.django_db, pytest.mark.attack(29)]


class SharedProxy:
    """Keeps every answer that its headers let it keep, by address alone, and gives it to whoever asks for that."""

    def __init__(self) -> None:
        self.kept: dict[str, tuple[str, bytes]] = {}

    def get(self, scene: Scene, path: str) -> tuple[str, bytes]:
        """Whose page it is, and what it says."""
        if path in self.kept:
            return self.kept[path]
        with transaction.atomic():
            answer: Any = scene.browser().get(path)
            content = b"".join(answer) if answer.streaming else answer.content
            transaction.set_rollback(True)
        said = (str(scene.account), content)
        said_of_caches = answer.headers.get("Cache-Control", "")
        if not {"no-store", "private"} & {word.strip() for word in said_of_caches.split(",")}:
            self.kept[path] = said
        return said


@pytest.mark.crawl
@pytest.mark.parametrize("role", [Role.TELEADVISER, Role.SUPERVISOR, Role.EXPERT])
def test_a_shared_proxy_gives_nobody_another_s_page(role: Role) -> None:
    first, proxy = lay(role), SharedProxy()
    colleague = make.user(role, on=[Mutual.objects.get(pk=first.own.mutual)])
    second = replace(first, account=colleague, session=make.browser(colleague).cookies["contactcenter"].value)
    routes = [
        name
        for name, action in ROUTES.items()
        if action is not Action.PUBLIC and action not in API_ACTIONS and rule_for(role, action) is not None
    ]
    strange = []
    for name in routes:
        path = address(name, first.own)
        proxy.get(first, path)
        if proxy.get(second, path)[0] != str(second.account):
            strange.append(name)
    assert strange == []
