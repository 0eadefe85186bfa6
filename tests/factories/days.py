"""A day of contacts, written as its events would have left it. What a test depends on, it says."""

from datetime import date, datetime, timedelta
from itertools import count
from typing import Any

from accounts.models import Mutual, Site, Team, User
from callbacks.enums import CallbackState
from callbacks.models import Callback
from clock.holidays import Territory
from complaints.enums import ComplaintState, TermEnd
from complaints.enums import Outcome as Judged
from complaints.models import Complaint
from complaints.services import terms
from contacts.enums import CallState, CaseState, Channel, Direction, EntryKind, Outcome, PresenceState
from contacts.models import Call, Case, Entry, PresencePeriod, TelephonySystem
from members.models import Member
from prevention.enums import Answer
from prevention.models import Campaign, Prompt
from quality.models import Grid, Review, Sample
from quotes.enums import AnalysisState, ToldBy
from quotes.models import Analysis
from referrals.models import EligibleSet, Referral
from supervision.models import ClosedDay, DayCount, DayCourse
from supervision.queries import midnight
from tests.factories import callbacks, complaints, contacts, members, quotes

_numbers = count(1)


def at(day: date, hour: str, *, after: float = 0) -> datetime:
    """An instant of a day in Paris, AFTER so many seconds."""
    hours, minutes = hour.split(":")
    return midnight(day) + timedelta(hours=int(hours), minutes=int(minutes), seconds=after)


def team(name: str, site: str = "Béziers") -> Team:
    place, _ = Site.objects.get_or_create(name=site, defaults={"town": site})
    return Team.objects.create(site=place, name=name)


def case(
    mutual: Mutual, received: datetime, channel: Channel = Channel.PHONE, *, due: datetime | None = None,
    member: Member | None = None,
) -> Case:  # fmt: skip
    made = Case(
        mutual=mutual, channel=channel, queue=contacts.queue_for_all(), received_at=received, due_at=due or received,
        created_at=received, member=member,
    )  # fmt: skip
    made.save(force_insert=True)
    return made


def close(of: Case, by: User, when: datetime, *, reason: str = "autre", solved: bool = True, **detail: Any) -> None:
    said = {"reason": reason, "outcome": Outcome.INFORMED, "solved": solved, **detail}
    if of.channel != Channel.PHONE:
        said["in_time"] = when <= of.due_at
    Entry.objects.create(
        mutual_id=of.mutual_id, case=of, member_id=of.member_id, kind=EntryKind.CLOSED, at=when, by=by, detail=said
    )
    Case.objects.filter(pk=of.pk).update(
        state=CaseState.CLOSED, closed_at=when, closed_by=by, outcome=Outcome.INFORMED, is_solved=solved,
        reason=contacts.reason(reason),
    )  # fmt: skip


def call(
    mutual: Mutual, system: TelephonySystem, rang: datetime, *, wait: int, talk: int | None = None, held: int = 0,
    by: User | None = None,
) -> Case:  # fmt: skip
    """Answered after WAIT seconds by BY and talked for TALK, hold included; abandoned then when nobody talked."""
    of = case(mutual, rang)
    answered = rang + timedelta(seconds=wait) if talk is not None else None
    ended = rang + timedelta(seconds=wait + (talk or 0))
    Call(
        mutual=mutual, case=of, system=system, call_ref=f"day-{next(_numbers)}", direction=Direction.IN, adviser=by,
        state=CallState.ENDED if answered else CallState.ABANDONED, rang_at=rang, answered_at=answered, ended_at=ended,
        held_seconds=held, last_event_at=ended,
    ).save(force_insert=True)  # fmt: skip
    return of


def presence(user: User, start: datetime, end: datetime, state: PresenceState) -> None:
    reason = "rest" if state == PresenceState.BREAK else ""
    PresencePeriod.objects.create(user=user, state=state, reason=reason, started_at=start, ended_at=end)


def quote(of: Case, by: User, received: datetime, told: datetime, due: datetime) -> None:
    Case.objects.filter(pk=of.pk).update(member=members.member(of.mutual))
    of.refresh_from_db()
    made = quotes.analysis(of)
    Analysis.objects.filter(pk=made.pk).update(
        started_at=received, deadline_at=due, told_at=told, told_by=ToldBy.PHONE, told_by_user=by,
        state=AnalysisState.TOLD, next_action_at=None, steps_at=[], steps_kind=[],
    )  # fmt: skip


