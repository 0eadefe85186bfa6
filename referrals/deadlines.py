"""Durations of referrals."""

from datetime import timedelta
from typing import Final

USUAL_PERIOD: Final = timedelta(days=90)
"""Days that the impartiality report looks back on when nobody says otherwise: a quarter, as auditors ask."""
