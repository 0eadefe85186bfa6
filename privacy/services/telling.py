"""Rows of the tables as the person reads them: French labels and words in place of names of columns and codes."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db.models import Field, Model
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import DESCRIPTIONS, Role
from callbacks.services.base import unsealed as unsealed_of_call
from contacts.enums import DocumentState
from contacts.mail import safe_name
from members.models import Member
from members.sealing import unseal
from privacy.holdings import HOLDINGS
from privacy.walk import PERSON, Rows, only
from quotes.services.opinions import unsealed as unsealed_of_opinion

MEDICAL_FILE = "informations-medicales.pdf"

MEDICAL = frozenset(
    {(label, f"{name}_sealed") for label in ("callbacks.Callback", "quotes.Opinion") for name in ("question", "answer")}
)
"""Columns that only experts read: in an archive they stand in a file apart, under a code."""


@dataclass(frozen=True, slots=True)
class Told:
    """One table of an archive. `files` are names of stored files by the name they have in the archive."""

    label: str
    title: str
    rows: list[dict[str, Any]] = field(default_factory=list)
    files: dict[str, str] = field(default_factory=dict)


def told(rows: Rows, label: str) -> Told:
    """What the person is told of one table."""
    model = apps.get_model(label)
    made = Told(label, title_of(model))
    words = _Words(rows[PERSON])
    for row in only(rows, label).order_by("pk").iterator():
        made.rows.append(words.of(row, made.files))
    return made


def is_told(label: str) -> bool:
    return not HOLDINGS[label].untold


def title_of(model: type[Model]) -> str:
    """The table's name in the plural; a history says of what."""
    tracked = getattr(model, "pgh_tracked_model", None)
    if tracked is not None:
        return _("Earlier versions: %(what)s") % {"what": tracked._meta.verbose_name_plural}
    return str(model._meta.verbose_name_plural)


def medical_texts(rows: Rows) -> Iterator[tuple[str, datetime, list[tuple[str, str]]]]:
    """Title, instant and texts of what experts wrote under seal about the person."""
    for call in only(rows, "callbacks.Callback").order_by("started_at"):
        said = {name: unsealed_of_call(getattr(call, f"{name}_sealed"), call, name) for name in ("question", "answer")}
        if any(said.values()):
            yield _("Promised call"), call.started_at, _labelled(said)
    for opinion in only(rows, "quotes.Opinion").order_by("asked_at"):
        texts = unsealed_of_opinion(opinion)
        yield _("Opinion on a quote"), opinion.asked_at, _labelled({"question": texts.question, "answer": texts.answer})


def _labelled(said: Mapping[str, str]) -> list[tuple[str, str]]:
    labels = {"question": _("Question"), "answer": _("Answer")}
    return [(labels[name], text) for name, text in said.items() if text]


class _Words:
    """Turns rows of a table into words; names of colleagues and of other people stay out: article 15(4) of the regulation."""

    def __init__(self, people: set[UUID]) -> None:
        self.people = people
        self.known: dict[tuple[type[Model], Any], Any] = {}

    def of(self, row: Model, files: dict[str, str]) -> dict[str, Any]:
        label, said = row._meta.label, dict[str, Any]()
        hidden = HOLDINGS[label].hidden
        for column in row._meta.concrete_fields:
            if column.name in hidden:
                continue
            name = _label_of(column)
            said[name if name not in said else f"{name} ({column.name})"] = self._value(row, label, column, files)
        return said

    def _value(self, row: Any, label: str, column: "Field[Any, Any]", files: dict[str, str]) -> Any:
        value = getattr(row, column.attname)
        if value is None or value == "":
            return None
        if (label, column.name) in MEDICAL:
            return MEDICAL_FILE
        if column.is_relation:
            return self._named(row, column, value)
        if column.name in HOLDINGS[label].files:
            return _enclosed(row, column.name, files)
        return _unsealed(row, column.name) or _chosen(row, column) or plain(value)

    def _named(self, row: Any, column: Any, value: Any) -> Any:
        target = column.related_model
        if issubclass(target, Member):
            return _("this person") if value in self.people else _("another person")
        if (target, value) not in self.known:
            self.known[target, value] = _words_of(getattr(row, column.name), value)
        return self.known[target, value]


def _unsealed(row: Any, column: str) -> str:
    """The social security number, which is the person's own."""
    return unseal(bytes(row.nir_sealed), member_id=row.pk) if column == "nir_sealed" else ""


def _chosen(row: Any, column: "Field[Any, Any]") -> str:
    return str(getattr(row, f"get_{column.name}_display")()) if column.choices else ""


def _words_of(target: Any, key: Any) -> Any:
    if isinstance(target, User):
        return _(DESCRIPTIONS[Role(target.role)].label)
    return plain(key) if target is None or target._meta.label in HOLDINGS else str(target)


def _label_of(column: "Field[Any, Any]") -> str:
    """As the screens call it; a column without words of its own keeps its name."""
    return str(column.verbose_name) if isinstance(column.verbose_name, Promise) else column.name


def _enclosed(row: Any, name: str, files: dict[str, str]) -> str:
    """The name in the archive. What was set apart as dubious stays apart: it might harm who opens it."""
    if getattr(row, "state", "") == DocumentState.QUARANTINED:
        return _("set apart as dubious, not enclosed")
    stored = getattr(row, name)
    given = safe_name(getattr(row, "name", "")) or (
        "message.eml" if name == "source" else stored.name.rsplit("/", 1)[-1]
    )
    inside = f"documents/{row.pk.hex[-8:]}-{given}"
    files[inside] = stored.name
    return inside


def plain(value: Any) -> Any:
    """What JSON holds: instants in Paris time, no bytes."""
    if isinstance(value, datetime):
        return timezone.localtime(value).isoformat(timespec="seconds")
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, bytes | memoryview):
        return None
    if isinstance(value, list | tuple):
        return [plain(one) for one in value]
    if isinstance(value, dict):
        return {str(name): plain(one) for name, one in value.items()}
    return value if isinstance(value, bool | int | float | str) else str(value)
