from celery import shared_task

from audit.actors import acting, job
from correspondence.services import delivery


@shared_task(name="correspondence.deliver_due")
def deliver_due() -> None:
    with acting(job("deliver_messages")):
        delivery.deliver_due()


@shared_task(name="correspondence.tell_late")
def tell_late() -> None:
    with acting(job("tell_of_late_messages")):
        delivery.tell_late()
