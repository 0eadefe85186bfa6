from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from audit import deadlines
from audit.enums import Act


class AppendOnly(models.Model):
    """Rows that the application's database role may add and read, and neither change nor delete."""

    class Meta:
        abstract = True


class JournalEntry(AppendOnly):
    """One act on personal data: who, when, what, on whom, on what ground. Plain ids, so that it outlives what it names."""

    at = models.DateTimeField(_("at"), db_default=Now())
    act = models.CharField(_("act"), max_length=20, choices=Act)
    actor_kind = models.CharField(_("kind of actor"), max_length=8)
    actor_name = models.CharField(_("actor"), max_length=150)
    actor_id = models.BigIntegerField(_("account"), null=True)
    role = models.CharField(_("role"), max_length=30, blank=True)
    mutual_id = models.IntegerField(_("mutual"), null=True)
    member_id = models.UUIDField(_("member"), null=True)
    ground = models.CharField(_("ground"), max_length=30, blank=True, help_text=_("Why it was allowed, or refused."))
    route = models.CharField(_("route"), max_length=100, blank=True)
    detail = models.JSONField(_("detail"), default=dict, help_text=_("Kinds and counts only, never a value."))
    request_id = models.CharField(_("request"), max_length=64, blank=True)
    network = models.CharField(_("network address"), max_length=45, blank=True)

    class Meta:
        verbose_name = _("journal entry")
        verbose_name_plural = _("journal entries")
        ordering = ["-id"]
        constraints = [models.CheckConstraint(condition=models.Q(act__in=Act.values), name="audit_journal_act_known")]
        indexes = [
            models.Index("actor_id", "at", name="audit_journal_by_actor"),  # mass-read watch, own entries
            models.Index(
                "member_id", "at", name="audit_journal_by_member", condition=models.Q(member_id__isnull=False)
            ),
            models.Index(
                "mutual_id", "at", name="audit_journal_by_mutual", condition=models.Q(mutual_id__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M:%S} {self.actor_name} {self.act}"


class JournalSeal(AppendOnly):
    """A digest over a closed range of journal entries and the seal before, so that a changed row is found.

    `forgotten_at` says that the entries are over the journal's duration: they go, the digest stays as a link of the chain.
    """

    first_id = models.BigIntegerField(unique=True)
    last_id = models.BigIntegerField(unique=True)
    entries = models.IntegerField()
    digest = models.CharField(max_length=64)
    sealed_at = models.DateTimeField(db_default=Now())
    forgotten_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("seal of the journal")
        verbose_name_plural = _("seals of the journal")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(first_id__lte=models.F("last_id")), name="audit_seal_range_forward"
            ),
            models.CheckConstraint(
                condition=models.Q(forgotten_at__gt=models.F("sealed_at") + deadlines.SHORTEST),
                name="audit_seal_kept_six_months",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.first_id}-{self.last_id}"
