"""Scoring, one's own scores, and the public page of a question."""
