"""Members are asked whether they are satisfied, by e-mail through the one outbox, and answer behind a link of their own."""

import hashlib
import secrets
from datetime import datetime, timedelta
from uuid import UUID

import structlog
from django.conf import settings
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from contacts.models import Case
from contacts.services.base import everywhere
from correspondence.services.informing import PRIVATE, Word, inform
from quality import deadlines, queries
from quality.draw import is_of_share
from quality.eligibility import why_not
from quality.enums import Satisfaction
from quality.errors import AnsweredAlreadyError
from quality.models import LONGEST_COMMENT, Answer, Asking, Question
from ui import formats

logger = structlog.get_logger(__name__)

SECRET_BYTES = 32


def digest_of(secret: str) -> bytes:
    """What is kept of the secret of a link."""
    return hashlib.sha256(secret.encode()).digest()


def ask_due() -> int:
    """Ask about the contacts whose time has come; how many. Nobody, where no address of ours is known. Safe to run at once."""
    if not settings.PUBLIC_ADDRESS:
        return 0
    now = timezone.now()
    with everywhere(), transaction.atomic():
        if not _is_ours():
            return 0
        asked = sum(_ask_of(policy, now) for policy in queries.askings_on(timezone.localdate(now)))
    if asked:
        logger.info("satisfaction_asked", count=asked)
    return asked


def _is_ours() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(hashtext('quality.ask'))")
        (is_ours,) = cursor.fetchone()
    return bool(is_ours)


def _ask_of(policy: Asking, now: datetime) -> int:
    asked: set[UUID | None] = set()
    for case in queries.closed_lately(policy.mutual_id, now):
        is_drawn = is_of_share(case.pk, policy.seed.bytes, percent=policy.percent)
        if not is_drawn or case.member_id in asked or not _may_be_asked(case, policy, now):
            continue
        if _ask(case, now):
            asked.add(case.member_id)
    return len(asked)


def _may_be_asked(case: Case, policy: Asking, now: datetime) -> bool:
    contact = queries.contact_of(case, asked_every=timedelta(days=policy.every_days))
    return why_not(contact, now) is None


def _ask(case: Case, now: datetime) -> bool:
    """Whether the message is in the outbox."""
    assert case.closed_by is not None  # noqa: S101  for the type checker: it is closed
    assert case.member_id is not None  # noqa: S101  likewise: a member is asked
    secret = secrets.token_urlsafe(SECRET_BYTES)
    question = Question(
        mutual_id=case.mutual_id, case=case, member_id=case.member_id, adviser=case.closed_by, channel=case.channel,
        reason=case.reason.code if case.reason else "", digest=digest_of(secret), asked_at=now,
        expires_at=now + deadlines.EXPIRES,
    )  # fmt: skip
    link = f"{settings.PUBLIC_ADDRESS}{reverse('quality:answer', args=[secret])}"
    word = _word(case, question, link)
    if inform(case=case, author=case.closed_by, word=word, key=f"satisfaction:{case.pk.hex}") is None:
        return False
    question.save(force_insert=True)
    return True


def _word(case: Case, question: Question, link: str) -> Word:
    """In French, as every word of ours that nobody typed. It says neither what the contact was about nor who answered it."""
    with translation.override("fr"):
        days = {
            "day": formats.day_in_prose(timezone.localdate(case.received_at)),
            "last": formats.day_in_prose(timezone.localdate(question.expires_at)),
        }
        asked = _("You contacted us on %(day)s. Are you satisfied with our answer? One question, one click:") % days
        ends = _("The link is yours alone and opens until %(last)s. You need not answer.") % days
        return Word(
            subject=_("Are you satisfied with our answer?"),
            text=f"{asked}\n\n{PRIVATE}\n\n{ends}",
            ending=_("You want no such questions any more, or you want to complain? Answer this message."),
            private=link,
        )


# ---- answering


def question_behind(secret: str) -> Question | None:
    """The question that a link opens, in the caller's scope; None for one that is not, or is over."""
    found = Question.objects.filter(digest=digest_of(secret), expires_at__gt=timezone.now())
    return found.select_related("mutual", "answer").first()


def answer(*, secret: str, score: Satisfaction, comment: str = "") -> Answer:
    """What a member clicked and typed, once. Raises Question.DoesNotExist, AnsweredAlreadyError."""
    with everywhere(), transaction.atomic():
        question = question_behind(secret)
        if question is None:
            raise Question.DoesNotExist
        words = comment.strip()[:LONGEST_COMMENT]
        made = Answer(mutual_id=question.mutual_id, question=question, score=score, comment=words)
        try:
            with transaction.atomic():
                made.save(force_insert=True)
        except IntegrityError as clash:
            raise AnsweredAlreadyError from clash
    return made
