"""One origin for pages and events: Django's pages keep their fast synchronous path, in a pool of threads.

`events` alone is the stream of events, for a process of its own (see docs/production.md).
"""

from typing import cast

from a2wsgi import WSGIMiddleware
from a2wsgi.wsgi_typing import WSGIApp

from contactcenter.wsgi import application as pages

# isort: split
# After Django is set up.
from accounts.backends import accounts_of
from live.stream import EventStream, mounted

events = EventStream(admit=accounts_of)
# Each thread holds one database connection; eight saturate two cores and stay far below the server's limit.
application = mounted(events, WSGIMiddleware(cast(WSGIApp, pages), workers=8))
