from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class ListKind(models.TextChoices):
    """How a list came about."""

    DRAWN = "drawn", _("First draw")
    AGAIN = "again", _("Another five")
    REMOVED = "removed", _("A name was taken off, the next one of the order came")


class AgainReason(models.TextChoices):
    """Why another five are drawn. That another place is nearer is no reason."""

    CONSULTED = "consulted", _("All were consulted before")
    NO_ANSWER = "no_answer", _("None answers or gives an appointment")
    ACCESS = "access", _("An access or a wish was not said")
    ELSEWHERE = "elsewhere", _("Another commune is wanted")


class Told(models.TextChoices):
    PHONE = "phone", _("Aloud")
    EMAIL = "email", _("E-mail")
    LETTER = "letter", _("Letter")
    FAX = "fax", _("Fax")


class Appointment(models.TextChoices):
    """What became of a name that was given."""

    GOT = "got", pgettext_lazy("appointment", "Obtained")
    NONE = "none", pgettext_lazy("appointment", "Refused")
    UNTRIED = "untried", pgettext_lazy("appointment", "Not asked for")
