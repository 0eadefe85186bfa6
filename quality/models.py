"""Scoring grids, contacts drawn and scored, and what members answer about their satisfaction."""

from uuid import uuid4

import uuid_utils.compat
from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from accounts.models import MutualOwned
from audit.models import AppendOnly
from contacts.enums import Channel
from contacts.models import Case
from members.models import Member
from quality.enums import Kind, Mark, Satisfaction

LONGEST_COMMENT = 2_000
LONGEST_REMARK = 1_000
HEAVIEST = 100
MOST_A_WEEK = 50


class Grid(AppendOnly):
    """A version of the grid by which contacts are scored, from a day on. It is never edited: a change is a new version."""

    label = models.CharField(_("label"), max_length=80)
    valid_from = models.DateField(_("valid from"), unique=True)
    created_at = models.DateTimeField(_("added at"), db_default=Now())

    class Meta:
        verbose_name = _("scoring grid")
        verbose_name_plural = _("scoring grids")
        ordering = ["-valid_from"]

    def __str__(self) -> str:
        return f"{self.label} ({self.valid_from:%d/%m/%Y})"


class Criterion(AppendOnly):
    """What a contact is looked at for. One that must not fail makes the whole score 0 when it does (`scores.score`)."""

    grid = models.ForeignKey(Grid, on_delete=models.PROTECT, related_name="criteria")
    position = models.PositiveSmallIntegerField(_("place in the grid"))
    label = models.CharField(_("criterion"), max_length=120)
    help_text = models.CharField(_("what is looked for"), max_length=240, blank=True)
    kind = models.CharField(_("marked"), max_length=6, choices=Kind, default=Kind.YES_NO)
    weight = models.PositiveSmallIntegerField(
        _("weight"), default=1, validators=[MinValueValidator(1), MaxValueValidator(HEAVIEST)]
    )
    is_knockout = models.BooleanField(
        _("must not fail"), default=False, help_text=_("When it fails the whole contact is worth 0.")
    )

    class Meta:
        verbose_name = _("criterion")
        verbose_name_plural = _("criteria")
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(
                fields=["grid", "position"],
                name="quality_criterion_place_once",
                violation_error_message=_("Two criteria stand at the same place."),
            ),
            models.CheckConstraint(
                condition=Q(kind__in=Kind.values, weight__gte=1, weight__lte=HEAVIEST), name="quality_criterion_counts"
            ),
        ]

    def __str__(self) -> str:
        return self.label


class Sampling(AppendOnly):
    """How many contacts of each adviser are drawn in a week, from a day on; 0 stops the draw."""

    valid_from = models.DateField(_("valid from"), unique=True)
    per_week = models.PositiveSmallIntegerField(
        _("contacts of each adviser a week"), validators=[MaxValueValidator(MOST_A_WEEK)]
    )

    class Meta:
        verbose_name = _("sampling of contacts")
        verbose_name_plural = _("samplings of contacts")
        ordering = ["-valid_from"]
        constraints = [models.CheckConstraint(condition=Q(per_week__lte=MOST_A_WEEK), name="quality_sampling_at_most")]

    def __str__(self) -> str:
        return f"{self.valid_from:%d/%m/%Y}"


class Draw(AppendOnly):
    """One draw of an adviser's contacts: the first `wanted` of `candidates` in the order of their keys under `seed`.

    `week` is the Monday of the week to which it counts. `candidates` are packed ids (`draw.packed`).
    """

    adviser = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("adviser"), on_delete=models.PROTECT, related_name="+", db_index=False
    )
    week = models.DateField(_("week of"))
    turn = models.PositiveSmallIntegerField(_("turn"))
    seed = models.BinaryField()
    candidates = models.BinaryField()
    wanted = models.PositiveSmallIntegerField(_("wanted"))
    at = models.DateTimeField(_("at"), db_default=Now())
    by = models.CharField(_("by"), max_length=150)

    class Meta:
        verbose_name = _("draw of contacts")
        verbose_name_plural = _("draws of contacts")
        constraints = [models.UniqueConstraint(fields=["adviser", "week", "turn"], name="quality_draw_one_a_turn")]

    def __str__(self) -> str:
        return f"{self.week:%Y-%m-%d} {self.turn}"


