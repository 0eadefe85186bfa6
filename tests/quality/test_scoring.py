"""A score is given once, by the grid in force, with words; its adviser reads it and answers once."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.db.utils import ProgrammingError
from django.utils import timezone

from accounts.models import User
from contacts.enums import EntryKind
from contacts.services.base import add_entry
from quality import queries
from quality.enums import Kind, Mark
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
from quality.models import Grid, Review, Sample
from quality.services import scoring
from tests.factories import quality as make

pytestmark = pytest.mark.usefixtures("within")


def kept() -> tuple[int, int]:
    """Scores, and contacts that say they are scored."""
    return Review.objects.count(), Sample.objects.filter(scored_at__isnull=False).count()


def test_a_score_is_kept_with_its_grid(sample: Sample, manager: User, grid: Grid) -> None:
    given = make.review(sample, manager, grid, Mark.YES, Mark.ONE, Mark.NOT_APPLICABLE)
    sample.refresh_from_db()
    told = [(criterion.label, mark) for criterion, mark in given.told]
    assert (given.score, sample.scored_at is not None, sample.draft) == (60, True, {})  # (2 + 3/3) / 5
    assert told == [("Identité vérifiée", "yes"), ("Réponse exacte", "1"), ("Attente annoncée", "na")]


def test_what_must_not_fail_makes_it_nothing(sample: Sample, manager: User, grid: Grid) -> None:
    assert make.review(sample, manager, grid, Mark.NO).score == 0


@pytest.mark.parametrize(
    ("said", "error"),
    [
        ({"comment": "  "}, NoCommentError),
        ({"marks": {}}, NotMarkedError),
        ({"said": ("3",)}, NotMarkedError),
        ({"said": ("yes", "yes")}, NotMarkedError),
        ({"grid_id": 0}, GridChangedError),
    ],
)
def test_bad_scores_are_refused(
    sample: Sample, manager: User, grid: Grid, said: dict[str, Any], error: type[Exception]
) -> None:
    asked = {"grid_id": grid.pk, "comment": "Bien.", "marks": make.marks(grid, *said.pop("said", ())), **said}
    with pytest.raises(error):
        scoring.give(user=manager, sample_id=sample.pk, **asked)
    assert kept() == (0, 0)


def test_a_contact_to_which_nothing_applies_has_no_score(sample: Sample, manager: User) -> None:
    version = make.grid([("Attente annoncée", Kind.YES_NO, 1, False)])
    with pytest.raises(NothingAppliesError):
        make.review(sample, manager, version, Mark.NOT_APPLICABLE)
    assert kept() == (0, 0)


def test_without_a_grid_nothing_is_scored(sample: Sample, manager: User) -> None:
    tomorrow = make.grid(valid_from=timezone.localdate() + timedelta(days=1))
    with pytest.raises(NoGridError):
        make.review(sample, manager, tomorrow)
    assert kept() == (0, 0)


def test_a_score_stands(sample: Sample, manager: User, grid: Grid) -> None:
    make.review(sample, manager, grid)
    with pytest.raises(ScoredAlreadyError):
        make.review(sample, manager, grid, Mark.NO)
    assert Review.objects.get().score == 100


def test_nobody_scores_what_they_worked_on(sample: Sample, manager: User, grid: Grid) -> None:
    add_entry(sample.case, EntryKind.NOTE, by=manager, text="Relu")
    with pytest.raises(HandledError):
        make.review(sample, manager, grid)
    assert (kept(), queries.to_score(manager).count()) == ((0, 0), 0)


KEPT = {
    **dict.fromkeys(("grid", "criterion", "draw", "sampling"), "id"),
    **dict.fromkeys(("review", "remark", "asking", "question", "answer"), "mutual_id"),
}
"""Tables whose rows stand, with a column of each."""


@pytest.mark.parametrize("verb", ["UPDATE quality_{0} SET {1} = {1}", "DELETE FROM quality_{0}"])
@pytest.mark.parametrize("table", KEPT)
def test_what_stands_cannot_be_changed(within: object, table: str, verb: str) -> None:
    with pytest.raises(ProgrammingError, match="permission denied"), connection.cursor() as cursor:
        cursor.execute(verb.format(table, KEPT[table]))


def test_a_new_grid_changes_no_score(sample: Sample, manager: User, grid: Grid) -> None:
    given = make.review(sample, manager, grid)
    make.grid([("Tout autre", Kind.YES_NO, 1, False)], valid_from=timezone.localdate())
    again = Review.objects.get(pk=given.pk)
    assert (again.score, len(again.told)) == (100, 3)


def test_the_adviser_reads_and_answers_once(sample: Sample, adviser: User, manager: User, grid: Grid) -> None:
    make.review(sample, manager, grid)
    before = queries.unread(adviser)
    scoring.remark(user=adviser, sample_id=sample.pk, text=" L’attente était annoncée. ")
    with pytest.raises(RemarkedAlreadyError):
        scoring.remark(user=adviser, sample_id=sample.pk, text="Encore")
    sample.refresh_from_db()
    assert (before, queries.unread(adviser), sample.review.remark.text) == (1, 0, "L’attente était annoncée.")


def test_an_empty_remark_is_refused(sample: Sample, adviser: User, manager: User, grid: Grid) -> None:
    make.review(sample, manager, grid)
    with pytest.raises(NoWordsError):
        scoring.remark(user=adviser, sample_id=sample.pk, text="  ")
    assert queries.unread(adviser) == 1


def test_a_draft_is_kept_until_the_score(sample: Sample, manager: User, grid: Grid) -> None:
    scoring.keep_draft(user=manager, sample_id=sample.pk, typed={"comment": "Je comm"})
    sample.refresh_from_db()
    begun = (sample.draft, sample.draft_by)
    make.review(sample, manager, grid)
    scoring.keep_draft(user=manager, sample_id=sample.pk, typed={"comment": "trop tard"})
    sample.refresh_from_db()
    assert (begun, sample.draft) == (({"comment": "Je comm"}, manager), {})
