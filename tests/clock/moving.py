"""The database's clock, moved for a test. Every process on the database sees it; who moves it puts it right again."""

from datetime import timedelta

from django.db import connections


def set_ahead(by: timedelta) -> None:
    """As far from the true time as BY says, which may lie in the past."""
    with connections["owner"].cursor() as cursor:
        cursor.execute(
            "CREATE OR REPLACE FUNCTION clock_now() RETURNS timestamptz LANGUAGE sql STABLE PARALLEL SAFE"
            f" RETURN statement_timestamp() + interval '{by.total_seconds()} seconds'"
        )
