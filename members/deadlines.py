"""Durations of members' files. Plain Python."""

from datetime import timedelta

MOVE_NOTED_LATE = timedelta(days=365)
MOVE_NOTED_EARLY = timedelta(days=365)
"""How long after and before its day a move can be noted: further away, the day was mistyped."""

MOVE_SETTLED_LATE = timedelta(days=7)
"""How long after its day an announced move still reaches the searches, when nothing ran on that day."""

LIKENESS_KEPT = timedelta(minutes=30)
"""That another file may be of the same person is looked up again after this."""

UPLOAD_KEPT = timedelta(days=7)
"""An uploaded file that waits for somebody's decision goes after this long: it holds a whole population."""

IMPORT_LASTS = timedelta(hours=2)
"""An import that runs longer than this is dead, and nothing of it was kept."""
