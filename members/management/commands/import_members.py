import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from accounts.models import Mutual
from audit.actors import acting, job
from audit.errors import Refused
from members.enums import ImportMode, ImportState
from members.imports import Report, import_members

SHOWN = 20


class Command(BaseCommand):
    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.description = _("Import a file of a mutual’s members (docs/members-file.md): all of it, or nothing.")
        parser.add_argument("file", type=Path)
        parser.add_argument("--mutual", required=True, metavar="CODE")
        parser.add_argument(
            "--complete",
            action="store_true",
            help=_("the file is the whole population: end the cover of whoever is left out"),
        )
        parser.add_argument("--dry-run", action="store_true", help=_("say what it would do, and do nothing"))
        parser.add_argument(
            "--confirm-drop", action="store_true", help=_("even if more people lose their cover than the policy allows")
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        mutual = Mutual.objects.filter(code=options["mutual"]).first()
        if mutual is None:
            raise CommandError(_("There is no mutual with the code %(code)s.") % {"code": options["mutual"]})
        try:
            with options["file"].open("rb") as file, acting(job("import_members")):
                report = import_members(
                    mutual=mutual,
                    file=file,
                    mode=ImportMode.COMPLETE if options["complete"] else ImportMode.UPDATE,
                    dry_run=options["dry_run"],
                    confirmed=options["confirm_drop"],
                    progress=_show if sys.stderr.isatty() else lambda _done, _of: None,
                )
        except FileNotFoundError:
            raise CommandError(_("There is no file %(path)s.") % {"path": options["file"]}) from None
        except OSError:
            told = {"path": options["file"]}
            raise CommandError(_("%(path)s cannot be read: check that it is a file, and its rights.") % told) from None
        except Refused as error:
            raise CommandError(str(error)) from None
        self.stdout.write(json.dumps(_result(report), ensure_ascii=False))
        if report.state in {ImportState.REFUSED, ImportState.TO_CONFIRM}:
            sys.exit(1)


def _show(done: int, of: int) -> None:
    sys.stderr.write(f"\r{'█' * int(30 * done / max(of, 1)):<30} {100 * done // max(of, 1):>3} %")
    sys.stderr.flush()


def _result(report: Report) -> dict[str, Any]:
    listed = [
        {"line": refusal.line, "column": refusal.column, "value": refusal.value, "reason": refusal.reason}
        for refusal in report.refusals.listed[:SHOWN]
    ]
    return {"state": report.state.value, **report.counts(), "refusals": report.refusals.total, "listed": listed}
