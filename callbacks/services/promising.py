"""A call is promised: slot and clock in one act, or a holding contact when no expert is free before the deadline."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from uuid import UUID

from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext as _

from accounts.models import Mutual, User
from callbacks import deadlines, queries
from callbacks.enums import OPEN, CallbackKind, CallbackState, EventKind, Skill
from callbacks.errors import (
    AlreadyPromisedError,
    InputError,
    NoSlotError,
    NotOfferedError,
    OtherRequestError,
    SlotTakenError,
)
from callbacks.models import LONGEST_SUBJECT, LONGEST_TEXT, Callback, Expert
from callbacks.models import Slot as Booked
from callbacks.services.base import add_event, lock_expert, sealed, tell
from callbacks.slots import Slot, free_slots
from clock import queries as clock
from clock.enums import Commitment
from clock.queries import Terms, now
from clock.services import promises
from contacts.enums import EntryKind
from contacts.models import Case
from contacts.services.base import add_entry, held_case
from members.models import Member
from territory.phones import is_premium, is_service, to_e164


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What the member wants of the expert, as typed. `medical` is sealed: whoever typed it does not read it again.

    `reachable` are wall-clock times in Paris between which the member answers.
    """

    skill: str
    subject: str
    phone: str
    question: str = ""
    medical: str = ""
    other_phone: str = ""
    reachable: tuple[time, time] | None = None


@dataclass(frozen=True, slots=True)
class Chosen:
    """A slot as the screen names it."""

    expert_id: int
    start: datetime


def terms_of(mutual: Mutual) -> Terms:
    """What the mutual promises at this moment. Raises MutualPolicy.DoesNotExist, NeverOpenError."""
    return clock.terms_of(Commitment.CALLBACK, mutual, start=now())


@transaction.atomic
def promise(*, user: User, case_id: UUID, asked: Asked, chosen: Chosen, key: str) -> Callback:
    """Book the slot and give the promise. The same KEY again gives the same promise, whoever waits for whom.

    Raises NotHeldError, InputError, AlreadyPromisedError, NotOfferedError, OtherRequestError; SlotTakenError with what is free now.
    """
    case, known = _begun(user, case_id, key)
    if known:
        return known
    callback = _drafted(case, asked, CallbackKind.EXPERT, by=user, key=key)
    book(callback, chosen, reachable=asked.reachable)
    callback.announced_at = callback.planned_at
    return keep(callback, case, by=user)


@transaction.atomic
def promise_holding(*, user: User, case_id: UUID, asked: Asked, key: str) -> Callback:
    """No expert is free: an adviser calls before the deadline, and the expert's call then starts under a clock of its own.

    Raises NotHeldError, InputError, AlreadyPromisedError, OtherRequestError; NotOfferedError while an expert is free.
    """
    case, known = _begun(user, case_id, key)
    if known:
        return known
    callback = _drafted(case, asked, CallbackKind.HOLDING, by=user, key=key)
    if queries.offers(
        skill=asked.skill, mutual_id=case.mutual_id, now=callback.started_at, deadline=callback.deadline_at, most=1,
        reachable=asked.reachable,
    ):  # fmt: skip
        raise NotOfferedError
    return keep(callback, case, by=user)


@transaction.atomic
def promise_for_machine(*, case: Case, asked: Asked, callback_id: UUID) -> Callback:
    """What a mutual's own system asks for: the first free time of the fairest expert, or a holding contact without one.

    Raises InputError, AlreadyPromisedError.
    """
    callback = _drafted(case, asked, CallbackKind.EXPERT, by=None, key=callback_id.hex, callback_id=callback_id)
    for slot in queries.offers(
        skill=asked.skill, mutual_id=case.mutual_id, now=callback.started_at, deadline=callback.deadline_at,
        reachable=asked.reachable,
    ):  # fmt: skip
        try:
            book(callback, Chosen(slot.expert_id, slot.start), reachable=asked.reachable)
        except (SlotTakenError, NotOfferedError):
            continue
        callback.announced_at = callback.planned_at
        return keep(callback, case, by=None)
    callback.kind = CallbackKind.HOLDING
    _check_not_promised(callback.member, asked.skill, CallbackKind.HOLDING)
    return keep(callback, case, by=None)


