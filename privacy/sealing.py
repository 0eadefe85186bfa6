"""Archives at rest: ciphertext in blocks, each bound to its archive, its place and whether it is the last."""

import struct
from collections.abc import Callable, Iterator
from typing import Any, BinaryIO
from uuid import UUID

from accounts.sealing import seal_bytes, unseal_bytes

BLOCK = 4 * 1024 * 1024


def seal_file(plain: BinaryIO, sealed: BinaryIO, *, owner_id: UUID) -> None:
    """Write what PLAIN holds to SEALED; it opens for the row of OWNER_ID alone."""
    place, block = 0, plain.read(BLOCK)
    while True:
        following = plain.read(BLOCK)
        content = seal_bytes(block, bound_to=_bound(owner_id, place, is_last=not following))
        sealed.write(struct.pack(">I", len(content)) + content)
        if not following:
            return
        place, block = place + 1, following


def unsealed(opened: Callable[[], Any], *, owner_id: UUID) -> Iterator[bytes]:
    """The plain blocks again, of the file that OPENED gives. Raises InvalidTag for a block that was changed, moved, or is the last by force."""
    with opened() as sealed:
        place, head = 0, sealed.read(4)
        while head:
            content = sealed.read(struct.unpack(">I", head)[0])
            head = sealed.read(4)
            yield unseal_bytes(content, bound_to=_bound(owner_id, place, is_last=not head))
            place += 1


def _bound(owner_id: UUID, place: int, *, is_last: bool) -> bytes:
    return b"privacy.archive" + owner_id.bytes + struct.pack(">I?", place, is_last)
