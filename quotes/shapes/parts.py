"""What a case says of the beneficiary, the guarantee, a line and its lens, in the rules' own terms. Plain Python."""

import re
from datetime import date
from decimal import Decimal
from enum import StrEnum

from quotes.benefits import Beneficiary, Line, Scheme
from quotes.guarantees import NO_COVER, Cap, Clause, Form, Guarantee, Unit
from quotes.money import AmountError, hundredths
from quotes.prescription import Ground, Lens, LensKind
from quotes.shapes.reading import Names, Reader
from quotes.tariffs import EQUIPMENT

MOST_PRICE = 10_000_000
MOST_PERCENT = 1_000_000
MOST_RATE = 10_000
FIRST_DAY, LAST_DAY = date(2002, 1, 1), date(2099, 12, 31)

_BENEFICIARY = {"regime", "ald_related", "birth_date", "last_optical_delivery", "renewal_ground", "previous_lenses"}


def beneficiary_of(reader: Reader, value: object, day: date) -> Beneficiary:
    path = "beneficiary."
    names = reader.names({} if value is None else value, "beneficiary", _BENEFICIARY)
    previous = reader.many(names.get("previous_lenses", []), f"{path}previous_lenses")
    lenses = [lens_of(reader, one, f"{path}previous_lenses[{at}]") for at, one in enumerate(previous)]
    birth = reader.day(names, "birth_date", path)
    delivered = reader.day(names, "last_optical_delivery", path)
    return Beneficiary(
        scheme=reader.choice(names, "regime", path, Scheme) or Scheme.GENERAL,
        has_ald=reader.flag(names, "ald_related", path),
        birth_date=reader.within(birth, f"{path}birth_date", date(1890, 1, 1), day),
        last_delivery=reader.within(delivered, f"{path}last_optical_delivery", date(1950, 1, 1), day),
        renewal_ground=reader.choice(names, "renewal_ground", path, Ground),
        previous_lenses=tuple(lens for lens in lenses if lens is not None),
    )


_GUARANTEE = {
    "type", "percent", "amount", "remaining", "remaining_cap", "unit", "collective", "waiting_until", "label",
}  # fmt: skip


def guarantee_of(reader: Reader, value: object, day: date) -> Guarantee:
    if value is None:
        reader.fault("guarantee", "required")
        return NO_COVER
    path = "guarantee."
    names = reader.names(value, "guarantee", _GUARANTEE)
    form = reader.choice(names, "type", path, Form)
    if form is None:
        if not names.get("type"):
            reader.fault(f"{path}type", "required")
        return NO_COVER
    percent = reader.hundredths(names, "percent", path, most=MOST_PERCENT)
    amount = reader.hundredths(names, "amount", path, most=MOST_PRICE)
    left = reader.hundredths(names, "remaining", path, most=MOST_PRICE)
    cap = reader.hundredths(names, "remaining_cap", path, most=MOST_PRICE)
    unit = reader.choice(names, "unit", path, Unit)
    waits_until = reader.day(names, "waiting_until", path)
    is_collective = reader.flag(names, "collective", path)
    if form is Form.NONE:
        return NO_COVER
    _needed(reader, names, form)
    clause = Clause(
        form=form,
        percent=percent or 0,
        amount=amount if amount is not None else (left or 0),
        unit=unit,
        left={} if left is None else {day.year: left},
        natures=_natures(unit),
    )
    return Guarantee(
        clauses=(clause,),
        caps=() if cap is None else (Cap(amount=cap, left={day.year: cap}),),
        is_collective=is_collective,
        waits_until=waits_until,
    )


def _needed(reader: Reader, names: Names, form: Form) -> None:
    needed = {Form.PCT_INCL: "percent", Form.PCT_EXCL: "percent"}.get(form, "amount")
    if form is Form.ON_TOP and names.get("remaining") is not None:
        return
    if form is not Form.RESPONSIBLE and names.get(needed) in (None, ""):
        reader.fault(f"guarantee.{needed}", "required")


def _natures(unit: Unit | None) -> frozenset[str]:
    return {
        Unit.EQUIPMENT: EQUIPMENT,
        Unit.FRAME: frozenset({"frame"}),
        Unit.LENS: frozenset({"lens"}),
    }.get(unit or Unit.ITEM, frozenset())


_LINE = {
    "code", "price", "label", "tooth", "lens", "reimbursement_base", "amo_rate", "flat_participation", "care_date",
    "material", "basket", "amo", "note",
}  # fmt: skip
MOST_DIGITS = 12
_CODE = re.compile(r"[A-Z0-9][A-Z0-9.+-]{0,29}").fullmatch


class _Basket(StrEnum):
    RAC0 = "rac0"
    MODERATE = "modere"
    FREE = "libre"
    CARE = "soins"
    CLASS_A = "A"
    CLASS_B = "B"


