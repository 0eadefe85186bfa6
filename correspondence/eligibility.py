"""Whom a mailing is for, and how each is written to. Plain Python, and the last word: whoever it leaves out is not written to."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from contacts.enums import Channel
from members.ages import age_on

ADULT = 18


@dataclass(frozen=True, slots=True, kw_only=True)
class Public:
    """Empty conditions are everybody's. `began_from` and `began_until` are days on which a contract began, both included."""

    products: frozenset[int] = frozenset()
    departments: frozenset[str] = frozenset()
    age_min: int | None = None
    age_max: int | None = None
    began_from: date | None = None
    began_until: date | None = None
    holders_only: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """What the file says. `is_covered`: with rights on that day under a contract that is neither ended nor suspended."""

    product: int
    department: str
    birth_date: date
    contract_began: date
    is_holder: bool
    is_covered: bool
    is_alive: bool
    is_merged: bool = False


def belongs(person: Person, public: Public, day: date) -> bool:
    """Whether a mailing of DAY is for this person. Nobody under age, dead or without rights is ever written to."""
    age = age_on(person.birth_date, day)
    return (
        (person.is_alive and person.is_covered and not person.is_merged and age >= ADULT)
        and (person.is_holder or not public.holders_only)
        and (not public.products or person.product in public.products)
        and (not public.departments or person.department in public.departments)
        and (public.age_min is None or age >= public.age_min)
        and (public.age_max is None or age <= public.age_max)
        and (public.began_from is None or person.contract_began >= public.began_from)
        and (public.began_until is None or person.contract_began <= public.began_until)
    )


def channel_for(prefers: str, possible: Collection[Channel], refused: Collection[str]) -> Channel | None:
    """The member's own preference, then e-mail, then letter: the first that can reach them and that they did not refuse."""
    order = [*(channel for channel in possible if channel == prefers), Channel.EMAIL, Channel.LETTER]
    return next((channel for channel in order if channel in possible and channel not in refused), None)
