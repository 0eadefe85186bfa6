"""The shared agenda: everybody's week, absences and extra hours, an expert's own feed and other agenda."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_safe

from accounts.backends import asks_too_often
from accounts.permissions import SignedInRequest
from audit.errors import Refused
from callbacks import deadlines, exports, queries, results
from callbacks.enums import AbsenceKind, Skill
from callbacks.errors import NotSupervisorError
from callbacks.forms import AbsenceForm, AgendaFileForm, HoursForm, SpanForm
from callbacks.models import Absence, Expert, ExtraHours
from callbacks.services import agenda, replanning
from clock.queries import PARIS, now

UNPROCESSABLE, CONFLICT, TOO_MANY = 422, 409, 429


# ---- the week


@require_GET
def week(request: SignedInRequest) -> HttpResponse:
    """The week of the experts of a skill, or of one of them. An address that names nobody shows the first skill."""
    instant = now()
    experts = list(Expert.objects.filter(is_active=True, user__is_active=True).select_related("user"))
    one = next((expert for expert in experts if str(expert.pk) == request.GET.get("expert")), None)
    skills = [skill for skill in Skill if any(skill.value in expert.skills for expert in experts)]
    skill = _skill(request, skills, experts)
    shown = [one] if one else [expert for expert in experts if skill in expert.skills]
    monday = results.monday_of(request.GET.get("semaine", ""), today=instant.astimezone(PARIS).date())
    context = {
        "week": results.week_of(shown, monday, now=instant),
        "one": one,
        "skill": skill,
        "skills": skills,
        "who": f"expert={one.pk}" if one else f"competence={skill.value if skill else ''}",
        "keeps": queries.may_keep_agendas(request.user),
        "this_week": results.iso_week(instant.astimezone(PARIS).date()),
    }
    return render(request, "callbacks/agenda.html", context)


def _skill(request: SignedInRequest, skills: list[Skill], experts: list[Expert]) -> Skill | None:
    """The one asked for, an expert's own, or the first that anybody has."""
    asked = request.GET.get("competence", "")
    mine = next((one.skills[0] for one in experts if one.user_id == request.user.pk), "")
    known = [skill for wanted in (asked, mine) for skill in skills if skill.value == wanted]
    return next(iter([*known, *skills]), None)


# ---- absences and extra hours


@require_http_methods(["GET", "POST"])
def absences(request: SignedInRequest) -> HttpResponse:
    """Absences and extra hours to come of those whose agenda the reader keeps; each step of a form comes here too."""
    if request.method == "GET":
        return _absences(request)
    step = STEPS.get(request.POST.get("step", ""))
    if step is None:
        raise Http404
    try:
        return step(request)
    except (Absence.DoesNotExist, ExtraHours.DoesNotExist, NotSupervisorError):
        raise Http404 from None
    except Refused as refusal:
        return _absences(request, status=CONFLICT, refusal=refusal)


def _absences(request: SignedInRequest, *, status: int = 200, **given: Any) -> HttpResponse:
    people = queries.kept_by(request.user)
    instant = now()
    initial = {"expert": request.GET.get("expert", ""), "kind": AbsenceKind.PLANNED}
    context = {
        "form": AbsenceForm(experts=people, initial=initial),
        "hours": HoursForm(experts=people, prefix="hours", initial=initial),
        "absences": Absence.objects.filter(expert__in=people, ends_at__gt=instant).select_related("expert__user"),
        "extra": ExtraHours.objects.filter(expert__in=people, ends_at__gt=instant).select_related("expert__user"),
        "untold": queries.to_tell(request.user)[: deadlines.MOST_LISTED],
        "is_expert": people.filter(user=request.user).exists(),
        "has_people": people.exists(),
        **given,
    }
    return render(request, "callbacks/absences.html", context, status=status)


def _form(request: SignedInRequest, kind: type[SpanForm], prefix: str | None = None) -> SpanForm:
    return kind(request.POST, experts=queries.kept_by(request.user), prefix=prefix)


def _preview(request: SignedInRequest) -> HttpResponse:
    form = _form(request, AbsenceForm)
    if not form.is_valid():
        return _absences(request, status=UNPROCESSABLE, form=form)
    span = form.span
    booked = queries.booked_in(span.expert, span.starts_at, span.ends_at).count()
    shown = list(queries.moved_by_absence(request.user, span.expert, span.starts_at, span.ends_at))
    return _absences(request, form=form, preview=span, moved=shown, others=booked - len(shown))


