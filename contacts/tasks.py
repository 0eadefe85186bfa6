from collections.abc import Callable

from celery import shared_task

from accounts.models import Mutual
from accounts.scopes import within_mutuals
from audit.actors import acting, job
from contacts.services import hands, presence, telephony


@shared_task(name="contacts.wake_parked")
def wake_parked() -> None:
    _in_each_mutual("wake_parked", hands.wake_parked)


@shared_task(name="contacts.end_lost_calls")
def end_lost_calls() -> None:
    _in_each_mutual("end_lost_calls", telephony.end_lost_calls)


@shared_task(name="contacts.sign_out_lost")
def sign_out_lost() -> None:
    with acting(job("sign_out_lost")):
        presence.sign_out_lost()


def _in_each_mutual(name: str, work: Callable[[], int]) -> None:
    """One mutual after the other, so that what fails in one does not undo the work in those before it."""
    with acting(job(name)):
        for mutual_id in Mutual.objects.order_by("pk").values_list("pk", flat=True):
            with within_mutuals([mutual_id]):
                work()
