from collections.abc import Callable

from celery import shared_task

from accounts.models import Mutual
from accounts.scopes import within_mutuals
from audit.actors import acting, job
from contacts import deadlines
from contacts.services import drafts, hands, mailboxes, notices, presence, requests, scans, telephony


@shared_task(name="contacts.wake_parked")
def wake_parked() -> None:
    _in_each_mutual("wake_parked", hands.wake_parked)


@shared_task(name="contacts.end_lost_calls")
def end_lost_calls() -> None:
    _in_each_mutual("end_lost_calls", telephony.end_lost_calls)


@shared_task(name="contacts.forget_drafts")
def forget_drafts() -> None:
    _in_each_mutual("forget_drafts", drafts.forget_old)


@shared_task(name="contacts.sign_out_lost")
def sign_out_lost() -> None:
    with acting(job("sign_out_lost")):
        presence.sign_out_lost()


@shared_task(name="contacts.deliver_notices")
def deliver_notices() -> None:
    with acting(job("deliver_notices")):
        notices.deliver_due()


@shared_task(name="contacts.forget_requests")
def forget_requests() -> None:
    with acting(job("forget_requests")):
        requests.forget_old()


def _in_each_mutual(name: str, work: Callable[[], int]) -> None:
    """One mutual after the other, so that what fails in one does not undo the work in those before it."""
    with acting(job(name)):
        for mutual_id in Mutual.objects.order_by("pk").values_list("pk", flat=True):
            with within_mutuals([mutual_id]):
                work()


@shared_task(name="contacts.fetch_mailboxes")
def fetch_mailboxes() -> None:
    """A task each, so that a server that does not answer holds up its own mailbox alone."""
    for mailbox_id in mailboxes.to_fetch():
        fetch_mail.delay(mailbox_id)


_FETCH_LIMIT = int(2 * deadlines.FETCH_LASTS.total_seconds())


@shared_task(name="contacts.fetch_mail", soft_time_limit=_FETCH_LIMIT, time_limit=_FETCH_LIMIT + 30)
def fetch_mail(mailbox_id: int) -> None:
    with acting(job("fetch_mail")):
        mailboxes.fetch(mailbox_id=mailbox_id)


@shared_task(name="contacts.take_scans", soft_time_limit=_FETCH_LIMIT, time_limit=_FETCH_LIMIT + 30)
def take_scans() -> None:
    with acting(job("take_scans")):
        scans.take_folder()
