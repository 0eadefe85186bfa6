"""Queues of the site, by their slugs."""

QUEUES = ("generale", "experts", "courriels", "courriers", "rappels")
PROMISES = QUEUES[-1]
ESCALATE_DAYS = 1
"""Of the queue of promised calls alone: the others have no escalation."""