def _declare(request: SignedInRequest) -> HttpResponse:
    form = _form(request, AbsenceForm)
    if not form.is_valid():
        return _absences(request, status=UNPROCESSABLE, form=form)
    span = form.span
    moved = replanning.declare_absence(
        user=request.user,
        expert=span.expert,
        starts_at=span.starts_at,
        ends_at=span.ends_at,
        kind=AbsenceKind(form.cleaned_data["kind"]),
    )
    seen = set(
        queries.visible_to(request.user).filter(pk__in=[one.callback.pk for one in moved]).values_list("pk", flat=True)
    )
    shown = [one for one in moved if one.callback.pk in seen]
    return _absences(request, declared=span, done=shown, others=len(moved) - len(shown))


def _add_hours(request: SignedInRequest) -> HttpResponse:
    form = _form(request, HoursForm, "hours")
    if not form.is_valid():
        return _absences(request, status=UNPROCESSABLE, hours=form)
    span = form.span
    agenda.add_hours(user=request.user, expert=span.expert, starts_at=span.starts_at, ends_at=span.ends_at)
    return _told(request, _("The extra hours are in the agenda."))


def _remove_absence(request: SignedInRequest) -> HttpResponse:
    agenda.remove_absence(user=request.user, absence_id=_number(request, "absence"))
    return _told(request, _("The absence is taken back. Calls that were planned anew stay where they are."))


def _remove_hours(request: SignedInRequest) -> HttpResponse:
    agenda.remove_hours(user=request.user, hours_id=_number(request, "hours"))
    return _told(request, _("The extra hours are taken back."))


STEPS: dict[str, Callable[[SignedInRequest], HttpResponse]] = {
    "preview": _preview,
    "declare": _declare,
    "hours": _add_hours,
    "remove-absence": _remove_absence,
    "remove-hours": _remove_hours,
}


def _number(request: SignedInRequest, name: str) -> int:
    text = request.POST.get(name, "")
    if not (text.isascii() and text.isdigit() and len(text) < len("999999999999")):
        raise Http404
    return int(text)


def _told(request: SignedInRequest, words: str) -> HttpResponse:
    messages.success(request, words)
    return redirect("callbacks:absences")


# ---- an expert's other agenda


@require_http_methods(["GET", "POST"])
def calendars(request: SignedInRequest) -> HttpResponse:
    """The address of one's own feed, and the file of another agenda."""
    expert = Expert.objects.filter(user=request.user, is_active=True).first()
    if request.method == "GET" or expert is None:
        return _calendars(request, expert, status=200 if request.method == "GET" else CONFLICT)
    step = request.POST.get("step", "")
    if step == "renew":
        address = request.build_absolute_uri(reverse("callbacks:feed", args=[agenda.renew_feed(user=request.user)]))
        return _calendars(request, expert, address=address)
    if step == "close":
        agenda.close_feed(user=request.user)
        messages.success(request, _("The address opens nothing any more."))
        return redirect("callbacks:calendars")
    return _read(request, expert)


def _read(request: SignedInRequest, expert: Expert) -> HttpResponse:
    form = AgendaFileForm(request.POST, request.FILES)
    if not form.is_valid():
        return _calendars(request, expert, status=UNPROCESSABLE, form=form)
    try:
        done = agenda.read_agenda(user=request.user, content=form.content)
    except Refused as refusal:
        form.add_error("file", str(refusal))
        return _calendars(request, expert, status=UNPROCESSABLE, form=form)
    return _calendars(request, expert, done=done)


def _calendars(request: SignedInRequest, expert: Expert | None, *, status: int = 200, **given: Any) -> HttpResponse:
    context = {"expert": expert, "form": AgendaFileForm(), **given}
    return render(request, "callbacks/agenda_calendars.html", context, status=status)


@require_safe
def feed(request: HttpRequest, secret: str) -> HttpResponse:
    """Booked times, for who knows the address; anything else is not there."""
    if asks_too_often(request, "callbacks:feed", at_most=deadlines.FEED_AT_MOST, within=deadlines.FEED_WINDOW):
        return HttpResponse(status=TOO_MANY, headers={"Retry-After": f"{deadlines.FEED_WINDOW.seconds}"})
    expert = queries.expert_by_feed(agenda.digest_of(secret))
    if expert is None:
        raise Http404
    instant = now()
    since, until = instant - deadlines.FEED_BEHIND, instant + deadlines.FEED_AHEAD
    content = exports.feed(queries.feed_of(expert, since, until), stamp=instant)
    return HttpResponse(content, content_type=f"{exports.MEDIA_TYPE}; charset=utf-8")
