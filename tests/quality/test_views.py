"""Pages of quality: what waits, the contact beside its grid, averages, and one's own scores."""

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Mutual, User
from accounts.roles import Role
from audit.models import JournalEntry
from quality.enums import Mark, Satisfaction
from quality.models import Grid, Remark, Review, Sample
from tests.factories import accounts as make_accounts
from tests.factories import days
from tests.factories import quality as make
from tests.quality.conftest import closed

pytestmark = pytest.mark.usefixtures("within")


def typed(grid: Grid, *said: str, comment: str = "Bien dit.") -> dict[str, str]:
    marks = {f"c{key}": mark for key, mark in make.marks(grid, *said).items()}
    return {**marks, "comment": comment, "grid": str(grid.pk)}


def page(sample: Sample) -> str:
    return reverse("quality:sample", args=[sample.pk])


def test_the_oldest_waits_first(within: Mutual, adviser: User, sample: Sample, grid: Grid, paul: Client) -> None:
    later = make.sample(closed(within, adviser), adviser)
    assert [one.pk for one in paul.get("/qualite/").context["waiting"]] == [sample.pk, later.pk]


def test_the_button_draws(within: Mutual, adviser: User, paul: Client) -> None:
    make.weekly(1)
    closed(within, adviser)
    paul.post("/qualite/tirer/")
    assert Sample.objects.count() == 1


def test_a_contact_is_scored(sample: Sample, grid: Grid, paul: Client) -> None:
    answer = paul.post(page(sample), typed(grid, Mark.YES, Mark.TWO))
    assert (answer.status_code, Review.objects.get().score) == (302, 83)  # (2 + 2 + 1) / 6


def test_looking_at_a_contact_is_recorded(sample: Sample, grid: Grid, paul: Client) -> None:
    paul.get(page(sample))
    entry = JournalEntry.objects.latest("pk")
    assert (entry.act, entry.member_id, entry.route) == ("read_case", sample.case.member_id, "quality:sample")


def test_bad_input_is_said_and_kept(sample: Sample, grid: Grid, paul: Client) -> None:
    sent = {**typed(grid, comment="Mes mots"), f"c{grid.criteria.earliest('position').pk}": "3"}
    answer = paul.post(page(sample), sent)
    form = answer.context["form"]
    assert (answer.status_code, len(form.errors), form["comment"].value(), Review.objects.count()) == (
        422, 1, "Mes mots", 0,
    )  # fmt: skip


def test_words_are_asked_for(sample: Sample, grid: Grid, paul: Client) -> None:
    answer = paul.post(page(sample), typed(grid, comment=" "))
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["comment"])


def test_another_grid_meanwhile_is_said(sample: Sample, grid: Grid, paul: Client) -> None:
    answer = paul.post(page(sample), {**typed(grid), "grid": "0"})
    assert (answer.status_code, Review.objects.count()) == (409, 0)


def test_what_is_typed_is_kept(sample: Sample, grid: Grid, paul: Client) -> None:
    paul.post(reverse("quality:draft", args=[sample.pk]), {"comment": "Je comm", "c0": "x", "grid": "1"})
    form = paul.get(page(sample)).context["form"]
    sample.refresh_from_db()
    assert (form["comment"].value(), sample.draft) == ("Je comm", {"comment": "Je comm"})


def test_without_a_grid_the_page_says_so(sample: Sample, paul: Client) -> None:
    answer = paul.get(page(sample))
    assert (answer.status_code, answer.context["form"]) == (200, None)


def test_one_reads_one_s_own_alone(
    within: Mutual, adviser: User, other_adviser: User, manager: User, sample: Sample, grid: Grid, claire: Client
) -> None:
    other = make.sample(closed(within, other_adviser), other_adviser)
    for one in (sample, other):
        make.review(one, manager, grid)
    shown = claire.get("/mes-evaluations/").context["samples"]
    theirs = claire.post(reverse("quality:remark", args=[other.pk]), {"text": "Non"})
    assert ([one.pk for one in shown], theirs.status_code, Remark.objects.count()) == ([sample.pk], 404, 0)


def test_what_is_not_scored_is_not_told(sample: Sample, claire: Client) -> None:
    shown = claire.get("/mes-evaluations/").context["samples"]
    seen = claire.post(reverse("quality:see", args=[sample.pk]))
    assert (shown, seen.status_code) == ([], 404)


def test_the_work_list_says_that_a_score_is_new(
    adviser: User, sample: Sample, manager: User, grid: Grid, claire: Client
) -> None:
    make.review(sample, manager, grid)
    before = claire.get("/contacts/").context["unread"]
    claire.post(reverse("quality:see", args=[sample.pk]))
    assert (before, claire.get("/contacts/").context["unread"]) == (1, 0)


def test_an_empty_remark_is_said(sample: Sample, manager: User, grid: Grid, claire: Client) -> None:
    make.review(sample, manager, grid)
    answer = claire.post(reverse("quality:remark", args=[sample.pk]), {"text": " "})
    assert (answer.status_code, Remark.objects.count()) == (422, 0)


def test_a_supervisor_sees_the_averages_of_the_team(within: Mutual, adviser: User, manager: User, grid: Grid) -> None:
    """Nothing under three scores; then the mean, and where points are lost."""
    team = days.team("Prestations")
    User.objects.filter(pk=adviser.pk).update(team=team)
    samia = make_accounts.browser(make_accounts.user(Role.SUPERVISOR, on=[within], team=team))
    shown = []
    for marks in ((Mark.YES, Mark.THREE, Mark.NO), (Mark.YES, Mark.ZERO, Mark.NO), (Mark.NO,)):
        case = closed(within, adviser)
        make.review(make.sample(case, adviser), manager, grid, *marks)
        make.answer(make.question(case, adviser)[0], Satisfaction.HIGH)
        [mine] = samia.get("/qualite/equipes/").context["teams"]
        shown.append((mine.score, mine.satisfaction, [(line.label, line.score) for line in mine.lines]))
    lost = [("Attente annoncée", 33), ("Identité vérifiée", 67), ("Réponse exacte", 67)]
    assert shown == [(None, None, []), (None, None, []), (39, 100, lost)]  # (83 + 33 + 0) / 3


def test_who_scores_sees_every_team(within: Mutual, adviser: User, paul: Client) -> None:
    User.objects.filter(pk=adviser.pk).update(team=days.team("Prestations"))
    assert [one.team.name for one in paul.get("/qualite/equipes/").context["teams"]] == ["Prestations"]


@pytest.mark.parametrize("address", ["/qualite/", "/qualite/equipes/"])
def test_others_find_nothing(claire: Client, address: str) -> None:
    assert claire.get(address).status_code == 404
