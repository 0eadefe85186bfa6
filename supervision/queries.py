"""What is counted of a day, read from what happened: calls, closings, quotes, promises, referrals, prompts, presences."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any, NamedTuple

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from accounts.models import Mutual, MutualPolicy, User
from callbacks.enums import CallbackState
from callbacks.models import Callback
from clock.hours import counted
from clock.queries import calendar_of
from complaints import queries as complaints
from complaints.models import Complaint
from contacts.enums import Channel, Direction, EntryKind, PresenceState
from contacts.models import Call, Case, Entry, PresencePeriod
from correspondence.models import Message
from prevention.enums import Answer as Told
from prevention.models import Prompt
from quality.enums import SATISFIED
from quality.models import Answer, Review
from quotes.enums import AnalysisState
from quotes.models import Analysis
from referrals.models import Referral
from supervision import deadlines, indicators
from supervision.indicators import COUNTS, HALF_HOURS, STAFFING, TOLD_APART, Course, Dimension, Grain, Tally, Terms
from supervision.models import ClosedDay, DayCount, DayCourse, DayStaffing, Subscription

Opening = tuple[tuple[datetime, datetime], ...]
Place = tuple[int | None, int | None]
"""Team and site; neither of work that nobody's team did."""

NOWHERE: Place = (None, None)


class Key(NamedTuple):
    """Where something counts. What its grain does not tell apart is empty."""

    mutual_id: int
    team_id: int | None = None
    site_id: int | None = None
    channel: str = ""
    reason: str = ""
    grain: str = Grain.FINE

    def at(self, grain: Grain) -> "Key":
        """Where it counts at another grain."""
        told = TOLD_APART[grain]
        return Key(
            self.mutual_id,
            self.team_id if Dimension.TEAM in told else None,
            self.site_id if Dimension.SITE in told else None,
            self.channel if Dimension.CHANNEL in told else "",
            self.reason if Dimension.REASON in told else "",
            grain.value,
        )


@dataclass(frozen=True, slots=True)
class Inputs:
    """Under which a day is counted. `opening` by mutual, None for one whose hours nobody entered: all calls are in them.

    `places` is team and site by account; `policies` is what each mutual promised, for whoever reads the figures later.
    """

    day: date
    terms: Terms
    opening: dict[int, Opening | None]
    places: dict[int, Place] = field(default_factory=dict)
    policies: dict[int, dict[str, Any]] = field(default_factory=dict)

    @property
    def start(self) -> datetime:
        return midnight(self.day)

    @property
    def end(self) -> datetime:
        return midnight(self.day + deadlines.ONE_DAY)

    def is_open(self, mutual_id: int, at: datetime) -> bool:
        windows = self.opening.get(mutual_id)
        return windows is None or any(start <= at < end for start, end in windows)


def midnight(day: date) -> datetime:
    """The beginning of a day in Paris."""
    return timezone.make_aware(datetime.combine(day, time()))


def inputs_now(day: date) -> Inputs:
    """Of a day, as thresholds, hours, policies and teams are now."""
    policies: dict[int, dict[str, Any]] = {}
    in_force = MutualPolicy.objects.filter(valid_from__lte=day).order_by("mutual", "valid_from")
    for policy in in_force:
        policies[policy.mutual_id] = {name: getattr(policy, name) for name in POLICY}
    members = User.objects.filter(team__isnull=False).values_list("pk", "team_id", "team__site_id")
    places: dict[int, Place] = {user_id: (team_id, site_id) for user_id, team_id, site_id in members}
    return Inputs(day, terms_now(), opening_on(day), places, policies)


def opening_on(day: date) -> dict[int, Opening | None]:
    """Each mutual's hours of a day, None for one whose hours nobody entered."""
    found: dict[int, Opening | None] = {}
    for mutual in Mutual.objects.prefetch_related("opening_windows"):
        calendar = calendar_of(mutual)
        found[mutual.pk] = tuple(calendar.windows_on(day)) if calendar.windows else None
    return found


POLICY = (
    "id", "callback_hours", "callback_clock", "written_hours", "written_clock", "quote_days", "quote_clock",
)  # fmt: skip


