"""Durations of members' files. Plain Python."""

from datetime import timedelta

MOVE_NOTED_LATE = timedelta(days=365)
MOVE_NOTED_EARLY = timedelta(days=365)
"""How long after and before its day a move can be noted: further away, the day was mistyped."""
