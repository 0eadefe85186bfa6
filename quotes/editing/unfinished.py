"""A quote that is half typed, kept as a draft of its contact: what the fields say, one `name=value` a line."""

from uuid import UUID

from django.http import QueryDict

from quotes.models import Quote


def field_of(analysis_id: UUID, quote: Quote | None) -> str:
    """Under which name the contact keeps it: a new quote of an analysis, or one that stands there already."""
    return f"devis-{quote.pk}" if quote else f"devis-{analysis_id.hex}"


def read(text: str) -> QueryDict:
    """As if it were sent."""
    sent = QueryDict(mutable=True)
    for line in text.splitlines():
        name, is_said, value = line.partition("=")
        if is_said:
            sent.appendlist(name, value)
    return sent
