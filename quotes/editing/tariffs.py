"""What is asked of the tariffs."""

from datetime import date

from django import forms
from django.utils.translation import gettext_lazy as _

from quotes.enums import Domain
from quotes.search import find_codes
from quotes.tariffs import Change, Tariff, TariffBook, changes
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


def shown_changes(book: TariffBook, first: date, second: date, *, text: str, domain: str) -> list[Change]:
    """What changes between two days, of the codes that TEXT and DOMAIN find on either of them."""
    every = changes(book, first, second)
    if not text.strip() and not domain:
        return every
    codes = {row.code for day in (first, second) for row in _found(book, day=day, text=text, domain=domain)}
    return [change for change in every if change.code in codes]


def _found(book: TariffBook, *, day: date, text: str, domain: str) -> list[Tariff]:
    if text.strip():
        return [found.tariff for found in find_codes(book, text, day=day, domain=domain, most=len(book.rows))]
    return sorted(book.on(day, domain=domain), key=lambda row: (row.domain, row.nature, row.code))


def shown_rows(book: TariffBook, *, day: date, text: str, domain: str) -> tuple[list[Tariff], int]:
    """Rows in force that day, those with the words of TEXT best first, at most `MOST_SHOWN` of them; and how many there are."""
    rows = _found(book, day=day, text=text, domain=domain)
    return rows[:MOST_SHOWN], len(rows)
