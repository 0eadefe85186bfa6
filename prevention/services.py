"""The only writers of campaigns and prompts. A published text that is changed is read again by somebody else."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from django.db import transaction
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils import timezone

from accounts.models import User
from contacts.models import Case
from correspondence.services.brochures import name_of_campaign
from correspondence.services.enclosing import suggest
from prevention import deadlines
from prevention.eligibility import OLDEST
from prevention.enums import Answer, ArrivalState, CampaignState, Confidence, Recurrence, Unsuited
from prevention.errors import (
    CampaignChangedError,
    NothingToSayError,
    NotReadyError,
    ReadMeanwhileError,
    SameReaderError,
    SourceKnownError,
)
from prevention.models import Arrival, Campaign, Prompt, Reach, Source
from territory.names import fold

WRITTEN: Final = frozenset(
    {
        "title", "organiser", "theme", "mutual", "territory", "starts_on", "ends_on", "recurrence", "recurrence_note", "sex",
        "age_min", "age_max", "situations", "sentence", "how", "link", "phone", "short_number", "keywords", "reasons",
        "brochures", "interval_days", "source", "confidence", "checked_on", "check_again_on",
    }
)  # fmt: skip
"""What a person writes of a campaign. Everything else follows from verbs."""


LONGEST_TEXT: Final = 20_000
"""Characters of an arrival that are kept."""


@transaction.atomic
def keep(
    *, user: User, said: Mapping[str, Any], campaign_id: int | None = None, version: int | None = None
) -> Campaign:
    """A campaign as USER writes it, to be read by somebody else; SAID has fields of `WRITTEN`.

    Raises CampaignChangedError when it is no longer the VERSION that was read, and Campaign.DoesNotExist.
    """
    campaign = Campaign(author=user) if campaign_id is None else _locked(campaign_id)
    if version is not None and campaign.version != version:
        raise CampaignChangedError
    for name, value in said.items():
        if name not in WRITTEN:
            raise KeyError(name)
        setattr(campaign, name, value)
    campaign.words = words_of(campaign.title, campaign.theme, *campaign.keywords)
    campaign.author, campaign.second_reader, campaign.published_at = user, None, None
    campaign.state, campaign.withdrawn_why = CampaignState.DRAFT, ""
    campaign.version = 1 if campaign_id is None else campaign.version + 1
    campaign.save(force_insert=campaign_id is None)
    name_of_campaign(brochures=campaign.brochures)
    Reach.objects.filter(campaign=campaign).delete()
    return campaign


@transaction.atomic
def submit(*, campaign_id: int) -> Campaign:
    """Ask for the second reading. Raises NothingToSayError, NotReadyError."""
    campaign = _in_state(campaign_id, CampaignState.DRAFT)
    if not campaign.sentence.strip():
        raise NothingToSayError
    return _change(campaign, state=CampaignState.TO_READ)


@transaction.atomic
def publish(*, user: User, campaign_id: int, version: int | None = None) -> Campaign:
    """Read and approved by USER: advisers see it from now on. Raises SameReaderError, NotReadyError.

    Raises ReadMeanwhileError when it is no longer the VERSION that was read.
    """
    campaign = _in_state(campaign_id, CampaignState.TO_READ)
    if version is not None and campaign.version != version:
        raise ReadMeanwhileError
    if campaign.author_id == user.pk:
        raise SameReaderError
    _change(campaign, state=CampaignState.PUBLISHED, second_reader=user, published_at=Now())
    Reach.objects.bulk_create(_reaches(campaign))
    return campaign


@transaction.atomic
def send_back(*, campaign_id: int) -> Campaign:
    """The second reader wants it written again. Raises NotReadyError."""
    return _change(_in_state(campaign_id, CampaignState.TO_READ), state=CampaignState.DRAFT)


@transaction.atomic
def withdraw(*, campaign_id: int, why: str) -> Campaign:
    """Nobody is told of it any more; what was told stays. Raises NotReadyError for one that is withdrawn."""
    campaign = _locked(campaign_id)
    if campaign.state == CampaignState.WITHDRAWN:
        raise NotReadyError
    Reach.objects.filter(campaign=campaign).delete()
    return _change(campaign, state=CampaignState.WITHDRAWN, withdrawn_why=why, second_reader=None, published_at=None)


@transaction.atomic
def checked(*, campaign_id: int, again_on: date | None = None) -> Campaign:
    """The source says today what the campaign says: looked at again on AGAIN_ON, or half a year later."""
    today = timezone.localdate()
    return _change(
        _locked(campaign_id),
        confidence=Confidence.VERIFIED,
        checked_on=today,
        check_again_on=again_on or today + deadlines.CHECK_AGAIN,
    )


@dataclass(frozen=True, slots=True)
class Told:
    """A campaign that was on the screen and what became of it; `why` of one that did not suit."""

    campaign_id: int | None
    answer: Answer
    why: Unsuited | str = ""


def record_prompts(*, user: User, case: Case, department: str, told: Iterable[Told]) -> list[Prompt]:
    """What the end of a contact said of prevention, in the caller's transaction. Of a contact with nobody known, nothing."""
    if case.member_id is None:
        return []
    rows = [
        Prompt(
            mutual_id=case.mutual_id,
            case=case,
            member_id=case.member_id,
            campaign_id=one.campaign_id,
            answer=one.answer,
            why=one.why,
            reason_id=case.reason_id,
            department=department,
            adviser=user,
        )
        for one in told
    ]
    _suggest_brochures(case, [row.campaign_id for row in rows if row.campaign_id and row.answer == Answer.TOLD])
    return Prompt.objects.bulk_create(rows)


