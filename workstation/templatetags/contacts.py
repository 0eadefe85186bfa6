"""Words and marks of contacts."""

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

from django import template
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from contacts.enums import CallerKind, CallState, Channel, DeclineReason, EntryKind, Fact, Outcome
from contacts.events import ICONS
from contacts.models import Case, Entry
from correspondence.enums import ENTRIES, Carrier, MessageState, standing
from ui import formats
from ui.templatetags.ui import icon
from workstation.casework import CasePage

register = template.Library()

NOBODY = UUID(int=0)
ENTRY_ICONS = {
    EntryKind.CALL_IN: "phone-incoming",
    EntryKind.CALL_OUT: "phone-outgoing",
    EntryKind.EMAIL_IN: "mail",
    EntryKind.EMAIL_OUT: "mail-forward",
    EntryKind.FAX_IN: "printer",
    EntryKind.FAX_OUT: "printer",
    EntryKind.LETTER_IN: "file-text",
    EntryKind.LETTER_OUT: "send",
    EntryKind.REQUEST: "device-desktop",
    EntryKind.NOTE: "notes",
    EntryKind.IDENTIFIED: "shield-check",
    EntryKind.QUALIFIED: "user-check",
    EntryKind.CLOSED: "check",
}

WRITTEN_OUT = {kind: channel for channel, kind in ENTRIES.items()}


@register.simple_tag
def channel_icon(channel: str) -> SafeString:
    """The channel's icon with its name for who cannot see it."""
    return icon(ICONS[Channel(channel)], label=str(Channel(channel).label))


@register.simple_tag
def entry_icon(entry: Entry) -> SafeString:
    return icon(ENTRY_ICONS.get(EntryKind(entry.kind), "history"))


@register.simple_tag
def entry_words(entry: Entry) -> str:
    """What a line's details say, in words."""
    detail = entry.detail
    if entry.kind == EntryKind.DECLINED and detail.get("reason") in DeclineReason.values:
        return str(DeclineReason(detail["reason"]).label)
    if entry.kind == EntryKind.CLOSED and detail.get("outcome") in Outcome.values:
        return str(Outcome(detail["outcome"]).label)
    if entry.kind in WRITTEN_OUT and detail.get("state") in MessageState.values:
        return standing(WRITTEN_OUT[EntryKind(entry.kind)], detail["state"], detail.get("carrier", Carrier.HAND))
    if entry.kind == EntryKind.IDENTIFIED:
        told = [str(Fact(fact).label) for fact in detail.get("facts", []) if fact in Fact.values]
        return ", ".join(told)
    way = _WAYS.get(EntryKind(entry.kind))
    return way(detail) if way else ""


def _call_words(detail: Mapping[str, Any]) -> str:
    """How long was spoken; of a call that nobody answered, how it ended. Of one that goes on the bar tells."""
    if detail.get("talk"):
        return formats.duration(detail["talk"], get_language() or "fr")
    return str(CallState(detail["outcome"]).label) if detail.get("outcome") in CallState.values else ""


def _until(detail: Mapping[str, Any]) -> str:
    if "until" not in detail:
        return ""
    until = timezone.localtime(datetime.fromisoformat(detail["until"]))
    return _("until %(moment)s") % {"moment": formats.moment(until)}


def _to_whom(detail: Mapping[str, Any]) -> str:
    return _("to %(name)s") % {"name": detail["name"]} if detail.get("name") else ""


def _other_case(detail: Mapping[str, Any]) -> str:
    """A link from an envelope to what was taken out of it, and back."""
    words = _("What was taken out") if "to" in detail else _("The whole envelope")
    other = detail.get("to") or detail.get("from")
    return format_html('<a href="{}">{}</a>', case_url(other), words) if other else ""


_WAYS: dict[EntryKind, Callable[[Mapping[str, Any]], str]] = {
    EntryKind.CALL_IN: _call_words,
    EntryKind.CALL_OUT: _call_words,
    EntryKind.PARKED: _until,
    EntryKind.TRANSFERRED: _to_whom,
    EntryKind.SPLIT: _other_case,
}


