"""Closes days that are not closed yet; with --check, derives closed days again from what happened and compares."""

from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from accounts.models import Mutual
from accounts.scopes import within_mutuals
from audit.actors import acting, job
from supervision import deadlines, queries, returns, services
from supervision.models import ClosedDay

SHOWN = 20


class Command(BaseCommand):
    help = (
        "Close the days of a period that are not closed yet; with --check, derive closed days again: 1 on a difference."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--check", action="store_true", help="compare closed days with what happened, change nothing"
        )
        parser.add_argument("--since", type=date.fromisoformat, help="first day, as 2026-11-01")
        parser.add_argument("--until", type=date.fromisoformat, help="last day; yesterday unless given")

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002  Django's signature
        since, until = options["since"], options["until"]
        if since and until and since > until:
            raise CommandError("--since comes after --until.")
        with acting(job("recompute_indicators")):
            if options["check"]:
                self._check(since, until)
            else:
                self._close(since, until)

    def _close(self, since: date | None, until: date | None) -> None:
        last = timezone.localdate(timezone.now() - deadlines.CLOSES_AFTER) - deadlines.ONE_DAY
        last = min(until or last, last)
        day, closed = since or last, 0
        while day <= last:
            closed += services.close_day(day)
            day += deadlines.ONE_DAY
        months = sum(services.close_month(month) for month in returns.open_months())
        self.stdout.write(f"{closed} days and {months} months closed")

    def _check(self, since: date | None, until: date | None) -> None:
        found, days = 0, 0
        closed_days = ClosedDay.objects.order_by("day")
        closed_days = closed_days.filter(day__gte=since) if since else closed_days
        for closed in closed_days.filter(day__lte=until) if until else closed_days:
            with within_mutuals(list(Mutual.objects.values_list("pk", flat=True))), transaction.atomic():
                odds = [*queries.differences(closed), *returns.differences(closed, queries.inputs_of(closed))]
            for odd in odds[:SHOWN]:
                self.stdout.write(f"{closed.day} {odd.place} {odd.count}: {odd.stands} stands, {odd.derived} derived")
            found, days = found + len(odds), days + 1
        self.stdout.write(f"{days} days, {found} differences")
        if found:
            raise CommandError("Closed days differ from what happened.")
