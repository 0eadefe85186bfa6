"""The answer that is owed to somebody who wrote."""

import uuid_utils.compat
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from clock.models import Clocked, clocked
from contacts.enums import AwaitedEnd
from contacts.models.cases import Case, Entry

_CONSTRAINTS, _INDEXES = clocked("contacts_awaited", open_when=Q(ended_at__isnull=True))


class Awaited(Clocked):
    """An e-mail, fax, letter or request that waits for its answer: promised from its receipt, one at a time in a case.

    `entry` is the line that answered it. What comes after an answer is another row; `Case.due_at` is the last one's deadline.
    """

    id = models.UUIDField(primary_key=True, default=uuid_utils.compat.uuid7, editable=False)
    case = models.ForeignKey(
        Case, on_delete=models.CASCADE, related_name="awaited", db_constraint=False, db_index=False
    )
    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, null=True, related_name="+", db_constraint=False)
    created_at = models.DateTimeField(_("created at"), db_default=Now())
    ended_at = models.DateTimeField(_("answered or closed at"), null=True)
    end = models.CharField(_("why it ended"), max_length=8, choices=AwaitedEnd, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )

    class Meta:
        verbose_name = _("awaited answer")
        verbose_name_plural = _("awaited answers")
        constraints = [
            *_CONSTRAINTS,
            models.UniqueConstraint(
                fields=["mutual", "case"], condition=Q(ended_at__isnull=True), name="contacts_awaited_one_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, end="", entry__isnull=True)
                | Q(ended_at__isnull=False, end__in=AwaitedEnd.values),
                name="contacts_awaited_ended_why",
            ),
        ]
        indexes = [*_INDEXES, models.Index("case", "created_at", name="contacts_awaited_of_case")]

    def __str__(self) -> str:
        return str(self.pk)
