"""What schemathesis loads into its own process: every request bears the next of the keys that it was given.

One key may ask 600 times a minute; a machine that tries everything asks more often.
"""

import os
from itertools import cycle
from typing import Any

import schemathesis

from bench.attack import KEYS

_next = cycle(os.environ[KEYS].split())


@schemathesis.auth(refresh_interval=None)
class NextKey:
    """Of those in the environment, separated by spaces."""

    def get(self, _case: schemathesis.Case[Any], _context: schemathesis.AuthContext) -> str:
        return next(_next)

    def set(self, case: schemathesis.Case[Any], data: str, _context: schemathesis.AuthContext) -> None:
        case.headers["Authorization"] = f"Bearer {data}"
