"""Backup and restore: one folder with the database, the documents and the digests of both; the keys lie apart.

Nothing here speaks through the catalogues: like the lines of `embedded`, these are read by whoever runs the program, before
there may be a database to run it on.
"""

from contactcenter.backup.archive import BackupError, Manifest
from contactcenter.backup.restoring import restore
from contactcenter.backup.taking import back_up

__all__ = ["BackupError", "Manifest", "back_up", "restore"]
