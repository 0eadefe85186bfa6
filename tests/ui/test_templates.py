"""Every template of the project, read as text: what the content security policy, the sprite and htmx 4 ask of it."""

import re
from pathlib import Path
from runpy import run_path
from types import SimpleNamespace
from typing import Any

import pytest
from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation

ROOT = Path(settings.ROOT)
TEMPLATES = sorted([*(ROOT / "templates").rglob("*.html"), *(ROOT / "tests/ui/templates").rglob("*.html")])
SCRIPTS = ROOT / "ui/static/ui/js"
SPRITE = set(re.findall(r'<symbol id="i-([\w-]+)"', (ROOT / "ui/static/ui/icons.svg").read_text()))

checker = SimpleNamespace(**run_path(str(ROOT / "tests/vendor/htmx-upgrade-check.py")))

FORBIDDEN = {
    "an inline style": re.compile(r"<style|\sstyle\s*=", re.IGNORECASE),
    "an inline handler": re.compile(r"\son[a-z]+\s*=", re.IGNORECASE),
    "an inline script": re.compile(r"<script(?![^>]*\b(?:src=|type=\"application/json\"))", re.IGNORECASE),
    "a javascript: address": re.compile(r"javascript:", re.IGNORECASE),
    "another server": re.compile(r'(?:src|href|action)="(?:https?:)?//'),
    "htmx that needs eval": re.compile(r"hx-on|\bjs:|hx-vars|hx-trigger=\"[^\"]*\["),
    "htmx-ext or its own tag": re.compile(r"hx-ext|htmx_script|hx-sse|hx-ws"),
    "an inherited attribute that htmx 4 does not inherit": re.compile(r"<body[^>]*\bhx-[a-z-]+="),
}


def words(path: Path) -> str:
    """A template without its comments."""
    text = re.sub(r"\{% comment %\}.*?\{% endcomment %\}", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    return re.sub(r"\{#.*?#\}", "", text)


@pytest.mark.parametrize("what", FORBIDDEN)
def test_no_template_has(what: str) -> None:
    found = [
        f"{path.relative_to(ROOT)}: {hit[0]}" for path in TEMPLATES for hit in FORBIDDEN[what].finditer(words(path))
    ]
    assert found == []


def test_every_icon_is_in_the_sprite() -> None:
    literal = re.compile(r'\{% icon "([\w-]+)"|\bicon="([\w-]+)"')
    used = {(path.name, one or other) for path in TEMPLATES for one, other in literal.findall(words(path))}
    assert {(name, icon) for name, icon in used if icon not in SPRITE} == set()


def test_every_id_is_used_once_in_the_shell() -> None:
    names = ["shell.html", "base.html", *(f"ui/{path.name}" for path in (ROOT / "templates/ui").glob("*.html"))]
    ids = [found for name in names for found in re.findall(r'\sid="([\w-]+)"', words(ROOT / "templates" / name))]
    assert sorted(ids) == sorted(set(ids))


def upgrade_check(path: Path) -> list[str]:
    """What htmx's own checker finds of version 2, but for an attribute that every request below it has for itself."""
    issues = checker.check_file(str(path))
    return [str(issue) for issue in issues if issue.category != "inheritance" or needs_inheritance(path, issue)]


def needs_inheritance(path: Path, issue: Any) -> bool:
    builder = checker.TreeBuilder()
    builder.feed(checker.strip_template_syntax(path.read_text(encoding="utf-8")))
    attribute = issue.message.split()[0]
    holders = [node for node in builder.root.descendants() if node.line == issue.line and attribute in node.attrs]
    below = [node for holder in holders for node in holder.descendants() if node.has_request_attr()]
    if not below:
        return not all(holder.has_request_attr() for holder in holders)
    return any(attribute not in node.attrs for node in below)


def test_htmx_upgrade_check_finds_nothing_of_version_2() -> None:
    scripts = sorted(SCRIPTS.glob("*.js"))
    assert [issue for path in [*TEMPLATES, *scripts] for issue in upgrade_check(path)] == []


@pytest.mark.parametrize(
    "body", ['<p hx-target="#a"><a hx-get="/"></a></p>', "<p hx-headers='{}'></p>", '<p hx-vars="a"></p>']
)
def test_htmx_upgrade_check_would_find_it(tmp_path: Path, body: str) -> None:
    (tmp_path / "old.html").write_text(body)
    assert len(upgrade_check(tmp_path / "old.html")) == 1


@pytest.mark.parametrize("code", [400, 403, 404, 500, 503])
@pytest.mark.parametrize("lang", ["fr", "en-gb"])
@pytest.mark.attack(30)
def test_error_pages_need_no_request_and_no_database(code: int, lang: str) -> None:
    with translation.override(lang):
        page = render_to_string(f"{code}.html")
    assert re.findall(r'<html lang="([\w-]+)" data-bs-theme="(\w+)"', page) == [(lang, "auto")]


@pytest.mark.parametrize("code", [400, 403, 404, 500, 503])
def test_error_pages_never_exclaim_nor_say_error(code: int) -> None:
    with translation.override("fr"):
        page = render_to_string(f"{code}.html")
    text = re.sub(r"<[^>]+>", "", page[page.index("<main>") :])
    assert re.findall(r"!|[Ee]rreur|Oups|[Vv]euillez", text) == []


def test_the_reference_of_a_fault_is_shown() -> None:
    assert render_to_string("500.html", {"reference": "7f3a-19c2"}).count("7f3a-19c2") == 1
