"""What a postal service says by itself of our letters, signed and without a key. Each step is taken once."""

import json
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from accounts.models import Mutual
from accounts.scopes import within_mutuals
from audit.actors import acting, job
from contacts.signatures import SIGNATURE_HEADER, TIMESTAMP_HEADER, BadSignatureError, check
from correspondence.models import Message
from correspondence.services import posting
from correspondence.services.postal_service import status_in

LARGEST_NOTICE = 64 * 1024


@csrf_exempt
@transaction.non_atomic_requests
@require_POST
def post_notice(request: HttpRequest) -> JsonResponse:
    """200 for a letter of ours, whether or not this was news. `key` is the one under which it was handed in."""
    body = request.read(LARGEST_NOTICE + 1)
    stamp, signature = (request.headers.get(name, "") for name in (TIMESTAMP_HEADER, SIGNATURE_HEADER))
    try:
        check(settings.POST_SERVICE_SECRET, timestamp=stamp, signature=signature, body=body)
    except BadSignatureError:
        return JsonResponse({"detail": _("The signature or its moment is wrong.")}, status=401)
    try:
        told = json.loads(body)
        status = status_in(told)
        message_id = UUID(hex=str(told.get("key")))
    except (ValueError, RecursionError):
        return JsonResponse({"detail": _("This is not a letter’s state.")}, status=422)
    with acting(job("post_notice")), within_mutuals(list(Mutual.objects.values_list("pk", flat=True))):
        try:
            posting.hear(message_id, status)
        except Message.DoesNotExist:
            return JsonResponse({"detail": _("No letter has this key.")}, status=404)
    return JsonResponse({"answer": "taken"})
