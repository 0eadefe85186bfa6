from celery import shared_task

from audit.actors import acting, job
from quotes.services import prices


@shared_task(name="quotes.count_usual_prices")
def count_usual_prices() -> None:
    with acting(job("count_usual_prices")):
        prices.count_usual_prices()
