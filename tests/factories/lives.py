"""Somebody of whom every table holds something, all of it over, for tests of access and erasure. In the scope of the mutual."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db.models.functions import Now

from accounts.models import Draft as FormDraft
from accounts.models import Mutual, User
from accounts.roles import Role
from callbacks.enums import CallbackState
from callbacks.models import Callback
from callbacks.services.base import sealed
from complaints.enums import ComplaintState, Outcome
from complaints.models import Complaint
from contacts.enums import CaseState, Channel, EntryKind
from contacts.models import Awaited, Call, Case
from contacts.services import documents, drafts
from contacts.services.base import add_entry
from correspondence.enums import BatchState, MessageState
from correspondence.models import Message
from members.enums import GroundKind
from members.models import Consent, Contract, Correspondent, Fragility, Ground, Member, Merge, Phone
from members.sealing import nir_index, seal
from quality.enums import Satisfaction
from quotes.enums import AnalysisState, ToldBy
from quotes.models import Analysis, Consumption, Quote, QuoteLine
from tests.factories import (
    accounts,
    callbacks,
    complaints,
    contacts,
    correspondence,
    days,
    members,
    papers,
    quality,
    quotes,
    telephony,
)

NAME, FIRST = "Kervadoué", "Aodrenn"
NUMBER, CONTRACT = "77123401", "K7712340"
PHONE, EMAIL = "+33639981777", "aodrenn.kervadoue@exemple.fr"
NIR = "258039903200168"
STREET = "7 venelle des Goémons"
CANARY = "zzgoemon"
"""In every text about the person."""
SEALED = "zzsecretmedical"
LEFT = date(2021, 6, 30)
"""Rights ended long enough ago to be kept no more, unless a test says otherwise."""

WORDS = (NAME, FIRST, NUMBER, CONTRACT, "39981777", EMAIL, "Goémons", CANARY, SEALED)
"""None of them may be left in any table."""


@dataclass(frozen=True)
class Life:
    member: Member
    adviser: User
    case: Case


def person(mutual: Mutual, *, left: date | None = LEFT) -> Member:
    made = members.member(
        mutual, number=NUMBER, birth_name=NAME, first_names=FIRST, email=EMAIL, phone=PHONE, town="Béziers",
        contract=members.contract(mutual, number=CONTRACT, ends_on=left), covered_until=left,
    )  # fmt: skip
    made.addresses.update(line1=STREET)
    body = {"nir_sealed": seal(NIR, member_id=made.pk), "nir_index": nir_index(NIR[:13], mutual_id=mutual.pk)}
    Member.objects.filter(pk=made.pk).update(**body)
    owned: dict[str, Any] = {"mutual": mutual, "member": made}
    Fragility.objects.create(**owned, sign="hearing", help_needed=f"Parler fort {CANARY}", noted_on=LEFT)
    Correspondent.objects.create(
        **owned, name=f"Soizic {NAME}", relation="fille", phone=PHONE, may_know=CANARY, proof=CANARY, starts_on=LEFT
    )
    Consent.objects.create(**owned, channel="email", purpose="service", is_given=True)
    reader = accounts.user(Role.SUPERVISOR, on=[mutual])
    reason = f"Rappel demandé par {CANARY}"
    Ground.objects.create(**owned, user=reader, kind=GroundKind.BREAK_GLASS, reason=reason, ends_at=Now())
    Consumption.objects.create(**owned, key="plafond", spent_on=LEFT, cents=100, origin="adviser")
    # What was changed has a history, which holds what was.
    Phone.objects.filter(member=made).update(kind="home")
    Member.objects.filter(pk=made.pk).update(language="br")
    Contract.objects.filter(pk=made.contract_id).update(starts_on=date(2019, 1, 1))
    twin = members.member(mutual, birth_name=NAME, first_names=FIRST, covered_until=LEFT, contract=made.contract)
    Merge.objects.create(
        mutual=mutual,
        member=twin,
        into=made,
        why=CANARY,
        points=90,
        proposed_by=reader,
        decided_by=reader,
        merged_at=Now(),
    )
    Member.objects.filter(pk=twin.pk).update(merged_into=made)
    Member.objects.filter(pk=made.pk).update(has_merged=True)
    return Member.objects.get(pk=made.pk)


def life(mutual: Mutual, *, left: date | None = LEFT, on: date | None = None) -> Life:
    """Everything that happened with the person, on the day ON, all of it ended."""
    who, adviser = person(mutual, left=left), accounts.user(on=[mutual])
    contacts.trained(adviser)
    at = days.at(on or LEFT, "10:00")
    case = contacts.case(
        mutual, holder=adviser, member_id=who.pk, subject=f"Devis {CANARY}", text=f"Bonjour {CANARY}", caller_phone=PHONE,
        caller_email=EMAIL, caller_name=f"{FIRST} {NAME}", channel=Channel.LETTER,
    )  # fmt: skip
    _papers(case, adviser)
    _promise(case, adviser, at)
    _quote(case, adviser, at)
    _complaint(case, adviser, at)
    drafts.keep(user=adviser, case_id=case.pk, field="note", text=f"Rappeler {NAME}", version=0)
    FormDraft.objects.create(user=adviser, form="mailing", text=f"name={FIRST} {NAME}")
    _calls(case, adviser, at)
    add_entry(case, EntryKind.NOTE, by=adviser, title=CANARY, text=f"{FIRST} {NAME} au {PHONE}", detail={"to": EMAIL})
    _end(case, adviser, at)
    return Life(who, adviser, Case.objects.get(pk=case.pk))


def _papers(case: Case, adviser: User) -> None:
    paper = documents.look_at(papers.pdf(1), mutual_id=case.mutual_id, name=f"devis-{CANARY}.pdf")
    documents.add_document(case, paper, received_at=case.received_at)
    email = correspondence.received(case, f"<{CANARY}@exemple.fr>", subject=CANARY, sender=EMAIL)
    email.source.save(f"{email.pk}.eml", ContentFile(EMAIL.encode()))
    home = f"{FIRST} {NAME}\n{STREET}\n34500 Béziers"
    letter = correspondence.letter(
        case, adviser, to=home, subject=f"Carte {CANARY}", body=f"Bonjour {NAME}", key=CANARY, is_confirmed=True
    )
    batch = correspondence.batch(case.mutual, "")
    type(batch).objects.filter(pk=batch.pk).update(state=BatchState.TAKEN, taken_at=Now(), taken_by=adviser)
    sent = {"state": MessageState.SENT, "sent_at": case.received_at, "next_at": None, "batch": batch}
    Message.objects.filter(pk=letter.pk).update(**sent, answer=EMAIL, in_reply_to=EMAIL, references=[EMAIL])


def _promise(case: Case, adviser: User, at: datetime) -> None:
    callbacks.expert(case.mutual)
    made = callbacks.promise(
        case.mutual,
        adviser,
        case=case,
        key=f"cle-{NAME}",
        subject=CANARY,
        medical=f"{SEALED} question",
        phone="06 39 98 17 77",
    )
    Callback.objects.filter(pk=made.pk).update(
        started_at=at, deadline_at=at + timedelta(days=1), reached_at=at, closed_at=at, state=CallbackState.DONE,
        next_action_at=None, steps_at=[], steps_kind=[], answer=CANARY, answer_sealed=sealed(f"{SEALED} réponse", made, "answer"),
        pauses=[[at.isoformat(), at.isoformat(), CANARY]],
    )  # fmt: skip


def _quote(case: Case, adviser: User, at: datetime) -> None:
    made = quotes.analysis(case, label=f"Opticien {CANARY}")
    quotes.opinion(made, adviser, question=f"{SEALED} ?")
    Quote.objects.filter(analysis=made).update(terms={"maker": CANARY})
    QuoteLine.objects.filter(quote__analysis=made).update(label=CANARY, details={"note": CANARY}, lens={"sphere": 100})
    Analysis.objects.filter(pk=made.pk).update(
        started_at=at, deadline_at=at, told_at=at, told_by=ToldBy.PHONE, told_by_user=adviser, state=AnalysisState.TOLD,
        next_action_at=None, steps_at=[], steps_kind=[], has_ald=True, previous_lenses=[CANARY],
    )  # fmt: skip


def _complaint(case: Case, adviser: User, at: datetime) -> None:
    made = complaints.complaint(case, adviser, words=f"On m’a répondu {CANARY}")
    complaints.action(made, adviser, what=f"Relire le dossier {CANARY}")
    made.terms.update(ended_at=at, end="kept", next_action_at=None, steps_at=[], steps_kind=[])
    ended = {"state": ComplaintState.ANSWERED, "outcome": Outcome.values[0], "answered_at": at}
    Complaint.objects.filter(pk=made.pk).update(
        **ended, opened_at=at, said_on=at.date(), sent_on=at.date(), received_on=at.date()
    )


def _calls(case: Case, adviser: User, at: datetime) -> None:
    system = telephony.system()
    said: dict[str, Any] = {"system": system, "adviser": adviser, "state": "ended", "rang_at": at, "last_event_at": at}
    Call.objects.create(
        mutual=case.mutual,
        case=case,
        call_ref="c1",
        caller=PHONE,
        answered_at=at,
        ended_at=at + timedelta(minutes=3),
        **said,
    )
    # Somebody who was not recognised, from the same telephone.
    nameless = contacts.case(case.mutual, channel=Channel.PHONE, caller_phone=PHONE, caller_name=NAME, text=CANARY)
    Call.objects.create(mutual=case.mutual, case=nameless, call_ref="c2", caller=PHONE, **said)
    days.close(nameless, adviser, at)


def _end(case: Case, adviser: User, at: datetime) -> None:
    Awaited.objects.filter(case=case).update(
        ended_at=at, end="answered", next_action_at=None, steps_at=[], steps_kind=[]
    )
    free = {"state": CaseState.WAITING, "holder": None, "held_at": None}
    Case.objects.filter(pk=case.pk).update(**free, received_at=at, due_at=at, created_at=at)
    case.refresh_from_db()
    days.close(case, adviser, at)
    version = quality.grid()
    quality.review(
        quality.sample(case, adviser), accounts.user(Role.QUALITY, on=[case.mutual]), version, comment=CANARY
    )
    asked, _secret = quality.question(case, adviser, asked_at=at)
    quality.answer(asked, Satisfaction(Satisfaction.values[0]), comment=CANARY, at=at)
    days.referral(case, adviser, at)


def left_in_storage(mutual: Mutual) -> list[str]:
    """Names of stored files of the mutual, folders apart."""
    found, folders = [], [f"mutuals/{mutual.pk}"]
    while folders:
        folder = folders.pop()
        inside, names = default_storage.listdir(folder) if default_storage.exists(folder) else ([], [])
        folders += [f"{folder}/{name}" for name in inside]
        found += [f"{folder}/{name}" for name in names]
    return sorted(found)
