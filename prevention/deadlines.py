"""Durations of prevention: how long a person is left in peace, and when a campaign is looked at again."""

from datetime import timedelta
from typing import Final

ONE_DAY: Final = timedelta(days=1)

QUIET: Final = timedelta(days=7)
"""After somebody heard of one campaign, none is told them again: who calls twice in a week is not lectured twice."""

REFUSED_REST: Final = timedelta(days=365)
"""A campaign that a person refused is not proposed to them again for a year."""

KNOWN_REST: Final = timedelta(days=365)
"""Nor is one that they know, or that does not concern them."""

TOLD_REST_DAYS: Final = 180
"""Between two tellings of one campaign to one person, when the campaign says nothing else."""

CHECK_AGAIN: Final = timedelta(days=180)
"""A source that was checked is checked again half a year later."""

SOON: Final = timedelta(days=14)
"""A campaign that ends within two weeks is told before one that can wait."""

RATHER_SOON: Final = timedelta(days=45)
"""As above, with half the weight."""

HISTORY: Final = timedelta(days=400)
"""How far back what a person heard still counts: a little more than the longest rest."""

USUAL_PERIOD: Final = timedelta(days=90)
"""Days that the measures look back on when nobody says otherwise."""

ALIKE: Final = timedelta(days=60)
"""What has the title of something that arrived within this is its duplicate; next year it is news again."""

FETCH_EVERY: Final = timedelta(hours=1)
"""Between two looks at one source: a courtesy to whoever publishes it."""

FETCH_WAITS: Final = timedelta(seconds=10)
"""For each word of a source; and `FETCH_LASTS` for all of it."""

FETCH_LASTS: Final = timedelta(seconds=30)

FETCHING_LASTS: Final = timedelta(seconds=240)
"""One tick stops after it: the next goes on."""
