"""What was told of prevention, as tables that a file holds."""

from collections.abc import Sequence

from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from prevention.oversight import Line, Measures
from ui import formats
from ui.tables import Cell, Table, text


def tables_of(measures: Measures) -> list[Table]:
    """As the page shows them: by campaign, by reason of the contact, by department."""
    parts = (
        (_("By campaign"), measures.campaigns),
        (_("By reason of the contact"), measures.reasons),
        (_("By department"), measures.departments),
    )
    return [_table(caption, lines) for caption, lines in parts]


def _table(caption: str, lines: Sequence[Line]) -> Table:
    labels = (
        pgettext("prevention", "Shown"),
        pgettext("prevention", "Told"),
        pgettext("prevention", "Refused"),
        pgettext("prevention", "Not suitable"),
        pgettext("prevention", "Already known"),
    )
    table = Table(caption, [(caption, False), *((label, True) for label in labels)])
    for line in lines:
        counts = (line.shown, line.told, line.refused, line.unsuitable, line.known)
        table.rows.append([text(line.name), *(_number(count) for count in counts)])
    return table


def _number(count: int) -> Cell:
    return Cell(formats.number(count, get_language() or "fr"), count)
