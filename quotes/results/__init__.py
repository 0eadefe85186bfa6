"""What the screens show of a computed analysis."""

from quotes.results.clock import clock_of, lines_of
from quotes.results.page import Page, page_of

__all__ = ["Page", "clock_of", "lines_of", "page_of"]
