"""What is drawn: so many a week, none twice, none that somebody of quality worked on, and the same again from its seed."""

import pytest
from django.core.management import CommandError, call_command

from accounts.models import Mutual, User
from contacts.enums import EntryKind
from contacts.services.base import add_entry
from quality.models import Draw, Sample
from quality.oversight import is_as_drawn
from quality.services.sampling import draw_due
from tests.factories import quality as make
from tests.quality.conftest import closed

pytestmark = pytest.mark.usefixtures("within")


def test_nothing_is_drawn_until_somebody_says_how_many(within: Mutual, adviser: User) -> None:
    closed(within, adviser)
    assert (draw_due(), Sample.objects.count()) == (0, 0)


def test_so_many_of_each_adviser(within: Mutual, adviser: User, other_adviser: User) -> None:
    make.weekly(2)
    for _ in range(5):
        closed(within, adviser)
    closed(within, other_adviser)
    drawn = [draw_due(), draw_due()]
    by_adviser = [Sample.objects.filter(adviser=one).count() for one in (adviser, other_adviser)]
    assert (drawn, by_adviser) == ([3, 0], [2, 1])


def test_what_was_missing_is_drawn_later_in_the_week(within: Mutual, adviser: User) -> None:
    make.weekly(2)
    closed(within, adviser)
    draw_due()
    for _ in range(3):
        closed(within, adviser)
    draw_due()
    assert list(Draw.objects.order_by("turn").values_list("turn", "wanted")) == [(1, 2), (2, 1)]


def test_no_contact_is_drawn_twice(within: Mutual, adviser: User) -> None:
    make.weekly(5)
    case = closed(within, adviser)
    make.sample(case, adviser)
    assert draw_due() == 0


def test_what_quality_worked_on_is_left_out(within: Mutual, adviser: User, manager: User) -> None:
    make.weekly(5)
    add_entry(closed(within, adviser), EntryKind.NOTE, by=manager, text="Relu")
    assert draw_due() == 0


def test_what_is_older_than_a_week_is_left_out(within: Mutual, adviser: User) -> None:
    make.weekly(5)
    closed(within, adviser, hours_ago=7 * 24 + 1)
    assert draw_due() == 0


def test_contacts_of_who_has_no_scores_are_left_out(within: Mutual, manager: User) -> None:
    make.weekly(5)
    closed(within, manager)
    assert draw_due() == 0


def test_anybody_draws_the_same_again(within: Mutual, adviser: User) -> None:
    make.weekly(3)
    for _ in range(8):
        closed(within, adviser)
    draw_due()
    call_command("verify_samples")
    assert [is_as_drawn(one) for one in Draw.objects.all()] == [True]


def test_what_was_not_drawn_so_is_found(within: Mutual, adviser: User) -> None:
    make.weekly(3)
    cases = [closed(within, adviser) for _ in range(8)]
    draw_due()
    other = next(case for case in cases if not Sample.objects.filter(case=case).exists())
    first = Sample.objects.earliest("pk")
    Sample.objects.filter(pk=first.pk).update(case=other)
    assert is_as_drawn(first.draw) is False
    with pytest.raises(CommandError):
        call_command("verify_samples")
