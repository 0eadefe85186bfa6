from quotes.models.analyses import Analysis, Quote, QuoteLine
from quotes.models.guarantees import Cap, Clause, Consumption, Guarantee
from quotes.models.opinions import LONGEST_OPINION, Opinion
from quotes.models.tariffs import TariffLoad, TariffRow, UsualPrice

__all__ = [
    "LONGEST_OPINION",
    "Analysis",
    "Cap",
    "Clause",
    "Consumption",
    "Guarantee",
    "Opinion",
    "Quote",
    "QuoteLine",
    "TariffLoad",
    "TariffRow",
    "UsualPrice",
]
