"""Which contacts are listened to, and which are asked about: by lot, so that nobody chooses, and so that anybody can draw again.

Every contact has a key, the BLAKE2b digest of its id under a seed; the first ones in the order of their keys are drawn. Plain Python.
"""

import secrets
from collections.abc import Collection, Iterable
from hashlib import blake2b
from typing import Final
from uuid import UUID

SEED_BYTES: Final = 32
KEY_BYTES: Final = 16
ID_BYTES: Final = 16
WHOLE: Final = 100


def fresh_seed() -> bytes:
    return secrets.token_bytes(SEED_BYTES)


def key_of(contact: UUID, seed: bytes) -> bytes:
    return blake2b(contact.bytes, digest_size=KEY_BYTES, key=seed).digest()


def drawn(contacts: Collection[UUID], seed: bytes, *, wanted: int) -> list[UUID]:
    """WANTED of the contacts in drawn order, all of them when there are fewer; the order in which they are given does not count."""
    return sorted(set(contacts), key=lambda one: key_of(one, seed))[: max(0, wanted)]


def is_of_share(contact: UUID, seed: bytes, *, percent: int) -> bool:
    """Whether the contact belongs to a share of all: the same answer each time, and none leaves the share when it grows."""
    return int.from_bytes(key_of(contact, seed), "big") * WHOLE < percent << (8 * KEY_BYTES)


def packed(contacts: Iterable[UUID]) -> bytes:
    """As a draw keeps them: sixteen bytes each, in order, each once."""
    return b"".join(sorted({one.bytes for one in contacts}))


def unpacked(contacts: bytes) -> list[UUID]:
    return [UUID(bytes=contacts[start : start + ID_BYTES]) for start in range(0, len(contacts), ID_BYTES)]
