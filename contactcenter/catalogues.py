"""French catalogues, one for each app: extracted, merged, checked and compiled without gettext, settings or a server.

`python -m contactcenter.catalogues` does what `manage.py messages` does, before anything has started.
"""

import argparse
import ast
import io
import os
import re
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from operator import itemgetter
from pathlib import Path

import django
from babel.messages import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract
from babel.messages.mofile import read_mo, write_mo
from babel.messages.pofile import PoFileError, read_po, write_po
from django.utils.translation.template import templatize

from contactcenter import typography

ROOT = Path(__file__).resolve().parent.parent

KEYWORDS = {
    **DEFAULT_KEYWORDS,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext_lazy": (1, 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext_lazy": ((1, "c"), 2, 3),
}

# Plain modules may not import Django: every string given to these calls of theirs is a message, translated where it is shown.
PLAIN = {"accounts/roles.py": "Description"}

# Folders of templates that are not named after the app whose catalogue has their words.
FOLDERS = dict.fromkeys(("account", "admin", "allauth", "mfa", "registration", "usersessions"), "accounts")

# A translation that is rightly the same word carries this comment in its catalogue.
SAME = "same in French"

HEADER = """\
msgid ""
msgstr ""
"Language: fr\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: nplurals=2; plural=(n > 1);\\n"

"""

PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%[sd]|\{\w*\}")
LETTER = re.compile(r"[^\W\d_]")

Key = tuple[str, str]
"""Context (or the empty string) and English text in the singular."""

Text = str | tuple[str, ...] | list[str] | None
"""A message or its translation as Babel holds it: one form or several."""


class BrokenCatalogueError(Exception):
    """A catalogue's file cannot be read; the text names it and the line."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Exit code of the command: 1 when `--check` found something."""
    options = with_arguments(argparse.ArgumentParser(prog="messages")).parse_args(arguments)
    return run(apps=options.apps, check=options.check, compile_only=options.compile, prune=options.prune)


def with_arguments(parser: argparse.ArgumentParser) -> argparse.ArgumentParser:
    parser.add_argument("apps", nargs="*", help="Apps whose catalogues are meant; all of them without any.")
    parser.add_argument("--check", action="store_true", help="Write nothing; fail on whatever is missing or wrong.")
    parser.add_argument("--compile", action="store_true", help="Write the .mo files and nothing else.")
    parser.add_argument("--prune", action="store_true", help="Drop the entries that no source uses any more.")
    return parser


def run(*, apps: Sequence[str] = (), check: bool = False, compile_only: bool = False, prune: bool = False) -> int:
    """Bring the catalogues up to date and compile them, or say on standard error what is wrong with them."""
    chosen = list(apps) or local_apps()
    try:
        found = [*(problem for app in chosen for problem in problems(app)), *contradictions()] if check else []
        for app in () if check else chosen:
            if not compile_only:
                _replace(path_of(app), rendered(merged(app, prune=prune)))
            if path_of(app).exists():
                _replace(path_of(app).with_suffix(".mo"), compiled(existing(app)))
    except BrokenCatalogueError as error:
        found = [str(error)]
    sys.stderr.write("".join(f"{problem}\n" for problem in found))
    return 1 if found else 0


def local_apps() -> list[str]:
    """Folders beside manage.py that are Django apps, sorted."""
    return sorted(path.parent.name for path in ROOT.glob("*/apps.py"))


def path_of(app: str) -> Path:
    return ROOT / app / "locale" / "fr" / "LC_MESSAGES" / "django.po"


def extracted(app: str) -> Catalog:
    """Every message of the app's modules and templates, by file and then by text, without a translation."""
    catalogue = Catalog(locale="fr")
    found = []
    for path in sources(app):
        name = path.relative_to(ROOT).as_posix()
        found += [(name, key, message) for key, message in sorted(messages_in(path), key=itemgetter(0))]
    for name, (context, _), message in found:
        catalogue.add(message, locations=[(name, 1)], context=context or None)
    return catalogue


def sources(app: str) -> list[Path]:
    """The app's Python modules but for migrations, then the templates whose words it owns."""
    modules = [path for path in (ROOT / app).rglob("*.py") if "migrations" not in path.parts]
    templates = [*(ROOT / app / "templates").rglob("*.*"), *(ROOT / "templates").rglob("*.*")]
    return sorted(modules) + sorted(path for path in templates if path.is_file() and owner_of(path) == app)


def owner_of(template: Path) -> str:
    """The app whose catalogue has the words of a template: its folder's, or `ui` for what every screen shares."""
    first = template.relative_to(ROOT).parts[0]
    folder = template.relative_to(ROOT).parts[1]
    if first != "templates":
        return first
    return FOLDERS.get(folder, folder if (ROOT / folder / "apps.py").exists() else "ui")


def messages_in(path: Path) -> Iterator[tuple[Key, str | tuple[str, ...]]]:
    """The messages of a file as they come, each with its key; a pair when it has a plural."""
    text = path.read_text(encoding="utf-8")
    if path.suffix != ".py":
        # Indentation means nothing between the calls that stand for tags, and would mean something to Python's tokenizer.
        text = "\n".join(line.lstrip() for line in templatize(text).splitlines())
    elif (name := PLAIN.get(path.relative_to(ROOT).as_posix())) is not None:
        yield from ((("", words), words) for words in _strings_given_to(name, text))
    for _, message, _, context in extract("python", io.BytesIO(text.encode()), KEYWORDS):
        yield (context or "", forms(message)[0]), message