def _begun(user: User, case_id: UUID, key: str) -> tuple[Case, Callback | None]:
    """The case locked, and what the same request promised before. Clicks of one key follow each other."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('callbacks.request'), hashtext(%s))", [key])
    known = Callback.objects.filter(request_key=key).select_related("case").first()
    if known is None:
        return Case.objects.select_related("mutual", "member").get(pk=held_case(user, case_id).pk), None
    if known.case_id != case_id:
        raise OtherRequestError
    return known.case, known


def _drafted(
    case: Case, asked: Asked, kind: CallbackKind, *, by: User | None, key: str, callback_id: UUID | None = None
) -> Callback:
    member = case.member
    faults = faults_of(asked)
    if member is None:
        faults["member"] = _("Say first which member this is about.")
    if faults or member is None:
        raise InputError(faults)
    _check_not_promised(member, asked.skill, kind)
    callback = Callback(mutual_id=case.mutual_id, case=case, member=member, kind=kind, request_key=key, promised_by=by)
    callback.pk = callback_id or callback.pk
    callback.skill, callback.subject = asked.skill, asked.subject.strip()
    callback.question = asked.question.strip()
    callback.question_sealed = sealed(asked.medical, callback, "question")
    callback.phone = to_e164(asked.phone)
    callback.other_phone = to_e164(asked.other_phone) or ""
    callback.reach_from, callback.reach_until = asked.reachable or (None, None)
    arm(callback, case.mutual)
    return callback


def arm(callback: Callback, mutual: Mutual) -> None:
    """Start the promise's clock now, under the policy in force. On the row, which is not saved."""
    terms = terms_of(mutual)
    promises.arm(callback, Commitment.CALLBACK, terms, at=terms.start)


def _check_not_promised(member: Member, skill: str, kind: CallbackKind) -> None:
    known = Callback.objects.filter(member=member, skill=skill, kind=kind, state__in=OPEN).first()
    if known is not None:
        raise AlreadyPromisedError(known.deadline_at)


def book(callback: Callback, chosen: Chosen, *, reachable: tuple[time, time] | None = None) -> None:
    """Book a slot that ends before the deadline, or soon when that has passed, and plan CALLBACK, which is not saved, with its expert.

    Raises NotOfferedError, SlotTakenError with what is free now. Of many who want one slot only the first waits for anything.
    """
    if not _is_first(chosen) or _is_booked(chosen):
        raise _taken(callback, chosen, reachable)
    try:
        expert = lock_expert(chosen.expert_id)
    except Expert.DoesNotExist:
        raise NotOfferedError from None
    slot = _slot_of(expert, chosen, callback)
    try:
        with transaction.atomic():
            Booked.objects.create(
                expert=expert,
                callback_id=callback.pk,
                starts_at=slot.start,
                ends_at=slot.end,
                busy_until=slot.end + timedelta(minutes=expert.buffer_minutes),
            )
    except IntegrityError:
        raise _taken(callback, chosen, reachable) from None
    callback.owner, callback.planned_at, callback.state = expert.user, slot.start, CallbackState.ASSIGNED


def book_next(callback: Callback, expert: Expert, *ahead: timedelta) -> None:
    """The expert's next free slot so far AHEAD of now, or else the next of these; none when none is left in time."""
    at = now()
    until = queries.bookable_until(callback, at=at)
    for since in (at + one for one in ahead):
        if since < until and (slot := queries.next_free(expert, since, until)):
            try:
                book(callback, Chosen(expert.pk, slot.start))
            except SlotTakenError:
                continue
            return


def _slot_of(expert: Expert, chosen: Chosen, callback: Callback) -> Slot:
    """The slot as the agenda has it, whether booked or not. Raises NotOfferedError, SlotTakenError."""
    allowed = queries.experts_of(callback.skill, mutual_id=callback.mutual_id, on=now()).filter(pk=expert.pk)
    if not allowed.exists():
        raise NotOfferedError
    since = now()
    until = queries.bookable_until(callback, at=since)
    (agenda,) = queries.agendas([expert], since, until)
    free = next((slot for slot in free_slots(agenda, since, until) if slot.start == chosen.start), None)
    if free is not None:
        return free
    if any(start <= chosen.start < end for start, end in agenda.booked):
        raise _taken(callback, chosen, None)
    raise NotOfferedError


