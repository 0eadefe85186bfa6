"""How long the journal is kept at least. Plain Python."""

from datetime import timedelta

SHORTEST = timedelta(days=181)
"""Six months (CNIL, deliberation 2021-122), of which the shortest six have so many days. `privacy.Duration` says how much longer."""