def terms_now() -> Terms:
    return Terms(
        answered_within=int(deadlines.ANSWERED_WITHIN.total_seconds()),
        soon=int(deadlines.ABANDONED_SOON.total_seconds()),
    )


def kept(inputs: Inputs) -> dict[str, Any]:
    """Inputs as they are kept with a closed day."""
    return {
        "terms": {"answered_within": inputs.terms.answered_within, "soon": inputs.terms.soon},
        "opening": {
            str(mutual_id): None
            if windows is None
            else [[start.isoformat(), end.isoformat()] for start, end in windows]
            for mutual_id, windows in inputs.opening.items()
        },
        "places": {str(user_id): list(place) for user_id, place in inputs.places.items()},
        "policies": {str(mutual_id): policy for mutual_id, policy in inputs.policies.items()},
    }


def inputs_of(closed: ClosedDay) -> Inputs:
    """Those that a day was closed under."""
    said = closed.inputs
    opening = {
        int(mutual_id): None
        if windows is None
        else tuple((datetime.fromisoformat(start), datetime.fromisoformat(end)) for start, end in windows)
        for mutual_id, windows in said["opening"].items()
    }
    places = {int(user_id): (team_id, site_id) for user_id, (team_id, site_id) in said["places"].items()}
    policies = {int(mutual_id): policy for mutual_id, policy in said["policies"].items()}
    return Inputs(closed.day, Terms(**said["terms"]), opening, places, policies)


# ---- counting


def tallies(inputs: Inputs) -> dict[Key, Tally]:
    """Everything that is counted of a day, at every grain, in the scope's mutuals, from what happened alone."""
    fine: dict[Key, Tally] = defaultdict(Tally)
    for key, counts in _facts(inputs):
        fine[key].update(counts)
    found: dict[Key, Tally] = defaultdict(Tally)
    for key, tally in fine.items():
        for grain in Grain:
            found[key.at(grain)].update(tally)
    return {key: tally for key, tally in found.items() if any(tally.values())}


Fact = tuple[Key, dict[str, int]]


def _facts(inputs: Inputs) -> Iterator[Fact]:
    closings = list(_closings(inputs))
    reasons = {case_id: key.reason for case_id, key, _ in closings}
    yield from ((key, indicators.of_closing(closing)) for _, key, closing in closings)
    yield from _calls(inputs, reasons)
    yield from _written(inputs)
    yield from _quotes(inputs)
    yield from _callbacks(inputs)
    yield from _referrals(inputs)
    yield from _prompts(inputs)
    yield from _watched(inputs)
    yield from _reviews(inputs)
    yield from _answers(inputs)
    yield from _complaints(inputs)
    yield from _letters(inputs)


def _key(inputs: Inputs, mutual_id: int, user_id: int | None, channel: str | None, reason: str = "") -> Key:
    team_id, site_id = inputs.places.get(user_id, NOWHERE) if user_id is not None else NOWHERE
    return Key(mutual_id, team_id, site_id, channel or "", reason)


def _closings(inputs: Inputs) -> Iterator[tuple[Any, Key, indicators.Closing]]:
    earlier = Entry.objects.filter(case=OuterRef("case"), kind=EntryKind.CLOSED, id__lt=OuterRef("id"))
    lines = (
        Entry.objects.filter(kind=EntryKind.CLOSED, at__gte=inputs.start, at__lt=inputs.end)
        .annotate(is_again=Exists(earlier))
        .order_by("id")
        .values_list("case_id", "mutual_id", "by_id", "detail", "is_again", "case__channel")
    )
    for case_id, mutual_id, user_id, detail, is_again, channel in lines.iterator():
        closing = indicators.Closing(
            is_first=not is_again,
            is_solved=detail.get("solved"),
            wrap=detail.get("wrap_up"),
            in_time=detail.get("in_time"),
        )
        yield case_id, _key(inputs, mutual_id, user_id, channel, detail.get("reason", "")), closing


def _calls(inputs: Inputs, reasons: dict[Any, str]) -> Iterator[Fact]:
    """The reason of a call is the one under which its contact was closed that day."""
    for mutual_id, adviser_id, case_id, call in _rang(inputs):
        user_id = adviser_id if call.answered_at is not None else None
        key = _key(inputs, mutual_id, user_id, Channel.PHONE, reasons.get(case_id, ""))
        yield key, indicators.of_call(call, inputs.terms)


