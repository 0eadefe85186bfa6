"""A letter or a fax with all that goes with it, bound into one PDF for somebody else's printer."""

import tempfile
from pathlib import Path

from contacts.services.documents import content_of
from correspondence import queries, sheet
from correspondence.models import Message
from correspondence.services import brochures
from ui.binding import Binder


def bound(message: Message) -> bytes:
    """Raises ValueError for an address that no longer fits or for what is no PDF, OSError for a file that is gone."""
    papers = [sheet.letter_page(message)]
    papers += [content_of(document) for document in queries.enclosures_of(message)]
    papers += [brochures.content_of(enclosed.brochure) for enclosed in queries.brochures_in(message)]
    with tempfile.TemporaryDirectory(prefix="paper-") as folder, Binder() as binder:
        for paper in papers:
            binder.add(paper)
        made = Path(folder) / "paper.pdf"
        binder.save(made)
        return made.read_bytes()
