"""Formats and small pieces of the screens. Every filter follows the language of the page and writes nothing for nothing."""

from collections.abc import Callable, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from functools import cache, lru_cache
from typing import Any, TypeVar

from django import template
from django.forms import BoundField, CheckboxInput, CheckboxSelectMultiple, RadioSelect, Select
from django.templatetags.static import static
from django.utils import timezone
from django.utils.formats import localize
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext as _

from ui import formats
from ui.shell import Command

register = template.Library()
Value = TypeVar("Value")
# Names of keys as KeyboardEvent.key has them, in the words printed on the keyboard.
KEYS = {
    "Enter": pgettext_lazy("key", "Enter"),
    "Escape": pgettext_lazy("key", "Esc"),
    "Ctrl": pgettext_lazy("key", "Ctrl"),
    "Home": pgettext_lazy("key", "Home"),
    "End": pgettext_lazy("key", "End"),
    "Space": pgettext_lazy("key", "Space"),
    "ArrowUp": "↑",
    "ArrowDown": "↓",
}


def _lang() -> str:
    return get_language() or "fr"


def _local_day(value: date | datetime) -> date:
    return timezone.localtime(value).date() if isinstance(value, datetime) else value


def _local(value: datetime | time) -> datetime | time:
    return timezone.localtime(value) if isinstance(value, datetime) and timezone.is_aware(value) else value


def _format(name: str, write: Callable[[Any], str]) -> None:
    """Registers a filter. Unknown is said by the template in words, so the filter writes nothing of None."""
    register.filter(name, lambda value: "" if value is None or value == "" else write(value))


_format("day", lambda value: formats.day(_local_day(value)))
_format("day_in_prose", lambda value: formats.day_in_prose(_local_day(value), _lang()))
_format("day_in_words", lambda value: formats.day_in_words(_local_day(value), _lang()))
_format("agenda_day", lambda value: formats.agenda_day(_local_day(value), _lang()))
_format("near_day", lambda value: formats.near_day(_local_day(value), timezone.localdate(), _lang()))
_format("hour", lambda value: formats.hour(_local(value)))
_format("hour_in_prose", lambda value: formats.hour_in_prose(_local(value), _lang()))
_format("moment", lambda value: formats.moment(timezone.localtime(value)))
_format(
    "duration",
    lambda value: formats.duration(value.total_seconds() if hasattr(value, "total_seconds") else value, _lang()),
)
_format("age", lambda value: formats.age(value, timezone.localdate(), _lang()))
_format("number", lambda value: formats.number(value if isinstance(value, int) else Decimal(value), _lang()))
_format("euro", lambda value: formats.euro(value, _lang()))
_format("percent", lambda value: formats.percent(value if isinstance(value, int) else Decimal(value), _lang()))
_format("file_size", lambda value: formats.file_size(value, _lang()))
_format("phone", lambda value: formats.phone(str(value)))


@register.filter(is_safe=True)
def typography(value: str) -> str:
    """French spaces in a text that somebody typed; an English page leaves it as it is."""
    return formats.typography(value) if formats.language(_lang()) == "fr" else value


@register.filter
def before_at(address: str) -> SafeString:
    """An e-mail address that a narrow column may break before its @."""
    name, at, host = address.rpartition("@")
    return format_html("{}<wbr>{}{}", name, at, host)


@register.filter
def initials(name: str) -> str:
    """CD of Claire Dumontel, two letters at most."""
    words = name.split()
    return "".join(word[0].upper() for word in [*words[:1], *words[-1:][: len(words) - 1]])


@register.simple_tag
def icon(name: str, size: str = "", label: str = "") -> SafeString:
    """An icon of the sprite, hidden from screen readers unless it stands without a word and has a LABEL. SIZE is s or l."""
    css = f"ic ic-{size}" if size else "ic"
    if label:
        return _told(name, css, str(label))
    return _mute(name, css)


# A page has hundreds of them, and their names are the code's.
@cache
def _mute(name: str, css: str) -> SafeString:
    return format_html('<svg class="{}" aria-hidden="true"><use href="{}"/></svg>', css, _address(name))


@lru_cache(maxsize=1024)  # what they are told as is the code's too, or somebody's
def _told(name: str, css: str, label: str) -> SafeString:
    return format_html('<svg class="{}" role="img" aria-label="{}"><use href="{}"/></svg>', css, label, _address(name))


def _address(name: str) -> str:
    return f"{static('ui/icons.svg')}#i-{name}"


