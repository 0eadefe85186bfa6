"""A mutual's file of members, from its upload to its report."""

import uuid_utils.compat
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from accounts.models import MutualOwned, User
from members.enums import (
    ImportMode,
    ImportState,
)


class MemberImport(MutualOwned):
    """One file of a mutual's members, from its upload to its report. The file goes when the import is over, its digest stays."""

    id = models.UUIDField(primary_key=True, default=uuid_utils.compat.uuid7, editable=False)
    name = models.CharField(_("file"), max_length=120)
    file = models.FileField(_("stored file"), max_length=200, blank=True)
    sha256 = models.CharField(_("SHA-256"), max_length=64)
    size = models.BigIntegerField(_("bytes"))
    mode = models.CharField(_("mode"), max_length=8, choices=ImportMode, default=ImportMode.UPDATE)
    dry_run = models.BooleanField(_("try without changing anything"), default=True)
    state = models.CharField(_("state"), max_length=10, choices=ImportState, default=ImportState.WAITING)
    counts = models.JSONField(_("counts"), default=dict)
    refusals = models.FileField(_("refused rows"), max_length=200, blank=True)
    uploaded_by = models.ForeignKey(
        User, verbose_name=_("uploaded by"), on_delete=models.PROTECT, related_name="+", db_index=False
    )
    uploaded_at = models.DateTimeField(_("uploaded at"), db_default=Now())
    confirmed_by = models.ForeignKey(
        User, verbose_name=_("confirmed by"), on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    started_at = models.DateTimeField(_("started at"), null=True)
    finished_at = models.DateTimeField(_("finished at"), null=True)

    class Meta:
        verbose_name = _("import of members")
        verbose_name_plural = _("imports of members")
        ordering = ["-uploaded_at"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=ImportState.values), name="members_import_state_known"),
            models.CheckConstraint(condition=Q(mode__in=ImportMode.values), name="members_import_mode_known"),
        ]
        indexes = [models.Index("mutual", "uploaded_at", name="members_import_recent")]

    def __str__(self) -> str:
        return f"{self.mutual} {self.uploaded_at:%Y-%m-%d %H:%M}"
