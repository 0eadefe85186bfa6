"""Refusals of the directory: an extraction that cannot be trusted, a place or a profession that nobody knows."""

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from audit.errors import Refused


class ExtractionRefusedError(Refused):
    """The file is refused before anything is touched."""

    reason = "extraction"


class EmptyExtractionError(ExtractionRefusedError):
    def __str__(self) -> str:
        return str(_("The file is empty. Download it again; the directory was left as it is."))


class TruncatedExtractionError(ExtractionRefusedError):
    def __str__(self) -> str:
        return str(_("The file stops in the middle of a line. Download it again; the directory was left as it is."))


class NotInArchiveError(ExtractionRefusedError):
    def __str__(self) -> str:
        text = _(
            "The archive cannot be read, or has no file PS_LibreAcces_Personne_activite, or several. "
            "Nothing was changed: send that file."
        )
        return str(text)


class HeaderChangedError(ExtractionRefusedError):
    """`column` is the place of the first column that differs, from 1."""

    def __init__(self, column: int, *, expected: str, found: str) -> None:
        super().__init__()
        self.column, self.expected, self.found = column, expected, found

    def __str__(self) -> str:
        said = {"column": self.column, "expected": self.expected, "found": self.found}
        if not self.found:
            return str(_("Column %(column)d is missing: it should be “%(expected)s”. Nothing was changed.") % said)
        if not self.expected:
            return str(_("Column %(column)d is new: “%(found)s”. Nothing was changed.") % said)
        text = _("Column %(column)d is called “%(found)s” and should be “%(expected)s”. Nothing was changed.")
        return str(text % said)


class FewerRowsError(ExtractionRefusedError):
    """Far fewer rows than the extraction before: it was probably cut at the end of a line."""

    def __init__(self, rows: int, *, before: int) -> None:
        super().__init__()
        self.rows, self.before = rows, before

    def __str__(self) -> str:
        said = {"rows": self.rows, "before": self.before}
        text = _(
            "The file has %(rows)d rows where the last one had %(before)d: it is probably cut. "
            "Nothing was changed. If it is right, confirm the drop."
        )
        return str(text % said)


class ExtractionRunningError(Refused):
    reason = "running"

    def __str__(self) -> str:
        return str(_("Another extraction is being imported. Wait for its end."))


class UnknownProfessionError(Refused):
    reason = "profession"
    field = "profession"

    def __str__(self) -> str:
        return str(_("No profession is called so. Type it as one says it: dentiste, kiné, ophtalmo."))


class UnknownPlaceError(Refused):
    """Nothing in France is called so; `is_cedex` when a postcode alone was given that no commune has."""

    reason = "place"
    field = "place"

    def __init__(self, *, is_postcode: bool = False) -> None:
        super().__init__()
        self.is_postcode = is_postcode

    def __str__(self) -> str:
        if self.is_postcode:
            return str(
                _(
                    "No commune has this postcode; it may be a CEDEX, or of another country. Type the name of the commune."
                )
            )
        return str(_("No commune of France is called so. Type its name, or its postcode."))


class ForeignPlaceError(Refused):
    reason = "abroad"
    field = "place"

    def __str__(self) -> str:
        return str(_("This address is abroad: the directory covers France. Type a commune of France."))


class UnknownNetworkError(Refused):
    reason = "network"
    field = "network"

    def __str__(self) -> str:
        return str(_("The member’s mutual has no such network. Choose one of the list, or none."))


class NetworkListError(Refused):
    """A list of a network's practitioners that is not taken; `lines` are the first ones that are no identifiers."""

    reason = "network_list"
    field = "file"

    def __init__(self, lines: Sequence[int] = ()) -> None:
        super().__init__()
        self.lines = lines

    def __str__(self) -> str:
        if not self.lines:
            return str(_("The list is empty. Nothing was changed."))
        said = {"lines": ", ".join(map(str, self.lines))}
        text = _("These lines do not begin with an RPPS or ADELI number: %(lines)s. Nothing was changed.")
        return str(text % said)
