"""Who looks at a case now and who writes in it, in Valkey alone: signs that pass, no fact. Lost, they come back by themselves."""

from dataclasses import dataclass
from enum import StrEnum
from time import time
from uuid import UUID

from redis import RedisError

from accounts.models import User
from contacts import deadlines, queries
from live.queries import server
from live.services import announce

LASTS = int(deadlines.VIEWER_LOST.total_seconds())


class Doing(StrEnum):
    LOOKING = "looking"
    WRITING = "writing"
    LEFT = "left"


@dataclass(frozen=True, slots=True)
class Viewer:
    user: User
    is_writing: bool


def sign(*, user: User, case_id: UUID, doing: Doing) -> list[Viewer]:
    """USER does this now; the others, by name, who writes first. They are told when it is news.

    Raises Case.DoesNotExist for a case that is not the account's to read.
    """
    queries.case_for(user, case_id)
    try:
        before = _signs(case_id)
        _write(user, case_id, doing)
    except RedisError:
        return []
    others = {user_id: state for user_id, state in before.items() if user_id != user.pk}
    if before.get(user.pk, Doing.LEFT) != doing:
        announce("viewers", to=others, subject_id=case_id)
    people = User.objects.in_bulk(others)
    found = [Viewer(people[user_id], state == Doing.WRITING) for user_id, state in others.items() if user_id in people]
    return sorted(found, key=lambda viewer: (not viewer.is_writing, viewer.user.get_full_name()))


def _key(case_id: UUID) -> str:
    return f"viewers:{case_id}"


def _signs(case_id: UUID) -> dict[int, Doing]:
    """Account ids with what each last said, of those heard within the last half minute."""
    now, found = time(), {}
    for user_id, said in server().hgetall(_key(case_id)).items():
        doing, _, until = (said.decode() if isinstance(said, bytes) else said).partition(" ")
        if float(until) > now:
            found[int(user_id)] = Doing(doing)
    return found


def _write(user: User, case_id: UUID, doing: Doing) -> None:
    pipe = server().pipeline()
    if doing == Doing.LEFT:
        pipe.hdel(_key(case_id), str(user.pk))
    else:
        pipe.hset(_key(case_id), str(user.pk), f"{doing} {time() + LASTS:.6f}")
        pipe.expire(_key(case_id), LASTS)
    pipe.execute()
