from django.db import models
from django.utils.translation import gettext_lazy as _


class Commitment(models.TextChoices):
    """What is promised within a time."""

    CALLBACK = "callback", _("Call-back by an expert")
    QUOTE = "quote", _("Quote analysed")
    WRITTEN = "written", _("E-mail, fax or letter answered")
    ACKNOWLEDGEMENT = "ack", _("Complaint acknowledged")
    TARGET = "target", _("Complaint answered, our own target")
    ANSWER = "answer", _("Complaint answered, two months")


class StepKind(models.TextChoices):
    """What falls due on the way to a deadline, at it and after it."""

    UNASSIGNED = "unassigned", _("Given to somebody, if nobody has it")
    REMIND = "remind", _("Reminder to who has it")
    ESCALATE = "escalate", _("Supervisors told")
    REASSIGN = "reassign", _("Given to somebody else, unless it is planned in time")
    PAGE = "page", _("Manager on call told")
    BREACH = "breach", _("Deadline passed")
    STILL_OPEN = "still_open", _("Still open after the deadline")


class Audience(models.TextChoices):
    """Whom an alert is for. Who that is, is looked up when it is sent: rights change."""

    OWNER = "owner", _("who has it")
    SUPERVISORS = "supervisors", _("supervisors")
    ON_CALL = "on_call", _("manager on call")
    QUALITY = "quality", _("quality managers")
    ADMINISTRATORS = "administrators", _("administrators")
