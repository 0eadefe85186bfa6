"""Offers side by side: columns, rows, bars and what differs. Read from a result as it is kept, so that what was told shows as it was told."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from quotes import wording
from quotes.models import Quote
from quotes.money import hundredths
from quotes.results import words
from ui import formats

BAR = 200
"""Length of the longest bar, in points of its own."""
GAP = 1


@dataclass(frozen=True, slots=True)
class Cell:
    """One line of one offer; cents. `amo` holds the local scheme's share. `place` counts from 1 as the offer's number does."""

    number: int
    place: int
    code: str
    label: str
    price: int
    amo: int
    amc: int
    rac: int
    icon: str
    basket: str
    is_over: bool
    is_certain: bool
    is_known: bool

    @property
    def key(self) -> str:
        """What is asked for its reasons begins with it."""
        return f"{self.number}-{self.place}"


@dataclass(frozen=True, slots=True)
class Total:
    """What is asked for the reasons of a total begins with its key."""

    key: str


@dataclass(frozen=True, slots=True)
class Row:
    """What is treated, where, and the cell of every offer, None where it has none."""

    title: str
    where: str
    cells: list[Cell | None]


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a bar: `amo`, `amc` or `rac`, from X on, so wide."""

    share: str
    x: float
    width: float


@dataclass(frozen=True, slots=True)
class Mark:
    """Anomalies of one rule: how many, in a few words, with the mark of their severity."""

    kind: str
    icon: str
    text: str


@dataclass(frozen=True, slots=True)
class Column:
    """One offer; cents. `change` is what its rest gains or loses under the hypothesis that is shown."""

    number: int
    label: str
    what: str
    quote: Quote | None
    price: int
    amo: int
    amc: int
    rac: int
    bar: list[Piece]
    marks: list[Mark]
    is_least: bool
    is_most: bool
    is_certain: bool
    change: int | None = None

    @property
    def total(self) -> Total:
        return Total(f"{self.number}-0")


@dataclass(frozen=True, slots=True)
class Difference:
    """One term of every offer, in its words; empty where nobody said it."""

    label: str
    values: list[str]

    @property
    def differs(self) -> bool:
        return len(set(self.values)) > 1


def columns_of(
    result: Mapping[str, Any], quotes: Sequence[Quote], *, before: Mapping[str, Any] | None = None
) -> list[Column]:
    """RESULT as `Comparison.as_json` writes it; BEFORE is what it was without the hypothesis."""
    most = max((hundredths(offer["price"]) for offer in result["quotes"]), default=0) or 1
    columns = []
    for at, offer in enumerate(result["quotes"]):
        price, amo, amc, rac = (hundredths(offer[name]) for name in ("price", "amo", "amc", "rac"))
        amo += hundredths(offer["regime_local"])
        quote = quotes[at] if at < len(quotes) else None
        columns.append(
            Column(
                number=at + 1,
                label=offer["label"] or _("Quote %(number)d") % {"number": at + 1},
                what=_what(offer),
                quote=quote,
                price=price,
                amo=amo,
                amc=amc,
                rac=rac,
                bar=_bar((("amo", amo), ("amc", amc), ("rac", rac)), most),
                marks=_marks(offer["anomalies"]),
                is_least=at in result["least"],
                is_most=at in result["most"],
                is_certain=offer["is_certain"],
                change=None if before is None else rac - hundredths(before["quotes"][at]["rac"]),
            )
        )
    return columns


def _what(offer: Mapping[str, Any]) -> str:
    """The dearest line says what the offer is."""
    lines = offer["lines"]
    dearest = max(lines, key=lambda line: hundredths(line["price"]), default=None)
    return str(dearest["label"]).split(",", maxsplit=1)[0] if dearest else ""


def _bar(shares: Sequence[tuple[str, int]], most: int) -> list[Piece]:
    pieces, x = [], 0.0
    for share, cents in shares:
        width = max(cents, 0) * BAR / most
        if width > GAP:
            pieces.append(Piece(share, round(x, 1), round(width - GAP, 1)))
        x += width
    return pieces


