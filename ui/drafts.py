"""What drafts.js and whole.js say and hear: a text that is kept as one types, and a form that is kept whole.

A whole form is a text, one `name=value` a line; an end of line inside a value is a backslash and an n, a backslash is two.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from ui import formats

LONGEST = 100_000
"""Characters of a text."""
ESCAPED = re.compile(r"\\(\\|n)")


@dataclass(frozen=True, slots=True)
class Sent:
    """TEXT as the page has it, typed over VERSION. `status` is not 200 for what cannot be kept."""

    text: str
    version: int
    status: int = 200


def sent(request: HttpRequest) -> Sent:
    text, version = request.POST.get("text", "").replace("\r\n", "\n"), request.POST.get("version", "")
    if not version.isdecimal() or len(version) > 9:
        return Sent("", 0, 400)
    return Sent(text, int(version), 413 if len(text) > LONGEST else 200)


def kept(version: int) -> HttpResponse:
    """The text is kept, and VERSION is what is typed over next."""
    said = _("Kept at %(time)s") % {"time": f"{timezone.localtime():%H:%M:%S}"}
    return JsonResponse({"version": version, "said": said})


def found(text: str, version: int, at: datetime | None) -> HttpResponse:
    """The text as it was kept AT that instant; without one there is none."""
    said = ""
    if at is not None:
        age = formats.duration((timezone.now() - at).total_seconds(), get_language() or "")
        said = _("Draft of %(moment)s taken up again, written %(age)s ago") % {
            "moment": formats.moment(timezone.localtime(at)),
            "age": age,
        }
    return JsonResponse({"text": text, "version": version, "said": said})


def fields_of(text: str) -> QueryDict:
    """A whole form as if it were sent."""
    said = QueryDict(mutable=True)
    for line in text.split("\n"):
        name, is_said, value = line.partition("=")
        if is_said:
            said.appendlist(name, ESCAPED.sub(lambda mark: "\n" if mark[1] == "n" else "\\", value))
    return said


def initial_of(said: QueryDict, fields: Mapping[str, forms.Field], *, prefix: str = "") -> dict[str, Any]:
    """What a form begins with that was left half filled: whatever it does not say was empty."""
    names: Iterable[tuple[str, str]] = ((name, f"{prefix}-{name}" if prefix else name) for name in fields)
    return {name: said.getlist(key) if _has_many(fields[name]) else said.get(key, "") for name, key in names}


def _has_many(field: forms.Field) -> bool:
    return isinstance(field, (forms.MultipleChoiceField, forms.ModelMultipleChoiceField))
