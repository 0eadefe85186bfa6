"""A quote as it is typed. Whatever is wrong comes back with a word at its field; the rules of `shapes` judge it, as they do for machines."""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from members.names import fold
from quotes import shapes, wording
from quotes.anomalies import MENTIONS, Paper
from quotes.benefits import Line
from quotes.enums import Domain
from quotes.errors import Fault, FaultsError
from quotes.guarantees import FLOOR_ONLY
from quotes.models import Quote, QuoteLine
from quotes.money import written
from quotes.prescription import LensKind
from quotes.results.words import DETAILS, TERMS
from quotes.search import apart, find_codes
from quotes.services.analyses import Offer
from quotes.shapes import MOST_LINES
from quotes.tariffs import TariffBook
from territory.enums import DEPARTMENTS
from ui.fields import DayField

BLANK_LINES = 6
"""Lines that wait to be typed in a new quote."""
DENTAL_BASKETS, OPTICAL_CLASSES = ("rac0", "modere", "libre", "soins"), ("A", "B")
LENS = ("eye", "sphere", "cylinder", "axis", "addition")
_EYES = [("", "–"), ("R", _("right")), ("L", _("left"))]
# What a rule calls a field, where the form calls it otherwise.
_NAMES = {"reimbursement_base": "base"}
_LOOKS_LIKE_CODE = re.compile(r"(?=.*\d)[A-Za-z0-9][A-Za-z0-9.+-]{0,29}").fullmatch


def _text(label: Any, *, most: int = 60, mode: str = "", **attrs: Any) -> forms.CharField:
    extra = {"inputmode": mode} if mode else {}
    widget = forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false", **extra, **attrs})
    return forms.CharField(label=label, max_length=most, required=False, widget=widget)


