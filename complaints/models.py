"""Complaints, their clocks, what they are about, what is mended after them, and whom a refusal names."""

from datetime import date, datetime

import pghistory
import pgtrigger
import uuid_utils.compat
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Mutual, MutualOwned
from clock.enums import Commitment
from clock.holidays import Territory
from clock.models import Clocked, clocked
from complaints.deadlines import counts_from
from complaints.enums import TERMS, ComplaintState, Level, Outcome, TermEnd
from contacts.enums import Channel
from contacts.models import Case
from members.models import Member

LONGEST_WORDS = 4_000
LONGEST_REASON = 300
TERRITORIES = [
    (Territory.METROPOLE.value, _("Metropolitan France")),
    (Territory.ALSACE_MOSELLE.value, _("Alsace and Moselle")),
    (Territory.GUADELOUPE.value, "Guadeloupe"),
    (Territory.MARTINIQUE.value, "Martinique"),
    (Territory.GUYANE.value, "Guyane"),
    (Territory.REUNION.value, "La Réunion"),
    (Territory.MAYOTTE.value, "Mayotte"),
    (Territory.SAINT_BARTHELEMY.value, "Saint-Barthélemy"),
    (Territory.SAINT_MARTIN.value, "Saint-Martin"),
]


class Motive(models.Model):
    """What complaints are about: a dated tree of two levels, common to all mutuals, so that years can be compared.

    A motive that was used keeps its words: it ends, and another begins. `source` says whose words they are.
    """

    code = models.SlugField(_("code"), max_length=40, unique=True)
    label = models.CharField(_("label"), max_length=80)
    parent = models.ForeignKey(
        "self", verbose_name=_("under"), on_delete=models.PROTECT, null=True, blank=True, related_name="children"
    )
    position = models.PositiveSmallIntegerField(_("place among its level"))
    source = models.CharField(_("source"), max_length=120, blank=True)
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"), null=True, blank=True)

    class Meta:
        verbose_name = _("motive of complaints")
        verbose_name_plural = _("motives of complaints")
        ordering = ["position"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="complaints_motive_forward",
                violation_error_message=_("The last day must not come before the first."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.parent.label} · {self.label}" if self.parent else self.label

    def is_open(self, on: date) -> bool:
        return self.starts_on <= on and (self.ends_on is None or on <= self.ends_on)


@pghistory.track(meta={"verbose_name": _("change of a mediator"), "verbose_name_plural": _("changes of mediators")})
class Mediator(models.Model):
    """Whom members of a mutual may turn to, named in every refusal; and whose holidays count in the mutual's complaints."""

    mutual = models.OneToOneField(
        Mutual, verbose_name=_("mutual"), on_delete=models.PROTECT, primary_key=True, related_name="+"
    )
    name = models.CharField(_("mediator"), max_length=120)
    address = models.TextField(_("postal address"), max_length=300)
    website = models.CharField(_("website"), max_length=120)
    territory = models.CharField(
        _("public holidays of"), max_length=14, choices=TERRITORIES, default=Territory.METROPOLE.value,
        help_text=_("For the ten working days within which a complaint is acknowledged."),
    )  # fmt: skip

    class Meta:
        verbose_name = _("mediator of a mutual")
        verbose_name_plural = _("mediators of the mutuals")
        ordering = ["mutual"]

    def __str__(self) -> str:
        return f"{self.mutual} · {self.name}"


class Complaint(MutualOwned):
    """Somebody said that they are not satisfied, by whatever channel. Who has its contact in hand has the complaint.

    `said_on` is the day it first reached us: our own target counts from it. `sent_on` and `received_on` are of the written
    complaint, from whose sending the law counts; both are empty while it was only said.
    """

    id = models.UUIDField(primary_key=True, default=uuid_utils.compat.uuid7, editable=False)
    case = models.ForeignKey(
        Case, verbose_name=_("contact"), on_delete=models.PROTECT, related_name="complaints", db_constraint=False
    )
    member = models.ForeignKey(
        Member, verbose_name=_("member"), on_delete=models.PROTECT, null=True, related_name="+", db_constraint=False,
        db_index=False,
    )  # fmt: skip
    channel = models.CharField(_("channel"), max_length=8, choices=Channel)
    level = models.CharField(_("level"), max_length=7, choices=Level, default=Level.CLASSIC)
    motive = models.ForeignKey(
        Motive, verbose_name=_("motive"), on_delete=models.PROTECT, related_name="+", db_index=False
    )
    words = models.TextField(_("what the person complains of"), max_length=LONGEST_WORDS)
    territory = models.CharField(_("public holidays of"), max_length=14, choices=TERRITORIES)
    said_on = models.DateField(_("reached us on"))
    sent_on = models.DateField(_("sent on"), null=True)
    received_on = models.DateField(_("received on"), null=True)
    state = models.CharField(_("state"), max_length=9, choices=ComplaintState, default=ComplaintState.OPEN)
    opened_at = models.DateTimeField(_("opened at"), db_default=Now())
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("opened by"), on_delete=models.PROTECT, null=True, related_name="+",
        db_index=False,
    )  # fmt: skip
    invited_at = models.DateTimeField(_("invited to write at"), null=True)
    acknowledged_at = models.DateTimeField(_("acknowledged at"), null=True)
    answered_at = models.DateTimeField(pgettext_lazy("complaint", "answered at"), null=True)
    outcome = models.CharField(_("outcome"), max_length=7, choices=Outcome, blank=True)
    withdrawn_at = models.DateTimeField(pgettext_lazy("complaint", "withdrawn at"), null=True)
    withdrawn_why = models.CharField(pgettext_lazy("complaint", "why withdrawn"), max_length=LONGEST_REASON, blank=True)
    # Counts every change: who saves says which one was read.
    version = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = _("complaint")
        verbose_name_plural = _("complaints")
        constraints = [
            models.UniqueConstraint(fields=["mutual", "id"], name="complaints_complaint_in_mutual"),
            models.UniqueConstraint(
                fields=["mutual", "case"], condition=Q(state=ComplaintState.OPEN), name="complaints_complaint_one_open"
            ),
            models.CheckConstraint(
                condition=Q(state__in=ComplaintState.values), name="complaints_complaint_state_known"
            ),
            models.CheckConstraint(condition=Q(level__in=Level.values), name="complaints_complaint_level_known"),
            models.CheckConstraint(condition=~Q(words=""), name="complaints_complaint_says_something"),
            models.CheckConstraint(
                condition=Q(sent_on__isnull=True) | Q(received_on__isnull=False, sent_on__lte=F("received_on")),
                name="complaints_complaint_sent_before_receipt",
            ),
            models.CheckConstraint(
                condition=Q(received_on__isnull=False) | Q(channel=Channel.PHONE, acknowledged_at__isnull=True),
                name="complaints_complaint_only_said",
            ),
            models.CheckConstraint(
                condition=Q(state=ComplaintState.ANSWERED, answered_at__isnull=False, outcome__in=Outcome.values)
                | ~Q(state=ComplaintState.ANSWERED) & Q(answered_at__isnull=True, outcome=""),
                name="complaints_complaint_answered_how",
            ),
            models.CheckConstraint(
                condition=Q(state=ComplaintState.WITHDRAWN, withdrawn_at__isnull=False) & ~Q(withdrawn_why="")
                | ~Q(state=ComplaintState.WITHDRAWN) & Q(withdrawn_at__isnull=True, withdrawn_why=""),
                name="complaints_complaint_withdrawn_why",
            ),
        ]
        indexes = [
            models.Index("mutual", "said_on", "id", name="complaints_complaint_by_day"),
            models.Index(
                "mutual", "state", "id", name="complaints_complaint_unsettled", condition=Q(state=ComplaintState.OPEN)
            ),
            models.Index("mutual", "member", "said_on", name="complaints_complaint_of_member"),
        ]
        triggers = [
            pgtrigger.Protect(
                name="settled_is_kept",
                operation=pgtrigger.Update | pgtrigger.Delete,
                condition=~pgtrigger.Q(old__state=ComplaintState.OPEN),
            )
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def reference(self) -> str:
        """What letters call it."""
        return f"R{self.said_on:%y}-{self.pk.hex[-8:].upper()}"

    @property
    def is_open(self) -> bool:
        return self.state == ComplaintState.OPEN

    @property
    def is_written(self) -> bool:
        return self.received_on is not None

    @property
    def written_on(self) -> date | None:
        """From which day the law counts; None while it was only said."""
        return counts_from(self.sent_on, self.received_on) if self.received_on else None

    @property
    def ended_at(self) -> datetime | None:
        return self.answered_at or self.withdrawn_at

    @property
    def wants_invitation(self) -> bool:
        return self.is_open and not self.is_written and self.invited_at is None


_CONSTRAINTS, _INDEXES = clocked("complaints_term", open_when=Q(ended_at__isnull=True))


class Term(Clocked):
    """One clock of a complaint: its acknowledgement, our own target, its answer.

    It is never moved: when the complaint counts from another day, or by another target, it ends and another one begins.
    """

    id = models.UUIDField(primary_key=True, default=uuid_utils.compat.uuid7, editable=False)
    complaint = models.ForeignKey(
        Complaint, on_delete=models.CASCADE, related_name="terms", db_constraint=False, db_index=False
    )
    commitment = models.CharField(_("commitment"), max_length=8, choices=[(one.value, one.label) for one in TERMS])
    counted_from = models.DateField(_("counted from"))
    last_day = models.DateField(_("last day"))
    created_at = models.DateTimeField(_("created at"), db_default=Now())
    ended_at = models.DateTimeField(_("ended at"), null=True)
    end = models.CharField(_("why it ended"), max_length=7, choices=TermEnd, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )

    class Meta:
        verbose_name = _("clock of a complaint")
        verbose_name_plural = _("clocks of complaints")
        constraints = [
            *_CONSTRAINTS,
            models.CheckConstraint(
                condition=Q(commitment__in=[one.value for one in TERMS]), name="complaints_term_commitment_known"
            ),
            models.UniqueConstraint(
                fields=["mutual", "complaint", "commitment"],
                condition=Q(ended_at__isnull=True),
                name="complaints_term_one_runs",
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, end="") | Q(ended_at__isnull=False, end__in=TermEnd.values),
                name="complaints_term_ended_why",
            ),
        ]
        indexes = [
            *_INDEXES,
            models.Index("complaint", "created_at", name="complaints_term_of_complaint"),
            models.Index(
                "mutual", "deadline_at", "id", name="complaints_term_open", condition=Q(ended_at__isnull=True)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_commitment_display()} {self.last_day}"

    @property
    def kind(self) -> Commitment:
        return Commitment(self.commitment)


class CorrectiveAction(MutualOwned):
    """What is mended so that nobody else has to complain of the same."""

    complaint = models.ForeignKey(Complaint, on_delete=models.PROTECT, related_name="actions", db_constraint=False)
    what = models.CharField(_("what is mended"), max_length=LONGEST_REASON)
    due_on = models.DateField(_("until"))
    planned_at = models.DateTimeField(_("planned at"), db_default=Now())
    planned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("planned by"), on_delete=models.PROTECT, related_name="+",
        db_index=False,
    )  # fmt: skip
    done_at = models.DateTimeField(_("done at"), null=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("done by"), on_delete=models.PROTECT, null=True, related_name="+",
        db_index=False,
    )  # fmt: skip

    class Meta:
        verbose_name = _("corrective action")
        verbose_name_plural = _("corrective actions")
        constraints = [
            models.CheckConstraint(
                condition=Q(done_at__isnull=True, done_by__isnull=True)
                | Q(done_at__isnull=False, done_by__isnull=False),
                name="complaints_action_done_whole",
            ),
            models.CheckConstraint(condition=~Q(what=""), name="complaints_action_says_what"),
        ]
        indexes = [
            models.Index("mutual", "due_on", "id", name="complaints_action_to_do", condition=Q(done_at__isnull=True))
        ]

    def __str__(self) -> str:
        return self.what