def _is_first(chosen: Chosen) -> bool:
    """Whether nobody else books this very slot at this moment; the others wait no longer for it, and hold no lock meanwhile."""
    with connection.cursor() as cursor:
        key = f"{chosen.expert_id}:{chosen.start.timestamp()}"
        cursor.execute("SELECT pg_try_advisory_xact_lock(hashtext('callbacks.slot'), hashtext(%s))", [key])
        (is_ours,) = cursor.fetchone()
    return bool(is_ours)


def _is_booked(chosen: Chosen) -> bool:
    return Booked.objects.filter(
        expert=chosen.expert_id, is_active=True, starts_at__lte=chosen.start, busy_until__gt=chosen.start
    ).exists()


def _taken(callback: Callback, chosen: Chosen, reachable: tuple[time, time] | None) -> SlotTakenError:
    """With the next free slots; the one that was wanted is none, though its booking may not be seen yet."""
    at = now()
    free = queries.offers(
        skill=callback.skill,
        mutual_id=callback.mutual_id,
        now=at,
        deadline=queries.bookable_until(callback, at=at),
        reachable=reachable,
        most=deadlines.NEXT_OFFERS + 1,
    )
    others = [slot for slot in free if Chosen(slot.expert_id, slot.start) != chosen]
    return SlotTakenError(others[: deadlines.NEXT_OFFERS])


def keep(callback: Callback, case: Case, *, by: User | None, **detail: str) -> Callback:
    """A promise that is armed, and booked if anybody is free, with its lines in both histories. Raises AlreadyPromisedError."""
    try:
        with transaction.atomic():
            callback.save(force_insert=True)
    except IntegrityError:
        # Two cases of one member, in the same second.
        _check_not_promised(callback.member, callback.skill, CallbackKind(callback.kind))
        raise
    add_event(callback, EventKind.PROMISED, by=by, deadline=callback.deadline_at.isoformat(), **detail)
    if callback.planned_at:
        add_event(callback, EventKind.PLANNED, by=by, owner=callback.owner_id, at=callback.planned_at.isoformat())
    title = _("Call-back promised: %(skill)s") % {"skill": Skill(callback.skill).label}
    add_entry(case, EntryKind.NOTE, by=by, title=title, text=callback.subject, detail={"callback": str(callback.pk)})
    tell(callback)
    return callback


def faults_of(asked: Asked) -> dict[str, str]:
    """What is wrong with what was typed, a message a field, in the reader's language."""
    faults = {}
    if asked.skill not in Skill.values:
        faults["skill"] = _("Choose what kind of expert is needed.")
    if not asked.subject.strip():
        faults["subject"] = _("Say in a few words what it is about.")
    elif len(asked.subject) > LONGEST_SUBJECT:
        faults["subject"] = _("Keep the subject under %(most)d characters.") % {"most": LONGEST_SUBJECT}
    for field, text in (("question", asked.question), ("medical", asked.medical)):
        if len(text) > LONGEST_TEXT:
            faults[field] = _("Keep this under %(most)d characters.") % {"most": LONGEST_TEXT}
    if fault := phone_fault(asked.phone):
        faults["phone"] = fault
    if asked.other_phone.strip() and (fault := phone_fault(asked.other_phone)):
        faults["other_phone"] = fault
    if asked.reachable and asked.reachable[0] >= asked.reachable[1]:
        faults["reachable"] = _("The second hour must come after the first.")
    return faults


FRENCH = ("+33", "+262", "+590", "+594", "+596", "+508")


def phone_fault(text: str) -> str:
    """Why nobody is called back at this number, empty when one can be."""
    if not text.strip():
        return _("Type the number at which the member is called back.")
    number = to_e164(text)
    if number is None:
        return _("This is no telephone number. Type ten digits, such as 06 39 98 12 34.")
    if not number.startswith(FRENCH):
        return _("This is a foreign number. Calls go to France and overseas only: ask for another number.")
    if is_premium(number) or is_service(number):
        return _("This is the number of a service. Ask for the member's own number.")
    return ""


def check_offers(*, skill: str, mutual: Mutual, reachable: tuple[time, time] | None) -> tuple[Terms, list[Slot]]:
    """What could be promised now. Raises NoSlotError when no expert of the skill is free before the deadline."""
    terms = terms_of(mutual)
    found = queries.offers(
        skill=skill, mutual_id=mutual.pk, now=terms.start, deadline=terms.deadline, reachable=reachable
    )
    if not found:
        raise NoSlotError
    return terms, found
