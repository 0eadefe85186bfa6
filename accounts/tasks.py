from celery import shared_task

from accounts import services
from audit.actors import acting, job


@shared_task(name="accounts.clear_sessions")
def clear_sessions() -> None:
    services.clear_sessions()


@shared_task(name="accounts.announce_alarms")
def announce_alarms() -> None:
    with acting(job("announce_alarms")):
        services.announce_alarms()


@shared_task(name="accounts.forget_drafts")
def forget_drafts() -> None:
    services.forget_old_drafts()
