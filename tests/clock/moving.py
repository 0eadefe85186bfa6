"""The database's clock, moved for a test. Every process on the database sees it; who moves it puts it right again."""

import os
from datetime import timedelta

import psycopg
from django.db import connections


def set_ahead(by: timedelta) -> None:
    """As far from the true time as BY says, which may lie in the past. At once, whatever transactions are open."""
    name = connections["owner"].settings_dict["NAME"]
    address = os.environ["DATABASE_OWNER_URL"].rpartition("/")[0] + f"/{name}"
    with psycopg.connect(address, autocommit=True) as owner:
        owner.execute(
            "CREATE OR REPLACE FUNCTION clock_now() RETURNS timestamptz LANGUAGE sql STABLE PARALLEL SAFE"
            f" RETURN statement_timestamp() + interval '{by.total_seconds()} seconds'"
        )
