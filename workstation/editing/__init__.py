"""What an adviser changes in a member's file: a form in the work region, then the parts of the page that it changed."""

from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from members import queries, services
from members.errors import ChangedMeanwhileError, NoGroundError
from members.models import Member
from ui import formats
from workstation.editing.base import ChangeForm
from workstation.editing.forms import FORMS, AddressForm, places_at, town_choices
from workstation.timeline import timeline_of

ROUTE = "workstation:change"


class UnknownChangeError(LookupError):
    """The address names no change that exists."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A part of `workstation/change.html` with what it needs. `is_done` when nothing is left to type."""

    part: str
    context: dict[str, Any]
    status: int = HTTPStatus.OK

    @property
    def is_done(self) -> bool:
        return self.part == "done"


def asked(*, user: User, member_id: UUID, kind: str, closed: bool = False) -> Answer:
    """The empty form, or the page without it. Raises UnknownChangeError, NoGroundError, ReadingBlockedError."""
    form = _form_of(kind)
    person = services.read_part(user=user, member_id=member_id, route=ROUTE)
    return _done(person, kind) if closed else _panel(form(person=person), kind)


def saved(*, user: User, member_id: UUID, kind: str, typed: Mapping[str, Any]) -> Answer:
    """Keep what was typed, or show it again with what is wrong (422) or what changed meanwhile (409).

    Raises UnknownChangeError, NoGroundError, ReadingBlockedError.
    """
    form = _form_of(kind)
    if form is AddressForm and typed.get("step") == "towns":
        return _towns(user, member_id, typed)
    person = services.read_part(user=user, member_id=member_id, route=ROUTE)
    filled = form(typed, person=person)
    if not filled.is_valid():
        return _panel(filled, kind, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    try:
        filled.save(user)
    except ChangedMeanwhileError:
        filled.person = queries.file_of(user, member_id)
        if filled.differences():
            return _conflict(filled, kind)
        filled.cleaned_data["version"] = filled.person.updated_at.isoformat()
        filled.save(user)
    return _done(queries.file_of(user, member_id), kind, said=str(filled.said))


def removed(*, user: User, member_id: UUID, kind: str, row_id: int) -> Answer:
    """Forget a number, or end a sign or an authorisation; what is gone already stays gone. Raises what `saved` raises."""
    match kind:
        case "telephone":
            services.remove_phone(user=user, member_id=member_id, phone_id=row_id)
            said = _("Number removed")
        case "fragilite":
            services.end_fragility(user=user, member_id=member_id, fragility_id=row_id)
            said = _("Sign ended")
        case "interlocuteur":
            services.end_correspondent(user=user, member_id=member_id, correspondent_id=row_id)
            said = _("Authorisation ended")
        case _:
            raise UnknownChangeError
    return _done(services.read_part(user=user, member_id=member_id, route="workstation:remove"), kind, said=said)


def _form_of(kind: str) -> type[ChangeForm]:
    if kind not in FORMS:
        raise UnknownChangeError
    return FORMS[kind]


def _towns(user: User, member_id: UUID, typed: Mapping[str, Any]) -> Answer:
    """The choices of a postcode being typed: nothing of the member's."""
    if queries.ground_for(user, member_id) is None:
        raise NoGroundError
    return Answer("towns", {"choices": town_choices(places_at(typed.get("postal_code", "")))})


def _panel(form: ChangeForm, kind: str, *, status: int = HTTPStatus.OK) -> Answer:
    return Answer("panel", {"person": form.person, "form": form, "kind": kind}, status)


def _conflict(form: ChangeForm, kind: str) -> Answer:
    """Both values side by side. What was typed stays in the form, which now knows the file as it is."""
    person = form.person
    again = type(form)({**form.data, "version": person.updated_at.isoformat()}, person=person)
    context = {"person": person, "form": again, "kind": kind, "differences": form.differences()}
    return Answer("panel", context, HTTPStatus.CONFLICT)


def _done(person: Member, kind: str, *, said: str = "") -> Answer:
    section = FORMS[kind].section
    opener = "telephone" if kind == "telephone-principal" else kind
    context: dict[str, Any] = {"person": person, "section": section, "opener": opener, "may_edit": True}
    if said:
        events, _has_more = timeline_of(person)
        hour = formats.hour(timezone.localtime())
        context |= {"events": events, "said": _("%(what)s at %(hour)s.") % {"what": said, "hour": hour}}
    return Answer("done", {**context, "home": queries.home_of(person), "today": timezone.localdate()})
