"""Whom the question about satisfaction may be put to after a contact. Plain Python.

Who does not want messages, who complains, who is bereaved, in hardship or under protection, and who was asked lately is left in peace.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from quality.deadlines import AFTER_COMPLAINT, ASKED_AFTER, ASKED_WITHIN


class WhyNot(StrEnum):
    """What keeps the question back, the first one that is found."""

    TOO_SOON = "too_soon"
    TOO_LATE = "too_late"
    NOT_DRAWN = "not_drawn"
    NOT_THE_MEMBER = "not_the_member"
    UNREACHABLE = "unreachable"
    FRAGILE = "fragile"
    COMPLAINS = "complains"
    ASKED_LATELY = "asked_lately"


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """What is known of a closed contact and of its member. `asked_every` is the mutual's: one question a member in so long.

    `is_reachable`: has an e-mail address, lives, and refuses neither e-mail nor to be written to. `complained_at` is the latest
    complaint of the member or about the contact, `complains` whether one is open.
    """

    closed_at: datetime
    is_drawn: bool
    is_of_member: bool
    is_reachable: bool
    is_fragile: bool
    complains: bool
    complained_at: datetime | None
    asked_at: datetime | None
    asked_every: timedelta


def why_not(contact: Contact, now: datetime) -> WhyNot | None:
    """None when the question may leave at NOW."""
    since = now - contact.closed_at
    reasons = {
        WhyNot.TOO_SOON: since < ASKED_AFTER,
        WhyNot.TOO_LATE: since >= ASKED_WITHIN,
        WhyNot.NOT_DRAWN: not contact.is_drawn,
        WhyNot.NOT_THE_MEMBER: not contact.is_of_member,
        WhyNot.UNREACHABLE: not contact.is_reachable,
        WhyNot.FRAGILE: contact.is_fragile,
        WhyNot.COMPLAINS: contact.complains or _within(contact.complained_at, now, AFTER_COMPLAINT),
        WhyNot.ASKED_LATELY: _within(contact.asked_at, now, contact.asked_every),
    }
    return next((reason for reason, holds in reasons.items() if holds), None)


def _within(at: datetime | None, now: datetime, span: timedelta) -> bool:
    return at is not None and now - at < span
