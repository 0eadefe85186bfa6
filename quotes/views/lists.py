"""What is due, by its instant; what the tariffs say on a day, and what changes between two."""

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_GET

from accounts.permissions import SignedInRequest
from quotes import queries
from quotes.editing.tariffs import TariffsForm, shown_changes, shown_rows
from quotes.results import clock_of
from ui import htmx

LISTED = 50


@require_GET
def worklist(request: SignedInRequest) -> HttpResponse:
    """Analyses that this person has in hand or may take: the clock runs, the clock stands still."""
    now = timezone.now()
    due = list(queries.work_list(request.user)[: LISTED + 1])
    waiting = list(queries.waiting_list(request.user)[:LISTED])
    context = {
        "due": [(one, clock_of(one, now=now)) for one in due[:LISTED]],
        "waiting": [(one, clock_of(one, now=now)) for one in waiting],
        "has_more": len(due) > LISTED,
    }
    return htmx.render(request, "quotes/worklist.html", "lists", context)


@require_GET
def tariffs(request: SignedInRequest) -> HttpResponse:
    """What applies on a day, found by words; with a second day, what changes between the two."""
    book = queries.book()
    form = TariffsForm(request.GET or None, initial={"day": timezone.localdate()})
    said = form.cleaned_data if form.is_valid() else {}
    day = said.get("day") or timezone.localdate()
    other = said.get("other")
    first, second = sorted((day, other or day))
    wanted = {"text": said.get("q", ""), "domain": said.get("domain", "")}
    rows, count = shown_rows(book, day=day, **wanted)
    context = {
        "form": form,
        "day": day,
        "other": other,
        "first": first,
        "second": second,
        "rows": rows,
        "count": count,
        "changes": shown_changes(book, first, second, **wanted) if other else [],
        "version": book.version,
    }
    return htmx.render(request, "quotes/tariffs.html", "rows", context, status=422 if form.errors else 200)
