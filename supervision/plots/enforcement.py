"""The watch over deadlines in words: what is looked at, whether it keeps up, and which promises wait for it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from clock.deadlines import ALERT_OLD, DUE_OLD, HEARTBEAT_OLD
from clock.enums import Commitment
from clock.oversight import Waiting
from clock.queries import Health
from ui import formats
from ui.tables import Cell, Table, text


@dataclass(frozen=True, slots=True)
class _Meant:
    """What is looked at, from when on it is a fault, and what that means."""

    label: str | Promise
    limit: timedelta
    meaning: str | Promise


MEANT: Final = {
    "sweep": _Meant(
        gettext_lazy("Last round"),
        HEARTBEAT_OLD,
        gettext_lazy("The program looks for what is due all the time. Without a round for %(limit)s, nobody is reminded or told."),
    ),
    "due": _Meant(
        gettext_lazy("Step that is due"),
        DUE_OLD,
        gettext_lazy("A reminder, an escalation or the note that a deadline passed. One that waits for more than %(limit)s is late."),
    ),
    "alerts": _Meant(
        gettext_lazy("Alert to send"),
        ALERT_OLD,
        gettext_lazy("A message to whoever must act. One that waits for more than %(limit)s does not leave."),
    ),
}  # fmt: skip
"""By code of a fault (`clock.queries.Health`)."""

LATE: Final = {
    Commitment.CALLBACK: ("callbacks:board", ""),
    Commitment.QUOTE: ("supervision:behind", "?chiffre=devis-en-retard"),
    Commitment.WRITTEN: ("supervision:behind", "?chiffre=ecrits-en-retard"),
    **dict.fromkeys(
        (Commitment.ACKNOWLEDGEMENT, Commitment.TARGET, Commitment.ANSWER), ("complaints:register", "?etat=late")
    ),
}
"""Where those are whose deadline has passed. The promises of call-backs are one list, the late ones first."""


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that is looked at. `waits` is None for what never was."""

    label: str
    waits: timedelta | None
    is_bad: bool
    meaning: str


def checks_of(health: Health) -> list[Check]:
    waits = {"sweep": health.since_sweep, "due": health.oldest_due, "alerts": health.oldest_alert}
    return [
        Check(str(meant.label), waits[code], code in health.faults, str(meant.meaning) % {"limit": _said(meant.limit)})
        for code, meant in MEANT.items()
    ]


def links_of(kinds: Sequence[Waiting], *, opens: bool) -> list[str]:
    """Addresses of the late ones of each kind, empty for who may not see the cases; complaints have a register of their own."""
    places = [LATE[one.commitment] for one in kinds]
    return [f"{reverse(name)}{query}" if opens or name == "complaints:register" else "" for name, query in places]


def tables_of(health: Health, kinds: Sequence[Waiting], at: datetime) -> list[Table]:
    """As the page tells it: durations are in seconds."""
    found = Table(
        _("Watch over deadlines"), [(_("What is watched"), False), (_("State"), False), (_("Waits for"), True)]
    )
    for one in checks_of(health):
        state = _("does not keep up") if one.is_bad else _("at work")
        found.rows.append([text(one.label), text(state), _lasting(one.waits)])
    by_kind = Table(
        _("Promises that wait for it"),
        [(_("Promise"), False), (_("Steps that wait"), True), (_("Longest"), True), (_("Alerts that wait"), True)],
    )
    by_kind.rows = [
        [
            text(one.commitment.label), _number(one.steps), _lasting(at - one.since if one.since else None),
            _number(one.alerts),
        ]
        for one in kinds
    ]  # fmt: skip
    return [found, by_kind]


def _number(count: int) -> Cell:
    return Cell(formats.number(count, get_language() or "fr"), count)


def _lasting(waits: timedelta | None) -> Cell:
    return Cell("–", None) if waits is None else Cell(_said(waits), int(waits.total_seconds()))


def _said(duration: timedelta) -> str:
    return formats.duration(int(duration.total_seconds()), get_language() or "fr")
