from django.db import models
from django.utils.translation import pgettext_lazy

from clock.enums import Commitment

TERMS = (Commitment.ACKNOWLEDGEMENT, Commitment.TARGET, Commitment.ANSWER)
"""What is promised of a complaint, the first one first."""


class Level(models.TextChoices):
    """How soon we want to answer, by our own rule."""

    CLASSIC = "classic", pgettext_lazy("complaint", "Classic")
    URGENT = "urgent", pgettext_lazy("complaint", "Urgent")


class ComplaintState(models.TextChoices):
    OPEN = "open", pgettext_lazy("complaint", "Open")
    ANSWERED = "answered", pgettext_lazy("complaint", "Answered")
    WITHDRAWN = "withdrawn", pgettext_lazy("complaint", "Withdrawn")


class Outcome(models.TextChoices):
    """What was answered."""

    GRANTED = "granted", pgettext_lazy("complaint", "Granted")
    PARTLY = "partly", pgettext_lazy("complaint", "Granted in part")
    REFUSED = "refused", pgettext_lazy("complaint", "Refused")


AGAINST = (Outcome.PARTLY, Outcome.REFUSED)
"""Outcomes that name the mediator: a refusal, even of a part."""


class TermEnd(models.TextChoices):
    """Why a clock of a complaint ended."""

    KEPT = "kept", pgettext_lazy("clock of a complaint", "Done")
    MOVED = "moved", pgettext_lazy("clock of a complaint", "Counted from another day")
    DROPPED = "dropped", pgettext_lazy("clock of a complaint", "Complaint withdrawn")
