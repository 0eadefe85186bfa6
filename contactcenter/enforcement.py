"""Every promise with a clock, enforced: one round does what is due and leaves a sign of life; what must be told leaves by itself.

Rounds are started by two beats, by `sla_loop`, which needs neither broker nor Celery, and as a last resort by the pages
themselves. They may overlap: what is due is claimed in the database.
"""

import time
import urllib.request
from urllib.error import URLError

import structlog
from django.conf import settings
from django.db import transaction

from accounts.models import Mutual
from accounts.scopes import within_mutuals
from audit.actors import acting, job
from callbacks.services import enforcing as callbacks
from clock import deadlines, oversight, queries
from clock.services import alerts, watch
from clock.services.reconciling import Reconciled, reconcile
from complaints.services import enforcing as complaints
from contacts.services import enforcing as contacts
from quotes.services import enforcing as quotes

logger = structlog.get_logger(__name__)

ENFORCED = (callbacks, quotes, contacts, complaints)
RECONCILABLE = (callbacks.RECONCILABLE, quotes.RECONCILABLE, contacts.RECONCILABLE, *complaints.RECONCILABLE)

_watch = watch.ClockWatch()


def enforce() -> int:
    """One round; how many steps were done. A round that fails leaves no sign of life."""
    with acting(job("enforce_promises")):
        holds = _watch.leapt_ahead()
        done: int = sum(app.enforce(holds_breaches=holds) for app in ENFORCED)
        watch.sign_of_life()
    return done


def tell() -> int:
    """Send the alerts that are due; how many left. Apart from the rounds: no mail server, and no switch, delays a step."""
    with acting(job("tell_alerts")):
        left = alerts.send_due(rests=_steps_come_first)
    if settings.SLA_PING_URL and _switch.is_due():
        _ping()
    return left


@transaction.atomic
def _steps_come_first() -> bool:
    """In the scope of every mutual, which sending has."""
    return any(queries.has_many_due(table) for table in oversight.tables())


class _Switch:
    """When this process asked the dead-man's switch last, by its own clock."""

    def __init__(self) -> None:
        self._asked = float("-inf")

    def is_due(self) -> bool:
        if time.monotonic() - self._asked < deadlines.PING_EVERY.total_seconds():
            return False
        self._asked = time.monotonic()
        return True


_switch = _Switch()


def _ping() -> None:
    """Tell the dead-man's switch outside that promises are kept watch over: its silence is the alarm."""
    if health().faults:
        return
    try:
        urllib.request.urlopen(settings.SLA_PING_URL, timeout=deadlines.PING_ANSWERS.total_seconds()).close()  # noqa: S310  an address of the operator's own settings
    except (URLError, OSError, ValueError):
        logger.warning("dead_mans_switch_not_told")


def health() -> queries.Health:
    """How enforcement fares, in every mutual."""
    with within_mutuals(list(Mutual.objects.values_list("pk", flat=True))), transaction.atomic():
        return queries.health(oversight.tables())


LAST_RESORT = "last_resort"
"""Name under which one web process a minute sweeps. A lock of the session would be lost where a pooler shares connections."""


def enforce_as_last_resort() -> bool:
    """From a page, when nobody has swept for `LAST_RESORT`: one round, unless another page is at it. Whether it was done."""
    since = health().since_sweep
    if since is not None and since < deadlines.LAST_RESORT:
        return False
    if not watch.first_of(LAST_RESORT, queries.now().replace(second=0, microsecond=0)):
        return False
    logger.error("sweeping_as_last_resort")
    enforce()
    tell()
    return True


def reconcile_yesterday() -> Reconciled | None:
    """Once a night, whoever is first: the promises of the last days against the ledger. None for who comes second.

    What does not agree is told to administrators, who can do nothing but call us: the figures are in the log.
    """
    midnight = queries.now().astimezone(queries.PARIS).replace(hour=0, minute=0, second=0, microsecond=0)
    if not watch.first_of("reconcile", midnight):
        return None
    with within_mutuals(list(Mutual.objects.values_list("pk", flat=True))), transaction.atomic():
        found = Reconciled()
        for table in RECONCILABLE:
            found.add(reconcile(table, midnight - table.over, midnight))
    result = {
        "promises": found.promises,
        "steps": found.steps,
        "missing": len(found.missing),
        "extra": len(found.extra),
    }
    watch.keep_result("reconcile", midnight, result)
    (logger.error if found.missing or found.extra else logger.info)("promises_reconciled", **result)
    return found
