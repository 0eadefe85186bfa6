from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from clock.holidays import Territory


class Skill(models.TextChoices):
    """What an expert is asked as."""

    DOCTOR = "doctor", _("Doctor")
    SURGEON = "surgeon", _("Surgeon")
    DENTIST = "dentist", _("Dentist")
    OPTICIAN = "optician", _("Optician")
    SOCIAL_WORKER = "social_worker", _("Social worker")
    LAWYER = "lawyer", _("Lawyer")


TERRITORIES = [
    (Territory.METROPOLE.value, _("Metropolitan France")),
    (Territory.ALSACE_MOSELLE.value, "Alsace-Moselle"),
    (Territory.GUADELOUPE.value, "Guadeloupe"),
    (Territory.MARTINIQUE.value, "Martinique"),
    (Territory.GUYANE.value, _("French Guiana")),
    (Territory.REUNION.value, "La Réunion"),
    (Territory.MAYOTTE.value, "Mayotte"),
    (Territory.SAINT_BARTHELEMY.value, "Saint-Barthélemy"),
    (Territory.SAINT_MARTIN.value, "Saint-Martin"),
]


class CallbackKind(models.TextChoices):
    EXPERT = "expert", _("Call-back by an expert")
    HOLDING = "holding", _("Holding contact")


class CallbackState(models.TextChoices):
    WAITING = "waiting", _("To be given to somebody")
    ASSIGNED = "assigned", _("Planned")
    IN_CALL = "in_call", _("In call")
    DONE = "done", _("Done")
    UNREACHABLE = "unreachable", _("Closed as unreachable")
    CANCELLED = "cancelled", _("Called off")


OPEN = [CallbackState.WAITING, CallbackState.ASSIGNED, CallbackState.IN_CALL]
CLOSED = [CallbackState.DONE, CallbackState.UNREACHABLE, CallbackState.CANCELLED]
OWNED = [CallbackState.ASSIGNED, CallbackState.IN_CALL]


class AbsenceKind(models.TextChoices):
    PLANNED = "planned", _("Planned absence")
    SUDDEN = "sudden", _("Sudden absence")
    BUSY = "busy", _("Busy elsewhere")


class AttemptResult(models.TextChoices):
    REACHED = "reached", _("Reached")
    NO_ANSWER = "no_answer", _("No answer")
    BUSY = "busy", _("Engaged")
    VOICEMAIL = "voicemail", _("Voicemail, nothing said of the matter")
    WRONG_NUMBER = "wrong_number", _("Wrong number")
    NOT_NOW = "not_now", _("Answered, asks for another time")


class EventKind(models.TextChoices):
    """What happens to a promise besides the steps of its clock."""

    PROMISED = "promised", _("Promised")
    PLANNED = "planned", _("Planned with an expert")
    STARTED = "started", _("Call started")
    ATTEMPTED = "attempted", _("Attempt")
    TAKEN_BACK = "taken_back", _("Taken back from the expert")
    LEFT = "left", _("Call left: its page gave no sign of life")
    PAUSED = "paused", _("Clock stopped")
    RESUMED = "resumed", _("Clock running again")
    DONE = "done", _("Done")
    UNREACHABLE = "unreachable", _("Closed as unreachable")
    CANCELLED = "cancelled", _("Called off")
    TOLD = "told", _("Member told")
    READ = "read", _("Sealed part read")


class WhyPaused(models.TextChoices):
    """Why the clock of a promise stands still. Nothing that is ours: an expert who has no time is no reason."""

    MEMBER_AWAY = "member_away", _("The member asks to be called later")
    DOCUMENT = "document", _("The member sends a document first")
    THIRD_PARTY = "third_party", _("Somebody else must answer first")
    OTHER = "other", pgettext_lazy("reason", "Another reason")


class WhyResumed(models.TextChoices):
    """What let the clock run again."""

    BY_HAND = "by_hand", _("by hand")
    CALLED = "called", _("the call was started")
    DAY_CAME = "day_came", _("the day that was set came")


class ToInform(models.TextChoices):
    """What a member is to be told by itself, by day: a row that is due."""

    MOVED = "moved", _("the time that was told does not hold any more")
    BREACH = "breach", _("the deadline passed")


class WhyMoved(models.TextChoices):
    """Why a promise changes hands or time."""

    ABSENCE = "absence", _("The expert is absent")
    LATE = "late", _("The deadline comes near")
    PASSED = "passed", _("The deadline has passed")
    OVERLOAD = "overload", _("The expert has too much")
    ASKED = "asked", _("The member asks for it")
    SKILL = "skill", _("Another skill is needed")
    CALLED_LATER = "called_later", _("The member could not be reached")
