"""The API's page for people: drawn from the schema that machines read, without a script."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.openapi import AutoSchema

Column = tuple[str, bool]


class KeyScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]  # registers itself when it is defined
    target_class = "accounts.backends.ApiKeyAuthentication"
    name = "key"

    def get_security_definition(self, auto_schema: AutoSchema) -> dict[str, Any]:  # noqa: ARG002
        return {"type": "http", "scheme": "bearer", "description": _("A key of one mutual, with stated scopes.")}


@require_safe
def docs(request: HttpRequest) -> HttpResponse:
    schema = SchemaGenerator().get_schema(public=True)  # type: ignore[no-untyped-call]
    context = {"info": schema["info"], "operations": _operations(schema), "shapes": _shapes(schema)}
    return render(request, "contactcenter/api_docs.html", context)


def _operations(schema: dict[str, Any]) -> list[dict[str, Any]]:
    """Each method of each route: `title`, `summary`, the table of its parameters, and its `answers`."""
    columns: list[Column] = [(_("Parameter"), False), (_("Type"), False), (_("Meaning"), False)]
    return [
        {
            "title": f"{method.upper()} {path}",
            "summary": operation["description"],
            "columns": columns,
            "rows": [
                [one["name"], _type(one["schema"]), one.get("description", "")]
                for one in operation.get("parameters", ())
            ],
            "answers": [(code, answer["description"]) for code, answer in operation["responses"].items()],
        }
        for path, methods in schema["paths"].items()
        for method, operation in methods.items()
    ]


def _shapes(schema: dict[str, Any]) -> list[dict[str, Any]]:
    """Each object that an answer holds: `name`, and the table of its fields. Lists of allowed words are given in place."""
    columns: list[Column] = [(_("Field"), False), (_("Type"), False), (_("Meaning"), False)]
    parts = schema["components"]["schemas"]
    return [
        {
            "name": name,
            "columns": columns,
            "rows": [
                [field, _type(kind, parts), kind.get("description", kind.get("title", ""))]
                for field, kind in part["properties"].items()
            ],
        }
        for name, part in parts.items()
        if part.get("type") == "object"
    ]


def _type(kind: dict[str, Any], parts: dict[str, Any] | None = None) -> str:
    """A type in words: `string (date)`, `list of Phone`, or the words that are allowed."""
    if "allOf" in kind or "oneOf" in kind:
        return " · ".join(_type(one, parts) for one in kind.get("allOf", kind.get("oneOf", [])))
    if "$ref" in kind:
        name = kind["$ref"].rsplit("/", 1)[-1]
        named = (parts or {}).get(name, {})
        return _allowed(named) if "enum" in named else name
    if kind["type"] == "array":
        return pgettext("data type", "list of %(what)s") % {"what": _type(kind["items"], parts)}
    plain = f"{kind['type']} ({kind['format']})" if "format" in kind else str(kind["type"])
    return f"{plain} · null" if kind.get("nullable") else plain


def _allowed(named: dict[str, Any]) -> str:
    return ", ".join(str(word) for word in named["enum"] if word)
