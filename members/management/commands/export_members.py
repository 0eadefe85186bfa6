import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Mutual
from audit.actors import acting, job
from members.exports import export_members


class Command(BaseCommand):
    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.description = _("Write a mutual’s members as the file that import_members reads.")
        parser.add_argument("--mutual", required=True, metavar="CODE")
        parser.add_argument(
            "--output", type=Path, help=_("a file to create, readable by its owner alone; standard output otherwise")
        )
        parser.add_argument("--with-nir", action="store_true", help=_("social security numbers too"))

    def handle(self, *_args: Any, **options: Any) -> None:
        mutual = Mutual.objects.filter(code=options["mutual"]).first()
        if mutual is None:
            raise CommandError(_("There is no mutual with the code %(code)s.") % {"code": options["mutual"]})
        with acting(job("export_members")):
            if options["output"] is None:
                export_members(mutual=mutual, file=sys.stdout, with_nir=options["with_nir"])
                return
            try:
                options["output"].touch(mode=0o600, exist_ok=False)
            except FileExistsError:
                told = {"path": options["output"]}
                raise CommandError(_("The file %(path)s exists already: name another one.") % told) from None
            except OSError:
                told = {"path": options["output"]}
                raise CommandError(_("%(path)s cannot be created: check the folder and its rights.") % told) from None
            with options["output"].open("w", encoding="utf-8", newline="") as file:
                rows = export_members(mutual=mutual, file=file, with_nir=options["with_nir"])
        sys.stderr.write(ngettext("%(count)d person", "%(count)d people", rows) % {"count": rows} + "\n")
