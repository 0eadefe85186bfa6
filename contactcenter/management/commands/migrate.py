from typing import Any

from django.core.management.base import CommandParser
from django.core.management.commands import migrate
from django.db import connections

from contactcenter.privileges import grant_application_role

LOCK = "SELECT pg_advisory_lock(hashtext('contactcenter.migrate'))"
UNLOCK = "SELECT pg_advisory_unlock(hashtext('contactcenter.migrate'))"


class Command(migrate.Command):
    """Django's `migrate`, as the owner of the tables, one at a time, and with the application's rights given after it."""

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.set_defaults(database="owner")

    def handle(self, *args: Any, **options: Any) -> None:
        with connections["owner"].cursor() as cursor:
            cursor.execute(LOCK)
            try:
                super().handle(*args, **options)
                grant_application_role()
            finally:
                cursor.execute(UNLOCK)
