"""What each figure is called, how it is made and where its definition comes from: shown beside the figure."""

from typing import Final, NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from supervision.indicators import Dimension

Words = Promise | str


class Said(NamedTuple):
    """`formula` in words that a supervisor can recompute; `source` of the definition."""

    label: Words
    formula: Words
    source: Words


NORM: Final = _("NF EN ISO 18295-1 and AFRC grid")
LAW: Final = _("ACPR recommendation 2024-R-02")
OURS: Final = _("our service")
CHARTER: Final = _("promise of the contact centre")

SAID: Final[dict[str, Said]] = {
    "offered": Said(
        _("Calls offered"),
        _("Incoming calls that rang in the opening hours and were answered or abandoned."),
        NORM,
    ),
    "answered": Said(_("Calls answered"), _("Of the calls offered, those that an adviser answered."), NORM),
    "abandoned": Said(_("Calls abandoned"), _("Of the calls offered, those that ended before anybody answered."), NORM),
    "out_of_hours": Said(
        _("Calls outside opening hours"),
        _(
            "Incoming calls that rang outside the opening hours of their mutual, answered or not; no other figure counts them."
        ),
        OURS,
    ),
    "pick_up": Said(_("Pick-up rate"), _("Calls answered ÷ calls offered."), NORM),
    "efficacy": Said(
        _("Efficacy"),
        _("Calls answered ÷ (calls offered − calls abandoned within 5 seconds)."),
        NORM,
    ),
    "abandonment": Said(_("Abandonment rate"), _("Calls abandoned ÷ calls offered."), NORM),
    "service_level": Said(_("Service level"), _("Calls answered within 20 seconds ÷ calls offered."), NORM),
    "wait": Said(_("Mean wait"), _("Seconds from the first ring to the answer ÷ calls answered."), NORM),
    "talk": Said(_("Mean talk"), _("Seconds of conversation without hold ÷ calls answered whose end is known."), NORM),
    "hold": Said(_("Mean hold"), _("Seconds on hold ÷ calls answered whose end is known."), NORM),
    "wrap_up": Said(
        _("Mean after-call work"),
        _("Seconds from the end of the call to the closing of its contact ÷ contacts for which they are known."),
        NORM,
    ),
    "handling": Said(_("Mean handling time"), _("Mean talk + mean hold + mean after-call work."), NORM),
    "occupancy": Said(
        _("Occupancy"),
        _("Time in call and in after-call work ÷ (time signed in − breaks and absences)."),
        NORM,
    ),
    "closed": Said(_("Contacts closed"), _("Contacts closed for the first time, on every channel."), OURS),
    "solved": Said(
        _("Solved, as said at the closing"),
        _("Contacts whose first closing says “solved” ÷ contacts whose first closing says whether."),
        NORM,
    ),
    "settled": Said(
        _("First-contact resolution"),
        _(
            "Contacts first closed seven days before and said to be solved, not opened again, and after which the same "
            "person’s file got no other contact closed for the same reason within seven days ÷ contacts first closed seven days before whose person is known."
        ),
        NORM,
    ),
    "written": Said(
        _("Written contacts received"),
        _("E-mails, faxes, letters and requests of the portal, on the day they were entered."),
        OURS,
    ),
    "written_in_time": Said(
        _("Written contacts answered in time"),
        _("Written contacts first closed by their due date ÷ written contacts first closed."),
        CHARTER,
    ),
    "quotes": Said(_("Quotes given back"), _("Quote analyses told to the member on that day."), OURS),
    "quote_time": Said(
        _("Quote turnaround"),
        _("Time from receipt to telling, less the time during which something was missing ÷ quotes given back."),
        CHARTER,
    ),
    "quotes_in_time": Said(_("Quotes in time"), _("Quotes given back by their deadline ÷ quotes given back."), CHARTER),
    "callbacks_due": Said(
        _("Call-backs due"),
        _("Promised calls whose deadline fell on that day, less those called off or closed as unreachable before it."),
        CHARTER,
    ),
    "callbacks_kept": Said(
        _("Call-backs kept"), _("Call-backs due whose member was reached by the deadline ÷ call-backs due."), CHARTER
    ),
    "callback_lateness": Said(
        _("Mean lateness of call-backs"),
        _("Time from deadline to reaching the member ÷ members reached late on that day."),
        CHARTER,
    ),
    "complaints": Said(_("Complaints opened"), _("Complaints opened on that day, on every channel."), LAW),
    "complaints_in_target": Said(
        _("Complaints answered within 10 days"),
        _("Complaints answered within ten days of the day on which they reached us ÷ complaints answered on that day."),
        CHARTER,
    ),
    "complaints_in_time": Said(
        _("Complaints answered in time"),
        _(
            "Complaints answered within two months of their sending, or of the day on which they were said ÷ complaints "
            "answered on that day."
        ),
        LAW,
    ),
    "referrals": Said(_("Lists of practitioners drawn"), _("Lists drawn by lot on that day."), OURS),
    "prevention_shown": Said(_("Prevention proposed"), _("Campaigns shown at the closing of a contact."), OURS),
    "prevention_told": Said(_("Prevention told"), _("Campaigns told ÷ campaigns shown."), OURS),
    "satisfaction_answers": Said(
        _("Answers about satisfaction"), _("Members who answered on that day the question asked by e-mail."), OURS
    ),
    "satisfaction": Said(
        _("Satisfaction"),
        _("Answers 4 or 5 of 5 ÷ answers. Asked of a share of the contacts chosen by lot."),
        _("share of satisfied answers (CSAT), our scale of five"),
    ),
    "reviews": Said(_("Contacts scored"), _("Contacts drawn by lot and scored on that day."), OURS),
    "quality_score": Said(
        _("Quality score"),
        _("Sum of the scores, each of 100 by the grid in force ÷ contacts scored."),
        _("our scoring grid"),
    ),
}

