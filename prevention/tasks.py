from celery import shared_task

from audit.actors import acting, job
from prevention.fetching import fetch_due


@shared_task(name="prevention.fetch_sources", ignore_result=True)
def fetch_sources() -> None:
    """Look at the feeds and pages that are due."""
    with acting(job("fetch_sources")):
        fetch_due()
