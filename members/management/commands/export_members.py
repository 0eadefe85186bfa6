import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts.models import Mutual
from audit.actors import acting, job
from members.exports import export_members


class Command(BaseCommand):
    help = "Write a mutual's members as the file that import_members reads."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--mutual", required=True, metavar="CODE")
        parser.add_argument(
            "--output", type=Path, help="a file to create, readable by its owner alone; standard output otherwise"
        )
        parser.add_argument("--with-nir", action="store_true", help="social security numbers too")

    def handle(self, *_args: Any, **options: Any) -> None:
        mutual = Mutual.objects.filter(code=options["mutual"]).first()
        if mutual is None:
            raise CommandError(f"no such mutual: {options['mutual']}")
        with acting(job("export_members")):
            if options["output"] is None:
                export_members(mutual=mutual, file=sys.stdout, with_nir=options["with_nir"])
                return
            try:
                options["output"].touch(mode=0o600, exist_ok=False)
            except OSError as error:
                raise CommandError(f"cannot create {options['output']}: {error.strerror}") from None
            with options["output"].open("w", encoding="utf-8", newline="") as file:
                rows = export_members(mutual=mutual, file=file, with_nir=options["with_nir"])
        sys.stderr.write(f"{rows} people\n")
