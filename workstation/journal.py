"""Pages of the access log: everybody sees their own acts, supervisors their team's, auditors their mutuals', the DPO all."""

from typing import Any

from django.db.models import Q, QuerySet
from django.http import QueryDict

from accounts.models import User
from accounts.queries import granted_mutual_ids
from accounts.roles import Role
from audit.models import JournalEntry
from members.models import Member
from workstation.forms import JournalForm

ROWS = 50


def journal_page(user: User, asked: QueryDict) -> dict[str, Any]:
    """Context of the journal's page: the form as asked, one page of entries, the id below which older ones follow.

    Pages go by id: counting a journal of millions of rows would cost more than reading any page of it.
    """
    form = JournalForm(asked)
    entries = readable_entries(user)
    if form.is_valid():
        if form.cleaned_data["act"]:
            entries = entries.filter(act=form.cleaned_data["act"])
        if form.cleaned_data["day"]:
            entries = entries.filter(at__date=form.cleaned_data["day"])
        if form.cleaned_data["account"]:
            entries = entries.filter(actor_name=form.cleaned_data["account"])
        if form.cleaned_data["before"]:
            entries = entries.filter(pk__lt=form.cleaned_data["before"])
    rows = list(entries[: ROWS + 1])
    older = rows[ROWS - 1].pk if len(rows) > ROWS else None
    _name_files(rows, is_masked=user.role == Role.SUPERVISOR)
    return {"form": form, "entries": rows[:ROWS], "older": older}


def readable_entries(user: User) -> QuerySet[JournalEntry]:
    """The entries that the account may read."""
    everything = JournalEntry.objects.order_by("-id")
    if user.role == Role.DPO:
        return everything
    if user.role == Role.AUDITOR:
        return everything.filter(mutual_id__in=granted_mutual_ids(user))
    own = Q(actor_id=user.pk)
    if user.role == Role.SUPERVISOR and user.team_id:
        own |= Q(actor_id__in=User.objects.filter(team_id=user.team_id).values("pk"))
    return everything.filter(own)


def _name_files(entries: list[JournalEntry], *, is_masked: bool) -> None:
    """Give each entry `file`: mutual and member number within the reader's scope, else the beginning of the id.

    Supervisors see that a file was read and not whose.
    """
    ids = {entry.member_id for entry in entries if entry.member_id}
    known = {
        pk: f"{mutual} {number}"
        for pk, mutual, number in Member.objects.filter(pk__in=ids).values_list("pk", "mutual__name", "number")
    }
    for entry in entries:
        entry.file = "" if is_masked or not entry.member_id else known.get(entry.member_id, str(entry.member_id)[-8:])  # type: ignore[attr-defined]
