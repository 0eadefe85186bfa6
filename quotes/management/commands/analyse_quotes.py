import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, transaction
from django.utils import translation
from django.utils.translation import gettext as _

from quotes import anomalies, answers, loading, queries, shapes
from quotes.benefits import compute
from quotes.errors import FaultsError
from quotes.money import written
from quotes.tariffs import TariffBook

SHOWN_DIFFERENCES = 20


class Command(BaseCommand):
    help = "Compute the quotes of a JSON file (docs/quotes.md) and print who pays what, line by line, as JSON."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--check", action="store_true", help="compare with `expect`; exit 1 on a difference")

    def handle(self, *_args: Any, **options: Any) -> None:
        # The same words whoever asks: commands run without a request's language.
        with translation.override("fr"):
            book = _tables()
            cases = _cases(options["file"])
            if options["check"] and not cases:
                raise CommandError(_("The file holds no case: there is nothing to compare."))
            done = [_analysed(case, book, at, check=options["check"]) for at, case in enumerate(cases, 1)]
            self.stdout.write(json.dumps(done, ensure_ascii=False, indent=2))
            wrong = [one for one in done if one.get("errors") or one.get("differences")]
            if options["check"]:
                self._tell(done, wrong)
        if wrong:
            sys.exit(1)

    def _tell(self, done: list[dict[str, Any]], wrong: list[dict[str, Any]]) -> None:
        for one in wrong[:SHOWN_DIFFERENCES]:
            self.stderr.write(f"{one['id']}: {json.dumps(one.get('errors') or one['differences'], ensure_ascii=False)}")
        self.stderr.write(
            _("%(cases)d cases, %(differences)d with a difference or an error")
            % {"cases": len(done), "differences": len(wrong)}
        )


def _tables() -> TariffBook:
    """Those of the database; those that come with the program where there is none yet."""
    try:
        with transaction.atomic():
            stored = queries.book()
    except DatabaseError:
        return loading.shipped()
    return stored if stored.rows else loading.shipped()


def _cases(path: Path) -> list[Any]:
    try:
        read = shapes.parsed(path.read_text(encoding="utf-8"))
    except IsADirectoryError:
        raise CommandError(_("%(file)s is a folder: give a file.") % {"file": path}) from None
    except OSError as error:
        raise CommandError(_("%(file)s cannot be read: %(why)s") % {"file": path, "why": error.strerror}) from None
    except UnicodeDecodeError:
        raise CommandError(_("This is not UTF-8.")) from None
    except FaultsError as error:
        raise CommandError(str(error)) from None
    return read if isinstance(read, list) else [read]


def _analysed(case: Any, book: TariffBook, at: int, *, check: bool) -> dict[str, Any]:
    """What the command prints of one case: figures, or what is wrong with it. AT names a case without a name."""
    name = (
        {"id": str(case["id"])[:80]} if isinstance(case, dict) and case.get("id") is not None else {"id": f"[{at - 1}]"}
    )
    try:
        asked = shapes.read_case(case, book)
        expected = shapes.expected(case) if check else {}
    except FaultsError as error:
        return name | {
            "errors": [{"field": fault.path, "rule": fault.rule, "text": str(fault)} for fault in error.faults]
        }
    lines = asked.quotes[0].lines
    who: Any = {"day": asked.day, "beneficiary": asked.beneficiary, "book": book, "domain": asked.domain}
    result = compute(lines, guarantee=asked.guarantee, **who)
    answer = name | answers.of_result(result, anomalies.find(result, **who))
    if asked.ignored:
        answer["ignored"] = list(asked.ignored)
    if check:
        answer["differences"] = [
            {"figure": figure, "expected": written(cents), "found": answer[figure]}
            for figure, cents in expected.items()
            if written(cents) != answer[figure]
        ]
    return answer
