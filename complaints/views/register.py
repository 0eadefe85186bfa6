"""The register: every complaint that the account may read or take, due first, narrowed; and as a file."""

from collections import Counter

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404
from django.http.response import HttpResponseBase
from django.utils.http import urlencode
from django.views.decorators.http import require_GET

from accounts.matrix import Action
from accounts.permissions import SignedInRequest, can
from accounts.scopes import current_mutual_ids
from audit.enums import Act
from audit.services import record
from clock.queries import now
from complaints import queries, results
from complaints.forms import RegisterForm
from complaints.models import Complaint
from ui import htmx
from ui.files import file_of, kind_asked, links_of

SHOWN = 50


@require_GET
def register(request: SignedInRequest) -> HttpResponseBase:
    """Open ones unless others are asked for. Who watches over all of them may take the list away, in the mutuals granted today: 404."""
    form, kind, keeps = RegisterForm(request.GET), kind_asked(request), queries.reads_all(request.user)
    if kind and not (keeps and current_mutual_ids()):
        raise Http404
    instant = now()
    found = form.narrowed(queries.register(request.user), at=instant)
    if kind and form.is_valid():
        return _taken(found, kind)
    asked = {name: value for name, value in form.data.items() if name in form.fields and value}
    may_mend = can(request.user, Action.MEND_FAULTS)
    page = Paginator(found, SHOWN).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "page": page,
        "files": links_of(request) if keeps and page.object_list else [],
        "query": f"{urlencode(asked)}&" if asked else "",
        "now": instant,
        "reads_return": can(request.user, Action.READ_RETURNS),
        "actions": list(queries.actions_for(request.user).filter(done_at__isnull=True)[:SHOWN]) if may_mend else [],
    }
    return htmx.render(request, "complaints/register.html", "rows", context, status=422 if form.errors else 200)


def _taken(found: QuerySet[Complaint], kind: str) -> HttpResponseBase:
    """That they leave is recorded, of each mutual with how many."""
    rows = list(found.values_list("pk", "mutual_id"))
    for mutual_id, count in sorted(Counter(mutual_id for _pk, mutual_id in rows).items()):
        record(act=Act.EXPORT, mutual_id=mutual_id, route="complaints:register", detail={"complaints": count})
    ids = [pk for pk, _mutual_id in rows]
    return file_of([results.list_of(ids, current_mutual_ids() or ())], kind=kind, name="reclamations")
