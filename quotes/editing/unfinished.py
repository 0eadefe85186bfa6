"""A quote that is half typed, kept as a draft of its contact (`ui.drafts`)."""

from uuid import UUID

from quotes.models import Quote


def field_of(analysis_id: UUID, quote: Quote | None) -> str:
    """Under which name the contact keeps it: a new quote of an analysis, or one that stands there already."""
    return f"devis-{quote.pk}" if quote else f"devis-{analysis_id.hex}"
