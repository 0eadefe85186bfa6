"""An expert's opinion on an analysis: asked and answered under seal, with a part of the answer for the adviser."""

from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.sealing import seal, unseal
from audit.enums import Act
from audit.services import record
from contacts.enums import EntryKind
from contacts.services.base import add_entry, held_case
from live.services import announce
from quotes import queries
from quotes.errors import Fault, FaultsError, NotOpenError, OpinionGivenError, OpinionWaitingError
from quotes.models import LONGEST_OPINION, Analysis, Opinion


@dataclass(frozen=True, slots=True)
class Unsealed:
    """What only an expert reads. `answer` is empty while none was given."""

    question: str
    answer: str


def _bound(opinion_id: UUID, column: str) -> bytes:
    return f"quotes.opinion.{column}".encode() + opinion_id.bytes


@transaction.atomic
def ask(*, user: User, analysis_id: UUID, question: str) -> Opinion:
    """Ask the experts of the mutual. Who asks does not read the question again unless an expert.

    Raises NotHeldError, NotOpenError, OpinionWaitingError, FaultsError without a question.
    """
    analysis = Analysis.objects.select_for_update(of=("self",), no_key=True).get(pk=analysis_id)
    case = held_case(user, analysis.case_id)
    if not analysis.is_open:
        raise NotOpenError
    _check(question=question)
    if Opinion.objects.filter(analysis=analysis, answered_at__isnull=True).exists():
        raise OpinionWaitingError
    opinion = Opinion(mutual_id=analysis.mutual_id, analysis=analysis, asked_by=user)
    opinion.question_sealed = seal(question.strip(), bound_to=_bound(opinion.pk, "question"))
    opinion.save(force_insert=True)
    detail = {"quote_analysis": str(analysis.pk)}
    add_entry(case, EntryKind.NOTE, by=user, title=_("Opinion of an expert asked for"), detail=detail)
    return opinion


@transaction.atomic
def answer(*, user: User, opinion_id: UUID, answer: str, for_adviser: str) -> Opinion:
    """The medical part stays under seal; FOR_ADVISER stands in the contact, and who has it in hand is told.

    Raises Opinion.DoesNotExist for who is no expert of the mutual, OpinionGivenError, FaultsError when a part is empty.
    """
    opinion = queries.opinions_for(user).select_for_update(of=("self",), no_key=True).get(pk=opinion_id)
    if opinion.answered_at is not None:
        raise OpinionGivenError
    _check(answer=answer, for_adviser=for_adviser)
    opinion.answer_sealed = seal(answer.strip(), bound_to=_bound(opinion.pk, "answer"))
    opinion.for_adviser = for_adviser.strip()
    opinion.answered_by, opinion.answered_at = user, timezone.now()
    opinion.save(update_fields=["answer_sealed", "for_adviser", "answered_by", "answered_at"])
    case, detail = opinion.analysis.case, {"quote_analysis": str(opinion.analysis_id)}
    add_entry(
        case, EntryKind.NOTE, by=user, title=_("Opinion of an expert given"), text=opinion.for_adviser, detail=detail
    )
    announce("case", to=[case.holder_id] if case.holder_id else [], subject_id=case.pk, version=case.version)
    return opinion


def read(*, user: User, opinion_id: UUID, route: str) -> tuple[Opinion, Unsealed]:
    """Unsealed for an expert, and journalled. Raises Opinion.DoesNotExist for anybody else."""
    opinion = queries.opinions_for(user).get(pk=opinion_id)
    member_id = opinion.analysis.member_id
    record(act=Act.READ_CASE, mutual_id=opinion.mutual_id, member_id=member_id, ground="opinion", route=route)
    return opinion, unsealed(opinion)


def unsealed(opinion: Opinion) -> Unsealed:
    """Both texts, empty where they were erased. The caller has seen to who reads them."""
    asked, answered = bytes(opinion.question_sealed), bytes(opinion.answer_sealed or b"")
    return Unsealed(
        question=unseal(asked, bound_to=_bound(opinion.pk, "question")) if asked else "",
        answer=unseal(answered, bound_to=_bound(opinion.pk, "answer")) if answered else "",
    )


def _check(**texts: str) -> None:
    faults = [Fault(name, "required") for name, text in texts.items() if not text.strip()]
    faults += [
        Fault(name, "too_long", {"most": LONGEST_OPINION})
        for name, text in texts.items()
        if len(text) > LONGEST_OPINION
    ]
    if faults:
        raise FaultsError(faults)
