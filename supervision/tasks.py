from celery import shared_task

from audit.actors import acting, job
from supervision import services


@shared_task(name="supervision.close_days", ignore_result=True)
def close_days() -> None:
    """Close the days that are over: asked every hour, done once a day."""
    with acting(job("close_days")):
        services.close_due_days()


@shared_task(name="supervision.tell_of_returns", ignore_result=True)
def tell_of_returns() -> None:
    """Write to whoever subscribed to a return that is ready."""
    with acting(job("tell_of_returns")):
        services.tell_of_returns()
