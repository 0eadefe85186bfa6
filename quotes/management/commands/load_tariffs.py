import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from audit.actors import acting, job
from quotes.errors import TariffsRefusedError
from quotes.services.tariffs import TariffFile, load_tariffs


class Command(BaseCommand):
    help = (
        "Load tariffs: our own CSV, or an export of the CNAM (LPP_HISTO_TOT, R_PU_BASE). All of the file, or nothing."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--format", choices=["own", "lpp", "ccam"], default="own")
        parser.add_argument("--labels", type=Path, help="LPP_FICHE_TOT or R_ACTE, for codes that are not there yet")
        parser.add_argument("--grid", default="001", help="GRILLE_COD of dentists in R_PU_BASE")

    def handle(self, *_args: Any, **options: Any) -> None:
        try:
            file = TariffFile(
                kind=options["format"],
                name=options["file"].name,
                content=options["file"].read_bytes(),
                labels=options["labels"].read_bytes() if options["labels"] else b"",
                grid=options["grid"],
            )
            with acting(job("load_tariffs")):
                load = load_tariffs(file)
        except OSError as error:
            raise CommandError(str(error)) from None
        except TariffsRefusedError as refusal:
            rows = "\n".join(f"{number} {column}: {why}" for number, column, why in refusal.rows[:20])
            raise CommandError(f"{refusal}\n{rows}") from None
        counts = {"added": load.added, "changed": load.changed, "same": load.same, "report": load.report}
        self.stdout.write(json.dumps(counts, ensure_ascii=False, indent=2))
