"""Cases and requests as JSON, read into the rules' own terms, with every fault named by its field. Plain Python.

The shape is that of `analyse_quotes` (docs/quotes.md); a request of the API is the same with one to five quotes.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from quotes.anomalies import MENTIONS, Paper, domain_of
from quotes.benefits import Beneficiary, Line
from quotes.errors import Fault, FaultsError
from quotes.guarantees import Guarantee
from quotes.money import AmountError, hundredths
from quotes.prescription import Lens
from quotes.shapes.parts import FIRST_DAY, LAST_DAY, MOST_PRICE, TEETH, beneficiary_of, guarantee_of, lens_of, line_of
from quotes.shapes.reading import LARGEST, Names, Reader, parsed
from quotes.tariffs import TariffBook

__all__ = [
    "LARGEST",
    "MOST_LINES",
    "MOST_QUOTES",
    "TEETH",
    "Asked",
    "QuoteAsked",
    "expected",
    "parsed",
    "read_case",
    "read_lenses",
    "read_request",
]

MOST_QUOTES, MOST_LINES = 5, 60

INFORMATION = frozenset({"id", "origin", "source", "rule", "expect", "label", "note", "notes", "comment", "title"})
"""Names that a case may carry for its reader and that nothing is computed from."""


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


def _lines(reader: Reader, value: object, path: str, day: date) -> tuple[Line, ...]:
    if value is None:
        reader.fault(path, "required")
        return ()
    many = reader.many(value, path)
    if isinstance(value, list) and not many:
        reader.fault(path, "too_few")
    if len(many) > MOST_LINES:
        reader.fault(path, "too_many_lines", most=MOST_LINES)
        return ()
    return tuple(line_of(reader, one, f"{path}[{at}]", day) for at, one in enumerate(many))


_HEAD = {"care_date", "domain", "beneficiary", "guarantee"}


class _Domain(StrEnum):
    DENTAL = "dental"
    OPTICAL = "optical"


def read_case(value: object, book: TariffBook) -> Asked:
    """A case of one quote. Raises FaultsError with every fault; names that nobody knows are told, not refused."""
    reader = Reader(book)
    names = reader.names(value, "", _HEAD | {"lines"} | INFORMATION)
    return _asked(reader, names, lambda day: (QuoteAsked("", _lines(reader, names.get("lines"), "lines", day)),))


def read_lenses(many: Sequence[Mapping[str, object]]) -> tuple[Lens, ...]:
    """Prescriptions of eyes, each by name. Raises FaultsError whose paths begin with `[0]` or `[1]`."""
    reader = Reader(TariffBook((), version=""))
    read = [lens_of(reader, one, f"[{at}]") for at, one in enumerate(many)]
    if reader.faults:
        raise FaultsError(reader.faults)
    return tuple(lens for lens in read if lens is not None)


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
    reader = Reader(book)
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


def _quote(reader: Reader, value: object, at: int, day: date, today: date) -> QuoteAsked:
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


def _mentions(reader: Reader, value: object, path: str) -> frozenset[str]:
    known = {mention for mentions in MENTIONS.values() for mention in mentions}
    said = [str(one) for one in reader.many(value, path)]
    if set(said) - known:
        reader.fault(path, "choice", choices=", ".join(sorted(known)))
    return frozenset(said)


def _asked(
    reader: Reader,
    names: Names,
    quotes: Callable[[date], tuple[QuoteAsked, ...]],
    *,
    terms: Guarantee | None = None,
) -> Asked:
    day = reader.within(reader.day(names, "care_date", "", needed=True), "care_date", FIRST_DAY, LAST_DAY) or LAST_DAY
    domain = reader.choice(names, "domain", "", _Domain)
    # Without a day nothing else can be judged, but what is wrong by itself is told at once.
    beneficiary = beneficiary_of(reader, names.get("beneficiary"), day)
    guarantee = terms or guarantee_of(reader, names.get("guarantee"), day)
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
