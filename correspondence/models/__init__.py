from correspondence.models.brochures import Brochure
from correspondence.models.enclosing import Enclosure, Suggestion
from correspondence.models.mailings import Mailing
from correspondence.models.outbox import Batch, Message, Recipient
from correspondence.models.wordings import Snippet, Stationery, Template, Wording

__all__ = [
    "Batch",
    "Brochure",
    "Enclosure",
    "Mailing",
    "Message",
    "Recipient",
    "Snippet",
    "Stationery",
    "Suggestion",
    "Template",
    "Wording",
]
