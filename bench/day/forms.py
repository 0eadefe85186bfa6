"""Forms as they stand in a page, read as a browser sends them. Regular expressions: a parser would take more time than the page."""

import html
import re
from functools import cache

Fields = dict[str, str | list[str]]

TAG = re.compile(r"<(input|select|textarea)\b([^>]*)>")
ATTRIBUTE = re.compile(r'([\w:-]+)(?:="([^"]*)")?')
OPTION = re.compile(r"<option\b([^>]*)>")
NEVER = {"submit", "button", "image", "reset", "file"}


class NoFormError(Exception):
    """The page has no form with this address; the text is the address without ids."""


def fields(page: str, action: str, *, having: str = "") -> Fields:
    """What a browser would send of the form with this address, as it stands; HAVING is a piece of the one that is meant.

    Raises NoFormError.
    """
    for found in _forms(action).finditer(page):
        if having in found[1]:
            return _sent(found[1])
    raise NoFormError(re.sub(r"[0-9a-f-]{36}|\d+", "…", action))


@cache
def _forms(action: str) -> re.Pattern[str]:
    return re.compile(rf'<form\b[^>]*\baction="{re.escape(action)}"[^>]*>(.*?)</form>', re.DOTALL)


def _sent(form: str) -> Fields:
    found: Fields = {}
    for tag in TAG.finditer(form):
        kind, attributes = tag.groups()
        said = {name: html.unescape(value) for name, value in ATTRIBUTE.findall(attributes)}
        if "name" not in said or "disabled" in said or said.get("type") in NEVER:
            continue
        if kind == "select":
            _add(found, said["name"], _chosen(_inside(form, tag)))
        elif kind == "textarea":
            _add(found, said["name"], html.unescape(_inside(form, tag)).removeprefix("\n"))
        elif said.get("type") not in {"checkbox", "radio"} or "checked" in said:
            _add(found, said["name"], said.get("value", "on" if said.get("type") == "checkbox" else ""))
    return found


def _inside(form: str, tag: re.Match[str]) -> str:
    return form[tag.end() : form.find(f"</{tag[1]}", tag.end())]


def _chosen(options: str) -> str:
    """The selected option, else the first."""
    each = [dict(ATTRIBUTE.findall(attributes)) for attributes in OPTION.findall(options)]
    chosen = next((one for one in each if "selected" in one), each[0] if each else {})
    return html.unescape(chosen.get("value", ""))


def _add(found: Fields, name: str, value: str) -> None:
    before = found.get(name)
    if before is None:
        found[name] = value
    else:
        found[name] = [*([before] if isinstance(before, str) else before), value]
