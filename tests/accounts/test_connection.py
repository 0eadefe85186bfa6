"""What becomes of a transaction whose server went away: one of Django's errors, as for every other statement."""

import psycopg
import pytest
from django.db import OperationalError, connection

from accounts.scopes import within_mutuals


def terminate(process: int) -> None:
    given = connection.get_connection_params()
    where = {name: given[name] for name in ("host", "port", "dbname", "user", "password") if name in given}
    with psycopg.connect(**where) as other:
        other.execute("SELECT pg_terminate_backend(%s, 5000)", [process])


@pytest.mark.django_db
def test_a_server_that_went_away_is_an_error_of_django() -> None:
    line = connection.copy()
    try:
        with line.cursor() as cursor:
            cursor.execute("SELECT pg_backend_pid()")
            terminate(cursor.fetchone()[0])
        with within_mutuals([1]), pytest.raises(OperationalError):
            line.set_autocommit(False)
    finally:
        line.close()
