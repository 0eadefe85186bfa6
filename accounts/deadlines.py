"""Every duration of accounts and rights. Plain Python."""

from datetime import timedelta

SESSION_ABSOLUTE = timedelta(hours=10)
"""A session ends this long after signing in, whatever is done in it: a working day."""

SESSION_IDLE = timedelta(minutes=15)
"""A session locks after this long without a request (OWASP ASVS 5.0 V7; CNIL security guide 2024)."""

FRESH_AUTHENTICATION = timedelta(minutes=5)
"""Revealing a NIR and changing rights need a password or key given within this time."""

SEEN_STEP = timedelta(minutes=1)
"""How often at most a session's last request is written to the database; the cache knows every one."""

DEVICE_KNOWN = timedelta(days=30)
"""A browser is known to an account for this long after the last sign-in there."""

PASSWORD_LINK = timedelta(hours=24)
"""A link to choose a password works for this long at most (CNIL, deliberation 2022-100)."""

API_KEY_LIFE = timedelta(days=365)
ONE_DAY = timedelta(days=1)
HSTS = timedelta(days=365)

READ_WINDOW = timedelta(minutes=10)
"""Window in which opened files are counted for the mass-read alarm and block."""

READS_BEFORE_ALARM = 40
READS_BEFORE_BLOCK = 80
"""Different members' files that one account may open within READ_WINDOW before supervisors are told, then before it stops."""

NETWORK_READS_BEFORE_ALARM = 400
"""Different members' files opened from one network address within READ_WINDOW before officers are told: a site of forty
advisers behind one address opens some hundred and sixty."""

NIGHT_FROM, NIGHT_UNTIL = 22, 6
"""Hours of Paris between which nobody is at work: centres close at 20:00, the latest work after it is over by 22:00."""

ONE_READING = timedelta(minutes=10)
"""A form or a part of a page asked for this long after its file was opened belongs to that reading."""

SEARCH_GROUND = timedelta(minutes=60)
"""A file found by two identifying facts may be opened again for this long."""

CONTACT_GROUND = timedelta(minutes=60)
"""The file of a member whose contact is in hand may be read for this long after it was joined to the contact."""

BREAK_GLASS = timedelta(minutes=30)
"""One file may be read for this long on a written reason alone."""

FORM_DRAFT_KEPT = timedelta(days=30)
"""What somebody began to write and did not come back to is forgotten after this: a leave is shorter."""


def session_is_over(*, started: float | None, seen: float, now: float) -> bool:
    """Whether a session that began at STARTED and was last used at SEEN is over at NOW, in Unix times."""
    if started is None or now - started > SESSION_ABSOLUTE.total_seconds():
        return True
    return now - seen > SESSION_IDLE.total_seconds()


REPLICA_BEHIND = timedelta(seconds=5)
"""A replica that is further behind its primary is not read."""

REPLICA_LEFT = timedelta(seconds=30)
"""A replica that failed is asked again after this long."""
