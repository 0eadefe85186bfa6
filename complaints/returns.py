"""A mutual's complaints of a year, counted as ACPR recommendation 2024-R-02 (before: 2022-R-01) has them followed."""

from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from clock.enums import Commitment
from complaints.enums import ComplaintState, Outcome, TermEnd
from complaints.models import Complaint, Term

WRITTEN: Final = Q(received_on__isnull=False)
ANSWERED: Final = Q(state=ComplaintState.ANSWERED)


def _in_time(commitment: Commitment) -> Exists:
    kept = Term.objects.filter(complaint=OuterRef("pk"), commitment=commitment, end=TermEnd.KEPT)
    return Exists(kept.filter(ended_at__lte=F("deadline_at")))


COUNTS: Final[dict[str, Q]] = {
    "received": Q(),
    "written": WRITTEN,
    "said": ~WRITTEN,
    "withdrawn": Q(state=ComplaintState.WITHDRAWN),
    "open": Q(state=ComplaintState.OPEN),
    "acknowledged": Q(is_acknowledged=True),
    "answered": ANSWERED,
    "answered_in_time": ANSWERED & WRITTEN & Q(is_in_time=True),
    "settled": ANSWERED & ~WRITTEN,
    **{outcome.value: Q(outcome=outcome) for outcome in Outcome},
}
"""What is counted, in the order of the return. What was only said has no legal clock: it was put right at once."""


@dataclass(frozen=True, slots=True)
class Year:
    """Counts by name, of all; by motive's id, by product's name and by channel, the most received first."""

    all: dict[str, int]
    motives: list[tuple[Any, dict[str, int]]]
    products: list[tuple[Any, dict[str, int]]]
    channels: list[tuple[Any, dict[str, int]]]


def years(mutual_id: int) -> list[int]:
    """Those in which a complaint reached us, newest first."""
    found = Complaint.objects.filter(mutual_id=mutual_id).dates("said_on", "year", order="DESC")
    return [day.year for day in found]


def year_of(mutual_id: int, year: int) -> Year:
    """Complaints that reached us in a YEAR, as they stand now: one that is open still moves until it is answered."""
    rows = Complaint.objects.filter(
        mutual_id=mutual_id, said_on__gte=date(year, 1, 1), said_on__lte=date(year, 12, 31)
    ).annotate(
        is_acknowledged=_in_time(Commitment.ACKNOWLEDGEMENT), is_in_time=_in_time(Commitment.ANSWER)
    )  # fmt: skip
    counts: dict[str, Any] = {name: Count("pk", of) for name, of in COUNTS.items()}
    return Year(
        all=rows.aggregate(**counts),
        motives=_by(rows, "motive_id", counts),
        products=_by(rows, "member__contract__product__name", counts),
        channels=_by(rows, "channel", counts),
    )


def _by(rows: QuerySet[Complaint], group: str, counts: dict[str, Any]) -> list[tuple[Any, dict[str, int]]]:
    found = [(row.pop(group), row) for row in rows.order_by().values(group).annotate(**counts)]
    return sorted(found, key=lambda one: (-one[1]["received"], str(one[0])))