DIMENSIONS: Final = {
    Dimension.MUTUAL: _("Mutual"),
    Dimension.SITE: _("Site"),
    Dimension.TEAM: _("Team"),
    Dimension.CHANNEL: _("Channel"),
    Dimension.REASON: _("Reason"),
}

_GRID: Final = """
 .   .   .   .   .   .   62  59  .   .   .   .   .
 .   .   .   .   .   76  80  02  08  .   .   .   .
 .   .   .   50  14  27  60  95  51  55  54  57  67
 29  22  35  53  61  28  78  75  93  10  52  88  68
 .   56  44  49  72  41  91  92  94  77  21  70  90
 .   .   85  79  86  37  45  18  58  89  71  39  25
 971 975 .   17  16  87  36  23  03  42  69  01  74
 972 977 .   33  24  19  63  15  43  07  26  38  73
 973 978 .   40  47  82  46  12  48  30  84  05  .
 974 986 .   64  32  31  81  34  .   13  83  04  06
 976 987 .   .   65  09  11  66  .   .   .   .   2B
 989 988 .   .   .   .   .   .   .   .   .   .   2A
"""

TILES: Final = {
    code: (column, row)
    for row, line in enumerate(_GRID.strip("\n").splitlines())
    for column, code in enumerate(line.split())
    if code != "."
}
"""Column and row of each department in a grid of tiles, about where it lies; those overseas stand at the left. Our own drawing."""

LISTS: Final[dict[str, Words]] = {
    "attente": _("Calls that wait"),
    "recus": _("Calls received"),
    "presentes": _("Calls offered"),
    "hors-horaires": _("Calls outside opening hours"),
    "decroches": _("Calls answered"),
    "abandons": _("Calls abandoned"),
    "presentes-heure": _("Calls of the last hour"),
    "hors-delai": _("Calls not answered within 20 s"),
    "hors-delai-heure": _("Calls of the last hour not answered within 20 s"),
    "en-cours": _("Calls in progress"),
    "apres-appel": _("Contacts after their call"),
    "clos": _("Contacts closed"),
    "non-resolus": _("Contacts that were not solved"),
    "ecrits-recus": _("Written contacts received"),
    "devis-rendus": _("Quotes given back"),
    "rappels-dus": _("Call-backs due"),
    "orientations": _("Lists of practitioners drawn"),
    "prevention": _("Prevention proposed"),
    "revenus": _("Contacts that were not settled the first time"),
    "insatisfaits": _("Contacts whose member is not satisfied"),
    "reponses": _("Contacts whose member answered"),
    "ecoutes": _("Contacts scored"),
    "ecrits-hors-delai": _("Written contacts closed after their due date"),
    "devis-hors-delai": _("Quotes given back after their deadline"),
    "rappels-manques": _("Call-backs due and not kept"),
    "rappels-hors-delai": _("Members reached after the deadline"),
    "reclamations": _("Complaints opened"),
    "reclamations-dix-jours": _("Complaints answered after more than 10 days"),
    "reclamations-hors-delai": _("Complaints answered too late"),
    "devis": _("Quotes to give back"),
    "devis-bientot": _("Quotes due within 12 hours"),
    "devis-en-retard": _("Quotes that are late"),
    "ecrits": _("Written contacts to answer"),
    "ecrits-en-retard": _("Written contacts that are late"),
    "ecrits-bientot": _("Written contacts due within 12 hours"),
    "ecrits-du-jour": _("Written contacts due in 12 to 24 hours"),
    "ecrits-plus-tard": _("Written contacts due later than a day"),
}
"""Titles of the lists behind the figures (see `drill.BEHIND` and `drill.BEHIND_DAY`)."""
