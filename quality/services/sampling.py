"""Contacts are drawn: so many of each adviser a week, by lot, none twice, none that somebody of quality worked on."""

from datetime import date, datetime

import structlog
from django.db import connection, transaction
from django.utils import timezone

from accounts.models import User
from audit import actors
from contacts.models import Case
from contacts.services.base import everywhere
from quality import deadlines, draw, queries
from quality.models import Draw, Sample

logger = structlog.get_logger(__name__)


def draw_due() -> int:
    """Draw what this week still lacks, of every adviser and mutual; how many contacts. Two at once follow each other."""
    now = timezone.now()
    with everywhere(), transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext('quality.draw'))")
        per_week = queries.per_week(timezone.localdate(now))
        made = sum(_draw_of(adviser, per_week, now) for adviser in queries.advisers_at_work(now)) if per_week else 0
    if made:
        logger.info("contacts_drawn", count=made)
    return made


def _draw_of(adviser: User, per_week: int, now: datetime) -> int:
    week = _monday(timezone.localdate(now))
    before = Draw.objects.filter(adviser=adviser, week=week).count()
    wanted = per_week - Sample.objects.filter(draw__adviser=adviser, draw__week=week).count()
    cases = {case.pk: case for case in queries.candidates(adviser, now)} if wanted > 0 else {}
    if not cases:
        return 0
    seed = draw.fresh_seed()
    made = Draw(
        adviser=adviser, week=week, turn=before + 1, seed=seed, candidates=draw.packed(cases), wanted=wanted,
        by=actors.current().name,
    )  # fmt: skip
    made.save(force_insert=True)
    chosen = draw.drawn(list(cases), seed, wanted=wanted)
    Sample.objects.bulk_create(_sample(made, cases[case_id]) for case_id in chosen)
    return len(chosen)


def _sample(made: Draw, case: Case) -> Sample:
    assert case.closed_at is not None  # noqa: S101  for the type checker: it is closed
    return Sample(
        mutual_id=case.mutual_id, draw=made, case=case, adviser=made.adviser, channel=case.channel,
        reason=case.reason.code if case.reason else "", closed_at=case.closed_at,
    )  # fmt: skip


def _monday(day: date) -> date:
    return day - day.weekday() * deadlines.ONE_DAY
