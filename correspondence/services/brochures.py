"""Documentalists keep the brochures. A file is never changed: another edition is another brochure."""

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any, Final

import uuid_utils.compat
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models.functions import Now

from accounts.models import User
from correspondence.models import Brochure

SAID: Final = frozenset(
    {
        "title", "theme", "language", "rights", "mutual", "reasons", "age_min", "age_max", "valid_from", "valid_until",
        "repeat_days", "stock", "own_grams",
    }
)  # fmt: skip
"""What a person writes of a brochure."""


def add(*, user: User, said: Mapping[str, Any], content: bytes, pages: int) -> Brochure:
    """A brochure whose PDF was looked at before; SAID has fields of `SAID`."""
    path = default_storage.save(f"brochures/{uuid_utils.compat.uuid7()}.pdf", ContentFile(content))
    try:
        with transaction.atomic():
            brochure = Brochure(added_by=user, pages=pages, size=len(content), **_known(said))
            brochure.file.name, brochure.sha256 = path, hashlib.sha256(content).hexdigest()
            brochure.save(force_insert=True)
    except BaseException:
        default_storage.delete(path)
        raise
    return brochure


@transaction.atomic
def change(*, brochure_id: int, said: Mapping[str, Any]) -> Brochure:
    """Raises Brochure.DoesNotExist."""
    brochure = Brochure.objects.select_for_update(no_key=True).get(pk=brochure_id)
    for name, value in _known(said).items():
        setattr(brochure, name, value)
    brochure.save(update_fields=sorted(SAID))
    return brochure


def withdraw(*, brochure_id: int) -> None:
    """Enclose it no more. Messages written before keep it."""
    Brochure.objects.filter(pk=brochure_id, withdrawn_at__isnull=True).update(withdrawn_at=Now())


def name_of_campaign(*, brochures: Sequence[int]) -> None:
    """A campaign names these BROCHURES: without a reason of their own they go to whom it was told, and to nobody else."""
    Brochure.objects.filter(pk__in=brochures, is_of_campaign=False).update(is_of_campaign=True)


def content_of(brochure: Brochure) -> bytes:
    with brochure.file.open("rb") as file:
        content: bytes = file.read()
    return content


def _known(said: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in said.items() if name in SAID}
