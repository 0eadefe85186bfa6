from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.utils import formats, timezone
from django.utils.translation import gettext_lazy as _

from audit.errors import Refused


class SlotTakenError(Refused):
    """Somebody else booked it meanwhile. `offers` are the next free `slots.Slot`s."""

    reason = "slot_taken"

    def __init__(self, offers: Sequence[Any]) -> None:
        super().__init__()
        self.offers = offers

    def __str__(self) -> str:
        return str(_("This time was taken in the meantime. Choose one of those that are free now."))


class NotOfferedError(Refused):
    """The slot is not one: past, on a holiday, outside of the expert's hours, or after the deadline."""

    reason = "not_offered"

    def __str__(self) -> str:
        return str(_("This time cannot be promised: it is past, outside of the expert's hours or after the deadline."))


class NoSlotError(Refused):
    """No expert of the skill is free before the deadline."""

    reason = "no_slot"

    def __str__(self) -> str:
        return str(
            _("No expert is free before the deadline. Promise a holding contact by an adviser, or ask a supervisor.")
        )


class AlreadyPromisedError(Refused):
    """The member is promised a call for this already."""

    reason = "already_promised"

    def __init__(self, deadline: datetime) -> None:
        super().__init__()
        self.deadline = deadline

    def __str__(self) -> str:
        at = formats.date_format(timezone.localtime(self.deadline), "SHORT_DATETIME_FORMAT")
        return str(_("A call-back by this kind of expert is promised already, before %(at)s.") % {"at": at})


class OtherRequestError(Refused):
    """The key was used for something else."""

    reason = "other_request"

    def __str__(self) -> str:
        return str(_("This request was sent before with other contents. Reload the page and try again."))


class ReassignedError(Refused):
    """The call is somebody else's by now, or is being made. `owner` is a colleague's name, empty when nobody has it."""

    reason = "reassigned"

    def __init__(self, owner: str, at: datetime | None) -> None:
        super().__init__()
        self.owner, self.at = owner, at

    def __str__(self) -> str:
        if not self.owner:
            return str(_("This call is no longer yours."))
        at = formats.date_format(timezone.localtime(self.at), "TIME_FORMAT") if self.at else ""
        return str(_("This call went to %(owner)s at %(at)s.") % {"owner": self.owner, "at": at})


class OwnCallError(ReassignedError):
    """The call is still this person's, and stands otherwise than the page that acts believes."""

    reason = "own_call"

    def __init__(self, *, is_under_way: bool) -> None:
        super().__init__("", None)
        self.is_under_way = is_under_way

    def __str__(self) -> str:
        if self.is_under_way:
            return str(_("You are making this call already, perhaps in another window."))
        return str(_("This call is not under way any more. Start it again."))


class CallbackClosedError(Refused):
    """It is over: done, closed as unreachable, or called off."""

    reason = "callback_closed"

    def __str__(self) -> str:
        return str(_("This call-back is closed already."))


class TooFewTriesError(Refused):
    """A promise is closed as unreachable after three tries, two hours apart."""

    reason = "too_few_tries"

    def __str__(self) -> str:
        return str(_("Three tries at least two hours apart are needed before a call-back is closed as unreachable."))


class PausedError(Refused):
    """The clock stands still: what was asked for cannot be done meanwhile."""

    reason = "paused"

    def __str__(self) -> str:
        return str(_("The clock of this call-back stands still. Let it run again first."))


class NotPausedError(Refused):
    reason = "not_paused"

    def __str__(self) -> str:
        return str(_("The clock of this call-back runs already."))


class ClockStoppedAlreadyError(Refused):
    """The member was reached: the clock has nothing to count any more."""

    reason = "clock_over"

    def __str__(self) -> str:
        return str(_("The member was reached: the clock of this call-back has ended."))


class NotOwnerError(Refused):
    """Only the expert who has the call, or a supervisor."""

    reason = "not_owner"

    def __str__(self) -> str:
        return str(_("The expert who has this call, or a supervisor, decides this."))


class NotSupervisorError(Refused):
    reason = "not_supervisor"

    def __str__(self) -> str:
        return str(_("A supervisor decides this."))


class InputError(Refused):
    """What was typed cannot be promised. `faults` maps a field to its message in the reader's language."""

    reason = "input"

    def __init__(self, faults: dict[str, str]) -> None:
        super().__init__()
        self.faults = faults

    def __str__(self) -> str:
        return " ".join(self.faults.values())


class AbsenceInPastError(Refused):
    reason = "absence_in_past"

    def __str__(self) -> str:
        return str(_("This absence is over already. Enter one that ends later."))


class BookedHoursError(Refused):
    """Extra hours in which calls are booked are not taken back."""

    reason = "booked_hours"

    def __str__(self) -> str:
        return str(_("Calls are booked in these hours. Declare an absence: they are planned anew."))


class NotCalendarError(Refused):
    """What was read is not an iCalendar file."""

    reason = "not_calendar"

    def __str__(self) -> str:
        return str(_("This is not an iCalendar file. Export the agenda as .ics and try again."))
