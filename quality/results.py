"""What the pages of quality show: averages of teams and of oneself, and where points are lost."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.utils import timezone

from accounts.matrix import Action
from accounts.models import Team, User
from accounts.permissions import can
from quality import deadlines, queries, scores
from quality.models import Review
from quality.queries import Averages
from quality.scores import Marked

LEAST: Final = 3
"""Of fewer scores or answers no average is shown: it would be somebody's own."""

SHOWN: Final = 50


@dataclass(frozen=True, slots=True)
class Line:
    """A criterion of the grids of a quarter, with its mean in points of a hundred, over the contacts to which it applied."""

    label: str
    score: int
    reviews: int


@dataclass(frozen=True, slots=True)
class OfTeam:
    """`score` and `satisfaction` are None under `LEAST`."""

    team: Team | None
    averages: Averages
    lines: list[Line]

    @property
    def score(self) -> int | None:
        return self.averages.score if self.averages.reviews >= LEAST else None

    @property
    def satisfaction(self) -> int | None:
        return self.averages.satisfaction if self.averages.answers >= LEAST else None


def teams_for(user: User) -> list[OfTeam]:
    """Of the last quarter: every team for who scores, their own for others; none for a supervisor without a team."""
    since = timezone.now() - deadlines.AVERAGED
    if can(user, Action.SCORE_CONTACTS):
        teams = list(Team.objects.select_related("site").filter(users__role__in=queries.SCORED).distinct())
    else:
        teams = [user.team] if user.team is not None else []
    return [_of_team(team, since) for team in teams]


def _of_team(team: Team, since: datetime) -> OfTeam:
    ids = list(User.objects.filter(team=team, role__in=queries.SCORED).values_list("pk", flat=True))
    averages = queries.averages_of(ids, since=since)
    lines = lines_of(queries.reviews_of(ids, since=since)) if averages.reviews >= LEAST else []
    return OfTeam(team, averages, lines)


def lines_of(reviews: Iterable[Review]) -> list[Line]:
    """Criteria by their words, whatever version of the grid they stand in, those that lose most first."""
    given: dict[str, list[int]] = defaultdict(list)
    for review in reviews:
        for criterion, mark in review.told:
            points = scores.score([Marked(criterion.weight, mark.value)])
            if points is not None:
                given[criterion.label].append(points)
    found = [Line(label, round(sum(points) / len(points)), len(points)) for label, points in given.items()]
    return sorted(found, key=lambda line: (line.score, line.label))


def mine(user: User) -> dict[str, Any]:
    """One's own scores, the averages of a quarter, and what members said."""
    since = timezone.now() - deadlines.AVERAGED
    return {
        "samples": list(queries.scored(user)[:SHOWN]),
        "averages": queries.averages_of([user.pk], since=since),
        "answers": list(queries.answers_of(user)[:SHOWN]),
    }


def work_of(user: User) -> dict[str, Any]:
    """What is to be scored, what was lately, and answers that somebody should read."""
    since = timezone.now() - deadlines.LOOKED_BACK
    return {
        "waiting": list(queries.to_score(user)[:SHOWN]),
        "given": list(queries.scored(user)[:SHOWN]),
        "answers": list(queries.commented(since)[:SHOWN]),
        "per_week": queries.per_week(timezone.localdate()),
        "grid": queries.grid_on(timezone.localdate()),
    }
