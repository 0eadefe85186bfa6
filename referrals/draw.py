"""The draw: five places of practice out of all that are eligible, in an order that anybody can compute again. Plain Python.

Every place has a key, the BLAKE2b digest of its id under the seed; the places in the order of their keys are the draw. The
seed is fresh from the system's generator, so that each order is as likely as any other, and nobody chooses it.
"""

import json
import secrets
from collections.abc import Collection, Iterator, Mapping, Sequence
from hashlib import blake2b, sha256
from heapq import nsmallest
from typing import Any, Final

RULE: Final = "blake2b-order"
SEED_BYTES: Final = 32
KEY_BYTES: Final = 16
ID_BYTES: Final = 8


def fresh_seed() -> bytes:
    return secrets.token_bytes(SEED_BYTES)


def packed(places: Collection[int]) -> bytes:
    """A set of places as it is kept and digested: eight bytes each, in order, each once."""
    return b"".join(place.to_bytes(ID_BYTES, "big") for place in sorted(set(places)))


def unpacked(places: bytes) -> list[int]:
    return [int.from_bytes(place, "big") for place in _each(places)]


def _each(places: bytes) -> Iterator[bytes]:
    return (places[start : start + ID_BYTES] for start in range(0, len(places), ID_BYTES))


def digest_of(places: bytes) -> bytes:
    """What a record says of the whole eligible set: SHA-256 of the packed places."""
    return sha256(places).digest()


def draw(places: bytes, seed: bytes, *, wanted: int, without: Collection[int] = ()) -> list[int]:
    """WANTED of the packed places in drawn order, all of them when there are fewer; those of WITHOUT are passed over."""
    left = {place.to_bytes(ID_BYTES, "big") for place in without}
    five = nsmallest(wanted + len(left), _keyed(places, seed))
    return [int.from_bytes(place, "big") for _, place in five if place not in left][:wanted]


def _keyed(places: bytes, seed: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Each place after its key. A copy of the keyed state costs half of a new one, and sets have thousands of places."""
    begun = blake2b(digest_size=KEY_BYTES, key=seed).copy
    for place in _each(places):
        state = begun()
        state.update(place)
        yield state.digest(), place


def in_drawn_order(names: Collection[str], seed: bytes, *, place: int) -> list[str]:
    """The people at one place in the order in which they are named: the first one stands for the place."""
    prefix = place.to_bytes(ID_BYTES, "big")
    return sorted(
        names, key=lambda name: (blake2b(prefix + name.encode(), digest_size=KEY_BYTES, key=seed).digest(), name)
    )


def draw_another(
    places: bytes, *, wanted: int, before: Sequence[int], without: Collection[int] = ()
) -> tuple[bytes, list[int], int]:
    """A seed whose sequence is not the one BEFORE, the sequence, and how many seeds it took.

    With one place, or none, there is only one sequence, which comes again.
    """
    left = len(places) // ID_BYTES - len(without)
    tries = 0
    while True:
        tries += 1
        seed = fresh_seed()
        drawn = draw(places, seed, wanted=wanted, without=without)
        if drawn != list(before) or left < 2:
            return seed, drawn, tries


def canonical(content: Mapping[str, Any]) -> bytes:
    """The one writing of a record that is digested: JSON, keys in order, no spaces, UTF-8."""
    return json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def chained(content: Mapping[str, Any], *, previous: str) -> str:
    """The digest of a record and of the one before it, as 64 hexadecimal digits; `previous` is empty for the first one."""
    return sha256(previous.encode() + canonical(content)).hexdigest()
