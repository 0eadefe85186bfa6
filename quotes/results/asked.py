"""The lines of an analysis in words, for an expert who is asked about them: what is done, where, with what, and no price."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from quotes import queries, wording
from quotes.models import Analysis, Quote, QuoteLine
from quotes.results import words
from quotes.tariffs import TariffBook
from ui import formats


@dataclass(frozen=True, slots=True)
class AskedLine:
    code: str
    label: str
    teeth: str
    material: str
    lens: str


def asked_of(analysis: Analysis) -> list[tuple[Quote, list[AskedLine]]]:
    """ANALYSIS has its quotes at hand."""
    book = queries.book()
    return [(quote, [_line(line, analysis, book) for line in quote.lines.all()]) for quote in analysis.quotes.all()]


def _line(line: QuoteLine, analysis: Analysis, book: TariffBook) -> AskedLine:
    row = book.find(line.code, line.care_date or analysis.care_date)
    return AskedLine(
        code=line.code,
        label=line.label or (row.label if row else ""),
        teeth=" ".join(str(tooth) for tooth in line.teeth),
        material=str(wording.MATERIALS.get(line.material, line.material)),
        lens=lens_in_words(line.lens or {}),
    )


def lens_in_words(lens: Mapping[str, Any]) -> str:
    """Right eye, −2,25 (+0,50 at 90°), addition 2,00; nothing of no lens."""
    if not lens:
        return ""
    told = [str(words.EYES[lens["eye"]])] if lens.get("eye") in words.EYES else []
    power = _dioptres(lens["sphere"])
    if lens.get("cylinder"):
        axis = "" if lens.get("axis") is None else " " + _("at %(degrees)d°") % {"degrees": lens["axis"]}
        power += f" ({_dioptres(lens['cylinder'])}{axis})"
    told.append(power)
    if lens.get("addition"):
        told.append(_("addition %(dioptres)s") % {"dioptres": _dioptres(lens["addition"])})
    return ", ".join(told)


def _dioptres(hundredths: int) -> str:
    shown = formats.number(Decimal(hundredths).scaleb(-2), get_language() or "fr", places=2)
    return f"+{shown}" if hundredths > 0 else shown
