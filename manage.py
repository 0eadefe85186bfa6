#!/usr/bin/env python3
"""Any command of the program: see `contactcenter.__main__`."""

from contactcenter.__main__ import main

if __name__ == "__main__":
    main()
