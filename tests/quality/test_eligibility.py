"""Whom the question may be put to."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quality.deadlines import AFTER_COMPLAINT, ASKED_AFTER, ASKED_WITHIN
from quality.eligibility import Contact, WhyNot, why_not

NOW = datetime(2026, 11, 23, 15, tzinfo=UTC)
SECOND = timedelta(seconds=1)
MONTH = timedelta(days=30)
GOOD = Contact(
    closed_at=NOW - 2 * ASKED_AFTER, is_drawn=True, is_of_member=True, is_reachable=True, is_fragile=False,
    complains=False, complained_at=None, asked_at=None, asked_every=MONTH,
)  # fmt: skip


def test_who_fits_is_asked() -> None:
    assert why_not(GOOD, NOW) is None


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"closed_at": NOW - ASKED_AFTER + SECOND}, WhyNot.TOO_SOON),
        ({"closed_at": NOW - ASKED_AFTER}, None),
        ({"closed_at": NOW - ASKED_WITHIN}, WhyNot.TOO_LATE),
        ({"closed_at": NOW - ASKED_WITHIN + SECOND}, None),
        ({"is_drawn": False}, WhyNot.NOT_DRAWN),
        ({"is_of_member": False}, WhyNot.NOT_THE_MEMBER),
        ({"is_reachable": False}, WhyNot.UNREACHABLE),
        ({"is_fragile": True}, WhyNot.FRAGILE),
        ({"complains": True}, WhyNot.COMPLAINS),
        ({"complained_at": NOW - AFTER_COMPLAINT + SECOND}, WhyNot.COMPLAINS),
        ({"complained_at": NOW - AFTER_COMPLAINT}, None),
        ({"asked_at": NOW - MONTH + SECOND}, WhyNot.ASKED_LATELY),
        ({"asked_at": NOW - MONTH}, None),
    ],
)
def test_what_keeps_the_question_back(changed: dict[str, object], reason: WhyNot | None) -> None:
    assert why_not(replace(GOOD, **changed), NOW) == reason  # type: ignore[arg-type]  # fields by their names


@given(st.tuples(*(st.booleans() for _ in range(5))))
def test_one_reason_is_enough(facts: tuple[bool, ...]) -> None:
    names = ("is_drawn", "is_of_member", "is_reachable", "is_fragile", "complains")
    said = replace(GOOD, **dict(zip(names, facts, strict=True)))  # type: ignore[arg-type]  # fields by their names
    assert (why_not(said, NOW) is None) == (facts == (True, True, True, False, False))
