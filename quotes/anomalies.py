"""What does not fit on a quote, each with its rule. Neutral facts: nothing here judges who wrote the quote. Plain Python."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from members.ages import age_on
from quotes.benefits import Beneficiary, Result, Share
from quotes.tariffs import EQUIPMENT, PROSTHESES, TariffBook


class Severity(StrEnum):
    """`fault`: against a rule. `check`: something must be verified. `note`: good to know."""

    FAULT = "fault"
    CHECK = "check"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Anomaly:
    """`rule` is a key of `wording.ANOMALIES`; `line` counts from 0, None for the whole quote."""

    rule: str
    severity: Severity
    line: int | None = None
    values: Mapping[str, int | str | date] = field(default_factory=dict)


MENTIONS: dict[str, tuple[str, ...]] = {
    "dental": ("practitioner", "patient", "date", "validity", "materials", "origin", "alternative"),
    "optical": ("optician", "patient", "prescription", "date", "validity", "class_a_offer", "codes"),
}
"""What a quote must hold, besides its lines (avenant 3 of 2019-11-26; CSS L165-9 and the order on the optical quote)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """What the quote says of itself. `mentions` is None when nobody looked; `has_alternative` likewise."""

    quoted_on: date | None = None
    valid_until: date | None = None
    total: int | None = None
    amo_total: int | None = None
    mentions: frozenset[str] | None = None
    has_alternative: bool | None = None


@dataclass(frozen=True, slots=True)
class Usual:
    """Prices of our own past quotes for one code: how many, quartiles and median, in cents."""

    count: int
    low: int
    median: int
    high: int


FAR = 3
"""A price further from the quartiles than so many halves of their distance is far from the usual (Tukey's fences)."""

Found = list[Anomaly]


def find(
    result: Result,
    *,
    day: date,
    domain: str,
    beneficiary: Beneficiary,
    book: TariffBook,
    paper: Paper | None = None,
    usual: Mapping[str, Usual] | None = None,
) -> Found:
    """Every anomaly of one quote, lines first, in the order of the rules."""
    found: Found = []
    for at, one in enumerate(result.shares):
        found += _of_tariff(at, one, book)
        found += _of_tooth_and_material(at, one)
        found += _of_lens(at, one)
        found += _of_age(at, one, beneficiary)
        found += _of_price(at, one, (usual or {}).get(one.line.code))
    found += _of_glasses(result, day, beneficiary)
    found += _of_paper(result, paper or Paper(), day, domain)
    found += _of_alternative(result, paper or Paper(), domain)
    return found


def _of_tariff(at: int, one: Share, book: TariffBook) -> Found:
    tariff = one.tariff
    if tariff is None:
        if book.knows(one.line.code):
            return [Anomaly("code_not_in_force", Severity.FAULT, at, {"code": one.line.code, "day": one.day})]
        return [Anomaly("outside_tables", Severity.CHECK, at, {"code": one.line.code})]
    found: Found = []
    if tariff.ceiling is None and (tariff.is_fully_covered or tariff.basket == "modere"):
        found.append(Anomaly("ceiling_unknown", Severity.CHECK, at, {"code": tariff.code}))
    elif tariff.ceiling is not None and one.price > tariff.ceiling:
        over = {"price": one.price, "ceiling": tariff.ceiling, "excess": one.price - tariff.ceiling}
        found.append(Anomaly("ceiling_passed", Severity.FAULT, at, over))
    if one.base is None:
        found.append(Anomaly("base_unknown", Severity.CHECK, at, {"code": tariff.code}))
    if one.line.base is not None and tariff.base is not None and one.line.base != tariff.base:
        said = {"stated": one.line.base, "base": tariff.base}
        found.append(Anomaly("base_differs", Severity.CHECK, at, said))
    if one.line.basket and one.line.basket != tariff.basket:
        said_basket: dict[str, int | str | date] = {"stated": one.line.basket, "basket": tariff.basket, "day": one.day}
        found.append(Anomaly("basket_wrong", Severity.FAULT, at, said_basket))
    if one.line.amo is not None and one.line.amo != one.amo:
        found.append(Anomaly("amo_differs", Severity.CHECK, at, {"stated": one.line.amo, "amo": one.amo}))
    if tariff.confidence in ("low", "unknown"):
        found.append(Anomaly("tariff_unsure", Severity.NOTE, at, {"code": tariff.code}))
    return found


def _of_tooth_and_material(at: int, one: Share) -> Found:
    tariff = one.tariff
    if tariff is None:
        return []
    found: Found = []
    wrong = [tooth for tooth in one.line.teeth if not tariff.fits_tooth(tooth)]
    if wrong:
        found.append(Anomaly("tooth_impossible", Severity.FAULT, at, {"code": tariff.code, "tooth": wrong[0]}))
    elif tariff.teeth and not one.line.teeth:
        found.append(Anomaly("tooth_missing", Severity.CHECK, at, {"code": tariff.code}))
    if one.line.material and tariff.material and one.line.material != tariff.material:
        said = {"code": tariff.code, "stated": one.line.material, "material": tariff.material}
        found.append(Anomaly("material_impossible", Severity.FAULT, at, said))
    return found


