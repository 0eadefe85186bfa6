"""One origin for pages and events: Django's pages keep their fast synchronous path, in a pool of threads."""

from typing import cast

from a2wsgi import WSGIMiddleware
from a2wsgi.wsgi_typing import WSGIApp

from contactcenter.wsgi import application as pages

# Each thread holds one database connection; eight saturate two cores and stay far below the server's limit.
application = WSGIMiddleware(cast(WSGIApp, pages), workers=8)
