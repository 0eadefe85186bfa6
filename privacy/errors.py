from collections.abc import Sequence

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from audit.errors import Refused


class CannotEraseError(Refused):
    """The law has the person's data kept for now: `obstacles`, of `enums.Obstacle`, say why in words to answer with."""

    reason = "cannot_erase"

    def __init__(self, obstacles: Sequence[TextChoices]) -> None:
        super().__init__()
        self.obstacles = tuple(obstacles)

    def __str__(self) -> str:
        return " ".join(str(one.label) for one in self.obstacles)


class SecondPersonError(Refused):
    """Who asked for an erasure does not approve it."""

    reason = "second_person"

    def __str__(self) -> str:
        return str(_("Another data protection officer has to approve it: who entered a request does not."))


class RequestOpenError(Refused):
    reason = "request_open"

    def __str__(self) -> str:
        return str(_("A request of this kind is open for this person."))


class RequestOverError(Refused):
    """Somebody decided, or a worker took it up, before this."""

    reason = "request_over"

    def __str__(self) -> str:
        return str(_("This request was decided meanwhile."))


class AlreadyErasedError(Refused):
    reason = "already_erased"

    def __str__(self) -> str:
        return str(_("This file was erased: nothing is left that could be given or erased."))
