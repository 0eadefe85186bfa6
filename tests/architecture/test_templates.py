"""Every template is used, loads, and names only what its app may know."""

import re
from pathlib import Path

import allauth
import django
import pytest
from django.template import TemplateDoesNotExist
from django.template.loader import get_template

from tests.architecture.project import ROOT, may_know, modules, ranks, templates

# Folders of templates that replace a library's, with where the library keeps its own.
THEIRS = {
    **dict.fromkeys(("account", "allauth", "mfa", "usersessions"), Path(allauth.__file__).parent),
    **dict.fromkeys(("admin", "registration"), Path(django.__file__).parent / "contrib/admin"),
    "django": Path(django.__file__).parent / "forms",
}
# Loaded by name: 429 by allauth, 503 by our middleware, the others by Django.
ERRORS = {"400.html", "403.html", "403_csrf.html", "404.html", "429.html", "500.html", "503.html"}
NAME = re.compile(r"""["']([\w./-]+\.(?:html|txt))(?:#[\w-]+)?["']""")
# With `as`, a page that is not there leaves an empty address and no error: an offer, not a dependency.
URL = re.compile(r"""\{%\s*url\s+["']([\w-]+):[\w:-]+["'](?![^%]*\bas\b)""")


def named() -> set[str]:
    """Every template name that a module, another template or a sample of the kit says."""
    samples = (path.read_text(encoding="utf-8") for path in (ROOT / "tests/ui").rglob("*.html"))
    code = ((ROOT / path).read_text(encoding="utf-8") for path in modules())
    return {name for text in (*code, *templates().values(), *samples) for name in NAME.findall(text)}


def replaces_a_library_s(name: str) -> bool:
    folder = THEIRS.get(name.split("/", maxsplit=1)[0])
    return folder is not None and any(folder.rglob(f"templates/{name}"))


def test_every_template_is_used() -> None:
    known = named() | ERRORS
    unused = [name for name in templates() if name not in known and not replaces_a_library_s(name)]
    assert unused == []


@pytest.mark.parametrize("name", sorted(templates()))
def test_every_template_loads(name: str) -> None:
    try:
        get_template(name)
    except TemplateDoesNotExist as missing:
        pytest.fail(f"{name} names {missing}")


def test_links_go_down() -> None:
    """A template of a lower app does not know the pages of an upper one."""
    upward = [
        f"{name} -> {target}"
        for name, text in templates().items()
        for target in URL.findall(text)
        if (app := name.split("/")[0]) in ranks() and target in ranks() and not may_know(app, target)
    ]
    assert upward == []


def test_a_form_gets_its_token() -> None:
    """`only` leaves the token behind; the client of the tests would not miss it, a browser is refused."""
    alone = re.compile(r"""\{%\s*include\s+["']([\w./-]+)["'][^%]*\bonly\s*%\}""")
    without = [
        f"{name} -> {found[1]}"
        for name, text in templates().items()
        for found in alone.finditer(text)
        if "{% csrf_token %}" in templates()[found[1]] and "csrf_token=csrf_token" not in found[0]
    ]
    assert without == []


def test_no_template_has_script_or_style_of_its_own() -> None:
    """The content security policy would refuse them; data for a script of a file is not a script."""
    inline = re.compile(
        r"<script(?![^>]*\b(?:src=|type=.application/json))|<style|\sstyle=|\son[a-z]+=|javascript:", re.IGNORECASE
    )
    assert [name for name, text in templates().items() if inline.search(text)] == []
