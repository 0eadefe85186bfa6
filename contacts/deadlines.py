"""Every duration of contacts. Plain Python."""

from datetime import datetime, time, timedelta

ONE_MINUTE = timedelta(minutes=1)

CALL_TARGET = timedelta(minutes=3)
"""How long a call should last; the bar beside the timer fills up to it."""

WRAP_UP_TARGET = timedelta(seconds=45)
"""How long the work after a call should take (ecosystem.md 6.5); nothing happens when it is over."""

WEBHOOK_SKEW = timedelta(minutes=5)
"""A telephone system's event is refused when its stamp is further than this from our clock."""

TELEPHONE_ANSWER = timedelta(seconds=3)
"""How long a telephone system may take to answer a request to call: the adviser waits for it."""

SIMULATED_ANSWER = timedelta(seconds=10)
"""How long invented calls wait for the server's answer."""

PRESENCE_SIGN = timedelta(seconds=30)
"""How often an open page says that its person is there."""

CALL_LOST = timedelta(hours=4)
"""A call of which nothing was heard for this long is over: its end was lost on the way."""

DRAFT_KEPT = timedelta(days=7)
"""A draft that nobody came back to is forgotten after this."""

NOTE_AGAIN = timedelta(minutes=5)
"""The same words by the same person within this time are one note, sent again because its answer was lost."""

PARK_LIMIT = timedelta(days=60)
"""A case may sleep this long at most before it is due again."""

IDEMPOTENCY_KEPT = timedelta(days=2)
"""An answer to a machine's request can be asked for again this long."""

VIEWER_LOST = timedelta(seconds=30)
"""Who looks at a case says so every ten seconds; not heard for this long, they are gone (ecosystem.md 6.5)."""

REQUEST_SKEW = timedelta(minutes=2)
"""A portal's clock may be ahead of ours by this much."""

REQUEST_AGE = timedelta(days=30)
"""A portal brings no request older than this."""

PRESENCE_LOST = timedelta(minutes=2)
"""Somebody whose browser was not heard for this long is away."""

SET_ASIDE_MOST = 3
"""Cases that one person may keep aside (ecosystem.md 7)."""


def call_due(rang_at: datetime) -> datetime:
    """A call is due when it rings."""
    return rang_at


INSPECTION_LASTS = timedelta(seconds=15)
"""Processor time in which one file of a stranger must be read; one that needs more is set apart."""

PICTURE_LASTS = timedelta(seconds=8)
"""Processor time in which one page must be shown."""

REOPENED_WITHIN = timedelta(days=30)
"""An e-mail that answers to a case closed within this time opens it again; after it, it is a new case."""

FLOOD_WINDOW = timedelta(hours=1)
"""Time in which the e-mails of one sender are counted."""

FLOOD_MOST = 10
"""E-mails of one sender in FLOOD_WINDOW that may each open a case; those above join the sender's latest one."""

FETCH_LASTS = timedelta(minutes=4)
"""One round of fetching ends after this; the next goes on where it stopped."""

FETCH_LEASE = timedelta(minutes=2)
"""Who fetches a mailbox keeps it for this long after each message; a worker that died leaves it then."""

IMAP_ANSWERS = timedelta(seconds=30)
"""A mail server that says nothing for this long is not there."""

SCAN_SETTLED = timedelta(seconds=10)
"""A scanner has finished a file that did not change for this long."""

SCAN_GIVEN_UP = timedelta(minutes=10)
"""A file that cannot be read may still be half written for this long; after it, it is damaged."""

SCAN_KEPT = timedelta(days=7)
"""Files of scanners are deleted this long after they were taken: the documents are kept with their cases."""

PAPER_COUNTS_FROM = time(8)
"""A letter or fax of which only the day of receipt is known counts from this hour of it."""

NOTICE_ANSWERS = timedelta(seconds=4)
"""A subscriber that says nothing for this long at one step is not there."""

NOTICE_LASTS = timedelta(seconds=10)
"""The whole talk with a subscriber may take this long."""

NOTICE_LEASE = timedelta(minutes=1)
"""Who tells a notice has it alone for this long; then it is told again, under the same id."""

NOTICES_LAST = timedelta(seconds=15)
"""A sweep takes no further notice after this."""

NOTICE_PAUSES = (
    timedelta(seconds=10),
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=6),
    timedelta(hours=12),
    timedelta(hours=24),
)
"""How long to wait after each attempt that was not heard: nearly two days, a week-end's repair not included."""


def notice_pause_after(attempts: int) -> timedelta | None:
    """How long to wait after so many attempts, None when there have been enough."""
    return NOTICE_PAUSES[attempts - 1] if 0 < attempts <= len(NOTICE_PAUSES) else None