def callback(mutual: Mutual, by: User, due: datetime, reached: datetime | None) -> None:
    """Promised a day before it was due; cancelled before it when nobody was reached."""
    of = callbacks.held_case(mutual, by)
    made = callbacks.promise(mutual, by, case=of, key=f"day-{next(_numbers)}")
    Callback.objects.filter(pk=made.pk).update(
        started_at=due - timedelta(days=1), deadline_at=due, reached_at=reached, next_action_at=None, steps_at=[],
        steps_kind=[], state=CallbackState.DONE if reached else CallbackState.CANCELLED,
        closed_at=reached or due - timedelta(hours=1),
    )  # fmt: skip


def referral(of: Case, by: User, when: datetime) -> None:
    eligible, _ = EligibleSet.objects.get_or_create(digest=b"set", defaults={"size": 5, "places": b""})
    number = next(_numbers)
    Referral.objects.create(
        mutual_id=of.mutual_id, number=number, kind="drawn", question={}, question_digest=b"", rule_version=1,
        extraction_id=1, eligible=eligible, size=5, seed=b"", tries=1, drawn=[], place_ids=[], adviser=by, actor="x",
        case=of, at=when, previous=f"{number}", digest=f"{number}",
    )  # fmt: skip


def prompt(of: Case, by: User, when: datetime, campaign: Campaign, answer: Answer) -> None:
    Prompt.objects.create(
        mutual_id=of.mutual_id, case=of, member=members.member(of.mutual), campaign=campaign, answer=answer,
        reason=contacts.reason("prevention"), adviser=by, at=when,
    )  # fmt: skip


def complaint(mutual: Mutual, by: User, opened: datetime, answered: datetime | None = None) -> None:
    """Said at the telephone, and granted when it was answered."""
    made = Complaint.objects.create(
        mutual=mutual, case=case(mutual, opened), channel=Channel.PHONE, motive=complaints.motive(), words="Trop long.",
        territory=Territory.METROPOLE, said_on=opened.date(), opened_at=opened, opened_by=by,
    )  # fmt: skip
    if answered:
        terms.count(made, by=by)
        terms.end(made, TermEnd.KEPT, by=by)
        said = {"state": ComplaintState.ANSWERED, "outcome": Judged.GRANTED, "answered_at": answered}
        Complaint.objects.filter(pk=made.pk).update(**said)


def review(of: Sample, by: User, version: Grid, when: datetime, score: int) -> None:
    """A score given WHEN; its marks do not matter."""
    Review.objects.create(
        mutual_id=of.mutual_id, sample=of, grid=version, marks={}, score=score, comment="Lu.", by=by, at=when
    )
    Sample.objects.filter(pk=of.pk).update(scored_at=when)


def closed(mutual: Mutual, day: date, hours: dict[int, int], *, unanswered: int = 0) -> None:
    """A day that was closed with so many calls in half-hours counted from midnight, the first UNANSWERED of them abandoned after 60 seconds."""
    offered, abandoned, left = [0] * 48, [0] * 48, unanswered
    for place, calls in sorted(hours.items()):
        offered[place], abandoned[place] = calls, min(left, calls)
        left -= abandoned[place]
    total = sum(offered)
    answered = [one - other for one, other in zip(offered, abandoned, strict=True)]
    made = ClosedDay.objects.create(
        day=day, closed_by="test", inputs={"places": {}, "opening": {}, "policies": {}, "terms": {}}
    )
    DayCount.objects.create(
        day=made, mutual=mutual, grain="whole", offered=total, answered=sum(answered), answered_soon=sum(answered),
        abandoned=sum(abandoned), talks=sum(answered), talk_seconds=150 * sum(answered), wraps=sum(answered),
        wrap_seconds=30 * sum(answered),
    )  # fmt: skip
    DayCourse.objects.create(
        day=made, mutual=mutual, offered=offered, answered=answered, abandoned=abandoned,
        waited_seconds=[10 * one + 60 * other for one, other in zip(answered, abandoned, strict=True)],
    )  # fmt: skip
