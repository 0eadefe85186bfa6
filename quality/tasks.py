from celery import shared_task

from audit.actors import acting, job
from quality.services import asking, sampling


@shared_task(name="quality.draw_contacts", ignore_result=True)
def draw_contacts() -> None:
    """What the week still lacks: asked every hour, done when there is something to draw from."""
    with acting(job("draw_contacts")):
        sampling.draw_due()


@shared_task(name="quality.ask_members", ignore_result=True)
def ask_members() -> None:
    with acting(job("ask_members")):
        asking.ask_due()