def _suggest_brochures(case: Case, campaigns: list[int]) -> None:
    """Those of the campaigns that the member was told of go with what is written next."""
    named = Campaign.objects.filter(pk__in=campaigns).values_list("brochures", flat=True)
    suggest(case=case, brochures=sorted({one for brochures in named for one in brochures}))


# ---- what other sites bring


@dataclass(frozen=True, slots=True)
class Found:
    """One entry of a source, its text cleaned of all markup; `key` tells it from the others of its source."""

    key: str
    title: str
    link: str
    text: str
    published_at: datetime | None


@transaction.atomic
def take_in(*, source: Source, found: Iterable[Found]) -> int:
    """New entries of a source, those that say what another one says already marked as such; how many there are."""
    rows = {one.key: _arrival(source, one) for one in found}
    known = set(Arrival.objects.filter(source=source, key__in=rows).values_list("key", flat=True))
    fresh = [row for key, row in rows.items() if key not in known]
    first: dict[tuple[str, str], Arrival] = {}
    for row in fresh:
        first.setdefault((row.same, row.text), row)
    _mark_duplicates(source, list(first.values()))
    Arrival.objects.bulk_create(first.values(), ignore_conflicts=True)
    repeated = [row for row in fresh if first[row.same, row.text] is not row]
    _mark_duplicates(source, repeated)
    Arrival.objects.bulk_create(repeated, ignore_conflicts=True)
    return len(fresh)


def _mark_duplicates(source: Source, rows: Iterable[Arrival]) -> None:
    """Of a title that another source brought of late; within one source the text is the same too, else a weekly bulletin would hide itself."""
    titles = {row.same for row in rows}
    lately = Arrival.objects.filter(same__in=titles, duplicate_of__isnull=True, arrived_at__gte=Now() - deadlines.ALIKE)
    alike: dict[str, list[Arrival]] = {}
    for one in lately.only("pk", "same", "source_id", "text").order_by("pk"):
        alike.setdefault(one.same, []).append(one)
    for row in rows:
        before = (one for one in alike.get(row.same, ()) if one.source_id != source.pk or one.text == row.text)
        if (first := next(before, None)) is not None:
            row.state, row.duplicate_of = ArrivalState.DUPLICATE, first


