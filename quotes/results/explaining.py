"""A figure explained: steps from the price to it, rule, row of the tariffs, and a sentence to say."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from quotes import wording
from quotes.money import hundredths
from quotes.results import words
from quotes.results.columns import where_of
from ui import formats

ASKED = re.compile(r"([1-5])-([1-9]\d?|0)-(amo|amc|rac|points)").fullmatch
# The figure of a rule that stands at the end of its step, first found.
_MAIN = ("promised", "left", "amount", "ticket", "ceiling", "least", "most")


@dataclass(frozen=True, slots=True)
class Step:
    """Cents, None where there is no figure. `is_result` is what was asked."""

    label: str
    note: str = ""
    amount: int | None = None
    is_result: bool = False


@dataclass(frozen=True, slots=True)
class Explanation:
    """`key` is what was asked. Without a figure it lists what does not fit, as (kind, icon, sentence)."""

    key: str
    title: str
    where: str
    figure: int | None
    steps: list[Step]
    tariff: Mapping[str, Any] | None
    say: str
    points: list[tuple[str, str, str]]

    @property
    def ceiling(self) -> str:
        """Of the row: an amount, free, or unknown. Unknown is never free."""
        if self.tariff is None:
            return ""
        if self.tariff["ceiling"] is not None:
            return formats.euro(hundredths(self.tariff["ceiling"]), _lang())
        return _("none (the price is free)") if self.tariff["basket"] in words.FREE else _("not known")


def explanation_of(result: Mapping[str, Any], asked: str) -> Explanation | None:
    """ASKED is `4-2-amc`: offer, line, figure; line 0 is the total, `points` what does not fit. None for what is not there."""
    found = ASKED(asked)
    if found is None or int(found[1]) > len(result["quotes"]):
        return None
    number, place, figure = int(found[1]), int(found[2]), found[3]
    offer = result["quotes"][number - 1]
    if place > len(offer["lines"]) or (place and figure == "points"):
        return None
    if figure == "points":
        return _points(asked, number, offer)
    return (
        _of_line(asked, number, offer["lines"][place - 1], figure) if place else _of_total(asked, number, offer, figure)
    )


def _points(asked: str, number: int, offer: Mapping[str, Any]) -> Explanation:
    points = [(*words.STATES[found["severity"]], _located(found, offer)) for found in offer["anomalies"]]
    return Explanation(asked, _("What to look at"), _name(number, offer), None, [], None, "", points)


def _located(found: Mapping[str, Any], offer: Mapping[str, Any]) -> str:
    if found["line"] is None:
        return str(found["text"])
    return _("Line %(number)d, %(code)s: %(text)s") % {
        "number": found["line"] + 1,
        "code": offer["lines"][found["line"]]["code"],
        "text": found["text"],
    }


def _of_total(asked: str, number: int, offer: Mapping[str, Any], figure: str) -> Explanation:
    figures = [(line, _figure(line, figure)) for line in offer["lines"]]
    steps = [Step(line["label"] or line["code"], where_of(_teeth(line), ""), cents) for line, cents in figures]
    total = sum(cents for _line, cents in figures)
    steps.append(Step(_("In all"), amount=total, is_result=True))
    say = _said(figure, total, {}, is_total=True)
    title = _("%(share)s of the quote") % {"share": _share(figure)}
    return Explanation(asked, title, _name(number, offer), total, steps, None, say, [])


def _of_line(asked: str, number: int, line: Mapping[str, Any], figure: str) -> Explanation:
    cents = _figure(line, figure)
    where = ", ".join(
        part
        for part in (
            _("Quote %(number)d") % {"number": number},
            where_of(_teeth(line), ""),
            str(wording.BASKETS.get(line["tariff"]["basket"], "")) if line["tariff"] else _("outside the tables"),
        )
        if part
    )
    title = _("%(share)s: %(what)s") % {"share": _share(figure), "what": line["label"] or line["code"]}
    say = _said(figure, cents, line["reasons"])
    return Explanation(asked, title, where, cents, _steps(line, figure, cents), line["tariff"], say, [])


def _steps(line: Mapping[str, Any], figure: str, cents: int) -> list[Step]:
    reasons = line["reasons"]
    steps = [
        Step(_("Price on the quote"), amount=hundredths(line["price"])),
        Step(
            str(wording.FIGURES["base"]),
            _texts(reasons.get("base", [])),
            None if line["base"] is None else hundredths(line["base"]),
        ),
        Step(str(wording.FIGURES["amo"]), _texts(reasons.get("amo", [])), -hundredths(line["amo"])),
    ]
    local = hundredths(line["regime_local"])
    if local:
        steps.append(Step(str(wording.FIGURES["regime_local"]), _texts(reasons.get("regime_local", [])), -local))
    if figure == "amc":
        steps += [Step(said["text"], amount=_main(said["values"])) for said in reasons.get("amc", [])]
    elif figure == "rac":
        steps.append(Step(str(wording.FIGURES["amc"]), _texts(reasons.get("amc", [])), -hundredths(line["amc"])))
        steps += [Step(said["text"]) for said in reasons.get("rac", []) if said["rule"] != "rac.rest"]
    if not line["is_certain"]:
        steps.append(Step(_("To confirm"), _("A base or a ceiling is not known: check it before telling the figure.")))
    steps.append(Step(_share(figure), amount=cents, is_result=True))
    return steps


def _texts(reasons: list[Mapping[str, Any]]) -> str:
    return " ".join(said["text"] for said in reasons)


def _main(values: Mapping[str, Any]) -> int | None:
    return next((values[name] for name in _MAIN if isinstance(values.get(name), int)), None)


def _figure(line: Mapping[str, Any], figure: str) -> int:
    return hundredths(line[figure]) + (hundredths(line["regime_local"]) if figure == "amo" else 0)


def _teeth(line: Mapping[str, Any]) -> list[int]:
    return [int(tooth) for tooth in line["tooth"].split()]


def _name(number: int, offer: Mapping[str, Any]) -> str:
    name = _("Quote %(number)d") % {"number": number}
    return f"{name}, {offer['label']}" if offer["label"] else name


def _share(figure: str) -> str:
    return {"amo": _("Share of the compulsory scheme"), "amc": _("Share of the mutual"), "rac": _("Left to pay")}[
        figure
    ]


def _said(figure: str, cents: int, reasons: Mapping[str, Any], *, is_total: bool = False) -> str:
    """Serif: one may read it out."""
    values = {"amount": _spoken(cents), "what": _("in all") if is_total else _("for this act")}
    rules = {said["rule"] for said in reasons.get("amc", [])}
    if figure == "rac":
        return (
            _("“You will have %(amount)s to pay %(what)s.”") if cents else _("“You will have nothing to pay %(what)s.”")
        ) % values
    if figure == "amo":
        return _("“The compulsory scheme pays %(amount)s %(what)s.”") % values
    if "amc.cap" in rules:
        return _("“Your cap of the year leaves %(amount)s %(what)s.”") % values
    if rules & {"amc.full", "amc.full_to_ceiling"}:
        return _("“This care is in 100 %% Santé: your mutual pays %(amount)s.”") % values
    return _("“Your mutual pays %(amount)s %(what)s.”") % values


def _spoken(cents: int) -> str:
    """172 euros, without decimals that are nothing."""
    if cents % 100:
        return formats.euro(cents, _lang())
    return _("%(amount)s euros") % {"amount": formats.number(cents // 100, _lang())}


def _lang() -> str:
    return get_language() or "fr"
