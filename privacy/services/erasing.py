"""Erasure: what says who a person was goes from every table, what is counted stays, what the law has kept is sealed for a while.

The only writer of other apps' tables (decision 31): `holdings` says, column by column, what becomes of each.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from functools import partial
from typing import Any
from uuid import UUID

import pgtrigger
import structlog
from django.apps import apps
from django.core.files.storage import default_storage
from django.db import connection, transaction
from django.db.models import Case as Choice
from django.db.models import QuerySet, Value, When
from django.utils import timezone

from accounts.models import Draft, Mutual
from accounts.scopes import within_mutuals
from audit.enums import Act
from audit.services import record
from correspondence.enums import BatchState
from members.models import Member, SearchName
from privacy import queries
from privacy.eligibility import kept_until
from privacy.enums import Category, Fate, Origin
from privacy.errors import AlreadyErasedError, CannotEraseError
from privacy.holdings import HOLDINGS, MARK, MARKED, Holding
from privacy.models import Erasure, Request
from privacy.services import archives
from privacy.walk import CONTRACT, PERSON, Rows, objects, only, rows_of, tables

logger = structlog.get_logger(__name__)

SETTLED = (
    "quotes.Analysis:told_is_kept",
    "quotes.Opinion:given_is_kept",
    "complaints.Complaint:settled_is_kept",
)
"""Triggers that keep settled rows from being changed: an erasure is what they do not stand against."""

PATIENCE = "SET LOCAL statement_timeout = '5min'"
"""Some of an erasure is looked for among everybody's rows: that may take longer than a page may."""

EXTRACTS: dict[str, tuple[tuple[str, str], ...]] = {
    Category.MEMBERS: ((PERSON, "pk"),),
    Category.COMPLAINTS: (("contacts.Case", "complaints__member__in"),),
    Category.PROMISES: (("callbacks.Callback", "member__in"),),
    Category.QUOTES_TOLD: (("quotes.Analysis", "member__in"),),
}
OF_THE_CONTRACT = (CONTRACT, "members.CoveragePeriod", "members.Consent", "members.Address")


def check(member_id: UUID) -> set[UUID]:
    """The person's files, when nothing stands against their erasure. Raises CannotEraseError, AlreadyErasedError, Member.DoesNotExist."""
    people = queries.people_of(member_id)
    if queries.is_erased(_shown(people)):
        raise AlreadyErasedError
    if against := queries.obstacles(people):
        raise CannotEraseError(against)
    return people


def held(people: Iterable[UUID]) -> dict[str, Any]:
    """By category, the last day until which the law has something of these people kept; nothing for who is free of it."""
    return dict(kept_until(queries.matters_of(set(people)), queries.months(), timezone.localdate()))


@transaction.atomic
def erase(*, member_id: UUID, origin: Origin, request: Request | None = None) -> Erasure:
    """Erase a person, all or nothing; files go after the commit, and with the next sweep if this process dies before.

    Raises what `check` raises. What the law has kept is in the sealed extract of the row that is given back.
    """
    shown = Member.objects.select_for_update(no_key=True, of=("self",)).get(pk=_shown(queries.people_of(member_id)))
    people = check(shown.pk)
    # One key an attempt would leave a file an attempt: the next one of a request writes over the last.
    own = {"pk": request.pk} if request else {}
    erasure = Erasure(**own, mutual_id=shown.mutual_id, member=shown, request=request, origin=origin)
    _keep_extract(erasure, people, held(people))
    erasure.save(force_insert=True)
    counts = _erase(erasure, people)
    detail = {"rows": sum(counts.values())}
    record(act=Act.ERASE, mutual_id=shown.mutual_id, member_id=shown.pk, ground=origin, detail=detail)
    transaction.on_commit(partial(delete_files, erasure), robust=True)
    logger.info("person_erased", reason=origin.value, **detail)
    return erasure


def _shown(people: set[UUID]) -> UUID:
    return Member.objects.filter(pk__in=people, merged_into__isnull=True).values_list("pk", flat=True).get()


# ---- what is kept for a while


def _keep_extract(erasure: Erasure, people: set[UUID], until: Mapping[str, Any]) -> None:
    if not until:
        return
    found: dict[str, set[Any]] = {PERSON: set(people)}
    for category in until:
        for label, rows in _extracted(category, people).items():
            found.setdefault(label, set()).update(rows)
    erasure.extract.name = archives.keep(erasure, rows=found, labels=[one for one in tables() if one in found])[0]
    erasure.keep_until = max(until.values())


def _extracted(category: str, people: set[UUID]) -> Rows:
    """What is to be proved later, and no more: of a contract its dates, of a complaint its contact, of a promise its calls."""
    if category == Category.MEMBERS:
        rows = rows_of(PERSON, people)
        return {label: rows.get(label, set()) for label in OF_THE_CONTRACT}
    ((label, condition),) = EXTRACTS[category]
    return rows_of(label, objects(label).filter(**{condition: people}).values_list("pk", flat=True))


# ---- what goes


