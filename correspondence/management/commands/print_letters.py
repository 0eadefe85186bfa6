from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.models import Mutual
from accounts.scopes import within_mutuals
from audit.actors import acting, job
from correspondence import queries
from correspondence.services import spool


class Command(BaseCommand):
    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.description = _("Put the letters that are due in batches for the printer, one PDF a mutual.")
        parser.add_argument("--mutual", metavar="CODE", help=_("of this mutual only"))
        parser.add_argument("--apply", action="store_true", help=_("make them; without it, only counted"))

    def handle(self, *_args: Any, **options: Any) -> None:
        wanted = Q(code=options["mutual"]) if options["mutual"] else Q()
        mutuals = list(Mutual.objects.filter(wanted))
        with acting(job("print_letters")), within_mutuals([mutual.pk for mutual in mutuals]), transaction.atomic():
            for tray in queries.trays():
                self.stdout.write(f"{tray.mutual.code} {tray.letters}")
                if options["apply"] and tray.letters:
                    spool.ask(user=None, mutual_id=tray.mutual.pk)
        if options["apply"]:
            with acting(job("print_letters")):
                spool.make_due()
