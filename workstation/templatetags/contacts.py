"""Words and marks of contacts."""

from django import template
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from contacts.enums import CallerKind, Channel, DeclineReason, EntryKind, Fact, Outcome
from contacts.events import ICONS
from contacts.models import Case, Entry
from correspondence.enums import ENTRIES, Carrier, MessageState, standing
from ui import formats
from ui.templatetags.ui import icon
from workstation.casework import CasePage

register = template.Library()

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
    return ""


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
