"""What the reply panel and the outbox read: which channels are open, to whom, with what put in, and what became of it."""

from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar
from uuid import UUID

from django.conf import settings
from django.db.models import Case as Case_
from django.db.models import Count, F, IntegerField, Q, QuerySet, When
from django.db.models.functions import Now
from django.utils import timezone

from accounts.models import Mutual, User
from contacts import queries as contacts
from contacts.enums import Channel
from contacts.models import Case, Document, InboundEmail, Mailbox
from correspondence import deadlines
from correspondence.enums import LEAVING, OPEN, UNMADE, WRITTEN, BatchState, Carrier, Field, MessageState
from correspondence.models import Batch, Brochure, Enclosure, Message, Snippet, Stationery, Template, Wording
from members.enums import AddressKind, ConsentPurpose, Sex
from members.models import Address, Member
from members.queries import home_of
from ui import formats

ADULT = 18
THREAD_MOST = 20
"""Message ids named in a header: the first ones of a long thread say no more than the last."""


@dataclass(frozen=True, slots=True)
class Way:
    """A channel in which a case may be answered: `to` is empty where nobody knows, `refused_at` when the member refused it."""

    channel: Channel
    to: str = ""
    refused_at: datetime | None = None

    @property
    def is_open(self) -> bool:
        return bool(self.to) and self.refused_at is None


@dataclass(frozen=True, slots=True)
class Tray:
    """Letters of a mutual that wait for a batch."""

    mutual: Mutual
    letters: int
    batch: Batch | None


# ---- texts of the house

WordingT = TypeVar("WordingT", bound=Wording)


def _in_use(found: QuerySet[WordingT], mutual_id: int) -> list[WordingT]:
    """One text a code: the mutual's own before the common one."""
    own_first = found.filter(Q(mutual_id=mutual_id) | Q(mutual__isnull=True), replaced_at__isnull=True)
    return list(own_first.order_by("code", F("mutual_id").asc(nulls_last=True)).distinct("code"))


def templates_for(case: Case, channel: str) -> list[Template]:
    """Those that may leave by a channel: of the case's reason first, then by label."""
    reasons = reasons_of(case)
    found = [one for one in _in_use(Template.objects.all(), case.mutual_id) if channel in (one.channels or WRITTEN)]
    return sorted(found, key=lambda template: (template.reason_code not in reasons, template.label))


def reasons_of(case: Case) -> set[str]:
    """Codes of the case's reason and of those above it."""
    reason, codes = case.reason, set()
    while reason is not None:
        codes.add(reason.code)
        reason = reason.parent
    return codes


def template_for(case: Case, code: str) -> Template | None:
    """The text in use for a case under a code, None for a code that is not (or no longer) there."""
    found = _in_use(Template.objects.filter(code=code), case.mutual_id)
    return found[0] if found else None


def snippets_for(case: Case) -> list[Snippet]:
    return _in_use(Snippet.objects.all(), case.mutual_id)


# ---- what is put into them


def values_for(case: Case, author: User) -> dict[str, str]:
    """What is known of the open places; those that only the adviser knows are left out."""
    today = timezone.localdate()
    known = {
        Field.CIVILITE: title_of(case.member),
        Field.MUTUELLE: case.mutual.name,
        Field.TELEPHONE_MUTUELLE: _telephone_of(case.mutual),
        Field.CONSEILLER: author.get_full_name(),
        Field.DATE_DU_JOUR: formats.day_in_prose(today),
        Field.DATE_RECEPTION: formats.day_in_prose(timezone.localdate(case.received_at)),
        Field.OBJET: case.subject,
    }
    if case.member is not None:
        member = case.member
        known |= {
            Field.PRENOM: member.first_name,
            Field.NOM: member.used_name,
            Field.NUMERO_ADHERENT: member.number,
            Field.DATE_NAISSANCE: formats.day(member.birth_date),
            Field.ADRESSE: "\n".join(postal_lines(member)),
            Field.EMAIL: member.email,
            Field.CONTRAT: member.contract.number,
            Field.PRODUIT: member.contract.product.name,
        }
    return {str(field): value for field, value in known.items() if value}


