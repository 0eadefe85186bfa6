"""The sample pages on a loopback port, under the content security policy of production."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from socketserver import ThreadingMixIn
from threading import Thread
from types import SimpleNamespace
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.test import override_settings
from django.utils import translation

TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [settings.ROOT / "templates", settings.ROOT / "tests/ui/templates"]}]
MIDDLEWARE = [
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "tests.ui.site.sample_person",
]


def sample_person(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """A signed-in person whose theme and language the cookies `theme` and `language` choose."""

    def answer(request: HttpRequest) -> HttpResponse:
        chosen = request.COOKIES
        request.user = SimpleNamespace(  # type: ignore[assignment]
            is_authenticated=True,
            theme=chosen.get("theme", "auto"),
            density=chosen.get("density", "compact"),
            shortcuts=chosen.get("shortcuts", "on") == "on",
            language=chosen.get("language", "fr"),
            role="teleadviser",
            get_role_display=lambda: "Téléconseillère",
            get_full_name=lambda: "Claire Dumontel",
            get_username=lambda: chosen.get("person", "claire"),
        )
        with translation.override(chosen.get("language", "fr")):
            return get_response(request)

    return answer


class Quiet(WSGIRequestHandler):
    def log_message(self, *_: object) -> None:
        pass


class Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


@contextmanager
def without_database() -> Iterator[None]:
    """Requests open no transaction: the sample pages read nothing."""
    own = connection.settings_dict
    was, own["ATOMIC_REQUESTS"] = own["ATOMIC_REQUESTS"], False
    try:
        yield
    finally:
        own["ATOMIC_REQUESTS"] = was


@contextmanager
def running() -> Iterator[str]:
    """Address of the site."""
    changed = {
        "ROOT_URLCONF": "tests.ui.urls",
        "MIDDLEWARE": MIDDLEWARE,
        "TEMPLATES": TEMPLATES,
        "CSRF_USE_SESSIONS": False,
    }
    with override_settings(**changed), without_database():
        server = make_server("127.0.0.1", 0, get_wsgi_application(), server_class=Server, handler_class=Quiet)
        thread = Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()
            server.server_close()