def _rang(inputs: Inputs) -> Iterator[tuple[int, int | None, Any, indicators.Call]]:
    """Mutual, adviser and contact of each incoming call of the day, with the call."""
    calls = Call.objects.filter(direction=Direction.IN, rang_at__gte=inputs.start, rang_at__lt=inputs.end).values_list(
        "mutual_id", "adviser_id", "case_id", "rang_at", "answered_at", "ended_at", "held_seconds"
    )
    for mutual_id, adviser_id, case_id, rang_at, answered_at, ended_at, held in calls.iterator():
        call = indicators.Call(rang_at, answered_at, ended_at, held, is_open=inputs.is_open(mutual_id, rang_at))
        yield mutual_id, adviser_id, case_id, call


def courses(inputs: Inputs) -> dict[int, dict[str, list[int]]]:
    """By mutual, each count of `Course` by half-hour; none for a mutual without a call."""
    found: dict[int, dict[str, list[int]]] = {}
    for mutual_id, _adviser, _case, call in _rang(inputs):
        local = timezone.localtime(call.rang_at)
        for name, count in indicators.in_course(call).items():
            of_mutual = found.setdefault(mutual_id, {column.value: [0] * HALF_HOURS for column in Course})
            of_mutual[name][2 * local.hour + local.minute // 30] += count
    return found


def _written(inputs: Inputs) -> Iterator[Fact]:
    """By the day on which it was entered: a letter keeps the day of its receipt, which may be closed already."""
    came = Case.objects.exclude(channel=Channel.PHONE).filter(
        received_at__gte=inputs.start - deadlines.PAPER_LATE,
        received_at__lt=inputs.end,
        created_at__gte=inputs.start,
        created_at__lt=inputs.end,
    )
    for mutual_id, channel in came.values_list("mutual_id", "channel").iterator():
        yield _key(inputs, mutual_id, None, channel), {indicators.Count.WRITTEN: 1}


def _quotes(inputs: Inputs) -> Iterator[Fact]:
    told = Analysis.objects.filter(
        state=AnalysisState.TOLD, told_at__gte=inputs.start, told_at__lt=inputs.end
    ).select_related("case")
    for one in told.defer("result").iterator():
        assert one.told_at is not None  # noqa: S101  for the type checker: it was asked for
        key = _key(inputs, one.mutual_id, one.told_by_user_id, one.case.channel)
        yield key, indicators.of_quote(seconds=turnaround(one), in_time=one.told_at <= one.deadline_at)


def turnaround(told: Analysis) -> int:
    """Seconds from the receipt of a quote that was told to its telling, without the time in which it stood still."""
    assert told.told_at is not None  # noqa: S101  for the type checker: it was told
    return int(counted(told.started_at, told.told_at, pauses=told.stood_still).total_seconds())


def _callbacks(inputs: Inputs) -> Iterator[Fact]:
    """Due by their deadline, which does not move once it has passed; late by the day on which the member was reached."""
    due = Q(deadline_at__gte=inputs.start, deadline_at__lt=inputs.end)
    reached = Q(reached_at__gte=inputs.start, reached_at__lt=inputs.end)
    rows = Callback.objects.filter(due | reached).values_list(
        "mutual_id", "promised_by_id", "case__channel", "deadline_at", "reached_at", "state", "closed_at", "paused_at"
    )
    for mutual_id, user_id, channel, deadline, reached_at, state, closed_at, paused_at in rows.iterator():
        key = _key(inputs, mutual_id, user_id, channel)
        given_up = (
            state in {CallbackState.CANCELLED, CallbackState.UNREACHABLE}
            and reached_at is None
            and closed_at is not None
            and closed_at <= deadline
        )
        stands = paused_at is not None and paused_at <= deadline
        if inputs.start <= deadline < inputs.end and not given_up and not stands:
            yield key, indicators.of_due_callback(deadline=deadline, reached_at=reached_at)
        if reached_at is not None and inputs.start <= reached_at < inputs.end:
            yield key, indicators.of_late_callback(deadline=deadline, reached_at=reached_at)


def _referrals(inputs: Inputs) -> Iterator[Fact]:
    drawn = Referral.objects.filter(at__gte=inputs.start, at__lt=inputs.end).order_by()
    for mutual_id, user_id, channel in drawn.values_list("mutual_id", "adviser_id", "case__channel").iterator():
        yield _key(inputs, mutual_id, user_id, channel), {indicators.Count.REFERRALS: 1}


def _prompts(inputs: Inputs) -> Iterator[Fact]:
    shown = Prompt.objects.filter(at__gte=inputs.start, at__lt=inputs.end).exclude(answer=Told.NONE_FITS)
    for mutual_id, user_id, channel, reason, answer in shown.values_list(
        "mutual_id", "adviser_id", "case__channel", "reason__code", "answer"
    ).iterator():
        key = _key(inputs, mutual_id, user_id, channel, reason or "")
        yield key, indicators.of_prompt(is_told=answer == Told.TOLD)


def watched(start: datetime, end: datetime) -> QuerySet[Any]:
    """First closings of known persons whose days to come back end in the stretch, with `comes_back`.

    That is: the contact was opened again, or another one of the person was received and closed for the same reason in these days.
    """
    earlier = Entry.objects.filter(case=OuterRef("case"), kind=EntryKind.CLOSED, id__lt=OuterRef("id"))
    in_days = {"at__gt": OuterRef("at"), "at__lte": OuterRef("at") + deadlines.COMES_BACK}
    again = Entry.objects.filter(case=OuterRef("case"), kind=EntryKind.REOPENED, **in_days)
    another = Entry.objects.filter(
        mutual=OuterRef("mutual"), member=OuterRef("member"), kind=EntryKind.CLOSED,
        detail__reason=OuterRef("detail__reason"), case__received_at__gt=OuterRef("at"), **in_days,
    )  # fmt: skip
    return (
        Entry.objects.filter(
            kind=EntryKind.CLOSED, at__gte=start - deadlines.COMES_BACK, at__lt=end - deadlines.COMES_BACK,
            member__isnull=False, detail__solved__isnull=False,
        )
        .exclude(Exists(earlier))
        .annotate(comes_back=Exists(again) | Exists(another))
    )  # fmt: skip


def _watched(inputs: Inputs) -> Iterator[Fact]:
    """On the day on which their days end, so that what is closed stands."""
    rows = watched(inputs.start, inputs.end).values_list("mutual_id", "by_id", "case__channel", "detail", "comes_back")
    for mutual_id, user_id, channel, detail, comes_back in rows.iterator():
        key = _key(inputs, mutual_id, user_id, channel, detail.get("reason", ""))
        yield key, indicators.of_watched(is_solved=bool(detail["solved"]), comes_back=comes_back)


def _reviews(inputs: Inputs) -> Iterator[Fact]:
    given = Review.objects.filter(at__gte=inputs.start, at__lt=inputs.end)
    rows = given.values_list("mutual_id", "sample__adviser_id", "sample__channel", "sample__reason", "score")
    for mutual_id, user_id, channel, reason, score in rows.iterator():
        yield _key(inputs, mutual_id, user_id, channel, reason), indicators.of_review(score)


def _answers(inputs: Inputs) -> Iterator[Fact]:
    said = Answer.objects.filter(at__gte=inputs.start, at__lt=inputs.end)
    rows = said.values_list("mutual_id", "question__adviser_id", "question__channel", "question__reason", "score")
    for mutual_id, user_id, channel, reason, score in rows.iterator():
        yield _key(inputs, mutual_id, user_id, channel, reason), indicators.of_answer(is_satisfied=score >= SATISFIED)


def _complaints(inputs: Inputs) -> Iterator[Fact]:
    """Opened by whoever wrote it down, answered by whoever ended its clocks."""
    opened = Complaint.objects.filter(opened_at__gte=inputs.start, opened_at__lt=inputs.end)
    for mutual_id, user_id, channel in opened.values_list("mutual_id", "opened_by_id", "case__channel").iterator():
        yield _key(inputs, mutual_id, user_id, channel), {indicators.Count.COMPLAINTS: 1}
    for one in complaints.answered(inputs.start, inputs.end).select_related("case").iterator():
        key = _key(inputs, one.mutual_id, one.answerer_id, one.case.channel)
        terms = complaints.kept_terms(one)
        yield key, indicators.of_answered_complaint(in_target=terms.target, in_time=terms.law)


def _letters(inputs: Inputs) -> Iterator[Fact]:
    left = Message.objects.filter(channel=Channel.LETTER, sent_at__gte=inputs.start, sent_at__lt=inputs.end)
    for mutual_id, user_id in left.order_by().values_list("mutual_id", "author_id").iterator():
        yield _key(inputs, mutual_id, user_id, Channel.LETTER), {indicators.Count.LETTERS: 1}


BUSY = frozenset({PresenceState.IN_CALL, PresenceState.WRAP_UP})
PAUSED = frozenset({PresenceState.BREAK, PresenceState.AWAY})


def staffing(inputs: Inputs) -> dict[Place, Tally]:
    """Presence of a day by team; a stretch over midnight counts on both sides of it."""
    found: dict[Place, Tally] = defaultdict(Tally)
    rows = PresencePeriod.objects.filter(
        ended_at__gt=inputs.start, ended_at__lt=inputs.end + deadlines.ONE_DAY, started_at__lt=inputs.end
    )
    for user_id, state, started_at, ended_at in rows.values_list(
        "user_id", "state", "started_at", "ended_at"
    ).iterator():
        start, end = max(started_at, inputs.start), min(ended_at, inputs.end)
        counts = indicators.of_presence(start, end, is_busy=state in BUSY, is_paused=state in PAUSED)
        found[inputs.places.get(user_id, NOWHERE)].update(counts)
    return {place: tally for place, tally in found.items() if any(tally.values())}


# ---- what stands


def standing(day: date) -> dict[Key, Tally]:
    """The counts of a closed day as they were frozen."""
    rows = DayCount.objects.filter(day=day).values_list(*Key._fields, *COUNTS)
    width = len(Key._fields)
    return {Key(*row[:width]): Tally(dict(zip(COUNTS, row[width:], strict=True))) for row in rows}


def standing_staffing(day: date) -> dict[Place, Tally]:
    rows = DayStaffing.objects.filter(day=day).values_list("team_id", "site_id", *STAFFING)
    return {(row[0], row[1]): Tally(dict(zip(STAFFING, row[2:], strict=True))) for row in rows}


def standing_courses(day: date) -> dict[int, dict[str, list[int]]]:
    rows = DayCourse.objects.filter(day=day).values_list("mutual_id", *Course)
    return {mutual_id: dict(zip((one.value for one in Course), found, strict=True)) for mutual_id, *found in rows}


def subscriptions_of(user: User) -> QuerySet[Subscription]:
    """Those of USER alone, in their mutuals."""
    return Subscription.objects.filter(user=user).select_related("mutual").order_by("kind", "mutual__name")


@dataclass(frozen=True, slots=True)
class Difference:
    """A count that stands otherwise than it is derived now. `place` is a key, or team and site of presence."""

    place: Any
    count: str
    stands: int
    derived: int


def differences(closed: ClosedDay) -> list[Difference]:
    """A closed day derived again from what happened, under the inputs it was closed with. None is how it must be."""
    inputs = inputs_of(closed)
    pairs: tuple[tuple[dict[Any, Tally], dict[Any, Tally]], ...] = (
        (standing(closed.day), tallies(inputs)),
        (standing_staffing(closed.day), staffing(inputs)),
        (_by_half_hour(standing_courses(closed.day)), _by_half_hour(courses(inputs))),
    )
    return [
        Difference(place, count, before.get(place, Tally())[count], now.get(place, Tally())[count])
        for before, now in pairs
        for place in sorted(set(before) | set(now), key=str)
        for count in dict.fromkeys([*COUNTS, *STAFFING, *Course])
        if before.get(place, Tally())[count] != now.get(place, Tally())[count]
    ]


def _by_half_hour(found: dict[int, dict[str, list[int]]]) -> dict[tuple[int, int], Tally]:
    return {
        (mutual_id, place): Tally({name: counts[place] for name, counts in course.items()})
        for mutual_id, course in found.items()
        for place in range(HALF_HOURS)
    }
