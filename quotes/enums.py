from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Domain(models.TextChoices):
    DENTAL = "dental", _("Dental")
    OPTICAL = "optical", _("Optical")


class AnalysisState(models.TextChoices):
    """A quote analysis from its receipt to its telling, unless nobody wants it. What is told is kept as it was told."""

    RECEIVED = "received", pgettext_lazy("quote", "Received")
    INCOMPLETE = "incomplete", pgettext_lazy("quote", "Incomplete")
    ANALYSED = "analysed", pgettext_lazy("quote", "Analysed")
    TOLD = "told", pgettext_lazy("quote", "Told")
    WITHDRAWN = "withdrawn", pgettext_lazy("quote", "Withdrawn")


RUNNING = (AnalysisState.RECEIVED, AnalysisState.ANALYSED)
"""States in which the clock runs."""

ENDED = (AnalysisState.TOLD, AnalysisState.WITHDRAWN)
"""States after which nothing changes any more."""


class WhyWithdrawn(models.TextChoices):
    """Why nobody waits for an analysis any more."""

    NOT_WANTED = "not_wanted", _("The member does not want it any more")
    NEVER_CAME = "never_came", _("What was missing never came")
    TWICE = "twice", _("Analysed elsewhere already")
    MISTAKE = "mistake", _("Started by mistake")


class ToldBy(models.TextChoices):
    """How the member was told the result."""

    PHONE = "phone", _("Telephone")
    EMAIL = "email", _("E-mail")
    FAX = "fax", _("Fax")
    LETTER = "letter", _("Letter")
    PORTAL = "portal", _("Member portal")


class ClauseForm(models.TextChoices):
    """Forms of a guarantee, as `guarantees.Form` counts them."""

    PCT_INCL = "pct_br_incl_amo", _("% of the base, compulsory scheme included")
    PCT_EXCL = "pct_br_excl_amo", _("% of the base, on top of the compulsory scheme")
    ON_TOP = "forfait_on_top", _("lump sum on top of the compulsory scheme")
    INCL = "forfait_incl_amo", _("lump sum, compulsory scheme included")
    TM_PLUS = "tm_plus_forfait", _("ticket modérateur and a lump sum")
    RESPONSIBLE = "responsable", _("ticket modérateur only")


class ClauseUnit(models.TextChoices):
    ITEM = "item", _("per item")
    EQUIPMENT = "equipment", _("per pair of glasses")
    FRAME = "frame", _("per frame")
    LENS = "lens", _("per lens")
    YEAR = "year", _("per year")
    SEMESTER = "semester", _("per semester")


class Nature(models.TextChoices):
    """What a line is, as the tariffs say it."""

    CROWN = "crown", _("crown")
    IMPLANT_CROWN = "implant_crown", _("crown on an implant")
    INLAY_CORE = "inlay_core", _("inlay-core")
    TEMPORARY_CROWN = "temporary_crown", _("temporary crown")
    BRIDGE = "bridge", _("bridge")
    DENTURE = "denture", _("denture")
    OTHER_PROSTHESIS = "other_prosthesis", _("other prosthesis")
    ORTHODONTICS = "orthodontics", _("orthodontics")
    IMPLANT = "implant", _("implant")
    CARE = "care", _("dental care")
    PREVENTION = "prevention", _("prevention")
    FRAME = "frame", _("frame")
    LENS = "lens", _("lens")
    CONTACT_LENS = "contact_lens", _("contact lenses")
    SUPPLEMENT = "supplement", _("supplement")
    PAIRING = "pairing", _("matching of lenses")
    FITTING = "fitting", _("fitting by the optician")


class Basket(models.TextChoices):
    RAC0 = "rac0", _("100 % Santé")
    MODERATE = "modere", _("moderate rest")
    FREE = "libre", _("free prices")
    CARE = "soins", _("care")
    NOT_REIMBURSED = "npc", _("not reimbursed")
    CLASS_A = "A", _("class A (100 % Santé)")
    CLASS_B = "B", _("class B")


class Category(models.TextChoices):
    """Pairs of glasses, from two simple lenses to two very complex ones (CSS R871-2)."""

    A = "a", "a"
    B = "b", "b"
    C = "c", "c"
    D = "d", "d"
    E = "e", "e"
    F = "f", "f"


class UseOrigin(models.TextChoices):
    """Where we know from that a guarantee was used."""

    SYSTEM = "system", _("The mutual’s information system")
    ADVISER = "adviser", _("Noted by an adviser")
