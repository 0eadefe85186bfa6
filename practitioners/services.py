"""The only writers of the directory beside the import: what people of ours know, reports, networks."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models.functions import Now
from django.utils import timezone

from accounts.models import User
from practitioners.changes import apply_to, begin_edition
from practitioners.enums import ReportReason, ReportState
from practitioners.models import Network, NetworkMember, PersonFact, PlaceFact, Report


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


@dataclass(frozen=True, slots=True)
class Described:
    """A network as its keepers describe it."""

    name: str
    effects: str
    is_active: bool = True


@transaction.atomic
def keep_network(
    *, mutual_id: int, described: Described, network_id: int | None = None, numbers: Iterable[str] | None = None
) -> Network:
    """A new network, or another description of one; NUMBERS take the place of those that it had.

    Raises Network.DoesNotExist.
    """
    network = Network.objects.get(pk=network_id) if network_id else Network(mutual_id=mutual_id)
    network.name, network.effects, network.is_active = described.name, described.effects, described.is_active
    if numbers is not None:
        network.listed_at = timezone.now()
    network.save()
    if numbers is not None:
        network.members.all().delete()
        rows = (
            NetworkMember(mutual_id=network.mutual_id, network=network, national_id=number) for number in set(numbers)
        )
        NetworkMember.objects.bulk_create(rows, batch_size=5000)
    begin_edition()
    return network


def _today() -> date:
    return timezone.localdate()
