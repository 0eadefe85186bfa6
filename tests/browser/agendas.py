"""The experts of the scene: three dentists with calls booked, one of them absent, and more opticians than fit side by side."""

from datetime import timedelta
from uuid import uuid4

from accounts.models import Mutual, User
from accounts.roles import Role
from callbacks.enums import AbsenceKind, Skill
from callbacks.models import Absence, Expert, Slot
from clock.queries import now
from tests.factories import accounts as make_accounts
from tests.factories import callbacks as make

OPTICIANS = 12


def set_up(mutual: Mutual) -> None:
    """Lucie and Odile are there already."""
    lucie = Expert.objects.get(user__username="lucie")
    others = [_colleague(mutual, name, Skill.DENTIST) for name in ("Ossola", "Thévenin")]
    for place in range(OPTICIANS):
        _colleague(mutual, f"Opticien {place + 1}", Skill.OPTICIAN)
    for expert in (lucie, *others):
        _book(expert)
    samia, start = User.objects.get(username="samia"), now() + timedelta(hours=30)
    Absence.objects.create(
        expert=others[0],
        kind=AbsenceKind.PLANNED,
        starts_at=start,
        ends_at=start + timedelta(hours=20),
        created_by=samia,
    )


def _colleague(mutual: Mutual, name: str, skill: Skill) -> Expert:
    user = make_accounts.user(Role.EXPERT, on=[mutual], first_name="Dr", last_name=name)
    return make.expert(mutual, user=user, skills=(skill,))


def _book(expert: Expert) -> None:
    """Calls of the coming days, whose promises are of no matter here."""
    morning = now().replace(hour=8, minute=0, second=0, microsecond=0)
    for day in range(2, 7):
        for half_hours in range(expert.pk % 3, 16, 3):
            start = morning + timedelta(days=day, minutes=30 * half_hours)
            end = start + timedelta(minutes=30)
            Slot.objects.create(expert=expert, callback_id=uuid4(), starts_at=start, ends_at=end, busy_until=end)
