from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.queries import granted_mutual_ids
from accounts.roles import Role
from accounts.scopes import within_mutuals
from audit.actors import acting, job
from audit.errors import Refused
from knowledge.services import begin_with


class Command(BaseCommand):
    help = "Add the articles to begin with, in the name of a documentalist; they wait for their second reader unless one is named."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--author", required=True, help="Username of the documentalist who stands for them.")
        parser.add_argument("--reader", help="Username of another documentalist, who has read them all.")

    def handle(self, *, author: str, reader: str | None, verbosity: int, **_options: Any) -> None:
        writer, second = _documentalist(author), _documentalist(reader) if reader else None
        with acting(job("load_articles")), within_mutuals(granted_mutual_ids(writer)):
            try:
                added = begin_with(author=writer, reader=second)
            except Refused as refusal:
                raise CommandError(str(refusal)) from None
        if verbosity:
            self.stdout.write(_("%(number)d articles added.") % {"number": added})


def _documentalist(username: str) -> User:
    found = User.objects.filter(username=username, role=Role.DOCUMENTALIST.value, is_active=True).first()
    if found is None:
        raise CommandError(_("No active documentalist is called “%(name)s”.") % {"name": username})
    return found
