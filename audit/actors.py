"""Who is acting: a signed-in person, an API key, or a named job. Nothing is written without one."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from audit.errors import NobodyActsError


@dataclass(frozen=True, slots=True)
class Actor:
    """`kind` is `user`, `key` or `job`; `name` is an account's name, a key's label or a job's name; never a member's."""

    kind: str
    name: str
    user_id: int | None = None
    role: str = ""
    request_id: str = ""
    network: str = ""


_current: ContextVar[Actor | None] = ContextVar("actor", default=None)


def current() -> Actor:
    """The actor of this request, task or command. Raises NobodyActsError when nobody was named."""
    actor = _current.get()
    if actor is None:
        raise NobodyActsError
    return actor


@contextmanager
def acting(actor: Actor) -> Iterator[Actor]:
    """Name the actor for the block; the one before comes back after it."""
    token = _current.set(actor)
    try:
        yield actor
    finally:
        _current.reset(token)


def job(name: str) -> Actor:
    """A machine that acts under its own name, such as `import_members`."""
    return Actor(kind="job", name=name)
