"""Two files of one person."""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from members.models.details import MemberOwned
from members.models.people import Member


class Merge(MemberOwned):
    """That MEMBER is the same person as INTO: proposed, then done or refused, perhaps undone. Never removed."""

    member = models.ForeignKey(
        Member, verbose_name=_("member"), on_delete=models.PROTECT, related_name="merges", db_constraint=False
    )
    into = models.ForeignKey(
        Member, verbose_name=_("merged into"), on_delete=models.PROTECT, related_name="+", db_constraint=False
    )
    why = models.CharField(_("reason"), max_length=300)
    points = models.SmallIntegerField(_("likeness"))
    proposed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", db_index=False)
    proposed_at = models.DateTimeField(_("proposed at"), db_default=Now())
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    merged_at = models.DateTimeField(_("merged at"), null=True)
    refused_at = models.DateTimeField(_("refused at"), null=True)
    undone_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    undone_at = models.DateTimeField(_("parted at"), null=True)
    undone_why = models.CharField(_("reason for parting"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("merge of two files")
        verbose_name_plural = _("merges of files")
        constraints = [
            models.UniqueConstraint(
                fields=["mutual", "member"],
                condition=Q(refused_at__isnull=True, undone_at__isnull=True),
                name="members_merge_one_at_a_time",
            ),
            models.CheckConstraint(condition=~Q(member=F("into")), name="members_merge_two_files"),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True, merged_at__isnull=True, refused_at__isnull=True)
                | Q(decided_by__isnull=False, merged_at__isnull=False, refused_at__isnull=True)
                | Q(decided_by__isnull=False, merged_at__isnull=True, refused_at__isnull=False),
                name="members_merge_decided_once",
            ),
            models.CheckConstraint(
                condition=Q(undone_by__isnull=True, undone_at__isnull=True)
                | Q(undone_by__isnull=False, undone_at__isnull=False, merged_at__isnull=False) & ~Q(undone_why=""),
                name="members_merge_undone_whole",
            ),
        ]
        indexes = [
            models.Index(
                "mutual",
                "proposed_at",
                name="members_merge_waiting",
                condition=Q(merged_at__isnull=True, refused_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member_id} > {self.into_id}"
