"""The contacts behind a figure, without a word of whose they are: of the board as it is now, of a closed day, of a whole period."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final, TypeVar

from django.db import transaction
from django.db.models import F, Model, Q, QuerySet
from django.utils import timezone

from accounts.scopes import within_mutuals
from callbacks.enums import CallbackState
from callbacks.models import Callback
from complaints import queries as complaints
from complaints.models import Complaint
from contacts import queries as contacts
from contacts.enums import CallState, CaseState, Channel, Direction, EntryKind, PresenceState
from contacts.models import Call, Case, Entry, Presence
from prevention.enums import Answer as Told
from prevention.models import Prompt
from quality.enums import SATISFIED
from quality.models import Answer, Review
from quotes.enums import AnalysisState
from quotes.models import Analysis
from referrals.models import Referral
from supervision import deadlines, queries
from supervision.asking import Asked
from supervision.indicators import BY_CODE, Dimension
from supervision.models import ClosedDay
from supervision.oversight import open_quotes, waiting_calls
from supervision.queries import Opening

MOST_BEHIND: Final = 200

Row = TypeVar("Row", bound=Model)


@dataclass(frozen=True, slots=True)
class Behind:
    """One contact behind a figure, without a word of whose it is."""

    case: Case
    due_at: datetime | None = None
    started_at: datetime | None = None


def _cases(found: QuerySet[Case]) -> list[Behind]:
    rows = found.select_related("mutual", "queue", "holder", "reason").order_by("received_at", "pk")[:MOST_BEHIND]
    return [Behind(case, None if case.channel == Channel.PHONE else case.due_at, case.received_at) for case in rows]


def _having(rows: QuerySet[Any]) -> QuerySet[Case]:
    return Case.objects.filter(pk__in=rows.order_by().values("case_id"))


def _calls_of(start: datetime, end: datetime) -> QuerySet[Call]:
    return Call.objects.filter(direction=Direction.IN, rang_at__gte=start, rang_at__lt=end)


def _in_hours(opening: Mapping[int, Opening | None]) -> Q:
    """Calls that rang in these hours; of a mutual whose hours nobody entered, all (`queries.Inputs.is_open`)."""
    known = {mutual_id: windows for mutual_id, windows in opening.items() if windows is not None}
    found = ~Q(mutual_id__in=known)
    for mutual_id, windows in known.items():
        for opens, closes in windows:
            found |= Q(mutual_id=mutual_id, rang_at__gte=opens, rang_at__lt=closes)
    return found


OVER: Final = Q(answered_at__isnull=False) | Q(ended_at__isnull=False)
"""A call that rings still counts as nothing."""

ANSWERED: Final = Q(answered_at__isnull=False)
ABANDONED: Final = Q(answered_at__isnull=True, ended_at__isnull=False)


def _closings_of(start: datetime, end: datetime) -> QuerySet[Entry]:
    return Entry.objects.filter(kind=EntryKind.CLOSED, at__gte=start, at__lt=end)


def _of_calls(found: QuerySet[Call]) -> list[Behind]:
    rows = found.select_related("case__mutual", "case__queue", "case__holder", "case__reason")[:MOST_BEHIND]
    return [Behind(one.case, started_at=one.rang_at) for one in rows]


def _due_callbacks(start: datetime, end: datetime) -> QuerySet[Callback]:
    """Those that count as due: neither given up before their deadline nor with a clock that stood still at it."""
    given_up = Q(state__in=(CallbackState.CANCELLED, CallbackState.UNREACHABLE), reached_at__isnull=True)
    return (
        Callback.objects.filter(deadline_at__gte=start, deadline_at__lt=end)
        .exclude(given_up & Q(closed_at__isnull=False, closed_at__lte=F("deadline_at")))
        .exclude(paused_at__isnull=False, paused_at__lte=F("deadline_at"))
    )


def _calls_today(at: datetime) -> QuerySet[Call]:
    """Whenever they rang."""
    return _calls_of(queries.midnight(timezone.localdate(at)), at).order_by("-rang_at")


def _offered_today(at: datetime) -> QuerySet[Call]:
    """Those that `oversight.today` counts as offered."""
    return _calls_today(at).filter(OVER, _in_hours(queries.opening_on(timezone.localdate(at))))


def _offered_recent(at: datetime) -> QuerySet[Call]:
    return _offered_today(at).filter(rang_at__gt=at - deadlines.RECENT)


def _not_soon(found: QuerySet[Call]) -> QuerySet[Call]:
    """Of calls offered, those not answered within the seconds of the service level."""
    return found.exclude(answered_at__lt=F("rang_at") + deadlines.ANSWERED_WITHIN + deadlines.ONE_SECOND)


def _calls_running(at: datetime) -> QuerySet[Call]:
    """Answered and not over, longest first."""
    return Call.objects.filter(
        answered_at__gt=at - deadlines.ONE_DAY, ended_at__isnull=True, state__in=(CallState.ANSWERED, CallState.HELD)
    ).order_by("answered_at")


def _called_in_hand() -> QuerySet[Case]:
    """Contacts by telephone whose holder works on them after the call."""
    after = Presence.objects.filter(state=PresenceState.WRAP_UP)
    return Case.objects.filter(state=CaseState.IN_HAND, channel=Channel.PHONE, holder_id__in=after.values("user_id"))


def _closed_today(at: datetime) -> QuerySet[Case]:
    """After a call: those whose after-call work is known."""
    said = _closings_of(queries.midnight(timezone.localdate(at)), at)
    return _having(said.filter(detail__has_key="wrap_up"))


def _quotes_behind(found: QuerySet[Analysis]) -> list[Behind]:
    rows = found.select_related("case__mutual", "case__queue", "case__holder", "case__reason")[:MOST_BEHIND]
    return [Behind(one.case, one.deadline_at, one.started_at) for one in rows]


def _written_behind(since: datetime | None = None, until: datetime | None = None) -> list[Behind]:
    """Those due from SINCE and before UNTIL."""
    found = contacts.awaited_now()
    found = found.filter(deadline_at__gte=since) if since else found
    found = found.filter(deadline_at__lt=until) if until else found
    rows = found.select_related("case__mutual", "case__queue", "case__holder", "case__reason")[:MOST_BEHIND]
    return [Behind(one.case, one.deadline_at, one.started_at) for one in rows]


BEHIND: Final[dict[str, Callable[[datetime], list[Behind]]]] = {
    "attente": lambda at: _of_calls(waiting_calls(at)),
    "recus": lambda at: _of_calls(_calls_today(at)),
    "presentes": lambda at: _of_calls(_offered_today(at)),
    "decroches": lambda at: _of_calls(_offered_today(at).filter(ANSWERED)),
    "abandons": lambda at: _of_calls(_offered_today(at).filter(ABANDONED)),
    "presentes-heure": lambda at: _of_calls(_offered_recent(at)),
    "hors-delai": lambda at: _of_calls(_not_soon(_offered_today(at))),
    "hors-delai-heure": lambda at: _of_calls(_not_soon(_offered_recent(at))),
    "en-cours": lambda at: _of_calls(_calls_running(at)),
    "apres-appel": lambda _at: _cases(_called_in_hand()),
    "clos": lambda at: _cases(_closed_today(at)),
    "devis": lambda _at: _quotes_behind(open_quotes()),
    "devis-bientot": lambda at: _quotes_behind(
        open_quotes().filter(deadline_at__gte=at, deadline_at__lt=at + deadlines.SOON)
    ),
    "devis-en-retard": lambda at: _quotes_behind(open_quotes().filter(deadline_at__lt=at)),
    "ecrits": lambda _at: _written_behind(),
    "ecrits-en-retard": lambda at: _written_behind(until=at),
    "ecrits-bientot": lambda at: _written_behind(at, at + deadlines.SOON),
    "ecrits-du-jour": lambda at: _written_behind(at + deadlines.SOON, at + deadlines.ONE_DAY),
    "ecrits-plus-tard": lambda at: _written_behind(at + deadlines.ONE_DAY),
}
"""The cases behind each figure of the board, by its name in the address; at most `MOST_BEHIND`."""


@dataclass(frozen=True, slots=True)
class Hours:
    """A closed day from START to END, and the hours that each mutual was open under when it was closed.

    `people` are those whose work alone is asked for, by where they stood on that day; None for everybody's.
    """

    start: datetime
    end: datetime
    opening: Mapping[int, Opening | None]
    people: frozenset[int] | None = None

    @property
    def calls(self) -> QuerySet[Call]:
        return _calls_of(self.start, self.end)

    @property
    def offered(self) -> QuerySet[Call]:
        """Those that were counted as offered."""
        return self.calls.filter(OVER, _in_hours(self.opening))

    @property
    def answered(self) -> QuerySet[Call]:
        return self.of_people(self.offered.filter(ANSWERED), "adviser_id")

    @property
    def closings(self) -> QuerySet[Entry]:
        return self.of_people(_closings_of(self.start, self.end), "by_id")

    @property
    def due_callbacks(self) -> QuerySet[Callback]:
        return self.of_people(_due_callbacks(self.start, self.end), "promised_by_id")

    def complaints_missing(self, term: str) -> QuerySet[Complaint]:
        """Answered that day, and not within a term, a field of `complaints.queries.Kept`."""
        answered = self.of_people(complaints.answered(self.start, self.end), "answerer_id")
        late = [one.pk for one in answered if not getattr(complaints.kept_terms(one), term)]
        return Complaint.objects.filter(pk__in=late)

    def of_people(self, rows: QuerySet[Row], column: str) -> QuerySet[Row]:
        """Those whose COLUMN is one of `people`."""
        return rows if self.people is None else rows.filter(**{f"{column}__in": self.people})

    def work(self, model: type[Row], at: str, by: str) -> QuerySet[Row]:
        """Rows of that day by their column AT, of those whose work is asked for by their column BY."""
        rows = model._default_manager.filter(**{f"{at}__gte": self.start, f"{at}__lt": self.end})
        return self.of_people(rows, by)


def _quotes_told(day: Hours) -> QuerySet[Analysis]:
    return day.work(Analysis, "told_at", "told_by_user_id").filter(state=AnalysisState.TOLD)


def _answers(day: Hours) -> QuerySet[Answer]:
    return day.work(Answer, "at", "question__adviser_id")


def _hours_of(day: date, only: Mapping[Dimension, Any]) -> Hours:
    inputs = queries.inputs_of(ClosedDay.objects.get(day=day))
    team, site = only.get(Dimension.TEAM), only.get(Dimension.SITE)
    people = None
    if team or site:
        placed = inputs.places.items()
        people = frozenset(pk for pk, place in placed if team in {None, place[0]} and site in {None, place[1]})
    return Hours(inputs.start, inputs.end, inputs.opening, people)


def _of_answers(found: QuerySet[Answer]) -> QuerySet[Case]:
    return Case.objects.filter(pk__in=found.values("question__case_id"))


BEHIND_DAY: Final[dict[str, Callable[[Hours], QuerySet[Case]]]] = {
    "presentes": lambda day: _having(day.offered),
    "decroches": lambda day: _having(day.answered),
    "abandons": lambda day: _having(day.offered.filter(ABANDONED)),
    "hors-delai": lambda day: _having(_not_soon(day.offered)),
    "hors-horaires": lambda day: _having(day.calls.exclude(_in_hours(day.opening))),
    "clos": lambda day: _having(day.closings),
    "non-resolus": lambda day: _having(day.closings.filter(detail__solved=False)),
    "ecrits-recus": lambda day: Case.objects.exclude(channel=Channel.PHONE).filter(
        received_at__gte=day.start - deadlines.PAPER_LATE,
        received_at__lt=day.end,
        created_at__gte=day.start,
        created_at__lt=day.end,
    ),
    "ecrits-hors-delai": lambda day: _having(day.closings.filter(detail__in_time=False)),
    "devis-rendus": lambda day: _having(_quotes_told(day)),
    "devis-hors-delai": lambda day: _having(_quotes_told(day).filter(told_at__gt=F("deadline_at"))),
    "rappels-dus": lambda day: _having(day.due_callbacks),
    "rappels-manques": lambda day: _having(
        day.due_callbacks.exclude(reached_at__isnull=False, reached_at__lte=F("deadline_at"))
    ),
    "rappels-hors-delai": lambda day: _having(
        day.work(Callback, "reached_at", "promised_by_id").filter(reached_at__gt=F("deadline_at"))
    ),
    "reclamations": lambda day: _having(day.work(Complaint, "opened_at", "opened_by_id")),
    "reclamations-dix-jours": lambda day: _having(day.complaints_missing("target")),
    "reclamations-hors-delai": lambda day: _having(day.complaints_missing("law")),
    "orientations": lambda day: _having(day.work(Referral, "at", "adviser_id")),
    "prevention": lambda day: _having(day.work(Prompt, "at", "adviser_id").exclude(answer=Told.NONE_FITS)),
    "revenus": lambda day: _having(
        day.of_people(queries.watched(day.start, day.end), "by_id").exclude(comes_back=False, detail__solved=True)
    ),
    "reponses": lambda day: _of_answers(_answers(day)),
    "insatisfaits": lambda day: _of_answers(_answers(day).filter(score__lt=SATISFIED)),
    "ecoutes": lambda day: Case.objects.filter(
        pk__in=day.work(Review, "at", "sample__adviser_id").values("sample__case_id")
    ),
}
"""The cases behind a figure of a closed day, by its name in the address."""

DRILL: Final = {
    "offered": "presentes",
    "service_level": "hors-delai",
    **dict.fromkeys(("answered", "wait", "talk", "hold", "handling"), "decroches"),
    "out_of_hours": "hors-horaires",
    **dict.fromkeys(("abandoned", "pick_up", "efficacy", "abandonment"), "abandons"),
    **dict.fromkeys(("closed", "wrap_up"), "clos"),
    "solved": "non-resolus",
    "written": "ecrits-recus",
    "written_in_time": "ecrits-hors-delai",
    **dict.fromkeys(("quotes", "quote_time"), "devis-rendus"),
    "quotes_in_time": "devis-hors-delai",
    "callbacks_due": "rappels-dus",
    "callbacks_kept": "rappels-manques",
    "callback_lateness": "rappels-hors-delai",
    "complaints": "reclamations",
    "complaints_in_target": "reclamations-dix-jours",
    "complaints_in_time": "reclamations-hors-delai",
    "referrals": "orientations",
    **dict.fromkeys(("prevention_shown", "prevention_told"), "prevention"),
    "settled": "revenus",
    "satisfaction_answers": "reponses",
    "satisfaction": "insatisfaits",
    **dict.fromkeys(("reviews", "quality_score"), "ecoutes"),
}
"""By indicator: behind a rate stand those that lower it."""


OF_CASE: Final = {Dimension.MUTUAL: "mutual_id", Dimension.CHANNEL: "channel", Dimension.REASON: "reason__code"}
"""By which of its columns a contact is narrowed. It belongs to no team for good: by teams and sites, what their people did is."""


def of_day(figure: str, day: date, only: Mapping[Dimension, Any]) -> list[Behind]:
    """The first `MOST_BEHIND` in the order of their receipt, narrowed as ONLY says."""
    return _cases(_of_day(figure, day, only))


def _of_day(figure: str, day: date, only: Mapping[Dimension, Any]) -> QuerySet[Case]:
    found = BEHIND_DAY[figure](_hours_of(day, only))
    return found.filter(**{column: only[dimension] for dimension, column in OF_CASE.items() if dimension in only})


def is_narrowable(figure: str, only: AbstractSet[Dimension]) -> bool:
    """Whether every indicator behind which these contacts stand is known of ONLY: what reached nobody is of no team."""
    return all(only <= BY_CODE[code].by for code, name in DRILL.items() if name == figure)


# ---- a whole period, for a file

READ: Final = ("received_at", "mutual_id", "channel", "queue_id", "reason_id", "state", "holder_id", "due_at")
"""Columns of `of_period`."""


def is_listed(code: str, asked: Asked) -> bool:
    """Whether the contacts behind an indicator of a period can be told."""
    return code in DRILL and asked.days <= deadlines.LONGEST_LIST.days and is_narrowable(DRILL[code], set(asked.only))


def of_period(code: str, asked: Asked, days: Sequence[date], mutual_ids: Sequence[int]) -> Iterator[tuple[Any, ...]]:
    """`READ` of every contact behind an indicator on these days, in the order of their receipt on each.

    Every day is read at once, in a scope and a transaction of its own: in between, while a file leaves, nothing is held, and
    whichever thread goes on may do so.
    """
    for day in days:
        with within_mutuals(mutual_ids), transaction.atomic():
            found = _of_day(DRILL[code], day, asked.only)
            rows = list(found.order_by("received_at", "pk").values_list(*READ))
        yield from rows
