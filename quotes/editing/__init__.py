"""What an adviser types of an analysis and of its quotes, turned into the rules' terms or sent back with a word at each field."""

from quotes.editing.facts import FactsForm
from quotes.editing.quote import Typing

__all__ = ["FactsForm", "Typing"]
