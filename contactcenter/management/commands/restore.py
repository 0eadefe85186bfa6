from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from contactcenter import embedded
from contactcenter.backup import BackupError, restore


class Command(BaseCommand):
    help = (
        "Put a backup into the empty folder and database that the program is given, and prove that both are the same."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("source", help="the folder that `backup` has written")
        parser.add_argument("--keys", help="the file of its keys, unless it lies beside it")

    def handle(self, *, source: str, keys: str | None, **_: Any) -> None:
        try:
            done = restore(Path(source), keys=Path(keys) if keys else None)
        except BackupError as error:
            embedded.refuse(error)
        made = done.manifest
        print(f"Restauré dans {settings.VAR} : sauvegarde du {made.made_at}, version {made.version}")
        print(f"  {len(made.tables)} tables, {made.rows} lignes, {made.documents[0]} documents : empreintes identiques")
        if done.behind:
            print(f"  {done.behind} migrations restent à faire : « make run » les fait, ou « manage.py migrate ».")
