"""What is over its duration, and what is done with it: one rule a kind of row.

Each rule asks the database what is over; what is done is over no more, so that work cut short goes on with the rest.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.apps import apps
from django.core.files.storage import default_storage
from django.db import connection, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from audit.models import JournalEntry, JournalSeal
from contacts.enums import CaseState
from contacts.models import Case, Document, Entry
from members.models import Member, MemberImport
from privacy import queries
from privacy.enums import Category, Origin
from privacy.errors import AlreadyErasedError, CannotEraseError
from privacy.holdings import MARK
from privacy.models import Erasure, Request
from privacy.services import erasing
from privacy.walk import rows_of
from quality.models import Answer, Remark, Review
from quotes.enums import ENDED
from quotes.models import Analysis, Opinion, Quote, QuoteLine


@dataclass(frozen=True, slots=True)
class Rule:
    """`over` finds what ended before a day; `act` does a batch of keys: how many were done, the others are held by another reason."""

    category: Category
    over: Callable[[date], QuerySet[Any]]
    act: Callable[[list[Any]], int]
    batch: int = 50


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))


# ---- files of former members


def _former(before: date) -> QuerySet[Any]:
    ended = Q(covered_until__lt=before) | Q(contract__ends_on__lt=before) | Q(died_on__lt=before)
    erased = Erasure.objects.filter(member=OuterRef("pk"))
    return Member.objects.filter(ended, ~Exists(erased), merged_into__isnull=True)


def _erase_former(keys: list[Any]) -> int:
    """Each in its own transaction. Who has something that is kept for longer is held."""
    return sum(_was_erased(key) for key in keys)


def _was_erased(member_id: Any) -> bool:
    try:
        with transaction.atomic():
            if erasing.held(queries.people_of(member_id)):
                return False
            erasing.erase(member_id=member_id, origin=Origin.RETENTION)
    except (CannotEraseError, AlreadyErasedError):
        return False
    return True


# ---- contacts of people who are no members


def _callers(before: date) -> QuerySet[Any]:
    said = Entry.objects.filter(case=OuterRef("pk")).exclude(text__in=("", MARK))
    came = Document.objects.filter(case=OuterRef("pk"))
    named = ~Q(caller_name="") | ~Q(caller_phone="") | ~Q(caller_email="")
    whole = Case.objects.filter(named | Exists(said) | Exists(came))
    return whole.filter(member__isnull=True, state=CaseState.CLOSED, closed_at__lt=_midnight(before))


def _empty_callers(keys: list[Any]) -> int:
    return _emptied("contacts.Case", keys)


# ---- details of quotes that nobody kept


def _unkept_quotes(before: date) -> QuerySet[Any]:
    ended = Q(told_at__lt=_midnight(before)) | Q(withdrawn_at__lt=_midnight(before))
    kept = Quote.objects.filter(analysis=OuterRef("pk"), is_kept=True)
    lines = QuoteLine.objects.filter(quote__analysis=OuterRef("pk"))
    detailed = lines.filter(~Q(label__in=("", MARK)) | ~Q(details={}) | Q(lens__isnull=False) | ~Q(teeth=[]))
    offers = Quote.objects.filter(analysis=OuterRef("pk")).filter(~Q(label__in=("", MARK)) | ~Q(terms={}))
    sealed = Opinion.objects.filter(analysis=OuterRef("pk")).exclude(question_sealed=b"")
    whole = Q(Exists(detailed)) | Q(Exists(offers)) | Q(Exists(sealed))
    return Analysis.objects.filter(ended, whole, ~Exists(kept), state__in=ENDED)


def _empty_quotes(keys: list[Any]) -> int:
    return _emptied("quotes.Analysis", keys)


@transaction.atomic
def _emptied(label: str, keys: list[Any]) -> int:
    rows = rows_of(label, keys)
    names = erasing.files_of(rows)
    erasing.empty(rows)
    transaction.on_commit(lambda: _delete(names), robust=True)
    return len(keys)


# ---- words, files


def _reviews(before: date) -> QuerySet[Any]:
    return Review.objects.filter(at__lt=_midnight(before)).exclude(comment=MARK)


def _remarks(before: date) -> QuerySet[Any]:
    return Remark.objects.filter(at__lt=_midnight(before)).exclude(text=MARK)


def _answers(before: date) -> QuerySet[Any]:
    return Answer.objects.filter(at__lt=_midnight(before)).exclude(comment__in=("", MARK))


@transaction.atomic
def _forget_words(keys: list[Any]) -> int:
    """Such rows are added and never changed: a function of the database empties what is over the same duration."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT privacy_forget_words(%s)", [len(keys)])
    return len(keys)


def _refusals(before: date) -> QuerySet[Any]:
    return MemberImport.objects.exclude(refusals="").filter(finished_at__lt=_midnight(before))


@transaction.atomic
def _delete_refusals(keys: list[Any]) -> int:
    return _without_file(MemberImport.objects.filter(pk__in=keys), "refusals")


def _archives(before: date) -> QuerySet[Any]:  # noqa: ARG001  each archive has its own last day
    return Request.objects.exclude(file="").filter(expires_on__lt=timezone.localdate())


@transaction.atomic
def _delete_archives(keys: list[Any]) -> int:
    Request.objects.filter(pk__in=keys).update(code_sealed=None)
    return _without_file(Request.objects.filter(pk__in=keys), "file")


# ---- the access journal


def _consulted(before: date) -> QuerySet[Any]:
    """What is sealed: a seal is younger than each entry under it."""
    sealed = JournalSeal.objects.filter(sealed_at__lt=_midnight(before))
    last = sealed.order_by("-last_id").values_list("last_id", flat=True).first()
    return JournalEntry.objects.filter(pk__lte=last or 0)


@transaction.atomic
def _forget_consulted(keys: list[Any]) -> int:
    """Such rows are added and never deleted: a function of the database takes the oldest, up to the last of these."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT privacy_forget_journal(%s)", [keys[-1]])
        return int(cursor.fetchone()[0])


def _without_file(found: QuerySet[Any], column: str) -> int:
    names = [name for name in found.values_list(column, flat=True) if name]
    done = (
        apps.get_model(found.model._meta.label)
        ._default_manager.filter(pk__in=found.values("pk"))
        .update(**{column: ""})
    )
    transaction.on_commit(lambda: _delete(names), robust=True)
    return int(done)


def _delete(names: Iterable[str]) -> None:
    for name in names:
        default_storage.delete(name)


RULES = (
    Rule(Category.MEMBERS, _former, _erase_former),
    Rule(Category.CALLERS, _callers, _empty_callers),
    Rule(Category.QUOTES, _unkept_quotes, _empty_quotes),
    Rule(Category.QUALITY, _reviews, _forget_words),
    Rule(Category.QUALITY, _remarks, _forget_words),
    Rule(Category.QUALITY, _answers, _forget_words),
    Rule(Category.REFUSALS, _refusals, _delete_refusals),
    Rule(Category.ARCHIVES, _archives, _delete_archives),
    Rule(Category.JOURNAL, _consulted, _forget_consulted, batch=5_000),
)
"""Complaints, promises and quotes that were told are no rule of their own: their durations hold the file that they are of."""
