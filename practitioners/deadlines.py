"""Durations of imports of the register. Plain Python."""

from datetime import timedelta

UPLOAD_KEPT = timedelta(days=2)
"""A file that waits for somebody's decision goes after this long: tomorrow's is newer."""

IMPORT_LASTS = timedelta(hours=1)
"""An import that runs longer than this is dead, and nothing of it was kept."""
