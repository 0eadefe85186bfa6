from django.db import models
from django.utils.translation import gettext_lazy as _


class Theme(models.TextChoices):
    AUTO = "auto", _("As the computer")
    LIGHT = "light", _("Light")
    DARK = "dark", _("Dark")


class Density(models.TextChoices):
    COMPACT = "compact", _("Compact")
    COMFORTABLE = "comfortable", _("Comfortable")


class AlarmKind(models.TextChoices):
    """What was unusual in how files were read. The first stops the account in the end; the others are looked into."""

    MANY = "many", _("Many files in a few minutes")
    NETWORK = "network", _("Many files from one network address")
    NIGHT = "night", _("Files opened at night")
    CLOSE = "close", _("File of a colleague or a namesake")


class Weekday(models.IntegerChoices):
    """ISO weekday numbers."""

    MONDAY = 1, _("Monday")
    TUESDAY = 2, _("Tuesday")
    WEDNESDAY = 3, _("Wednesday")
    THURSDAY = 4, _("Thursday")
    FRIDAY = 5, _("Friday")
    SATURDAY = 6, _("Saturday")
    SUNDAY = 7, _("Sunday")


class PromiseClock(models.TextChoices):
    """How a mutual counts the time within which it promises something."""

    ELAPSED = "elapsed", _("Elapsed hours")
    OPENING = "opening", _("Opening hours")


class Scope(models.TextChoices):
    """What an API key may do."""

    MEMBER_READ = "member:read", _("Read members")
    CONTACT_READ = "contact:read", _("Read contacts")
    CONTACT_WRITE = "contact:write", _("Create contacts")
    SCAN_WRITE = "scan:write", _("Send scanned letters and faxes")
    QUOTE_PREVIEW = "quote:preview", _("Compute quotes without keeping them")
    QUOTE_READ = "quote:read", _("Read quote analyses")
    QUOTE_WRITE = "quote:write", _("Create quote analyses")
    CALLBACK_READ = "callback:read", _("Read promised call-backs")
    CALLBACK_WRITE = "callback:write", _("Ask for call-backs by experts")
    REFERRAL_DRAW = "referral:draw", _("Draw practitioners, and read what was drawn")
