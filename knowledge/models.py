"""Articles: one question each, its answer in versions that are kept for ever, and what the desk asks about them.

An article is of no mutual, of one or of several: `mutual_ids` says which, and row-level security reads it (empty: all).
"""

from typing import Any

import pgtrigger
import uuid_utils.compat
from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from knowledge import sources
from knowledge.enums import Caller, Confidence, Kind, VersionState

LONGEST_QUESTION, LONGEST_SHORT, LONGEST_LONG = 200, 600, 20_000
"""Characters of a question, of the answer to say, of the long answer."""

LONGEST_DOUBT = 1_000

READ_BY_SOMEBODY = (VersionState.PUBLISHED, VersionState.RETURNED)


class Article(models.Model):
    """What never changes of an article, and whom it concerns now. A sealed one is written and read by experts alone."""

    id = models.UUIDField(primary_key=True, default=uuid_utils.compat.uuid7, editable=False)
    kind = models.CharField(_("kind"), max_length=6, choices=Kind)
    is_sealed = models.BooleanField(_("for experts only"), default=False)
    mutual_ids = ArrayField(models.BigIntegerField(), verbose_name=_("mutuals"), default=list, blank=True)
    created_at = models.DateTimeField(_("created at"), db_default=Now())

    class Meta:
        verbose_name = _("article")
        verbose_name_plural = _("articles")
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=Kind.values), name="knowledge_article_kind_known"),
            models.CheckConstraint(
                condition=Q(is_sealed=False) | Q(kind=Kind.HEALTH), name="knowledge_article_sealed_is_of_health"
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class ArticleVersion(models.Model):
    """One wording of an article. Its texts are never changed: another version follows it.

    In force from `in_force_from` until the day before `in_force_until`, both set when it is published and the second again
    when a later version is. `references` is a list of `sources.Reference`, as JSON.
    """

    article = models.ForeignKey(Article, verbose_name=_("article"), on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField(_("version"))
    state = models.CharField(_("state"), max_length=9, choices=VersionState, default=VersionState.TO_READ)
    mutual_ids = ArrayField(models.BigIntegerField(), verbose_name=_("mutuals"), default=list, blank=True)
    caller_kinds = ArrayField(
        models.CharField(max_length=12, choices=Caller), verbose_name=_("callers"), default=list, blank=True
    )
    question = models.CharField(_("question"), max_length=LONGEST_QUESTION)
    short_answer = models.CharField(_("short answer"), max_length=LONGEST_SHORT)
    long_answer = models.TextField(_("long answer"), blank=True)
    references: Any = models.JSONField(_("references"), default=list, blank=True)
    confidence = models.CharField(_("confidence"), max_length=9, choices=Confidence, default=Confidence.VERIFIED)
    valid_from = models.DateField(_("valid from"))
    valid_until = models.DateField(_("valid until"), null=True, blank=True)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("author"), on_delete=models.PROTECT, related_name="+", db_index=False
    )
    written_at = models.DateTimeField(_("written at"), db_default=Now())
    second_reader = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("second reader"), on_delete=models.PROTECT, null=True,
        related_name="+", db_index=False,
    )  # fmt: skip
    read_at = models.DateTimeField(_("read at"), null=True)
    returned_because = models.CharField(_("why it was sent back"), max_length=300, blank=True)
    in_force_from = models.DateField(_("in force from"), null=True)
    in_force_until = models.DateField(_("no longer in force from"), null=True)
    check_again_on = models.DateField(_("check again on"))
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("checked by"), on_delete=models.PROTECT, null=True, related_name="+",
        db_index=False,
    )  # fmt: skip
    checked_at = models.DateTimeField(_("checked at"), null=True)

    class Meta:
        verbose_name = _("version of an article")
        verbose_name_plural = _("versions of articles")
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["article", "number"], name="knowledge_version_number_once"),
            models.UniqueConstraint(
                fields=["article"], condition=Q(state=VersionState.TO_READ), name="knowledge_version_one_to_read"
            ),
            ExclusionConstraint(
                name="knowledge_version_one_in_force",
                expressions=[
                    ("article", "="),
                    (models.Func(F("in_force_from"), F("in_force_until"), function="daterange"), "&&"),
                ],
                condition=Q(state=VersionState.PUBLISHED),
            ),
            models.CheckConstraint(condition=Q(state__in=VersionState.values), name="knowledge_version_state_known"),
            models.CheckConstraint(
                condition=Q(second_reader__isnull=True) | ~Q(second_reader=F("author")),
                name="knowledge_version_second_reader_is_other",
            ),
            models.CheckConstraint(
                condition=Q(state__in=READ_BY_SOMEBODY, second_reader__isnull=False, read_at__isnull=False)
                | ~Q(state__in=READ_BY_SOMEBODY) & Q(second_reader__isnull=True, read_at__isnull=True),
                name="knowledge_version_read_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(state=VersionState.PUBLISHED, in_force_from__isnull=False)
                | ~Q(state=VersionState.PUBLISHED) & Q(in_force_from__isnull=True, in_force_until__isnull=True),
                name="knowledge_version_published_is_in_force",
            ),
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("valid_from")),
                name="knowledge_version_ends_after_it_begins",
                violation_error_message=_("The last day of validity comes before the first one."),
            ),
        ]
        indexes = [
            models.Index("written_at", name="knowledge_version_to_read", condition=Q(state=VersionState.TO_READ)),
            models.Index(
                "check_again_on", name="knowledge_version_to_check", condition=Q(state=VersionState.PUBLISHED)
            ),
        ]
        triggers = [
            pgtrigger.ReadOnly(
                name="kept_as_written",
                exclude=[
                    "state", "second_reader", "read_at", "returned_because", "in_force_from", "in_force_until",
                    "check_again_on", "checked_by", "checked_at",
                ],
            ),
            pgtrigger.Protect(name="kept_for_ever", operation=pgtrigger.Delete),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.question

    @property
    def sources(self) -> list[sources.Reference]:
        return sources.read(self.references)

    @property
    def callers(self) -> list[str]:
        """As people call them; none means everybody."""
        return [str(Caller(kind).label) for kind in self.caller_kinds]

    @property
    def is_sure(self) -> bool:
        return self.confidence == Confidence.VERIFIED

    @property
    def waits(self) -> bool:
        """For its second reader."""
        return self.state == VersionState.TO_READ

    @property
    def is_published(self) -> bool:
        return self.state == VersionState.PUBLISHED


class SearchText(models.Model):
    """The words of a published version, as the search compares them: A in the question, B in the short answer, D elsewhere.

    Never shown, and read beside its version alone, which row-level security shows or not. It has no wall of its own: behind
    one, PostgreSQL could not use the index of its words.
    """

    version = models.OneToOneField(
        ArticleVersion, on_delete=models.CASCADE, primary_key=True, related_name="search_text"
    )
    words = SearchVectorField()

    class Meta:
        verbose_name = _("searchable text")
        verbose_name_plural = _("searchable texts")
        indexes = [GinIndex(fields=["words"], name="knowledge_searchtext_words", fastupdate=False)]

    def __str__(self) -> str:
        return str(self.pk)


class KnownWord(models.Model):
    """Lexicon of the words of published articles, folded, through which a typing error finds its neighbours. Never shown.

    `stems` are the lexemes that its writings, with and without accents, have in `SearchText`.
    """

    word = models.CharField(primary_key=True, max_length=40, db_collation="C")
    stems = ArrayField(models.CharField(max_length=60))
    deletions = ArrayField(models.CharField(max_length=40, db_collation="C"))

    class Meta:
        verbose_name = _("known word")
        verbose_name_plural = _("known words")
        indexes = [GinIndex(fields=["deletions"], name="knowledge_knownword_by_error", fastupdate=False)]

    def __str__(self) -> str:
        return self.word


class SynonymGroup(models.Model):
    """Words and expressions that mean the same to somebody who asks: `tiers payant, avance de frais`."""

    expressions = models.CharField(
        _("expressions"), max_length=300, unique=True, help_text=_("Two or more, separated by commas.")
    )

    class Meta:
        verbose_name = _("group of synonyms")
        verbose_name_plural = _("groups of synonyms")
        ordering = ["expressions"]

    def __str__(self) -> str:
        return self.expressions


class Doubt(models.Model):
    """What somebody at the desk finds wrong or unclear in a version, and the answer that is due to them."""

    id = models.UUIDField(primary_key=True, default=uuid_utils.compat.uuid7, editable=False)
    article = models.ForeignKey(Article, on_delete=models.PROTECT, related_name="doubts")
    version = models.ForeignKey(ArticleVersion, on_delete=models.PROTECT, related_name="doubts", db_index=False)
    text = models.CharField(_("what is wrong or unclear"), max_length=LONGEST_DOUBT)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("asked by"), on_delete=models.PROTECT, related_name="+", db_index=False
    )
    asked_at = models.DateTimeField(_("asked at"), db_default=Now())
    due_on = models.DateField(_("answer due on"))
    answer = models.CharField(_("answer"), max_length=LONGEST_DOUBT, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("answered by"), on_delete=models.PROTECT, null=True, related_name="+",
        db_index=False,
    )  # fmt: skip
    answered_at = models.DateTimeField(_("answer given at"), null=True)
    seen_at = models.DateTimeField(_("seen by who asked at"), null=True)

    class Meta:
        verbose_name = _("question about an article")
        verbose_name_plural = _("questions about articles")
        ordering = ["due_on", "asked_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True, answered_by__isnull=True, answer="", seen_at__isnull=True)
                | Q(answered_at__isnull=False, answered_by__isnull=False) & ~Q(answer=""),
                name="knowledge_doubt_answered_whole",
            )
        ]
        indexes = [
            models.Index("due_on", name="knowledge_doubt_open", condition=Q(answered_at__isnull=True)),
            models.Index("asked_by", "asked_at", name="knowledge_doubt_of_asker"),
        ]

    def __str__(self) -> str:
        return str(self.pk)
