"""The texts of the house. A text is not changed: its next version replaces it."""

from typing import TypeVar

from django.db import transaction
from django.db.models.functions import Now

from accounts.models import User
from accounts.permissions import check_administrator
from correspondence.models import Wording

WordingT = TypeVar("WordingT", bound=Wording)


@transaction.atomic
def publish(*, text: WordingT, by: User) -> WordingT:
    """TEXT as the version in use of its code and mutual, in place of the one before. Raises NotAdministratorError."""
    check_administrator(by)
    # The version now in use says who comes next, whichever version the form was filled from.
    before = (
        type(text)
        ._default_manager.select_for_update()
        .filter(code=text.code, mutual_id=text.mutual_id, replaced_at__isnull=True)
        .first()
    )
    if before is not None:
        withdraw(text=before, by=by)
        text.version = before.version + 1
    text.pk = None
    text._state.adding = True
    text.replaced_at = None
    text.save(force_insert=True)
    return text


@transaction.atomic
def withdraw(*, text: Wording, by: User) -> None:
    """Offer a text no more. Messages keep the version that they came from."""
    check_administrator(by)
    type(text)._default_manager.filter(pk=text.pk, replaced_at__isnull=True).update(replaced_at=Now())
