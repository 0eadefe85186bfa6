"""Any command of the program, behind `manage.py`, `python -m contactcenter` and, of a wheel, `contactcenter`.

Without DATABASE_URL or REDIS_URL it uses the embedded servers, starting them if need be.
"""

import os
import sys

from contactcenter import embedded


def main() -> None:
    try:
        embedded.join()
    except embedded.CannotStartError as error:
        embedded.refuse(error)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "contactcenter.settings")
    # Django reads the environment, which is complete only now.
    from django.core.management import execute_from_command_line  # noqa: PLC0415

    try:
        execute_from_command_line(sys.argv)
    except KeyboardInterrupt:
        sys.exit(130)


if __name__ == "__main__":
    main()
