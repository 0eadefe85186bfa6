"""Frame and lenses of class B, judged together by the decree and by contracts. Plain Python, integer cents."""

from datetime import date

from quotes.benefits.clauses import Purse, floor_of, is_waiting, wanted_of
from quotes.benefits.shares import Result, Share
from quotes.guarantees import EACH, LUMP, Clause, Form, Guarantee, Unit
from quotes.money import WHOLE, spread
from quotes.tariffs import EQUIPMENT, Grid, TariffBook


def _is_of_unit(unit: Unit | None, nature: str) -> bool:
    """An amount for a frame is for no lens, nor the other way round."""
    return nature == {Unit.FRAME: "frame", Unit.LENS: "lens"}.get(unit or Unit.ITEM, nature)


def belongs_to_pair(one: Share, guarantee: Guarantee, book: TariffBook) -> bool:
    """Frames and lenses are judged together where the decree or the contract judges them together."""
    if one.nature not in EQUIPMENT:
        return False
    if guarantee.is_responsible and book.grid(one.day).is_ruled:
        return True
    clause = guarantee.clause_for(one.nature, one.basket)
    return clause is not None and clause.unit is Unit.EQUIPMENT


def cover_pair(
    pair: list[Share], paid: list[Share], result: Result, guarantee: Guarantee, grid: Grid, purse: Purse
) -> None:
    """Frame and lenses of class B. Amounts here hold the schemes' share, as those of the decree do."""
    is_ruled = guarantee.is_responsible
    frame_most = grid.frame_most if is_ruled else None
    class_a = sum(
        one.schemes + one.amc
        for one in paid
        if one.nature in EQUIPMENT and one not in pair and one.tariff is not None and one.tariff.is_fully_covered
    )
    floors = [one.schemes + floor_of(one, guarantee) for one in pair]
    most = [_most_for(one, floor, frame_most) for one, floor in zip(pair, floors, strict=True)]
    amounts = _promised(pair, floors, most, class_a, guarantee, purse, result.category)
    least = 0
    if is_ruled:
        least = _least_for(pair, amounts, floors, guarantee, grid, result.category)
        amounts = _raised(pair, amounts, most, least - class_a, result.category)
        amounts = _lowered(pair, amounts, floors, class_a, grid, result.category)
    kept = _capped(pair, amounts, floors, purse)
    # The decree's least is owed as the ticket is: a cap that is used up takes nothing from it.
    amounts = _raised(pair, kept, most, least - class_a, result.category)
    for one, amount, before in zip(pair, amounts, kept, strict=True):
        one.amc = amount - one.schemes
        purse.use_caps(one, amount - before)


def _most_for(one: Share, floor: int, frame_most: int | None) -> int:
    if one.nature != "frame" or frame_most is None or one.price <= frame_most:
        return one.price
    one.because("amc", "amc.frame_most", most=frame_most)
    return max(frame_most, floor)


def _promised(
    pair: list[Share],
    floors: list[int],
    most: list[int],
    class_a: int,
    guarantee: Guarantee,
    purse: Purse,
    category: str,
) -> list[int]:
    """What clauses and caps promise of each line, schemes included, between its floor and its most."""
    amounts = list(floors)
    together: dict[int, list[int]] = {}
    for at, one in enumerate(pair):
        clause = guarantee.clause_for(one.nature, one.basket, category)
        if is_waiting(one, guarantee):
            one.because("amc", "amc.waiting", until=guarantee.waits_until or date.max)
        elif clause is not None and clause.form in LUMP and clause.unit not in EACH:
            together.setdefault(guarantee.clauses.index(clause), []).append(at)
        elif clause is not None and _is_of_unit(clause.unit, one.nature):
            amounts[at] = min(max(one.schemes + wanted_of(one, clause, purse), floors[at]), most[at])
    for place, places in together.items():
        _share_lump(guarantee.clauses[place], places, pair, amounts, most, class_a, purse)
    return amounts


