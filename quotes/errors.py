"""Refusals of quotes, and what is wrong with what was typed: the field, the rule, and words that say what to do."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from audit.errors import Refused
from ui import formats

FAULTS: dict[str, str | Promise] = {
    "required": _("Fill this in."),
    "unknown_field": _("This field does not exist."),
    "not_an_object": _("An object with named fields is expected here."),
    "not_a_list": _("A list is expected here."),
    "not_a_text": _("A text is expected here."),
    "not_a_flag": _("true or false is expected here."),
    "not_a_number": _("Write a number with digits, such as 550,00."),
    "too_precise": _("Two decimals at most."),
    "not_positive": _("The price must be more than 0."),
    "negative": _("This amount cannot be below 0."),
    "too_large": _("This is more than can be: %(most)s at most."),
    "too_long": _("%(most)s characters at most."),
    "not_a_date": _("Write a day such as 2026-11-22."),
    "date_range": _("This day must lie between %(first)s and %(last)s."),
    "future": _("This day is still to come: check the date of the quote."),
    "choice": _("Unknown value; choose one of: %(choices)s."),
    "tooth": _("Tooth %(tooth)s does not exist: FDI numbers run from 11 to 48 for adults, from 51 to 85 for children."),
    "sphere_range": _("This must lie between %(least)s and %(most)s dioptres."),
    "step": _("Lenses are prescribed in steps of a quarter of a dioptre, such as 1,25."),
    "axis": _("An axis lies between 0 and 180 degrees."),
    "code": _("A code is letters, digits and dashes, such as HBLD634."),
    "base_needed": _(
        "This code is outside the tables on this day: give the reimbursement base as well, 0 when nothing is reimbursed."
    ),
    "too_many_quotes": _("Five quotes are compared at most: take one out."),
    "too_few": _("At least one is needed."),
    "too_many_lines": _("A quote has %(most)s lines at most."),
    "backwards": _("The last day must not come before the first."),
    "repeated": _("This name stands twice: keep one of them."),
    "duplicate_key": _("The name “%(name)s” stands twice in one object: keep one of them."),
    "not_json": _("This file is not JSON: line %(line)s cannot be read."),
    "too_big": _("This file is too large to be quotes."),
}


@dataclass(frozen=True, slots=True)
class Fault:
    """One field at fault. `path` names it as JSON does, such as `lines[0].price`; empty for the whole.

    Of `values`, a Decimal is an amount or a power, which is told with two decimals.
    """

    path: str
    rule: str
    values: Mapping[str, str | int | Decimal | date] = field(default_factory=dict)

    def __str__(self) -> str:
        return str(FAULTS[self.rule]) % {name: _told(value) for name, value in self.values.items()}


def _told(value: str | int | Decimal | date) -> str | int:
    if isinstance(value, Decimal):
        return formats.number(value, get_language() or "fr", places=2)
    return formats.day(value) if isinstance(value, date) else value


class FaultsError(Refused):
    """What was typed cannot be computed; nothing of it was kept."""

    reason = "unreadable"

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__()
        self.faults = list(faults)

    def __str__(self) -> str:
        return " ".join(f"{fault.path} : {fault}" if fault.path else str(fault) for fault in self.faults)


class NotOpenError(Refused):
    reason = "quote_not_open"

    def __str__(self) -> str:
        return str(_("This analysis was told to the member or withdrawn: it is kept as it is. Start another one."))


class AskedAlreadyError(Refused):
    reason = "quote_asked_already"

    def __str__(self) -> str:
        return str(_("What is missing was asked already: it is asked once. Telephone, or analyse what there is."))


class NotAnalysedError(Refused):
    reason = "quote_not_analysed"

    def __str__(self) -> str:
        return str(_("Nothing is computed yet, or a line changed since: compute the quotes first."))


class NotWaitingError(Refused):
    reason = "quote_not_waiting"

    def __str__(self) -> str:
        return str(_("This analysis waits for nothing."))


class ChangedMeanwhileError(Refused):
    reason = "quote_changed"

    def __str__(self) -> str:
        return str(_("Somebody changed these quotes while you were typing. What you typed is kept below."))


class TooManyQuotesError(Refused):
    reason = "quote_too_many"

    def __str__(self) -> str:
        return str(FAULTS["too_many_quotes"])


class NoMemberError(Refused):
    reason = "quote_no_member"

    def __str__(self) -> str:
        return str(_("Join the contact to a member first: a quote is computed with somebody’s contract."))


class TariffsRefusedError(Refused):
    """The file of tariffs has rows that cannot be taken; `rows` says which and why. Nothing was loaded."""

    reason = "tariffs_refused"

    def __init__(self, rows: Sequence[tuple[int, str, str]]) -> None:
        super().__init__()
        self.rows = list(rows)

    def __str__(self) -> str:
        return str(_("Rows of the file cannot be taken; nothing was loaded."))


class OpinionWaitingError(Refused):
    reason = "opinion_waiting"

    def __str__(self) -> str:
        return str(_("An expert was asked already: wait for the opinion before you ask for another one."))


class OpinionGivenError(Refused):
    reason = "opinion_given"

    def __str__(self) -> str:
        return str(_("This opinion was given already: it is kept as it was given."))
