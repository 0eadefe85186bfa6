"""News from django-allauth that our rules follow. Connected in `apps`."""

from typing import Any

from accounts import services
from accounts.permissions import SignedInRequest


def second_factor_changed(request: SignedInRequest, **_: Any) -> None:
    """Sessions opened before a factor was added or removed end, but for the one it was done in."""
    services.end_other_sessions(user=request.user, but=str(request.session.session_key))
