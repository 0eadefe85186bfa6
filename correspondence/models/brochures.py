"""Health brochures, which go with letters and e-mails."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Mutual
from correspondence.enclosures import weight_of
from correspondence.enums import Language


class Brochure(models.Model):
    """A health brochure as PDF, of every mutual or of one. It is never deleted: what was enclosed can still be explained.

    `stock` counts paper copies; without one the brochure is printed with the letter.
    """

    mutual = models.ForeignKey(
        Mutual, verbose_name=_("mutual"), on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        db_constraint=False, help_text=_("None: for every mutual."),
    )  # fmt: skip
    title = models.CharField(pgettext_lazy("brochure", "title"), max_length=120)
    theme = models.CharField(_("theme"), max_length=60)
    language = models.CharField(_("language"), max_length=5, choices=Language, default=Language.FRENCH)
    rights = models.CharField(_("source and licence"), max_length=200)
    reasons = ArrayField(models.CharField(max_length=40), verbose_name=_("contact reasons"), default=list, blank=True)
    age_min = models.PositiveSmallIntegerField(_("from the age of"), null=True, blank=True)
    age_max = models.PositiveSmallIntegerField(_("to the age of"), null=True, blank=True)
    valid_from = models.DateField(_("from"))
    valid_until = models.DateField(_("until"), null=True, blank=True)
    repeat_days = models.PositiveSmallIntegerField(_("days before it goes to the same person again"), default=365)
    stock = models.IntegerField(_("paper copies"), null=True, blank=True)
    own_grams = models.PositiveSmallIntegerField(
        _("weight, if it is not of plain paper (grams)"), null=True, blank=True
    )
    # Whether a campaign names it: then it goes to whom the campaign was told, or for its reasons.
    is_of_campaign = models.BooleanField(default=False)
    file = models.FileField(_("PDF"), upload_to="brochures/")
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField(_("size"))
    pages = models.PositiveSmallIntegerField(_("pages"))
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("added by"), on_delete=models.PROTECT, related_name="+", db_index=False
    )
    added_at = models.DateTimeField(_("added at"), db_default=Now())
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True)

    class Meta:
        verbose_name = _("brochure")
        verbose_name_plural = _("brochures")
        ordering = ["title", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(stock__isnull=True) | Q(stock__gte=0), name="correspondence_brochure_stock_not_below_none"
            ),
            models.CheckConstraint(
                condition=Q(age_min__isnull=True) | Q(age_max__isnull=True) | Q(age_max__gte=models.F("age_min")),
                name="correspondence_brochure_ages_forward",
            ),
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=models.F("valid_from")),
                name="correspondence_brochure_dates_forward",
            ),
            models.CheckConstraint(condition=Q(pages__gte=1), name="correspondence_brochure_has_pages"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def grams(self) -> int:
        return weight_of(self.pages) if self.own_grams is None else self.own_grams
