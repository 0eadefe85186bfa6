from django.db import models
from django.utils.translation import pgettext_lazy


class Kind(models.TextChoices):
    """How a criterion is marked."""

    YES_NO = "yes_no", pgettext_lazy("criterion", "Yes, no or not applicable")
    SCALE = "scale", pgettext_lazy("criterion", "From 0 to 3")


class Mark(models.TextChoices):
    """What a criterion may be given; the numbers are those of the scale."""

    YES = "yes", pgettext_lazy("mark", "Yes")
    NO = "no", pgettext_lazy("mark", "No")
    NOT_APPLICABLE = "na", pgettext_lazy("mark", "Not applicable")
    ZERO = "0", pgettext_lazy("mark", "0: absent")
    ONE = "1", pgettext_lazy("mark", "1: poor")
    TWO = "2", pgettext_lazy("mark", "2: good")
    THREE = "3", pgettext_lazy("mark", "3: very good")


MARKS = {
    Kind.YES_NO: (Mark.YES, Mark.NO, Mark.NOT_APPLICABLE),
    Kind.SCALE: (Mark.ZERO, Mark.ONE, Mark.TWO, Mark.THREE),
}


class Satisfaction(models.IntegerChoices):
    """What a member answers, from 1 to 5."""

    VERY_LOW = 1, pgettext_lazy("satisfaction", "Not satisfied at all")
    LOW = 2, pgettext_lazy("satisfaction", "Not very satisfied")
    MIDDLE = 3, pgettext_lazy("satisfaction", "Neither satisfied nor dissatisfied")
    HIGH = 4, pgettext_lazy("satisfaction", "Satisfied")
    VERY_HIGH = 5, pgettext_lazy("satisfaction", "Very satisfied")


SATISFIED = Satisfaction.HIGH
"""From this answer on a member counts as satisfied."""
