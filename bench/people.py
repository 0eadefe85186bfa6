"""Accounts that work in a bench, and their open sessions."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.middleware.csrf import CSRF_SESSION_KEY
from django.test import Client
from django.utils import timezone
from django.utils.crypto import get_random_string

from accounts.models import Grant, Mutual, User
from accounts.roles import Role
from audit.actors import acting, job
from contacts.enums import PresenceState
from contacts.models import Queue, QueueMember
from contacts.services import presence

CSRF_LENGTH = 32


@dataclass(frozen=True, slots=True)
class SignedIn:
    """An account with a session just opened: its cookie, and the token of its forms."""

    user: User
    cookie: str
    token: str

    @property
    def headers(self) -> dict[str, str]:
        return {"Cookie": f"contactcenter={self.cookie}", "X-CSRFToken": self.token}


def adviser(username: str, mutuals: Sequence[Mutual], **fields: Any) -> User:
    """A teleadviser of these mutuals, with the grants that two administrators gave."""
    user, is_new = User.objects.get_or_create(
        username=username, defaults={"role": Role.TELEADVISER.value, "first_name": "Dominique", **fields}
    )
    if is_new:
        asking, approving = (
            User.objects.get_or_create(username=f"bench-{name}", defaults={"role": Role.ADMINISTRATOR.value})[0]
            for name in ("asks", "approves")
        )
        now = timezone.now()
        Grant.objects.bulk_create(
            Grant(
                user=user,
                mutual=mutual,
                starts_on="2020-01-01",
                requested_by=asking,
                approved_by=approving,
                approved_at=now,
            )
            for mutual in mutuals
        )
    return user


def trained(user: User, queues: Sequence[Queue]) -> User:
    """USER at work and trained for these queues."""
    QueueMember.objects.bulk_create((QueueMember(user=user, queue=queue) for queue in queues), ignore_conflicts=True)
    with acting(job("bench")):
        presence.be(user=user, state=PresenceState.AVAILABLE)
    return user


def sign_in(user: User) -> SignedIn:
    """A session of USER's, as if by password a moment ago."""
    client = Client()
    client.force_login(user)
    session = client.session
    token = get_random_string(CSRF_LENGTH)
    session[CSRF_SESSION_KEY] = token
    session["account_authentication_methods_user"] = str(user.pk)
    session["account_authentication_methods"] = [{"method": "password", "at": time.time(), "username": user.username}]
    session.save()
    return SignedIn(user, str(session.session_key), token)
