"""Mutuals, accounts and grants for tests. Nothing surprising is filled in; what a test depends on, it says."""

import hashlib
import os
import time
from collections.abc import Sequence
from datetime import date
from datetime import time as hour
from itertools import count
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from cryptography.hazmat.primitives.asymmetric import ec
from django.test import Client
from fido2.cose import ES256
from fido2.utils import websafe_encode
from fido2.webauthn import Aaguid, AttestationObject, AttestedCredentialData, AuthenticatorData, CollectedClientData

from accounts.models import Grant, Mutual, OpeningWindow, User
from accounts.roles import Role

_numbers = count(1)

LONG_AGO = date(2020, 1, 1)


def mutual(**fields: Any) -> Mutual:
    """An active mutual, with an invented code and name unless given."""
    number = next(_numbers)
    return Mutual.objects.create(**{"code": f"mutuelle-{number}", "name": f"Mutuelle {number}", **fields})


def opening(mutual: Mutual, *weekdays: int) -> None:
    """Open from eight to twenty on these days, Monday being 1."""
    for weekday in weekdays:
        OpeningWindow.objects.create(mutual=mutual, weekday=weekday, opens_at=hour(8), closes_at=hour(20))


def user(role: Role = Role.TELEADVISER, *, on: Sequence[Mutual] = (), password: str = "", **fields: Any) -> User:
    """An account of ROLE, granted ON these mutuals since long ago; without PASSWORD it can only be signed in by `browser`."""
    account = User(
        **{
            "username": f"{role.value}-{next(_numbers)}",
            "role": role.value,
            "is_staff": role is Role.ADMINISTRATOR,
            **fields,
        }
    )
    if password:
        account.set_password(password)
    else:
        account.set_unusable_password()
    account.save()
    for one in on:
        grant(account, one)
    return account


def grant(to: User, on: Mutual, *, starts_on: date = LONG_AGO, ends_on: date | None = None) -> Grant:
    """A grant with its four eyes: asked for by one administrator, approved by another."""
    asking, approving = user(Role.ADMINISTRATOR), user(Role.ADMINISTRATOR)
    return Grant.objects.create(
        user=to,
        mutual=on,
        starts_on=starts_on,
        ends_on=ends_on,
        requested_by=asking,
        approved_by=approving,
        approved_at="2020-01-01T00:00:00Z",
    )


def second_factor(account: User, secret: str = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP") -> Authenticator:
    """A time-based code for ACCOUNT, of a secret that the test can compute codes of."""
    return TOTP.activate(account, secret).instance


def security_key(account: User, name: str = "Clé bleue") -> Authenticator:
    """A security key of ACCOUNT, registered as a browser would have sent it; its private half is thrown away."""
    credential_id, key = os.urandom(16), ec.generate_private_key(ec.SECP256R1()).public_key()
    cose = ES256.from_cryptography_key(key)  # type: ignore[no-untyped-call]
    data = AuthenticatorData.create(
        rp_id_hash=hashlib.sha256(b"testserver").digest(),
        flags=AuthenticatorData.FLAG.UP | AuthenticatorData.FLAG.UV | AuthenticatorData.FLAG.AT,
        counter=0,
        credential_data=AttestedCredentialData.create(Aaguid.NONE, credential_id, cose),
    )
    client = CollectedClientData.create("webauthn.create", os.urandom(32), "https://testserver")
    credential = {
        "id": websafe_encode(credential_id),
        "rawId": websafe_encode(credential_id),
        "type": "public-key",
        "response": {
            "clientDataJSON": websafe_encode(client),
            "attestationObject": websafe_encode(AttestationObject.create("none", data, {})),
        },
        "clientExtensionResults": {"credProps": {"rk": True}},
    }
    return Authenticator.objects.create(user=account, type="webauthn", data={"name": name, "credential": credential})


def browser(
    account: User | None = None, *, signed_in_at: float | None = None, factors: int = 2, **defaults: Any
) -> Client:
    """A client signed in as ACCOUNT by a password at SIGNED_IN_AT (Unix time, now by default); anonymous without one.

    With two factors the account gets a time-based code if it has none: outside the demonstration nobody works without.
    """
    client = Client(**defaults)
    if account is None:
        return client
    if factors == 2 and not Authenticator.objects.filter(user=account).exists():
        second_factor(account)
    client.force_login(account)
    session = client.session
    session["account_authentication_methods_user"] = str(account.pk)
    session["account_authentication_methods"] = [
        {"method": "password", "at": signed_in_at or time.time(), "username": account.username}
    ]
    session.save()
    return client
