"""What is asked of the tariffs."""

from datetime import date

from django import forms
from django.utils.translation import gettext_lazy as _

from quotes.enums import Domain
from quotes.search import find_codes
from quotes.tariffs import Tariff, TariffBook
from ui.fields import DayField

MOST_SHOWN = 200


class TariffsForm(forms.Form):
    """An address that makes sense without any of them."""

    q = forms.CharField(
        label=_("Code or words"),
        max_length=100,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    domain = forms.ChoiceField(label=_("Tariffs of"), choices=[("", _("both")), *Domain.choices], required=False)
    day = DayField(label=_("In force on"), required=False)
    other = DayField(label=_("Compared with"), required=False)


def shown_rows(book: TariffBook, *, day: date, text: str, domain: str) -> tuple[list[Tariff], int]:
    """Rows in force that day, those with the words of TEXT best first, at most `MOST_SHOWN` of them; and how many there are."""
    if text.strip():
        rows = [found.tariff for found in find_codes(book, text, day=day, domain=domain, most=len(book.rows))]
    else:
        rows = sorted(book.on(day, domain=domain), key=lambda row: (row.domain, row.nature, row.code))
    return rows[:MOST_SHOWN], len(rows)
