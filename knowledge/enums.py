from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Kind(models.TextChoices):
    """What sort of question an article answers."""

    ADMINISTRATIVE = "admin", _("Administrative")
    LEGAL = "legal", _("Legal")
    SOCIAL = "social", _("Social")
    HEALTH = "health", _("Health")


class Caller(models.TextChoices):
    """Whom an answer concerns: the kinds of callers that a contact knows, by the same names."""

    MEMBER = "member", _("Member")
    RELATIVE = "relative", _("Beneficiary or relative")
    PROFESSIONAL = "professional", _("Health professional")
    EMPLOYER = "employer", _("Employer")
    OTHER = "other", pgettext_lazy("caller", "Other")


class ReferenceKind(models.TextChoices):
    LAW = "law", _("Law")
    PRACTICE = "practice", _("Good practice")


class Confidence(models.TextChoices):
    """How sure the figures and dates of an answer are."""

    VERIFIED = "verified", _("Checked at its sources")
    TO_VERIFY = "to_verify", _("From memory, to verify")


class VersionState(models.TextChoices):
    """From its writing on. Whether a published version is in force is said by its dates."""

    TO_READ = "to_read", _("To be read a second time")
    RETURNED = "returned", _("Sent back to its author")
    WITHDRAWN = "withdrawn", _("Replaced before it was read")
    PUBLISHED = "published", _("Published")


class Place(models.TextChoices):
    """Into what an answer was put."""

    NOTE = "note", _("Note")
    MESSAGE = "message", _("Letter, fax or e-mail")