def line_of(reader: Reader, value: object, path: str, day: date) -> Line:
    names = reader.names(value, path, _LINE)
    path = f"{path}."
    own_day = reader.within(reader.day(names, "care_date", path), f"{path}care_date", FIRST_DAY, LAST_DAY)
    code = _code(reader, names, path)
    base = reader.hundredths(names, "reimbursement_base", path, most=MOST_PRICE)
    row = reader.book.find(code, own_day or day) if code else None
    if code and row is None and names.get("reimbursement_base") in (None, ""):
        reader.fault(f"{path}reimbursement_base", "base_needed")
    price = reader.hundredths(names, "price", path, most=MOST_PRICE, least=1)
    if names.get("price") in (None, ""):
        reader.fault(f"{path}price", "required")
    return Line(
        code=code,
        price=price or 1,
        label=reader.text(names, "label", path, most=200),
        teeth=_teeth(reader, names.get("tooth"), f"{path}tooth"),
        lens=None if names.get("lens") is None else lens_of(reader, names["lens"], f"{path}lens"),
        base=base,
        rate=reader.hundredths(names, "amo_rate", path, most=MOST_RATE),
        participation=reader.hundredths(names, "flat_participation", path, most=MOST_PRICE) or 0,
        care_date=own_day,
        material=reader.text(names, "material", path, most=30),
        basket=reader.choice(names, "basket", path, _Basket) or "",
        amo=reader.hundredths(names, "amo", path, most=MOST_PRICE),
    )


def _code(reader: Reader, names: Names, path: str) -> str:
    value = names.get("code")
    if value in (None, ""):
        reader.fault(f"{path}code", "required")
        return ""
    if isinstance(value, Decimal) and value.is_finite() and value.adjusted() < MOST_DIGITS:
        value = f"{value:f}"
    code = re.sub(r"\s+", "", value).upper() if isinstance(value, str) else ""
    if not _CODE(code):
        reader.fault(f"{path}code", "code")
        return ""
    return code


TEETH = frozenset(
    [10 * quadrant + place for quadrant in range(1, 5) for place in range(1, 9)]
    + [10 * quadrant + place for quadrant in range(5, 9) for place in range(1, 6)]
)
"""FDI: four quadrants of eight permanent teeth, four of five milk teeth."""


def _teeth(reader: Reader, value: object, path: str) -> tuple[int, ...]:
    """One tooth, or several apart by anything that is no digit, as bridges have."""
    if value is None or value == "":
        return ()
    if isinstance(value, list):
        value = " ".join(str(one) for one in value)
    said = re.split(r"[\s,;+/-]+", str(value).strip()) if isinstance(value, str | Decimal) else [str(value)]
    teeth = []
    for word in said[:16]:
        if not (word.isascii() and word.isdigit() and len(word) <= 3 and int(word) in TEETH):
            reader.fault(path, "tooth", tooth=word[:20])
            return ()
        teeth.append(int(word))
    return tuple(teeth)


_LENS = {"kind", "sphere", "cylinder", "addition", "axis", "prism", "eye"}
_RANGES = {
    "sphere": (-3000, 3000), "cylinder": (-1500, 1500), "addition": (0, 600), "prism": (0, 3000),
}  # fmt: skip
QUARTER = 25


def lens_of(reader: Reader, value: object, path: str) -> Lens | None:
    before = len(reader.faults)
    names = reader.names(value, path, _LENS)
    kind = {"multifocal": "progressive", "bifocal": "progressive"}.get(str(names.get("kind")), names.get("kind"))
    read_kind = reader.choice({"kind": kind}, "kind", f"{path}.", LensKind)
    for name in ("kind", "sphere"):
        if names.get(name) in (None, ""):
            reader.fault(f"{path}.{name}", "required")
    dioptres = {name: _dioptres(reader, names.get(name), name, f"{path}.{name}") for name in _RANGES}
    axis = names.get("axis")
    degrees = None if axis in (None, "") else _axis(reader, axis, f"{path}.axis")
    if len(reader.faults) > before or read_kind is None:
        return None
    return Lens(kind=read_kind, axis=degrees, eye=reader.text(names, "eye", f"{path}.", most=1), **dioptres)


def _dioptres(reader: Reader, value: object, name: str, path: str) -> int:
    if value is None or value == "":
        return 0
    try:
        read = hundredths(value)
    except AmountError as error:
        reader.fault(path, error.fault)
        return 0
    least, most = _RANGES[name]
    if not least <= read <= most:
        reader.fault(path, "sphere_range", least=Decimal(least).scaleb(-2), most=Decimal(most).scaleb(-2))
        return 0
    if name != "prism" and read % QUARTER:
        reader.fault(path, "step")
    return read


def _axis(reader: Reader, value: object, path: str) -> int | None:
    try:
        read = hundredths(value)
    except AmountError:
        read = -1
    if read % 100 or not 0 <= read <= 18_000:
        reader.fault(path, "axis")
        return None
    return read // 100
