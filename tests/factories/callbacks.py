"""Experts and promises for tests. What a test depends on, it says."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.db.models import QuerySet

from accounts.models import Mutual, User
from accounts.roles import Role
from callbacks.enums import Skill
from callbacks.models import Callback, Expert, ExtraHours, WeeklyHours
from callbacks.services import promising
from callbacks.slots import Slot
from tests.factories import accounts, contacts, members

FAR = date(2020, 1, 1)
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


def expert(*on: Mutual, skills: tuple[Skill, ...] = (Skill.DENTIST,), always: bool = True, **fields: Any) -> Expert:
    """At work round the clock every day unless not ALWAYS: by extra hours, which know neither midnight nor holidays."""
    user = fields.pop("user", None) or accounts.user(role=Role.EXPERT, on=list(on))
    made = Expert.objects.create(user=user, skills=[skill.value for skill in skills], **fields)
    if always:
        ExtraHours.objects.create(expert=made, starts_at=LONG_AGO, ends_at=LONG_AGO + timedelta(days=20 * 365))
    return made


def entered() -> QuerySet[ExtraHours]:
    """Extra hours other than those of who is at work round the clock."""
    return ExtraHours.objects.filter(starts_at__gt=LONG_AGO)


def hours(expert: Expert, weekday: int, starts: time, ends: time) -> WeeklyHours:
    return WeeklyHours.objects.create(expert=expert, weekday=weekday, starts_at=starts, ends_at=ends, valid_from=FAR)


def asked(**fields: Any) -> promising.Asked:
    wanted: dict[str, Any] = {
        "skill": Skill.DENTIST.value,
        "subject": "Couronne et ostéoporose",
        "phone": "04 65 71 23 48",
    }
    return promising.Asked(**{**wanted, **fields})


def held_case(mutual: Mutual, adviser: User, **fields: Any) -> Any:
    return contacts.case(mutual, holder=adviser, member_id=members.member(mutual).pk, **fields)


def first_offer(case: Any, skill: Skill = Skill.DENTIST) -> Slot:
    _, offers = promising.check_offers(skill=skill.value, mutual=case.mutual, reachable=None)
    return offers[0]


def promise(mutual: Mutual, adviser: User, *, key: str = "k", **fields: Any) -> Callback:
    """Booked in the first slot that is offered."""
    case = fields.pop("case", None) or held_case(mutual, adviser)
    slot = first_offer(case, Skill(fields.get("skill", Skill.DENTIST)))
    chosen = promising.Chosen(slot.expert_id, slot.start)
    return promising.promise(user=adviser, case_id=case.pk, asked=asked(**fields), chosen=chosen, key=key)
