"""Quotes typed quickly: what is said of the care, then one quote after the other, line by line."""

import re
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.permissions import SignedInRequest
from audit.enums import Act
from audit.errors import Refused
from audit.services import record
from contacts import queries as contacts
from contacts.models import Case
from contacts.services import drafts
from quotes import queries
from quotes.editing import FactsForm, Typing
from quotes.editing.facts import facts_of, known_facts
from quotes.editing.unfinished import field_of
from quotes.enums import Domain
from quotes.errors import ChangedMeanwhileError, FaultsError, NotOpenError, TooManyQuotesError
from quotes.models import Analysis, Quote
from quotes.search import apart, find_codes, near_codes
from quotes.services import analyses
from quotes.shapes import MOST_QUOTES
from quotes.views import base
from ui import htmx
from ui.drafts import fields_of

MOST_OFFERED = 8
CODE_OF_LINE = re.compile(r"lines-(\d{1,2})-code").fullmatch


@require_http_methods(["GET", "POST"])
def start(request: SignedInRequest, case_id: UUID) -> HttpResponse:
    """The quotes of a contact: its analysis when there is one, or what is needed to begin."""
    case = _case(request, case_id)
    known = list(queries.visible_to(request.user).filter(case=case).order_by("-pk"))
    if request.method == "GET" and len(known) == 1 and "nouvelle" not in request.GET:
        return redirect("quotes:analysis", known[0].pk)
    form = FactsForm(request.POST or None, initial=known_facts(case, case.member) if case.member else None)
    if request.method == "GET" or not form.is_valid():
        return _starting(request, case, form, known)
    try:
        made = analyses.start_analysis(user=request.user, case_id=case_id, facts=form.facts())
    except FaultsError as refusal:
        form.refuse(refusal)
    except Refused as refusal:
        return _starting(request, case, form, known, refusal=str(refusal))
    else:
        return redirect("quotes:add", made.pk)
    return _starting(request, case, form, known)


def _case(request: SignedInRequest, case_id: UUID) -> Case:
    try:
        case = contacts.case_for(request.user, case_id)
    except Case.DoesNotExist:
        raise Http404 from None
    record(act=Act.READ_CASE, mutual_id=case.mutual_id, member_id=case.member_id, route="quotes:case")
    return case


def _starting(
    request: SignedInRequest, case: Case, form: FactsForm, known: list[Analysis], *, refusal: str = ""
) -> HttpResponse:
    status = base.CONFLICT if refusal else base.UNPROCESSABLE if form.errors else 200
    is_mine = case.holder_id == request.user.pk and case.is_open
    context = {"case": case, "form": form, "known": known, "refusal": refusal, "is_mine": is_mine}
    return render(request, "quotes/start.html", context, status=status)


@require_http_methods(["GET", "POST"])
def facts(request: SignedInRequest, analysis_id: UUID) -> HttpResponse:
    """What is said of the care, changed: everything is computed anew."""
    found = base.analysis_of(request, analysis_id)
    form = FactsForm(request.POST or None, initial=facts_of(found))
    refusal = ""
    if request.method == "POST" and form.is_valid():
        try:
            analyses.change_facts(user=request.user, analysis_id=analysis_id, facts=form.facts())
        except FaultsError as faults:
            form.refuse(faults)
        except Refused as refused:
            refusal = str(refused)
        else:
            base.compute_again(request, analysis_id)
            return redirect("quotes:analysis", analysis_id)
    status = base.CONFLICT if refusal else base.UNPROCESSABLE if form.errors else 200
    tabs = base.tabs_of(found, count=len(found.quotes.all()))
    return render(
        request, "quotes/facts.html", {"analysis": found, "form": form, "refusal": refusal, "tabs": tabs}, status=status
    )


@require_http_methods(["GET", "POST"])
def add(request: SignedInRequest, analysis_id: UUID) -> HttpResponse:
    """One more quote."""
    found = base.analysis_of(request, analysis_id)
    if request.method == "GET" and found.is_open and len(found.quotes.all()) >= MOST_QUOTES:
        # Told before a whole quote is typed for nothing.
        return base.refused(request, TooManyQuotesError(), analysis_id)
    return _entry(request, found, None)


@require_http_methods(["GET", "POST"])
def edit(request: SignedInRequest, analysis_id: UUID, quote_id: int) -> HttpResponse:
    """A quote that stands there already."""
    found = base.analysis_of(request, analysis_id)
    quote = next((one for one in found.quotes.all() if one.pk == quote_id), None)
    if quote is None:
        raise Http404
    return _entry(request, found, quote)


