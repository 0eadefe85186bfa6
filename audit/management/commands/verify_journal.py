from typing import Any

from django.core.management.base import BaseCommand, CommandError

from audit.models import JournalSeal
from audit.services import broken_seals


class Command(BaseCommand):
    help = "Compare every sealed entry of the journal with its seal. Ends with 1 when an entry was changed or removed."

    def handle(self, **options: Any) -> None:  # noqa: ARG002  Django's signature
        broken = broken_seals()
        for seal in broken:
            self.stdout.write(
                f"entries {seal.first_id} to {seal.last_id}: changed or removed since {seal.sealed_at:%Y-%m-%d %H:%M}"
            )
        self.stdout.write(f"{JournalSeal.objects.count()} seals, {len(broken)} broken")
        if broken:
            raise CommandError("The journal was changed.")
