"""Every duration of the clock itself. Plain Python."""

from datetime import time, timedelta

ONE_DAY = timedelta(days=1)
ONE_MINUTE = timedelta(minutes=1)

BATCH = 500
"""Due rows that one statement takes."""

BY_HAND = 20
"""Due rows done one by one after each batch, so that neither kind waits for the other."""

SWEEP_LASTS = timedelta(seconds=20)
"""A sweep takes no further batch after this."""

STILL_OPEN_EVERY = timedelta(hours=1)
"""How often a call-back that is open after its deadline is told again."""

STILL_OPEN_DAILY = timedelta(days=1)
"""How often other work is: it wakes nobody."""

POISON_WAITS = timedelta(minutes=5)
"""A row that cannot be handled waits this long before it is tried again, so that it holds up nobody."""

BUSY_WAITS = timedelta(seconds=5)
"""A row that somebody else kept from being handled is tried again after this."""

POISON_TRIES = 5
"""After so many it is set aside, and administrators are told."""

ALERT_LEASE = timedelta(minutes=1)
"""Who sends an alert has it alone for this long; then it is sent again, under the same key."""

ALERT_TRIES = 8
ALERT_PAUSE = timedelta(minutes=1)
"""Between two tries; doubled each time, up to ALERT_LONGEST_PAUSE."""

ALERT_LONGEST_PAUSE = timedelta(minutes=30)

ALERT_FAILS = 2
"""An alert that failed more often than this, and is older than ALERT_OLD, is not leaving: `/sante/sla` says so."""

ALERTS_LAST = timedelta(seconds=20)
"""No further alert is sent after this in one go."""

STEPS_FIRST = timedelta(seconds=30)
"""While more than a batch of steps is due, alerts rest, for no longer than this: one process does both."""

HEARTBEAT_OLD = timedelta(seconds=90)
"""No sweep for this long: `/sante/sla` says so."""

DUE_OLD = timedelta(seconds=120)
"""A due row that waits longer than this means that sweeping does not keep up or does not happen."""

ALERT_OLD = timedelta(minutes=5)
"""So does an alert that has not left."""

LAST_RESORT = timedelta(minutes=5)
"""The pages themselves sweep once when nobody has for this long."""

CLOCK_BACK = timedelta(seconds=5)
"""The database's clock may go back by this much unnoticed (a correction by NTP)."""

CLOCK_AHEAD = timedelta(minutes=10)
"""A leap ahead by more than this holds breaches for one sweep: a false one would go to a member."""

NIGHT_BEGINS, NIGHT_ENDS = time(21), time(7)
"""Nobody is written to between these wall-clock hours of Paris, but the manager on call."""

LOOP_PAUSE = timedelta(seconds=1)
"""`sla_loop` looks this often."""

ALERTS_KEPT = timedelta(days=400)

PING_EVERY = timedelta(seconds=30)
"""A process asks the dead-man's switch outside no more often than this."""

PING_ANSWERS = timedelta(seconds=3)
"""The dead-man's switch outside is not waited for longer than this."""

RECONCILED = timedelta(days=2)
"""Call-backs promised in so much time before midnight are reconciled each night: each of them is looked at twice."""

WORK_RECONCILED = timedelta(days=10)
"""The same of other work, which takes days."""
