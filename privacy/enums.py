from enum import StrEnum

from django.db import models
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    ACCESS = "access", _("Access to everything")
    ERASURE = "erasure", _("Erasure")


class Asker(models.TextChoices):
    """Who exercises the right; the officer has seen to the proof."""

    PERSON = "person", _("The person")
    REPRESENTATIVE = "guardian", _("A legal representative")
    MANDATE = "mandate", _("Somebody with a written mandate")
    HEIR = "heir", _("An heir")


class Ground(models.TextChoices):
    """On which words of the regulation (EU) 2016/679 the request stands."""

    ACCESS = "art15", _("Right of access (article 15)")
    NOT_NEEDED = "art17a", _("No longer needed for its purpose (article 17(1)(a))")
    WITHDRAWN = "art17b", _("Consent withdrawn (article 17(1)(b))")
    OBJECTED = "art17c", _("Objection (article 17(1)(c))")
    UNLAWFUL = "art17d", _("Unlawful processing (article 17(1)(d))")
    LEGAL_DUTY = "art17e", _("Legal duty to erase (article 17(1)(e))")


GROUNDS = {
    Kind.ACCESS: (Ground.ACCESS,),
    Kind.ERASURE: (Ground.NOT_NEEDED, Ground.WITHDRAWN, Ground.OBJECTED, Ground.UNLAWFUL, Ground.LEGAL_DUTY),
}


class RequestState(models.TextChoices):
    """`waiting` is due: whoever sweeps next does it."""

    TO_APPROVE = "approve", _("Waits for a second person")
    WAITING = "waiting", _("Waits for its turn")
    RUNNING = "running", _("Under way")
    DONE = "done", _("Done")
    REFUSED = "refused", _("Refused, with the reason")
    FAILED = "failed", _("Could not be done")


UNDER_WAY = (RequestState.WAITING, RequestState.RUNNING)
OPEN = (RequestState.TO_APPROVE, *UNDER_WAY, RequestState.FAILED)


class Origin(models.TextChoices):
    REQUEST = "request", _("Asked for")
    RETENTION = "retention", _("Duration over")


class Category(models.TextChoices):
    """What has a duration of its own."""

    MEMBERS = "members", _("Files of former members")
    COMPLAINTS = "complaints", _("Complaints, after they are settled")
    PROMISES = "promises", _("Promised calls, after they are over")
    QUOTES_TOLD = "told", _("Quotes of which the member was told")
    CALLERS = "callers", _("Contacts of people who are no members")
    QUOTES = "quotes", _("Details of quotes that nobody kept")
    QUALITY = "quality", _("Words of quality reviews and of satisfaction answers")
    REFUSALS = "refusals", _("Refused rows of members’ files")
    ARCHIVES = "archives", _("Archives made for the right of access")
    JOURNAL = "journal", _("Entries of the access journal")


class Fate(StrEnum):
    """What an erasure does with the rows of a table."""

    GONE = "gone"
    EMPTIED = "emptied"
    STAYS = "stays"


class Obstacle(models.TextChoices):
    """Why nothing is erased yet: article 17(3) of the regulation, (b) and (e)."""

    COVERED = "covered", _("The contract still gives rights.")
    OTHERS_COVERED = "others", _("Somebody else of the household is still covered at this holder’s address.")
    CASE = "case", _("A contact is open.")
    PROMISE = "promise", _("A promised call is open.")
    QUOTE = "quote", _("A quote is being analysed.")
    COMPLAINT = "complaint", _("A complaint is open.")
    MESSAGE = "message", _("A message has not left yet.")


class RunState(models.TextChoices):
    ASKED = "asked", _("To be counted")
    COUNTED = "counted", _("Counted, nothing changed")
    RUNNING = "running", _("Under way")
    DONE = "done", _("Done")
    STOPPED = "stopped", _("Stopped before its end, goes on the next night")