@register.simple_tag
def due_mark(case: Case) -> SafeString:
    """How long is left, or for how long it is late: a shape and words."""
    left = int((case.due_at - timezone.now()).total_seconds())
    words = formats.duration(abs(left) // 60 * 60, get_language() or "fr")
    if left < 0:
        return format_html(
            '<span class="st st-bad">{}{}</span>', icon("diamond"), _("late by %(time)s") % {"time": words}
        )
    kind = "warn" if left < SOON else "good"
    shape = icon("clock-exclamation" if left < SOON else "circle-check")
    return format_html('<span class="st st-{}">{}{}</span>', kind, shape, words)


SOON = 4 * 3600
"""Seconds before the due instant from which a case is marked."""


@register.simple_tag
def case_row(case: Case, *, takes: bool = False) -> SafeString:
    """What a list says of a contact: of one that waits nothing of the person, and the button that TAKES it.

    A list has fifty of them; as an included template they cost a third of its page.
    """
    channel = case.get_channel_display()
    title: object
    if takes:
        title = format_html("<b>{}</b>", case.reason or channel)
        received = _("received %(day)s %(hour)s") % {"day": _day(case.received_at), "hour": _hour(case.received_at)}
        who = f" · {case.queue} · {received}"
        act = format_html(
            '<button class="btn btn-bare btn-sm" type="submit" formaction="{}">{}</button>',
            _address("workstation:take", case.pk),
            pgettext("a contact", "Take"),
        )
    else:
        words = case.reason or case.subject or channel
        title = format_html('<a href="{}"><b>{}</b></a>', case_url(case.pk), words)
        said = (case.member and case.member.full_name, case.caller_phone and formats.phone(str(case.caller_phone)))
        known = next((one for one in (*said, case.caller_email) if one), "")
        who = f" · {known}" if known else ""
        act = format_html('<span class="meta">{}</span>', case.get_state_display())
    return format_html(
        '<span class="c-icon">{}</span><span class="c-what">{} <span class="meta">{}{}</span></span>'
        '<span class="c-when">{}</span>{}',
        channel_icon(case.channel), title, case.mutual, who, _when(case, takes=takes), act,
    )  # fmt: skip


def _when(case: Case, *, takes: bool) -> str:
    """A call that is under way is due to nobody."""
    if case.is_call and not takes and case.is_open:
        return ""
    if case.parked_until:
        told = formats.moment(timezone.localtime(case.parked_until))
        return format_html('<span class="st">{}{}</span>', icon("clock"), told)
    if case.is_open:
        return due_mark(case)
    return format_html('<span class="st">{}{}</span>', icon("check"), case.get_outcome_display())


def _day(at: datetime) -> str:
    return formats.near_day(timezone.localtime(at).date(), timezone.localdate(), get_language() or "fr")


def _hour(at: datetime) -> str:
    return formats.hour(timezone.localtime(at))


@register.simple_tag
def case_url(case_id: UUID) -> str:
    return _address("workstation:case", case_id)


def _address(route: str, case_id: UUID) -> str:
    return _pattern(route).replace(str(NOBODY), str(case_id))


# Looked up once: a list has fifty of these links, and each look-up goes through all routes.
@cache
def _pattern(route: str) -> str:
    return reverse(route, args=[NOBODY])


@register.simple_tag
def opening_words(page: CasePage) -> str:
    """What to say now: the greeting of the line, the question for the missing facts, or the first sentence of an answer."""
    if not page.is_call:
        return _("Read what came, join it to a file, answer, close.")
    greeting = page.call.line.greeting if page.call and page.call.line else ""
    hello = greeting or page.case.mutual.greeting or _("“%(mutual)s, hello.”") % {"mutual": page.case.mutual}
    if page.person is not None:
        return _("“Thank you. What can I do for you?”")
    if page.chosen is None:
        return _("%(hello)s “To find your file, would you give me your name and your date of birth?”") % {
            "hello": hello
        }
    if page.kind == CallerKind.MEMBER and page.to_ask is not None:
        return f"{hello} " + _("“Would you tell me your %(fact)s?”") % {"fact": page.to_ask.label.lower()}
    return str(hello)
