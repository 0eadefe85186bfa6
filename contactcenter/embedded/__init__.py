"""PostgreSQL and Valkey of our own, under `var/`, for whoever gives no `DATABASE_URL` or `REDIS_URL`.

Every process that uses them holds a shared lock for its life. A keeper, in a session of its own so that Ctrl-C in the
terminal does not reach it, holds both servers as children and waits for the exclusive lock: it gets it when the last user
is gone, however that user went, and stops them. Nothing here imports Django or speaks through its catalogues: these lines
come before either exists.
"""

from contactcenter.embedded.folder import CannotStartError, refuse
from contactcenter.embedded.membership import Membership, alive, join, joined

__all__ = ["CannotStartError", "Membership", "alive", "join", "joined", "refuse"]
