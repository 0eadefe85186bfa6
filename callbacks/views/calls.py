"""The expert's calls: what is due, the page of one call, its tries and its end; all calls; one promise's history and clock."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.matrix import Action
from accounts.permissions import SignedInRequest, can
from audit.enums import Act
from audit.errors import Refused
from audit.services import record
from callbacks import editing, queries
from callbacks.enums import AttemptResult, WhyMoved, WhyPaused
from callbacks.errors import (
    CallbackClosedError,
    InputError,
    NotOfferedError,
    NotOwnerError,
    ReassignedError,
    SlotTakenError,
)
from callbacks.forms import PauseForm
from callbacks.models import Callback
from callbacks.services import calling, pausing, replanning
from clock.queries import now

SHOWN = 200
CONFLICT, UNPROCESSABLE = 409, 422


@require_GET
def mine(request: SignedInRequest) -> HttpResponse:
    """What this person has to call, next one first, and the holding contacts that wait for anybody."""
    own = queries.of_expert(request.user).select_related("mutual")[:SHOWN]
    context = {"calls": own, "holding": queries.to_hold().select_related("mutual")[:SHOWN], "now": now()}
    return render(request, "callbacks/mine.html", context)


@require_GET
def board(request: SignedInRequest) -> HttpResponse:
    """Every open promise by its deadline, with colours and words."""
    visible = queries.visible_to(request.user).values("pk")
    found = queries.open_by_deadline().filter(pk__in=visible)[: SHOWN + 1]
    context = {"calls": found[:SHOWN], "has_more": len(found) > SHOWN, "now": now()}
    return render(request, "callbacks/board.html", context)


@require_GET
def call(request: SignedInRequest, callback_id: UUID) -> HttpResponse:
    return _page(request, callback_id)


@require_POST
def start(request: SignedInRequest, callback_id: UUID) -> HttpResponse:
    """One person gets it; everybody else hears who and when, with 409."""
    return _done(
        request, callback_id, lambda: calling.start(user=request.user, callback_id=callback_id, fence=_fence(request))
    )


@require_POST
def renew(request: SignedInRequest, callback_id: UUID) -> HttpResponse:
    """The page's sign of life."""
    try:
        calling.renew(user=request.user, callback_id=_visible(request, callback_id).pk, fence=_fence(request))
    except ReassignedError as refusal:
        return render(request, "callbacks/call.html#lost", {"refusal": refusal}, status=CONFLICT)
    return HttpResponse(status=204)


@require_POST
def attempt(request: SignedInRequest, callback_id: UUID) -> HttpResponse:
    form = editing.AttemptForm(request.POST)
    if not form.is_valid():
        return _page(request, callback_id, attempt_form=form, status=UNPROCESSABLE)
    said = form.cleaned_data
    return _done(
        request,
        callback_id,
        lambda: calling.log_attempt(
            user=request.user, callback_id=callback_id, fence=said["fence"], result=AttemptResult(said["result"]),
            again=editing.read_slot(said["again"]),
        ),
        attempt_form=form,
    )  # fmt: skip


@require_POST
def finish(request: SignedInRequest, callback_id: UUID) -> HttpResponse:
    """Both parts of the answer, and the end; what was typed stays on the page when it is refused."""
    form = editing.FinishForm(request.POST)
    if not form.is_valid():
        return _page(request, callback_id, finish_form=form, status=UNPROCESSABLE)
    response = _done(
        request, callback_id, lambda: calling.finish(user=request.user, callback_id=callback_id, **form.cleaned_data),
        finish_form=form,
    )  # fmt: skip
    return redirect("callbacks:mine") if response.status_code == 302 else response


@require_POST
def follow(request: SignedInRequest, callback_id: UUID) -> HttpResponse:
    """After a holding contact: the expert's call, under its own clock."""
    chosen = editing.read_slot(request.POST.get("slot", ""))
    key = f"{callback_id}"
    return _done(
        request,
        callback_id,
        lambda: calling.lead_to_expert(
            user=request.user, callback_id=callback_id, fence=_fence(request), chosen=chosen, key=key
        ),
    )


@require_http_methods(["GET", "POST"])
def cancel(request: SignedInRequest, callback_id: UUID) -> HttpResponse:
    return _with_reason(request, callback_id, "cancel", calling.cancel)


@require_http_methods(["GET", "POST"])
def unreachable(request: SignedInRequest, callback_id: UUID) -> HttpResponse:
    return _with_reason(request, callback_id, "unreachable", calling.close_unreachable)


@require_http_methods(["GET", "POST"])
def pause(request: SignedInRequest, callback_id: UUID) -> HttpResponse:
    """Why the clock stands still, and until when at the latest. Tomorrow morning is proposed."""
    callback, status = _visible(request, callback_id), 200
    refusal: Refused | None = None if queries.may_pause(request.user, callback) else NotOwnerError()
    form = PauseForm(request.POST if request.method == "POST" else None, initial={"day": editing.tomorrow()})
    if request.method == "POST":
        refusal, status = _refused_to_pause(request, callback, form), CONFLICT
        if refusal is None and not form.errors:
            return redirect("callbacks:history", callback_id)
    status = UNPROCESSABLE if form.errors else status
    return render(
        request, "callbacks/pause.html", {"callback": callback, "form": form, "refusal": refusal}, status=status
    )


