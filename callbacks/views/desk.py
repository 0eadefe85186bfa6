"""The panel of a contact in which a call-back is promised."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_GET, require_http_methods

from accounts.permissions import SignedInRequest
from audit.enums import Act
from audit.errors import Refused
from audit.services import record
from callbacks import editing
from callbacks.errors import InputError, NotOfferedError, SlotTakenError
from callbacks.services import promising
from contacts import queries as contacts
from contacts.errors import NotHeldError
from contacts.models import Case
from ui import htmx

PANEL = "callbacks/promise.html"
CONFLICT, UNPROCESSABLE = 409, 422


@require_http_methods(["GET", "POST"])
def promise(request: SignedInRequest, case_id: UUID) -> HttpResponse:
    """Free times before the deadline, and the promise itself. What was typed is kept whatever is refused."""
    case = _case(request, case_id)
    if request.method == "GET":
        return _shown(request, case)
    form = editing.PromiseForm(request.POST)
    if not form.is_valid():
        return _shown(request, case, form=form, status=UNPROCESSABLE)
    try:
        given = _give(request, case, form)
    except InputError as refusal:
        for field, fault in refusal.faults.items():
            form.add_error(field if field in form.fields else None, fault)
        return _shown(request, case, form=form, status=UNPROCESSABLE)
    except Refused as refusal:
        status = CONFLICT if isinstance(refusal, SlotTakenError | NotHeldError) else UNPROCESSABLE
        return _shown(request, case, form=form, refusal=refusal, status=status)
    return _shown(request, case, given=given)


def _give(request: SignedInRequest, case: Case, form: editing.PromiseForm) -> object:
    key = form.cleaned_data["key"]
    if request.POST.get("step") == "holding":
        return promising.promise_holding(user=request.user, case_id=case.pk, asked=form.asked, key=key)
    if form.chosen is None:
        raise NotOfferedError
    return promising.promise(user=request.user, case_id=case.pk, asked=form.asked, chosen=form.chosen, key=key)


@require_GET
def slots(request: SignedInRequest, case_id: UUID) -> HttpResponse:
    """The free times again, for another kind of expert or other hours."""
    case = _case(request, case_id)
    form = editing.PromiseForm(request.GET)
    return htmx.render(request, PANEL, "slots", editing.panel_of(request.user, case, form=form))


def _case(request: SignedInRequest, case_id: UUID) -> Case:
    found = contacts.visible_to(request.user).select_related("member", "mutual", "holder", "reason")
    try:
        case = found.get(pk=case_id)
    except Case.DoesNotExist:
        raise Http404 from None
    if case.member_id is not None:
        record(act=Act.READ_CASE, mutual_id=case.mutual_id, member_id=case.member_id, route="callbacks:promise")
    return case


def _shown(request: SignedInRequest, case: Case, *, status: int = 200, **given: object) -> HttpResponse:
    return htmx.render(request, PANEL, "panel", editing.panel_of(request.user, case, **given), status=status)
