"""Cases and requests as JSON, read into the rules' own terms, with every fault named by its field. Plain Python.

The shape is that of `analyse_quotes` (docs/quotes.md); a request of the API is the same with one to five quotes.
"""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any, TypeVar

from quotes.anomalies import MENTIONS, Paper, domain_of
from quotes.benefits import Beneficiary, Line, Scheme
from quotes.errors import Fault, FaultsError
from quotes.guarantees import NO_COVER, Cap, Clause, Form, Guarantee, Unit
from quotes.money import AmountError, hundredths, written
from quotes.prescription import Ground, Lens, LensKind
from quotes.tariffs import EQUIPMENT, TariffBook

MOST_QUOTES, MOST_LINES = 5, 60
MOST_PRICE = 10_000_000
MOST_PERCENT = 1_000_000
MOST_RATE = 10_000
FIRST_DAY, LAST_DAY = date(2002, 1, 1), date(2099, 12, 31)
LARGEST = 20_000_000
"""Characters of a file; a hundred thousand cases have fewer."""

INFORMATION = frozenset({"id", "origin", "source", "rule", "expect", "label", "note", "notes", "comment", "title"})
"""Names that a case may carry for its reader and that nothing is computed from."""

Names = Mapping[str, Any]
Kind = TypeVar("Kind", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class QuoteAsked:
    label: str
    lines: tuple[Line, ...]
    paper: Paper = field(default_factory=Paper)


@dataclass(frozen=True, slots=True)
class Asked:
    """What to compute. `ignored` are the paths of names that nobody here knows."""

    day: date
    domain: str
    beneficiary: Beneficiary
    guarantee: Guarantee
    quotes: tuple[QuoteAsked, ...]
    ignored: tuple[str, ...] = ()


# ---- the file


def parsed(text: str) -> Any:
    """JSON without NaN, infinities and names that stand twice; numbers are exact. Raises FaultsError."""
    if len(text) > LARGEST:
        raise FaultsError([Fault("", "too_big")])
    try:
        return json.loads(
            text,
            parse_float=Decimal,
            parse_int=Decimal,
            parse_constant=_no_constant,
            object_pairs_hook=_once_each,
        )
    except json.JSONDecodeError as error:
        raise FaultsError([Fault("", "not_json", {"line": error.lineno})]) from None
    except (RecursionError, ValueError):
        raise FaultsError([Fault("", "not_json", {"line": 1})]) from None


def _no_constant(name: str) -> Any:
    """NaN or Infinity, which whoever reads the field refuses by its name."""
    return Decimal(name)


def _once_each(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    names: dict[str, Any] = {}
    for name, value in pairs:
        if name in names:
            raise FaultsError([Fault(name[:80], "duplicate_key", {"name": name[:80]})])
        names[name] = value
    return names


# ---- a reader that goes on after a fault, so that all are told at once


@dataclass(slots=True)
class _Reader:
    book: TariffBook
    faults: list[Fault] = field(default_factory=list)
    ignored: list[str] = field(default_factory=list)

    def fault(self, path: str, rule: str, **values: str | int) -> None:
        self.faults.append(Fault(path, rule, values))

    def names(self, value: object, path: str, known: frozenset[str] | set[str]) -> Names:
        if not isinstance(value, dict):
            self.fault(path, "not_an_object")
            return {}
        for name in value:
            if name not in known:
                self.ignored.append(f"{path}.{name}"[:120] if path else str(name)[:120])
        return value

    def many(self, value: object, path: str) -> list[object]:
        if not isinstance(value, list):
            self.fault(path, "not_a_list")
            return []
        return value

    def text(self, names: Names, name: str, path: str, *, most: int = 120) -> str:
        value = names.get(name)
        if value is None:
            return ""
        if not isinstance(value, str):
            self.fault(f"{path}{name}", "not_a_text")
            return ""
        if len(value) > most:
            self.fault(f"{path}{name}", "too_long", most=most)
        return value.strip()[:most]

    def flag(self, names: Names, name: str, path: str) -> bool:
        value = names.get(name, False)
        if not isinstance(value, bool):
            self.fault(f"{path}{name}", "not_a_flag")
            return False
        return value

    def day(self, names: Names, name: str, path: str, *, needed: bool = False) -> date | None:
        value = names.get(name)
        if value is None or value == "":
            if needed:
                self.fault(f"{path}{name}", "required")
            return None
        try:
            read = date.fromisoformat(value if isinstance(value, str) and len(value) == 10 else "")
        except ValueError:
            self.fault(f"{path}{name}", "not_a_date")
            return None
        return read

    def within(self, read: date | None, path: str, first: date, last: date) -> date | None:
        if read is not None and not first <= read <= last:
            self.fault(path, "date_range", first=first.isoformat(), last=last.isoformat())
        return read

    def hundredths(self, names: Names, name: str, path: str, *, most: int, least: int = 0) -> int | None:
        value = names.get(name)
        if value is None or value == "":
            return None
        try:
            read = hundredths(value)
        except AmountError as error:
            self.fault(f"{path}{name}", error.fault)
            return None
        if read > most:
            self.fault(f"{path}{name}", "too_large", most=written(most))
        elif read < least:
            self.fault(f"{path}{name}", "not_positive" if name == "price" else "negative")
        else:
            return read
        return None

    def choice(self, names: Names, name: str, path: str, kind: type[Kind], default: Kind | None = None) -> Kind | None:
        value = names.get(name)
        if value is None or value == "":
            return default
        if isinstance(value, str) and value in {one.value for one in kind}:
            return kind(value)
        self.fault(f"{path}{name}", "choice", choices=", ".join(one.value for one in kind))
        return default


# ---- parts of a case

_BENEFICIARY = {"regime", "ald_related", "birth_date", "last_optical_delivery", "renewal_ground", "previous_lenses"}


def _beneficiary(reader: _Reader, value: object, day: date) -> Beneficiary:
    path = "beneficiary."
    names = reader.names({} if value is None else value, "beneficiary", _BENEFICIARY)
    previous = reader.many(names.get("previous_lenses", []), f"{path}previous_lenses")
    lenses = [_lens(reader, one, f"{path}previous_lenses[{at}]") for at, one in enumerate(previous)]
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


def _guarantee(reader: _Reader, value: object, day: date) -> Guarantee:
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


def _needed(reader: _Reader, names: Names, form: Form) -> None:
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


def _line(reader: _Reader, value: object, path: str, day: date) -> Line:
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
        lens=None if names.get("lens") is None else _lens(reader, names["lens"], f"{path}lens"),
        base=base,
        rate=reader.hundredths(names, "amo_rate", path, most=MOST_RATE),
        participation=reader.hundredths(names, "flat_participation", path, most=MOST_PRICE) or 0,
        care_date=own_day,
        material=reader.text(names, "material", path, most=30),
        basket=reader.choice(names, "basket", path, _Basket) or "",
        amo=reader.hundredths(names, "amo", path, most=MOST_PRICE),
    )


def _code(reader: _Reader, names: Names, path: str) -> str:
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


def _teeth(reader: _Reader, value: object, path: str) -> tuple[int, ...]:
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


def _lens(reader: _Reader, value: object, path: str) -> Lens | None:
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


def _dioptres(reader: _Reader, value: object, name: str, path: str) -> int:
    if value is None or value == "":
        return 0
    try:
        read = hundredths(value)
    except AmountError as error:
        reader.fault(path, error.fault)
        return 0
    least, most = _RANGES[name]
    if not least <= read <= most:
        reader.fault(path, "sphere_range", least=written(least), most=written(most))
        return 0
    if name != "prism" and read % QUARTER:
        reader.fault(path, "step")
    return read


def _axis(reader: _Reader, value: object, path: str) -> int | None:
    try:
        read = hundredths(value)
    except AmountError:
        read = -1
    if read % 100 or not 0 <= read <= 18_000:
        reader.fault(path, "axis")
        return None
    return read // 100


# ---- a case, a request


def _lines(reader: _Reader, value: object, path: str, day: date) -> tuple[Line, ...]:
    if value is None:
        reader.fault(path, "required")
        return ()
    many = reader.many(value, path)
    if isinstance(value, list) and not many:
        reader.fault(path, "too_few")
    if len(many) > MOST_LINES:
        reader.fault(path, "too_many_lines", most=MOST_LINES)
        return ()
    return tuple(_line(reader, one, f"{path}[{at}]", day) for at, one in enumerate(many))


_HEAD = {"care_date", "domain", "beneficiary", "guarantee"}


class _Domain(StrEnum):
    DENTAL = "dental"
    OPTICAL = "optical"


def read_case(value: object, book: TariffBook) -> Asked:
    """A case of one quote. Raises FaultsError with every fault; names that nobody knows are told, not refused."""
    reader = _Reader(book)
    names = reader.names(value, "", _HEAD | {"lines"} | INFORMATION)
    return _asked(reader, names, lambda day: (QuoteAsked("", _lines(reader, names.get("lines"), "lines", day)),))


_QUOTE = {"label", "lines", "quoted_on", "valid_until", "total", "amo_total", "mentions", "has_alternative"}


def read_request(
    value: object,
    book: TariffBook,
    *,
    today: date,
    terms: Guarantee | None = None,
    known_of_beneficiary: Sequence[str] = (),
) -> Asked:
    """A request of one to five quotes. Raises FaultsError; a name that nobody knows is a fault.

    With TERMS the request says no guarantee; what is KNOWN_OF_BENEFICIARY it does not say either.
    """
    reader = _Reader(book)
    names = reader.names(value, "", (_HEAD - {"guarantee"} if terms else _HEAD) | {"quotes"})
    who = names.get("beneficiary")
    if isinstance(who, dict):
        reader.ignored += [f"beneficiary.{name}" for name in known_of_beneficiary if name in who]

    def quotes(day: date) -> tuple[QuoteAsked, ...]:
        if names.get("quotes") is None:
            reader.fault("quotes", "required")
            return ()
        many = reader.many(names["quotes"], "quotes")
        if len(many) > MOST_QUOTES:
            reader.fault("quotes", "too_many_quotes")
            return ()
        if isinstance(names["quotes"], list) and not many:
            reader.fault("quotes", "too_few")
        return tuple(_quote(reader, one, at, day, today) for at, one in enumerate(many))

    asked = _asked(reader, names, quotes, terms=terms)
    if reader.ignored:
        raise FaultsError([Fault(path, "unknown_field") for path in reader.ignored])
    return asked


def _quote(reader: _Reader, value: object, at: int, day: date, today: date) -> QuoteAsked:
    names = reader.names(value, f"quotes[{at}]", _QUOTE)
    path = f"quotes[{at}]."
    quoted_on = reader.day(names, "quoted_on", path)
    if quoted_on is not None and quoted_on > today:
        reader.fault(f"{path}quoted_on", "future")
    reader.within(quoted_on, f"{path}quoted_on", FIRST_DAY, LAST_DAY)
    valid_until = reader.day(names, "valid_until", path)
    if quoted_on is not None and valid_until is not None and valid_until < quoted_on:
        reader.fault(f"{path}valid_until", "backwards")
    mentions = names.get("mentions")
    return QuoteAsked(
        label=reader.text(names, "label", path),
        lines=_lines(reader, names.get("lines"), f"{path}lines", day),
        paper=Paper(
            quoted_on=quoted_on,
            valid_until=valid_until,
            total=reader.hundredths(names, "total", path, most=MOST_PRICE * MOST_LINES),
            amo_total=reader.hundredths(names, "amo_total", path, most=MOST_PRICE * MOST_LINES),
            mentions=None if mentions is None else _mentions(reader, mentions, f"{path}mentions"),
            has_alternative=reader.flag(names, "has_alternative", path) if "has_alternative" in names else None,
        ),
    )


def _mentions(reader: _Reader, value: object, path: str) -> frozenset[str]:
    known = {mention for mentions in MENTIONS.values() for mention in mentions}
    said = [str(one) for one in reader.many(value, path)]
    if set(said) - known:
        reader.fault(path, "choice", choices=", ".join(sorted(known)))
    return frozenset(said)


def _asked(
    reader: _Reader,
    names: Names,
    quotes: Callable[[date], tuple[QuoteAsked, ...]],
    *,
    terms: Guarantee | None = None,
) -> Asked:
    day = reader.within(reader.day(names, "care_date", "", needed=True), "care_date", FIRST_DAY, LAST_DAY) or LAST_DAY
    domain = reader.choice(names, "domain", "", _Domain)
    # Without a day nothing else can be judged, but what is wrong by itself is told at once.
    beneficiary = _beneficiary(reader, names.get("beneficiary"), day)
    guarantee = terms or _guarantee(reader, names.get("guarantee"), day)
    read = quotes(day)
    if reader.faults:
        raise FaultsError(_without_followers(reader.faults))
    codes = [line.code for quote in read for line in quote.lines]
    return Asked(
        day=day,
        domain=domain or domain_of(codes, reader.book, day),
        beneficiary=beneficiary,
        guarantee=guarantee,
        quotes=read,
        ignored=tuple(reader.ignored),
    )


def _without_followers(faults: Sequence[Fault]) -> list[Fault]:
    """Without the care date every code looks unknown: one fault says it."""
    if any(fault.path == "care_date" for fault in faults):
        return [
            fault for fault in faults if fault.rule not in ("base_needed", "date_range") or fault.path == "care_date"
        ]
    return list(faults)


FIGURES = ("amo", "regime_local", "amc", "rac")


def expected(value: object) -> dict[str, int]:
    """What a case expects, in cents by figure. Raises FaultsError."""
    names = value.get("expect", {}) if isinstance(value, dict) else {}
    if not isinstance(names, dict):
        raise FaultsError([Fault("expect", "not_an_object")])
    found = {}
    for name in FIGURES:
        if names.get(name) is None:
            continue
        try:
            found[name] = hundredths(names[name])
        except AmountError as error:
            raise FaultsError([Fault(f"expect.{name}", error.fault)]) from None
    return found
