"""Every duration of supervision. Plain Python."""

from datetime import timedelta

ONE_DAY = timedelta(days=1)

CLOSES_AFTER = timedelta(hours=5)
"""A day is closed so long after its midnight in Paris: a call whose end was lost is over by then (`contacts.CALL_LOST`)."""

CLOSED_BACK = timedelta(days=62)
"""Days that were missed are closed as far back as this by the job; further back by hand."""

PAPER_LATE = timedelta(days=60)
"""A letter is entered at most so long after the day of its receipt."""

ANSWERED_WITHIN = timedelta(seconds=20)
"""A call that is answered within this counts for the service level."""

ABANDONED_SOON = timedelta(seconds=5)
"""Who hangs up before this could not have been answered: it is left out of the efficacy (AFRC)."""
