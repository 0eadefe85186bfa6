"""Encryption of identifiers at rest, and keyed digests by which they can still be found. Keys live outside the database."""

import base64
import hashlib
import hmac
import os
from collections.abc import Callable
from functools import cache
from uuid import UUID

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

NONCE_BYTES = 12
INDEX_BYTES = 16


@cache
def _keys() -> dict[bytes, AESGCM]:
    """Sealing keys by a two-byte fingerprint that each ciphertext starts with; the first one seals."""
    raw = [base64.b64decode(key) for key in settings.FIELD_KEYS]
    return {hashlib.sha256(key).digest()[:2]: AESGCM(key) for key in raw}


@cache
def _index_key(mutual_id: int) -> bytes:
    """Each mutual has its own key: equal numbers in two mutuals give unrelated digests."""
    return hmac.digest(base64.b64decode(settings.INDEX_KEY), f"mutual:{mutual_id}".encode(), "sha256")


def seal(text: str, *, member_id: UUID) -> bytes:
    """AES-256-GCM ciphertext bound to the member: copied to another row, it does not open."""
    fingerprint, key = next(iter(_keys().items()))
    nonce = os.urandom(NONCE_BYTES)
    return fingerprint + nonce + key.encrypt(nonce, text.encode(), member_id.bytes)


def unseal(sealed: bytes, *, member_id: UUID) -> str:
    """The text again. Raises KeyError for an unknown key and cryptography's InvalidTag for a changed or moved ciphertext."""
    sealed = bytes(sealed)
    nonce = sealed[2 : 2 + NONCE_BYTES]
    return _keys()[sealed[:2]].decrypt(nonce, sealed[2 + NONCE_BYTES :], member_id.bytes).decode()


def nir_index(body: str, *, mutual_id: int) -> bytes:
    """Keyed digest of the thirteen characters of a NIR, by which it is found without being stored readable."""
    return hmac.digest(_index_key(mutual_id), body.encode(), "sha256")[:INDEX_BYTES]


def nir_sealer(mutual_id: int) -> Callable[[str, bytes], tuple[bytes, bytes]]:
    """For bulk work: takes a NIR of 15 characters and the member's id, gives what `seal` and `nir_index` give."""
    fingerprint, cipher = next(iter(_keys().items()))
    encrypt, key = cipher.encrypt, _index_key(mutual_id)
    digest, random = hmac.digest, os.urandom

    def sealed(nir: str, member_id: bytes) -> tuple[bytes, bytes]:
        nonce = random(NONCE_BYTES)
        text = nir.encode()
        return fingerprint + nonce + encrypt(nonce, text, member_id), digest(key, text[:13], "sha256")[:INDEX_BYTES]

    return sealed


def row_digester(mutual_id: int) -> Callable[[str], bytes]:
    """Keyed digests of imported rows: a row holds a NIR, which a plain digest would let anybody guess."""
    keyed = hashlib.blake2b(digest_size=INDEX_BYTES, key=_index_key(mutual_id))

    def digest(row: str) -> bytes:
        own = keyed.copy()
        own.update(row.encode())
        return own.digest()

    return digest