def is_woman(case: Case) -> bool | None:
    """How words agree with the member; None of somebody unknown."""
    return case.member.sex == Sex.FEMALE if case.member is not None else None


def title_of(member: Member | None) -> str:
    """How one addresses somebody. Nothing for the dead: who reads it is somebody else, whom the adviser knows."""
    if member is None:
        return "Madame, Monsieur"
    if member.died_on is not None:
        return ""
    if age_of(member) < ADULT:
        return "Madame, Monsieur"
    return "Madame" if member.sex == Sex.FEMALE else "Monsieur"


def age_of(member: Member) -> int:
    """Completed years, today."""
    today, born = timezone.localdate(), member.birth_date
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))


def values_of(member: Member) -> dict[str, str]:
    """What is known of the open places of a mailing to a member, written by nobody in particular."""
    mutual = member.contract.mutual
    known = {
        Field.CIVILITE: title_of(member),
        Field.PRENOM: member.first_name,
        Field.NOM: member.used_name,
        Field.NUMERO_ADHERENT: member.number,
        Field.ADRESSE: "\n".join(postal_lines(member)),
        Field.EMAIL: member.email,
        Field.CONTRAT: member.contract.number,
        Field.PRODUIT: member.contract.product.name,
        Field.MUTUELLE: mutual.name,
        Field.TELEPHONE_MUTUELLE: _telephone_of(mutual),
        Field.DATE_DU_JOUR: formats.day_in_prose(timezone.localdate()),
    }
    return {str(field): value for field, value in known.items() if value}


def postal_lines(member: Member) -> list[str]:
    """Name and address as on an envelope; nothing when no address is known."""
    today = timezone.localdate()
    for_letters = Address.objects.filter(
        Q(valid_from__isnull=True) | Q(valid_from__lte=today),
        Q(valid_until__isnull=True) | Q(valid_until__gte=today),
        member=member,
        kind=AddressKind.POSTAL,
    )
    address = for_letters.order_by(F("valid_from").desc(nulls_last=True)).first() or home_of(member)
    if address is None:
        return []
    name = member.full_name if age_of(member) < ADULT else f"{title_of(member)} {member.full_name}".strip()
    return [name, *filter(None, (address.line1, address.line2)), f"{address.postal_code} {address.town}"]


def _telephone_of(mutual: Mutual) -> str:
    line = mutual.lines.order_by("pk").first()
    return formats.phone(str(line.number)) if line else ""


def sender_of(mutual: Mutual) -> list[str]:
    """What stands under a mutual's name at the head of its letters."""
    paper = Stationery.objects.filter(pk=mutual.pk).first()
    return [line for line in (*(paper.sender.splitlines() if paper else ()), _telephone_of(mutual)) if line.strip()]


def signature_of(mutual: Mutual, author: User) -> str:
    """Who signs, for whom, and where they answer."""
    return "\n".join(filter(None, (author.get_full_name(), mutual.name, _telephone_of(mutual))))


def name_of(mutual: Mutual) -> str:
    """What stands under a message that nobody signs: the mutual, and where it answers."""
    return "\n".join(filter(None, (mutual.name, _telephone_of(mutual))))


# ---- channels


def carrier_for(mutual_id: int, channel: str) -> Carrier:
    """Who takes what is written now in a channel out of the house, as the installation and the mutual have it."""
    if channel == Channel.EMAIL:
        return Carrier.MAIL
    if channel == Channel.FAX and settings.FAX_GATEWAY:
        return Carrier.FAX_MAIL
    by_service = Stationery.objects.filter(pk=mutual_id, is_posted_by_service=True)
    if channel == Channel.LETTER and settings.POST_SERVICE_URL and by_service.exists():
        return Carrier.POST
    return Carrier.HAND


def address_to_inform(case: Case) -> str:
    """Where the member reads what was not asked for: empty without an address, and for who refused e-mails or prefers to be called."""
    if case.member is None or case.member.preferred_channel == Channel.PHONE:
        return ""
    if Channel.EMAIL in _refusals_of(case.member):
        return ""
    return case.member.email


