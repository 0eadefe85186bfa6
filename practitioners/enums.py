from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Odd(models.TextChoices):
    """What was strange about a row of the extraction. Only the first three keep it out of the directory."""

    FIELDS = "fields", _("wrong number of fields: left out")
    NOBODY = "nobody", _("no identifier of a person: left out")
    PROFESSION = "profession", _("no code of a profession: left out")
    BYTES = "bytes", _("bytes that are not UTF-8, read as Windows Latin")
    PERSON_KEY = "person_key", _("wrong check digit of the RPPS number")
    PLACE_KEY = "place_key", _("wrong check digit of the SIRET number")
    TELEPHONE = "telephone", _("not a telephone number")
    NOWHERE = "nowhere", _("nothing tells where it is: never drawn")
    COMMUNE = "commune", _("commune unknown: never drawn")
    ABROAD = "abroad", _("address abroad: never drawn")
    TWICE = "twice", _("written twice in the file")


class Sex(models.TextChoices):
    FEMALE = "F", _("woman")
    MALE = "M", _("man")


class Language(models.TextChoices):
    """Languages beside French that members ask for."""

    ARABIC = "ar", _("Arabic")
    GERMAN = "de", _("German")
    ENGLISH = "en", _("English")
    SPANISH = "es", _("Spanish")
    ITALIAN = "it", _("Italian")
    SIGNS = "lsf", _("French sign language")
    POLISH = "pl", _("Polish")
    PORTUGUESE = "pt", _("Portuguese")
    TURKISH = "tr", _("Turkish")


class Access(models.TextChoices):
    """How somebody who cannot climb stairs gets in."""

    UNKNOWN = "", _("access not known")
    LEVEL = "level", _("step-free access")
    LIFT = "lift", _("lift")
    STEPS = "steps", _("steps")


class ReportReason(models.TextChoices):
    """Why a name was taken off a list; the first three are reported to whoever keeps the directory."""

    STOPPED = "stopped", _("No longer practises")
    FULL = "full", _("Takes no new patients")
    WRONG = "wrong", _("The telephone or the address is wrong")
    REFUSED = "refused", _("The member does not want this name")


class ReportState(models.TextChoices):
    OPEN = "open", pgettext_lazy("report", "To check")
    DONE = "done", pgettext_lazy("report", "Corrected")
    KEPT = "kept", pgettext_lazy("report", "Left as it is")


class ServiceKind(models.TextChoices):
    TELECONSULTATION = "teleconsult", _("Teleconsultation")
    SECOND_OPINION = "second", _("Second medical opinion")
    LOCAL_NETWORK = "network", _("Local health network")
    WORKSHOP = "workshop", _("Prevention workshop")


class ImportState(models.TextChoices):
    WAITING = "waiting", pgettext_lazy("import", "Waiting")
    RUNNING = "running", pgettext_lazy("import", "Running")
    DONE = "done", pgettext_lazy("import", "Done")
    REFUSED = "refused", pgettext_lazy("import", "Refused")
    TO_CONFIRM = "to_confirm", pgettext_lazy("import", "To confirm")
    FAILED = "failed", pgettext_lazy("import", "Failed")
