"""Mailboxes: their secrets, and what is fetched from them."""

import time
from datetime import datetime
from functools import partial

import structlog
from django.db import transaction
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_noop

from accounts.sealing import seal, unseal
from contacts import deadlines, imap
from contacts.models import Mailbox
from contacts.services.intake import receive

logger = structlog.get_logger(__name__)

FAILURES = {
    "sign_in": gettext_noop("The server refuses the user name, the password or the folder."),
    "certificate": gettext_noop("The server’s certificate is not valid."),
    "cut": gettext_noop("The server cannot be reached, or broke off."),
}


@transaction.atomic
def keep(*, mailbox: Mailbox, password: str = "", secret: str = "") -> Mailbox:
    """Save a mailbox with its password and its key for deliveries; an empty one leaves what is there."""
    mailbox.save()
    if password:
        mailbox.password_sealed = seal(password, bound_to=_bound(mailbox, "password"))
    if secret:
        mailbox.secret_sealed = seal(secret, bound_to=_bound(mailbox, "secret"))
    mailbox.save(update_fields=["password_sealed", "secret_sealed"])
    return mailbox


def secret_of(mailbox: Mailbox) -> str:
    """The key with which deliveries are signed, empty where none may be made."""
    return unseal(bytes(mailbox.secret_sealed), bound_to=_bound(mailbox, "secret")) if mailbox.secret_sealed else ""


def _password_of(mailbox: Mailbox) -> str:
    sealed = mailbox.password_sealed
    return unseal(bytes(sealed), bound_to=_bound(mailbox, "password")) if sealed else ""


def _bound(mailbox: Mailbox, what: str) -> bytes:
    return f"mailbox:{mailbox.pk}:{what}".encode()


def refuse(*, mailbox: Mailbox) -> None:
    """Count a delivery that was not what it said."""
    Mailbox.objects.filter(pk=mailbox.pk).update(refused_count=F("refused_count") + 1, refused_at=Now())


def to_fetch() -> list[int]:
    """Ids of the mailboxes that are read by IMAP."""
    return list(Mailbox.objects.filter(is_active=True).exclude(host="").values_list("pk", flat=True))


def fetch(*, mailbox_id: int) -> int:
    """Take what came since the last time; how many messages were new. Nothing when somebody else is at it.

    A message counts as fetched in the transaction that keeps it, and is marked seen on the server after: wherever this is
    cut, the next round finds what is missing and takes nothing twice.
    """
    if not _leased(mailbox_id):
        return 0
    mailbox = Mailbox.objects.get(pk=mailbox_id)
    failure, new = "", 0
    try:
        with imap.opened(
            host=mailbox.host,
            port=mailbox.port,
            use_tls=mailbox.use_tls,
            username=mailbox.username,
            password=_password_of(mailbox),
            folder=mailbox.folder,
        ) as folder:
            _follow(mailbox, folder)
            new = _taken(mailbox, folder)
    except imap.UNREACHABLE as error:
        failure = imap.failure_of(error)
        logger.warning("mailbox_not_fetched", model="mailbox", count=new, reason=failure)
    finally:
        Mailbox.objects.filter(pk=mailbox_id).update(fetching_until=None)
    said = {"failure": FAILURES[failure]} if failure else {"failure": "", "fetched_at": Now()}
    Mailbox.objects.filter(pk=mailbox_id).update(**said)
    return new


def _leased(mailbox_id: int) -> bool:
    """Whether this worker may fetch now. A row, not a lock of the session: a pooler gives sessions to whoever comes."""
    free = Q(fetching_until__isnull=True) | Q(fetching_until__lt=Now())
    mailboxes = Mailbox.objects.filter(free, pk=mailbox_id, is_active=True).exclude(host="")
    return bool(mailboxes.update(fetching_until=Now() + deadlines.FETCH_LEASE))


def _follow(mailbox: Mailbox, folder: imap.Folder) -> None:
    """A folder that numbers anew is read from its beginning: what is known by its Message-ID is not taken again."""
    if folder.validity != mailbox.uid_validity:
        mailbox.uid_validity, mailbox.last_uid = folder.validity, 0
        mailbox.save(update_fields=["uid_validity", "last_uid"])


def _taken(mailbox: Mailbox, folder: imap.Folder) -> int:
    new, until = 0, time.monotonic() + deadlines.FETCH_LASTS.total_seconds()
    for uid in folder.uids_after(mailbox.last_uid):
        if time.monotonic() > until:
            break
        size, arrived = folder.measure(uid)
        is_left = size > imap.LARGEST
        raw = folder.message(uid, headers_only=is_left)
        progress = partial(_advance, mailbox, uid)
        if raw is None:  # somebody deleted it meanwhile
            progress()
            continue
        _, is_new = receive(
            mailbox=mailbox,
            raw=raw,
            received_at=_arrival(arrived),
            left_behind=size if is_left else 0,
            along=progress,
        )
        new += is_new
        if not is_left:
            folder.mark_seen(uid)
    return new


def _arrival(said: datetime | None) -> datetime:
    now = timezone.now()
    return min(said, now) if said else now


def _advance(mailbox: Mailbox, uid: int) -> None:
    """Never back: another worker may be further."""
    Mailbox.objects.filter(pk=mailbox.pk, uid_validity=mailbox.uid_validity, last_uid__lt=uid).update(
        last_uid=uid, fetching_until=Now() + deadlines.FETCH_LEASE
    )
