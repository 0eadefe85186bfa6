"""Choices of returns."""

from enum import StrEnum

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Theme(StrEnum):
    """What a demand was about."""

    OPTICAL = "optical"
    DENTAL = "dental"
    PREVENTION = "prevention"
    REFERRAL = "referral"
    COMPLAINT = "complaint"
    OTHER = "other"


class ReturnKind(models.TextChoices):
    """What one can be told of by e-mail when it is ready."""

    INDICATORS = "indicators", _("Indicators")
    MONTHLY = "monthly", _("Monthly statistics")
    ACTIVITY = "activity", _("Activity statement")
    COMPLAINTS = "complaints", _("Return of complaints")


class Rhythm(models.TextChoices):
    MONTH = "month", pgettext_lazy("how often", "Each month")
    WEEK = "week", pgettext_lazy("how often", "Each week")
