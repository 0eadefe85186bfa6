"""Grids, drawn contacts, scores and questions for tests, inside the scope of their mutual. What a test depends on, it says."""

import secrets
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone

from accounts.models import Mutual, User
from contacts.models import Case
from quality import draw
from quality.enums import Kind, Mark, Satisfaction
from quality.models import Answer, Asking, Criterion, Draw, Grid, Question, Review, Sample, Sampling
from quality.services import asking, scoring

LONG_AGO = date(2020, 1, 1)
CRITERIA = (("Identité vérifiée", Kind.YES_NO, 2, True), ("Réponse exacte", Kind.SCALE, 3, False), ("Attente annoncée", Kind.YES_NO, 1, False))  # fmt: skip


def grid(criteria: Sequence[tuple[str, Kind, int, bool]] = CRITERIA, *, valid_from: date = LONG_AGO) -> Grid:
    made = Grid.objects.create(label="Grille d’écoute", valid_from=valid_from)
    for place, (label, kind, weight, is_knockout) in enumerate(criteria, 1):
        Criterion.objects.create(
            grid=made, position=place, label=label, kind=kind, weight=weight, is_knockout=is_knockout
        )
    return made


def weekly(per_week: int) -> Sampling:
    return Sampling.objects.create(valid_from=LONG_AGO, per_week=per_week)


def asks(mutual: Mutual, *, percent: int = 100, every_days: int = 30) -> Asking:
    return Asking.objects.create(mutual=mutual, valid_from=LONG_AGO, percent=percent, every_days=every_days)


def sample(of: Case, adviser: User) -> Sample:
    """OF drawn, whatever is drawn otherwise."""
    turn = Draw.objects.filter(adviser=adviser).count() + 1
    made = Draw.objects.create(
        adviser=adviser, week=LONG_AGO, turn=turn, seed=draw.fresh_seed(), candidates=draw.packed([of.pk]), wanted=1, by="test"
    )  # fmt: skip
    return Sample.objects.create(
        mutual_id=of.mutual_id, draw=made, case=of, adviser=adviser, channel=of.channel,
        reason=of.reason.code if of.reason else "", closed_at=of.closed_at or timezone.now(),
    )  # fmt: skip


def marks(of: Grid, *said: str) -> dict[int, str]:
    """SAID in the order of the criteria; best marks where nothing is said."""
    best = {Kind.YES_NO.value: Mark.YES, Kind.SCALE.value: Mark.THREE}
    criteria = list(of.criteria.all())
    given = [*said, *(best[one.kind] for one in criteria[len(said) :])]
    return {one.pk: str(mark) for one, mark in zip(criteria, given, strict=True)}


def review(of: Sample, by: User, version: Grid, *said: str, comment: str = "Bien dit.") -> Review:
    return scoring.give(user=by, sample_id=of.pk, grid_id=version.pk, marks=marks(version, *said), comment=comment)


def question(of: Case, adviser: User, **fields: Any) -> tuple[Question, str]:
    """A question about OF, and the secret of its link."""
    secret, now = secrets.token_urlsafe(32), timezone.now()
    said = {"asked_at": now, "expires_at": now + timedelta(days=14), "channel": of.channel, **fields}
    assert of.member_id is not None
    made = Question.objects.create(
        mutual_id=of.mutual_id,
        case=of,
        member_id=of.member_id,
        adviser=adviser,
        digest=asking.digest_of(secret),
        **said,
    )
    return made, secret


def answer(of: Question, score: Satisfaction, *, comment: str = "", at: datetime | None = None) -> Answer:
    said = {"at": at} if at else {}
    return Answer.objects.create(mutual_id=of.mutual_id, question=of, score=score, comment=comment, **said)
