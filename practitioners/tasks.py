from uuid import UUID

from celery import shared_task

from practitioners import deadlines, uploads

_LIMIT = int(deadlines.IMPORT_LASTS.total_seconds())


@shared_task(name="practitioners.run_import", soft_time_limit=_LIMIT, time_limit=_LIMIT)
def run_import(upload_id: str) -> None:
    uploads.run(UUID(upload_id))


@shared_task(name="practitioners.run_waiting_imports", soft_time_limit=_LIMIT, time_limit=_LIMIT)
def run_waiting_imports() -> None:
    """What the first nudge missed, because the broker or a worker was away."""
    uploads.tidy()
    for upload_id in uploads.waiting():
        uploads.run(upload_id)
