"""News from Django that presence follows. Connected in `apps`."""

from typing import Any

from accounts.models import User
from contacts.services import presence


def signed_out(user: User | None, **_: Any) -> None:
    if user is not None:
        presence.leave(user=user)
