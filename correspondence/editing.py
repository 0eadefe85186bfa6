"""The reply as a form: what it begins with, what a template puts in, and what is wrong at which field."""

import base64
import hashlib
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

import uuid_utils.compat
from django import forms
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from typst import TypstError

from accounts.models import Mutual, User
from contacts.enums import Channel
from contacts.models import Case
from correspondence import queries, sheet
from correspondence.enclosures import Choice
from correspondence.enums import WRITTEN, Field
from correspondence.errors import CannotWriteError
from correspondence.fields import fill, labels_of, left_open
from correspondence.models import Message, Snippet, Template
from correspondence.services.enclosing import choice_for
from correspondence.services.writing import Outgoing, write

LONGEST = 20_000
DRAFT = "/contacts/{case}/brouillons/reponse/"


class ReplyForm(forms.Form):
    """`template` and `filled` say what the last template put in, so that another one replaces it and nothing that was typed."""

    channel = forms.ChoiceField(
        label=_("By"), choices=[(one.value, one.label) for one in WRITTEN], widget=forms.RadioSelect
    )
    to = forms.CharField(label=_("To"), max_length=400, widget=forms.Textarea(attrs={"rows": 1}))
    is_confirmed = forms.BooleanField(label=_("I checked this recipient with the person"), required=False)
    subject = forms.CharField(label=_("Subject"), max_length=200, required=False)
    body = forms.CharField(
        label=_("Message"), max_length=LONGEST, required=False, strip=False, widget=forms.Textarea(attrs={"rows": 12})
    )
    key = forms.CharField(max_length=40, widget=forms.HiddenInput)
    template = forms.SlugField(required=False, widget=forms.HiddenInput)
    filled = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)

    def __init__(self, data: Mapping[str, Any] | None = None, *, case: Case, author: User, **kwargs: Any) -> None:
        super().__init__(data, prefix=None, auto_id="reply_%s", **kwargs)
        self.case, self.author = case, author
        self.values = queries.values_for(case, author)
        self.fields["body"].widget.attrs |= {
            "data-cc-draft": DRAFT.format(case=case.pk),
            "data-cc-snippets": "reply-snippets",
            "data-cc-articles": "act-articles",
            "aria-autocomplete": "list",
            "aria-controls": "reply-snippets",
        }
        lines = 4 if self["channel"].value() == Channel.LETTER else 1
        self.fields["to"].widget.attrs["rows"] = lines

    @property
    def chosen(self) -> str:
        return str(self["channel"].value())

    @property
    def templates(self) -> list[Template]:
        return queries.templates_for(self.case, self.chosen)

    @property
    def snippets(self) -> list[tuple[Snippet, str]]:
        """Each with its words, filled as far as they can be."""
        return [
            (one, fill(one.text, self.values, is_woman=queries.is_woman(self.case)).text)
            for one in queries.snippets_for(self.case)
        ]

    @property
    def missing(self) -> tuple[str, ...]:
        """What is still open in the subject and the text, as people call it."""
        return labels_of(left_open(f"{self['subject'].value() or ''}\n{self['body'].value() or ''}"))

    @property
    def enclosed(self) -> Choice:
        """The brochures that would go with it now, and why the others would not."""
        channel = self.chosen if self.chosen in WRITTEN else Channel.LETTER
        return choice_for(self.case, Channel(channel), text=str(self["body"].value() or ""))

    @property
    def signature(self) -> str:
        return queries.signature_of(self.case.mutual, self.author)

    @property
    def page(self) -> str:
        """The first page as it would leave, as a picture's address; empty for an e-mail, and for what cannot be set."""
        if self.chosen not in {Channel.LETTER, Channel.FAX}:
            return ""
        typed = {name: str(self[name].value() or "") for name in ("to", "subject", "body")}
        titles = [offer.title for offer, _why in self.enclosed.taken]
        typed["body"] = f"{typed['body']}\n\n{self.signature}"
        with suppress(TypstError):
            return shown(sheet.picture_of(sheet.draft_of(self.case, channel=self.chosen, enclosed=titles, **typed)))
        return ""

    def save(self) -> Message | None:
        """The message, None when something is wrong, which the form then says at its field."""
        if not self.is_valid():
            return None
        asked = self.cleaned_data
        outgoing = Outgoing(
            channel=Channel(asked["channel"]),
            to=asked["to"],
            subject=asked["subject"],
            body=asked["body"],
            template=queries.template_for(self.case, asked["template"]),
            is_confirmed=asked["is_confirmed"],
        )
        try:
            return write(user=self.author, case_id=self.case.pk, outgoing=outgoing, key=asked["key"])
        except CannotWriteError as refusal:
            self.add_error(refusal.field, str(refusal))
            return None


