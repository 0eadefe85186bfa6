"""What the page of a contact shows: who may be calling, what they must prove, what is known, what is being written."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any
from uuid import UUID

from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from audit.enums import Act
from audit.services import record
from complaints.queries import has_open
from contacts import deadlines, identity, queries
from contacts.differences import Difference, differences
from contacts.enums import CallerKind, Channel, Fact, Outcome, PresenceState
from contacts.events import Line, lately, lines_of
from contacts.models import Call, Case, Entry, Queue, Reason
from contacts.queries import Candidate
from contacts.services import drafts
from contacts.services.drafts import Kept
from correspondence.queries import unsent_count
from knowledge.queries import answers_unseen
from members import queries as member_queries
from members import services as member_services
from members.errors import NoGroundError, TooFewFactsError
from members.models import Member
from prevention import editing as prevention
from prevention.editing import Panel
from prevention.services import record_prompts
from quality.queries import unread
from quotes.queries import quote_count
from ui import formats
from ui.differences import Side
from workstation.forms import ClosingForm

ROUTE = "workstation:case"
LISTED = 50


@dataclass(frozen=True, slots=True)
class Telling:
    """Something the caller may tell, and what we have to compare it with. `is_known` without asking."""

    code: str
    label: str
    value: str
    is_known: bool
    is_compulsory: bool


@dataclass(frozen=True, kw_only=True)
class CasePage:
    """Everything that the page of one contact shows to `user`, in a fixed number of queries."""

    user: User
    case: Case
    call: Call | None
    is_mine: bool
    candidates: list[Candidate]
    chosen: Member | None
    proof: str
    kind: CallerKind
    facts: list[Telling]
    person: Member | None
    lines: list[Entry]
    lately: list[Line]
    quotes: int
    has_complaint: bool
    is_late: bool

    @cached_property
    def reasons(self) -> list[Reason]:
        """Asked by who writes in the contact: who only reads it waits for neither this nor the draft."""
        return open_reasons()

    @cached_property
    def draft(self) -> Kept:
        return draft_of(self.user, self.case)

    @property
    def to_ask(self) -> Telling | None:
        """The first fact to ask for, which Enter then takes as told."""
        return next((fact for fact in self.facts if not fact.is_known and fact.value), None)

    @property
    def missing(self) -> int:
        """How many facts must still be told."""
        known = sum(fact.is_known for fact in self.facts)
        return max(0, identity.CHECKS[self.kind].needed - known)

    @property
    def is_call(self) -> bool:
        return self.case.channel == Channel.PHONE

    @property
    def kinds(self) -> list[tuple[str, str]]:
        return [(kind.value, str(kind.label)) for kind in CallerKind]

    @property
    def wants_reason(self) -> bool:
        """Who is on the line is known, and not yet why."""
        return self.person is not None and self.case.reason_id is None


def page_of(user: User, case_id: UUID, *, person_id: str = "", kind: str = "", proof: str = "") -> CasePage:
    """The page for USER; PROOF names a person whom the search found by what the caller said.

    Raises Case.DoesNotExist, ReadingBlockedError.
    """
    case = queries.case_for(user, case_id)
    is_asked = case.identified_at is None and (case.channel == Channel.PHONE or case.member_id is None)
    candidates = queries.candidates_for(case) if is_asked else []
    searched = searched_facts(user, person_id, proof) if is_asked else None
    chosen = _searched(case, person_id) if searched is not None else _chosen(candidates, person_id)
    who = CallerKind(kind) if kind in CallerKind.values else CallerKind(case.caller_kind)
    person = _file(user, case)
    if person is None:
        # Names and birth dates of a family are shown to compare with what the caller says: that is reading.
        record(
            act=Act.READ_CASE,
            mutual_id=case.mutual_id,
            member_id=case.member_id,
            route=ROUTE,
            detail={"members": sorted({str(one.pk) for one in _shown(candidates, chosen)})},
        )
    return CasePage(
        user=user,
        case=case,
        call=latest_call(case),
        is_mine=case.holder_id == user.pk,
        candidates=candidates,
        chosen=chosen,
        proof=proof if searched is not None else "",
        kind=who,
        facts=facts_of(case, chosen, who, searched or frozenset()) if chosen else [],
        person=person,
        lines=list(lines_of(case)),
        lately=lately(person, but=case) if person else [],
        quotes=quote_count(case),
        has_complaint=has_open(case),
        is_late=_is_late(case),
    )


def _is_late(case: Case) -> bool:
    """A call is due when it rings: while somebody has it, that says nothing. What was written is late while an answer is owed."""
    if case.channel != Channel.PHONE:
        return queries.overdue_of(case).exists()
    return case.is_open and case.holder_id is None and case.due_at < timezone.now()


def draft_of(user: User, case: Case) -> Kept:
    """The note that USER is writing about the case."""
    return drafts.of(user=user, case=case, field="note")


def _chosen(candidates: list[Candidate], person_id: str) -> Member | None:
    named = [candidate.member for candidate in candidates if str(candidate.member.pk) == person_id]
    first = [candidate.member for candidate in candidates[:1]]
    return next(iter([*named, *first]), None)


def _shown(candidates: list[Candidate], chosen: Member | None) -> list[Member]:
    return [*(candidate.member for candidate in candidates), *([chosen] if chosen else [])]


def searched_facts(user: User, person_id: str, proof: str) -> frozenset[Fact] | None:
    """What the search proved of a person, None without a proof that holds."""
    try:
        found = member_services.proven_facts(user=user, member_id=UUID(person_id), proof=proof)
    except (TooFewFactsError, ValueError):
        return None
    return frozenset(identity.SEARCHED[fact] for fact in found if fact in identity.SEARCHED)


def _searched(case: Case, person_id: str) -> Member | None:
    return Member.objects.filter(mutual_id=case.mutual_id, pk=person_id).select_related("contract").first()


def joining(user: User, case_id: UUID, person_id: str, proof: str) -> dict[str, Any]:
    """A written contact beside the person whom it is about to be joined to: that is reading of that person.

    Raises Case.DoesNotExist, and Member.DoesNotExist without a proof that holds.
    """
    case = queries.case_for(user, case_id)
    person = _searched(case, person_id) if searched_facts(user, person_id, proof) is not None else None
    if person is None:
        raise Member.DoesNotExist
    record(act=Act.READ_CASE, mutual_id=case.mutual_id, route=ROUTE, detail={"members": [person_id]})
    today = timezone.localdate()
    rights = member_queries.current_rights(person, today)
    return {"case": case, "person": person, "home": member_queries.home_of(person), "rights": rights}


def _file(user: User, case: Case) -> Member | None:
    if case.member_id is None:
        return None
    try:
        return member_services.read_file(user=user, member_id=case.member_id, route=ROUTE)
    except NoGroundError:
        return None


def facts_of(case: Case, member: Member, kind: CallerKind, searched: frozenset[str] = frozenset()) -> list[Telling]:
    """The facts that this kind of caller may tell of MEMBER, those known first: by the number, or SEARCHED as they were told."""
    known, check = queries.known_facts(case, member) | searched, identity.CHECKS[kind]
    home = member_queries.home_of(member)
    values = {
        Fact.BIRTH_DATE: formats.day(member.birth_date),
        Fact.POSTCODE: home.postal_code if home else "",
        Fact.NUMBER: member.number,
        Fact.PHONE: formats.phone(str(case.caller_phone)) if Fact.PHONE in known else "",
        Fact.EMAIL: member.email,
        Fact.AUTHORISATION: ", ".join(person.name for person in member_queries.allowed_to_speak(member)),
        Fact.RPPS: _("number told"),
        Fact.SIREN: _("number told"),
    }
    facts = [
        Telling(code, str(code.label), values[code], code in known, code in check.compulsory) for code in check.offered
    ]
    return sorted(facts, key=lambda fact: (not fact.is_known, not fact.is_compulsory))


def open_reasons() -> list[Reason]:
    """Reasons of today that have none below them, in the order of the tree."""
    today = timezone.localdate()
    reasons = [reason for reason in Reason.objects.select_related("parent") if reason.is_open(today)]
    above = {reason.parent_id for reason in reasons}
    leaves = [reason for reason in reasons if reason.pk not in above]
    return sorted(
        leaves,
        key=lambda reason: (
            reason.parent.position if reason.parent else reason.position,
            bool(reason.parent_id),
            reason.position,
        ),
    )


def latest_call(case: Case) -> Call | None:
    """With the public line that was dialled."""
    return case.calls.select_related("line").order_by("-rang_at").first()


def bar_of(user: User, case: Case, call: Call | None) -> dict[str, Any]:
    """What the call bar shows of a case and its latest call, with the times to keep to, in seconds."""
    return {
        "case": case,
        "call": call,
        "is_mine": case.holder_id == user.pk,
        "target_seconds": int(deadlines.CALL_TARGET.total_seconds()),
        "target": f"{deadlines.CALL_TARGET // deadlines.ONE_MINUTE}\N{NO-BREAK SPACE}min",
        "wrap_up_seconds": int(deadlines.WRAP_UP_TARGET.total_seconds()),
    }


def around(page: CasePage) -> dict[str, Any]:
    """What stands beside the case: the member's rights, home and family when the file is open."""
    person = page.person
    if person is None:
        return {}
    today = timezone.localdate()
    return {
        "person": person,
        "rights": member_queries.rights_on(person, today),
        "home": member_queries.home_of(person),
        "family": member_queries.family_of(person),
        "today": today,
    }


