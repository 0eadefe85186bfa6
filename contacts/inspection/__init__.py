"""Looks at files that strangers send: `inspect` says what one is and whether it may be shown, `picture` shows a page.

Nothing here believes a name. What is read deeper than its first bytes is read by `child`, in a process that may use little
time and memory: what breaks there breaks alone.
"""

from contacts.inspection.kinds import FAX, LARGEST, MOST_FILES, PAGED, SHOWN, TEXT, kind_of
from contacts.inspection.verdicts import Verdict, excerpt, inspect, picture, words

__all__ = [
    "FAX",
    "LARGEST",
    "MOST_FILES",
    "PAGED",
    "SHOWN",
    "TEXT",
    "Verdict",
    "excerpt",
    "inspect",
    "kind_of",
    "picture",
    "words",
]
