"""The pages, for a WSGI server."""

import gc
import os
from collections.abc import Callable, Iterable
from typing import Any

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import HttpResponse
from django.urls import reverse

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "contactcenter.settings")
pages = get_wsgi_application()
reverse("alive")  # reads every view now, or the first request of each process would wait for it
# What is loaded stays until the process ends: looking through it for garbage again and again would hold up one page in a hundred.
gc.collect()
gc.freeze()

KEPT = frozenset({"CONTENT_LENGTH", "CONTENT_TYPE", "PATH_INFO", "QUERY_STRING", "REQUEST_METHOD", "SCRIPT_NAME"})
"""What a request may say under the name of a variable of the process, besides what begins with SPOKEN."""

SPOKEN = ("REMOTE_", "SERVER_", "wsgi.")
OURS = frozenset(name for name in os.environ if name not in KEPT and not name.startswith(SPOKEN))


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """A page, whole: its request ends in the thread that began it and holds its database connection."""
    # The server mixes the variables of the process, secrets among them, into every request.
    asked = {name: value for name, value in environ.items() if name not in OURS}
    if (address := _address(asked)) is not None:
        asked["REMOTE_ADDR"] = address
    response = pages(asked, start_response)
    if not isinstance(response, HttpResponse):  # it comes in pieces
        return response
    try:
        return [response.content]
    finally:
        response.close()


def _address(asked: dict[str, Any]) -> str | None:
    """Who asked, as the outermost proxy of ours saw them; None without such a proxy."""
    count = settings.ALLAUTH_TRUSTED_PROXY_COUNT
    said = asked.get("HTTP_X_FORWARDED_FOR", "").split(",")
    return said[-count].strip() if 0 < count <= len(said) else None
