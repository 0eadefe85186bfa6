"""The verbs of quotes, and the only writers of their tables."""