class Sample(MutualOwned):
    """A contact that was drawn to be scored; whose it was, and how, is kept as it was on that day. `draft` is what is typed."""

    id = models.UUIDField(primary_key=True, default=uuid_utils.compat.uuid7, editable=False)
    draw = models.ForeignKey(Draw, on_delete=models.PROTECT, related_name="samples", db_index=False)
    case = models.ForeignKey(
        Case, verbose_name=_("contact"), on_delete=models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )
    adviser = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("adviser"), on_delete=models.PROTECT, related_name="+", db_index=False
    )
    channel = models.CharField(_("channel"), max_length=8, choices=Channel)
    reason = models.CharField(_("reason"), max_length=40, blank=True)
    closed_at = models.DateTimeField(_("closed at"))
    drawn_at = models.DateTimeField(_("drawn at"), db_default=Now())
    draft = models.JSONField(default=dict)
    draft_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", db_index=False
    )
    scored_at = models.DateTimeField(_("scored at"), null=True)
    seen_at = models.DateTimeField(_("read by the adviser at"), null=True)

    class Meta:
        verbose_name = _("drawn contact")
        verbose_name_plural = _("drawn contacts")
        constraints = [
            models.UniqueConstraint(fields=["mutual", "id"], name="quality_sample_in_mutual"),
            models.UniqueConstraint(fields=["mutual", "case"], name="quality_sample_contact_once"),
            models.CheckConstraint(
                condition=Q(seen_at__isnull=True) | Q(scored_at__isnull=False), name="quality_sample_seen_when_scored"
            ),
        ]
        indexes = [
            models.Index(
                "mutual", "drawn_at", "id", name="quality_sample_to_score", condition=Q(scored_at__isnull=True)
            ),
            models.Index("mutual", "scored_at", name="quality_sample_scored", condition=Q(scored_at__isnull=False)),
            models.Index("mutual", "adviser", "scored_at", name="quality_sample_of_adviser"),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class Review(MutualOwned, AppendOnly):
    """The score of a drawn contact, given once, with the grid that it was given by. `marks` is `enums.Mark` by criterion's key."""

    sample = models.OneToOneField(
        Sample, verbose_name=_("drawn contact"), on_delete=models.PROTECT, primary_key=True, related_name="review",
        db_constraint=False,
    )  # fmt: skip
    grid = models.ForeignKey(Grid, verbose_name=_("grid"), on_delete=models.PROTECT, related_name="+", db_index=False)
    marks = models.JSONField(_("marks"))
    score = models.PositiveSmallIntegerField(_("score"))
    comment = models.TextField(_("comment"), max_length=LONGEST_COMMENT)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("scored by"), on_delete=models.PROTECT, related_name="+",
        db_index=False,
    )  # fmt: skip
    at = models.DateTimeField(_("scored at"), db_default=Now())

    class Meta:
        verbose_name = _("score of a contact")
        verbose_name_plural = _("scores of contacts")
        constraints = [
            models.CheckConstraint(condition=Q(score__lte=100), name="quality_review_of_a_hundred"),
            models.CheckConstraint(condition=~Q(comment=""), name="quality_review_is_commented"),
        ]
        indexes = [models.Index("mutual", "at", name="quality_review_of_day")]

    def __str__(self) -> str:
        return str(self.score)

    @property
    def told(self) -> list[tuple[Criterion, Mark]]:
        """Each criterion of its grid with its mark, in order."""
        return [(one, Mark(self.marks[str(one.pk)])) for one in self.grid.criteria.all()]


class Remark(MutualOwned, AppendOnly):
    """What the adviser answers to a score, once."""

    review = models.OneToOneField(Review, on_delete=models.PROTECT, primary_key=True, related_name="remark")
    text = models.TextField(_("remark"), max_length=LONGEST_REMARK)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("by"), on_delete=models.PROTECT, related_name="+", db_index=False
    )
    at = models.DateTimeField(_("at"), db_default=Now())

    class Meta:
        verbose_name = _("remark of an adviser")
        verbose_name_plural = _("remarks of advisers")
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="quality_remark_says_something")]

    def __str__(self) -> str:
        return f"{self.review_id}"


