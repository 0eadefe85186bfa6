"""Every duration of quality. Plain Python."""

from datetime import timedelta

LOOKED_BACK = timedelta(days=7)
"""Contacts are drawn from those that were closed in the last week: whoever handled one remembers it."""

ONE_DAY = timedelta(days=1)

AVERAGED = timedelta(weeks=13)
"""Averages are of the last quarter."""

ASKED_AFTER = timedelta(hours=1)
"""The question leaves so long after the closing: a contact that is opened again at once is not over."""

ASKED_WITHIN = timedelta(hours=24)
"""Later nobody remembers the contact: what a day without mail server kept back is not asked any more."""

EXPIRES = timedelta(days=14)
"""For so long the link of a question opens."""

AFTER_COMPLAINT = timedelta(days=90)
"""For so long after a complaint its member is asked nothing."""

OPENED_WITHIN = timedelta(minutes=10)
OPENED_AT_MOST = 60
"""Requests for questions from one network address in that time: a link has 256 random bits, only load is kept off."""
