from celery import shared_task

from audit import services


@shared_task(name="audit.seal_journal")
def seal_journal() -> None:
    services.seal_journal()
