"""Requests: entered, approved by a second person, refused with a reason, done by a worker. The row is what is due."""

from collections.abc import Iterator
from contextlib import AbstractContextManager
from datetime import date
from functools import partial
from uuid import UUID

import structlog
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction
from django.db.models import F
from django.db.models.functions import Now
from django.utils import timezone

from accounts.models import Mutual, User
from accounts.scopes import within_mutuals
from accounts.sealing import seal, unseal
from audit.actors import Actor, acting
from audit.enums import Act
from audit.services import record
from live import queries as progress
from live.services import telling_progress
from members.models import Member
from members.services import proven_facts
from privacy import deadlines, queries, sealing
from privacy.enums import OPEN, UNDER_WAY, Asker, Category, Ground, Kind, Origin, RequestState
from privacy.errors import AlreadyErasedError, CannotEraseError, RequestOpenError, RequestOverError, SecondPersonError
from privacy.models import Erasure, Request
from privacy.services import archives, erasing
from privacy.services.telling import medical_texts
from privacy.walk import PERSON, rows_of

logger = structlog.get_logger(__name__)


@transaction.atomic
def enter(
    *, user: User, member_id: UUID, proof: str, kind: Kind, asker: Asker, ground: Ground, received_on: date
) -> Request:
    """A request of the person whom two facts of the account's search named. An access waits for a worker, an erasure for approval.

    Raises TooFewFactsError, Member.DoesNotExist, AlreadyErasedError, CannotEraseError, RequestOpenError.
    """
    proven_facts(user=user, member_id=member_id, proof=proof)
    shown = Member.objects.get(pk=min(queries.people_of(member_id) - _merged(member_id)))
    if queries.is_erased(shown.pk):
        raise AlreadyErasedError
    if kind == Kind.ERASURE:
        erasing.check(shown.pk)
    made = Request(
        mutual_id=shown.mutual_id, member=shown, kind=kind, asker=asker, ground=ground, received_on=received_on,
        due_on=deadlines.answer_due(received_on), entered_by=user,
        state=RequestState.TO_APPROVE if kind == Kind.ERASURE else RequestState.WAITING,
        next_at=None if kind == Kind.ERASURE else Now(),
    )  # fmt: skip
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError as clash:
        raise RequestOpenError from clash
    _note(made, Act.OPEN)
    return made


def _merged(member_id: UUID) -> set[UUID]:
    """Files of the person that are shown as another one."""
    return set(
        Member.objects.filter(pk__in=queries.people_of(member_id), merged_into__isnull=False).values_list(
            "pk", flat=True
        )
    )


@transaction.atomic
def approve(*, user: User, request_id: UUID) -> None:
    """A second person has the erasure done. Raises SecondPersonError, RequestOverError, CannotEraseError, Request.DoesNotExist."""
    request = _locked(user, request_id)
    if request.entered_by_id == user.pk:
        raise SecondPersonError
    if request.state != RequestState.TO_APPROVE:
        raise RequestOverError
    erasing.check(request.member_id)
    _change(request, state=RequestState.WAITING, next_at=Now(), approved_by=user, approved_at=Now())


@transaction.atomic
def refuse(*, user: User, request_id: UUID, why: str) -> None:
    """End a request that nobody has begun, with the reason that the person is told. Raises RequestOverError."""
    request = _locked(user, request_id)
    if request.state not in OPEN or request.state == RequestState.RUNNING:
        raise RequestOverError
    ended = {"state": RequestState.REFUSED, "next_at": None, "ended_at": Now()}
    _change(request, **ended, refused_by=user, refused_why=why)


@transaction.atomic
def again(*, user: User, request_id: UUID) -> None:
    """Try once more what could not be done. Raises RequestOverError."""
    request = _locked(user, request_id)
    if request.state != RequestState.FAILED:
        raise RequestOverError
    _change(request, state=RequestState.WAITING, next_at=Now(), attempts=0, ended_at=None, result={})


def _locked(user: User, request_id: UUID) -> Request:
    return queries.visible_to(user).select_for_update(of=("self",), no_key=True).get(pk=request_id)


def _change(request: Request, **fields: object) -> None:
    Request.objects.filter(pk=request.pk).update(**fields)


# ---- done by a worker


def waiting() -> list[tuple[UUID, int]]:
    """Ids of what is due, with their mutual's: what waits, and what a worker that died had in hand."""
    with _every_mutual(), transaction.atomic():
        due = Request.objects.filter(state__in=UNDER_WAY, next_at__lte=Now()).order_by("next_at")
        return list(due.values_list("pk", "mutual_id"))


def run(*, request_id: UUID, mutual_id: int) -> None:
    """Do what is due; nothing when another worker has it. What fails is tried again, and in the end said on the row."""
    with within_mutuals([mutual_id]):
        request = _claim(request_id)
        if request is None:
            return
        actor = Actor(kind="job", name="answer_request", user_id=request.entered_by_id, role=request.entered_by.role)
        with acting(actor):
            try:
                _erase(request) if request.is_erasure else _give_access(request)
            except CannotEraseError as error:
                _give_up(request, {"obstacles": [one.value for one in error.obstacles]})
            except AlreadyErasedError:
                _finish(request)  # by the attempt before, which died on its way here
            except Exception:
                _postpone(request)
                raise


