"""Words of the comparison. Neutral ones: facts about a quote, never a judgement on who wrote it."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

Words = Mapping[str, str | Promise]

FAMILIES: Words = {
    "crown": _("Crown"),
    "temporary_crown": _("Temporary crown"),
    "inlay_core": _("Inlay-core"),
    "bridge": _("Bridge"),
    "denture": _("Denture"),
    "implant": _("Implant"),
    "orthodontics": _("Orthodontics"),
    "care": _("Care"),
    "frame": _("Frame"),
    "lens": _("Lens"),
    "contact_lens": _("Contact lenses"),
    "supplement": _("Supplement"),
}
EYES: Words = {"R": _("right eye"), "L": _("left eye")}
BASKET_ICONS: Mapping[str, str] = {
    "rac0": "circle-full", "A": "circle-full", "modere": "circle-half", "libre": "circle", "B": "circle",
    "soins": "circle", "prevention": "circle", "odf": "circle", "lpp": "circle",
}  # fmt: skip
"""A basket is a full, half or empty disc and its name; what no table knows has a dashed one."""
UNKNOWN_BASKET = "circle-dashed"
FREE = frozenset({"libre", "B"})
"""Baskets whose prices are free: they have no ceiling. Anywhere else a ceiling that is missing is unknown."""

TERMS: Words = {
    "maker": _("Maker or laboratory"),
    "origin": _("Made in"),
    "guarantee": pgettext_lazy("of a device", "Guarantee"),
    "delay": _("Delay"),
    "deposit": _("Deposit"),
    "discount": _("Discount"),
}
"""What is not computed with, by name, of a whole quote."""
DETAILS: Words = {"index": _("Index"), "treatments": _("Treatments")}
"""The same of a line."""
TECHNICAL, COMMERCIAL = ("maker", "origin", "guarantee"), ("delay", "deposit", "discount")

CONFIDENCE: Words = {
    "high": _("read in a published source"),
    "medium": _("one source, or a disputed date"),
    "low": _("to be verified"),
    "unknown": _("amounts not known"),
}
# What a column has room for; the panel has the whole sentence.
SHORT: Words = {
    "outside_tables": _("outside the tables"),
    "code_not_in_force": _("code not in force"),
    "ceiling_unknown": _("ceiling not known"),
    "ceiling_passed": _("price above the ceiling"),
    "base_unknown": _("base not known"),
    "base_differs": _("another base than the tables’"),
    "amo_differs": _("another compulsory share"),
    "basket_wrong": _("another basket that day"),
    "tariff_unsure": _("tariff to be verified"),
    "tooth_impossible": _("code not for this tooth"),
    "tooth_missing": _("tooth not said"),
    "material_impossible": _("code not for this material"),
    "prescription_missing": _("prescription missing"),
    "lens_kind_wrong": _("code for other lenses"),
    "sphere_outside_code": _("code not for this sphere"),
    "addition_missing": _("addition missing"),
    "age_impossible": _("code not for this age"),
    "price_above_usual": _("price far above the usual"),
    "price_below_usual": _("price far below the usual"),
    "renewal_early": _("renewed before its time"),
    "several_pairs": _("several pairs"),
    "quote_expired": _("quote expired"),
    "quoted_after_care": _("dated after the care"),
    "total_differs": _("total does not add up"),
    "amo_total_differs": _("another compulsory total"),
    "mention_missing": _("mention missing"),
    "class_a_missing": _("class A offer not seen"),
    "rac0_missing": _("alternative not seen"),
}
STATES: Mapping[str, tuple[str, str]] = {
    "fault": ("bad", "alert-triangle"), "check": ("warn", "shield-question"), "note": ("", "info-circle"),
}  # fmt: skip
"""Mark of an anomaly by its severity: kind and icon."""
