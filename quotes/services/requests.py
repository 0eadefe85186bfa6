"""Quotes that a portal sends: a contact and its analysis, once under one key."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import ApiKey
from contacts.models import Case
from contacts.services import requests
from members.models import Member
from quotes import queries
from quotes.models import Analysis
from quotes.services.analyses import Facts, Offer, add_quotes, keep_result, open_analysis


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    member: Member
    facts: Facts
    offers: Sequence[Offer]
    received_at: datetime | None = None


@transaction.atomic
def send_quotes(*, api_key: ApiKey, key: str, digest: str, sent: Sent) -> Analysis:
    """The analysis, computed and waiting to be told. Raises KeyReusedError for another request under KEY, FaultsError."""
    text = _("%(number)d quotes sent by the portal.") % {"number": len(sent.offers)}
    asked = requests.Asked(subject=_("Quotes to analyse"), text=text, member=sent.member, received_at=sent.received_at)
    case, is_new = requests.ask(api_key=api_key, key=key, digest=digest, asked=asked)
    if not is_new:
        return Analysis.objects.get(case=case)
    analysis = open_analysis(case, facts=sent.facts)
    add_quotes(analysis, sent.offers)
    keep_result(queries.with_quotes(Analysis.objects.all()).get(pk=analysis.pk))
    return analysis


def answered(*, api_key: ApiKey, key: str, digest: str) -> Analysis | None:
    """What the same request made before. Raises KeyReusedError."""
    case = requests.answered(Case.objects.all(), api_key=api_key, key=key, digest=digest)
    return Analysis.objects.filter(case=case).first() if case else None
