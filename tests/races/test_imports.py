"""Imports against a second file, and against death: real processes, committed transactions."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connections, transaction

from accounts.models import Mutual
from accounts.scopes import within_mutuals
from audit.actors import acting, job
from members.errors import ImportRunningError
from members.imports import import_members
from members.models import Contract, Member, Product
from tests.factories.accounts import mutual as make_mutual
from tests.factories.files import PERSON, members_file

pytestmark = [pytest.mark.races, pytest.mark.django_db(transaction=True, databases=["default", "owner"])]


@pytest.fixture
def client_mutual(transactional_db: None) -> Mutual:
    made = make_mutual()
    with within_mutuals([made.pk]), transaction.atomic():
        Product.objects.create(mutual=made, code="CONF", name="Confort", level=3)
    return made


@pytest.fixture
def held(client_mutual: Mutual) -> Iterator[Mutual]:
    """A mutual one of whose files another connection is importing."""
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(hashtext('members.import'), %s)", [client_mutual.pk])
        yield client_mutual
        cursor.execute("SELECT pg_advisory_unlock(hashtext('members.import'), %s)", [client_mutual.pk])


def test_two_files_of_a_mutual_do_not_meet(held: Mutual) -> None:
    with acting(job("test")), pytest.raises(ImportRunningError):
        import_members(mutual=held, file=members_file(PERSON))


KILLED = """
import os, signal, sys
import django
django.setup()
from accounts.models import Mutual
from audit.actors import acting, job
from members.imports import import_members

def killed(done, of):
    if done > of / 2:
        os.kill(os.getpid(), signal.SIGKILL)

with open(sys.argv[1], "rb") as file, acting(job("killed")):
    import_members(mutual=Mutual.objects.get(), file=file, progress=killed)
"""


def test_a_process_killed_half_way_leaves_nothing(client_mutual: Mutual, tmp_path: Path) -> None:
    path = tmp_path / "members.csv"
    crowd = [{**PERSON, "member_number": f"{place:08}", "contract_number": f"C{place}"} for place in range(30_000)]
    path.write_bytes(members_file(*crowd).getvalue())
    name = connections["default"].settings_dict["NAME"]
    address = os.environ["DATABASE_URL"].rpartition("/")[0] + f"/{name}"

    killed = subprocess.run(
        [sys.executable, "-c", KILLED, str(path)],
        env={**os.environ, "DATABASE_URL": address},
        check=False,
        capture_output=True,
    )

    with within_mutuals([client_mutual.pk]), transaction.atomic():
        assert (killed.returncode, Member.objects.count(), Contract.objects.count()) == (-9, 0, 0)
