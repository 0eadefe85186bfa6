"""Requests of people about their data, what erasures leave behind, durations as data, and the ledger of what they took."""

from typing import Any

import pghistory
import uuid_utils.compat
from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from accounts.models import MutualOwned
from members.models import Member
from privacy.enums import UNDER_WAY, Asker, Category, Ground, Kind, Origin, RequestState, RunState

LONGEST_REASON = 1_000


class Request(MutualOwned):
    """Somebody exercises a right. While it waits or runs, the row is what is due: `next_at` is when a sweep takes it up.

    An erasure is approved by somebody else than who entered it. `file` is the sealed archive of an access until `expires_on`;
    `code_sealed` is the code of its medical part, which an expert alone reads.
    """

    id = models.UUIDField(primary_key=True, default=uuid_utils.compat.uuid7, editable=False)
    kind = models.CharField(_("right"), max_length=7, choices=Kind)
    member = models.ForeignKey(
        Member,
        verbose_name=_("member"),
        on_delete=models.PROTECT,
        related_name="+",
        db_constraint=False,
        db_index=False,
    )
    asker = models.CharField(_("asked by"), max_length=8, choices=Asker)
    ground = models.CharField(_("ground"), max_length=6, choices=Ground)
    received_on = models.DateField(_("received on"))
    due_on = models.DateField(_("answer due on"))
    state = models.CharField(_("state"), max_length=7, choices=RequestState, default=RequestState.WAITING)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("entered by"),
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
    )
    entered_at = models.DateTimeField(_("entered at"), db_default=Now())
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("approved by"), on_delete=models.PROTECT, null=True, related_name="+",
        db_index=False,
    )  # fmt: skip
    approved_at = models.DateTimeField(_("approved at"), null=True)
    refused_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("refused by"), on_delete=models.PROTECT, null=True, related_name="+",
        db_index=False,
    )  # fmt: skip
    refused_why = models.TextField(_("why refused"), max_length=LONGEST_REASON, blank=True)
    next_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    ended_at = models.DateTimeField(_("ended at"), null=True)
    # Counts alone, by table.
    result: Any = models.JSONField(_("result"), default=dict)
    file = models.FileField(_("archive"), max_length=200, blank=True)
    size = models.PositiveBigIntegerField(_("bytes"), default=0)
    expires_on = models.DateField(_("kept until"), null=True)
    code_sealed = models.BinaryField(null=True)

    class Meta:
        verbose_name = _("request of a person")
        verbose_name_plural = _("requests of people")
        constraints = [
            models.UniqueConstraint(fields=["mutual", "id"], name="privacy_request_in_mutual"),
            models.UniqueConstraint(
                fields=["mutual", "member", "kind"],
                condition=Q(state__in=["approve", "waiting", "running", "failed"]),
                name="privacy_request_one_open",
            ),
            models.CheckConstraint(condition=Q(kind__in=Kind.values), name="privacy_request_kind_known"),
            models.CheckConstraint(condition=Q(state__in=RequestState.values), name="privacy_request_state_known"),
            models.CheckConstraint(
                condition=Q(asker__in=Asker.values, ground__in=Ground.values), name="privacy_request_choices_known"
            ),
            models.CheckConstraint(
                condition=Q(state__in=UNDER_WAY, next_at__isnull=False) | ~Q(state__in=UNDER_WAY) & Q(next_at__isnull=True),
                name="privacy_request_under_way_has_clock",
            ),
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True, approved_at__isnull=True)
                | Q(approved_by__isnull=False, approved_at__isnull=False) & ~Q(approved_by=F("entered_by")),
                name="privacy_request_four_eyes",
            ),
            models.CheckConstraint(
                condition=Q(kind=Kind.ACCESS) | ~Q(state__in=["waiting", "running", "done"]) | Q(approved_by__isnull=False),
                name="privacy_request_erasure_approved",
            ),
            models.CheckConstraint(
                condition=~Q(state=RequestState.REFUSED) | Q(refused_by__isnull=False) & ~Q(refused_why=""),
                name="privacy_request_refused_why",
            ),
            models.CheckConstraint(condition=Q(due_on__gt=F("received_on")), name="privacy_request_due_after_receipt"),
        ]  # fmt: skip
        indexes = [
            models.Index("next_at", name="privacy_request_due", condition=Q(next_at__isnull=False)),
            models.Index("mutual", "due_on", "id", name="privacy_request_by_day"),
            models.Index("mutual", "member", name="privacy_request_of_member"),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def reference(self) -> str:
        """What letters call it."""
        return f"D{self.received_on:%y}-{self.pk.hex[-8:].upper()}"

    @property
    def is_under_way(self) -> bool:
        return self.state in UNDER_WAY

    @property
    def is_erasure(self) -> bool:
        return self.kind == Kind.ERASURE

    @property
    def has_archive(self) -> bool:
        return self.state == RequestState.DONE and bool(self.file)


class Erasure(MutualOwned):
    """That a person was erased, without saying who: the row it names holds no name any more.

    `files` are those that are still to be deleted. `extract` is what the law has kept for a while, sealed, until `keep_until`.
    """

    id = models.UUIDField(primary_key=True, default=uuid_utils.compat.uuid7, editable=False)
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+", db_constraint=False, db_index=False)
    request = models.ForeignKey(
        Request, on_delete=models.PROTECT, null=True, related_name="erasures", db_constraint=False, db_index=False
    )
    origin = models.CharField(_("origin"), max_length=9, choices=Origin)
    at = models.DateTimeField(_("at"), db_default=Now())
    counts: Any = models.JSONField(_("counts"), default=dict)
    files: Any = models.JSONField(default=list)
    extract = models.FileField(_("sealed extract"), max_length=200, blank=True)
    keep_until = models.DateField(_("kept until"), null=True)

    class Meta:
        verbose_name = _("erasure")
        verbose_name_plural = _("erasures")
        constraints = [
            models.UniqueConstraint(fields=["mutual", "member"], name="privacy_erasure_once"),
            models.CheckConstraint(condition=Q(origin__in=Origin.values), name="privacy_erasure_origin_known"),
            models.CheckConstraint(
                condition=Q(extract="") | Q(keep_until__isnull=False), name="privacy_erasure_extract_ends"
            ),
        ]
        indexes = [
            models.Index("mutual", "at", name="privacy_erasure_lately"),
            models.Index("keep_until", name="privacy_erasure_to_end", condition=~Q(extract="")),
            models.Index("at", name="privacy_erasure_with_files", condition=~Q(files=[])),
        ]

    def __str__(self) -> str:
        return str(self.pk)


@pghistory.track(meta={"verbose_name": _("change of a duration"), "verbose_name_plural": _("changes of durations")})
class Duration(models.Model):
    """How long a category of data is kept after what ends it, on whose words, and who said so."""

    category = models.CharField(_("category"), max_length=10, choices=Category, primary_key=True)
    months = models.PositiveSmallIntegerField(_("months"), validators=[MinValueValidator(1)])
    counted_from = models.CharField(_("counted from"), max_length=120)
    basis = models.CharField(_("legal basis"), max_length=200)
    source = models.CharField(_("source"), max_length=300)

    class Meta:
        verbose_name = _("duration of retention")
        verbose_name_plural = _("durations of retention")
        ordering = ["category"]
        constraints = [
            models.CheckConstraint(condition=Q(category__in=Category.values), name="privacy_duration_category_known"),
            models.CheckConstraint(
                condition=Q(months__range=(1, 1200)),
                name="privacy_duration_is_some",
                violation_error_message=_("A duration lies between 1 and 1,200 months."),
            ),
            models.CheckConstraint(
                condition=~Q(category=Category.JOURNAL) | Q(months__range=(6, 36)),
                name="privacy_duration_of_journal",
                violation_error_message=_("The journal is kept from 6 to 36 months (CNIL, deliberation 2021-122)."),
            ),
        ]

    def __str__(self) -> str:
        return self.get_category_display()


class Run(models.Model):
    """Ledger of durations: what was over them when somebody looked, and what was done. Counts alone."""

    category = models.CharField(_("category"), max_length=10, choices=Category)
    months = models.PositiveSmallIntegerField(_("months"))
    state = models.CharField(_("state"), max_length=7, choices=RunState)
    started_at = models.DateTimeField(_("begun at"), db_default=Now())
    ended_at = models.DateTimeField(_("ended at"), null=True)
    over = models.PositiveBigIntegerField(_("over their duration"), default=0)
    done = models.PositiveBigIntegerField(_("done"), default=0)
    held = models.PositiveBigIntegerField(_("kept for another reason"), default=0)
    by = models.CharField(_("by"), max_length=150)

    class Meta:
        verbose_name = _("run of a duration")
        verbose_name_plural = _("runs of durations")
        constraints = [
            models.CheckConstraint(
                condition=Q(category__in=Category.values, state__in=RunState.values), name="privacy_run_choices_known"
            ),
            models.UniqueConstraint(
                fields=["category"], condition=Q(state=RunState.RUNNING), name="privacy_run_one_at_a_time"
            ),
        ]
        indexes = [models.Index("category", "started_at", name="privacy_run_lately")]

    def __str__(self) -> str:
        return f"{self.get_category_display()} {self.started_at:%Y-%m-%d}"
