from django.utils.translation import gettext_lazy as _

from audit.errors import Refused


class ReadingBlockedError(Refused):
    """The account opened too many files in too short a time and waits for a review."""

    reason = "blocked"

    def __str__(self) -> str:
        return str(
            _(
                "Your account opened many files in a short time. Reading is stopped until the data protection officer has looked at it."
            )
        )
