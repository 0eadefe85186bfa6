"""What experts are asked of an analysis, and answer, under seal."""

import pgtrigger
import uuid_utils.compat
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from accounts.models import MutualOwned
from quotes.models.analyses import Analysis

LONGEST_OPINION = 4000
"""Characters of a question, and of each part of an answer."""


class Opinion(MutualOwned):
    """What an expert was asked of an analysis, and answered. Only experts read what is sealed; `for_adviser` is for all.

    Ciphertexts are bound to their row and column (see `services.opinions`). A given opinion is never changed.
    """

    id = models.UUIDField(primary_key=True, default=uuid_utils.compat.uuid7, editable=False)
    analysis = models.ForeignKey(Analysis, on_delete=models.PROTECT, related_name="opinions", db_constraint=False)
    question_sealed = models.BinaryField()
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("asked by"), on_delete=models.PROTECT, related_name="+", db_index=False
    )
    asked_at = models.DateTimeField(_("asked at"), db_default=Now())
    answer_sealed = models.BinaryField(null=True)
    for_adviser = models.TextField(_("for the adviser"), blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("given by"), on_delete=models.PROTECT, null=True, related_name="+",
        db_index=False,
    )  # fmt: skip
    answered_at = models.DateTimeField(_("given at"), null=True)

    class Meta:
        verbose_name = _("opinion of an expert")
        verbose_name_plural = _("opinions of experts")
        constraints = [
            models.UniqueConstraint(
                fields=["mutual", "analysis"], condition=Q(answered_at__isnull=True), name="quotes_opinion_one_waits"
            ),
            models.CheckConstraint(
                condition=Q(
                    answered_at__isnull=True, answered_by__isnull=True, answer_sealed__isnull=True, for_adviser=""
                )
                | Q(answered_at__isnull=False, answered_by__isnull=False, answer_sealed__isnull=False)
                & ~Q(for_adviser=""),
                name="quotes_opinion_given_whole",
            ),
        ]
        indexes = [
            models.Index(
                "mutual", "asked_at", "id", name="quotes_opinion_waiting", condition=Q(answered_at__isnull=True)
            )
        ]
        triggers = [
            pgtrigger.Protect(
                name="given_is_kept",
                operation=pgtrigger.Update | pgtrigger.Delete,
                condition=pgtrigger.Q(old__answered_at__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return str(self.pk)
