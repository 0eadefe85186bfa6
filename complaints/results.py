"""What the pages of complaints show: clocks in words, what happened, the register's rows."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy, pgettext, pgettext_lazy
from django.utils.translation import gettext as _

from accounts.matrix import Action
from accounts.models import Mutual, User
from accounts.permissions import can
from accounts.roles import Role
from accounts.scopes import within_mutuals
from clock import queries as clock
from clock.enums import Commitment
from clock.holidays import Territory
from complaints import queries, returns
from complaints.deadlines import SOON
from complaints.enums import TermEnd
from complaints.models import Complaint, Motive, Term
from contacts import queries as contacts
from contacts.enums import Channel
from ui import formats
from ui.tables import Cell, LongTable, Table, Value, text


@dataclass(frozen=True, slots=True)
class Clock:
    """One clock of a complaint as it stands: `kind` colours it, `words` say it."""

    term: Term
    kind: str
    words: str


def clock_of(term: Term, *, now: datetime) -> Clock:
    """Done in time or late, running with what is left of it, late."""
    if term.ended_at is not None:
        is_late = term.ended_at > term.deadline_at
        dropped = {TermEnd.MOVED: _("counted from another day"), TermEnd.DROPPED: _("nobody waits any more")}
        if term.end in dropped:
            return Clock(term, "", dropped[TermEnd(term.end)])
        return Clock(term, "bad" if is_late else "good", _("done, late") if is_late else _("done in time"))
    if term.deadline_at <= now:
        return Clock(term, "bad", _("late"))
    return Clock(term, "warn" if term.deadline_at - now <= SOON else "", _("runs"))


def page_of(user: User, complaint: Complaint) -> dict[str, Any]:
    """Everything that the page of a complaint shows, and what USER may do there."""
    now = clock.now()
    terms = queries.terms_of(complaint)
    is_mine = complaint.case.holder_id == user.pk
    return {
        "complaint": complaint,
        "case": complaint.case,
        "clocks": [
            clock_of(term, now=now)
            for term in sorted(terms, key=lambda term: term.deadline_at)
            if term.end != TermEnd.MOVED
        ],
        "lines": lines_of(complaint, terms),
        "actions": list(complaint.actions.select_related("planned_by", "done_by").order_by("due_on", "pk")),
        "is_mine": is_mine,
        "may_act": is_mine and complaint.is_open,
        "may_correct": complaint.is_open and (is_mine or user.role == Role.SUPERVISOR),
        "may_mend": can(user, Action.MEND_FAULTS),
        "sees_contact": contacts.visible_to(user).filter(pk=complaint.case_id).exists(),
        "has_mediator": queries.mediator_of(complaint.mutual_id) is not None,
    }


def lines_of(complaint: Complaint, terms: list[Term]) -> list[clock.Line]:
    """What people and the clocks did, in order."""
    people = [clock.Line(one.at, one.title, one.by) for one in queries.entries_of(complaint)]
    steps = [_named(term.kind, line) for term in terms for line in clock.lines_of(term.kind, term.pk)]
    return sorted([*people, *steps], key=lambda line: line.at)


def _named(kind: Commitment, line: clock.Line) -> clock.Line:
    """Three clocks run at once: the line says which of them it is of."""
    return clock.Line(line.at, f"{kind.label} – {line.what}", process=line.process, due_at=line.due_at)


def explained(complaint: Complaint) -> list[tuple[Term, clock.Told]]:
    """Each clock with how its time went, those that run first."""
    territory = Territory(complaint.territory)
    terms = sorted(queries.terms_of(complaint), key=lambda term: term.ended_at is not None)
    return [(term, queries.told_of(term, territory=territory)) for term in terms]


# ---- the register, for a file

AT_ONCE: Final = 500
"""Complaints that are read at once while a file leaves."""


def list_of(ids: Sequence[UUID], mutual_ids: Sequence[int]) -> LongTable:
    """What the register tells of these complaints, in their order, days in ISO 8601: nothing says whose they are."""
    labels = (
        pgettext("of a complaint", "Number"), _("Mutual"), _("Level"), _("Motive"), _("Reached us on"), _("State"),
        _("Next deadline"),
    )  # fmt: skip
    return LongTable(_("Register of complaints"), [(label, False) for label in labels], _rows_of(ids, mutual_ids))


def _rows_of(ids: Sequence[UUID], mutual_ids: Sequence[int]) -> Iterator[list[Value]]:
    """Each batch is read in a scope and a transaction of its own: in between, while the file leaves, nothing is held."""
    for start in range(0, len(ids), AT_ONCE):
        some = ids[start : start + AT_ONCE]
        with within_mutuals(mutual_ids), transaction.atomic():
            found = queries.with_due(Complaint.objects.filter(pk__in=some)).select_related("mutual", "motive__parent")
            by_id = {one.pk: _row(one) for one in found}
        yield from (by_id[pk] for pk in some if pk in by_id)


def _row(one: Any) -> list[Value]:
    """Of a complaint as `with_due` reads it."""
    said = one.get_outcome_display() if one.outcome else one.get_state_display()
    due = one.due_on.isoformat() if one.due_on else None
    return [
        one.reference,
        *map(str, (one.mutual, one.get_level_display(), one.motive)),
        one.said_on.isoformat(),
        str(said),
        due,
    ]


# ---- the return of a year

SAID: Final[dict[str, Promise]] = {
    "received": gettext_lazy("Complaints received"),
    "written": gettext_lazy("of them, in writing"),
    "said": gettext_lazy("of them, only said"),
    "withdrawn": gettext_lazy("Withdrawn, or none after all"),
    "open": gettext_lazy("Open still"),
    "acknowledged": gettext_lazy("Acknowledged, or answered, within 10 working days"),
    "answered": gettext_lazy("Complaints answered"),
    "answered_in_time": gettext_lazy("Answered within two months of the writing"),
    "settled": gettext_lazy("Only said, and put right at once"),
    "granted": pgettext_lazy("complaint", "Granted"),
    "partly": pgettext_lazy("complaint", "Granted in part"),
    "refused": pgettext_lazy("complaint", "Refused"),
}
BROKEN_DOWN: Final = ("received", "answered", "answered_in_time", "granted", "partly", "refused")


def yearly(mutual: Mutual, year: int) -> list[Table]:
    """The return of a year: all in figures, then by motive, product and channel. Nothing is hidden: it is the mutual's own."""
    found = returns.year_of(mutual.pk, year)
    whole = Table(f"{mutual.name} {year}", [(_("Figure"), False), (pgettext("column", "Number"), True)])
    whole.rows = [[text(label), _number(found.all[name])] for name, label in SAID.items()]
    refused = found.all["partly"] + found.all["refused"]
    whole.rows.append([text(_("Told of the mediator: refused, even in part")), _number(refused)])
    motives = {one.pk: str(one) for one in Motive.objects.select_related("parent")}
    return [
        whole,
        _broken_down(_("By motive"), _("Motive"), [(motives[pk], counts) for pk, counts in found.motives]),
        _broken_down(_("By product"), _("Product"), [(name or pgettext("not told", "not known"), counts) for name, counts in found.products]),
        _broken_down(
            _("By channel"), _("Channel"), [(Channel(code).label, counts) for code, counts in found.channels]
        ),
    ]  # fmt: skip


def _broken_down(caption: str, label: str, groups: Sequence[tuple[object, dict[str, int]]]) -> Table:
    table = Table(caption, [(label, False), *((str(SAID[name]), True) for name in BROKEN_DOWN)])
    table.rows = [[text(name), *(_number(counts[one]) for one in BROKEN_DOWN)] for name, counts in groups]
    return table


def _number(count: int) -> Cell:
    return Cell(formats.number(count, get_language() or "fr"), count)
