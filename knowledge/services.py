"""The only writers of the knowledge base: versions, their second reading, and what the desk asks about them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from django.db import transaction
from django.db.models import F, Max, Q
from django.db.models.functions import Greatest, Least, Now
from django.utils import timezone

from accounts.deadlines import ONE_DAY
from accounts.models import User
from accounts.scopes import current_mutual_ids
from knowledge import changes, deadlines, loading, queries
from knowledge.enums import Confidence, Kind, VersionState
from knowledge.errors import (
    AlreadyReadError,
    AnsweredError,
    NothingSaidError,
    OtherMutualsError,
    OwnVersionError,
    WrittenMeanwhileError,
)
from knowledge.models import LONGEST_DOUBT, Article, ArticleVersion, Doubt, SynonymGroup
from knowledge.sources import Reference, stored
from live.services import announce


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What a version says, and whom and when it concerns. No mutual and no caller mean all of them."""

    question: str
    short_answer: str
    long_answer: str = ""
    references: tuple[Reference, ...] = ()
    mutual_ids: Sequence[int] = ()
    caller_kinds: Sequence[str] = ()
    valid_from: date
    valid_until: date | None = None
    check_again_on: date | None = None
    confidence: Confidence = Confidence.VERIFIED


NOT_WRITTEN = {
    "article", "author", "written_at", "second_reader", "read_at", "in_force_from", "in_force_until", "checked_by", "checked_at",
}  # fmt: skip
"""Fields of a version that no form holds."""


@transaction.atomic
def write(*, user: User, kind: Kind, written: Written) -> ArticleVersion:
    """A new article, which nobody but its writers sees until somebody else has read it. An expert's is sealed."""
    article = Article(kind=kind, is_sealed=queries.writes_sealed(user), mutual_ids=sorted(written.mutual_ids))
    _check_mutuals(written.mutual_ids)
    article.save(force_insert=True)
    return _next_version(article, user, written)


@transaction.atomic
def write_again(*, user: User, article_id: UUID, written: Written, read: int | None = None) -> ArticleVersion:
    """The next version of an article, typed over the one whose number is READ; one that still waits for its reader is withdrawn.

    Raises Article.DoesNotExist, OtherMutualsError, WrittenMeanwhileError.
    """
    article = queries.writable_by(user).select_for_update(of=("self",), no_key=True).get(pk=article_id)
    _check_mutuals([*article.mutual_ids, *written.mutual_ids])
    newest = article.versions.aggregate(last=Max("number"))["last"]
    if read is not None and newest != read:
        raise WrittenMeanwhileError(newest)
    article.versions.filter(state=VersionState.TO_READ).update(state=VersionState.WITHDRAWN)
    return _next_version(article, user, written)


def _next_version(article: Article, user: User, written: Written) -> ArticleVersion:
    last = article.versions.aggregate(last=Max("number"))["last"] or 0
    version = ArticleVersion(
        article=article,
        number=last + 1,
        author=user,
        question=written.question.strip(),
        short_answer=written.short_answer.strip(),
        long_answer=written.long_answer.strip(),
        references=stored(written.references),
        mutual_ids=sorted(written.mutual_ids),
        caller_kinds=list(written.caller_kinds),
        valid_from=written.valid_from,
        valid_until=written.valid_until,
        check_again_on=written.check_again_on or timezone.localdate() + deadlines.CHECK_EVERY,
        confidence=written.confidence,
    )
    version.full_clean(exclude=NOT_WRITTEN, validate_unique=False)
    version.save(force_insert=True)
    return version


def _check_mutuals(mutual_ids: Sequence[int]) -> None:
    if not set(mutual_ids) <= set(current_mutual_ids() or ()):
        raise OtherMutualsError


@transaction.atomic
def publish(*, user: User, version_id: int) -> ArticleVersion:
    """Somebody else than its author has read it: in force from its first day, or today; what was in force ends there.

    Raises ArticleVersion.DoesNotExist, OwnVersionError, AlreadyReadError, OtherMutualsError.
    """
    version = _to_be_read(user, version_id)
    begins = max(version.valid_from, timezone.localdate())
    ends = version.valid_until + ONE_DAY if version.valid_until else None
    ArticleVersion.objects.filter(
        Q(in_force_until__isnull=True) | Q(in_force_until__gt=begins),
        article_id=version.article_id,
        state=VersionState.PUBLISHED,
    ).update(in_force_until=Greatest(F("in_force_from"), Least(F("in_force_until"), begins)))
    version.state, version.second_reader, version.read_at = VersionState.PUBLISHED, user, timezone.now()
    version.in_force_from, version.in_force_until = begins, max(begins, ends) if ends else None
    version.save(update_fields=["state", "second_reader", "read_at", "in_force_from", "in_force_until"])
    _widen(version)
    changes.make_searchable(version)
    changes.forget_ended(version)
    return version


