"""Encryption of secrets and identifiers at rest. Keys live outside the database."""

import base64
import hashlib
import os
from functools import cache

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

NONCE_BYTES = 12


@cache
def _keys() -> dict[bytes, AESGCM]:
    """Sealing keys by a two-byte fingerprint that each ciphertext starts with; the first one seals."""
    raw = [base64.b64decode(key) for key in settings.FIELD_KEYS]
    return {hashlib.sha256(key).digest()[:2]: AESGCM(key) for key in raw}


def sealing_key() -> tuple[bytes, AESGCM]:
    """Fingerprint and cipher that seal now, for bulk work."""
    return next(iter(_keys().items()))


def seal(text: str, *, bound_to: bytes) -> bytes:
    """AES-256-GCM ciphertext bound to its row's own key: copied to another row, it does not open."""
    return seal_bytes(text.encode(), bound_to=bound_to)


def unseal(sealed: bytes, *, bound_to: bytes) -> str:
    """The text again. Raises KeyError for an unknown key and cryptography's InvalidTag for a changed or moved ciphertext."""
    return unseal_bytes(sealed, bound_to=bound_to).decode()


def seal_bytes(content: bytes, *, bound_to: bytes) -> bytes:
    """As `seal`, for what is no text."""
    fingerprint, key = sealing_key()
    nonce = os.urandom(NONCE_BYTES)
    return fingerprint + nonce + key.encrypt(nonce, content, bound_to)


def unseal_bytes(sealed: bytes, *, bound_to: bytes) -> bytes:
    """As `unseal`, and raises what it raises."""
    sealed = bytes(sealed)
    nonce = sealed[2 : 2 + NONCE_BYTES]
    return _keys()[sealed[:2]].decrypt(nonce, sealed[2 + NONCE_BYTES :], bound_to)
