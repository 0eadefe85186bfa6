"""The keeper's entry point: `python -m contactcenter.embedded VAR READY_FD SERVER…`."""

import sys
from pathlib import Path

from contactcenter.embedded.keeper import keep

if __name__ == "__main__":
    keep(Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3:])
