from celery import shared_task

from audit.actors import acting, job
from correspondence import deadlines
from correspondence.enums import Carrier
from correspondence.services import delivery, mailings, posting, spool

_POST_LIMIT = 3 * int(deadlines.POST_LASTS.total_seconds())
_PRINT_LIMIT = int(deadlines.PRINT_LEASE.total_seconds())


@shared_task(name="correspondence.deliver_due")
def deliver_due() -> None:
    with acting(job("deliver_messages")):
        delivery.deliver_due()


@shared_task(name="correspondence.hand_in_due", soft_time_limit=_POST_LIMIT, time_limit=_POST_LIMIT)
def hand_in_due() -> None:
    with acting(job("hand_letters_in")):
        delivery.deliver_due(carriers=(Carrier.POST,))
        posting.ask_due()


@shared_task(name="correspondence.send_mailings")
def send_mailings() -> None:
    with acting(job("send_mailings")):
        mailings.send_due()


@shared_task(name="correspondence.tell_late")
def tell_late() -> None:
    with acting(job("tell_of_late_messages")):
        delivery.tell_late()


@shared_task(name="correspondence.make_batches", soft_time_limit=_PRINT_LIMIT, time_limit=_PRINT_LIMIT)
def make_batches() -> None:
    with acting(job("print_letters")):
        spool.make_due()
