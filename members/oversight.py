"""What is done about files opened on a stated reason: the data protection officers are told, the quality manager reviews."""

from django.core.mail import send_mail
from django.db import transaction
from django.db.models.functions import Now
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext

from accounts.models import Mutual, User
from accounts.queries import protection_officers
from accounts.scopes import within_mutuals
from members.enums import GroundKind
from members.models import Ground

TOLD_AT_ONCE = 100


def tell_of_break_glass() -> int:
    """Tell the data protection officers of files newly opened on a stated reason; how many were told.

    The mail says who, when and for which mutual, and names no member: the reason is read in the program.
    """
    with within_mutuals(list(Mutual.objects.values_list("pk", flat=True))), transaction.atomic():
        grounds = list(
            Ground.objects.filter(kind=GroundKind.BREAK_GLASS, told_at__isnull=True)
            .select_related("user", "mutual")
            .select_for_update(of=("self",), skip_locked=True)
            .order_by("starts_at")[:TOLD_AT_ONCE]
        )
        officers = list(protection_officers()) if grounds else []
        for officer in officers:
            _tell(officer, grounds)
        if not officers:
            return 0
        Ground.objects.filter(pk__in=[ground.pk for ground in grounds]).update(told_at=Now())
        return len(grounds)


def _tell(officer: User, grounds: list[Ground]) -> None:
    with translation.override(officer.language):
        body = render_to_string("members/mail/break_glass.txt", {"officer": officer, "grounds": grounds})
        send_mail(gettext("Files opened on a stated reason"), body, None, [officer.email])


@transaction.atomic
def review_break_glass(*, ground_id: int, by: User) -> None:
    """Mark a stated reason as reviewed; nobody reviews their own. Raises Ground.DoesNotExist."""
    ground = (
        Ground.objects.select_for_update(of=("self",))
        .exclude(user=by)
        .get(pk=ground_id, kind=GroundKind.BREAK_GLASS, reviewed_at=None)
    )
    ground.reviewed_by, ground.reviewed_at = by, timezone.now()
    ground.save(update_fields=["reviewed_by", "reviewed_at"])
