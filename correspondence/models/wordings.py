"""Texts of the house and the paper that they are printed on."""

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from accounts.models import Mutual
from correspondence.enums import CHANNELS


class Wording(models.Model):
    """A text of the house, common to all mutuals or of one, whose own goes before the common one of the same code.

    A version is never edited: another one replaces it, and what was written under it can still be explained.
    """

    mutual = models.ForeignKey(
        Mutual, verbose_name=_("mutual"), on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        db_constraint=False, help_text=_("None: for every mutual."),
    )  # fmt: skip
    code = models.SlugField(_("code"), max_length=40)
    version = models.PositiveIntegerField(_("version"), default=1, editable=False)
    label = models.CharField(_("label"), max_length=80)
    created_at = models.DateTimeField(_("since"), db_default=Now(), editable=False)
    replaced_at = models.DateTimeField(_("replaced at"), null=True, blank=True, editable=False)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.label


class Template(Wording):
    """A letter with open places (see `fields`), which an adviser completes before it leaves."""

    channels = ArrayField(
        models.CharField(max_length=8, choices=CHANNELS), verbose_name=_("channels"), default=list, blank=True,
        help_text=_("None: for all of them."),
    )  # fmt: skip
    reason_code = models.CharField(
        _("reason"), max_length=40, blank=True, help_text=_("Offered first for contacts of this reason.")
    )
    subject = models.CharField(_("subject"), max_length=200)
    body = models.TextField(_("text"))

    class Meta:
        verbose_name = _("template")
        verbose_name_plural = _("templates")
        ordering = ["label"]
        constraints = [
            models.UniqueConstraint(
                fields=["mutual", "code", "version"], name="correspondence_template_once", nulls_distinct=False
            ),
            models.UniqueConstraint(
                fields=["mutual", "code"],
                condition=Q(replaced_at__isnull=True),
                name="correspondence_template_one_in_use",
                nulls_distinct=False,
                violation_error_message=_("There is a text of this code already."),
            ),
        ]
        triggers = [pgtrigger.ReadOnly(name="kept_as_written", exclude=["replaced_at"])]


class Snippet(Wording):
    """A few words that `//` and their code put into a text."""

    text = models.TextField(_("text"))

    class Meta:
        verbose_name = _("text shortcut")
        verbose_name_plural = _("text shortcuts")
        ordering = ["code"]
        constraints = [
            models.UniqueConstraint(
                fields=["mutual", "code", "version"], name="correspondence_snippet_once", nulls_distinct=False
            ),
            models.UniqueConstraint(
                fields=["mutual", "code"],
                condition=Q(replaced_at__isnull=True),
                name="correspondence_snippet_one_in_use",
                nulls_distinct=False,
                violation_error_message=_("There is a text of this code already."),
            ),
        ]
        triggers = [pgtrigger.ReadOnly(name="kept_as_written", exclude=["replaced_at"])]


class Stationery(models.Model):
    """What stands at the head of a mutual's letters, and how much may go into one envelope."""

    mutual = models.OneToOneField(
        Mutual, verbose_name=_("mutual"), on_delete=models.PROTECT, primary_key=True, related_name="+"
    )
    sender = models.TextField(
        _("sender’s address"), max_length=300, blank=True, help_text=_("At the head of letters, six lines at most.")
    )
    is_posted_by_service = models.BooleanField(
        _("letters leave by the postal service"), default=False,
        help_text=_("Otherwise they wait for a batch of the print room. Takes effect where a service is set up."),
    )  # fmt: skip
    most_brochures = models.PositiveSmallIntegerField(_("brochures enclosed at most"), default=2)
    most_pages = models.PositiveSmallIntegerField(_("pages enclosed at most"), default=24)
    most_grams = models.PositiveSmallIntegerField(
        _("weight of an envelope at most (grams)"),
        default=100,
        help_text=_("With its letter; postage steps: 20, 100, 250."),
    )

    class Meta:
        verbose_name = _("letter paper")
        verbose_name_plural = _("letter papers")
        constraints = [
            models.CheckConstraint(
                condition=Q(most_brochures__range=(1, 9), most_pages__range=(1, 400), most_grams__range=(10, 3000)),
                name="correspondence_stationery_has_room",
                violation_error_message=_("One to nine brochures, 400 pages and 3000 grams at most."),
            )
        ]

    def __str__(self) -> str:
        return str(self.mutual)
