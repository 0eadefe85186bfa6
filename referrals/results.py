"""The impartiality report as tables: what screen readers read where others see the picture."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from practitioners.models import Place
from referrals.chances import Test
from referrals.oversight import Conduct, Exposure, Report
from ui import formats
from ui.tables import Cell, Table, text

LISTED = 60
Cells = list[list[Any]]


def tables(report: Report, language: str) -> dict[str, Any]:
    """Captions, columns and rows of each table, as `components/table.html` wants them."""
    return {
        "exposure_caption": _("Places, the farthest from chance first"),
        "exposure_columns": [
            (_("Place"), False),
            (_("Drawn"), True),
            (_("Could have been"), True),
            (_("Expected"), True),
            (_("Band"), True),
        ],
        "exposure_rows": _exposures(report.exposures, language),
        "rank_caption": _("Evenness of each rank"),
        "rank_columns": [(_("Rank"), False), (_("Chi-square"), True), (_("Degrees"), True), ("p", True)],
        "rank_rows": [[rank, *_test(test, language)] for rank, test in enumerate(report.ranks, 1)],
        "conduct_caption": _("Advisers; outside the band of all of them is marked"),
        "conduct_columns": [
            (_("Adviser"), False),
            (_("Lists"), True),
            (_("Another five"), True),
            (_("Names taken off"), True),
            (_("Remark"), False),
        ],
        "conduct_rows": [_conduct(one) for one in report.conducts],
        "became_caption": _("Of all lists together; nothing of it is a ranking"),
        "became_columns": [
            (_("Appointment"), False),
            (_("Answers"), True),
            (_("Half of them within, days"), True),
        ],
        "became_rows": [
            [one.appointment.label, one.answers, "" if one.median_days is None else decimal(one.median_days, language)]
            for one in report.became
        ],
    }


def _exposures(exposures: list[Exposure], language: str) -> Cells:
    farthest = _farthest_first(exposures)[:LISTED]
    places = Place.objects.in_bulk([one.place_id for one in farthest])
    return [
        [
            str(places.get(one.place_id) or f"{one.place_id:016x}"),
            one.times,
            one.could,
            decimal(one.expected, language),
            f"{one.band[0]}–{one.band[1]}",
        ]
        for one in farthest
    ]


def _farthest_first(exposures: list[Exposure]) -> list[Exposure]:
    return sorted(exposures, key=lambda one: (not one.is_outside, -abs(one.times - one.expected)))


def _test(test: Test, language: str) -> list[Any]:
    if test.value is None:
        return [_("too few"), "", ""]
    return [decimal(test.statistic, language), test.degrees, decimal(test.value, language, places=3)]


def _conduct(one: Conduct) -> list[Any]:
    who = (one.adviser.get_full_name() or one.adviser.username) if one.adviser else ""
    remarks = []
    if one.again_band is not None:
        remarks.append(
            _("another five: outside %(low)d–%(high)d") % dict(zip(("low", "high"), one.again_band, strict=True))
        )
    if one.removed_band is not None:
        remarks.append(
            _("names off: outside %(low)d–%(high)d") % dict(zip(("low", "high"), one.removed_band, strict=True))
        )
    return [who, one.lists, one.again, one.removed, " · ".join(remarks)]


def test_words(test: Test, language: str) -> str:
    """A chi-square in a sentence."""
    if test.value is None:
        return _("Too little was drawn from any one set to say more than the bands below.")
    said = {
        "statistic": decimal(test.statistic, language),
        "value": decimal(test.value, language, places=3),
    }
    sentence = ngettext(
        "Chi-square %(statistic)s with %(degrees)d degree of freedom: p = %(value)s.",
        "Chi-square %(statistic)s with %(degrees)d degrees of freedom: p = %(value)s.",
        test.degrees,
    )
    return sentence % {**said, "degrees": test.degrees}


def decimal(value: float, language: str, *, places: int = 1) -> str:
    """12,3 in French."""
    shown = f"{value:.{places}f}"
    return shown.replace(".", ",") if formats.language(language) == "fr" else shown


def exposure_table(report: Report, language: str) -> Table:
    """Every place for a file: the screen shows the first ones."""
    labels = (_("Drawn"), _("Could have been"), _("Expected"), _("Band, from"), _("Band, to"))
    table = Table(
        _("Exposure of places"), [(_("Place"), False), *((label, True) for label in labels), (_("Remark"), False)]
    )
    places = Place.objects.in_bulk([one.place_id for one in report.exposures])
    for one in _farthest_first(report.exposures):
        name = str(places.get(one.place_id) or f"{one.place_id:016x}")
        numbers = (one.times, one.could, *one.band)
        times, could, low, high = (Cell(formats.number(value, language), value) for value in numbers)
        expected = Cell(decimal(one.expected, language), one.expected)
        remark = text(_("outside the band") if one.is_outside else "")
        table.rows.append([text(name), times, could, expected, low, high, remark])
    return table
