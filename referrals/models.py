"""What was drawn, told and heard of referrals. Rows are added and never changed; each record holds the digest of the one before."""

import uuid_utils.compat
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from accounts.models import MutualOwned
from audit.models import AppendOnly
from contacts.models import Case
from referrals.enums import Appointment, ListKind, Told


class EligibleSet(AppendOnly):
    """The places of one whole eligible set, eight bytes each, under their digest: the same set is kept once."""

    digest = models.BinaryField(primary_key=True)
    size = models.PositiveIntegerField(_("places"))
    places = models.BinaryField()

    class Meta:
        verbose_name = _("eligible set")
        verbose_name_plural = _("eligible sets")

    def __str__(self) -> str:
        return bytes(self.digest).hex()


class Referral(MutualOwned, AppendOnly):
    """One list of at most five places, with all that is needed to draw it again.

    `question` is what was asked, in the writing that is digested; `drawn` has place, named person and everybody at the place
    who could have been named; `left_out` are places that a later list goes on without. `number` counts the mutual's own.
    """

    id = models.UUIDField(primary_key=True, default=uuid_utils.compat.uuid7, editable=False)
    number = models.PositiveBigIntegerField(_("number"))
    kind = models.CharField(_("kind"), max_length=7, choices=ListKind)
    question = models.JSONField(_("question"))
    question_digest = models.BinaryField()
    rule_version = models.PositiveSmallIntegerField(_("rule, version"))
    extraction_id = models.BigIntegerField(_("extraction"))
    eligible = models.ForeignKey(
        EligibleSet, verbose_name=_("eligible set"), on_delete=models.PROTECT, related_name="+", db_index=False
    )
    size = models.PositiveIntegerField(_("eligible places"))
    radius_km = models.PositiveSmallIntegerField(_("radius, km"), null=True)
    seed = models.BinaryField(_("seed"))
    tries = models.PositiveSmallIntegerField(_("seeds drawn"))
    left_out = ArrayField(models.BigIntegerField(), verbose_name=_("left out"), default=list)
    drawn = models.JSONField(_("drawn"))
    place_ids = ArrayField(models.BigIntegerField(), verbose_name=_("places"))
    follows = models.ForeignKey(
        "self", verbose_name=_("follows"), on_delete=models.PROTECT, null=True, related_name="followers",
        db_constraint=False, db_index=False,
    )  # fmt: skip
    why = models.CharField(_("reason"), max_length=12, blank=True)
    adviser = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("adviser"), on_delete=models.PROTECT, null=True, related_name="+",
        db_index=False,
    )  # fmt: skip
    actor = models.CharField(_("drawn for"), max_length=150)
    case = models.ForeignKey(
        Case, verbose_name=_("contact"), on_delete=models.PROTECT, null=True, related_name="referrals",
        db_constraint=False, db_index=False,
    )  # fmt: skip
    at = models.DateTimeField(_("at"))
    previous = models.CharField(_("digest of the record before"), max_length=64, blank=True)
    digest = models.CharField(_("digest"), max_length=64)

    class Meta:
        verbose_name = _("referral")
        verbose_name_plural = _("referrals")
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["mutual", "id"], name="referrals_referral_in_mutual"),
            models.UniqueConstraint(fields=["mutual", "number"], name="referrals_referral_numbered"),
            models.UniqueConstraint(fields=["mutual", "previous"], name="referrals_referral_one_chain"),
            models.CheckConstraint(condition=Q(kind__in=ListKind.values), name="referrals_referral_kind_known"),
            models.CheckConstraint(
                condition=Q(kind=ListKind.DRAWN, follows__isnull=True, why="")
                | ~Q(kind=ListKind.DRAWN) & Q(follows__isnull=False) & ~Q(why=""),
                name="referrals_referral_reason_said",
            ),
        ]
        indexes = [
            models.Index("mutual", "question_digest", "number", name="referrals_referral_same"),
            models.Index("mutual", "at", name="referrals_referral_by_day"),
            models.Index("mutual", "case", name="referrals_referral_of_case", condition=Q(case__isnull=False)),
            GinIndex("place_ids", name="referrals_referral_naming"),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """T-2026-118: how people name the draw."""
        return f"T-{self.at:%Y}-{self.number}"


class OfReferral(MutualOwned, AppendOnly):
    """Something added to a referral later; the database checks that both are of one mutual."""

    referral = models.ForeignKey(
        Referral, on_delete=models.PROTECT, related_name="%(class)ss", db_constraint=False, db_index=False
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    at = models.DateTimeField(_("at"), db_default=Now())

    class Meta:
        abstract = True


class Telling(OfReferral):
    """That a list was given, and how."""

    channel = models.CharField(_("how"), max_length=6, choices=Told)

    class Meta:
        verbose_name = _("list given")
        verbose_name_plural = _("lists given")
        constraints = [
            models.CheckConstraint(condition=Q(channel__in=Told.values), name="referrals_telling_channel_known")
        ]
        indexes = [models.Index("mutual", "referral", name="referrals_telling_of")]

    def __str__(self) -> str:
        return self.get_channel_display()


class Answer(OfReferral):
    """What became of a list, asked at the next contact: counted, never a ranking. `place_id` is the place that was tried last."""

    place_id = models.BigIntegerField(_("place of practice"), null=True)
    appointment = models.CharField(_("appointment"), max_length=7, choices=Appointment)
    delay_days = models.PositiveSmallIntegerField(_("days until the appointment"), null=True)

    class Meta:
        verbose_name = _("what became of a list")
        verbose_name_plural = _("what became of lists")
        constraints = [
            models.CheckConstraint(
                condition=Q(appointment__in=Appointment.values), name="referrals_answer_appointment_known"
            ),
            models.CheckConstraint(
                condition=Q(delay_days__isnull=True) | Q(appointment=Appointment.GOT),
                name="referrals_answer_delay_of_got",
                violation_error_message=_("A delay belongs to an appointment that was obtained."),
            ),
        ]
        indexes = [models.Index("mutual", "referral", name="referrals_answer_of")]

    def __str__(self) -> str:
        return self.get_appointment_display()
