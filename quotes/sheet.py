"""An analysis on paper: one page for the member, one for the file, from the result that was told or, until then, from today's.

Pages are in French, whatever language the screen is in. They hold no social security number and no judgement of anybody.
"""

import re
from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from correspondence.sheet import logo_of
from quotes import computing, wording
from quotes.anomalies import Anomaly, Severity
from quotes.errors import NotAnalysedError
from quotes.models import Analysis
from quotes.money import hundredths, written
from ui import formats
from ui.typesetting import pdf

Json = Mapping[str, Any]
Block = dict[str, Any]

SHARES = ("price", "amo", "regime_local", "amc", "rac")
MOST_LINES = 4
"""Lines of a quote that the member's page shows, those with the most left to pay; the others are summed in one."""
MOST_REMARKS = 8
MEMBERS_LETTERS = (10.5, 9.5, 8.5, 7.5, 6.5)
FILES_LETTERS = (8.5, 7.5, 6.5, 5.5, 5)
MANY = 40
"""Lines from which the large letters are not tried: each try costs time."""
TO_MEMBER = frozenset({
    "code_not_in_force", "ceiling_passed", "basket_wrong", "tooth_impossible", "tooth_missing", "material_impossible",
    "prescription_missing", "addition_missing", "renewal_early", "several_pairs", "quote_expired", "quoted_after_care",
    "total_differs", "amo_total_differs", "mention_missing", "class_a_missing", "rac0_missing",
})  # fmt: skip
"""What a member can act upon. What the tables leave open, and how a price compares with others, is for the adviser."""
_DAY = re.compile(r"\d{4}-\d\d-\d\d")


def member_page(analysis: Analysis) -> bytes:
    """PDF/UA-1, one A4 page. ANALYSIS has its quotes at hand. Raises NotAnalysedError when nothing can be computed."""
    return _page(analysis, members)


def file_page(analysis: Analysis) -> bytes:
    """PDF/UA-1, every line and figure with the versions they were computed with; else as `member_page`.

    One A4 page up to some sixty lines; quotes as long as a quote may be go on overleaf.
    """
    return _page(analysis, files)


def _page(analysis: Analysis, contents: Callable[[Analysis, Json], Json]) -> bytes:
    with override("fr"):
        made = contents(analysis, result_of(analysis))
    return pdf("sheet", made, at=analysis.told_at or timezone.now())


def result_of(analysis: Analysis) -> Json:
    """What was told or computed last; computed now when lines changed since."""
    if analysis.result is not None:
        return dict(analysis.result)
    if not any(quote.lines.all() for quote in analysis.quotes.all()):
        raise NotAnalysedError
    return computing.computed(analysis).as_json()


# ---- the member's page


def members(analysis: Analysis, result: Json) -> Json:
    """What stands on the member's page, in words, in the language in force."""
    blocks = [
        _facts(_who(analysis)),
        _table(_("What each quote comes to"), *_totals(analysis, result)),
        _table(_lines_title(result), *_weighty(result)),
        _list(_("To look at before you decide"), _remarks(result)),
        _list(_("And now"), _what_next(analysis)),
    ]
    return _sheet(_("What your quotes come to"), analysis, blocks, MEMBERS_LETTERS)


def _who(analysis: Analysis) -> list[tuple[str, str]]:
    mutual, member = analysis.mutual, analysis.member
    told = timezone.localdate(analysis.told_at) if analysis.told_at else timezone.localdate()
    return [
        (_("Your mutual:"), _identity(mutual.name, mutual.register_number)),
        (_("Member:"), _("%(name)s, number %(number)s") % {"name": member.full_name, "number": member.number}),
        (_("Date:"), formats.day_in_prose(told)),
        (
            _("Validity:"),
            _("for care on %(day)s, with the tariffs and the guarantees in force on that day")
            % {"day": formats.day_in_prose(analysis.care_date)},
        ),
    ]


def _identity(name: str, register_number: str) -> str:
    return f"{name} – SIREN {register_number}" if register_number else name


def _totals(analysis: Analysis, result: Json) -> tuple[list[str], list[Block]]:
    shares = _shares_of(result)
    until = [quote.valid_until for quote in analysis.quotes.all()]
    rows = [
        _row([name, *_euros(quote, shares), formats.day(day) if day else "–"])
        for (name, quote), day in zip(_named(result), until, strict=False)
    ]
    return [_("Quote"), *_heads(shares), _("Quote valid until")], rows


def _lines_title(result: Json) -> str:
    """What the table holds: every line, or the heaviest of each quote and the sum of the others."""
    is_whole = all(len(quote["lines"]) <= MOST_LINES for quote in result["quotes"])
    return _("Line by line") if is_whole else _("The lines on which most is left to pay")


