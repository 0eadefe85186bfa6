"""What the shell shows around every page: where one may go, what one may do, and under which keys."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from accounts.matrix import Action
from accounts.models import User
from accounts.permissions import can


def shell(request: HttpRequest) -> dict[str, Any]:
    """`shell` for the templates, computed when a template first asks; nothing for somebody not signed in."""
    return {"shell": SimpleLazyObject(lambda: _shell(request))}


def _shell(request: HttpRequest) -> dict[str, Any]:
    user = getattr(request, "user", None)
    if not isinstance(user, User):
        return {}
    areas = _areas(request, user)
    return {
        "home_url": reverse("workstation:desk"),
        "search_url": reverse("workstation:desk") if can(user, Action.SEARCH_MEMBER) else "",
        "areas": areas if len(areas) > 1 else [],
        "place": str(user.team) if user.team_id else "",
        "commands": [*areas, {"label": _("Security and passkeys"), "url": reverse("mfa_index")}],
    }


def _areas(request: HttpRequest, user: User) -> list[dict[str, Any]]:
    current = request.resolver_match.view_name if request.resolver_match else ""
    return [
        {"label": label, "url": reverse(name), "current": name == current}
        for action, name, label in (
            (Action.SEARCH_MEMBER, "workstation:desk", _("Desk")),
            (Action.REVIEW_BREAK_GLASS, "workstation:break_glass_review", _("Stated reasons")),
            (Action.IMPORT_MEMBERS, "members:imports", _("Members’ files")),
            (Action.READ_ACCESS_LOG, "workstation:journal", _("Access log")),
            (Action.ADMINISTER, "admin:index", _("Administration")),
        )
        if can(user, action)
    ]
