import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts.models import Mutual, User
from accounts.roles import Role
from accounts.scopes import within_mutuals
from audit.actors import acting, job
from audit.errors import Refused
from prevention.sources import FILE
from prevention.uploads import load_campaigns


class Command(BaseCommand):
    help = "Load prevention campaigns from a CSV file: all of them, or nothing. Each waits for a second reader."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "file", type=Path, nargs="?", default=FILE, help="without one, the campaigns that come with the program"
        )
        parser.add_argument("--author", required=True, help="account of the documentalist who answers for the texts")

    def handle(self, *_args: Any, **options: Any) -> None:
        author = User.objects.filter(username=options["author"], role=Role.DOCUMENTALIST).first()
        if author is None:
            raise CommandError(f"{options['author']} is no documentalist’s account.")
        mutuals = list(Mutual.objects.values_list("pk", flat=True))
        try:
            with (
                options["file"].open(encoding="utf-8-sig", newline="") as file,
                acting(job("load_campaigns")),
                within_mutuals(mutuals),
            ):
                report = load_campaigns(file=file, author=author)
        except (OSError, Refused) as error:
            raise CommandError(str(error)) from None
        counts = {
            "loaded": report.loaded,
            "to_verify": report.to_verify,
            "without_sentence": report.silent,
            "known": report.known,
        }
        self.stdout.write(json.dumps(counts))
