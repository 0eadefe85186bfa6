from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from accounts import deadlines
from accounts.matrix import MATRIX, ROUTES, TABLES, Action, Rule, Table
from accounts.roles import DESCRIPTIONS, Role

PAGE = Path("docs/access.md")
HEAD = """# Who may do what

Written by `manage.py access_table` from `accounts/matrix.py` and `accounts/roles.py`; a test fails when the two differ.

A right is the role's, on a mutual that the account is granted that day, and, where it says R, on a member to whom the
account is related: found by two facts within {ground} minutes, or opened on a written reason within {glass} minutes.
F asks for a password, a code or a key given within {fresh} minutes. What is not in these tables is refused: another
mutual's row, a route or a table that does not exist and a right that is missing all answer 404.
A session ends {absolute} hours after signing in, or after {idle} minutes without a request.
"""


class Command(BaseCommand):
    def add_arguments(self, parser: CommandParser) -> None:
        parser.description = _("Write docs/access.md from the access matrix.")
        parser.add_argument(
            "--check", action="store_true", help=_("write nothing; fail when the page is not what the matrix says")
        )

    def handle(self, **options: Any) -> None:
        page = settings.ROOT / PAGE
        text = render()
        if not options["check"]:
            page.write_text(text, encoding="utf-8")
        elif not page.is_file() or page.read_text(encoding="utf-8") != text:
            raise CommandError(_("%(page)s is not what the matrix says: run manage.py access_table.") % {"page": PAGE})


def render() -> str:
    """The page, ending with a newline."""
    minutes = {
        name: int(duration.total_seconds() // 60)
        for name, duration in {
            "ground": deadlines.SEARCH_GROUND,
            "glass": deadlines.BREAK_GLASS,
            "fresh": deadlines.FRESH_AUTHENTICATION,
            "idle": deadlines.SESSION_IDLE,
        }.items()
    }
    head = HEAD.format(absolute=int(deadlines.SESSION_ABSOLUTE.total_seconds() // 3600), **minutes)
    return f"{head}\n{_roles()}\n{_actions()}\n{_routes()}\n{_tables()}"


def _table(heads: list[str], rows: list[list[str]]) -> str:
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines) + "\n"


def _roles() -> str:
    return "## Roles\n\n" + _table(
        ["role", "what it is for"], [[said.label, said.purpose] for said in DESCRIPTIONS.values()]
    )


def _actions() -> str:
    heads = ["", *(DESCRIPTIONS[role].label for role in Role)]
    rows = [[_words(action), *(_rule(MATRIX[action].get(role)) for role in Role)] for action in MATRIX]
    return "## Actions\n\nyes, R with a relation, F with a fresh authentication, – never\n\n" + _table(heads, rows)


def _rule(rule: Rule | None) -> str:
    if rule is None:
        return "–"
    return " ".join(letter for letter, asked in (("R", rule.relation), ("F", rule.fresh)) if asked) or "yes"


def _routes() -> str:
    rows = [[f"`{name}`", "anybody" if action is Action.PUBLIC else _words(action)] for name, action in ROUTES.items()]
    rows.append(["`admin:*`", _words(Action.ADMINISTER)])
    return "## Routes\n\n" + _table(["route", "action"], rows)


def _tables() -> str:
    heads = ["table of the administration", "add", "change", "delete", "fresh"]
    rows = [[f"`{label}`", *_marks(table)] for label, table in TABLES.items()]
    return (
        "## Administration\n\nEvery table below can be read; no other table is shown, a member's least of all.\n\n"
        + _table(heads, rows)
    )


def _marks(table: Table) -> list[str]:
    return ["yes" if asked else "–" for asked in (table.add, table.change, table.delete, table.fresh)]


def _words(action: Action) -> str:
    return action.value.replace("_", " ")
