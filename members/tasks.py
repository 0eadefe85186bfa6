from uuid import UUID

from celery import shared_task

from audit.actors import acting, job
from members import deadlines, oversight, services, uploads

_LIMIT = int(deadlines.IMPORT_LASTS.total_seconds())


@shared_task(name="members.run_import", soft_time_limit=_LIMIT, time_limit=_LIMIT)
def run_import(upload_id: str, mutual_id: int) -> None:
    uploads.run(upload_id=UUID(upload_id), mutual_id=mutual_id)


@shared_task(name="members.run_waiting_imports", soft_time_limit=_LIMIT, time_limit=_LIMIT)
def run_waiting_imports() -> None:
    """What the first nudge missed, because the broker or a worker was away."""
    uploads.tidy()
    for upload_id, mutual_id in uploads.waiting():
        uploads.run(upload_id=upload_id, mutual_id=mutual_id)


@shared_task(name="members.settle_moves")
def settle_moves() -> None:
    with acting(job("settle_moves")):
        services.settle_moves()


@shared_task(name="members.watch_readings")
def watch_readings() -> None:
    with acting(job("watch_readings")):
        oversight.watch_readings()


@shared_task(name="members.tell_of_break_glass")
def tell_of_break_glass() -> None:
    with acting(job("tell_of_break_glass")):
        oversight.tell_of_break_glass()
