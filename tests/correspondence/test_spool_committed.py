"""A batch as a worker makes it: outside of the transactions in which tests otherwise live, where the scope does not hold."""

import pytest
from django.db import transaction

from accounts.models import Mutual, User
from accounts.scopes import within_mutuals
from audit.actors import acting, job
from correspondence.enums import BatchState
from correspondence.models import Batch
from correspondence.services import spool
from tests.factories import contacts as make_contacts
from tests.factories import correspondence as make
from tests.factories import members as make_members


@pytest.mark.django_db(transaction=True, databases=["default", "owner"])
def test_every_letter_that_waits_is_in_it(mutual: Mutual, adviser: User) -> None:
    with acting(job("test")), within_mutuals([mutual.pk]), transaction.atomic():
        member = make_members.member(mutual, number="20418", email="helene@exemple.fr")
        make.letter(make_contacts.case(mutual, holder=adviser, member_id=member.pk), adviser, due=True)
        spool.ask(user=None, mutual_id=mutual.pk)
    with acting(job("test")):
        spool.make_due()
    with within_mutuals([mutual.pk]), transaction.atomic():
        batch = Batch.objects.get()
    assert (batch.state, [row["postcode"] for row in batch.manifest]) == (BatchState.READY, ["34500"])