def _erase(erasure: Erasure, people: set[UUID]) -> Counter[str]:
    words = _Identity(people)
    nameless = set(queries.nameless_cases(people).values_list("pk", flat=True))
    rows = rows_of(PERSON, people)
    for label, found in rows_of("contacts.Case", nameless).items():
        rows.setdefault(label, set()).update(found)
    rows[CONTRACT] = _left_alone(rows[CONTRACT], people)
    erasure.files = [*files_of(rows), *_printed(rows)]
    counts = empty(rows)
    counts["accounts.Draft"] = words.forget_drafts()
    words.forget_writings()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT privacy_erase_kept(%s, %s, %s)",
            [erasure.pk, list(rows.get("contacts.Case", ())), list(rows[CONTRACT])],
        )
        counts["history"] = cursor.fetchone()[0]
    erasure.counts = {label: number for label, number in counts.items() if number}
    erasure.save(update_fields=["files", "counts"])
    return counts


def _left_alone(contracts: set[UUID], people: set[UUID]) -> set[UUID]:
    """Contracts under which nobody else is left whose data are there."""
    others = Member.objects.filter(contract_id__in=contracts).exclude(pk__in=people)
    erased = set(Erasure.objects.filter(member__contract_id__in=contracts).values_list("member_id", flat=True))
    return contracts - {one.contract_id for one in others if not erased & {one.pk, one.merged_into_id}}


def empty(rows: Rows) -> Counter[str]:
    """What `holdings` says of these rows, done; how many rows of each table. In the caller's transaction."""
    counts = Counter[str]()
    with pgtrigger.ignore(*SETTLED):
        for label in reversed([one for one in rows if rows[one]]):
            holding = HOLDINGS[label]
            if holding.fate is Fate.STAYS or holding.by_owner:
                continue
            found = only(rows, label)
            counts[label] = _delete(found) if holding.fate is Fate.GONE else _emptied(found, label, holding)
    return counts


def _delete(found: QuerySet[Any]) -> int:
    """Without Django's cascade: each table that hangs on it has a fate of its own."""
    return int(found._raw_delete(found.db) or 0)  # nothing at all for an empty list


def _emptied(found: QuerySet[Any], label: str, holding: Holding) -> int:
    fixed = {name: _expression(name, value) for name, value in holding.empties.items() if not callable(value)}
    made = {name: value for name, value in holding.empties.items() if callable(value)}
    for row in found.iterator() if made else ():
        objects(label).filter(pk=row.pk).update(**{name: value(row) for name, value in made.items()})
    return int(found.update(**fixed)) if fixed else found.count()


def _expression(name: str, value: Any) -> Any:
    if value is not MARKED:
        return value
    return Choice(When(**{name: ""}, then=Value("")), default=Value(MARK))


# ---- files


def files_of(rows: Rows) -> list[str]:
    """Names of stored files whose rows are emptied or deleted."""
    return [
        name
        for label, holding in HOLDINGS.items()
        for column in holding.files
        for name in only(rows, label).values_list(column, flat=True)
        if name
    ]


def _printed(rows: Rows) -> list[str]:
    """Print files that hold a letter to the person and were handed to the printer: nobody needs them any more."""
    messages = rows.get("correspondence.Message", set())
    batches = objects("correspondence.Batch").filter(letters__in=messages, state=BatchState.TAKEN).exclude(file="")
    names = dict(batches.values_list("pk", "file"))
    objects("correspondence.Batch").filter(pk__in=names).update(file="")
    return list(names.values())


@transaction.atomic
def delete_files(erasure: Erasure) -> None:
    """Those that an erasure named; a file that is gone already is none."""
    for name in erasure.files:
        default_storage.delete(name)
    Erasure.objects.filter(pk=erasure.pk).update(files=[])


@transaction.atomic
def delete_left_files() -> None:
    """What a process that died between an erasure and its files left, in the scope's mutuals."""
    for erasure in Erasure.objects.exclude(files=[]):
        delete_files(erasure)


# ---- what no foreign key leads to


class _Identity:
    """What names the person, taken before it goes: drafts of forms and the lexicon of names hold it without saying of whom."""

    def __init__(self, people: set[UUID]) -> None:
        files = Member.objects.filter(pk__in=people)
        self.exact = {text for one in files for text in (one.number, one.email) if text}
        self.exact |= {
            str(number)
            for number in objects("members.Phone").filter(member_id__in=people).values_list("number", flat=True)
        }
        self.names = {(one.first_name, name) for one in files for name in (one.used_name, one.birth_name)}
        names = SearchName.objects.filter(member_id__in=people).values_list("family_key", "given_key")
        self.writings = {key for keys in names for key in keys if key}

    def forget_drafts(self) -> int:
        """Of forms that somebody is filling: they are few, and forgotten after a month anyway."""
        mentioning = [
            draft.pk
            for draft in Draft.objects.exclude(text="").only("pk", "text").iterator()
            if self._is_in(draft.text)
        ]
        return _delete(apps.get_model("accounts.Draft")._default_manager.filter(pk__in=mentioning))

    def _is_in(self, text: str) -> bool:
        return any(one in text for one in self.exact) or any(
            first in text and last in text for first, last in self.names
        )

    def forget_writings(self) -> None:
        """Writings of the lexicon that nobody else has, in any mutual. A rare first name is looked for among all: see `PATIENCE`."""
        with within_mutuals(list(Mutual.objects.values_list("pk", flat=True))), connection.cursor() as cursor:
            cursor.execute(PATIENCE)
            for key in sorted(self.writings):
                known = objects("members.KnownName").filter(key=key)
                is_family = SearchName.objects.filter(family_key=key).exists()
                is_given = SearchName.objects.filter(given_key=key).exists()
                if is_family or is_given:
                    known.update(is_family=is_family, is_given=is_given)
                else:
                    _delete(known)
