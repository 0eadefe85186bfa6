"""The verbs of complaints, and the only writers of their tables."""
