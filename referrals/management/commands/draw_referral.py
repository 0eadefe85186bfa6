import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from accounts.models import Mutual
from accounts.scopes import within_mutuals
from audit.actors import acting, job
from audit.errors import Refused
from practitioners.asking import origin_of
from practitioners.enums import Sex
from practitioners.errors import UnknownNetworkError, UnknownProfessionError
from practitioners.queries import networks_of
from practitioners.terms import Kind, Wishes, kind_of, understand
from referrals import queries
from referrals.models import Referral
from referrals.services import Asked, draw_list


class Command(BaseCommand):
    help = "Draw five places of practice, and keep the record, as the screen and the API do."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--profession", required=True, help="code (40, 10-SM38-SM85) or plain words (dentiste)")
        place = parser.add_mutually_exclusive_group(required=True)
        place.add_argument("--postcode")
        place.add_argument("--commune", help="name, perhaps with its department")
        parser.add_argument("--sex", choices=Sex.values, default="")
        parser.add_argument("--language", default="")
        parser.add_argument("--step-free", action="store_true")
        parser.add_argument("--home-visits", action="store_true")
        parser.add_argument("--network", help="only within this network of the mutual, when the member asks")
        parser.add_argument("--mutual", metavar="CODE", help="whose member asks; the first one when it is not said")
        parser.add_argument("--json", action="store_true", help="the whole record")

    def handle(self, *_args: Any, **options: Any) -> None:
        mutual = _mutual(options["mutual"])
        try:
            kind, origin = _kind(options["profession"]), origin_of(options["postcode"] or options["commune"])
            with acting(job("draw_referral")), within_mutuals([mutual.pk]), transaction.atomic():
                asked = Asked(kind, origin, _wishes(options, mutual))
                referral = draw_list(mutual_id=mutual.pk, asked=asked)
                self.stdout.write(_said(referral, as_json=options["json"]))
        except Refused as refusal:
            raise CommandError(str(refusal)) from None


def _mutual(code: str | None) -> Mutual:
    found = Mutual.objects.filter(is_active=True).order_by("pk")
    mutual = (found.filter(code=code) if code else found).first()
    if mutual is None:
        raise CommandError(f"no such mutual: {code}" if code else "there is no mutual yet")
    return mutual


def _wishes(options: dict[str, Any], mutual: Mutual) -> Wishes:
    """Raises UnknownNetworkError."""
    network = networks_of(mutual.pk).filter(name__iexact=options["network"]).first() if options["network"] else None
    if options["network"] and network is None:
        raise UnknownNetworkError
    return Wishes(
        sex=options["sex"],
        language=options["language"],
        step_free=options["step_free"],
        home_visits=options["home_visits"],
        network=network.pk if network else 0,
    )


def _kind(text: str) -> Kind:
    found = kind_of(text) or next(iter(understand(text)), None)
    if found is None:
        raise UnknownProfessionError
    return found


def _said(referral: Referral, *, as_json: bool) -> str:
    record = queries.record_of(referral)
    if as_json:
        return json.dumps(record, ensure_ascii=False, indent=2)
    lines = [f"{referral.label}: {referral.size} eligible, {len(record['practitioners'])} drawn"]
    lines += [f"{one['rank']}. {one['name']}, {one['address']}" for one in record["practitioners"]]
    return "\n".join(lines)
