"""Says how wrong the forecasts of calls would have been, made the day before from what was over then."""

from argparse import ArgumentParser
from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from accounts.models import Mutual
from accounts.scopes import within_mutuals
from supervision import deadlines, forecasting

DAYS = 28


class Command(BaseCommand):
    help = "Back-test the forecasts of calls by half-hour of the last days, by mutual; nothing is changed."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--days", type=int, default=DAYS, help=f"how many days, {DAYS} unless given")

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002  Django's signature
        if not 1 <= options["days"] <= deadlines.LONGEST_PERIOD.days:
            raise CommandError(f"--days is between 1 and {deadlines.LONGEST_PERIOD.days}.")
        until = timezone.localdate() - deadlines.ONE_DAY
        since = until - timedelta(days=options["days"] - 1)
        with within_mutuals(list(Mutual.objects.values_list("pk", flat=True))):
            for mutual, error in forecasting.error_of(since, until):
                if error is None:
                    self.stdout.write(f"{mutual.code}: too little is known")
                    continue
                self.stdout.write(
                    f"{mutual.code}: {error.days} days, {error.calls} calls; error by half-hour {error.half_hour:.1%}"
                    f" (same day of last week {error.naive:.1%}), by day {error.day:.1%}, bias {error.bias:+.1%},"
                    f" in their band {error.held:.0%}"
                )
