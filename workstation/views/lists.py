"""What waits, what is at hand, and everything that was said with a member."""

from datetime import datetime
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from accounts.errors import ReadingBlockedError
from accounts.permissions import SignedInRequest
from contacts import queries
from contacts.events import Wanted, history
from contacts.models import Case
from members import services as member_services
from members.errors import NoGroundError
from ui import htmx
from workstation import casework
from workstation.forms import HistoryForm


@require_GET
def worklist(request: SignedInRequest) -> HttpResponse:
    """What waits for this person, due first; what is in their hands; what they closed today."""
    return htmx.render(request, "workstation/worklist.html", "lists", casework.lists(request.user, request.GET))


@require_GET
def call_bar(request: SignedInRequest) -> HttpResponse:
    """What the bar of every page shows: the call at this desk or the contact in hand, but for the one whose page it is."""
    context = {"at_hand": queries.at_hand(request.user), "but": request.GET.get("sauf", "")}
    return render(request, "workstation/_call_bar.html", context)


@require_GET
def case_bar(request: SignedInRequest, case_id: UUID) -> HttpResponse:
    """The call of this contact as it is now; nothing of the member is read."""
    try:
        found = queries.case_for(request.user, case_id)
    except Case.DoesNotExist:
        if not Case.objects.filter(pk=case_id).exists():
            raise Http404 from None
        return render(request, "workstation/_case_left.html")
    return render(
        request, "workstation/_case_bar.html", casework.bar_of(request.user, found, casework.latest_call(found))
    )


@require_GET
def member_history(request: SignedInRequest, member_id: UUID) -> HttpResponse:
    """Everything that was said and written with a member, searched and filtered."""
    try:
        person = member_services.read_file(
            user=request.user, member_id=member_id, route="workstation:history", whole=False
        )
    except NoGroundError:
        raise Http404 from None
    except ReadingBlockedError:
        return render(request, "workstation/blocked.html", status=403)
    form = HistoryForm(request.GET)
    form.is_valid()  # what cannot be read is said; the rest narrows all the same
    said = form.cleaned_data
    reason = said.get("reason")
    wanted = Wanted(
        text=said.get("q", ""),
        channel=said.get("channel", ""),
        reason_id=reason.pk if reason else None,
        since=said.get("since"),
        until=said.get("until"),
    )
    entries, has_more = history(person, wanted, before=_before(said.get("before", "")))
    is_part = htmx.is_fragment(request)
    context = {"person": person, "form": form, "entries": entries, "has_more": has_more, "is_part": is_part}
    return htmx.render(request, "workstation/history.html", "entries", context)


def _before(text: str) -> tuple[datetime, int] | None:
    """`<instant>_<id>` of the last line shown; anything else is the beginning."""
    at, _sep, pk = text.partition("_")
    try:
        return datetime.fromisoformat(at), int(pk)
    except ValueError:
        return None
