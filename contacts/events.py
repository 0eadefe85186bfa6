"""What a member's contacts tell: the lines of one case, the latest cases, and the whole history, searched and filtered."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import takewhile
from uuid import UUID

from django.contrib.postgres.search import SearchQuery, SearchVector
from django.db import connections, router
from django.db.models import Exists, Func, OuterRef, Prefetch, Q, QuerySet, Subquery, TextField, Value
from django.db.models.functions import Concat, Lower
from django.utils import timezone
from django.utils.translation import gettext as _

from contacts.enums import Channel, EntryKind
from contacts.models import Call, Case, Document, Entry
from contacts.queries import overdue_of
from members.events import Event
from members.models import Member
from members.queries import of_person

ICONS = {
    Channel.PHONE: "phone-incoming",
    Channel.EMAIL: "mail",
    Channel.FAX: "printer",
    Channel.LETTER: "file-text",
    Channel.PORTAL: "device-desktop",
}
LATELY = 10
TOLD = (
    "received_at", "channel", "state", "outcome", "subject", "reason__label",
    "closed_by__first_name", "closed_by__last_name", "closed_by__username",
)  # fmt: skip
SAID_BY = ("at", "kind", "detail", "text", "case__reason__label", "by__first_name", "by__last_name", "by__username")
"""What a line of the latest cases tells, and one of the history: nothing else of the cases and their people is read."""

PAGE = 50
SAID = (EntryKind.NOTE, EntryKind.EMAIL_IN, EntryKind.REQUEST, EntryKind.FAX_IN, EntryKind.LETTER_IN)


@dataclass(frozen=True, slots=True)
class Line:
    """One earlier case as the desk shows it. `seconds` of talk, None for what was written; `is_late` while an answer is owed."""

    case: Case
    icon: str
    excerpt: str
    seconds: int | None
    is_late: bool


def lines_of(case: Case) -> QuerySet[Entry]:
    """The timeline of one case, newest first, in a fixed number of queries."""
    return (
        Entry.objects.filter(mutual_id=case.mutual_id, case=case)
        .select_related("by")
        .prefetch_related(Prefetch("documents", Document.objects.order_by("pk")))
        .order_by("-at", "-id")
    )


def lately(member: Member, *, but: Case | None = None, shown: int = LATELY) -> list[Line]:
    """The newest cases of a member, in two queries."""
    said = Entry.objects.filter(case=OuterRef("pk"), kind__in=SAID).exclude(text="").order_by("-at", "-id")
    cases = (
        Case.objects.filter(of_person(member), mutual_id=member.mutual_id)
        .exclude(pk=but.pk if but else UUID(int=0))
        .select_related("reason", "closed_by")
        .only(*TOLD)
        .annotate(said=Subquery(said.values("text")[:1]), is_owed_late=Exists(overdue_of(OuterRef("pk"))))
        .prefetch_related(Prefetch("calls", Call.objects.order_by("-rang_at").only("case", "answered_at", "ended_at")))
        .order_by("-received_at")[:shown]
    )
    return [Line(case, ICONS[Channel(case.channel)], case.said or "", _talk(case), case.is_owed_late) for case in cases]


def _talk(case: Case) -> int | None:
    return next((call.talk_seconds for call in case.calls.all()), None)


def events_of(member: Member) -> Iterator[Event]:
    """The newest cases as lines of the member's page."""
    for line in lately(member):
        case = line.case
        outcome, mood = (case.get_outcome_display(), "good") if case.outcome else (case.get_state_display(), "")
        yield Event(
            case.received_at,
            line.icon,
            case.reason.label if case.reason else case.subject or _("Contact"),
            text=line.excerpt[:140],
            by=case.closed_by.get_full_name() if case.closed_by else "",
            outcome=outcome,
            mood="warn" if line.is_late else mood,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A question about a member's history; what is empty does not narrow."""

    text: str = ""
    channel: str = ""
    reason_id: int | None = None
    since: date | None = None
    until: date | None = None


def history(
    member: Member, wanted: Wanted, *, before: tuple[datetime, int] | None = None, shown: int = PAGE
) -> tuple[list[Entry], bool]:
    """Entries of every case of a member that answer, newest first, BEFORE an entry already shown; and whether there are more.

    The text is looked for with French stems and without accents among the member's own lines alone.
    """
    entries = Entry.objects.filter(of_person(member), mutual_id=member.mutual_id).filter(_narrowed(wanted))
    if wanted.text.strip():
        entries = _saying(entries, wanted.text)
    if before is not None:
        at, pk = before
        entries = entries.filter(Q(at__lt=at) | Q(at=at, id__lt=pk))
    told = entries.select_related("case__reason", "by").only(*SAID_BY)
    found = list(told.order_by("-at", "-id")[: shown + 1])
    return found[:shown], len(found) > shown


SAID_IN = ("title", "text")
PLAIN_WORDS = re.compile(r"[^\W\d_]+(?:[\s'’]+[^\W\d_]+)*")
STEMS = """
SELECT unaccent((ts_lexize('french_stem', word))[1]), (ts_lexize('french_stem', unaccent(word)))[1] FROM unnest(%s::text[]) AS word
"""


def _saying(entries: QuerySet[Entry], text: str) -> QuerySet[Entry]:
    """Those that say the words of TEXT, whatever their endings and accents."""
    # Stems need accents (remboursée, remboursement), and people leave them out: both readings count.
    vector = SearchVector(*SAID_IN, config="french") + SearchVector(*SAID_IN, config="french_plain")
    query = _words(text, "french") | _words(text, "french_plain")
    both = Concat("title", Value(" "), "text", output_field=TextField())
    said = Func(Lower(both), function="unaccent", output_field=TextField())
    entries = entries.exclude(title="", text="").alias(said=said)
    for beginning in _beginnings(text):  # a line without them is not taken apart into stems
        entries = entries.filter(said__contains=beginning)
    return entries.alias(words=vector).filter(words=query)


def _beginnings(text: str) -> list[str]:
    """What every line that answers TEXT has in it, without accents; nothing for a text with signs that may mean something else.

    A word of French begins as its stem does, or where Snowball's stemmer puts another ending in the place of the word's
    (chevaux, cheval; électricité, électrique; couramment, courant) as the stem does without its last two letters. A test holds it.
    """
    words = re.split(r"[\s'’]+", text.strip().lower())
    if not PLAIN_WORDS.fullmatch(text.strip()) or "or" in words:
        return []
    with connections[router.db_for_read(Entry)].cursor() as cursor:
        cursor.execute(STEMS, [words])
        # Too usual a word is looked for in neither reading, or in one of them alone.
        stems = [pair for pair in cursor.fetchall() if all(pair)]
    return [begins for one, other in stems if (begins := _common(_sure(one), _sure(other)))]


PUT = ("i", "l", "t", "qu", "x")
"""Last letters of the endings that are put: -i, -al, -abl, -ant, -ent, -iqu, -eux."""


def _sure(stem: str) -> str:
    return stem[:-2] if stem.endswith(PUT) else stem


def _common(one: str, other: str) -> str:
    """What both begin with."""
    return "".join(letter for letter, _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))


def _words(text: str, config: str) -> SearchQuery:
    return SearchQuery(text, config=config, search_type="websearch")


def _narrowed(wanted: Wanted) -> Q:
    narrowed = Q()
    if wanted.channel:
        narrowed &= Q(case__channel=wanted.channel)
    if wanted.reason_id is not None:
        narrowed &= Q(case__reason_id=wanted.reason_id) | Q(case__reason__parent_id=wanted.reason_id)
    if wanted.since is not None:
        narrowed &= Q(at__gte=_midnight(wanted.since))
    if wanted.until is not None:
        narrowed &= Q(at__lt=_midnight(date.fromordinal(wanted.until.toordinal() + 1)))
    return narrowed


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))