def _strings_given_to(name: str, source: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == name:
            yield from (
                part.value for part in node.args if isinstance(part, ast.Constant) and isinstance(part.value, str)
            )


def existing(app: str) -> Catalog:
    """The app's catalogue as it is in its file, empty when there is none. Raises BrokenCatalogueError."""
    date = datetime(2026, 1, 1, tzinfo=UTC)  # compiling twice must give the same bytes
    if not path_of(app).exists():
        return Catalog(locale="fr", creation_date=date, revision_date=date)
    with path_of(app).open("rb") as file:
        try:
            catalogue = read_po(file, locale="fr", abort_invalid=True)
        except PoFileError as error:
            raise BrokenCatalogueError(f"{path_of(app).relative_to(ROOT)}: {error}") from None
    catalogue.creation_date = catalogue.revision_date = date
    return catalogue


def merged(app: str, *, prune: bool = False) -> Catalog:
    """What the sources say now with the translations there are; unused ones wait as obsolete entries unless pruned."""
    old, new = existing(app), extracted(app)
    known = {**{key_of(entry): entry for entry in old.obsolete.values()}, **entries(old)}
    for key, message in entries(new).items():
        if (translated := known.pop(key, None)) is not None:
            message.string = _fitting(translated.string, message)
            message.user_comments = translated.user_comments
            message.flags |= translated.flags & {"fuzzy"}
    if not prune:
        new.obsolete.update({"\4".join(key): known[key] for key in sorted(known) if any(forms(known[key].string))})
    return new


def _fitting(translation: Text, message: Message) -> str | tuple[str, ...]:
    """A translation in the number of forms that the message has now."""
    known = forms(translation)
    return (known[0], known[1] if len(known) > 1 else "") if message.pluralizable else known[0]


def forms(text: Text) -> list[str]:
    """The forms of a message or of its translation: one, or one for each number; one empty form for nothing."""
    return [text or ""] if isinstance(text, str | None) else list(text)


def entries(catalogue: Catalog) -> dict[Key, Message]:
    """Messages by context and singular, without the header."""
    return {key_of(message): message for message in catalogue if message.id}


def key_of(message: Message) -> Key:
    return message.context or "", forms(message.id)[0]


def rendered(catalogue: Catalog) -> bytes:
    """The catalogue's file: no date and no line number, so that it changes only when a message does."""
    buffer = io.BytesIO()
    write_po(buffer, catalogue, width=0, include_lineno=False, omit_header=True)
    return HEADER.encode() + buffer.getvalue().lstrip(b"\n")


def compiled(catalogue: Catalog) -> bytes:
    buffer = io.BytesIO()
    write_mo(buffer, catalogue)
    return buffer.getvalue()


def problems(app: str) -> Iterator[str]:
    """What a reviewer would send back, one line each, beginning with the catalogue's path."""
    path = path_of(app).relative_to(ROOT).as_posix()
    catalogue, wanted = existing(app), rendered(merged(app))
    if not path_of(app).exists() or path_of(app).read_bytes() != wanted:
        yield f"{path}: is not what the sources say; run manage.py messages {app}"
    for entry in catalogue.obsolete.values():
        yield f"{path}: no source uses {key_of(entry)[1]!r}; run manage.py messages --prune {app}"
    for message in entries(catalogue).values():
        yield from (f"{path}: {fault}: {key_of(message)[1]!r}" for fault in faults_of(message))


def faults_of(message: Message) -> Iterator[str]:
    """What is wrong with one entry, as short phrases."""
    originals, translations = forms(message.id), forms(message.string)
    if message.fuzzy:
        yield "fuzzy"
    if not all(translations):
        yield "not translated"
        return
    for text in translations:
        if Counter(PLACEHOLDER.findall(text)) != Counter(PLACEHOLDER.findall(originals[-1])):
            yield "placeholders differ"
        if _edges(text) != _edges(originals[-1]):
            yield "begins or ends with other blanks"
        yield from (f"write {wanted}" for wanted in typography.faults(text))
    if translations[0] == originals[0] and LETTER.search(PLACEHOLDER.sub("", originals[0])):
        if SAME not in message.user_comments:
            yield f"left in English (if rightly so, put the comment {SAME!r} on it)"
    elif SAME in message.user_comments:
        yield f"differs, and its comment says {SAME!r}"


def contradictions() -> Iterator[str]:
    """One English text has one translation in all catalogues, Django's own included: only one of them would be shown."""
    said: dict[Key, tuple[str, str]] = {}
    folder = Path(django.__file__).parent
    for name in ("conf", "contrib/admin", "contrib/auth"):
        with (folder / name / "locale/fr/LC_MESSAGES/django.mo").open("rb") as file:
            said |= {key: (f"django/{name}", _plain(entry)) for key, entry in entries(read_mo(file)).items()}
    for app in local_apps():
        for key, entry in entries(existing(app)).items():
            other, text = said.setdefault(key, (app, _plain(entry)))
            if text and _plain(entry) not in {"", text}:
                yield f"{app}: {key[1]!r} is {text!r} in {other}: use the same words, or a context"


def _plain(entry: Message) -> str:
    """Its first form without what typography alone makes different."""
    return re.sub(r"\s", " ", forms(entry.string)[0].replace("’", "'").replace("…", "...")).strip()


def _edges(text: str) -> tuple[bool, bool]:
    return text[:1].isspace(), text[-1:].isspace()


def _replace(path: Path, content: bytes) -> None:
    """Write a file whole or not at all, and leave one that is already so."""
    if path.exists() and path.read_bytes() == content:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    draft.write_bytes(content)
    draft.replace(path)


if __name__ == "__main__":
    sys.exit(main())