def sweep() -> None:
    """Everything that is due, and files that erasures left."""
    for request_id, mutual_id in waiting():
        run(request_id=request_id, mutual_id=mutual_id)
    with _every_mutual():
        erasing.delete_left_files()


def percent_done(request: Request) -> int:
    return progress.percent_done(_progress_key(request.pk))


@transaction.atomic
def _claim(request_id: UUID) -> Request | None:
    mine = Request.objects.filter(pk=request_id, state__in=UNDER_WAY, next_at__lte=Now())
    lease = {"state": RequestState.RUNNING, "next_at": Now() + deadlines.LEASE, "attempts": F("attempts") + 1}
    if not mine.update(**lease):
        return None
    return Request.objects.select_related("entered_by", "mutual").get(pk=request_id)


@transaction.atomic
def _give_access(request: Request) -> None:
    code = archives.new_code()
    rows = rows_of(PERSON, queries.people_of(request.member_id))
    told = telling_progress(_progress_key(request.pk), lasts=deadlines.LEASE)
    name, size, counts = archives.keep(request, rows=rows, code=code, progress=told)
    until = deadlines.months_after(timezone.localdate(), queries.months()[Category.ARCHIVES])
    has_medical = any(medical_texts(rows))
    sealed = seal(code, bound_to=_bound(request)) if has_medical else None
    _finish(request, file=name, size=size, expires_on=until, code_sealed=sealed, result=counts)
    detail = {"tables": len(counts), "rows": sum(counts.values())}
    _note(request, Act.EXPORT, detail=detail)


def _erase(request: Request) -> None:
    erasure = erasing.erase(member_id=request.member_id, origin=Origin.REQUEST, request=request)
    _finish(request, result=erasure.counts)


@transaction.atomic
def _finish(request: Request, **fields: object) -> None:
    _change(request, state=RequestState.DONE, next_at=None, ended_at=Now(), **fields)


@transaction.atomic
def _give_up(request: Request, why: dict[str, list[str]]) -> None:
    _change(request, state=RequestState.FAILED, next_at=None, ended_at=Now(), result=why)


@transaction.atomic
def _postpone(request: Request) -> None:
    if request.attempts >= deadlines.MOST_ATTEMPTS:
        return _give_up(request, {})
    return _change(request, state=RequestState.WAITING, next_at=Now() + deadlines.RETRY)


# ---- taken


@transaction.atomic
def take(*, user: User, request_id: UUID) -> tuple[Request, Iterator[bytes]]:
    """The archive, journalled before its first byte. The matrix asked for a fresh authentication. Raises Request.DoesNotExist."""
    request = queries.visible_to(user).exclude(file="").get(pk=request_id, state=RequestState.DONE)
    _note(request, Act.EXPORT, route="privacy:archive")
    return request, _blocks(str(request.file), request.pk)


@transaction.atomic
def take_extract(*, user: User, erasure_id: UUID) -> tuple[Erasure, Iterator[bytes]]:
    """What the law has kept of somebody who was erased, journalled. Raises Erasure.DoesNotExist."""
    erasure = queries.erasures(user).get(pk=erasure_id)
    record(
        act=Act.EXPORT,
        mutual_id=erasure.mutual_id,
        member_id=erasure.member_id,
        ground="extract",
        route="privacy:extract",
    )
    return erasure, _blocks(str(erasure.extract), erasure.pk)


def _blocks(name: str, owner_id: UUID) -> Iterator[bytes]:
    """Raises FileNotFoundError now, not in the middle of an answer."""
    if not default_storage.exists(name):
        raise FileNotFoundError(name)
    return sealing.unsealed(partial(default_storage.open, name), owner_id=owner_id)


@transaction.atomic
def reveal_code(*, user: User, request_id: UUID) -> str:
    """What opens the medical part, for an expert who hands it over; journalled. Raises Request.DoesNotExist."""
    request = queries.with_medical_part(user).get(pk=request_id)
    _note(request, Act.READ_CASE, route="privacy:medical")
    return unseal(bytes(request.code_sealed or b""), bound_to=_bound(request))


def _note(request: Request, act: Act, *, route: str = "", detail: dict[str, int] | None = None) -> None:
    record(
        act=act,
        mutual_id=request.mutual_id,
        member_id=request.member_id,
        ground=request.ground,
        route=route,
        detail={"request": str(request.pk), **(detail or {})},
    )


def _bound(request: Request) -> bytes:
    return b"privacy.request.code" + request.pk.bytes


def _progress_key(request_id: UUID) -> str:
    return f"privacy:{request_id}"


def _every_mutual() -> AbstractContextManager[None]:
    return within_mutuals(list(Mutual.objects.values_list("pk", flat=True)))