def ways_for(case: Case) -> list[Way]:
    """Each written channel, with the recipient that the case or the file knows, and the member's refusal."""
    refusals = _refusals_of(case.member) if case.member else {}
    to = {Channel.EMAIL: _email_of(case), Channel.LETTER: _address_of(case), Channel.FAX: _fax_of(case)}
    # Who uses a channel has not refused to be answered there.
    return [
        Way(channel, to[channel], None if channel == case.channel else refusals.get(channel)) for channel in WRITTEN
    ]


def preferred(case: Case, ways: list[Way]) -> Channel:
    """The member's own preference, then the channel of the case, then e-mail, then letter: the first one that is open."""
    member_s = case.member.preferred_channel if case.member else ""
    order = [member_s, case.channel, Channel.EMAIL, Channel.LETTER]
    possible = {way.channel: way for way in ways if way.is_open}
    chosen = next((possible[Channel(name)].channel for name in order if name in possible), None)
    return chosen or (Channel(case.channel) if case.channel in WRITTEN else Channel.LETTER)


def known_recipients(case: Case) -> set[str]:
    """Addresses and numbers of the file and of the case, as compared: without capitals, spaces apart."""
    found = {way.to for way in ways_for(case)} | {case.caller_email}
    if case.member is not None:
        found.add(case.member.email)
        found |= {str(phone.number) for phone in case.member.phones.all()}
    found |= set(InboundEmail.objects.filter(case=case).values_list("sender", flat=True))
    return {plain(one) for one in found if one}


def plain(recipient: str) -> str:
    return " ".join(recipient.lower().split())


def _refusals_of(member: Member) -> dict[Channel, datetime]:
    """The newest word counts."""
    newest = (
        member.consents.filter(purpose=ConsentPurpose.SERVICE, channel__in=[str(one) for one in WRITTEN])
        .order_by("channel", "-said_at")
        .distinct("channel")
    )
    return {Channel(consent.channel): consent.said_at for consent in newest if not consent.is_given}


def _email_of(case: Case) -> str:
    if case.channel == Channel.EMAIL and case.caller_email:
        return case.caller_email
    return (case.member.email if case.member else "") or case.caller_email


def _address_of(case: Case) -> str:
    return "\n".join(postal_lines(case.member)) if case.member else ""


def _fax_of(case: Case) -> str:
    return formats.phone(str(case.caller_phone)) if case.channel == Channel.FAX and case.caller_phone else ""


# ---- e-mail: who sends, and which thread it goes on


def mailbox_of(mutual_id: int, case: Case | None) -> Mailbox | None:
    """The mailbox that the case came to, or else the mutual's first one."""
    active = Mailbox.objects.filter(mutual_id=mutual_id, is_active=True)
    came = InboundEmail.objects.filter(case=case).order_by("-received_at").first() if case is not None else None
    own = active.filter(pk=came.mailbox_id).first() if came else None
    return own or active.order_by("pk").first()


def is_ours(address: str) -> bool:
    return Mailbox.objects.filter(address__iexact=address).exists()


def thread_of(case: Case) -> tuple[str, list[str]]:
    """The id of the message that is answered, and the ids of its thread, oldest first; nothing for a case without e-mail."""
    came = InboundEmail.objects.filter(case=case, is_automatic=False).order_by("-received_at").first()
    ours = Message.objects.filter(case=case, channel=Channel.EMAIL).exclude(state=MessageState.CANCELLED)
    before = [*came.references, came.message_id] if came else []
    before += ours.order_by("created_at").values_list("message_id", flat=True)
    ids = list(dict.fromkeys(filter(None, (_bracketed(one) for one in before))))
    answered = _bracketed(came.message_id) if came else (ids[-1] if ids else "")
    return answered, ids[-THREAD_MOST:]


def _bracketed(message_id: str) -> str:
    """As a header has it. What is no message id could carry another header, and is left out."""
    inner = message_id.strip().removeprefix("<").removesuffix(">")
    is_plain = inner.isascii() and inner.isprintable() and not set(inner) & set(" <>,")
    return f"<{inner}>" if inner and is_plain else ""


# ---- what became of messages


