"""Telephone systems, their events, and the calls that they tell of."""

import uuid_utils.compat
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _
from phonenumber_field.modelfields import PhoneNumberField

from accounts.models import Mutual, MutualOwned, PublicLine
from contacts.enums import CallState, Direction, Make, TelephonyKind
from contacts.models.cases import Case
from contacts.models.routing import Queue


class TelephonySystem(models.Model):
    """A telephone system that sends signed events. The line that is dialled says which mutual a call is for."""

    code = models.SlugField(_("code"), max_length=30, unique=True)
    label = models.CharField(_("label"), max_length=60)
    make = models.CharField(_("make"), max_length=12, choices=Make, default=Make.GENERIC)
    # Ciphertext (see `sealing`): the key of its signatures.
    secret_sealed = models.BinaryField()
    dial_url = models.URLField(
        _("address for placing calls"), blank=True, help_text=_("Receives signed requests to call a number.")
    )
    is_active = models.BooleanField(_("active"), default=True)
    refused_count = models.PositiveIntegerField(_("events refused"), default=0)
    refused_at = models.DateTimeField(_("last refused at"), null=True, blank=True)

    class Meta:
        verbose_name = _("telephone system")
        verbose_name_plural = _("telephone systems")
        ordering = ["label"]

    def __str__(self) -> str:
        return self.label


class Call(MutualOwned):
    """One telephone call, as its system's events tell it, in whatever order they come."""

    id = models.UUIDField(primary_key=True, default=uuid_utils.compat.uuid7, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="calls", db_constraint=False)
    system = models.ForeignKey(TelephonySystem, on_delete=models.PROTECT, related_name="+", db_index=False)
    call_ref = models.CharField(max_length=80)
    direction = models.CharField(max_length=3, choices=Direction, default=Direction.IN)
    line = models.ForeignKey(PublicLine, on_delete=models.SET_NULL, null=True, related_name="+", db_index=False)
    caller = PhoneNumberField(_("caller's number"), blank=True)
    adviser = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="calls", db_index=False
    )
    state = models.CharField(max_length=10, choices=CallState, default=CallState.RINGING)
    rang_at = models.DateTimeField(_("rang at"))
    answered_at = models.DateTimeField(_("answered at"), null=True)
    held_since = models.DateTimeField(null=True)
    held_seconds = models.PositiveIntegerField(_("on hold, seconds"), default=0)
    ended_at = models.DateTimeField(_("ended at"), null=True)
    last_event_at = models.DateTimeField()
    popped_at = models.DateTimeField(_("shown at"), null=True)

    class Meta:
        verbose_name = _("call")
        verbose_name_plural = _("calls")
        constraints = [
            models.UniqueConstraint(fields=["system", "call_ref"], name="contacts_call_once"),
            models.CheckConstraint(condition=Q(state__in=CallState.values), name="contacts_call_state_known"),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(ended_at__gte=F("rang_at")), name="contacts_call_forward"
            ),
        ]
        indexes = [
            models.Index(
                "adviser", name="contacts_call_live", condition=Q(ended_at__isnull=True, adviser__isnull=False)
            ),
            models.Index("last_event_at", name="contacts_call_to_end", condition=Q(ended_at__isnull=True)),
            models.Index("mutual", "rang_at", name="contacts_call_by_time"),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def wait_seconds(self) -> int:
        """From the first ring to the answer, or to its end without one."""
        until = self.answered_at or self.ended_at
        return int((until - self.rang_at).total_seconds()) if until else 0

    @property
    def talk_seconds(self) -> int | None:
        """From the answer to the end, holding included; None before both."""
        if self.answered_at is None or self.ended_at is None:
            return None
        return int((self.ended_at - self.answered_at).total_seconds())


class TelephonyEvent(models.Model):
    """One event of a telephone system, taken once however often it is sent. Holds no number and no name.

    A call is told again from all its events whenever one comes, so that it is the same in whatever order they came.
    """

    system = models.ForeignKey(TelephonySystem, on_delete=models.CASCADE, related_name="events", db_index=False)
    event_ref = models.CharField(max_length=80)
    call_ref = models.CharField(max_length=80)
    kind = models.CharField(max_length=12, choices=TelephonyKind)
    occurred_at = models.DateTimeField()
    # Where the line that was dialled, or the case that was called for, leads; which desk; which queue of the telephones.
    mutual = models.ForeignKey(Mutual, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    adviser = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", db_index=False
    )
    queue = models.ForeignKey(Queue, on_delete=models.SET_NULL, null=True, related_name="+", db_index=False)
    # Of the content, under the system's secret: the same event with another content is refused.
    digest = models.CharField(max_length=64, blank=True)
    taken_at = models.DateTimeField(db_default=Now())

    class Meta:
        verbose_name = _("telephone event")
        verbose_name_plural = _("telephone events")
        constraints = [models.UniqueConstraint(fields=["system", "event_ref"], name="contacts_telephonyevent_once")]
        indexes = [models.Index("system", "call_ref", "occurred_at", name="contacts_telephonyevent_call")]

    def __str__(self) -> str:
        return self.event_ref