def closing_form(user: User, case_id: UUID, reasons: list[Reason]) -> ClosingForm:
    """The closing as it will probably be: the reason given already, the usual outcome, solved. Raises Case.DoesNotExist."""
    case = queries.case_for(user, case_id)
    likely = Outcome.INFORMED if case.channel == Channel.PHONE else Outcome.SENT
    initial: dict[str, Any] = {"reason": case.reason_id, "outcome": likely, "is_solved": "yes"}
    initial["read"] = case.reason.code if case.reason else ""
    return ClosingForm(initial=initial, reasons=reasons)


def prevention_at(case: Case, sent: Mapping[str, str] | None = None) -> Panel | None:
    """What is proposed at the closing of CASE, as it was answered in SENT. That is reading of the member."""
    if case.member_id is not None:
        record(act=Act.READ_CASE, mutual_id=case.mutual_id, member_id=case.member_id, route="workstation:close")
    return prevention.panel_of(case, sent)


def prevention_of(user: User, case_id: UUID, sent: Mapping[str, str]) -> Panel | None:
    """As `prevention_at`, for a closing that is being done; None when the case is no longer USER's to see."""
    case = queries.visible_to(user).select_related("reason__parent").filter(pk=case_id).first()
    return prevention.panel_of(case, sent) if case is not None else None