def _marks(anomalies: Sequence[Mapping[str, Any]]) -> list[Mark]:
    """Most severe first."""
    counted = Counter((found["severity"], found["rule"]) for found in anomalies)
    ordered = sorted(counted, key=lambda one: list(words.STATES).index(one[0]))
    marks = []
    for severity, rule in ordered:
        kind, icon = words.STATES[severity]
        times = f" ×\N{NARROW NO-BREAK SPACE}{counted[severity, rule]}" if counted[severity, rule] > 1 else ""
        marks.append(Mark(kind, icon, f"{words.SHORT[rule]}{times}"))
    return marks


def rows_of(result: Mapping[str, Any]) -> list[Row]:
    over = [
        {found["line"] for found in offer["anomalies"] if found["rule"] == "ceiling_passed"}
        for offer in result["quotes"]
    ]
    rows = []
    for row in result["rows"]:
        cells = [
            None if at is None else _cell(result["quotes"][column]["lines"][at], column, at, is_over=at in over[column])
            for column, at in enumerate(row["cells"])
        ]
        first = next(cell for cell in cells if cell is not None)
        title = str(words.FAMILIES.get(row["family"]) or first.label or first.code)
        rows.append(Row(title, where_of(row["teeth"], row["eye"]), cells))
    return rows


def _cell(line: Mapping[str, Any], column: int, at: int, *, is_over: bool) -> Cell:
    tariff = line["tariff"]
    basket = tariff["basket"] if tariff else ""
    return Cell(
        number=column + 1,
        place=at + 1,
        code=line["code"],
        label=line["label"],
        price=hundredths(line["price"]),
        amo=hundredths(line["amo"]) + hundredths(line["regime_local"]),
        amc=hundredths(line["amc"]),
        rac=hundredths(line["rac"]),
        icon=words.BASKET_ICONS.get(basket, words.UNKNOWN_BASKET),
        basket=str(wording.BASKETS.get(basket, _("outside the tables"))),
        is_over=is_over,
        is_certain=line["is_certain"],
        is_known=tariff is not None,
    )


def where_of(teeth: Sequence[int], eye: str) -> str:
    """Teeth or the eye, in words."""
    if teeth:
        numbers = ", ".join(str(tooth) for tooth in teeth)
        return (_("teeth %(numbers)s") if len(teeth) > 1 else _("tooth %(numbers)s")) % {"numbers": numbers}
    return str(words.EYES.get(eye, ""))


# ---- what is not computed with


def technical(quotes: Sequence[Quote]) -> list[Difference]:
    """Material, lenses, maker, origin and guarantee, where somebody said them."""
    found = [
        Difference(_("Material"), [_of_lines(quote, _material) for quote in quotes]),
        Difference(
            str(words.DETAILS["index"]),
            [_of_lines(quote, lambda line: line.details.get("index", "")) for quote in quotes],
        ),
        Difference(
            str(words.DETAILS["treatments"]),
            [_of_lines(quote, lambda line: line.details.get("treatments", "")) for quote in quotes],
        ),
        *(_term(name, quotes) for name in words.TECHNICAL),
    ]
    return [one for one in found if any(one.values)]


def commercial(quotes: Sequence[Quote]) -> list[Difference]:
    """Delay, deposit, discount, date and validity."""
    found = [
        *(_term(name, quotes) for name in words.COMMERCIAL),
        Difference(_("Dated"), [formats.day(quote.quoted_on) if quote.quoted_on else "" for quote in quotes]),
        Difference(_("Valid until"), [formats.day(quote.valid_until) if quote.valid_until else "" for quote in quotes]),
    ]
    return [one for one in found if any(one.values)]


def _term(name: str, quotes: Sequence[Quote]) -> Difference:
    return Difference(str(words.TERMS[name]), [quote.terms.get(name, "") for quote in quotes])


def _material(line: Any) -> str:
    return str(wording.MATERIALS.get(line.material, line.material)) if line.material else ""


def _of_lines(quote: Quote, say: Callable[[Any], str]) -> str:
    return ", ".join(dict.fromkeys(said for line in quote.lines.all() if (said := say(line))))