def _entry(request: SignedInRequest, found: Analysis, quote: Quote | None) -> HttpResponse:
    said: dict[str, Any] = {"domain": found.domain, "day": found.care_date}
    if request.method == "GET":
        return _beginning(request, found, quote)
    step = request.POST.get("step", "")
    if step.partition("-")[0] in {"more", "copy", "remove", "forget"}:
        return _stepped(request, found, quote, step)
    typing = Typing(**said, head={}, lines=[])
    offer = typing.read(request.POST, book=queries.book(), today=timezone.localdate())
    if offer is None:
        return _typing(request, found, quote, typing, status=base.UNPROCESSABLE)
    read = base.number_of(request.POST.get("read", ""))
    who: dict[str, Any] = {"user": request.user, "analysis_id": found.pk, "offer": offer, "read": read}
    try:
        if quote is None:
            analyses.add_quote(**who)
        else:
            analyses.save_quote(**who, quote_id=quote.pk)
    except ChangedMeanwhileError as refusal:
        found.refresh_from_db(fields=["version"])
        return _typing(request, found, quote, typing, refusal=str(refusal), status=base.CONFLICT)
    except Refused as refusal:
        return _typing(request, found, quote, typing, refusal=str(refusal), status=base.CONFLICT)
    drafts.forget(user=request.user, case=found.case, field=field_of(found.pk, quote))
    base.compute_again(request, found.pk)
    return redirect("quotes:add" if step == "next" else "quotes:analysis", found.pk)


def _stepped(request: SignedInRequest, found: Analysis, quote: Quote | None, step: str) -> HttpResponse:
    """Other lines of the same form; or what was half typed given up."""
    if step == "forget":
        drafts.forget(user=request.user, case=found.case, field=field_of(found.pk, quote))
        return redirect(request.path)
    typing = Typing.changed(request.POST, step=step, domain=found.domain, day=found.care_date)
    return _typing(request, found, quote, typing)


def _beginning(request: SignedInRequest, found: Analysis, quote: Quote | None) -> HttpResponse:
    """What is kept, or what the account left half typed; nothing is typed on what was told or withdrawn."""
    if not found.is_open:
        return base.refused(request, NotOpenError(), found.pk)
    said: dict[str, Any] = {"domain": found.domain, "day": found.care_date}
    begun = fields_of(drafts.of(user=request.user, case=found.case, field=field_of(found.pk, quote)).text)
    if not begun:
        department = "" if quote else queries.department_of(found.member)
        return _typing(request, found, quote, Typing.of(quote, **said, department=department))
    typing = Typing.changed(begun, step="", **said)
    # What was read then decides whether somebody else changed the quote meanwhile.
    return _typing(request, found, quote, typing, read=begun.get("read", "") if quote else "")


def _typing(
    request: SignedInRequest,
    found: Analysis,
    quote: Quote | None,
    typing: Typing,
    *,
    read: str = "",
    refusal: str = "",
    status: int = 200,
) -> HttpResponse:
    quotes = list(found.quotes.all())
    typing.name_lines(queries.book())
    field = field_of(found.pk, quote)
    context = {
        "draft": drafts.of(user=request.user, case=found.case, field=field),
        "draft_field": field,
        "is_typed": request.method == "POST",
        "read": read or found.version,
        "analysis": found,
        "case": found.case,
        "quote": quote,
        "quotes": quotes,
        "number": quotes.index(quote) + 1 if quote else len(quotes) + 1,
        "typing": typing,
        "is_mine": found.case.holder_id == request.user.pk,
        "is_full": len(quotes) >= MOST_QUOTES,
        "refusal": refusal,
        "tabs": base.tabs_of(found, count=len(quotes)),
    }
    return htmx.render(request, "quotes/entry.html", "entry", context, status=status)


@require_GET
def codes(request: SignedInRequest, analysis_id: UUID) -> HttpResponse:
    """What the words typed in a line may mean on the day of the care. Nothing of the member is read."""
    try:
        found = queries.visible_to(request.user).get(pk=analysis_id)
    except Analysis.DoesNotExist:
        raise Http404 from None
    line, text = next(
        ((int(match[1]), str(text)) for name, text in request.GET.items() if (match := CODE_OF_LINE(name))), (0, "")
    )
    said: dict[str, Any] = {"day": found.care_date, "domain": found.domain}
    rows = find_codes(queries.book(), text, **said, most=MOST_OFFERED)
    words, teeth = apart(text) if found.domain == Domain.DENTAL else (text.strip(), "")
    near = [] if rows else near_codes(queries.book(), words, **said)
    context = {"line": line, "text": words, "teeth": teeth, "found": rows, "near": near}
    return render(request, "quotes/_codes.html", context)


@require_POST
def copy(request: SignedInRequest, analysis_id: UUID, quote_id: int) -> HttpResponse:
    """The same lines once more, ready to be changed."""
    base.check_visible(request, analysis_id)
    try:
        made = analyses.copy_quote(user=request.user, analysis_id=analysis_id, quote_id=quote_id)
    except Quote.DoesNotExist:
        raise Http404 from None
    except Refused as refusal:
        return base.refused(request, refusal, analysis_id)
    base.compute_again(request, analysis_id)
    return redirect("quotes:quote", analysis_id, made.pk)


@require_POST
def remove(request: SignedInRequest, analysis_id: UUID, quote_id: int) -> HttpResponse:
    base.check_visible(request, analysis_id)
    try:
        analyses.remove_quote(user=request.user, analysis_id=analysis_id, quote_id=quote_id)
    except Refused as refusal:
        return base.refused(request, refusal, analysis_id)
    base.compute_again(request, analysis_id)
    return redirect("quotes:analysis", analysis_id)