def message_for(user: User, message_id: UUID) -> Message:
    """The account's own message, or one of a case that it may read. Raises Message.DoesNotExist."""
    visible = Q(author=user) | Q(case_id__in=contacts.visible_to(user).values("pk"))
    return (
        Message.objects.filter(visible).select_related("case", "author", "mutual", "member", "entry").get(pk=message_id)
    )


def enclosures_of(message: Message) -> QuerySet[Document]:
    """What goes with it: the files of its line; a mailing's has none."""
    if message.entry_id is None:
        return Document.objects.none()
    return Document.objects.filter(entry_id=message.entry_id).order_by("pk")


def brochures_in(message: Message) -> list[Enclosure]:
    """The brochures that go with it, in their order."""
    return list(message.enclosures.select_related("brochure").order_by("rank"))


def shelf(*, words: str = "", withdrawn: bool = False) -> QuerySet[Brochure]:
    """Brochures of the scope's mutuals and of everybody, by title; WORDS in title or theme."""
    found = Brochure.objects.select_related("mutual").filter(withdrawn_at__isnull=not withdrawn)
    return found.filter(Q(title__icontains=words) | Q(theme__icontains=words)) if words else found


def outbox_of(user: User) -> QuerySet[Message]:
    """What the author wrote and has not left, newest first; what was given up or called back for `OUTBOX_SHOWN`."""
    open_or_recent = Q(state__in=OPEN) | Q(created_at__gt=Now() - deadlines.OUTBOX_SHOWN)
    unsent = Message.objects.filter(open_or_recent, author=user, mailing__isnull=True).exclude(state=MessageState.SENT)
    return (
        unsent.select_related("case", "member", "entry")
        .prefetch_related("entry__documents", "enclosures__brochure")
        .order_by("-created_at")
    )


def unsent_count(user: User) -> int:
    """What its author should know of: failed, given up, or waiting for longer than `LATE`."""
    return outbox_of(user).filter(Q(state__in=[MessageState.FAILED, MessageState.GIVEN_UP]) | late()).count()


def late() -> Q:
    """What leaves by itself and has not after `LATE`; paper that neither hands nor the postal service saw to in time."""
    unsent = Q(state__in=LEAVING, undo_until__lt=Now() - deadlines.LATE) & ~Q(carrier=Carrier.HAND)
    unprinted = Q(state=MessageState.SENDING, carrier=Carrier.HAND, next_at__lt=Now())
    unfaxed = Q(state=MessageState.WAITING, channel=Channel.FAX, carrier=Carrier.HAND)
    unfaxed &= Q(undo_until__lt=Now() - deadlines.FAXED_WITHIN)
    unposted = Q(state=MessageState.HANDED_ON, handed_at__lt=Now() - deadlines.POSTED_WITHIN)
    return unsent | unprinted | unfaxed | unposted


# ---- letters on their way to the printer


def due_letters() -> QuerySet[Message]:
    """Letters that would go into a batch now."""
    return Message.objects.filter(
        channel=Channel.LETTER, carrier=Carrier.HAND, state__in=[MessageState.WAITING, MessageState.FAILED],
        batch__isnull=True, next_at__lte=Now(), undo_until__lte=Now(),
    )  # fmt: skip


def trays() -> list[Tray]:
    """For each mutual of the scope with something to print, how much, and the batch that is being made of it."""
    counts = dict(due_letters().values_list("mutual_id").annotate(Count("pk")))
    unmade = {batch.mutual_id: batch for batch in Batch.objects.filter(state__in=UNMADE)}
    mutuals = Mutual.objects.filter(pk__in={*counts, *unmade}).order_by("name")
    return [Tray(mutual, counts.get(mutual.pk, 0), unmade.get(mutual.pk)) for mutual in mutuals]


def batches() -> QuerySet[Batch]:
    """Of the scope's mutuals, those to be printed first, then the newest."""
    found = Batch.objects.exclude(state__in=UNMADE).select_related("mutual", "taken_by")
    is_ready = Case_(When(state=BatchState.READY, then=0), default=1, output_field=IntegerField())
    return found.order_by(is_ready, "-asked_at")
