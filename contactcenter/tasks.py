from celery import shared_task

from audit.actors import acting, job
from contactcenter import enforcement


@shared_task(name="contactcenter.enforce")
def enforce() -> None:
    enforcement.enforce()


@shared_task(name="contactcenter.tell")
def tell() -> None:
    enforcement.tell()


@shared_task(name="contactcenter.reconcile")
def reconcile() -> None:
    with acting(job("reconcile_promises")):
        enforcement.reconcile_yesterday()
