"""The verbs of quality, and the only writers of its tables."""