# ---- satisfaction


class Asking(MutualOwned, AppendOnly):
    """How many of a mutual's members are asked whether they are satisfied, from a day on. Without a row nobody is."""

    valid_from = models.DateField(_("valid from"))
    percent = models.PositiveSmallIntegerField(
        _("share of the contacts (%)"), default=0, validators=[MaxValueValidator(100)],
        help_text=_("0: nobody is asked. Contacts are chosen by lot."),
    )  # fmt: skip
    every_days = models.PositiveSmallIntegerField(
        _("one question a member in so many days"), default=90, validators=[MinValueValidator(1)]
    )
    seed = models.UUIDField(default=uuid4, editable=False)

    class Meta:
        verbose_name = _("satisfaction policy")
        verbose_name_plural = _("satisfaction policies")
        ordering = ["mutual", "-valid_from"]
        constraints = [
            models.UniqueConstraint(fields=["mutual", "valid_from"], name="quality_asking_one_a_day"),
            models.CheckConstraint(
                condition=Q(percent__lte=100, every_days__gte=1),
                name="quality_asking_is_percent",
                violation_error_message=_("A share lies between 0 and 100."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.mutual} {self.valid_from:%d/%m/%Y}"


class Question(MutualOwned, AppendOnly):
    """A member was asked by e-mail after a contact. Whoever has the link answers: `digest` is all that is kept of its secret."""

    id = models.UUIDField(primary_key=True, default=uuid_utils.compat.uuid7, editable=False)
    case = models.ForeignKey(
        Case, verbose_name=_("contact"), on_delete=models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )
    member = models.ForeignKey(
        Member,
        verbose_name=_("member"),
        on_delete=models.PROTECT,
        related_name="+",
        db_constraint=False,
        db_index=False,
    )
    adviser = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("adviser"), on_delete=models.PROTECT, related_name="+", db_index=False
    )
    channel = models.CharField(_("channel"), max_length=8, choices=Channel)
    reason = models.CharField(_("reason"), max_length=40, blank=True)
    digest = models.BinaryField()
    asked_at = models.DateTimeField(_("asked at"))
    expires_at = models.DateTimeField(_("expires at"))

    class Meta:
        verbose_name = _("question about satisfaction")
        verbose_name_plural = _("questions about satisfaction")
        constraints = [
            models.UniqueConstraint(fields=["mutual", "id"], name="quality_question_in_mutual"),
            models.UniqueConstraint(fields=["mutual", "case"], name="quality_question_contact_once"),
            models.UniqueConstraint(fields=["mutual", "digest"], name="quality_question_digest_once"),
            models.CheckConstraint(condition=Q(expires_at__gt=F("asked_at")), name="quality_question_expires"),
        ]
        indexes = [
            models.Index("mutual", "member", "asked_at", name="quality_question_of_member"),
            models.Index("mutual", "asked_at", name="quality_question_of_day"),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class Answer(MutualOwned, AppendOnly):
    """What a member answered, once."""

    question = models.OneToOneField(
        Question, on_delete=models.PROTECT, primary_key=True, related_name="answer", db_constraint=False
    )
    score = models.PositiveSmallIntegerField(_("answer"), choices=Satisfaction)
    comment = models.TextField(_("comment"), max_length=LONGEST_COMMENT, blank=True)
    at = models.DateTimeField(_("at"), db_default=Now())

    class Meta:
        verbose_name = _("answer about satisfaction")
        verbose_name_plural = _("answers about satisfaction")
        constraints = [
            models.CheckConstraint(condition=Q(score__in=Satisfaction.values), name="quality_answer_score_known")
        ]
        indexes = [models.Index("mutual", "at", name="quality_answer_of_day")]

    def __str__(self) -> str:
        return str(self.score)
