"""Referrals on the screen: the panel of a contact, the proof of one draw, the impartiality report."""

from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_GET, require_http_methods

from accounts.deadlines import ONE_DAY
from accounts.permissions import SignedInRequest
from accounts.scopes import current_mutual_ids
from audit.enums import Act
from audit.errors import Refused
from audit.services import record
from contacts import queries as contacts
from contacts.errors import NotHeldError
from contacts.models import Case
from correspondence.errors import CannotWriteError
from practitioners import queries as directory
from practitioners.enums import ReportReason
from practitioners.terms import kind_of
from referrals import deadlines, editing, oversight, queries, results, services
from referrals.enums import Appointment, Told
from referrals.errors import NotOnListError
from referrals.models import Referral
from ui import htmx
from ui.files import file_of, kind_asked, links_of

PANEL = "referrals/refer.html"
CONFLICT, UNPROCESSABLE = 409, 422


@require_http_methods(["GET", "POST"])
def refer(request: SignedInRequest, case_id: UUID) -> HttpResponse:
    """The panel in which practitioners are drawn and told; each step keeps what was typed."""
    case = _case(request, case_id)
    if request.method == "GET":
        return _shown(request, case)
    step = STEPS.get(request.POST.get("step", "draw"))
    if step is None:
        raise Http404
    try:
        return step(request, case)
    except Referral.DoesNotExist:
        raise Http404 from None
    except (NotHeldError, NotOnListError) as refusal:
        return _shown(request, case, status=CONFLICT, refusal=refusal)
    except Refused as refusal:
        return _shown(request, case, status=UNPROCESSABLE, refusal=refusal)


def _case(request: SignedInRequest, case_id: UUID) -> Case:
    found = contacts.visible_to(request.user).select_related("member__contract", "mutual", "holder")
    try:
        case = found.get(pk=case_id)
    except Case.DoesNotExist:
        raise Http404 from None
    if case.member_id is not None:
        record(act=Act.READ_CASE, mutual_id=case.mutual_id, member_id=case.member_id, route="referrals:refer")
    return case


def _shown(request: SignedInRequest, case: Case, *, status: int = 200, **given: Any) -> HttpResponse:
    return htmx.render(request, PANEL, "panel", editing.panel_of(request.user, case, **given), status=status)


def _draw(request: SignedInRequest, case: Case) -> HttpResponse:
    form = editing.AskForm(request.POST, mutual_id=case.mutual_id)
    if not form.is_valid():
        return _shown(request, case, status=UNPROCESSABLE, form=form)
    before = queries.in_force_of(case, form.asked.kind)
    try:
        if before is None:
            services.draw_list(mutual_id=case.mutual_id, asked=form.asked, user=request.user, case_id=case.pk)
        else:
            why = services.reason_given(form.cleaned_data["why"])
            services.draw_again(user=request.user, referral_id=before.pk, why=why, asked=form.asked)
    except NotHeldError:
        raise
    except Refused as refusal:
        form.add_error(getattr(refusal, "field", None), str(refusal))
        return _shown(request, case, status=UNPROCESSABLE, form=form)
    return _shown(request, case, is_new=True)


def _take_off(request: SignedInRequest, case: Case) -> HttpResponse:
    before = _listed(case)
    form = editing.TakeOffForm(request.POST, lines=queries.shown(before).lines)
    if not form.is_valid():
        return _shown(request, case, status=UNPROCESSABLE, off_form=form)
    said = form.cleaned_data
    services.take_off(
        user=request.user,
        referral_id=before.pk,
        place_id=int(said["place"], 16),
        why=ReportReason(said["why"]),
        word=said["word"],
    )
    return _shown(request, case, is_new=True)


def _tell(request: SignedInRequest, case: Case) -> HttpResponse:
    before, form = _listed(case), editing.TellForm(request.POST)
    if not form.is_valid():
        return _shown(request, case, status=UNPROCESSABLE, tell_form=form)
    channel = Told(form.cleaned_data["channel"])
    outgoing = editing.outgoing_of(case, before, channel)
    try:
        services.tell(
            user=request.user, referral_id=before.pk, channel=channel, outgoing=outgoing, key=form.cleaned_data["key"]
        )
    except CannotWriteError as refusal:
        form.add_error("channel", str(refusal))
        return _shown(request, case, status=UNPROCESSABLE, tell_form=form)
    return _shown(request, case, told=channel)


