"""A quote analysis from its receipt to its telling. Who acts has the contact in hand; every verb counts the version on."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F, Max
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import Role
from clock import queries as clock
from clock.enums import Commitment
from clock.services import promises
from clock.services.sweep import settle
from contacts.enums import EntryKind
from contacts.models import Case
from contacts.services.base import add_entry, held_case, locked
from members.models import Member
from quotes import computing, queries
from quotes.anomalies import Paper
from quotes.benefits import Line
from quotes.deadlines import LONGEST_AGO, LONGEST_AHEAD
from quotes.enums import RUNNING, AnalysisState, Domain, ToldBy, WhyWithdrawn
from quotes.errors import (
    AskedAlreadyError,
    ChangedMeanwhileError,
    Fault,
    FaultsError,
    NoMemberError,
    NotAnalysedError,
    NotOpenError,
    NotWaitingError,
    TooManyQuotesError,
)
from quotes.models import Analysis, Quote, QuoteLine
from quotes.prescription import Ground, Lens
from quotes.services.enforcing import SWEPT
from quotes.shapes import MOST_QUOTES


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What is said of an analysis besides its quotes. `last_delivery` None takes what we know of the member."""

    domain: Domain
    care_date: date
    has_ald: bool = False
    renewal_ground: Ground | None = None
    last_delivery: date | None = None
    previous_lenses: tuple[Lens, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """One quote as it was read. `details` are by line, by name: index, treatments, maker, origin, and the like."""

    label: str = ""
    lines: Sequence[Line] = ()
    paper: Paper = field(default_factory=Paper)
    department: str = ""
    terms: Mapping[str, str] = field(default_factory=dict)
    details: Sequence[Mapping[str, str]] = ()


@transaction.atomic
def start_analysis(*, user: User, case_id: UUID, facts: Facts) -> Analysis:
    """From a contact in hand that is joined to a member; due from the receipt of the contact, under its mutual's policy of that day.

    Raises NotHeldError, NoMemberError, FaultsError for a care date nobody can mean.
    """
    case = held_case(user, case_id)
    analysis = open_analysis(case, facts=facts, by=user)
    add_entry(
        case, EntryKind.NOTE, by=user, title=_("Quote analysis started"), detail={"quote_analysis": str(analysis.pk)}
    )
    return analysis


def open_analysis(case: Case, *, facts: Facts, by: User | None = None) -> Analysis:
    """A new analysis of a contact, whoever opens it. Raises NoMemberError, FaultsError."""
    if case.member_id is None:
        raise NoMemberError
    _check_day(facts.care_date)
    member = Member.objects.get(pk=case.member_id)
    analysis = Analysis(mutual_id=case.mutual_id, case=case, member=member, created_by=by, **_columns(facts, member))
    terms = clock.terms_of(Commitment.QUOTE, case.mutual, start=case.received_at)
    promises.arm(analysis, Commitment.QUOTE, terms, at=clock.now())
    analysis.first_due_at = analysis.deadline_at
    analysis.save(force_insert=True)
    return analysis


def _check_day(day: date) -> None:
    today = timezone.localdate()
    first, last = today - LONGEST_AGO, today + LONGEST_AHEAD
    if not first <= day <= last:
        raise FaultsError([Fault("care_date", "date_range", {"first": first, "last": last})])


def _columns(facts: Facts, member: Member) -> dict[str, Any]:
    return {
        "domain": facts.domain,
        "care_date": facts.care_date,
        "has_ald": facts.has_ald,
        "renewal_ground": facts.renewal_ground or "",
        "last_delivery": facts.last_delivery or queries.last_delivery(member),
        "previous_lenses": [asdict(lens) for lens in facts.previous_lenses],
    }


@transaction.atomic
def change_facts(*, user: User, analysis_id: UUID, facts: Facts, read: int | None = None) -> Analysis:
    """What is said of the care. Raises NotHeldError, NotOpenError, ChangedMeanwhileError, FaultsError."""
    analysis = _open(user, analysis_id, read)
    _check_day(facts.care_date)
    _change(analysis, **_columns(facts, analysis.member), **_computed_no_more(analysis))
    return analysis


# ---- quotes and lines


@transaction.atomic
def add_quote(*, user: User, analysis_id: UUID, offer: Offer, read: int | None = None) -> Quote:
    """A sixth one raises TooManyQuotesError. Also raises NotHeldError, NotOpenError, ChangedMeanwhileError."""
    analysis = _open(user, analysis_id, read)
    quote = _new_quote(analysis, offer)
    _change(analysis, **_computed_no_more(analysis))
    return quote


def add_quotes(analysis: Analysis, offers: Sequence[Offer]) -> None:
    """To an analysis just opened."""
    for offer in offers:
        _new_quote(analysis, offer)


def _new_quote(analysis: Analysis, offer: Offer) -> Quote:
    last = Quote.objects.filter(analysis=analysis).aggregate(last=Max("position"))["last"] or 0
    if last >= MOST_QUOTES:
        raise TooManyQuotesError
    quote = Quote(mutual_id=analysis.mutual_id, analysis=analysis, position=last + 1)
    _write(quote, offer)
    return quote


@transaction.atomic
def copy_quote(*, user: User, analysis_id: UUID, quote_id: int, read: int | None = None) -> Quote:
    """The same lines once more, as the last quote. Raises what `add_quote` raises, and Quote.DoesNotExist."""
    analysis = _open(user, analysis_id, read)
    quote = Quote.objects.get(analysis=analysis, pk=quote_id)
    offer = Offer(
        label=quote.label,
        lines=queries.lines_of(quote),
        paper=queries.paper_of(quote),
        department=quote.department,
        terms=quote.terms,
        details=[line.details for line in quote.lines.order_by("position")],
    )
    made = _new_quote(analysis, offer)
    _change(analysis, **_computed_no_more(analysis))
    return made


@transaction.atomic
def save_quote(*, user: User, analysis_id: UUID, quote_id: int, offer: Offer, read: int | None = None) -> Quote:
    """The whole quote as it stands in the form, lines in their order. Raises what `copy_quote` raises."""
    analysis = _open(user, analysis_id, read)
    quote = Quote.objects.get(analysis=analysis, pk=quote_id)
    _write(quote, offer)
    _change(analysis, **_computed_no_more(analysis))
    return quote


@transaction.atomic
def remove_quote(*, user: User, analysis_id: UUID, quote_id: int, read: int | None = None) -> None:
    """Those after it move up. Removing what is gone does nothing."""
    analysis = _open(user, analysis_id, read)
    for quote in Quote.objects.filter(analysis=analysis, pk=quote_id):
        later = Quote.objects.filter(analysis=analysis, position__gt=quote.position)
        quote.delete()
        later.update(position=F("position") - 1)
    _change(analysis, **_computed_no_more(analysis))


def _write(quote: Quote, offer: Offer) -> None:
    paper = offer.paper
    quote.label, quote.department, quote.terms = offer.label, offer.department, dict(offer.terms)
    quote.quoted_on, quote.valid_until = paper.quoted_on, paper.valid_until
    quote.total, quote.amo_total = paper.total, paper.amo_total
    quote.mentions = None if paper.mentions is None else sorted(paper.mentions)
    quote.has_alternative = paper.has_alternative
    quote.save()
    quote.lines.all().delete()
    details = [*offer.details, *({} for _line in offer.lines[len(offer.details) :])]
    QuoteLine.objects.bulk_create(
        _line(quote, place, line, detail)
        for place, (line, detail) in enumerate(zip(offer.lines, details, strict=False), 1)
    )


def _line(quote: Quote, place: int, line: Line, details: Mapping[str, str]) -> QuoteLine:
    return QuoteLine(
        mutual_id=quote.mutual_id,
        quote=quote,
        position=place,
        code=line.code,
        label=line.label,
        price=line.price,
        teeth=list(line.teeth),
        lens=asdict(line.lens) if line.lens else None,
        base=line.base,
        rate=line.rate,
        participation=line.participation,
        care_date=line.care_date,
        material=line.material,
        basket=line.basket,
        amo=line.amo,
        details=dict(details),
    )


# ---- what becomes of it


@transaction.atomic
def compute_analysis(*, user: User, analysis_id: UUID, read: int | None = None) -> computing.Comparison:
    """Every quote as it stands, kept with the versions it was computed with. Raises NotAnalysedError without a line.

    Raises NotHeldError, NotOpenError, ChangedMeanwhileError too.
    """
    analysis = _open(user, analysis_id, read)
    analysis = queries.with_quotes(Analysis.objects.all()).get(pk=analysis.pk)
    if not any(quote.lines.all() for quote in analysis.quotes.all()):
        raise NotAnalysedError
    return keep_result(analysis)


def keep_result(analysis: Analysis) -> computing.Comparison:
    """Compute an analysis that has its quotes at hand, and keep it as analysed; one that waits goes on waiting."""
    comparison = computing.computed(analysis)
    is_waiting = analysis.state == AnalysisState.INCOMPLETE
    _change(
        analysis,
        state=AnalysisState.INCOMPLETE if is_waiting else AnalysisState.ANALYSED,
        analysed_at=timezone.now(),
        result=comparison.as_json(),
        guarantee=comparison.guarantee,
        tariff_version=comparison.tariff_version,
        program_version=computing.PROGRAM,
    )
    return comparison


@transaction.atomic
def ask_for_missing(*, user: User, analysis_id: UUID, what: str, read: int | None = None) -> Analysis:
    """The clock stands still from now on, once: WHAT says what is missing, as the member is asked for it.

    Raises AskedAlreadyError, FaultsError without a reason, NotHeldError, NotOpenError, ChangedMeanwhileError.
    """
    analysis = _open(user, analysis_id, read)
    if not what.strip():
        raise FaultsError([Fault("asked_for", "required")])
    if analysis.asked_for:
        raise AskedAlreadyError
    promises.stop(analysis, at=settle(SWEPT, analysis), reason=what.strip())
    _change(analysis, *promises.STOPPED, state=AnalysisState.INCOMPLETE)
    _tell(analysis, user, _("Quote incomplete, asked for what is missing"), text=what.strip())
    return analysis


@transaction.atomic
def resume(*, user: User, analysis_id: UUID, read: int | None = None) -> Analysis:
    """What was missing has come, or nobody waits any longer: the deadline moves by what counted while the clock stood still.

    Raises NotWaitingError, NotHeldError, ChangedMeanwhileError.
    """
    analysis = _open(user, analysis_id, read)
    if analysis.state != AnalysisState.INCOMPLETE:
        raise NotWaitingError
    promises.run_on(analysis, at=clock.now(), calendar=clock.counted_in(analysis.policy, Commitment.QUOTE))
    _change(analysis, *promises.STOPPED, state=AnalysisState.RECEIVED)
    _tell(analysis, user, _("Quote complete again, the clock runs"))
    return analysis


@transaction.atomic
def mark_told(*, user: User, analysis_id: UUID, by: ToldBy, read: int | None = None) -> Analysis:
    """The member knows the result, which from now on nobody can change. Raises NotAnalysedError unless it is computed.

    Raises NotHeldError, NotOpenError, ChangedMeanwhileError too.
    """
    analysis = _open(user, analysis_id, read)
    if analysis.state != AnalysisState.ANALYSED:
        raise NotAnalysedError
    at = promises.disarm(analysis, SWEPT)
    _change(analysis, *promises.STOPPED, state=AnalysisState.TOLD, told_at=at, told_by=by, told_by_user=user)
    _tell(analysis, user, _("Quote analysis told"))
    return analysis


@transaction.atomic
def withdraw(*, user: User, analysis_id: UUID, why: WhyWithdrawn, words: str = "", read: int | None = None) -> Analysis:
    """Nobody waits for it any more: its clock ends. By who has the contact in hand, or a supervisor, whoever has it.

    Raises NotHeldError, NotOpenError, ChangedMeanwhileError.
    """
    analysis = _open(user, analysis_id, read, is_held=user.role != Role.SUPERVISOR)
    at = promises.disarm(analysis, SWEPT)
    _change(analysis, *promises.STOPPED, state=AnalysisState.WITHDRAWN, withdrawn_at=at, withdrawn_why=why)
    title = _("Quote analysis withdrawn: %(why)s") % {"why": why.label}
    _tell(analysis, user, title, text=words.strip())
    return analysis


@transaction.atomic
def keep_quote(*, user: User, analysis_id: UUID, quote_id: int | None) -> Quote | None:
    """The one offer that the member goes for, before or after it is told; None takes that back. It changes no figure.

    Raises NotHeldError, Quote.DoesNotExist.
    """
    analysis = Analysis.objects.select_for_update(of=("self",), no_key=True).get(pk=analysis_id)
    analysis.case = held_case(user, analysis.case_id)
    quotes = Quote.objects.filter(analysis=analysis)
    chosen = quotes.get(pk=quote_id) if quote_id is not None else None
    if chosen is not None and chosen.is_kept:
        return chosen
    is_changed = quotes.filter(is_kept=True).update(is_kept=False)
    if chosen is not None:
        chosen.is_kept = True
        chosen.save(update_fields=["is_kept"])
        _tell(analysis, user, _("Quote %(number)d kept by the member") % {"number": chosen.position}, text=chosen.label)
    elif is_changed:
        _tell(analysis, user, _("No quote is kept by the member any more"))
    return chosen


def _tell(analysis: Analysis, user: User, title: str, *, text: str = "") -> None:
    add_entry(
        analysis.case, EntryKind.NOTE, by=user, title=title, text=text, detail={"quote_analysis": str(analysis.pk)}
    )


def _open(user: User, analysis_id: UUID, read: int | None, *, is_held: bool = True) -> Analysis:
    """Locked until the transaction ends, its contact in USER's hands if IS_HELD, neither told nor withdrawn. READ is the version that was on the screen."""
    analysis = (
        Analysis.objects.select_for_update(of=("self",), no_key=True).select_related("member").get(pk=analysis_id)
    )
    analysis.case = held_case(user, analysis.case_id) if is_held else locked(analysis.case_id)
    if not analysis.is_open:
        raise NotOpenError
    if read is not None and read != analysis.version:
        raise ChangedMeanwhileError
    return analysis


def _computed_no_more(analysis: Analysis) -> dict[str, Any]:
    """What was computed is of other lines than those that stand there now."""
    state = AnalysisState.RECEIVED if analysis.state in RUNNING else analysis.state
    return {"state": state, "result": None, "analysed_at": None}


def _change(analysis: Analysis, *changed: str, **fields: Any) -> None:
    """Write FIELDS, those CHANGED on the row already, and the next version."""
    for name, value in fields.items():
        setattr(analysis, name, value)
    # The row is locked: nobody counts beside us.
    analysis.version += 1
    analysis.save(update_fields=[*changed, *fields, "version"])
