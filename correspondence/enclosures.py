"""Which brochures go with a message to a member, and why the others do not. Plain Python.

The first ones in `order` that fit are taken, as far as the mutual's limits leave room; so at least one goes whenever one fits.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from correspondence.enums import Why, WhyNot

GRAMS_A_SHEET: Final = 5
"""A4 of 80 g/m², 4.99 g."""
GRAMS_OF_ENVELOPE: Final = 5
PAGES_A_SHEET: Final = 2
"""Paper is printed on both sides."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """A brochure as far as the choice goes. `last_sent`: to this person; `stock`: None for one that is printed with the letter."""

    key: int
    title: str = ""
    language: str = "fr"
    pages: int = 1
    grams: int = 5
    reasons: frozenset[str] = frozenset()
    age_min: int | None = None
    age_max: int | None = None
    valid_from: date
    valid_until: date | None = None
    repeat_days: int = 365
    stock: int | None = None
    is_own: bool = False
    is_told: bool = False
    is_of_campaign: bool = False
    last_sent: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Occasion:
    """To whom and when, and what the envelope has left: `pages` and `grams` of what is enclosed, `most` brochures."""

    today: date
    age: int
    reasons: frozenset[str] = frozenset()
    languages: frozenset[str] = frozenset({"fr"})
    is_paper: bool = False
    pages: int
    grams: int
    most: int


@dataclass(frozen=True, slots=True)
class Choice:
    taken: tuple[tuple[Offer, Why], ...]
    left: tuple[tuple[Offer, WhyNot], ...]


def weight_of(pages: int) -> int:
    """Grams of so many pages on paper."""
    return -(-pages // PAGES_A_SHEET) * GRAMS_A_SHEET


def choose(offers: Iterable[Offer], occasion: Occasion) -> Choice:
    """Those that go, in the order in which they are enclosed, and the others with what kept them."""
    fitting, left = [], []
    for offer in offers:
        why = why_not(offer, occasion)
        if why is None:
            fitting.append((offer, why_of(offer, occasion)))
        else:
            left.append((offer, why))
    taken: list[tuple[Offer, Why]] = []
    for offer, reason in sorted(fitting, key=lambda pair: order(*pair)):
        full = _no_room(offer, occasion, [one for one, _ in taken])
        if full is None:
            taken.append((offer, reason))
        else:
            left.append((offer, full))
    return Choice(tuple(taken), tuple(left))


def why_not(offer: Offer, occasion: Occasion) -> WhyNot | None:
    """What keeps a brochure from this person on this day, whatever else is enclosed; None when it fits."""
    told = offer.is_told
    return next(
        (
            why
            for why, holds in (
                (WhyNot.LANGUAGE, offer.language not in occasion.languages),
                (WhyNot.NOT_NOW, not _is_current(offer, occasion.today)),
                (WhyNot.AGE, not _is_of_age(offer, occasion.age)),
                (WhyNot.OTHER_REASON, not told and bool(offer.reasons) and not offer.reasons & occasion.reasons),
                (WhyNot.OTHER_REASON, not told and offer.is_of_campaign and not offer.reasons),
                (WhyNot.RECENT, _is_recent(offer, occasion.today)),
                (WhyNot.NO_PAPER, occasion.is_paper and offer.stock is not None and offer.stock <= 0),
            )
            if holds
        ),
        None,
    )


def why_of(offer: Offer, occasion: Occasion) -> Why:
    """The strongest reason for which a brochure that fits goes."""
    if offer.is_told:
        return Why.TOLD
    if offer.reasons & occasion.reasons:
        return Why.REASON
    return Why.GENERAL if offer.age_min is None and offer.age_max is None else Why.OF_AGE


def order(offer: Offer, why: Why) -> tuple[int, bool, bool, date, int, int]:
    """The strongest reason first; then the mutual's own, what was never sent or longest ago, the lightest."""
    last = offer.last_sent or date.min
    return (list(Why).index(why), not offer.is_own, offer.last_sent is not None, last, offer.grams, offer.key)


def _is_current(offer: Offer, today: date) -> bool:
    return offer.valid_from <= today and (offer.valid_until is None or today <= offer.valid_until)


def _is_of_age(offer: Offer, age: int) -> bool:
    low, high = offer.age_min, offer.age_max
    return (low is None or low <= age) and (high is None or age <= high)


def _is_recent(offer: Offer, today: date) -> bool:
    return offer.last_sent is not None and today < offer.last_sent + timedelta(days=offer.repeat_days)


def _no_room(offer: Offer, occasion: Occasion, taken: list[Offer]) -> WhyNot | None:
    if len(taken) >= occasion.most:
        return WhyNot.ENOUGH
    if sum(one.pages for one in taken) + offer.pages > occasion.pages:
        return WhyNot.PAGES
    if occasion.is_paper and sum(one.grams for one in taken) + offer.grams > occasion.grams:
        return WhyNot.GRAMS
    return None