def _tell_services(request: SignedInRequest, case: Case) -> HttpResponse:
    form = editing.TellServicesForm(request.POST, services=editing.services_of(case))
    if not form.is_valid():
        return _shown(request, case, status=UNPROCESSABLE, service_form=form)
    said = form.cleaned_data
    channel, chosen = Told(said["channel"]), list(said["services"])
    outgoing = editing.outgoing_services(case, chosen, channel)
    try:
        services.tell_services(user=request.user, case_id=case.pk, services=chosen, outgoing=outgoing, key=said["key"])
    except CannotWriteError as refusal:
        form.add_error("channel", str(refusal))
        return _shown(request, case, status=UNPROCESSABLE, service_form=form)
    return _shown(request, case, told=channel)


def _answer(request: SignedInRequest, case: Case) -> HttpResponse:
    form = editing.AnswerForm(request.POST)
    if not form.is_valid():
        return _shown(request, case, status=UNPROCESSABLE, answer_form=form)
    said = form.cleaned_data
    services.note_answer(
        user=request.user,
        case=case,
        referral_id=said["referral"],
        appointment=Appointment(said["appointment"]),
        delay_days=said["delay_days"],
    )
    return _shown(request, case, is_answered=True)


STEPS = {"draw": _draw, "off": _take_off, "tell": _tell, "service": _tell_services, "answer": _answer}


def _listed(case: Case) -> Referral:
    found = queries.in_force(case)
    if found is None:
        raise Referral.DoesNotExist
    return found


# ---- proof


@require_GET
def proof(request: SignedInRequest, referral_id: UUID) -> HttpResponse:
    """One draw as it can be shown to a practitioner or an auditor: nothing of the member is in it."""
    referral = _referral(request, referral_id)
    [(_, faults)] = oversight.verify(Referral.objects.filter(pk=referral.pk).select_related("eligible"))
    context = {
        "referral": referral,
        "shown": queries.shown(referral),
        "faults": faults,
        "set": bytes(referral.eligible_id).hex(),
        "seed": bytes(referral.seed).hex(),
        "extraction": directory.latest_extraction(),
    }
    return render(request, "referrals/proof.html", context)


@require_GET
def proof_file(request: SignedInRequest, referral_id: UUID) -> JsonResponse:
    """The record with its whole eligible set: what anybody needs to draw it again."""
    referral = _referral(request, referral_id)
    places = [queries.hexadecimal(place) for place in oversight.places_of(referral)]
    answer = JsonResponse({**queries.record_of(referral), "eligible": places})
    answer.headers["Content-Disposition"] = f'attachment; filename="{referral.label}.json"'
    return answer


def _referral(request: SignedInRequest, referral_id: UUID) -> Referral:
    try:
        return queries.referral_for(request.user, referral_id)
    except Referral.DoesNotExist:
        raise Http404 from None


# ---- the impartiality report


@require_GET
def fairness(request: SignedInRequest) -> HttpResponseBase:
    """What was drawn in a period beside what chance would have done, also as a file; and the answer to one practitioner."""
    if (file := kind_asked(request)) and not current_mutual_ids():
        raise Http404
    until = _day(request.GET.get("until", ""), timezone.localdate())
    since = _day(request.GET.get("since", ""), until - deadlines.USUAL_PERIOD)
    kind = kind_of(request.GET.get("kind", ""))
    period = oversight.in_period(_midnight(since), _midnight(until + ONE_DAY))
    records = queries.of_kind(period, kind) if kind else period
    rpps = request.GET.get("rpps", "").strip()
    context: dict[str, Any] = {
        "since": since,
        "until": until,
        "kind": kind,
        "kinds": oversight.kinds_asked(period),
        "rpps": rpps,
    }
    if rpps:  # who asks is on the telephone: the report, which takes longer, is not computed beside the answer
        context["answers"] = oversight.answers_to(rpps, period)
    else:
        context["report"] = report = oversight.report_on(records)
        if file:
            name = f"impartialite-{since.isoformat()}-{until.isoformat()}"
            return file_of([results.exposure_table(report, get_language() or "fr")], kind=file, name=name)
        context |= results.tables(report, get_language() or "fr")
        context["files"] = links_of(request) if report.lists else []
    return render(request, "referrals/fairness.html", context)


def _day(text: str, otherwise: date) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return otherwise


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))
