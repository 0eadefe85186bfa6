"""Which brochures went with a message, and which were proposed."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from accounts.models import MutualOwned
from correspondence.enums import Why
from correspondence.models.brochures import Brochure
from correspondence.models.outbox import Message
from members.models import Member


class Enclosure(MutualOwned):
    """A brochure that goes with a message. `is_from_stock`: a paper copy is laid in, nothing is printed."""

    message = models.ForeignKey(
        Message, on_delete=models.PROTECT, related_name="enclosures", db_constraint=False, db_index=False
    )
    brochure = models.ForeignKey(Brochure, on_delete=models.PROTECT, related_name="+", db_index=False)
    rank = models.PositiveSmallIntegerField(_("rank"))
    why = models.CharField(_("why"), max_length=8, choices=Why)
    is_from_stock = models.BooleanField(_("from the paper stock"), default=False)

    class Meta:
        verbose_name = _("enclosed brochure")
        verbose_name_plural = _("enclosed brochures")
        ordering = ["rank"]
        constraints = [
            models.UniqueConstraint(fields=["mutual", "message", "brochure"], name="correspondence_enclosure_once"),
            models.CheckConstraint(condition=Q(why__in=Why.values), name="correspondence_enclosure_why_known"),
        ]

    def __str__(self) -> str:
        return str(self.brochure)


class Suggestion(MutualOwned):
    """A brochure of a campaign that a member was told of: it goes with what is written to them next."""

    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+", db_constraint=False, db_index=False)
    brochure = models.ForeignKey(Brochure, on_delete=models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField(_("at"), db_default=Now())

    class Meta:
        verbose_name = _("suggested brochure")
        verbose_name_plural = _("suggested brochures")
        constraints = [
            models.UniqueConstraint(fields=["mutual", "member", "brochure"], name="correspondence_suggestion_once")
        ]

    def __str__(self) -> str:
        return str(self.brochure)
