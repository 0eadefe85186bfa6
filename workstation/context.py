"""What the shell shows around every page: where one may go, what one may do, and under which keys."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from accounts.matrix import Action
from accounts.models import User
from accounts.permissions import can
from ui.shell import Command, Shell, Tab
from workstation.editing.forms import FORMS, ICONS


def shell(request: HttpRequest) -> dict[str, Any]:
    """`shell` for the templates, computed when a template first asks; empty for somebody not signed in."""
    return {"shell": SimpleLazyObject(lambda: _shell(request))}


def _shell(request: HttpRequest) -> Shell:
    home = reverse("workstation:desk")
    user = getattr(request, "user", None)
    if not isinstance(user, User):
        return Shell(home_url=home)
    areas = _areas(request, user)
    alone = areas if len(areas) == 1 else ()
    return Shell(
        home_url=home,
        search_url=reverse("workstation:search") if can(user, Action.SEARCH_MEMBER) else "",
        place=str(user.team) if user.team_id else "",
        areas=() if alone else areas,
        commands=(
            *(Command(area.label, area.icon, url=area.url) for area in alone),
            *(Command(str(FORMS[kind].title), icon, target=f"#open-{kind}") for kind, icon in ICONS.items()),
            Command(_("Passkeys and second factor"), "fingerprint", url=reverse("mfa_index")),
        ),
    )


def _areas(request: HttpRequest, user: User) -> tuple[Tab, ...]:
    current = request.resolver_match.view_name if request.resolver_match else ""
    return tuple(
        Tab(label, reverse(name), icon, current=name == current)
        for action, name, label, icon in (
            (Action.SEARCH_MEMBER, "workstation:desk", _("Desk"), "headset"),
            (Action.REVIEW_BREAK_GLASS, "workstation:break_glass_review", _("Stated reasons"), "lock-open"),
            (Action.IMPORT_MEMBERS, "members:imports", _("Members’ files"), "database-import"),
            (Action.READ_ACCESS_LOG, "workstation:journal", _("Access log"), "eye"),
            (Action.ADMINISTER, "admin:index", _("Administration"), "settings"),
        )
        if can(user, action)
    )
