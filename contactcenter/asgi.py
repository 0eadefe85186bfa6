"""What runs on an event loop: `events` alone, beside a proxy, or `application`, which is the proxy too (see `front`)."""

import os

import django

from contactcenter import env
from contactcenter.front import Pages
from live.stream import EventStream, mounted

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "contactcenter.settings")
django.setup(set_prefix=False)

from accounts.backends import accounts_of  # noqa: E402  its models are there once Django is set up

events = EventStream(admit=accounts_of)
application = mounted(events, Pages(env.text("CONTACTCENTER_PAGES", "")))