@transaction.atomic
def send_back(*, user: User, version_id: int, why: str) -> ArticleVersion:
    """Its second reader disagrees, and says WHY. Raises as `publish` does, and NothingSaidError."""
    version = _to_be_read(user, version_id)
    if not why.strip():
        raise NothingSaidError
    version.state, version.second_reader, version.read_at = VersionState.RETURNED, user, timezone.now()
    version.returned_because = why.strip()[:300]
    version.save(update_fields=["state", "second_reader", "read_at", "returned_because"])
    announce("article", to=[version.author_id], subject_id=version.article_id)
    return version


def _widen(version: ArticleVersion) -> None:
    """The article concerns whomever a version concerns that is in force or will be; its readers then see theirs alone."""
    standing = ArticleVersion.objects.filter(
        Q(in_force_until__isnull=True) | Q(in_force_until__gt=Greatest(F("in_force_from"), timezone.localdate())),
        article_id=version.article_id,
        state=VersionState.PUBLISHED,
    )
    named = list(standing.values_list("mutual_ids", flat=True))
    everybody = any(not one for one in named)
    mutual_ids = [] if everybody else sorted({mutual_id for one in named for mutual_id in one})
    Article.objects.filter(pk=version.article_id).update(mutual_ids=mutual_ids)


def _to_be_read(user: User, version_id: int) -> ArticleVersion:
    """Locked with its article, so that of two readers one is first."""
    version = ArticleVersion.objects.get(pk=version_id, article__in=queries.writable_by(user))
    article = Article.objects.select_for_update(no_key=True).get(pk=version.article_id)
    version = ArticleVersion.objects.select_for_update(no_key=True).get(pk=version_id)
    if version.author_id == user.pk:
        raise OwnVersionError
    if version.state != VersionState.TO_READ:
        raise AlreadyReadError
    _check_mutuals([*article.mutual_ids, *version.mutual_ids])
    return version


@transaction.atomic
def confirm(*, user: User, version_id: int, again_on: date | None = None) -> ArticleVersion:
    """It was checked and still holds: looked at again on AGAIN_ON, a year from now by default.

    Raises ArticleVersion.DoesNotExist, OtherMutualsError.
    """
    found = ArticleVersion.objects.select_for_update(no_key=True, of=("self",))
    version = found.get(pk=version_id, article__in=queries.writable_by(user), state=VersionState.PUBLISHED)
    _check_mutuals(version.mutual_ids)
    version.checked_by, version.checked_at = user, timezone.now()
    version.check_again_on = again_on or timezone.localdate() + deadlines.CHECK_EVERY
    version.save(update_fields=["checked_by", "checked_at", "check_again_on"])
    return version


BEGIN_ON: Final = date(2026, 1, 1)
"""First day of the articles to begin with."""


@transaction.atomic
def begin_with(*, author: User, reader: User | None = None) -> int:
    """Add the articles and synonyms to begin with; how many articles. A question that is there already is left alone.

    They stand in the name of AUTHOR and wait for a second reader, unless READER has read them all. Raises as `publish` does.
    """
    SynonymGroup.objects.bulk_create(
        (SynonymGroup(expressions=one) for one in loading.synonyms()), ignore_conflicts=True
    )
    known = set(ArticleVersion.objects.values_list("question", flat=True))
    new = [row for row in loading.articles() if row["question"] not in known]
    for row in new:
        said = Written(
            **{name: row[name] for name in ("question", "short_answer", "long_answer")},
            references=tuple(Reference(**source) for source in row["sources"]),
            confidence=Confidence(row["confidence"]),
            valid_from=BEGIN_ON,
        )
        version = write(user=author, kind=Kind(row["kind"]), written=said)
        if reader is not None:
            publish(user=reader, version_id=version.pk)
    return len(new)


# ---- what the desk asks


@transaction.atomic
def doubt(*, user: User, version_id: int, text: str) -> Doubt:
    """Somebody who uses a version finds it wrong or unclear: an answer is due to them.

    Raises ArticleVersion.DoesNotExist, NothingSaidError.
    """
    version = queries.versions_visible_to(user).get(pk=version_id)
    if not text.strip():
        raise NothingSaidError
    return Doubt.objects.create(
        article_id=version.article_id,
        version=version,
        text=text.strip()[:LONGEST_DOUBT],
        asked_by=user,
        due_on=deadlines.answer_due(timezone.localdate()),
    )


@transaction.atomic
def answer(*, user: User, doubt_id: UUID, text: str) -> Doubt:
    """Who asked is told at once. Raises Doubt.DoesNotExist, AnsweredError, NothingSaidError."""
    found = Doubt.objects.select_for_update(no_key=True, of=("self",))
    asked = found.get(pk=doubt_id, article__in=queries.writable_by(user))
    if asked.answered_at is not None:
        raise AnsweredError
    if not text.strip():
        raise NothingSaidError
    asked.answer, asked.answered_by, asked.answered_at = text.strip()[:LONGEST_DOUBT], user, timezone.now()
    asked.save(update_fields=["answer", "answered_by", "answered_at"])
    announce("answer", to=[asked.asked_by_id], subject_id=asked.pk)
    return asked


@transaction.atomic
def see_answers(*, user: User) -> int:
    """The answers to the account's questions were read by it. How many were new."""
    return Doubt.objects.filter(asked_by=user, answered_at__isnull=False, seen_at__isnull=True).update(seen_at=Now())