def _arrival(source: Source, one: Found) -> Arrival:
    title = one.title[:200] or source.title
    same = hashlib.sha256(" ".join(fold(title).split()).encode()).hexdigest()
    return Arrival(
        source=source,
        key=one.key,
        same=same,
        title=title,
        link=one.link[:500],
        text=one.text[:LONGEST_TEXT],
        published_at=one.published_at,
    )


def claim_source() -> Source | None:
    """A source that nobody looked at for `FETCH_EVERY`, marked as looked at now: two workers never have the same."""
    due = Q(fetched_at__isnull=True) | Q(fetched_at__lte=Now() - deadlines.FETCH_EVERY)
    with transaction.atomic():
        source = (
            Source.objects.select_for_update(skip_locked=True)
            .filter(due, is_active=True)
            .order_by(F("fetched_at").asc(nulls_first=True), "pk")
            .first()
        )
        if source is not None:
            source.fetched_at = timezone.now()
            source.save(update_fields=["fetched_at"])
    return source


def note_fetched(*, source: Source, fault: str = "", digest: str = "") -> None:
    """What came of looking at it: a fault, or for a page the digest of its text."""
    source.fault, source.digest = fault, digest or source.digest
    source.save(update_fields=["fault", "digest"])


def keep_source(*, user: User, title: str, kind: str, address: str) -> Source:
    """Watched from now on. Raises SourceKnownError."""
    if Source.objects.filter(address=address).exists():
        raise SourceKnownError
    return Source.objects.create(title=title, kind=kind, address=address, added_by=user)


def watch_source(*, source_id: int, is_active: bool) -> None:
    """Go on or stop looking; what it brought stays."""
    Source.objects.filter(pk=source_id).update(is_active=is_active, fetched_at=None)


def sort(*, user: User, arrival_id: int, state: ArrivalState, campaign: Campaign | None = None) -> bool:
    """Dismissed, taken up as CAMPAIGN, or new again; whether it was there and nobody had taken it up."""
    rows = Arrival.objects.filter(pk=arrival_id).exclude(state=ArrivalState.TAKEN)
    return bool(rows.update(state=state, campaign=campaign, duplicate_of=None, sorted_by=user, sorted_at=Now()))


def dismiss(*, user: User, arrivals: Sequence[int]) -> int:
    """Those of ARRIVALS that are still new; how many."""
    rows = Arrival.objects.filter(pk__in=arrivals, state=ArrivalState.NEW)
    return rows.update(state=ArrivalState.DISMISSED, sorted_by=user, sorted_at=Now())


# ---- parts


def words_of(*texts: str) -> list[str]:
    """Words of three letters and more, folded, each once."""
    return sorted({word[:40] for text in texts for word in fold(text).split() if len(word) >= 3})


def _reaches(campaign: Campaign) -> list[Reach]:
    return [
        Reach(
            campaign=campaign,
            mutual_id=campaign.mutual_id,
            area=area,
            comes_back=campaign.recurrence == Recurrence.YEARLY,
            starts_on=campaign.starts_on,
            ends_on=None if campaign.recurrence == Recurrence.PERMANENT else campaign.ends_on,
            sex=campaign.sex,
            age_min=campaign.age_min or 0,
            age_max=OLDEST if campaign.age_max is None else campaign.age_max,
        )
        for area in sorted(set(campaign.territory))
    ]


def _locked(campaign_id: int) -> Campaign:
    return Campaign.objects.select_for_update(of=("self",), no_key=True).get(pk=campaign_id)


def _in_state(campaign_id: int, state: CampaignState) -> Campaign:
    campaign = _locked(campaign_id)
    if campaign.state != state:
        raise NotReadyError
    return campaign


def _change(campaign: Campaign, **fields: Any) -> Campaign:
    for name, value in fields.items():
        setattr(campaign, name, value)
    campaign.version = F("version") + 1
    campaign.save(update_fields=[*fields, "version"])
    campaign.refresh_from_db()
    return campaign
