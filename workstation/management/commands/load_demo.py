from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from workstation.demonstration import NotEmptyError, load


class Command(BaseCommand):
    help = "Fill an empty database with invented mutuals, accounts and members."

    def handle(self, *, verbosity: int, **_options: Any) -> None:
        if not settings.DEMO:
            raise CommandError(
                _("This is not a demonstration: set CONTACTCENTER_DEMO=1 to fill the database with invented data.")
            )
        try:
            loaded = load()
        except NotEmptyError:
            raise CommandError(
                _("This database is not empty: invented data is loaded into an empty one only. Nothing was changed.")
            ) from None
        if verbosity:
            self.stdout.write(
                _("%(people)d people; accounts and passwords: %(path)s")
                % {"people": loaded.people, "path": loaded.accounts_file}
            )