def keep_prompts(user: User, case: Case, panel: Panel | None) -> None:
    """What a valid closing says of prevention."""
    if panel is not None:
        record_prompts(user=user, case=case, department=panel.closing.department, told=panel.told)


def settled(sent: QueryDict) -> QueryDict:
    """What was sent, with the recorded reason in place of the typed one when that was chosen of the two."""
    if sent.get("choice-reason") != Side.RECORDED:
        return sent
    chosen = sent.copy()
    recorded = Reason.objects.filter(code=sent.get("read", "")).values_list("pk", flat=True).first()
    chosen["reason"] = str(recorded or "")
    return chosen


def differing(user: User, case_id: UUID, sent: QueryDict, typed: Reason) -> dict[str, Any]:
    """The closing again, with the reason on record beside the one that was typed; sent again, the choice holds."""
    recorded = queries.case_for(user, case_id).reason
    again = sent.copy()
    again["read"] = recorded.code if recorded else ""
    form = ClosingForm(again, reasons=open_reasons())
    found = [Difference("reason", str(form["reason"].label), str(recorded or ""), str(typed))]
    return {"form": form, "differences": differences(found)}


def receivers(user: User) -> list[tuple[str, str]]:
    """Queues, and colleagues at work who may take a case of these mutuals, as choices."""
    queues = [(f"queue:{queue.pk}", str(queue)) for queue in Queue.objects.filter(is_active=True)]
    people = [(f"user:{person.pk}", person.get_full_name()) for person in queries.colleagues(user)]
    return [*queues, *people]


def receiver(user: User, choice: str) -> User | Queue:
    """The queue or colleague of a choice of `receivers`."""
    kind, _sep, pk = choice.partition(":")
    found: User | Queue
    found = Queue.objects.get(pk=pk) if kind == "queue" else queries.colleagues(user).get(pk=pk)
    return found


def desks(user: User, case_id: UUID) -> list[tuple[str, str]]:
    """Desks to which the call about a case can be handed, the free ones first, as choices; none while nobody talks."""
    if not queries.is_talking(user, case_id):
        return []
    people = sorted(queries.desks_beside(user), key=lambda one: one.presence.state != PresenceState.AVAILABLE)
    return [(one.extension, f"{one.get_full_name()} · {one.presence.get_state_display()}") for one in people]


def lists(user: User, asked: Mapping[str, str]) -> dict[str, Any]:
    """The work list: in hand, waiting by due instant, parked, closed today; narrowed to one channel."""
    channel = asked.get("canal", "") if asked.get("canal", "") in Channel.values else ""
    waiting = queries.waiting_for(user).select_related("queue", "reason", "mutual")
    if channel:
        waiting = waiting.filter(channel=channel)
    shown = list(waiting[: LISTED + 1])
    return {
        "held": list(queries.held_by(user)),
        "waiting": shown[:LISTED],
        "has_more": len(shown) > LISTED,
        "parked": list(queries.parked_for(user)[:LISTED]),
        "channel": channel,
        "channels": Channel.choices,
        "closed": list(queries.closed_today_by(user)[:LISTED]),
        "unsent": unsent_count(user),
        "unread": unread(user),
        "answers": partial(answers_unseen, user),  # asked by the whole page alone
    }
