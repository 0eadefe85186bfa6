"""Contacts of the demonstration: queues and skills, what was said before today, what waits this morning."""

import secrets
import tomllib
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any

from django.utils import timezone

from accounts.models import Mutual, User
from accounts.sealing import seal
from contacts.enums import CallState, CaseState, Channel, EntryKind
from contacts.models import Call, Case, Entry, Queue, QueueMember, Reason, TelephonySystem
from contacts.services.cases import Demand, open_case
from contacts.services.documents import Paper, add_document, look_at
from contacts.services.waiting import terms_of
from members.models import Member, Phone

DATA = Path(__file__).resolve().parent.parent / "data" / "contacts.toml"
PAPERS = DATA.parent / "papers"
CAME = {
    Channel.PHONE: EntryKind.CALL_IN,
    Channel.EMAIL: EntryKind.EMAIL_IN,
    Channel.FAX: EntryKind.FAX_IN,
    Channel.LETTER: EntryKind.LETTER_IN,
    Channel.PORTAL: EntryKind.REQUEST,
}
WAIT, WRAP_UP = 18, 40
"""Seconds before an answer, and of work after the talk."""


def load(accounts: dict[str, User], mutuals: dict[str, Mutual]) -> list[Paper]:
    """In the caller's transaction, within every mutual; the files that it stored."""
    said = tomllib.loads(DATA.read_text(encoding="utf-8"))
    for entry in said["queues"]:
        Queue(**entry).save(force_insert=True)
    queues = {queue.code: queue for queue in Queue.objects.all()}
    for name, codes in said["skills"].items():
        for code in codes:
            QueueMember(user=accounts[name], queue=queues[code]).save(force_insert=True)
    for name, extension in said["extensions"].items():
        User.objects.filter(pk=accounts[name].pk).update(extension=extension)
    systems = [_system(entry) for entry in said["systems"]]
    for entry in said["past"]:
        _past(entry, accounts[entry["by"]], queues["generale"], systems[0])
    came = [_waiting(entry, mutuals[entry["mutual"]]) for entry in said["waiting"]]
    return [paper for paper in came if paper is not None]


def _system(entry: dict[str, Any]) -> TelephonySystem:
    system = TelephonySystem(**entry, secret_sealed=seal(secrets.token_urlsafe(32), bound_to=entry["code"].encode()))
    system.save(force_insert=True)
    return system


def _past(entry: dict[str, Any], by: User, queue: Queue, system: TelephonySystem) -> None:
    """A contact as it would have been left: opened, noted, closed."""
    member = Member.objects.get(number=entry["member"], rank=1)
    channel = Channel(entry["channel"])
    day = timezone.localdate() - timedelta(days=entry["days"])
    came = timezone.make_aware(datetime.combine(day, time.fromisoformat(entry["hour"])))
    talk = timedelta(seconds=entry.get("talk", 0))
    closed = came + talk + timedelta(seconds=WRAP_UP)
    case = Case(
        mutual_id=member.mutual_id,
        member=member,
        channel=channel,
        subject=entry.get("subject", ""),
        reason=Reason.objects.get(code=entry["reason"]),
        outcome=entry["outcome"],
        is_solved=entry["solved"],
        state=CaseState.CLOSED,
        queue=queue,
        received_at=came,
        due_at=came if channel is Channel.PHONE else terms_of(member.mutual_id, came).deadline,
        closed_at=closed,
        closed_by=by,
        wrap_up_seconds=WRAP_UP if talk else None,
    )
    case.save(force_insert=True)
    if talk:
        _call(case, by, system, came, talk)
    _line(case, CAME[channel], came, None, entry.get("subject", ""), entry.get("text", ""))
    _line(case, EntryKind.NOTE, closed, by, "", entry["note"])
    said = {"reason": entry["reason"], "outcome": entry["outcome"], "solved": entry["solved"]}
    _line(
        case,
        EntryKind.CLOSED,
        closed,
        by,
        "",
        "",
        {**said, "wrap_up": WRAP_UP} if talk else {**said, "in_time": closed <= case.due_at},
    )


def _call(case: Case, by: User, system: TelephonySystem, came: datetime, talk: timedelta) -> None:
    phone = Phone.objects.filter(member=case.member).order_by("-is_main", "pk").first()
    Call(
        mutual_id=case.mutual_id,
        case=case,
        system=system,
        call_ref=f"demo-{case.pk}",
        caller=phone.number if phone else "",
        adviser=by,
        state=CallState.ENDED,
        rang_at=came - timedelta(seconds=WAIT),
        answered_at=came,
        ended_at=came + talk,
        last_event_at=came + talk,
    ).save(force_insert=True)


def _line(
    case: Case,
    kind: EntryKind,
    at: datetime,
    by: User | None,
    title: str,
    text: str,
    detail: dict[str, Any] | None = None,
) -> None:
    Entry(
        mutual_id=case.mutual_id,
        case=case,
        member_id=case.member_id,
        kind=kind,
        at=at,
        by=by,
        title=title,
        text=text,
        detail=detail or {},
    ).save(force_insert=True)


def _waiting(entry: dict[str, Any], mutual: Mutual) -> Paper | None:
    member = Member.objects.filter(number=entry["member"], rank=1).first() if "member" in entry else None
    channel = Channel(entry["channel"])
    demand = Demand(
        mutual_id=mutual.pk,
        channel=channel,
        received_at=timezone.now() - timedelta(hours=entry["hours"]),
        member_id=member.pk if member else None,
        caller_email=entry.get("from", ""),
        subject=entry["subject"],
        reason=Reason.objects.filter(code=entry.get("reason", "")).first(),
        kind=CAME[channel],
        text=entry["text"],
    )
    case, line = open_case(demand)
    if "paper" not in entry:
        return None
    paper = look_at((PAPERS / entry["paper"]).read_bytes(), mutual_id=mutual.pk, name=entry["paper"])
    add_document(case, paper, received_at=case.received_at, scanned_at=timezone.now(), entry=line)
    return paper
