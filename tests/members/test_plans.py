"""Plans of statements that must not read a whole table, whatever statistics say."""

import pytest
from django.db import connection

from accounts.models import Mutual
from members.queries import family_of
from tests.factories import members as make

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("within")]


def test_a_family_is_found_by_its_contract(within: Mutual) -> None:
    member = make.member(within)
    with connection.cursor() as cursor:
        # A table of three rows is read whole unless that is forbidden; a join by a computed id is, even then.
        cursor.execute("SET LOCAL enable_seqscan = off")
    assert "Seq Scan" not in family_of(member).explain()
