"""Pages whose size does not come from the register: a week of fifty experts, five quotes of twelve lines side by side.

`python -m bench.pages` starts servers of its own.
"""

import argparse
import sys
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from bench import results
from bench.quotes import TWELVE
from bench.servers import own_servers, web
from quotes.benefits import Line

if TYPE_CHECKING:
    from accounts.models import Mutual, User

EXPERTS, PEOPLE, TIMES = 50, 2_000, 300
CALLS_A_DAY = 3
AHEAD = timedelta(days=14)


@results.kept("pages", "Pages of the agenda and of quotes")
def main() -> None:
    parser = argparse.ArgumentParser(prog="bench.pages", description=__doc__)
    parser.add_argument("--times", type=int, default=TIMES)
    options = parser.parse_args()
    with own_servers():
        sys.stdout.write(_measured(options.times))


def _measured(times: int) -> str:
    from django.db import transaction  # noqa: PLC0415  Django is set up only now
    from django.urls import reverse  # noqa: PLC0415

    from accounts.models import Mutual, MutualPolicy  # noqa: PLC0415
    from accounts.scopes import within_mutuals  # noqa: PLC0415
    from audit.actors import acting, job  # noqa: PLC0415
    from bench import members, report  # noqa: PLC0415
    from bench.contacts import timed_page  # noqa: PLC0415
    from bench.people import adviser, sign_in  # noqa: PLC0415
    from callbacks.results import iso_week  # noqa: PLC0415
    from clock.queries import now  # noqa: PLC0415

    members.fill(PEOPLE)
    mutuals = list(Mutual.objects.order_by("pk"))
    for mutual in mutuals:
        MutualPolicy.objects.get_or_create(mutual=mutual, valid_from="2020-01-01")
    user = adviser("bench-0", mutuals)
    monday = (now() + AHEAD).date()
    monday -= timedelta(days=monday.weekday())
    with acting(job("bench")), within_mutuals([mutual.pk for mutual in mutuals]), transaction.atomic():
        _experts(mutuals, monday)
        analysis = five_quotes(user)
    week = reverse("callbacks:agenda", query={"competence": "dentist", "semaine": iso_week(monday)})
    compared = reverse("quotes:analysis", args=[analysis])
    desk = sign_in(user)
    with web() as (port, _):
        rows = [
            timed_page(f"week of {EXPERTS} experts", [week] * times, port=port, desk=desk),
            timed_page("five quotes of twelve lines", [compared] * times, port=port, desk=desk),
        ]
    return report.of_pages(rows) + "\n"


def _experts(mutuals: list["Mutual"], monday: date) -> None:
    """Dentists of five days, mornings and afternoons, with calls booked in every day; one in five is away for an afternoon."""
    from bench.people import adviser  # noqa: PLC0415
    from callbacks.enums import AbsenceKind, Skill  # noqa: PLC0415
    from callbacks.models import Absence, Expert, Slot, WeeklyHours  # noqa: PLC0415
    from clock.queries import PARIS  # noqa: PLC0415

    half_hour = timedelta(minutes=30)
    for number in range(EXPERTS):
        expert = Expert.objects.create(user=adviser(f"bench-expert-{number}", mutuals), skills=[Skill.DENTIST.value])
        WeeklyHours.objects.bulk_create(
            WeeklyHours(expert=expert, weekday=day, starts_at=starts, ends_at=ends, valid_from="2020-01-01")
            for day in range(1, 6)
            for starts, ends in ((time(9), time(12)), (time(14), time(18)))
        )
        booked = [
            datetime.combine(monday + timedelta(days=day), time(9 + place), PARIS)
            for day in range(5)
            for place in range(CALLS_A_DAY)
        ]
        Slot.objects.bulk_create(
            Slot(expert=expert, callback_id=uuid4(), starts_at=at, ends_at=at + half_hour, busy_until=at + half_hour)
            for at in booked
        )
        if number % 5 == 0:
            away = datetime.combine(monday, time(14), PARIS)
            Absence.objects.create(
                expert=expert, kind=AbsenceKind.PLANNED, starts_at=away, ends_at=away + timedelta(hours=4)
            )


def five_quotes(user: "User") -> UUID:
    """Of a member under a guarantee, with five quotes of twelve lines, computed."""
    from django.utils import timezone  # noqa: PLC0415

    from contacts.enums import Channel  # noqa: PLC0415
    from contacts.services import cases  # noqa: PLC0415
    from members.models import Member  # noqa: PLC0415
    from quotes import queries  # noqa: PLC0415
    from quotes.enums import Domain  # noqa: PLC0415
    from quotes.models import Analysis  # noqa: PLC0415
    from quotes.services import analyses  # noqa: PLC0415

    member = Member.objects.order_by("pk")[0]
    demand = cases.Demand(
        mutual_id=member.mutual_id,
        member_id=member.pk,
        channel=Channel.LETTER,
        received_at=timezone.now(),
        subject="Devis",
    )
    case, _ = cases.open_case(demand, holder=user)
    made = analyses.open_analysis(case, facts=analyses.Facts(domain=Domain.DENTAL, care_date=timezone.localdate()))
    lines = [Line(code=code, price=60_000 + 100 * place, teeth=(36,)) for place, code in enumerate(TWELVE)]
    analyses.add_quotes(made, [analyses.Offer(label=f"Cabinet {place}", lines=lines) for place in range(1, 6)])
    analyses.keep_result(queries.with_quotes(Analysis.objects.all()).get(pk=made.pk))
    return made.pk


if __name__ == "__main__":
    main()
