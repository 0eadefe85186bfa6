"""What screens and services read of requests, of what stands against an erasure, and of durations."""

from collections.abc import Collection
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone

from accounts.matrix import Action
from accounts.models import User
from accounts.permissions import can
from audit.models import JournalEntry
from callbacks.enums import OPEN as PROMISE_OPEN
from callbacks.models import Callback
from complaints.enums import ComplaintState
from complaints.models import Complaint
from contacts.enums import CaseState
from contacts.models import Case
from correspondence.enums import OPEN as MESSAGE_OPEN
from correspondence.models import Message
from members.enums import RightsState
from members.models import Member, Phone
from members.queries import rights_on
from privacy.eligibility import Matter
from privacy.enums import OPEN, Category, Kind, Obstacle, RequestState
from privacy.models import Duration, Erasure, Request, Run
from quotes.enums import ENDED
from quotes.models import Analysis


def visible_to(user: User) -> QuerySet[Request]:
    """Requests of the account's mutuals, for who answers them; nothing for anybody else."""
    found = Request.objects.select_related("mutual", "entered_by", "approved_by", "refused_by")
    return found if can(user, Action.HANDLE_PRIVACY) else found.none()


def open_requests(user: User) -> QuerySet[Request]:
    """Those that somebody still has to answer, due first."""
    return visible_to(user).filter(state__in=OPEN).order_by("due_on", "pk")


def ended_requests(user: User) -> QuerySet[Request]:
    """Newest first."""
    return visible_to(user).exclude(state__in=OPEN).order_by("-entered_at", "-pk")


def first_taken_at(request: Request) -> datetime | None:
    """When its archive was downloaded first, as the journal has it: to download changes nothing."""
    entries = JournalEntry.objects.filter(member_id=request.member_id, route="privacy:archive")
    return entries.filter(detail__request=str(request.pk)).order_by("at").values_list("at", flat=True).first()


def with_medical_part(user: User) -> QuerySet[Request]:
    """Archives whose medical part has a code, for experts."""
    found = Request.objects.select_related("mutual", "member").filter(
        kind=Kind.ACCESS, state=RequestState.DONE, code_sealed__isnull=False
    )
    return found.exclude(file="").order_by("due_on") if can(user, Action.OPEN_MEDICAL_ARCHIVE) else found.none()


def erasures(user: User) -> QuerySet[Erasure]:
    """Erasures of the account's mutuals of which something is still kept, sealed; the first to end first."""
    found = Erasure.objects.select_related("mutual", "request").exclude(extract="").order_by("keep_until", "pk")
    return found if can(user, Action.HANDLE_PRIVACY) else found.none()


def people_of(member_id: UUID) -> set[UUID]:
    """The file that is shown for a person, and those merged into it. Raises Member.DoesNotExist."""
    member = Member.objects.get(pk=member_id)
    shown = member.merged_into_id or member.pk
    return {shown, *Member.objects.filter(merged_into_id=shown).values_list("pk", flat=True)}


def is_erased(member_id: UUID) -> bool:
    return Erasure.objects.filter(member_id=member_id).exists()


def months() -> dict[str, int]:
    """Each duration, in months."""
    return dict(Duration.objects.values_list("category", "months"))


def durations() -> list[Duration]:
    """As the categories are told, with the last run of each as `last` and whatever counted it last as `counted`."""
    found = {duration.category: duration for duration in Duration.objects.all()}
    return [found[category] for category in Category if category in found]


def last_runs() -> dict[str, Run]:
    """By category, the newest look or run."""
    newest = Run.objects.order_by("category", "-started_at").distinct("category")
    return {run.category: run for run in newest}


# ---- what stands against an erasure, and what is kept for a while


STILL = (RightsState.OPEN, RightsState.SUSPENDED, RightsState.NOT_YET)


def obstacles(people: Collection[UUID]) -> list[Obstacle]:
    """Why the law has everything kept for now."""
    today = timezone.localdate()
    files = list(Member.objects.filter(pk__in=people).select_related("contract").prefetch_related("past_covers"))
    found = {
        Obstacle.COVERED: any(rights_on(one, today).state in STILL for one in files),
        Obstacle.OTHERS_COVERED: any(one.rank == 1 and _is_needed(one, people, today) for one in files),
        Obstacle.CASE: Case.objects.filter(member_id__in=people).exclude(state=CaseState.CLOSED).exists(),
        Obstacle.PROMISE: Callback.objects.filter(member_id__in=people, state__in=PROMISE_OPEN).exists(),
        Obstacle.QUOTE: Analysis.objects.filter(member_id__in=people).exclude(state__in=ENDED).exists(),
        Obstacle.COMPLAINT: Complaint.objects.filter(member_id__in=people, state=ComplaintState.OPEN).exists(),
        Obstacle.MESSAGE: Message.objects.filter(member_id__in=people, state__in=MESSAGE_OPEN).exists(),
    }
    return [one for one, stands in found.items() if stands]


def _is_needed(holder: Member, people: Collection[UUID], today: date) -> bool:
    """Somebody else of the household, none of the PEOPLE themselves, has rights: who has no address lives at the holder's."""
    others = Member.objects.filter(contract_id=holder.contract_id, merged_into__isnull=True).exclude(pk__in=people)
    return any(rights_on(one, today).state in STILL for one in others.select_related("contract"))


def matters_of(people: Collection[UUID]) -> list[Matter]:
    """What ended and is kept for a while after it."""
    found = [Matter(Category.MEMBERS, day) for day in _ends_of_rights(people)]
    complaints = Complaint.objects.filter(member_id__in=people).exclude(state=ComplaintState.OPEN)
    found += [Matter(Category.COMPLAINTS, timezone.localdate(one.ended_at)) for one in complaints if one.ended_at]
    closed = Callback.objects.filter(member_id__in=people, closed_at__isnull=False).values_list("closed_at", flat=True)
    found += [Matter(Category.PROMISES, timezone.localdate(at)) for at in closed]
    told = Analysis.objects.filter(member_id__in=people, told_at__isnull=False).values_list("told_at", flat=True)
    return found + [Matter(Category.QUOTES_TOLD, timezone.localdate(at)) for at in told if at]


def _ends_of_rights(people: Collection[UUID]) -> list[date]:
    """Of a contract that ended nobody knows when, today: what is kept for too short a time does not come back."""
    files = Member.objects.filter(pk__in=people).values_list("covered_until", "contract__ends_on", "died_on")
    return [min((day for day in days if day is not None), default=timezone.localdate()) for days in files]


def nameless_cases(people: Collection[UUID]) -> QuerySet[Case]:
    """Closed contacts that were joined to nobody and came from a telephone or an address of these people."""
    phones = [str(number) for number in Phone.objects.filter(member_id__in=people).values_list("number", flat=True)]
    emails = [email for email in Member.objects.filter(pk__in=people).values_list("email", flat=True) if email]
    return Case.objects.filter(
        Q(caller_phone__in=phones) | Q(caller_email__in=emails), member__isnull=True, state=CaseState.CLOSED
    )
