from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from contacts.services.base import everywhere
from quality.oversight import draws_that_differ


class Command(BaseCommand):
    help = "Draw every sample of contacts again from its seed; fails when one differs."

    def handle(self, *_args: Any, **_options: Any) -> None:
        with everywhere(), transaction.atomic():
            found = [made.pk for made in draws_that_differ()]
        for number in found:
            self.stdout.write(f"draw {number}: other contacts than its seed draws")
        if found:
            raise CommandError(f"{len(found)} draws differ")
        self.stdout.write("every draw is what its seed draws")
