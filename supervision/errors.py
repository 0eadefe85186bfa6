class PlanChangedError(Exception):
    """Somebody kept another version of the plan since it was read."""
