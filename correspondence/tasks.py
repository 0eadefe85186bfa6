from celery import shared_task

from audit.actors import acting, job
from correspondence import deadlines
from correspondence.services import delivery, spool

_PRINT_LIMIT = int(deadlines.PRINT_LEASE.total_seconds())


@shared_task(name="correspondence.deliver_due")
def deliver_due() -> None:
    with acting(job("deliver_messages")):
        delivery.deliver_due()


@shared_task(name="correspondence.tell_late")
def tell_late() -> None:
    with acting(job("tell_of_late_messages")):
        delivery.tell_late()


@shared_task(name="correspondence.make_batches", soft_time_limit=_PRINT_LIMIT, time_limit=_PRINT_LIMIT)
def make_batches() -> None:
    with acting(job("print_letters")):
        spool.make_due()
