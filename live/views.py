"""The same events for a page whose stream is blocked."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_GET

from live.queries import events_after


@require_GET
def state(request: HttpRequest) -> HttpResponse:
    """What the account was told after `apres`, and the place to ask from next; `resync` when some of it may be missing."""
    told = events_after(int(request.user.pk or 0), request.GET.get("apres", ""))
    events = [
        {"event": event.id, "kind": event.kind, "data": {"id": event.subject_id, "version": event.version}}
        for event in told.events
    ]
    return JsonResponse({"last": told.last, "resync": not told.is_whole, "events": events})
