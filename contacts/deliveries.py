"""What other systems deliver to us: e-mails as they came, signed with the mailbox's key."""

from django.db import transaction
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from audit.actors import acting, job
from contacts.imap import LARGEST
from contacts.models import Mailbox
from contacts.services import mailboxes
from contacts.services.intake import receive
from contacts.signatures import SIGNATURE_HEADER, TIMESTAMP_HEADER, BadSignatureError, check


@csrf_exempt
@transaction.non_atomic_requests
@require_POST
def email(request: HttpRequest, mailbox_id: int) -> JsonResponse:
    """201 for a message that is new, 200 for one that was taken before; the body is the message as it came.

    A mailbox that is not there and a wrong signature have the same answer: who guesses learns nothing.
    """
    mailbox = Mailbox.objects.filter(pk=mailbox_id, is_active=True, mutual__is_active=True).first()
    raw = request.read(LARGEST + 1)
    if mailbox is None:
        return _refused()
    if len(raw) > LARGEST:
        mailboxes.refuse(mailbox=mailbox)
        return JsonResponse({"detail": _("This message is larger than 60 MB.")}, status=413)
    try:
        check(
            mailboxes.secret_of(mailbox),
            timestamp=request.headers.get(TIMESTAMP_HEADER, ""),
            signature=request.headers.get(SIGNATURE_HEADER, ""),
            body=raw,
        )
    except BadSignatureError:
        mailboxes.refuse(mailbox=mailbox)
        return _refused()
    with acting(job("deliver_mail")):
        kept, is_new = receive(mailbox=mailbox, raw=raw, received_at=timezone.now())
    return JsonResponse({"id": str(kept.pk), "new": is_new}, status=201 if is_new else 200)


def _refused() -> JsonResponse:
    return JsonResponse({"detail": _("Unknown mailbox, wrong signature, or a message of too long ago.")}, status=401)
