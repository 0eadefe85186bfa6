from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Sex(models.TextChoices):
    """As in the NIR: what the civil register says."""

    FEMALE = "F", _("Female")
    MALE = "M", _("Male")


class Regime(models.TextChoices):
    """Compulsory scheme; the local scheme of Alsace-Moselle reimburses more (CSS D325-7)."""

    GENERAL = "general", _("General scheme")
    ALSACE_MOSELLE = "alsace_moselle", _("Local scheme of Alsace-Moselle")


class Kinship(models.TextChoices):
    HOLDER = "holder", _("Holder")
    PARTNER = "partner", _("Partner")
    CHILD = "child", _("Child")
    OTHER = "other", _("Other beneficiary")


class ContractStatus(models.TextChoices):
    ACTIVE = "active", _("Active")
    SUSPENDED = "suspended", _("Suspended")
    ENDED = "ended", _("Ended")


class PhoneKind(models.TextChoices):
    MOBILE = "mobile", _("Mobile")
    HOME = "home", pgettext_lazy("where one lives", "Home")
    WORK = "work", _("Work")


class AddressKind(models.TextChoices):
    HOME = "home", pgettext_lazy("where one lives", "Home")
    TEMPORARY = "temporary", _("Temporary")
    POSTAL = "postal", _("For letters")


class Channel(models.TextChoices):
    PHONE = "phone", _("Telephone")
    EMAIL = "email", _("E-mail")
    SMS = "sms", _("SMS")
    LETTER = "letter", _("Letter")
    FAX = "fax", _("Fax")


class ConsentPurpose(models.TextChoices):
    """What a consent is about, beyond the channel's plain use for the member's own request."""

    SERVICE = "service", _("Messages about own requests")
    PREVENTION = "prevention", _("Prevention messages")
    SURVEY = "survey", _("Satisfaction surveys")


class FragilitySign(models.TextChoices):
    """A sign of fragility, told by the member or seen in a contact, and never inferred from health data."""

    HEARING = "hearing", _("Hard of hearing or deaf")
    SPEECH = "speech", _("Speaks with difficulty")
    SIGHT = "sight", _("Sees badly")
    READING = "reading", _("Reads with difficulty")
    LANGUAGE = "language", _("Understands French with difficulty")
    AGE = "age", _("Great age, needs time")
    BEREAVEMENT = "bereavement", _("Bereaved")
    HARDSHIP = "hardship", _("Financial hardship")
    PROTECTED = "protected", _("Under legal protection")


class Language(models.TextChoices):
    """Those most spoken by callers in France (INSEE and Ined, survey Trajectoires et Origines 2), and sign language.

    A file of members may bring others: where they are shown, the code stands for itself.
    """

    FRENCH = "fr", _("French")
    SIGN = "fsl", _("French sign language")
    ENGLISH = "en", _("English")
    ARABIC = "ar", _("Arabic")
    ARMENIAN = "hy", _("Armenian")
    CHINESE = "zh", _("Chinese")
    SPANISH = "es", _("Spanish")
    ITALIAN = "it", _("Italian")
    POLISH = "pl", _("Polish")
    PORTUGUESE = "pt", _("Portuguese")
    ROMANIAN = "ro", _("Romanian")
    RUSSIAN = "ru", _("Russian")
    TURKISH = "tr", _("Turkish")
    UKRAINIAN = "uk", _("Ukrainian")
    VIETNAMESE = "vi", _("Vietnamese")


class RightsState(models.TextChoices):
    """State of a member's rights on a date."""

    OPEN = "open", pgettext_lazy("rights", "Open")
    NOT_YET = "not_yet", pgettext_lazy("rights", "Not yet open")
    ENDED = "ended", pgettext_lazy("rights", "Ended")
    SUSPENDED = "suspended", pgettext_lazy("rights", "Suspended")
    NONE = "none", _("No contract")


class GroundKind(models.TextChoices):
    """Why a file may be read now: the relation between a person who works here and a member."""

    SEARCH = "search", _("Found by two identifying facts")
    CONTACT = "contact", _("Contact in hand")
    BREAK_GLASS = "break_glass", _("Stated reason")


class Changed(models.TextChoices):
    """What a person changed in a file, as the journal names it: never what it was or became."""

    PHONE_ADDED = "phone_added", _("telephone number added")
    PHONE_REMOVED = "phone_removed", _("telephone number removed")
    MAIN_PHONE = "main_phone", _("first telephone to try")
    ADDRESS = "address", _("new address")
    EMAIL = "email", _("e-mail")
    PREFERRED_CHANNEL = "preferred_channel", _("preferred channel")
    LANGUAGE = "language", _("language spoken")
    CONSENT = "consent", _("consent")
    FRAGILITY_NOTED = "fragility_noted", _("sign of fragility noted")
    FRAGILITY_ENDED = "fragility_ended", _("sign of fragility ended")
    SPEAKER_ALLOWED = "speaker_allowed", _("correspondent allowed")
    SPEAKER_ENDED = "speaker_ended", _("authorisation of a correspondent ended")
    MERGED = "merged", _("files merged")
    MERGE_REFUSED = "merge_refused", _("merge refused")
    PARTED = "parted", _("files parted")


class ImportMode(models.TextChoices):
    """What a file says of people whom it leaves out."""

    UPDATE = "update", _("Add and update; leave the others as they are")
    COMPLETE = "complete", _("The file is complete; end the cover of whoever is left out")


class ImportState(models.TextChoices):
    WAITING = "waiting", pgettext_lazy("import", "Waiting")
    RUNNING = "running", pgettext_lazy("import", "Running")
    DONE = "done", pgettext_lazy("import", "Done")
    DRY_RUN = "dry_run", pgettext_lazy("import", "Tried without changing anything")
    REFUSED = "refused", pgettext_lazy("import", "Refused")
    TO_CONFIRM = "to_confirm", pgettext_lazy("import", "To confirm")
    FAILED = "failed", pgettext_lazy("import", "Failed")
