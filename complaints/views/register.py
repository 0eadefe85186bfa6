"""The register: every complaint that the account may read or take, due first, narrowed."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.utils.http import urlencode
from django.views.decorators.http import require_GET

from accounts.matrix import Action
from accounts.permissions import SignedInRequest, can
from clock.queries import now
from complaints import queries
from complaints.forms import RegisterForm
from ui import htmx

SHOWN = 50


@require_GET
def register(request: SignedInRequest) -> HttpResponse:
    """Open ones unless others are asked for."""
    form = RegisterForm(request.GET)
    instant = now()
    found = form.narrowed(queries.register(request.user), at=instant)
    asked = {name: value for name, value in form.data.items() if name in form.fields and value}
    may_mend = can(request.user, Action.MEND_FAULTS)
    context = {
        "form": form,
        "page": Paginator(found, SHOWN).get_page(request.GET.get("page")),
        "query": f"{urlencode(asked)}&" if asked else "",
        "now": instant,
        "reads_return": can(request.user, Action.READ_RETURNS),
        "actions": list(queries.actions_for(request.user).filter(done_at__isnull=True)[:SHOWN]) if may_mend else [],
    }
    return htmx.render(request, "complaints/register.html", "rows", context, status=422 if form.errors else 200)