def _weighty(result: Json) -> tuple[list[str], list[Block]]:
    shares, rows = _shares_of(result), []
    for name, quote in _named(result):
        lines = sorted(quote["lines"], key=lambda line: -hundredths(line["rac"]))
        shown, others = lines[:MOST_LINES], lines[MOST_LINES:]
        rows += [_row([name, _act(line), *_euros(line, shares)]) for line in shown]
        if others:
            count = ngettext("%(count)d other line", "%(count)d other lines", len(others)) % {"count": len(others)}
            rows.append(_row([name, count, *_euros(_summed(others), shares)]))
    return [_("Quote"), _("Act or equipment"), *_heads(shares)], rows


def _remarks(result: Json) -> list[str]:
    found = _grouped(result, TO_MEMBER)
    if any(not quote["is_certain"] for quote in result["quotes"]):
        found.insert(
            0, _("Amounts marked with * rest on a tariff or a ceiling that is not known here: they can change.")
        )
    left = len(found) - MOST_REMARKS
    if left > 0:
        more = ngettext("%(count)d other point: ask us.", "%(count)d other points: ask us.", left) % {"count": left}
        return [*found[:MOST_REMARKS], more]
    return found


def _grouped(result: Json, rules: Container[str], *, with_severity: bool = False) -> list[str]:
    """Each remark once, with the quotes and the lines that it is about."""
    about: dict[str, dict[str, list[str]]] = {}
    for name, quote in _named(result):
        for one in quote["anomalies"]:
            if one["rule"] in rules:
                said = _said(one)
                if with_severity:
                    said += f" ({wording.SEVERITIES[Severity(one['severity'])]})"
                places = about.setdefault(said, {}).setdefault(name, [])
                places += [] if one["line"] is None else [_act(quote["lines"][one["line"]])]
    return [f"{_places(where)}{formats.NBSP}: {said}" for said, where in about.items()]


def _places(where: Mapping[str, list[str]]) -> str:
    """Cabinet A (couronne, dent 36; couronne, dent 37), Cabinet B."""
    apart = f"{formats.NNBSP}; "
    return ", ".join(f"{name} ({apart.join(dict.fromkeys(acts))})" if acts else name for name, acts in where.items())


def _said(found: Json) -> str:
    """In today's words, of the values that were kept: the screen on which it was computed may have been in English."""
    if found["rule"] not in wording.ANOMALIES:
        return str(found["text"])
    values = {name: _value(value) for name, value in found["values"].items()}
    return wording.anomaly(Anomaly(found["rule"], Severity(found["severity"]), found["line"], values))


def _value(value: int | str) -> int | str | date:
    return date.fromisoformat(value) if isinstance(value, str) and _DAY.fullmatch(value) else value


def _what_next(analysis: Analysis) -> list[str]:
    phone = analysis.mutual.lines.order_by("pk").first()
    steps = [
        _("You choose freely, and you can ask for another quote."),
        _("Ask your practitioner or optician whatever is not clear on the quote, before you sign it."),
        _("Send us the quote that you choose if it changes: the amounts would no longer be these."),
        _(
            "These amounts are an estimate: what is paid is computed from the invoice and your rights on the day of the care."
        ),
    ]
    if phone is not None:
        steps.append(_("A question? Call us on %(number)s.") % {"number": formats.phone(str(phone.number))})
    return steps


# ---- the page for the file


def files(analysis: Analysis, result: Json) -> Json:
    """What stands on the page for the file, in words, in the language in force."""
    many = sum(len(quote["lines"]) for quote in result["quotes"]) >= MANY
    letters = FILES_LETTERS[2:] if many else FILES_LETTERS
    remarks = _grouped(result, wording.ANOMALIES, with_severity=True)
    blocks = [
        _facts(_who_and_when(analysis)),
        _facts(_versions(analysis, result)),
        _table(_("Every line"), *_every_line(result), words=(0, 2)),
        _list(_("What was found"), remarks),
    ]
    return _sheet(_("Quote analysis, page for the file"), analysis, blocks, letters, dense=True)


def _who_and_when(analysis: Analysis) -> list[tuple[str, str]]:
    mutual, member = analysis.mutual, analysis.member
    contract = member.contract
    told = _("not yet")
    if analysis.told_at:
        told = f"{_moment(analysis.told_at)}, {analysis.get_told_by_display()}, {analysis.told_by_user or ''}"
    said = [formats.day(analysis.care_date), analysis.member.get_regime_display()]
    if analysis.has_ald:
        said.append(_("care of a long-term illness"))
    if analysis.renewal_ground:
        said.append(analysis.renewal_ground)
    return [
        (_("Mutual:"), _identity(mutual.name, mutual.register_number)),
        (_("Member:"), f"{member.full_name}, {member.number}, {contract.number}, {contract.product.name}"),
        (_("Received, due, told:"), " · ".join([_moment(analysis.started_at), _moment(analysis.deadline_at), told])),
        (_("Care:"), ", ".join(said)),
    ]


def _versions(analysis: Analysis, result: Json) -> list[tuple[str, str]]:
    guarantee = analysis.guarantee
    version = (
        _("number %(number)s, in force since %(day)s")
        % {"number": guarantee.pk, "day": formats.day(guarantee.valid_from)}
        if guarantee
        else _("floor of the responsible contract")
    )
    computed = _moment(analysis.analysed_at) if analysis.analysed_at else _moment(timezone.now())
    return [
        (_("Tariffs:"), str(result["tariffs"])),
        (_("Guarantee:"), version),
        (_("Program:"), str(result["program"])),
        (_("Computed:"), computed),
    ]


