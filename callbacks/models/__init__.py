"""Experts and their agenda; the promises made in their name."""

from callbacks.models.agenda import Absence, Expert, ExtraHours, Slot, WeeklyHours
from callbacks.models.promises import LONGEST_SUBJECT, LONGEST_TEXT, Attempt, Callback, CallbackEvent

__all__ = [
    "LONGEST_SUBJECT",
    "LONGEST_TEXT",
    "Absence",
    "Attempt",
    "Callback",
    "CallbackEvent",
    "Expert",
    "ExtraHours",
    "Slot",
    "WeeklyHours",
]
