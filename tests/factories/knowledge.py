"""Articles for tests, written by one documentalist and read by another."""

from datetime import date
from typing import Any

from accounts.models import Mutual, User
from accounts.roles import Role
from knowledge import services
from knowledge.enums import Kind
from knowledge.models import ArticleVersion
from knowledge.services import Written
from tests.factories import accounts as make

LONG_AGO = date(2020, 1, 1)


def text(question: str = "Qu’est-ce que le tiers payant ?", **said: Any) -> Written:
    """What a version says; valid since long ago unless said otherwise."""
    return Written(
        **{"question": question, "short_answer": "Vous n’avancez pas les frais.", "valid_from": LONG_AGO, **said}
    )


def writers(*mutuals: Mutual, role: Role = Role.DOCUMENTALIST) -> tuple[User, User]:
    """An author and a second reader."""
    return make.user(role, on=mutuals), make.user(role, on=mutuals)


def proposal(author: User, question: str = "Qu’est-ce que le tiers payant ?", **said: Any) -> ArticleVersion:
    """A version that waits for its second reader."""
    kind = said.pop("kind", Kind.HEALTH if author.role == Role.EXPERT else Kind.ADMINISTRATIVE)
    return services.write(user=author, kind=kind, written=text(question, **said))


def article(*mutuals: Mutual, role: Role = Role.DOCUMENTALIST, **said: Any) -> ArticleVersion:
    """A version in force, in the scope of the caller. An expert's is sealed."""
    author, reader = writers(*mutuals, role=role)
    return services.publish(user=reader, version_id=proposal(author, **said).pk)
