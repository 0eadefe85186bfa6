from collections.abc import Iterable, Mapping
from urllib.parse import urlencode

from django import template

from contacts.enums import Channel, DocumentState, MailFault
from contacts.models import Case, Document

register = template.Library()


@register.simple_tag
def documents_of(case: Case) -> list[Document]:
    """In the order in which they came."""
    return list(Document.objects.filter(case=case).order_by("pk"))


@register.simple_tag
def first_paper(case: Case, documents: Iterable[Document]) -> Document | None:
    """What a letter or a fax says is on its first page that can be shown; None for every other channel."""
    if case.channel not in {Channel.LETTER, Channel.FAX}:
        return None
    return next((one for one in documents if one.state == DocumentState.SAFE and one.pages), None)


@register.filter
def is_apart(document: Document) -> bool:
    return document.state == DocumentState.QUARANTINED


@register.filter
def seen_as(view: Mapping[str, int]) -> str:
    """The part of an address that says page, width and turn."""
    return urlencode({"page": view["page"], "largeur": view["width"], "tour": view["turn"]})


@register.filter
def faults_in_words(codes: Iterable[str] | None) -> list[str]:
    """What is wrong with a message, as sentences. A code that nobody knows any more says nothing."""
    return [str(MailFault(code).label) for code in codes or () if code in MailFault.values]
