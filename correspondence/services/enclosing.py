"""The brochures that go with a message: chosen, kept with it, taken from the shelf, laid back when it is called back."""

from collections.abc import Sequence

from django.db.models import F, Max, Q
from django.db.models.functions import Now
from django.utils import timezone

from contacts.enums import Channel
from contacts.models import Case
from correspondence import queries
from correspondence.enclosures import GRAMS_OF_ENVELOPE, Choice, Occasion, Offer, choose, weight_of
from correspondence.enums import Carrier, MessageState, Why
from correspondence.models import Brochure, Enclosure, Message, Stationery, Suggestion
from members.models import Member
from members.queries import of_person

CHARACTERS_A_PAGE = 2_500
NOTHING = Choice((), ())


def choice_for(case: Case, channel: Channel, *, text: str = "", pages: int = 0) -> Choice:
    """Which brochures go with a message of TEXT and so many other enclosed PAGES. CASE has its mutual, member and reason at hand.

    Of somebody who is not known nothing is chosen: neither age nor what was sent before is known.
    """
    if case.member is None or case.member.died_on is not None:
        return NOTHING
    room = Stationery.objects.filter(pk=case.mutual_id).first() or Stationery()
    letter = weight_of(1 + len(text) // CHARACTERS_A_PAGE) + weight_of(pages)
    occasion = Occasion(
        today=timezone.localdate(),
        age=queries.age_of(case.member),
        reasons=frozenset(queries.reasons_of(case)),
        languages=frozenset({"fr", case.language}),
        is_paper=_is_folded_here(case.mutual_id, channel),
        pages=room.most_pages - pages,
        grams=room.most_grams - GRAMS_OF_ENVELOPE - letter,
        most=room.most_brochures,
    )
    return choose(_offers(case, case.member), occasion)


def _is_folded_here(mutual_id: int, channel: str) -> bool:
    """Whether hands of ours can lay paper copies in: a postal service prints all that goes with a letter."""
    return channel == Channel.LETTER and queries.carrier_for(mutual_id, channel) == Carrier.HAND


def _offers(case: Case, member: Member) -> list[Offer]:
    shelf = Brochure.objects.filter(Q(mutual_id=case.mutual_id) | Q(mutual__isnull=True), withdrawn_at__isnull=True)
    told = set(Suggestion.objects.filter(of_person(member)).values_list("brochure_id", flat=True))
    sent = dict(
        Enclosure.objects.filter(of_person(member, field="message__member"))
        .exclude(message__state__in=[MessageState.CANCELLED, MessageState.GIVEN_UP])
        .values_list("brochure_id")
        .annotate(last=Max("message__created_at"))
    )
    return [
        Offer(
            key=one.pk,
            title=one.title,
            language=one.language,
            pages=one.pages,
            grams=one.grams,
            reasons=frozenset(one.reasons),
            age_min=one.age_min,
            age_max=one.age_max,
            valid_from=one.valid_from,
            valid_until=one.valid_until,
            repeat_days=one.repeat_days,
            stock=one.stock,
            is_own=one.mutual_id is not None,
            is_told=one.pk in told,
            is_of_campaign=one.is_of_campaign,
            last_sent=timezone.localdate(sent[one.pk]) if one.pk in sent else None,
        )
        for one in shelf
    ]


def enclose(message: Message, case: Case, *, pages: int = 0) -> list[Enclosure]:
    """What goes with a message that is written now, in the caller's transaction; PAGES are those of its other papers."""
    if message.member_id is None:
        return []
    # Two messages to one person, written at once, would each enclose the same brochure.
    Member.objects.select_for_update(no_key=True, of=("self",)).get(pk=message.member_id)
    choice = _with_copies(message, case, pages)
    is_paper = _is_folded_here(message.mutual_id, message.channel)
    rows = [
        Enclosure(
            mutual_id=message.mutual_id, message=message, brochure_id=offer.key, rank=rank, why=why,
            is_from_stock=is_paper and offer.stock is not None,
        )
        for rank, (offer, why) in enumerate(choice.taken, 1)
    ]  # fmt: skip
    taken = [row.brochure_id for row in rows if row.is_from_stock]
    Brochure.objects.filter(pk__in=taken).update(stock=F("stock") - 1)
    Suggestion.objects.filter(member_id=message.member_id, brochure_id__in=[row.brochure_id for row in rows]).delete()
    return Enclosure.objects.bulk_create(rows)


def _with_copies(message: Message, case: Case, pages: int) -> Choice:
    """A choice whose paper copies are ours until the transaction ends: somebody else may have taken the last one meanwhile."""
    while True:
        choice = choice_for(case, Channel(message.channel), text=message.body, pages=pages)
        wanted = [offer.key for offer, _ in choice.taken if offer.stock is not None]
        if not wanted or not _is_folded_here(message.mutual_id, message.channel):
            return choice
        locked = Brochure.objects.select_for_update(no_key=True).filter(pk__in=wanted).order_by("pk")
        if all(one.stock is None or one.stock > 0 for one in locked):
            return choice


def lay_back(message: Message) -> None:
    """Copies return to the shelf, and what a campaign suggested waits for the next message: this one was called back."""
    enclosed = list(Enclosure.objects.filter(message=message))
    copies = [one.brochure_id for one in enclosed if one.is_from_stock]
    Brochure.objects.filter(pk__in=copies, stock__isnull=False).update(stock=F("stock") + 1)
    told = [one.brochure_id for one in enclosed if one.why == Why.TOLD]
    if message.case is not None:
        suggest(case=message.case, brochures=told)


def suggest(*, case: Case, brochures: Sequence[int]) -> None:
    """The member of a case was told of a campaign: its BROCHURES go with what is written to them next."""
    if case.member_id is None:
        return
    there = Brochure.objects.filter(pk__in=brochures, withdrawn_at__isnull=True)
    Suggestion.objects.bulk_create(
        [Suggestion(mutual_id=case.mutual_id, member_id=case.member_id, brochure=one, at=Now()) for one in there],
        ignore_conflicts=True,
    )
