"""What is done to a complaint, but the letters."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.permissions import SignedInRequest
from audit.enums import Act
from audit.errors import Refused
from audit.services import record
from complaints import editing, queries
from complaints.models import Complaint
from complaints.services import complaints
from complaints.views import base
from contacts import queries as contacts
from contacts.models import Case
from contacts.services import drafts


@require_http_methods(["GET", "POST"])
def start(request: SignedInRequest, case_id: UUID) -> HttpResponse:
    """The complaint of a contact: the one that is open, or what is needed to open one."""
    case = _case(request, case_id)
    known = list(queries.of_case(case))
    current = next((one for one in known if one.is_open), None)
    if request.method == "GET" and current is not None:
        return redirect("complaints:complaint", current.pk)
    form = (
        editing.OpeningForm(request.POST, case=case)
        if request.method == "POST"
        else editing.opening(case, request.user)
    )

    def act(_said: dict[str, Any]) -> Complaint:
        made = complaints.open_complaint(user=request.user, case_id=case_id, facts=form.facts)
        drafts.forget(user=request.user, case=case, field=editing.OPENING)
        return made

    is_mine = case.holder_id == request.user.pk and case.is_open
    context = {"case": case, "known": known, "is_mine": is_mine}
    done = _back(request, _("Complaint opened."))
    return base.entered(request, form, act, template="complaints/start.html", context=context, done=done)


def _case(request: SignedInRequest, case_id: UUID) -> Case:
    try:
        case = contacts.case_for(request.user, case_id)
    except Case.DoesNotExist:
        raise Http404 from None
    record(act=Act.READ_CASE, mutual_id=case.mutual_id, member_id=case.member_id, route="complaints:case")
    return case


def _back(request: SignedInRequest, said: str) -> Any:
    """To the complaint, with what was done."""

    def done(made: object) -> HttpResponse:
        messages.success(request, said)
        return redirect("complaints:complaint", made.pk)  # type: ignore[attr-defined]  # a complaint

    return done


@require_http_methods(["GET", "POST"])
def classify(request: SignedInRequest, complaint_id: UUID) -> HttpResponse:
    """Another level, another motive."""
    found = base.complaint_of(request, complaint_id)
    first = {"level": found.level, "motive": str(found.motive_id), "read": found.version}
    form = editing.ClassForm(request.POST or None, initial=first, kept=found.motive)

    def act(said: dict[str, Any]) -> Complaint:
        return complaints.classify(
            user=request.user,
            complaint_id=complaint_id,
            level=form.level_said,
            motive=form.motive_said,
            read=said["read"],
        )

    asked = Asked(
        _("Classify the complaint"),
        _("Another level moves our own target; the legal time stays."),
        _("Classify"),
        "filter",
    )
    return _entered(request, found, form, act, asked, _("Classified."))


@require_http_methods(["GET", "POST"])
def days(request: SignedInRequest, complaint_id: UUID) -> HttpResponse:
    """The written complaint came, or its days were wrong: its deadlines move."""
    found = base.complaint_of(request, complaint_id)
    first = {"sent_on": found.sent_on, "received_on": found.received_on, "read": found.version}
    form = editing.DaysForm(request.POST or None, initial=first, complaint=found)

    def act(said: dict[str, Any]) -> Complaint:
        return complaints.set_days(user=request.user, complaint_id=complaint_id, **said)

    says = _(
        "Acknowledged within ten working days of the sending, answered within two months of it. Both move with these days."
    )
    asked = Asked(_("Days of the written complaint"), says, _("Keep the days"), "calendar")
    return _entered(request, found, form, act, asked, _("The days are kept, and the deadlines counted from them."))


@require_POST
def invite_by_word(request: SignedInRequest, complaint_id: UUID) -> HttpResponse:
    """The person was told to write, on the telephone."""
    base.complaint_of(request, complaint_id)
    try:
        complaints.invite_by_word(user=request.user, complaint_id=complaint_id)
    except Refused as refusal:
        return base.refused(request, refusal, complaint_id)
    messages.success(request, _("Noted. When the letter or e-mail comes, give its days."))
    return redirect("complaints:complaint", complaint_id)


@require_http_methods(["GET", "POST"])
def settle(request: SignedInRequest, complaint_id: UUID) -> HttpResponse:
    """What was only said is put right at once."""
    found = base.complaint_of(request, complaint_id)
    form = editing.SettleForm(request.POST or None, initial={"read": found.version})

    def act(said: dict[str, Any]) -> Complaint:
        return complaints.settle(user=request.user, complaint_id=complaint_id, **said)

    says = _(
        "To the person’s satisfaction: otherwise invite them to write. The complaint ends with it and stays in the register."
    )
    asked = Asked(_("Put right at once"), says, _("Put right at once"), "check")
    return _entered(request, found, form, act, asked, _("Put right at once."))


@require_http_methods(["GET", "POST"])
def withdraw(request: SignedInRequest, complaint_id: UUID) -> HttpResponse:
    """Nobody waits for an answer any more."""
    found = base.complaint_of(request, complaint_id)
    form = editing.WithdrawForm(request.POST or None, initial={"read": found.version})

    def act(said: dict[str, Any]) -> Complaint:
        return complaints.withdraw(user=request.user, complaint_id=complaint_id, **said)

    says = _("The person takes it back, or it was no complaint. Its clocks end; it stays readable in the register.")
    asked = Asked(_("Withdraw the complaint"), says, _("Withdraw the complaint"), "x")
    return _entered(request, found, form, act, asked, _("Withdrawn. It stays in the register."))


@dataclass(frozen=True, slots=True)
class Asked:
    """What the page of a verb says."""

    title: str
    says: str
    button: str
    icon: str


def _entered(
    request: SignedInRequest,
    found: Complaint,
    form: editing.InputForm,
    act: Callable[[dict[str, Any]], object],
    asked: Asked,
    said: str,
) -> HttpResponse:
    context = {"complaint": found, "asked": asked, "tabs": base.tabs_of(request, found)}
    return base.entered(request, form, act, template="complaints/verb.html", context=context, done=_back(request, said))