def _every_line(result: Json) -> tuple[list[str], list[Block]]:
    heads = [
        _("Quote"), _("Code"), _("Act or equipment"), _("Basket"), _("Tariff since"), _("Base"), _("Rate"),
        _("Participation"), *_heads(SHARES),
    ]  # fmt: skip
    rows = []
    for name, quote in _named(result):
        rows += [_row([name, *_cells(line)]) for line in quote["lines"]]
        total = [name, "", _("Total"), "", "", "", "", "", *_euros(quote, SHARES)]
        rows.append({"cells": total, "strong": True})
    return heads, rows


def _cells(line: Json) -> list[str]:
    tariff = line["tariff"] or {}
    since = _value(tariff.get("valid_from") or "")
    return [
        line["code"],
        _act(line),
        str(wording.BASKETS.get(tariff.get("basket", ""), "")),
        formats.day(since) if isinstance(since, date) else "–",
        "–" if line["base"] is None else _euro(line["base"]),
        formats.percent(Decimal(line["rate"])),
        _euro(line["flat_participation"]),
        *_euros(line, SHARES),
    ]


# ---- blocks


def _sheet(
    title: str, analysis: Analysis, blocks: Iterable[Block], letters: Sequence[float], *, dense: bool = False
) -> Json:
    footer = _("%(mutual)s – quote analysis %(reference)s") % {"mutual": analysis.mutual.name, "reference": analysis.pk}
    return {
        "title": title,
        "author": analysis.mutual.name,
        "logo": logo_of(analysis.mutual),
        "lang": "fr",
        "margin": 10 if dense else 16,
        "columns": 2 if dense else 1,
        "sizes": list(letters),
        "footer": footer,
        "blocks": [block for block in blocks if block.get("rows") or block.get("items")],
    }


def _facts(rows: list[tuple[str, str]]) -> Block:
    return {"kind": "facts", "heading": "", "rows": [list(row) for row in rows]}


def _list(heading: str, items: list[str]) -> Block:
    return {"kind": "list", "heading": heading, "items": items}


def _table(heading: str, heads: list[str], rows: list[Block], words: tuple[int, ...] = (0, 1)) -> Block:
    """WORDS are the columns that take the room; amounts stand to the right."""
    is_amount = [all(_is_amount(row["cells"][place]) for row in rows) for place in range(len(heads))]
    return {
        "kind": "table",
        "heading": heading,
        "head": heads,
        "rows": rows,
        "wide": [place in words and not is_amount[place] for place in range(len(heads))],
        "right": is_amount,
    }


def _is_amount(cell: str) -> bool:
    return cell in {"", "–"} or cell.endswith(("€", "€ *", "%"))


def _row(cells: list[str]) -> Block:
    return {"cells": cells, "strong": False}


# ---- words


def _named(result: Json) -> list[tuple[str, Json]]:
    """Each quote with what it is called here: its label, or its rank."""
    return [
        (quote["label"] or _("Quote %(rank)d") % {"rank": rank}, quote)
        for rank, quote in enumerate(result["quotes"], 1)
    ]


def _act(line: Json) -> str:
    # « 100 % » stays on one line.
    name = str(line["label"] or line["code"]).replace(" %", f"{formats.NBSP}%")
    return _("%(act)s, tooth %(tooth)s") % {"act": name, "tooth": line["tooth"]} if line["tooth"] else str(name)


def _shares_of(result: Json) -> tuple[str, ...]:
    """The local scheme has its column where it pays something."""
    has_local = any(hundredths(quote["regime_local"]) for quote in result["quotes"])
    return tuple(share for share in SHARES if has_local or share != "regime_local")


def _heads(shares: Sequence[str]) -> list[str]:
    names = {
        "price": _("Price"),
        "amo": _("Compulsory scheme"),
        "regime_local": _("Local scheme"),
        "amc": _("Mutual"),
        "rac": _("Left to pay"),
    }
    return [names[share] for share in shares]


def _euros(of: Json, shares: Sequence[str]) -> list[str]:
    """Amounts of a quote or a line, what is left to pay marked when it rests on something unknown."""
    amounts = [_euro(of[share]) for share in shares]
    return amounts if of["is_certain"] else [*amounts[:-1], f"{amounts[-1]} *"]


def _euro(amount: str) -> str:
    return formats.euro(hundredths(amount), "fr")


def _summed(lines: Sequence[Json]) -> Json:
    cents = {share: sum(hundredths(line[share]) for line in lines) for share in SHARES}
    return {
        **{share: written(total) for share, total in cents.items()},
        "is_certain": all(line["is_certain"] for line in lines),
    }


def _moment(instant: datetime) -> str:
    return formats.moment(timezone.localtime(instant))
