"""Amounts in integer cents, rates and percents in integer hundredths of a percent. Plain Python, never a float."""

from collections.abc import Sequence
from decimal import Decimal, InvalidOperation

WHOLE = 10_000
"""A hundred percent."""

HALF_CENT_GOES_UP = False
"""What becomes of an exact half cent: it is dropped. 70 % of 122.55 is published as 85.78 and 70 % of 144.05 as 100.83."""


LONGEST = 24
"""Characters of a number: more would be rounded before it is looked at."""


class AmountError(ValueError):
    """`fault` says why a text is no amount: `not_a_number`, `too_precise`."""

    def __init__(self, fault: str) -> None:
        super().__init__(fault)
        self.fault = fault


def share(amount: int, rate: int) -> int:
    """RATE (hundredths of a percent) of AMOUNT, nearest cent: the one rounding of a line."""
    cents, left = divmod(amount * rate, WHOLE)
    if 2 * left > WHOLE or (2 * left == WHOLE and HALF_CENT_GOES_UP):
        cents += 1
    return cents


def hundredths(value: object) -> int:
    """Cents of an amount, or hundredths of a percent or of a dioptre, from `12.5`, `12,50`, 12 or a Decimal. Raises AmountError."""
    if isinstance(value, bool) or not isinstance(value, str | int | Decimal):
        raise AmountError("not_a_number")
    text = str(value).strip().replace("\u202f", "").replace("\u00a0", "").replace(" ", "").replace(",", ".")
    # Decimal takes digits of every script, underscores, and words such as NaN.
    if not text.isascii() or "_" in text:
        raise AmountError("not_a_number")
    try:
        exact = Decimal(text)
    except InvalidOperation:
        raise AmountError("not_a_number") from None
    if not exact.is_finite():
        raise AmountError("not_a_number")
    # Far beyond what anybody owes or sees; written out, 1e999 would have a thousand digits.
    if exact and exact.adjusted() > 12:
        return WHOLE**5 if exact > 0 else -(WHOLE**5)
    if len(text) > LONGEST:
        raise AmountError("too_precise")
    scaled = exact * 100
    if scaled != int(scaled):
        raise AmountError("too_precise")
    return int(scaled)


def written(hundredths_: int) -> str:
    """`1234.50`: how amounts leave as JSON."""
    sign = "-" if hundredths_ < 0 else ""
    return f"{sign}{abs(hundredths_) // 100}.{abs(hundredths_) % 100:02d}"


def spread(total: int, rooms: Sequence[int]) -> list[int]:
    """TOTAL shared in proportion to ROOMS and never beyond one, to the cent; all the rooms when TOTAL is larger than they are."""
    room = sum(rooms)
    if total >= room:
        return list(rooms)
    if total <= 0:
        return [0] * len(rooms)
    parts = [total * one // room for one in rooms]
    largest_rest = sorted(range(len(rooms)), key=lambda place: (-(total * rooms[place] % room), place))
    for place in largest_rest[: total - sum(parts)]:
        parts[place] += 1
    return parts
