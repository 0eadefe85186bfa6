"""Two files of one person: seen side by side, proposed, merged, parted."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.errors import ReadingBlockedError
from accounts.matrix import Action
from accounts.permissions import SignedInRequest, can
from audit.errors import Refused
from members import merging, queries
from members.errors import NoGroundError
from members.merging import Suggestion
from members.models import Member
from ui import formats
from workstation.forms import SamePersonForm


@dataclass(frozen=True, slots=True)
class Line:
    """One fact of two files, as people read it."""

    label: str
    own: str
    other: str

    @property
    def is_same(self) -> bool:
        return self.own == self.other


@require_GET
def pair(request: SignedInRequest, member_id: UUID) -> HttpResponse:
    """A file beside those that may be of the same person, and what was decided about it."""
    return _page(request, member_id)


@require_GET
def waiting(request: SignedInRequest) -> HttpResponse:
    """Proposals that wait for a supervisor."""
    return render(request, "workstation/merges.html", {"merges": queries.waiting_merges()[:100]})


@require_POST
def propose(request: SignedInRequest, member_id: UUID, other_id: UUID) -> HttpResponse:
    """Show the one file in place of the other, as a supervisor may decide."""
    return _joined(request, merging.propose, _("Proposed to the supervisors."), member_id, other_id)


@require_POST
def merge(request: SignedInRequest, member_id: UUID, other_id: UUID) -> HttpResponse:
    return _joined(request, merging.merge, _("The two files are shown as one."), member_id, other_id)


@require_POST
def refuse(request: SignedInRequest, member_id: UUID, merge_id: int) -> HttpResponse:
    """These are two people."""
    return _decided(
        request, lambda: merging.refuse(user=request.user, merge_id=merge_id), _("Kept as two people."), member_id
    )


@require_POST
def part(request: SignedInRequest, member_id: UUID, merge_id: int) -> HttpResponse:
    form = SamePersonForm(request.POST)
    if not form.is_valid():
        return _page(request, member_id, refusal=str(form.errors["why"][0]))
    why = form.cleaned_data["why"]
    return _decided(
        request,
        lambda: merging.unmerge(user=request.user, merge_id=merge_id, why=why),
        _("The two files are shown apart again."),
        member_id,
    )


def _joined(
    request: SignedInRequest, join: Callable[..., Any], said: str, member_id: UUID, other_id: UUID
) -> HttpResponse:
    """`kept` in the form says which of the two files is shown for both: this one unless it names the other."""
    form = SamePersonForm(request.POST)
    if not form.is_valid():
        return _page(request, member_id, refusal=str(form.errors["why"][0]))
    into, merged = (other_id, member_id) if request.POST.get("kept") == str(other_id) else (member_id, other_id)
    why = form.cleaned_data["why"]
    return _decided(request, lambda: join(user=request.user, member_id=merged, into_id=into, why=why), said, member_id)


def _decided(request: SignedInRequest, decide: Callable[[], Any], said: str, member_id: UUID) -> HttpResponse:
    try:
        decide()
    except NoGroundError:
        raise Http404 from None
    except ReadingBlockedError:
        return render(request, "workstation/blocked.html", status=403)
    except Refused as refusal:
        return _page(request, member_id, refusal=str(refusal))
    messages.success(request, said)
    if queries.ground_for(request.user, member_id) is None:
        return redirect("workstation:merges")
    return redirect("workstation:duplicates", member_id=member_id)


def _page(request: SignedInRequest, member_id: UUID, *, refusal: str = "") -> HttpResponse:
    try:
        person, found = merging.file_to_compare(user=request.user, member_id=member_id)
    except NoGroundError:
        raise Http404 from None
    except ReadingBlockedError:
        return render(request, "workstation/blocked.html", status=403)
    context = {
        "person": person,
        "pairs": [(suggestion, _compared(person, suggestion)) for suggestion in found],
        "merges": queries.merges_of(person),
        "may_merge": can(request.user, Action.MERGE_MEMBERS),
        "refusal": refusal,
    }
    return render(request, "workstation/duplicates.html", context, status=422 if refusal else 200)


def _compared(person: Member, suggestion: Suggestion) -> list[Line]:
    mine, theirs = _facts(person), _facts(suggestion.member)
    return [Line(label, mine[label], theirs[label]) for label in mine]


def _facts(person: Member) -> dict[str, str]:
    home = queries.home_of(person)
    phones = [formats.phone(str(number)) for number in person.phones.order_by("pk").values_list("number", flat=True)]
    return {
        _("Used name"): person.used_name,
        _("Birth name"): person.birth_name,
        _("First names"): person.first_names,
        _("Birth date"): formats.day(person.birth_date),
        _("Number"): f"{person.number} / {person.rank}",
        _("Contract"): f"{person.contract.number}, {person.contract.product}",
        _("Covered from"): formats.day(person.covered_from),
        _("Covered until"): formats.day(person.covered_until) if person.covered_until else "",
        _("Address"): f"{home.line1}, {home.postal_code} {home.town}" if home else "",
        _("Telephone"): ", ".join(phones),
        _("E-mail"): person.email,
    }
