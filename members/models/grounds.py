"""Why somebody may read a person's file."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Length, Now
from django.db.models.lookups import GreaterThanOrEqual
from django.utils.translation import gettext_lazy as _

from members.enums import (
    GroundKind,
)
from members.models.details import MemberOwned
from members.models.people import Member


class Ground(MemberOwned):
    """The dated relation that lets one account read one file: a search by two facts, or a stated reason."""

    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="grounds", db_constraint=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(_("kind"), max_length=12, choices=GroundKind)
    facts = ArrayField(models.CharField(max_length=12), verbose_name=_("facts"), default=list, blank=True)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    starts_at = models.DateTimeField(_("from"), db_default=Now())
    ends_at = models.DateTimeField(_("until"))
    told_at = models.DateTimeField(_("told at"), null=True, help_text=_("When the data protection officers were told."))
    reviewed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    reviewed_at = models.DateTimeField(_("reviewed at"), null=True)

    class Meta:
        verbose_name = _("ground for reading a file")
        verbose_name_plural = _("grounds for reading files")
        constraints = [
            models.CheckConstraint(
                condition=~Q(kind=GroundKind.BREAK_GLASS) | Q(GreaterThanOrEqual(Length("reason"), 20)),
                name="members_ground_reason_said",
                violation_error_message=_("Write the reason in at least 20 characters."),
            ),
            models.CheckConstraint(
                condition=Q(reviewed_by__isnull=True, reviewed_at__isnull=True)
                | Q(reviewed_by__isnull=False, reviewed_at__isnull=False),
                name="members_ground_review_whole",
            ),
        ]
        indexes = [
            models.Index("user", "member", "ends_at", name="members_ground_in_force"),
            models.Index(
                "starts_at", name="members_ground_to_tell", condition=Q(kind="break_glass", told_at__isnull=True)
            ),
            models.Index(
                "starts_at", name="members_ground_to_review", condition=Q(kind="break_glass", reviewed_at__isnull=True)
            ),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()
