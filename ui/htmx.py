"""One address, one template: the page in full, or the named part of it that a fragment's request asks for."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render as render_page
from django.utils.cache import patch_vary_headers


def is_fragment(request: HttpRequest) -> bool:
    """Asked by htmx for a part of the page: neither the whole page of a followed link nor a return in the history."""
    headers = request.headers
    whole = headers.get("HX-Boosted") == "true" or headers.get("HX-History-Restore-Request") == "true"
    return headers.get("HX-Request") == "true" and not whole


def render(
    request: HttpRequest, template: str, partial: str, context: Mapping[str, Any] | None = None, status: int = 200
) -> HttpResponse:
    """TEMPLATE, or its `{% partialdef PARTIAL %}` alone. No cache may give the one for the other."""
    name = f"{template}#{partial}" if is_fragment(request) else template
    response = render_page(request, name, dict(context or {}), status=status)
    patch_vary_headers(response, ["HX-Request"])
    return response
