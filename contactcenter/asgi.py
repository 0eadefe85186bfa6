"""One origin for pages and events: Django's pages keep their fast synchronous path, in a pool of threads."""

from a2wsgi import WSGIMiddleware

from contactcenter.wsgi import application as pages

# Each thread holds one database connection; eight saturate two cores and stay far below the server's limit.
application = WSGIMiddleware(pages, workers=8)
