"""One text to many members."""

import uuid_utils.compat
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import MutualOwned
from correspondence.enums import MailingState, Purpose
from correspondence.models.wordings import Template


class Mailing(MutualOwned):
    """One text to a public of a mutual's members, approved by somebody else than its author, leaving at a set pace.

    `next_at` is its clock while it leaves. `after` is the last member who was looked at: members are taken in the order of their ids.
    """

    id = models.UUIDField(primary_key=True, default=uuid_utils.compat.uuid7, editable=False)
    title = models.CharField(pgettext_lazy("mailing", "name"), max_length=120)
    purpose = models.CharField(_("what it is about"), max_length=10, choices=Purpose, default=Purpose.SERVICE)
    products = ArrayField(models.BigIntegerField(), verbose_name=_("products"), default=list)
    departments = ArrayField(models.CharField(max_length=3), verbose_name=_("departments"), default=list)
    age_min = models.PositiveSmallIntegerField(_("from the age of"), null=True)
    age_max = models.PositiveSmallIntegerField(_("to the age of"), null=True)
    began_from = models.DateField(_("contract began from"), null=True)
    began_until = models.DateField(_("contract began until"), null=True)
    holders_only = models.BooleanField(_("holders of contracts only"), default=True)
    template = models.ForeignKey(
        Template, verbose_name=_("template"), on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    subject = models.CharField(_("subject"), max_length=200)
    body = models.TextField(_("text"))
    per_hour = models.PositiveIntegerField(_("messages an hour"), default=300)
    opens = models.TimeField(_("leaves from"))
    closes = models.TimeField(_("leaves until"))
    on_saturdays = models.BooleanField(_("on Saturdays too"), default=False)
    state = models.CharField(_("state"), max_length=10, choices=MailingState, default=MailingState.DRAFT)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("author"), on_delete=models.PROTECT, related_name="+", db_index=False
    )
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=pgettext_lazy("mailing", "approved by"), on_delete=models.PROTECT, null=True, related_name="+",
        db_index=False,
    )  # fmt: skip
    approved_at = models.DateTimeField(pgettext_lazy("mailing", "approved at"), null=True)
    stopped_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("stopped by"), on_delete=models.PROTECT, null=True, related_name="+",
        db_index=False,
    )  # fmt: skip
    # How many it was for when it was approved; the public is looked at again when each one's turn comes.
    counted = models.PositiveIntegerField(_("members counted"), null=True)
    after = models.UUIDField(null=True)
    next_at = models.DateTimeField(null=True)
    # Counts every change: who approves says which one was read.
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(_("written at"), db_default=Now())
    ended_at = models.DateTimeField(_("ended at"), null=True)

    class Meta:
        verbose_name = _("mailing")
        verbose_name_plural = _("mailings")
        constraints = [
            models.UniqueConstraint(fields=["mutual", "id"], name="correspondence_mailing_in_mutual"),
            models.CheckConstraint(
                condition=Q(state__in=[MailingState.DRAFT, MailingState.TO_APPROVE, MailingState.DROPPED])
                | Q(approved_by__isnull=False, approved_at__isnull=False) & ~Q(approved_by=models.F("author")),
                name="correspondence_mailing_approved_by_another",
            ),
            models.CheckConstraint(
                condition=Q(state=MailingState.SENDING, next_at__isnull=False)
                | ~Q(state=MailingState.SENDING) & Q(next_at__isnull=True),
                name="correspondence_mailing_leaving_has_clock",
            ),
            models.CheckConstraint(
                condition=Q(per_hour__range=(1, 6000), closes__gt=models.F("opens"))
                & (Q(age_min__isnull=True) | Q(age_max__isnull=True) | Q(age_max__gte=models.F("age_min"))),
                name="correspondence_mailing_can_leave",
            ),
            models.CheckConstraint(
                condition=Q(state__in=MailingState.values, purpose__in=Purpose.values),
                name="correspondence_mailing_choices_known",
            ),
        ]
        indexes = [
            models.Index("next_at", name="correspondence_mailing_due", condition=Q(next_at__isnull=False)),
            models.Index("mutual", "created_at", name="correspondence_mailing_lately"),
        ]

    def __str__(self) -> str:
        return self.title
