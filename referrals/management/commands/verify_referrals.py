from argparse import ArgumentParser
from datetime import date, datetime, time
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from accounts.deadlines import ONE_DAY
from accounts.models import Mutual
from accounts.scopes import within_mutuals
from audit.actors import acting, job
from referrals.models import Referral
from referrals.oversight import verify


class Command(BaseCommand):
    help = "Draw every record again and follow the chain. Ends with 1 when a record was changed, and names it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--since", type=date.fromisoformat, help="first day, 2026-11-01")
        parser.add_argument("--until", type=date.fromisoformat, help="last day")
        parser.add_argument("--mutual", metavar="CODE", help="only this one")

    def handle(self, *_args: Any, **options: Any) -> None:
        mutuals = Mutual.objects.order_by("pk")
        if options["mutual"]:
            mutuals = mutuals.filter(code=options["mutual"])
        checked, faults = 0, 0
        for mutual in mutuals:
            with acting(job("verify_referrals")), within_mutuals([mutual.pk]), transaction.atomic():
                last = None
                for referral, found in verify(_of(mutual, options["since"], options["until"])):
                    checked, last = checked + 1, referral
                    faults += len(found)
                    for fault in found:
                        self.stdout.write(f"{mutual.code} {referral.label}: {_MEANS[fault.what]}")
                if last is not None:
                    self.stdout.write(f"{mutual.code}: the chain ends with {last.label} {last.digest}")
        self.stdout.write(f"{checked} records drawn again, {faults} faults")
        if faults:
            raise CommandError("A record was changed.")


_MEANS = {
    "gap": "records before it are missing",
    "chain": "the record before it was changed",
    "digest": "it was changed after it was kept",
    "set": "its eligible set was changed",
    "question": "its question was changed",
    "draw": "its places are not those that its seed draws",
    "names": "its names are not those that its seed draws",
}


def _of(mutual: Mutual, since: date | None, until: date | None) -> Any:
    records = Referral.objects.filter(mutual=mutual)
    if since:
        records = records.filter(at__gte=_midnight(since))
    if until:
        records = records.filter(at__lt=_midnight(until + ONE_DAY))
    return records


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))
