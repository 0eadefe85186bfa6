"""Encryption of identifiers at rest, and keyed digests by which they can still be found. Keys live outside the database."""

import base64
import hashlib
import hmac
import os
from collections.abc import Callable
from functools import cache
from uuid import UUID

from django.conf import settings

from accounts import sealing

INDEX_BYTES = 16


@cache
def _index_key(mutual_id: int) -> bytes:
    """Each mutual has its own key: equal numbers in two mutuals give unrelated digests."""
    return hmac.digest(base64.b64decode(settings.INDEX_KEY), f"mutual:{mutual_id}".encode(), "sha256")


def seal(text: str, *, member_id: UUID) -> bytes:
    """Ciphertext that opens for this member's row only."""
    return sealing.seal(text, bound_to=member_id.bytes)


def unseal(sealed: bytes, *, member_id: UUID) -> str:
    """The text again. Raises what `accounts.sealing.unseal` raises."""
    return sealing.unseal(sealed, bound_to=member_id.bytes)


def nir_index(body: str, *, mutual_id: int) -> bytes:
    """Keyed digest of the thirteen characters of a NIR, by which it is found without being stored readable."""
    return hmac.digest(_index_key(mutual_id), body.encode(), "sha256")[:INDEX_BYTES]


def nir_sealer(mutual_id: int) -> Callable[[str, bytes], tuple[bytes, bytes]]:
    """For bulk work: takes a NIR of 15 characters and the member's id, gives what `seal` and `nir_index` give."""
    fingerprint, cipher = sealing.sealing_key()
    encrypt, key = cipher.encrypt, _index_key(mutual_id)
    digest, random = hmac.digest, os.urandom

    def sealed(nir: str, member_id: bytes) -> tuple[bytes, bytes]:
        nonce = random(sealing.NONCE_BYTES)
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
