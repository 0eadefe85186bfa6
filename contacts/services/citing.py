"""An answer of the knowledge base is put into what somebody writes in a contact."""

from uuid import UUID

from django.db import transaction

from accounts.models import User
from contacts.models import Citation
from contacts.services.base import held_case
from knowledge import queries as knowledge
from knowledge.enums import Place
from knowledge.errors import SealedAnswerError


@transaction.atomic
def cite(*, user: User, case_id: UUID, version_id: int, place: Place) -> Citation:
    """Keep which version was given, before its words are inserted.

    Raises NotHeldError, SealedAnswerError, and ArticleVersion.DoesNotExist for one that is not in force or that the account may not read.
    """
    case = held_case(user, case_id)
    version = knowledge.in_force(knowledge.versions_visible_to(user)).get(pk=version_id)
    if version.article.is_sealed:
        raise SealedAnswerError
    return Citation.objects.create(mutual_id=case.mutual_id, case=case, version=version, place=place, by=user)