@register.simple_tag
def kbd(keys: str) -> SafeString:
    """A key or chord in KeyboardEvent names, `F2` or `Ctrl+K`, in the words printed on the keyboard."""
    return format_html("<kbd>{}</kbd>", " ".join(str(KEYS.get(key, key)) for key in keys.split("+")))


@register.simple_tag
def command(
    label: str, *, shape: str = "", url: str = "", target: str = "", key: str = "", alias: str = ""
) -> SafeString:
    """A line of the palette (`shell.Command`). Every page has dozens, which as included templates were a sixth of its cost."""
    told = format_html("{}<span>{}</span>{}", icon(shape or "chevron-right"), label, kbd(key) if key else "")
    if url:
        return format_html(
            '<a role="option" tabindex="-1" aria-selected="false" href="{}"{}>{}</a>',
            url, attributes(data_cc_key=key, data_cc_alias=alias), told,
        )  # fmt: skip
    return format_html(
        '<button type="button" role="option" tabindex="-1" aria-selected="false"{}>{}</button>',
        attributes(data_cc_target=target, data_cc_key=key, data_cc_alias=alias), told,
    )  # fmt: skip


@register.simple_tag
def commands(given: Sequence[Command]) -> SafeString:
    """Lines of the palette that are the same on every page."""
    return _commands(tuple(given), _lang())


@lru_cache(maxsize=64)
def _commands(given: tuple[Command, ...], _language: str) -> SafeString:
    drawn = [
        command(one.label, shape=one.icon, url=one.url, target=one.target, key=one.key, alias=one.alias)
        for one in given
    ]
    return SafeString("".join(drawn))


@register.simple_tag
def status_clock() -> SafeString:
    """The day and hour of the status line; the browser moves it on."""
    now = timezone.localtime()
    zone = timezone.get_current_timezone_name()
    text = formats.clock(now, _lang())
    return format_html(
        '<time data-cc-clock="{}" datetime="{}">{}</time>', zone, now.isoformat(timespec="seconds"), text
    )


@register.simple_tag(takes_context=True)
def page_of(context: dict[str, Any]) -> str:
    """What a page on paper says of itself: whose it is, when it was shown, that it is not to lie about."""
    shown = formats.moment(timezone.localtime())
    words = _("contactcenter, %(moment)s, %(name)s. Personal data: keep it under lock, destroy it after use.")
    return words % {"moment": shown, "name": context["user"].get_full_name() or context["user"].get_username()}


@register.filter
def control(field: BoundField) -> SafeString:
    """The field's control with the class its kind needs."""
    widget = field.field.widget
    attrs: dict[str, str | bool] = {"class": f"{widget.attrs.get('class', '')} {_control_class(widget)}".strip()}
    return field.as_widget(attrs=attrs)


def _control_class(widget: object) -> str:
    if isinstance(widget, RadioSelect | CheckboxSelectMultiple | CheckboxInput):
        return "form-check-input"
    return "form-select" if isinstance(widget, Select) and not widget.allow_multiple_selected else "form-control"


@register.filter
def anchor(field: BoundField) -> str:
    """Id of the control that a link leads to: the first one of a group, which has no label of its own."""
    return field.id_for_label or f"{field.auto_id}_0"


@register.filter
def is_check(field: BoundField) -> bool:
    """A lone box is written before its label."""
    return isinstance(field.field.widget, CheckboxInput)


@register.simple_tag
def table_rows(rows: Sequence[Sequence[Any]], columns: Sequence[tuple[str, bool]]) -> SafeString:
    """The body of a table: a year by day has thousands of cells, each of which costs ten times as much by nodes of a template."""
    kinds = [' class="num"' if is_number else "" for _, is_number in columns[1:]]
    return SafeString("".join([_row(row, kinds) for row in rows]))


def _row(row: Sequence[Any], kinds: Sequence[str]) -> str:
    head, *cells = [conditional_escape(localize(cell)) for cell in row]
    shown = "".join([f"<td{kind}>{cell}</td>" for kind, cell in zip(kinds, cells, strict=True)])
    return f'<tr><th scope="row">{head}</th>{shown}</tr>'


@register.simple_tag
def attributes(**values: object) -> SafeString:
    """HTML attributes of VALUES, underscores as hyphens; those that are None, False or empty are left out, True has no value."""
    shown = [(name.replace("_", "-"), value) for name, value in values.items() if value not in (None, False, "")]
    return format_html_join("", ' {}="{}"', ((name, "" if value is True else value) for name, value in shown))
