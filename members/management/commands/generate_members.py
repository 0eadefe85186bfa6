import multiprocessing
import sys
import time
from argparse import ArgumentParser
from collections.abc import Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from typing import Any

import django
from django.core.management.base import BaseCommand, CommandError
from django.db import connections, transaction
from django.utils.translation import gettext as _

from accounts.models import Mutual
from accounts.scopes import within_mutuals
from members.models import Contract
from members.population import SHARES, Share, ensure_products, populate

HOUSEHOLDS_A_SHARE = 12_000
PEOPLE_A_SHARE = 3 * HOUSEHOLDS_A_SHARE
TABLES = "members_contract, members_member, members_phone, members_address, members_searchname, members_knownname, members_consent"


class Command(BaseCommand):
    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.description = _("Add invented people to one or several mutuals, for load tests and demonstrations.")
        parser.add_argument("--count", type=int, required=True, help=_("people to add"))
        parser.add_argument(
            "--mutual", nargs="+", metavar="CODE", default=[], help=_("existing mutuals to add them to")
        )
        parser.add_argument(
            "--mutuals", type=int, choices=sorted(SHARES), default=3, help=_("or this many, made where missing")
        )
        parser.add_argument("--seed", type=int, default=1, help=_("the same seed gives the same people"))
        parser.add_argument("--processes", type=int, default=2)

    def handle(self, *_args: Any, **options: Any) -> None:
        mutuals = _mutuals(options["mutual"], options["mutuals"])
        progress = _Progress(options["count"], sys.stderr)
        for mutual in mutuals:
            ensure_products(mutual)
        context = multiprocessing.get_context("spawn")
        with ProcessPoolExecutor(options["processes"], mp_context=context, initializer=django.setup) as pool:
            for mutual, people in zip(mutuals, _split(options["count"], len(mutuals)), strict=True):
                _generate(pool, mutual, people, seed=options["seed"], processes=options["processes"], progress=progress)
        progress.say("\n" + _("statistics…") + "\n")
        with connections["owner"].cursor() as cursor:
            cursor.execute(f"VACUUM (ANALYZE) {TABLES}")
        told = {"count": progress.done, "seconds": round(time.monotonic() - progress.started)}
        self.stdout.write(_("%(count)d people in %(seconds)d s") % told)


def _mutuals(codes: list[str], wanted: int) -> list[Mutual]:
    if codes:
        found = {mutual.code: mutual for mutual in Mutual.objects.filter(code__in=codes)}
        missing = [code for code in codes if code not in found]
        if missing:
            raise CommandError(_("There is no mutual with the code %(code)s.") % {"code": ", ".join(missing)})
        return [found[code] for code in codes]
    mutuals = list(Mutual.objects.filter(is_active=True).order_by("pk")[:wanted])
    with transaction.atomic():
        made = [
            Mutual.objects.create(code=f"essai-{number}", name=f"Mutuelle d’essai {number}")
            for number in range(len(mutuals) + 1, wanted + 1)
        ]
    return mutuals + made


def _split(count: int, mutuals: int) -> list[int]:
    shares: Sequence[float] = SHARES.get(mutuals) or [100 / mutuals] * mutuals
    parts = [int(count * share / 100) for share in shares]
    return [count - sum(parts[1:]), *parts[1:]]


def _generate(
    pool: ProcessPoolExecutor, mutual: Mutual, people: int, *, seed: int, processes: int, progress: "_Progress"
) -> None:
    """Share after share, so many at a time; the last ones are small, so that the count comes out exactly."""
    with within_mutuals([mutual.pk]), transaction.atomic():
        first = Contract.objects.count()
    indexes = _indexes(first)
    promised: dict[Future[int], int] = {}
    while people > 0:
        while len(promised) < processes and people > sum(promised.values()):
            asked = min(people - sum(promised.values()), PEOPLE_A_SHARE)
            share = Share(mutual.pk, seed * 1000 + mutual.pk, next(indexes), HOUSEHOLDS_A_SHARE, asked)
            promised[pool.submit(populate, share)] = asked
        finished, _waiting = wait(promised, return_when=FIRST_COMPLETED)
        for future in finished:
            promised.pop(future)
            people -= future.result()
            progress.add(future.result())


def _indexes(first: int) -> Iterator[int]:
    while True:
        yield first
        first += HOUSEHOLDS_A_SHARE


class _Progress:
    """A bar on a terminal, a line a minute elsewhere."""

    def __init__(self, total: int, stream: Any) -> None:
        self.total, self.stream, self.done, self.started = total, stream, 0, time.monotonic()

    def add(self, people: int) -> None:
        self.done += people
        rate = self.done / (time.monotonic() - self.started)
        bar = "█" * int(30 * self.done / self.total)
        left = (self.total - self.done) / rate
        self.say(
            f"\r{bar:<30} {self.done:>9,} / {self.total:,}  {rate:,.0f}/s  ".replace(",", " ")
            + _("%(seconds)d s left") % {"seconds": left}
            + " "
        )

    def say(self, text: str) -> None:
        if self.stream.isatty() or text.startswith("\n"):
            self.stream.write(text)
            self.stream.flush()
