"""Who can take work now, and since when."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from contacts.enums import BreakReason, PresenceState


class Presence(models.Model):
    """What somebody does now. One row a person; the periods keep what was."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, primary_key=True, related_name="presence"
    )
    state = models.CharField(_("state"), max_length=10, choices=PresenceState, default=PresenceState.OFFLINE)
    reason = models.CharField(_("reason"), max_length=10, choices=BreakReason, blank=True)
    since = models.DateTimeField(_("since"), db_default=Now())
    heard_at = models.DateTimeField(_("last heard of"), db_default=Now())

    class Meta:
        verbose_name = _("presence")
        verbose_name_plural = _("presences")
        constraints = [
            models.CheckConstraint(
                condition=Q(state=PresenceState.BREAK) & ~Q(reason="") | ~Q(state=PresenceState.BREAK) & Q(reason=""),
                name="contacts_presence_break_has_reason",
                violation_error_message=_("A break needs its reason."),
            ),
            models.CheckConstraint(condition=Q(state__in=PresenceState.values), name="contacts_presence_state_known"),
        ]
        indexes = [models.Index("heard_at", name="contacts_presence_to_end", condition=~Q(state=PresenceState.OFFLINE))]

    def __str__(self) -> str:
        return self.get_state_display()


class PresencePeriod(models.Model):
    """A stretch of one state of one person, once it is over."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", db_index=False)
    state = models.CharField(max_length=10, choices=PresenceState)
    reason = models.CharField(max_length=10, choices=BreakReason, blank=True)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(db_default=Now())

    class Meta:
        verbose_name = _("stretch of presence")
        verbose_name_plural = _("stretches of presence")
        indexes = [
            models.Index("user", "started_at", name="contacts_period_of_user"),
            models.Index("ended_at", name="contacts_period_by_day"),
        ]

    def __str__(self) -> str:
        return self.get_state_display()
