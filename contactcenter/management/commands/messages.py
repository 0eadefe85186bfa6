from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from contactcenter import catalogues


class Command(BaseCommand):
    help = "Bring the French catalogues up to date with the sources, and compile them."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        catalogues.with_arguments(parser)

    def handle(self, **options: Any) -> None:
        if catalogues.run(
            apps=options["apps"], check=options["check"], compile_only=options["compile"], prune=options["prune"]
        ):
            raise CommandError("The catalogues are not in order.")
