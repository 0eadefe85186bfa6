import json
import resource
import sys
import time
from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from audit.actors import acting, job
from audit.errors import Refused
from practitioners.imports import import_practitioners
from practitioners.uploads import odds_file


class Command(BaseCommand):
    help = (
        "Import the open extraction of the national register (PS_LibreAcces_Personne_activite): all of it, or nothing."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--published", type=date.fromisoformat, help="day of the extraction, if its name has none")
        parser.add_argument("--report", type=Path, help="write the odd rows there, as CSV")
        parser.add_argument(
            "--confirm-drop", action="store_true", help="even if it has far fewer rows than the last one"
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        before = time.monotonic()
        try:
            with options["file"].open("rb") as file, acting(job("import_practitioners")):
                report = import_practitioners(
                    file=file,
                    name=options["file"].name,
                    published_on=options["published"],
                    confirmed=options["confirm_drop"],
                    progress=_show if sys.stderr.isatty() else lambda _done, _of: None,
                )
        except (OSError, Refused) as error:
            raise CommandError(str(error)) from None
        if options["report"]:
            options["report"].write_bytes(odds_file(report.odds))
        spent = time.monotonic() - before
        said = {
            "rows": report.rows,
            **report.counts(),
            "seconds": round(spent, 1),
            "rows_per_second": round(report.rows / max(spent, 0.001)),
            "memory_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
        }
        self.stdout.write(json.dumps(said, ensure_ascii=False))


def _show(done: int, of: int) -> None:
    sys.stderr.write(f"\r{'█' * int(30 * done / max(of, 1)):<30} {100 * done // max(of, 1):>3} %")
    sys.stderr.flush()