EXAMPLES: Mapping[str, str] = {
    Field.CIVILITE: "Madame", Field.PRENOM: "Hélène", Field.NOM: "Marchandeau", Field.NUMERO_ADHERENT: "20411873",
    Field.DATE_NAISSANCE: "14/03/1961", Field.ADRESSE: "3 rue des Tanneurs\n34500 Béziers",
    Field.EMAIL: "helene@exemple.fr", Field.CONTRAT: "C-20411873", Field.PRODUIT: "Équilibre",
    Field.TELEPHONE_MUTUELLE: "04 65 71 23 48", Field.CONSEILLER: "Claire Dumontel", Field.OBJET: "Ma carte",
    Field.DATE_DU_JOUR: "22 novembre 2026", Field.DATE_RECEPTION: "20 novembre 2026", Field.MONTANT: "1 234,50 €",
    Field.DATE_SOINS: "2 novembre 2026", Field.PIECES: "la facture acquittée", Field.DELAI: "dix jours",
    Field.RECLAMATION: "R26-4F09A3C1", Field.EXPLICATION: "Votre remboursement a été recalculé.",
    Field.MEDIATEUR: "Le médiateur de l’exemple\n1 rue de la Paix, 75002 Paris\nwww.mediateur.exemple",
}  # fmt: skip
"""Of nobody: what a template is shown with to whoever writes it."""


def template_page(mutual: Mutual, *, subject: str, body: str) -> str:
    """A template that is being written, filled with `EXAMPLES`, as a picture's address; empty when it cannot be set."""
    values = {**EXAMPLES, Field.MUTUELLE: mutual.name}
    filled = {name: fill(text, values, is_woman=True).text for name, text in (("subject", subject), ("body", body))}
    address = ["Madame Hélène Marchandeau", "3 RUE DES TANNEURS", "34500 BEZIERS"]
    with suppress(TypstError):
        return shown(sheet.picture_of(sheet.Draft(mutual=mutual, address=address, day=timezone.localdate(), **filled)))
    return ""


def shown(png: bytes) -> str:
    return f"data:image/png;base64,{base64.b64encode(png).decode()}"


def beginning(case: Case, author: User, *, draft: str = "") -> ReplyForm:
    """An empty reply in the channel that suits, to whom the case or the file knows."""
    ways = queries.ways_for(case)
    channel = queries.preferred(case, ways)
    to = next(way.to for way in ways if way.channel == channel)
    subject = f"Re: {case.subject}"[:200] if case.subject and case.channel == Channel.EMAIL else ""
    first = {"channel": channel, "to": to, "subject": subject, "body": draft, "key": str(uuid_utils.compat.uuid4())}
    return ReplyForm(case=case, author=author, initial=first)


def apart(form: ReplyForm, *, draft: str) -> ReplyForm:
    """Of a letter that is not the answer to its contact: what is typed is kept under DRAFT, and it has no text shortcuts."""
    attrs = form.fields["body"].widget.attrs
    for name in ("data-cc-snippets", "aria-autocomplete", "aria-controls"):
        attrs.pop(name)
    attrs["data-cc-draft"] = reverse("contacts:draft", args=[form.case.pk, draft])
    return form


def changed(
    case: Case, author: User, typed: Mapping[str, str], *, template: str = "", known: Mapping[str, str] | None = None
) -> ReplyForm:
    """The same reply after its channel was changed, or a template chosen. Nothing that was typed goes.

    KNOWN is put into open places besides what case and file know.
    """
    kept = {name: typed.get(name, "") for name in ReplyForm.base_fields}
    way = next((way for way in queries.ways_for(case) if way.channel == kept["channel"]), None)
    others = {queries.plain(one.to) for one in queries.ways_for(case) if one is not way}
    if way is not None and (not kept["to"].strip() or queries.plain(kept["to"]) in others):
        kept["to"] = way.to
    chosen = queries.template_for(case, template) if template else None
    if chosen is not None:
        values = {**queries.values_for(case, author), **(known or {})}
        kept |= _with(chosen, kept, values, is_woman=queries.is_woman(case))
    return ReplyForm(case=case, author=author, initial={**kept, "is_confirmed": bool(kept["is_confirmed"])})


def _with(template: Template, kept: dict[str, str], values: dict[str, str], *, is_woman: bool | None) -> dict[str, str]:
    text = fill(template.body, values, is_woman=is_woman).text
    before = kept["body"].strip()
    is_untouched = not before or _digest(before) == kept["filled"]
    subject = kept["subject"]
    if not subject.startswith("Re: "):
        subject = fill(template.subject, values, is_woman=is_woman).text
    return {
        "body": text if is_untouched else f"{before}\n\n{text}",
        "subject": subject,
        "template": template.code,
        "filled": _digest(text) if is_untouched else "",
    }


def _digest(text: str) -> str:
    """Of the words alone: a browser writes the ends of lines in its own way."""
    return hashlib.sha256(" ".join(text.split()).encode()).hexdigest()
