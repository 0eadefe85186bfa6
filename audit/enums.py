from django.db import models
from django.utils.translation import gettext_lazy as _


class Act(models.TextChoices):
    """What was done with personal data, as the journal names it."""

    SEARCH = "search", _("Searched")
    OPEN = "open", _("Opened the file")
    REVEAL_NIR = "reveal_nir", _("Revealed the social security number")
    CHANGE = "change", _("Changed the file")
    EXPORT = "export", _("Exported")
    IMPORT = "import", _("Imported")
    BREAK_GLASS = "break_glass", _("Opened without a contact, with a reason")
    REFUSED = "refused", _("Was refused")
    BLOCKED = "blocked", _("Was blocked for mass reading")
    READ_CASE = "read_case", _("Read a contact case")
    API = "api", _("Read through the API")
    ERASE = "erase", _("Erased")
