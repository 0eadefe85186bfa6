"""Every duration of correspondence. Plain Python."""

from datetime import timedelta

UNDO = timedelta(seconds=12)
"""What was just sent can be called back this long (ecosystem.md 6.4)."""

LEASE = timedelta(minutes=2)
"""Who took a message to send it has this long; then somebody else takes it, under the same Message-ID."""

SWEEP_LASTS = timedelta(seconds=20)
"""A sweep takes no further message after this."""

LATE = timedelta(minutes=10)
"""What leaves by itself and has not after this long is told to its author."""

OUTBOX_SHOWN = timedelta(days=30)
"""What was given up or called back stays in its author's list this long."""

PRINT_LEASE = timedelta(minutes=10)
"""Who makes a batch of letters has this long; then somebody else begins it again."""

PRINTED_WITHIN = timedelta(days=1)
"""A letter whose batch was not handed to the printer after this long is told to its author."""

FAXED_WITHIN = timedelta(days=1)
"""A fax that nobody put through the machine after this long is told to its author."""

POST_ANSWERS = timedelta(seconds=10)
"""For each word of the postal service; and `POST_LASTS` for a whole request, of a letter of several megabytes."""

POST_LASTS = timedelta(seconds=40)

ASK_EVERY = timedelta(minutes=30)
"""A letter that the postal service has is asked after this often; its own notice mostly comes before."""

POSTED_WITHIN = timedelta(days=2)
"""A letter that the postal service took in and has not posted after this long is told to its author."""

ASK_FOR = timedelta(days=10)
"""After this long without a word of its being posted, a letter is given up: somebody has to ask."""

HOUR = timedelta(hours=1)
"""In which so many messages of a mailing leave."""

OPENS_WITHIN = timedelta(days=21)
"""No three weeks are without a working day."""

MAILING_LEASE = timedelta(minutes=2)
"""Who writes to the next few of a mailing has this long."""

COUNT_LASTS = timedelta(seconds=60)
"""A public is looked for among all members of a mutual for this long at most; every other statement has ten seconds."""

PRINT_TRIES = 5
"""Makers that a batch may wear out."""

RETRY_PAUSES = (
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=15),
    timedelta(hours=1),
    timedelta(hours=3),
    timedelta(hours=6),
    timedelta(hours=12),
)
"""How long to wait after each failed attempt. Some 22 hours in all: a member is not left a day without an answer unnoticed."""


def pause_after(attempts: int) -> timedelta | None:
    """How long to wait after so many attempts, None when there have been enough."""
    return RETRY_PAUSES[attempts - 1] if 0 < attempts <= len(RETRY_PAUSES) else None
