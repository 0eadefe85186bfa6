"""What somebody must see to now."""

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from contacts.enums import PresenceState
from supervision import deadlines
from supervision.oversight import Floor, Person
from supervision.results.calls import strip_of
from supervision.results.due import ages_of, due_of


@dataclass(frozen=True, slots=True)
class Todo:
    """`url` leads to it, empty for who may not see the cases."""

    title: str
    text: str
    url: str
    is_bad: bool


def todo_of(floor: Floor, *, opens: bool) -> list[Todo]:
    """Worst first; OPENS says whether the reader may see the cases."""
    strip = strip_of(floor.lines, floor.at)
    ages, due = ages_of(floor.quotes, floor.at), due_of(floor.written)
    long = [person for person in floor.states.get(PresenceState.IN_CALL.value, []) if _is_long(person, floor.at)]
    found = []
    if floor.callbacks_late:
        said = ngettext("%(n)d call-back is late", "%(n)d call-backs are late", floor.callbacks_late)
        found.append(
            (said % {"n": floor.callbacks_late}, _("promised within 24 hours"), reverse("callbacks:board"), True)
        )
    if ages.late:
        said = ngettext("%(n)d quote is late", "%(n)d quotes are late", ages.late)
        found.append((said % {"n": ages.late}, _("promised within three days"), _behind("devis-en-retard"), True))
    if due[0].count:
        said = ngettext("%(n)d written contact is late", "%(n)d written contacts are late", due[0].count)
        found.append(
            (said % {"n": due[0].count}, _("e-mail, fax, letter or portal"), _behind("ecrits-en-retard"), True)
        )
    if floor.complaints.late:
        said = ngettext("%(n)d complaint is late", "%(n)d complaints are late", floor.complaints.late)
        found.append(
            (
                said % {"n": floor.complaints.late},
                _("by the law or by our own target"),
                f"{reverse('complaints:register')}?etat=late",
                True,
            )
        )
    if strip.late:
        said = ngettext("%(n)d caller waits for long", "%(n)d callers wait for long", strip.late)
        found.append((said % {"n": strip.late}, _("more than 30 seconds"), _behind("attente"), False))
    if long:
        said = ngettext("%(n)d call is long", "%(n)d calls are long", len(long))
        found.append(
            (said % {"n": len(long)}, ", ".join(person.name for person in long[:3]), _behind("en-cours"), False)
        )
    return [Todo(title, text, url if opens else "", is_bad) for title, text, url, is_bad in found]


def _behind(figure: str) -> str:
    return f"{reverse('supervision:behind')}?chiffre={figure}"


def _is_long(person: Person, at: datetime) -> bool:
    return at - person.since > deadlines.CALL_LONG