def _capped(pair: list[Share], amounts: list[int], floors: list[int], purse: Purse) -> list[int]:
    """What caps leave of AMOUNTS: floors are owed first and count first, so that no order of lines costs the member more."""
    for one, floor in zip(pair, floors, strict=True):
        purse.use_caps(one, floor - one.schemes)
    kept = list(amounts)
    for at in sorted(range(len(pair)), key=lambda at: pair[at].day):
        extra = purse.capped(pair[at], amounts[at] - floors[at])
        purse.use_caps(pair[at], extra)
        kept[at] = floors[at] + extra
        if not extra:
            pair[at].because("amc", "amc.floor", ticket=pair[at].ticket)
    return kept


def _share_lump(
    clause: Clause,
    places: list[int],
    pair: list[Share],
    amounts: list[int],
    most: list[int],
    class_a: int,
    purse: Purse,
) -> None:
    """One amount for the whole pair: what the class A part costs is taken off, the rest is shared by the room of each line."""
    left = purse.lump(clause, pair[places[0]].day)
    held = {
        Form.INCL: 0,
        Form.ON_TOP: sum(pair[at].schemes for at in places),
        Form.TM_PLUS: sum(pair[at].schemes + pair[at].ticket for at in places),
    }[clause.form]
    for at in places:
        pair[at].because("amc", f"amc.pair_{clause.form.name.lower()}", amount=left)
        if class_a:
            pair[at].because("amc", "amc.class_a_deducted", amount=class_a)
    before = sum(amounts[at] for at in places)
    parts = spread(left + held - class_a - before, [most[at] - amounts[at] for at in places])
    for at, part in zip(places, parts, strict=True):
        amounts[at] += part
    used = sum(amounts[at] for at in places) + (class_a if clause.form is Form.INCL else 0) - held
    purse.use_lump(clause, pair[places[0]].day, max(used, 0))


def _least_for(
    pair: list[Share],
    amounts: list[int],
    floors: list[int],
    guarantee: Guarantee,
    grid: Grid,
    category: str,
) -> int:
    """The decree's least for the pair: owed by a contract that covers class B beyond the ticket, once it waits no longer."""
    covers = sum(amounts) > sum(floors) or _promises_class_b(pair, guarantee, category)
    if not covers or any(is_waiting(one, guarantee) for one in pair):
        return 0
    return (grid.collective_least if guarantee.is_collective else grid.least).get(category, 0)


def _raised(pair: list[Share], amounts: list[int], most: list[int], least: int, category: str) -> list[int]:
    """AMOUNTS with what they are short of LEAST together, as far as prices go."""
    if sum(amounts) >= least:
        return amounts
    extra = spread(least - sum(amounts), [top - now for top, now in zip(most, amounts, strict=True)])
    for one, more in zip(pair, extra, strict=True):
        if more:
            one.because("amc", "amc.grid_least", least=least, category=category)
    return [now + more for now, more in zip(amounts, extra, strict=True)]


def _lowered(
    pair: list[Share], amounts: list[int], floors: list[int], class_a: int, grid: Grid, category: str
) -> list[int]:
    """AMOUNTS within the decree's most for the pair, the class A part included; the floors are kept."""
    ceiling = grid.most.get(category)
    if ceiling is None or sum(amounts) + class_a <= ceiling:
        return amounts
    room = spread(ceiling - class_a - sum(floors), [now - low for now, low in zip(amounts, floors, strict=True)])
    for one in pair:
        one.because("amc", "amc.grid_most", most=ceiling, category=category)
    return [low + more for low, more in zip(floors, room, strict=True)]


def _promises_class_b(pair: list[Share], guarantee: Guarantee, category: str) -> bool:
    """A cap that is used up does not turn a contract that covers class B into one that does not."""
    clauses = [guarantee.clause_for(one.nature, one.basket, category) for one in pair]
    return any(
        clause is not None
        and ((clause.form in LUMP and clause.amount > 0) or (clause.form is Form.PCT_INCL and clause.percent > WHOLE))
        for clause in clauses
    )
