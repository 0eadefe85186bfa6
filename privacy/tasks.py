from uuid import UUID

from celery import shared_task

from audit.actors import acting, job
from privacy import deadlines
from privacy.services import requests, retaining

_ANSWERED = int(deadlines.LEASE.total_seconds())
_NIGHT = int((deadlines.RETENTION_LASTS + deadlines.LEASE).total_seconds())


@shared_task(name="privacy.answer", soft_time_limit=_ANSWERED, time_limit=_ANSWERED)
def answer(request_id: str, mutual_id: int) -> None:
    requests.run(request_id=UUID(request_id), mutual_id=mutual_id)


@shared_task(name="privacy.answer_due", soft_time_limit=_ANSWERED, time_limit=_ANSWERED)
def answer_due() -> None:
    """What the first nudge missed, because the broker or a worker was away, or died with it."""
    with acting(job("answer_requests")):
        requests.sweep()
        retaining.count_asked()


@shared_task(name="privacy.retain", soft_time_limit=_NIGHT, time_limit=_NIGHT)
def retain() -> None:
    with acting(job("keep_durations")):
        retaining.nightly()
