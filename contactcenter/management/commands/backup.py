from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from contactcenter import embedded
from contactcenter.backup import BackupError, back_up
from contactcenter.backup.archive import MANIFEST, digest_of, keys_beside
from contactcenter.backup.taking import default_place


class Command(BaseCommand):
    help = "Write database and documents of one instant into a folder, with their digests, and the keys beside it."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("to", nargs="?", help="a folder that is empty or not there yet")

    def handle(self, *, to: str | None, **_: Any) -> None:
        place = Path(to).absolute() if to else default_place()
        try:
            made = back_up(place)
        except BackupError as error:
            embedded.refuse(error)
        count, size = made.documents
        print(f"Sauvegarde : {place}")
        print(f"  {len(made.tables)} tables, {made.rows} lignes, {count} documents ({size} octets)")
        print(f"  Empreinte du manifeste (SHA-256) : {digest_of(place / MANIFEST)}")
        print(f"Clés : {keys_beside(place)}")
        print("  À garder à l’abri et ailleurs que la sauvegarde : sans elles, ce qui est chiffré est perdu.")
        for name in made.missing:
            print(f"  Attention : {name} est nommé dans la base et n’est plus sur le disque.")
