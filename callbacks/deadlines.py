"""Every duration of call-backs. Plain Python."""

from datetime import time, timedelta

CALL_BACK_WITHIN = timedelta(hours=24)
"""R-CALL-01. What the contract promises: elapsed hours from the moment the adviser gives the promise, unless a policy says otherwise."""

LEAD = timedelta(minutes=5)
"""No slot is offered that begins sooner than this: the expert must see it come."""

LATE_BOOKED_WITHIN = timedelta(days=7)
"""A promise that is late already is planned anew within this: as soon as anybody is free."""

LOAD_DAYS = timedelta(days=7)
"""Calls booked within so much time around make an expert's load."""

ONE_DAY = timedelta(days=1)

USUAL_SLOT = timedelta(minutes=30)

LEASE = timedelta(minutes=30)
"""A call that its page gives no sign of life of for this long is left, and planned again."""

RENEWED_EVERY = timedelta(minutes=1)
"""How often an open page of a call renews its lease."""

OFFERS = 6
"""Free slots shown at a time; a digit chooses one (ecosystem.md 6.4)."""

NEXT_OFFERS = 3
"""Free slots that who comes too late is given at once."""

CLOSE_TO_DEADLINE = timedelta(hours=2)
"""A slot that lies nearer to the deadline than this is marked."""

TRIES = 3
TRIES_APART = timedelta(hours=2)
"""A promise may be closed as unreachable after so many tries, each so long after the one before, and by a supervisor."""

PAUSED_AT_MOST = timedelta(days=14)
"""A clock that was stopped runs again after this, whatever was typed: nobody waits for ever."""

RESUMES_AT = time(9)
"""The hour in Paris at which a stopped clock runs again, unless another one is typed."""

LONGEST_REASON = 200
"""Characters of the words beside a reason."""

FURTHEST_AGENDA = timedelta(days=62)
"""How far ahead an agenda can be looked at and absences take effect on promises."""

FEED_AHEAD, FEED_BEHIND = timedelta(days=60), timedelta(days=14)
"""What an expert's iCalendar feed tells of."""

FEED_WINDOW = timedelta(minutes=1)
FEED_AT_MOST = 60
"""So often in a window one network address may ask for feeds; agendas ask a few times an hour."""

AGENDA_OPENS, AGENDA_CLOSES = time(7), time(20)
"""What a week's table shows of a day, in wall-clock time of Paris."""

AGENDA_STEP = timedelta(minutes=30)
"""A row of it."""

MOST_LISTED = 50
"""Rows of a list that is worked off from its top."""

FURTHEST_ABSENCE = timedelta(days=731)
"""A year typed wrong is noticed."""

ONE_MINUTE = timedelta(minutes=1)
