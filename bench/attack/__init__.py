"""`make attack`: what tries to break in, to break down, or to find what should not be there."""

KEYS = "CONTACTCENTER_ATTACK_KEYS"
"""The variable that hands the keys of the API to schemathesis, separated by spaces."""

TALLY = "CONTACTCENTER_ATTACK_TALLY"
"""The variable that names the file in which pytest says what came of each test."""