def _refused_to_pause(request: SignedInRequest, callback: Callback, form: PauseForm) -> Refused | None:
    """Why not, beside what stands in the form's own errors."""
    if not form.is_valid():
        return None
    said = form.cleaned_data
    try:
        pausing.pause(
            user=request.user, callback_id=callback.pk, why=WhyPaused(said["why"]), words=said["words"],
            until=said["until"],
        )  # fmt: skip
    except InputError as error:
        for field, fault in error.faults.items():
            form.add_error(field, fault)
    except Refused as error:
        return error
    return None


@require_POST
def resume(request: SignedInRequest, callback_id: UUID) -> HttpResponse:
    """The clock runs again now."""
    _visible(request, callback_id)
    try:
        callback = pausing.resume(user=request.user, callback_id=callback_id)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        due = date_format(localtime(callback.deadline_at), "SHORT_DATETIME_FORMAT")
        messages.success(request, _("The clock runs again: due before %(due)s.") % {"due": due})
    return redirect("callbacks:history", callback_id)


@require_http_methods(["GET", "POST"])
def reassign(request: SignedInRequest, callback_id: UUID) -> HttpResponse:
    """A supervisor gives the call to another expert, at a time that is free."""
    callback, refusal = _visible(request, callback_id), None
    form = editing.GiveForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        refusal = _refused_to_give(request, callback, form)
        if refusal is None:
            return redirect("callbacks:history", callback_id)
    context = {"callback": callback, "form": form, "offers": editing.to_give(callback), "refusal": refusal}
    status = CONFLICT if refusal else UNPROCESSABLE if form.is_bound else 200
    return render(request, "callbacks/reassign.html", context, status=status)


def _refused_to_give(request: SignedInRequest, callback: Callback, form: editing.GiveForm) -> Refused | None:
    chosen = editing.read_slot(form.cleaned_data["slot"])
    if chosen is None:
        return NotOfferedError()
    try:
        replanning.reassign(
            user=request.user, callback_id=callback.pk, chosen=chosen, why=WhyMoved(form.cleaned_data["why"])
        )
    except (ReassignedError, CallbackClosedError, NotOfferedError, SlotTakenError) as error:
        return error
    return None


@require_POST
def told(request: SignedInRequest, callback_id: UUID) -> HttpResponse:
    """The member knows the time that is planned now. `to` is where the list of those to tell stands, if it was said there."""
    replanning.say_told(user=request.user, callback_id=_visible(request, callback_id).pk)
    messages.success(request, _("Noted: the member knows the new time."))
    if request.POST.get("to") == "absences":
        return redirect("callbacks:absences")
    return redirect("callbacks:history", callback_id)


@require_GET
def history(request: SignedInRequest, callback_id: UUID) -> HttpResponse:
    """Who did what, when, by which process; and how the time went, counted and not counted, to be printed."""
    callback = _visible(request, callback_id)
    record(act=Act.READ_CASE, mutual_id=callback.mutual_id, member_id=callback.member_id, route="callbacks:history")
    context = {
        "callback": callback,
        "lines": editing.history_of(callback),
        "time": editing.time_of(callback),
        "may_give": can(request.user, Action.REASSIGN_CALLBACK) and callback.can_be_given,
        "may_pause": queries.may_pause(request.user, callback) and callback.can_stand,
    }
    return render(request, "callbacks/history.html", context)


# ----


def _visible(request: SignedInRequest, callback_id: UUID) -> Callback:
    try:
        return queries.visible_to(request.user).get(pk=callback_id)
    except Callback.DoesNotExist:
        raise Http404 from None


def _fence(request: SignedInRequest) -> int:
    try:
        return int(request.POST.get("fence", ""))
    except ValueError:
        raise Http404 from None


def _page(request: SignedInRequest, callback_id: UUID, *, status: int = 200, **given: Any) -> HttpResponse:
    callback = _visible(request, callback_id)
    question = answer = ""
    if queries.unsealable_by(request.user).filter(pk=callback_id).exists():
        callback, question, answer = calling.read(user=request.user, callback_id=callback_id, route="callbacks:call")
    else:
        record(act=Act.READ_CASE, mutual_id=callback.mutual_id, member_id=callback.member_id, route="callbacks:call")
    context = editing.call_page(request.user, callback, question, answer, **given)
    return render(request, "callbacks/call.html", context, status=status)


def _done(request: SignedInRequest, callback_id: UUID, act: Callable[[], object], **given: Any) -> HttpResponse:
    """The page again after a verb, or with what was refused."""
    _visible(request, callback_id)
    try:
        act()
    except (ReassignedError, CallbackClosedError) as refusal:
        return _page(request, callback_id, refusal=refusal, status=CONFLICT, **given)
    except InputError as refusal:
        form = given.get("finish_form")
        for field, fault in refusal.faults.items():
            if form is not None:
                form.add_error(field if field in form.fields else None, fault)
        return _page(request, callback_id, refusal=None if form else refusal, status=UNPROCESSABLE, **given)
    except Refused as refusal:
        return _page(request, callback_id, refusal=refusal, status=UNPROCESSABLE, **given)
    return redirect("callbacks:call", callback_id)


def _with_reason(request: SignedInRequest, callback_id: UUID, verb: str, act: Callable[..., Callback]) -> HttpResponse:
    """A page that asks why, then does it."""
    callback = _visible(request, callback_id)
    form: forms.Form = editing.ReasonForm(request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST":
        status = UNPROCESSABLE
        if form.is_valid():
            try:
                act(user=request.user, callback_id=callback_id, reason=form.cleaned_data["reason"])
            except Refused as refusal:
                form.add_error(None, str(refusal))
            else:
                return redirect("callbacks:history", callback_id)
    return render(request, "callbacks/reason.html", {"callback": callback, "form": form, "verb": verb}, status=status)
