"""What other systems ask of us once, and what we tell them until they have heard."""

import uuid_utils.compat
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from accounts.models import ApiKey, Mutual, MutualOwned
from contacts.enums import DeliveryState


class Idempotency(MutualOwned):
    """One request of a machine under its own key: the same again gets what the first one made, another one is refused."""

    api_key = models.ForeignKey(ApiKey, on_delete=models.CASCADE, related_name="+", db_index=False)
    key = models.CharField(max_length=80)
    body_sha256 = models.CharField(max_length=64)
    made_id = models.UUIDField()
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        verbose_name = _("request taken once")
        verbose_name_plural = _("requests taken once")
        constraints = [models.UniqueConstraint(fields=["mutual", "api_key", "key"], name="contacts_idempotency_once")]
        indexes = [models.Index("created_at", name="contacts_idempotency_to_forget")]

    def __str__(self) -> str:
        return self.key


class Subscription(models.Model):
    """Another system of a mutual that is told of its cases, signed."""

    mutual = models.ForeignKey(Mutual, verbose_name=_("mutual"), on_delete=models.PROTECT, related_name="+")
    url = models.URLField(_("address"), max_length=300)
    events = ArrayField(models.CharField(max_length=40), verbose_name=_("events"), default=list)
    # Ciphertext (see `sealing`): the key of our signatures.
    secret_sealed = models.BinaryField()
    is_active = models.BooleanField(_("active"), default=True)

    class Meta:
        verbose_name = _("subscription")
        verbose_name_plural = _("subscriptions")
        ordering = ["mutual", "url"]

    def __str__(self) -> str:
        return self.url


class SubscriptionDelivery(MutualOwned):
    """One notice to one subscriber: due until it was heard or given up. Holds ids and kinds, never a name."""

    id = models.UUIDField(primary_key=True, default=uuid_utils.compat.uuid7, editable=False)
    subscription = models.ForeignKey(Subscription, on_delete=models.CASCADE, related_name="deliveries")
    event = models.CharField(_("event"), max_length=40)
    payload = models.JSONField(_("content"))
    state = models.CharField(_("state"), max_length=8, choices=DeliveryState, default=DeliveryState.WAITING)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    next_at = models.DateTimeField(_("next attempt at"), null=True, db_default=Now())
    status = models.CharField(_("last answer"), max_length=120, blank=True)
    created_at = models.DateTimeField(_("created at"), db_default=Now())
    sent_at = models.DateTimeField(_("heard at"), null=True)

    class Meta:
        verbose_name = _("notice to a subscriber")
        verbose_name_plural = _("notices to subscribers")
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=[DeliveryState.WAITING, DeliveryState.FAILED], next_at__isnull=False)
                | Q(state__in=[DeliveryState.SENT, DeliveryState.GIVEN_UP], next_at__isnull=True),
                name="contacts_delivery_open_has_clock",
            ),
        ]
        indexes = [models.Index("next_at", name="contacts_delivery_due", condition=Q(next_at__isnull=False))]

    def __str__(self) -> str:
        return self.event
