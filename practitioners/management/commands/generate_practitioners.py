from argparse import ArgumentParser
from itertools import islice
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from practitioners.invention import header, lines

CHUNK = 20_000


class Command(BaseCommand):
    help = "Write an extraction of practitioners who do not exist, for load tests and demonstrations."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--rows", type=int, default=2_100_000)
        parser.add_argument("--seed", type=int, default=1, help="the same seed gives the same file")
        parser.add_argument("--towns", nargs="*", default=[], metavar="INSEE", help="only in these communes")

    def handle(self, *_args: Any, **options: Any) -> None:
        found = lines(options["rows"], seed=options["seed"], towns=options["towns"])
        with options["file"].open("w", encoding="utf-8", newline="\n") as file:
            file.write(header() + "\n")
            while chunk := list(islice(found, CHUNK)):
                file.write("\n".join(chunk) + "\n")
