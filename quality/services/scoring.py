"""A drawn contact is scored once; its adviser reads the score, and may answer once."""

from collections.abc import Mapping
from uuid import UUID

from django.db import transaction
from django.db.models.functions import Now
from django.utils import timezone

from accounts.models import User
from contacts.models import Entry
from live.services import announce
from quality import queries, scores
from quality.enums import MARKS, Kind
from quality.errors import (
    GridChangedError,
    HandledError,
    NoCommentError,
    NoGridError,
    NothingAppliesError,
    NotMarkedError,
    NoWordsError,
    RemarkedAlreadyError,
    ScoredAlreadyError,
)
from quality.models import Criterion, Grid, Remark, Review, Sample
from quality.scores import Marked


@transaction.atomic
def keep_draft(*, user: User, sample_id: UUID, typed: Mapping[str, str]) -> None:
    """What is typed so far, whoever typed before. Nothing of a contact that was scored."""
    Sample.objects.filter(pk=sample_id, scored_at__isnull=True).update(draft=dict(typed), draft_by=user)


@transaction.atomic
def give(*, user: User, sample_id: UUID, grid_id: int, marks: Mapping[int, str], comment: str) -> Review:
    """Score a drawn contact by the grid in force, which must be GRID_ID, the one that was read. MARKS by criterion's key.

    Raises ScoredAlreadyError, HandledError, NoGridError, GridChangedError, and a QualityInputError, which names its field.
    """
    sample = _locked(sample_id)
    if sample.scored_at is not None:
        raise ScoredAlreadyError
    if Entry.objects.filter(case=sample.case_id, by=user).exists():
        raise HandledError
    grid = _grid_of(grid_id)
    if not comment.strip():
        raise NoCommentError
    review = Review(mutual_id=sample.mutual_id, sample=sample, grid=grid, by=user, comment=comment.strip())
    review.marks, review.score = judged(list(grid.criteria.all()), marks)
    review.save(force_insert=True)
    Sample.objects.filter(pk=sample.pk).update(scored_at=Now(), draft={}, draft_by=None)
    announce("review", to=[sample.adviser_id], subject_id=sample.pk)
    return review


def judged(criteria: list[Criterion], marks: Mapping[int, str]) -> tuple[dict[str, str], int]:
    """Marks as they are kept, and what they come to. Raises NotMarkedError, NothingAppliesError."""
    if any(marks.get(one.pk) not in MARKS[Kind(one.kind)] for one in criteria):
        raise NotMarkedError
    points = scores.score(Marked(one.weight, str(marks[one.pk]), one.is_knockout) for one in criteria)
    if points is None:
        raise NothingAppliesError
    return {str(one.pk): str(marks[one.pk]) for one in criteria}, points


def _grid_of(grid_id: int) -> Grid:
    grid = queries.grid_on(timezone.localdate())
    if grid is None:
        raise NoGridError
    if grid.pk != grid_id:
        raise GridChangedError
    return grid


def _locked(sample_id: UUID) -> Sample:
    return Sample.objects.select_for_update(of=("self",), no_key=True).get(pk=sample_id)


@transaction.atomic
def see(*, user: User, sample_id: UUID) -> None:
    """Their adviser has read the score. Nothing the second time."""
    Sample.objects.filter(pk=sample_id, adviser=user, scored_at__isnull=False, seen_at__isnull=True).update(
        seen_at=Now()
    )


@transaction.atomic
def remark(*, user: User, sample_id: UUID, text: str) -> Remark:
    """The adviser's answer, which also says that the score was read. Raises NoWordsError, RemarkedAlreadyError."""
    sample = _locked(sample_id)
    if Remark.objects.filter(review__sample=sample).exists():
        raise RemarkedAlreadyError
    if not text.strip():
        raise NoWordsError
    made = Remark(mutual_id=sample.mutual_id, review=sample.review, text=text.strip(), by=user)
    made.save(force_insert=True)
    see(user=user, sample_id=sample_id)
    return made
