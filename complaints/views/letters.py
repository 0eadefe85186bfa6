"""Letters of a complaint: its acknowledgement, the invitation to write, its answer, which names the mediator when it refuses."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from accounts.permissions import SignedInRequest
from audit.errors import Refused
from complaints import editing, queries
from complaints.editing import ACKNOWLEDGE, ANSWER, INVITE, OutcomeForm
from complaints.enums import AGAINST, Outcome
from complaints.errors import ComplaintInputError
from complaints.models import Complaint
from complaints.services import letters
from complaints.views import base
from contacts.enums import Channel
from contacts.services import drafts
from correspondence.editing import ReplyForm, apart
from correspondence.errors import CannotWriteError
from correspondence.services.writing import Outgoing
from ui import htmx


@dataclass(frozen=True, slots=True)
class Letter:
    """One kind of letter: its draft's name, its verb, and what its page says."""

    kind: str
    write: Callable[..., object]
    title: Promise | str
    says: Promise | str
    done: Promise | str


LETTERS = {
    ACKNOWLEDGE: Letter(
        ACKNOWLEDGE,
        letters.acknowledge,
        _("Acknowledge the complaint"),
        _("Within ten working days of the sending. With it, this clock ends."),
        _("The acknowledgement is on its way."),
    ),
    INVITE: Letter(
        INVITE,
        letters.invite,
        _("Invite to write"),
        _("What was only said has no legal time yet: it begins when the person writes."),
        _("The invitation is on its way."),
    ),
    ANSWER: Letter(
        ANSWER,
        letters.answer,
        _("Answer the complaint"),
        _("With the answer the complaint ends and is kept as it is."),
        _("The answer is on its way, and the complaint is settled."),
    ),
}


@require_http_methods(["GET", "POST"])
def acknowledge(request: SignedInRequest, complaint_id: UUID) -> HttpResponse:
    """The acknowledgement, as the house begins it."""
    return _letter(request, complaint_id, LETTERS[ACKNOWLEDGE])


@require_http_methods(["GET", "POST"])
def invite(request: SignedInRequest, complaint_id: UUID) -> HttpResponse:
    """The invitation to write, in writing."""
    return _letter(request, complaint_id, LETTERS[INVITE])


@require_http_methods(["GET", "POST"])
def answer(request: SignedInRequest, complaint_id: UUID) -> HttpResponse:
    """The answer; another outcome brings its own text, with the mediator's notice when it refuses."""
    return _letter(request, complaint_id, LETTERS[ANSWER])


def _letter(request: SignedInRequest, complaint_id: UUID, one: Letter) -> HttpResponse:
    complaint = base.complaint_of(request, complaint_id)
    outcome = OutcomeForm(request.POST or None, initial={"read": complaint.version, "outcome": Outcome.GRANTED})
    if request.method == "GET":
        return _shown(request, complaint, one, editing.letter(complaint, request.user, one.kind), outcome)
    step = request.POST.get("step", "")
    if step in {"channel", "outcome"}:
        form = editing.letter_again(complaint, request.user, one.kind, request.POST.dict(), step=step)
        return _shown(request, complaint, one, form, outcome)
    form = ReplyForm(request.POST, case=complaint.case, author=request.user)
    form = apart(form, draft=letters.draft_of(complaint, one.kind))
    if one.kind != ANSWER:
        del outcome.fields["outcome"]
    is_valid = [form.is_valid(), outcome.is_valid()]
    if not all(is_valid):
        return _shown(request, complaint, one, form, outcome, status=base.UNPROCESSABLE)
    return _written(request, complaint, one, form, outcome)


def _written(
    request: SignedInRequest, complaint: Complaint, one: Letter, form: ReplyForm, outcome: OutcomeForm
) -> HttpResponse:
    try:
        _write(request, complaint, one, form, outcome)
    except (CannotWriteError, ComplaintInputError) as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        return _shown(request, complaint, one, form, outcome, status=base.UNPROCESSABLE)
    except Refused as refusal:
        return _shown(request, complaint, one, form, outcome, refusal=str(refusal), status=base.CONFLICT)
    drafts.forget(user=request.user, case=complaint.case, field=letters.draft_of(complaint, one.kind))
    messages.success(request, str(one.done))
    return redirect("complaints:complaint", complaint.pk)


def _write(request: SignedInRequest, complaint: Complaint, one: Letter, form: ReplyForm, outcome: OutcomeForm) -> None:
    said = form.cleaned_data
    more: dict[str, Any] = {"outcome": Outcome(outcome.cleaned_data["outcome"])} if one.kind == ANSWER else {}
    one.write(
        user=request.user,
        complaint_id=complaint.pk,
        outgoing=Outgoing(
            channel=Channel(said["channel"]),
            to=said["to"],
            subject=said["subject"],
            body=said["body"],
            is_confirmed=said["is_confirmed"],
        ),
        key=said["key"],
        read=outcome.cleaned_data["read"],
        **more,
    )


def _shown(
    request: SignedInRequest,
    complaint: Complaint,
    one: Letter,
    form: ReplyForm,
    outcome: OutcomeForm,
    *,
    refusal: str = "",
    status: int = 200,
) -> HttpResponse:
    mediator = queries.mediator_of(complaint.mutual_id)
    context = {
        "complaint": complaint,
        "letter": one,
        "form": form,
        "outcome": outcome if one.kind == ANSWER else None,
        "read": outcome["read"],
        "refusal": refusal,
        "notice": editing.notice_of(mediator)
        if mediator and one.kind == ANSWER and outcome["outcome"].value() in AGAINST
        else "",
        "tabs": base.tabs_of(request, complaint),
    }
    return htmx.render(request, "complaints/letter.html", "panel", context, status=status)