def _of_lens(at: int, one: Share) -> Found:
    tariff, lens = one.tariff, one.line.lens
    if one.nature != "lens":
        return []
    if lens is None:
        return [Anomaly("prescription_missing", Severity.CHECK, at)]
    found: Found = []
    if tariff is not None and tariff.lens and tariff.lens != lens.kind:
        found.append(Anomaly("lens_kind_wrong", Severity.FAULT, at, {"code": tariff.code}))
    if tariff is not None and tariff.spheres and not tariff.spheres[0] <= lens.sphere <= tariff.spheres[1]:
        found.append(Anomaly("sphere_outside_code", Severity.FAULT, at, {"code": tariff.code, "sphere": lens.sphere}))
    if lens.kind == "progressive" and not lens.addition:
        found.append(Anomaly("addition_missing", Severity.NOTE, at))
    return found


def _of_age(at: int, one: Share, beneficiary: Beneficiary) -> Found:
    tariff = one.tariff
    if tariff is None or tariff.ages is None or beneficiary.birth_date is None:
        return []
    age = age_on(beneficiary.birth_date, one.day)
    if tariff.ages[0] <= age <= tariff.ages[1]:
        return []
    return [Anomaly("age_impossible", Severity.FAULT, at, {"code": tariff.code, "age": age})]


def _of_price(at: int, one: Share, usual: Usual | None) -> Found:
    if usual is None:
        return []
    reach = (usual.high - usual.low) * FAR // 2
    if usual.low - reach <= one.price <= usual.high + reach:
        return []
    rule = "price_above_usual" if one.price > usual.median else "price_below_usual"
    values = {"price": one.price, "median": usual.median, "low": usual.low, "high": usual.high, "count": usual.count}
    return [Anomaly(rule, Severity.NOTE, at, values)]


def _of_glasses(result: Result, day: date, beneficiary: Beneficiary) -> Found:
    found: Found = []
    if result.renewable_from is not None and day < result.renewable_from and beneficiary.last_delivery is not None:
        values = {"delivered": beneficiary.last_delivery, "from_day": result.renewable_from}
        found.append(Anomaly("renewal_early", Severity.FAULT, None, values))
    frames = sum(one.nature == "frame" for one in result.shares)
    lenses = sum(one.nature == "lens" for one in result.shares)
    if frames > 1 or lenses > 2:
        found.append(Anomaly("several_pairs", Severity.CHECK, None, {"frames": frames, "lenses": lenses}))
    return found


def _of_paper(result: Result, paper: Paper, day: date, domain: str) -> Found:
    found: Found = []
    if paper.valid_until is not None and paper.valid_until < day:
        found.append(Anomaly("quote_expired", Severity.FAULT, None, {"until": paper.valid_until}))
    if paper.quoted_on is not None and paper.quoted_on > day:
        found.append(Anomaly("quoted_after_care", Severity.CHECK, None, {"quoted_on": paper.quoted_on}))
    if paper.total is not None and paper.total != result.price:
        found.append(Anomaly("total_differs", Severity.FAULT, None, {"stated": paper.total, "total": result.price}))
    if paper.amo_total is not None and paper.amo_total != result.amo:
        said = {"stated": paper.amo_total, "amo": result.amo}
        found.append(Anomaly("amo_total_differs", Severity.CHECK, None, said))
    if paper.mentions is not None:
        missing = [mention for mention in MENTIONS.get(domain, ()) if mention not in paper.mentions]
        found += [Anomaly("mention_missing", Severity.FAULT, None, {"mention": mention}) for mention in missing]
    return found


def _of_alternative(result: Result, paper: Paper, domain: str) -> Found:
    """A quote with something to pay must offer what leaves nothing, or little, to pay (CSS L165-9, L162-9)."""
    if paper.has_alternative or (paper.has_alternative is None and paper.mentions is not None):
        return []
    if domain == "optical":
        class_b = any(one.nature in EQUIPMENT and one.basket == "B" for one in result.shares)
        return [Anomaly("class_a_missing", Severity.CHECK, None)] if class_b else []
    dear = any(one.nature in PROSTHESES and one.basket in ("libre", "modere") for one in result.shares)
    return [Anomaly("rac0_missing", Severity.CHECK, None)] if dear else []


def domain_of(codes: Sequence[str], book: TariffBook, day: date) -> str:
    """Dental or optical, of the first code that tells; dental when none does."""
    for code in codes:
        row = book.find(code, day) or next(iter(book.history(code)), None)
        if row is not None and row.domain in MENTIONS:
            return row.domain
    return "dental"
