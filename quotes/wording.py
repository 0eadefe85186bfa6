"""Reasons, anomalies and breaches in words. The rules say keys and figures; what a person reads stands here."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from quotes.anomalies import Anomaly, Severity
from quotes.benefits import Reason
from quotes.guarantees import Breach
from ui import formats

Words = dict[str, str | Promise]

FIGURES: Words = {
    "base": _("Reimbursement base"),
    "amo": _("Compulsory scheme"),
    "regime_local": _("Local scheme"),
    "amc": _("Mutual"),
    "rac": _("Left to pay"),
}
REASONS: Words = {
    "base.tariff": _("Base of %(code)s in the tables since %(since)s: %(amount)s."),
    "base.stated": _("Base given with the line, the code is outside the tables: %(amount)s."),
    "base.unknown": _("The base of this code is not known: the compulsory scheme’s share is not computed."),
    "base.price": _("The price, %(price)s, is below the base: it is what is reimbursed from."),
    "amo.rate": _("%(rate)s of %(base)s, rate since %(since)s."),
    "amo.first_rate": _("%(rate)s of %(base)s, rate of the time."),
    "amo.code_rate": _("%(rate)s of %(base)s, rate of this act."),
    "amo.stated_rate": _("%(rate)s of %(base)s, rate given with the line."),
    "amo.ald": _("Care of a long-term illness: the whole base, %(base)s."),
    "amo.nothing": _("Nothing to reimburse from: no base."),
    "amo.participation": _("Flat participation of %(amount)s, which nobody gives back."),
    "amo.too_early": _("Glasses delivered on %(delivered)s: the next ones are reimbursed from %(from_day)s."),
    "local.top_up": _("Alsace-Moselle: both schemes pay %(rate)s of %(base)s together."),
    "local.other": _("Not insured under the local scheme of Alsace-Moselle."),
    "amc.none": _("No mutual cover."),
    "amc.too_early": _("Renewed too early: no share of the mutual either."),
    "amc.full": _("100 %% Santé: everything above the schemes, the price is within the ceiling of %(ceiling)s."),
    "amc.full_to_ceiling": _("100 %% Santé: up to the ceiling of %(ceiling)s; the price is above it."),
    "amc.full_unknown_ceiling": _(
        "100 %% Santé: everything above the schemes if the price is within its ceiling, which is not known here."
    ),
    "amc.ticket": _("Responsible contract: the ticket modérateur, %(ticket)s."),
    "amc.pct_incl": _("%(percent)s of the base %(base)s, schemes included: %(promised)s in all."),
    "amc.pct_excl": _("%(percent)s of the base %(base)s on top of the schemes: %(promised)s."),
    "amc.incl": _("Lump sum of %(amount)s, schemes included."),
    "amc.on_top": _("Lump sum of %(amount)s on top of the schemes."),
    "amc.tm_plus": _("Ticket modérateur, %(ticket)s, and a lump sum of %(amount)s."),
    "amc.pair_incl": _("Lump sum of %(amount)s for the pair, schemes included, shared between its lines."),
    "amc.pair_on_top": _("Lump sum of %(amount)s for the pair on top of the schemes, shared between its lines."),
    "amc.pair_tm_plus": _("Ticket modérateur and a lump sum of %(amount)s for the pair, shared between its lines."),
    "amc.purse": _("%(left)s left of the lump sum of %(amount)s."),
    "amc.cap": _("Yearly cap: %(left)s left for %(year)s."),
    "amc.floor": _("Floor of the responsible contract: the ticket modérateur, %(ticket)s, is owed in any case."),
    "amc.no_clause": _("No guarantee of the contract is for this line."),
    "amc.waiting": _("Waiting period until %(until)s: only the floor is paid."),
    "amc.frame_most": _("Responsible contract: %(most)s at most for a frame, schemes included."),
    "amc.grid_least": _(
        "Responsible contract: %(least)s at least for a pair of category %(category)s, schemes included."
    ),
    "amc.grid_most": _("Responsible contract: %(most)s at most for a pair of category %(category)s, schemes included."),
    "amc.class_a_deducted": _("The class A part of the pair, %(amount)s, counts in the contract’s amount."),
    "rac.rest": _("The price less what the schemes and the mutual pay."),
    "rac.participation": _("With the flat participation of %(amount)s."),
}
ANOMALIES: Words = {
    "outside_tables": _("%(code)s is outside the tables: check the base that was given."),
    "code_not_in_force": _("%(code)s is not in force on %(day)s."),
    "ceiling_unknown": _("The ceiling of %(code)s is not known here: check that the price is within it."),
    "ceiling_passed": _("The price, %(price)s, is above the ceiling of %(ceiling)s by %(excess)s."),
    "base_unknown": _("The base of %(code)s is not known here."),
    "base_differs": _("The base on the quote, %(stated)s, is not that of the tables, %(base)s."),
    "amo_differs": _("The compulsory scheme’s share on the quote, %(stated)s, is not the one computed, %(amo)s."),
    "basket_wrong": _("The quote says basket %(stated)s; on %(day)s the code is in basket %(basket)s."),
    "tariff_unsure": _("The tariff of %(code)s comes from a source to be verified."),
    "tooth_impossible": _("%(code)s is not for tooth %(tooth)s."),
    "tooth_missing": _("%(code)s needs a tooth number."),
    "material_impossible": _("%(code)s is for %(material)s; the quote says %(stated)s."),
    "prescription_missing": _("No prescription for this lens: the category of the pair is not known."),
    "lens_kind_wrong": _("%(code)s is for another kind of lens."),
    "sphere_outside_code": _("%(code)s is not for a sphere of %(sphere)s."),
    "addition_missing": _("A progressive lens without its addition."),
    "age_impossible": _("%(code)s is not for somebody aged %(age)s."),
    "price_above_usual": _("The price, %(price)s, is far above the usual: %(median)s at the median of %(count)s quotes."),
    "price_below_usual": _("The price, %(price)s, is far below the usual: %(median)s at the median of %(count)s quotes."),
    "renewal_early": _("Glasses delivered on %(delivered)s: renewed from %(from_day)s, unless sight or health changed; a child under six whose frame no longer fits, after six months."),
    "several_pairs": _("More than one pair of glasses: analyse each pair as a quote of its own."),
    "quote_expired": _("The quote was valid until %(until)s."),
    "quoted_after_care": _("The quote is dated %(quoted_on)s, after the care."),
    "total_differs": _("The total on the quote, %(stated)s, is not the sum of its lines, %(total)s."),
    "amo_total_differs": _("The compulsory scheme’s total on the quote, %(stated)s, is not the one computed, %(amo)s."),
    "mention_missing": _("A compulsory mention is missing: %(mention)s."),
    "class_a_missing": _("Check that the quote offers class A glasses too: it must."),
    "rac0_missing": _("Check that the quote offers an alternative with nothing left to pay, or a moderate rest: it must when there is one."),
}  # fmt: skip
BREACHES: Words = {
    "below_ticket": _("A responsible contract pays the whole ticket modérateur: %(percent)s of the base is too little."),
    "frame_most": _("A responsible contract pays %(most)s at most for a frame."),
    "grid_most": _("A responsible contract pays %(most)s at most for a pair of category %(category)s."),
    "grid_least": _("A responsible contract pays %(least)s at least for a pair of category %(category)s."),
    "collective_prosthesis": _("A collective contract pays prostheses and orthodontics at 125 %% of the base at least: %(percent)s is too little."),
    "collective_least": _("A collective contract pays %(least)s at least for a pair of category %(category)s."),
}  # fmt: skip
SEVERITIES: dict[Severity, str | Promise] = {
    Severity.FAULT: _("Against a rule"),
    Severity.CHECK: _("To check"),
    Severity.NOTE: _("Good to know"),
}
MENTIONS: Words = {
    "practitioner": _("practitioner"),
    "optician": _("optician"),
    "patient": _("patient"),
    "prescription": _("prescription"),
    "date": _("date of the quote"),
    "validity": _("validity of the quote"),
    "materials": _("materials"),
    "origin": _("where the device is made"),
    "alternative": _("alternative with nothing or a moderate rest to pay"),
    "class_a_offer": _("offer of class A"),
    "codes": _("LPP codes"),
}
BASKETS: Words = {
    "rac0": _("100 % Santé"),
    "modere": _("moderate rest"),
    "libre": _("free prices"),
    "soins": _("care"),
    "prevention": _("prevention"),
    "odf": _("orthodontics"),
    "npc": _("not reimbursed"),
    "c2s": _("C2S"),
    "A": _("class A (100 % Santé)"),
    "B": _("class B"),
    "lpp": _("LPP list"),
}
MATERIALS: Words = {
    "metal": _("metal"),
    "ceramic_metal": _("metal and ceramic"),
    "zirconia": _("zirconia"),
    "ceramic": _("ceramic without zirconia"),
    "ceramic_ceramic": _("ceramic on ceramic"),
    "precious_alloy": _("precious alloy"),
    "resin": _("resin"),
    "metal_base": _("metal base"),
}

_MONEY = frozenset(
    [
        "amount",
        "base",
        "price",
        "ceiling",
        "excess",
        "stated",
        "amo",
        "total",
        "median",
        "low",
        "high",
        "left",
        "promised",
        "ticket",
        "most",
        "least",
    ]
)
_PERCENT = frozenset({"rate", "percent"})
_TERMS = {"basket": BASKETS, "material": MATERIALS, "mention": MENTIONS}


def reason(said: Reason) -> str:
    return _told(REASONS[said.rule], said.values)


def anomaly(found: Anomaly) -> str:
    values = dict(found.values)
    if found.rule in ("basket_wrong", "material_impossible"):
        terms = BASKETS if found.rule == "basket_wrong" else MATERIALS
        values["stated"] = str(terms.get(str(values["stated"]), values["stated"]))
    return _told(ANOMALIES[found.rule], values)


ASKED_FOR: Words = {
    "base_unknown": _("the base of reimbursement of %(code)s"),
    "outside_tables": _("the base of reimbursement of %(code)s"),
    "prescription_missing": _("the prescription of the glasses"),
    "tooth_missing": _("the number of the tooth for %(code)s"),
    "addition_missing": _("the addition of the progressive lens"),
    "mention_missing": _("on the quote: %(mention)s"),
    "quote_expired": _("a quote that is still valid"),
}
"""What the member is asked for: what can only be completed on the quote itself, or sent along."""


def asked_for(rule: str, values: Mapping[str, int | str]) -> str:
    """In the member's words, of an anomaly as results keep it; empty when nothing of it is the member's to bring."""
    return _told(ASKED_FOR[rule], values) if rule in ASKED_FOR else ""


def breach(found: Breach) -> str:
    return _told(BREACHES[found.rule], found.values)


def _told(words: str | Promise, values: Mapping[str, int | str | date]) -> str:
    return str(words) % {name: _written(name, value) for name, value in values.items()}


def _written(name: str, value: int | str | date) -> str:
    lang = formats.language(get_language() or "fr")
    if isinstance(value, date):
        return formats.day(value)
    if isinstance(value, str):
        return str(_TERMS.get(name, {}).get(value, value))
    if name in _MONEY:
        return formats.euro(value, lang)
    if name in _PERCENT:
        return formats.percent(Decimal(value).scaleb(-2), lang)
    if name == "sphere":
        return formats.number(Decimal(value).scaleb(-2), lang, places=2)
    return str(value)
