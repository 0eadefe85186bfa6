"""The only writers of the directory beside the import: what people of ours know, and what is done about reports."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models.functions import Now
from django.utils import timezone

from accounts.models import User
from practitioners.changes import apply_to
from practitioners.enums import ReportReason, ReportState
from practitioners.models import PersonFact, PlaceFact, Report


@dataclass(frozen=True, slots=True)
class Source:
    """Who says so, and how they know."""

    by: User | None
    how: str


@transaction.atomic
def note_person(*, national_id: str, source: Source, **facts: Any) -> PersonFact:
    """Keep what is known of a person, beside what was known before. It holds through every import."""
    noted, _is_new = PersonFact.objects.update_or_create(
        national_id=national_id, defaults={**facts, "noted_by": source.by, "noted_at": Now(), "source": source.how}
    )
    apply_to("practitioner_id = %s", [national_id])
    return noted


@transaction.atomic
def note_place(*, place_id: int, source: Source, **facts: Any) -> PlaceFact:
    noted, _is_new = PlaceFact.objects.update_or_create(
        place_id=place_id, defaults={**facts, "noted_by": source.by, "noted_at": Now(), "source": source.how}
    )
    apply_to("place_id = %s", [place_id])
    return noted


@transaction.atomic
def report(*, by: User | None, place_id: int, national_id: str, reason: ReportReason, word: str = "") -> Report | None:
    """Put a name on the correction list. None for a member's own refusal, which says nothing of the directory."""
    if reason == ReportReason.REFUSED:
        return None
    return Report.objects.create(
        place_id=place_id, national_id=national_id, reason=reason, word=word[:200], reported_by=by
    )


@transaction.atomic
def decide(*, by: User, report_id: int, is_right: bool) -> Report:
    """Settle a report; what it says is noted when it IS_RIGHT. Raises Report.DoesNotExist for one that is settled."""
    found = Report.objects.select_for_update().get(pk=report_id, state=ReportState.OPEN)
    source = Source(by=by, how=f"report {found.pk}")
    if is_right and found.reason == ReportReason.STOPPED:
        note_person(national_id=found.national_id, source=source, stopped_on=_today())
    elif is_right and found.reason == ReportReason.FULL:
        note_person(national_id=found.national_id, source=source, takes_patients=False)
    found.state = ReportState.DONE if is_right else ReportState.KEPT
    found.decided_by, found.decided_at = by, Now()
    found.save(update_fields=["state", "decided_by", "decided_at"])
    found.refresh_from_db()
    return found


def _today() -> date:
    return timezone.localdate()
