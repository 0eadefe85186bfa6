"""Telephone systems, the keys of their signatures, and what was refused under their names."""

import secrets

from django.db.models import F
from django.db.models.functions import Now

from accounts.models import User
from accounts.permissions import check_administrator
from accounts.sealing import seal, unseal
from contacts.models import TelephonySystem


def add_system(*, system: TelephonySystem, by: User) -> str:
    """Save a new system, and the key of its signatures, which is stored sealed and never shown again."""
    check_administrator(by)
    secret = secrets.token_urlsafe(32)
    seal_secret(system, secret)
    system.save(force_insert=True)
    return secret


def renew_secret(*, system: TelephonySystem, by: User) -> str:
    """Another key: what is signed with the one before is refused from now on."""
    check_administrator(by)
    secret = secrets.token_urlsafe(32)
    seal_secret(system, secret)
    system.save(update_fields=["secret_sealed"])
    return secret


def seal_secret(system: TelephonySystem, secret: str) -> None:
    """Set the key of its signatures, unsaved. Its code, which never changes, binds the ciphertext."""
    system.secret_sealed = seal(secret, bound_to=_bound(system))


def secret_of(system: TelephonySystem) -> str:
    return unseal(bytes(system.secret_sealed), bound_to=_bound(system))


def _bound(system: TelephonySystem) -> bytes:
    return system.code.encode()


def refuse(*, system: TelephonySystem) -> None:
    """Something came under this system's name that was not taken."""
    TelephonySystem.objects.filter(pk=system.pk).update(refused_count=F("refused_count") + 1, refused_at=Now())