class HeadForm(forms.Form):
    """What stands above and below the lines of a quote."""

    label = _text(_("Offer of"), most=120)
    department = _text(_("Department"), most=3)
    quoted_on = DayField(label=_("Dated"), required=False, ahead=0)
    valid_until = DayField(label=_("Valid until"), required=False)
    total = _text(_("Total on the quote (€)"), mode="decimal")
    amo_total = _text(_("Compulsory scheme on the quote (€)"), mode="decimal")
    is_read = forms.BooleanField(label=_("I looked for the mentions"), required=False)
    mentions = forms.MultipleChoiceField(
        label=_("Mentions that are there"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, domain: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["mentions"].choices = [(name, wording.MENTIONS[name]) for name in MENTIONS[domain]]  # type: ignore[attr-defined]  # a field with choices
        for name, label in TERMS.items():
            self.fields[f"terms_{name}"] = _text(label, most=80)

    def clean_department(self) -> str:
        code: str = self.cleaned_data["department"].strip().upper()
        if code and code not in DEPARTMENTS:
            raise ValidationError(_("There is no such department. Write its number, such as 34, 2A or 974."))
        return code

    @property
    def terms(self) -> list[forms.BoundField]:
        return [self[f"terms_{name}"] for name in TERMS]


class LineForm(forms.Form):
    """One line of the grid. Everything is text until the rules have read it."""

    code = _text(_("Code or words"), most=120)
    label = forms.CharField(max_length=200, required=False, widget=forms.HiddenInput)
    tooth = _text(_("Teeth"))
    eye = forms.ChoiceField(label=_("Eye"), choices=_EYES, required=False)
    sphere = _text(_("Sphere"))
    cylinder = _text(_("Cylinder"))
    axis = _text(_("Axis"), most=6)
    addition = _text(pgettext_lazy("of a lens", "Addition"))
    price = _text(_("Price (€)"), mode="decimal")
    basket = forms.ChoiceField(label=_("Basket on the quote"), required=False)
    material = forms.ChoiceField(label=_("Material"), choices=[("", "–"), *wording.MATERIALS.items()], required=False)
    base = _text(_("Base (€)"), mode="decimal")
    index = _text(_("Index"), most=12)
    treatments = _text(_("Treatments"), most=80)

    def __init__(self, data: QueryDict | None = None, *, domain: str, number: int, **kwargs: Any) -> None:
        super().__init__(data, prefix=f"lines-{number - 1}", **kwargs)
        self.number, self.named = number, ""
        baskets = [(name, wording.BASKETS[name]) for name in DENTAL_BASKETS]
        classes = [(name, name) for name in OPTICAL_CLASSES]
        self.fields["basket"].choices = [("", "–"), *(baskets if domain == Domain.DENTAL else classes)]  # type: ignore[attr-defined]  # a field with choices
        for field in self.fields.values():
            named = _("%(field)s, line %(number)d") % {"field": field.label, "number": number}
            field.widget.attrs["aria-label"] = named
        box = {"aria-expanded": "false", "aria-controls": f"codes-box-{number - 1}", "aria-autocomplete": "list"}
        self.fields["code"].widget.attrs |= {"role": "combobox", **box}

    @property
    def faults(self) -> list[tuple[forms.BoundField, str]]:
        return [(field, str(error)) for field in self for error in field.errors]


class Typing:
    """One quote on the screen: its head and its lines, typed or taken from what is kept."""

    def __init__(self, *, domain: str, day: date, head: Mapping[str, Any], lines: Sequence[Mapping[str, str]]) -> None:
        self.domain, self.day = domain, day
        self.head = HeadForm(initial=dict(head), domain=domain)
        blank = max(2, BLANK_LINES - len(lines))
        values: list[Mapping[str, str]] = [*lines, *({} for _line in range(blank))]
        self.lines = [
            LineForm(initial=dict(line), domain=domain, number=number)
            for number, line in enumerate(values[:MOST_LINES], 1)
        ]

    @classmethod
    def of(cls, quote: Quote | None, *, domain: str, day: date, department: str = "") -> "Typing":
        """What is kept of a quote, or nothing yet; DEPARTMENT is the member's."""
        if quote is None:
            typing = cls(domain=domain, day=day, head={"department": department}, lines=[])
            typing.head.fields["label"].widget.attrs["data-cc-focus"] = True
            return typing
        return cls(domain=domain, day=day, head=_head_of(quote), lines=[_line_of(line) for line in quote.lines.all()])

    @classmethod
    def changed(cls, sent: QueryDict, *, step: str, domain: str, day: date) -> "Typing":
        """What was typed, with a line copied (`copy-2`), taken out (`remove-2`), or with more lines (`more`)."""
        head: dict[str, Any] = {name: sent.get(name, "") for name in HeadForm(domain=domain).fields}
        head |= {"mentions": sent.getlist("mentions"), "is_read": "is_read" in sent}
        lines = _sent_lines(sent)
        act, _sep, place = step.partition("-")
        at = int(place) - 1 if place.isdecimal() and len(place) < 4 else -1
        if act == "copy" and 0 <= at < len(lines):
            lines.insert(at + 1, lines[at])
        elif act == "remove" and 0 <= at < len(lines):
            del lines[at]
        typed = cls(domain=domain, day=day, head=head, lines=_without_tail(lines))
        place_of_focus = {"copy": at + 1, "remove": max(at, 0)}.get(act, len(_without_tail(lines)))
        typed._focus(min(place_of_focus, len(typed.lines) - 1), "price" if act == "copy" else "code")
        return typed

    def name_lines(self, book: TariffBook) -> None:
        """Under each known code, what it is."""
        for line in self.lines:
            row = book.find(str(line["code"].value() or "").strip().upper(), self.day)
            line.named = row.label if row else str(line["label"].value() or "")

    def _focus(self, at: int, name: str) -> None:
        self.lines[at].fields[name].widget.attrs["data-cc-focus"] = True

    # ---- reading

    def read(self, sent: QueryDict, *, book: TariffBook, today: date) -> Offer | None:
        """The offer that was typed; None when a field has a fault, which then stands at it."""
        self.head = HeadForm(sent, domain=self.domain)
        self.head.is_valid()
        count = max(len(_sent_lines(sent)), 1)
        self.lines = [LineForm(sent, domain=self.domain, number=number) for number in range(1, count + 1)]
        typed = [line for line in self.lines if _is_typed(line)]
        read = [self._line(line, book) for line in typed]
        try:
            asked = shapes.read_request(self._request(read), book, today=today, terms=FLOOR_ONLY)
        except FaultsError as refusal:
            self._place(refusal.faults, typed)
            return None
        if not self.is_sound:
            return None
        quote = asked.quotes[0]
        return self._offer(quote.lines, quote.paper, typed)

    @property
    def has_more(self) -> bool:
        """Whether something stands in what is folded away, or is wrong there."""
        folded = ("total", "amo_total", "is_read", "mentions", *(f"terms_{name}" for name in TERMS))
        return any(self.head[name].value() or self.head[name].errors for name in folded)

    @property
    def is_sound(self) -> bool:
        return not self.head.errors and not any(line.errors for line in self.lines)

    def _line(self, form: LineForm, book: TariffBook) -> dict[str, Any]:
        form.is_valid()
        said = {name: form.data.get(form.add_prefix(name), "").strip() for name in form.fields}
        code, label, tooth = self._named(form, said, book)
        read: dict[str, Any] = {"code": code, "label": label, "price": said["price"]}
        names = {
            "tooth": tooth,
            "reimbursement_base": said["base"],
            "material": said["material"],
            "basket": said["basket"],
        }
        read |= {name: value for name, value in names.items() if value}
        if any(said[name] for name in LENS if name != "eye"):
            read["lens"] = {name: said[name] for name in LENS} | {"kind": self._kind(code, said["addition"], book)}
        return read

    def _kind(self, code: str, addition: str, book: TariffBook) -> str:
        row = book.find(code, self.day)
        return row.lens if row and row.lens else LensKind.PROGRESSIVE if addition else LensKind.SINGLE

    def _named(self, form: LineForm, said: Mapping[str, str], book: TariffBook) -> tuple[str, str, str]:
        """Code, label and teeth of what was typed: a code, words of exactly one, or something outside the tables."""
        text, tooth = said["code"], said["tooth"]
        if self.domain == Domain.DENTAL:
            words, teeth = apart(text)
            if not find_codes(book, text, day=self.day, domain=self.domain, most=1):
                text, tooth = words, tooth or teeth
        code = re.sub(r"\s+", "", text).upper()
        if not text or book.find(code, self.day) is not None:
            return code, "", tooth
        if _LOOKS_LIKE_CODE(text):
            return code, said["label"], tooth
        found = [one for one in find_codes(book, f"{text} {tooth}", day=self.day, domain=self.domain) if one.fits]
        if len(found) == 1:
            return found[0].tariff.code, "", tooth or " ".join(str(one) for one in found[0].teeth)
        if found and not said["base"]:
            codes = ", ".join(one.tariff.code for one in found[:4])
            form.add_error(
                "code", _("Several codes have these words: %(codes)s. Write one of them.") % {"codes": codes}
            )
            return found[0].tariff.code, "", tooth
        return fold(text).upper().replace(" ", "-")[:30].strip("-"), text, tooth

    def _request(self, lines: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
        said = self.head.cleaned_data
        quote: dict[str, Any] = {"label": said.get("label", ""), "lines": list(lines)}
        quote |= {name: said[name].isoformat() for name in ("quoted_on", "valid_until") if said.get(name)}
        quote |= {name: said[name] for name in ("total", "amo_total") if said.get(name)}
        if said.get("mentions") or said.get("is_read"):
            quote["mentions"] = said.get("mentions", [])
        return {"care_date": self.day.isoformat(), "domain": str(self.domain), "quotes": [quote]}

    def _place(self, faults: Iterable[Fault], typed: Sequence[LineForm]) -> None:
        for fault in faults:
            line = re.fullmatch(r"quotes\[0\]\.lines\[(\d+)\]\.(?:lens\.)?(\w+)(?:\.\w+)?", fault.path)
            if line and _NAMES.get(line[2], line[2]) in LineForm.base_fields:
                typed[int(line[1])].add_error(_NAMES.get(line[2], line[2]), str(fault))
            else:
                name = fault.path.removeprefix("quotes[0].")
                text = _("Type at least one line.") if fault.rule == "too_few" else str(fault)
                self.head.add_error(name if name in self.head.fields else None, text)

    def _offer(self, lines: Sequence[Line], paper: Paper, typed: Sequence[LineForm]) -> Offer:
        said = self.head.cleaned_data
        details = [{name: form.cleaned_data[name] for name in DETAILS if form.cleaned_data[name]} for form in typed]
        return Offer(
            label=said["label"],
            lines=lines,
            paper=paper,
            department=said["department"],
            terms={name: said[f"terms_{name}"] for name in TERMS if said[f"terms_{name}"]},
            details=details,
        )


def _is_typed(line: LineForm) -> bool:
    """A basket or an eye alone is nothing yet."""
    names = set(line.fields) - {"basket", "material", "eye", "label"}
    return any(line.data.get(line.add_prefix(name), "").strip() for name in names)


def _sent_lines(sent: QueryDict) -> list[dict[str, str]]:
    """Every line of the form, blank ones too."""
    numbers = [int(found[1]) for name in sent if (found := re.fullmatch(r"lines-(\d{1,3})-code", name))]
    count = min(max(numbers, default=-1) + 1, MOST_LINES)
    return [{name: sent.get(f"lines-{at}-{name}", "") for name in LineForm.base_fields} for at in range(count)]


def _without_tail(lines: list[dict[str, str]]) -> list[dict[str, str]]:
    """Less the blank ones at the end."""
    last = max((at for at, line in enumerate(lines, 1) if any(line.values())), default=0)
    return lines[:last]


def _head_of(quote: Quote) -> dict[str, Any]:
    return {
        "label": quote.label,
        "department": quote.department,
        "quoted_on": quote.quoted_on,
        "valid_until": quote.valid_until,
        "total": decimal(quote.total),
        "amo_total": decimal(quote.amo_total),
        "is_read": quote.mentions is not None,
        "mentions": quote.mentions or [],
        **{f"terms_{name}": quote.terms.get(name, "") for name in TERMS},
    }


def _line_of(line: QuoteLine) -> dict[str, str]:
    lens = line.lens or {}
    return {
        "code": line.code,
        "label": line.label,
        "tooth": " ".join(str(tooth) for tooth in line.teeth),
        "eye": lens.get("eye", ""),
        **{name: decimal(lens.get(name)) for name in ("sphere", "cylinder", "addition")},
        "axis": "" if lens.get("axis") is None else str(lens["axis"]),
        "price": decimal(line.price),
        "basket": line.basket,
        "material": line.material,
        "base": decimal(line.base),
        **{name: line.details.get(name, "") for name in DETAILS},
    }


def decimal(hundredths: int | None) -> str:
    """550,00 of 55000."""
    return "" if hundredths is None else written(hundredths).replace(".", ",")
