from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class CampaignState(models.TextChoices):
    DRAFT = "draft", pgettext_lazy("campaign", "Being written")
    TO_READ = "to_read", pgettext_lazy("campaign", "To be read by a second person")
    PUBLISHED = "published", pgettext_lazy("campaign", "Published")
    WITHDRAWN = "withdrawn", pgettext_lazy("campaign", "Withdrawn")


class Recurrence(models.TextChoices):
    """How a campaign comes back. Only a yearly one does so by itself."""

    ONCE = "once", _("Once, on these dates")
    YEARLY = "yearly", _("Every year on the same dates")
    MOVING = "moving", _("Every year, on dates to be given each time")
    PERMANENT = "permanent", _("All the time since the first date")


class Confidence(models.TextChoices):
    VERIFIED = "verified", _("Checked at the source")
    TO_VERIFY = "to_verify", _("To be verified")


class Sex(models.TextChoices):
    FEMALE = "F", _("Women")
    MALE = "M", _("Men")


class Situation(models.TextChoices):
    """What the contract itself says of a person. Nothing is inferred from care, and no illness is known."""

    HOLDER = "holder", _("Holder of the contract")
    PARTNER = "partner", _("Partner of the holder")
    CHILD = "child", _("Child of the holder")
    OTHER = "other", _("Other beneficiary")
    LOCAL_SCHEME = "local_scheme", _("Local scheme of Alsace-Moselle")


class Answer(models.TextChoices):
    """What became of a campaign at the end of a contact."""

    TOLD = "told", pgettext_lazy("prevention", "Told")
    REFUSED = "refused", pgettext_lazy("prevention", "Refused")
    UNSUITABLE = "unsuitable", pgettext_lazy("prevention", "Not suitable")
    KNOWN = "known", pgettext_lazy("prevention", "Already known")
    NONE_FITS = "none_fits", pgettext_lazy("prevention", "None fits")


class Unsuited(models.TextChoices):
    """Why a campaign was not told, as the adviser heard it: never an illness, never free text."""

    MOMENT = "moment", _("Not the moment")
    SITUATION = "situation", _("Does not concern this person")
    DATES = "dates", _("The dates or the place are wrong")


HEARD = (Answer.TOLD, Answer.REFUSED, Answer.KNOWN)
"""Answers of somebody who heard of the campaign."""


class SourceKind(models.TextChoices):
    FEED = "feed", _("Feed (RSS or Atom)")
    PAGE = "page", _("Page that is watched for changes")


class FetchFault(models.TextChoices):
    """Why a source brought nothing last time."""

    NOT_ALLOWED = "not_allowed", _("This address may not be fetched: only public ones, in http or https.")
    NO_ANSWER = "no_answer", _("It does not answer.")
    REFUSED = "refused", _("It answers that the page is not there, or not for us.")
    TOO_LARGE = "too_large", _("It is larger than 5 MB.")
    NOT_A_FEED = "not_a_feed", _("It is no RSS and no Atom feed.")
    TOO_MANY = "too_many", _("It has more than 20,000 entries: the first ones were taken in, the others were not.")
    EMPTY = "empty", _("The page has no text.")


class ArrivalState(models.TextChoices):
    NEW = "new", pgettext_lazy("arrival", "New")
    DUPLICATE = "duplicate", pgettext_lazy("arrival", "Duplicate")
    DISMISSED = "dismissed", pgettext_lazy("arrival", "Dismissed")
    TAKEN = "taken", pgettext_lazy("arrival", "Taken up")
