"""The member's page leaves by e-mail, letter or fax; with it the analysis is told, or nothing is."""

from dataclasses import replace
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts.models import User
from contacts.enums import Channel
from contacts.inspection import Verdict
from contacts.models import Document
from contacts.services import documents, drafts
from contacts.services.documents import Paper
from correspondence.models import Message
from correspondence.services.writing import Outgoing, write
from quotes import queries, sheet
from quotes.enums import AnalysisState, ToldBy
from quotes.errors import NotAnalysedError
from quotes.models import Analysis
from quotes.services.analyses import mark_told

DRAFT = "page-devis"
"""Under which name the contact keeps the words that go with the page, while they are typed."""
TOLD_BY = {Channel.EMAIL: ToldBy.EMAIL, Channel.LETTER: ToldBy.LETTER, Channel.FAX: ToldBy.FAX}


def send_page(*, user: User, analysis_id: UUID, outgoing: Outgoing, key: str) -> Message:
    """A message with the member's page. What was told before goes out once more; else it is told by this channel, now.

    The page is set before anything is locked. Raises NotAnalysedError, ChangedMeanwhileError when quotes changed while it
    was set, NotHeldError, and a CannotWriteError, which names its field; nothing is kept then.
    """
    analysis = queries.with_quotes(Analysis.objects.all()).get(pk=analysis_id)
    if analysis.state not in {AnalysisState.ANALYSED, AnalysisState.TOLD}:
        raise NotAnalysedError
    paper = _stored(analysis)
    try:
        message = _sent(user, analysis, replace(outgoing, enclosures=(*outgoing.enclosures, paper)), key)
    except BaseException:
        documents.discard([paper])
        raise
    if not Document.objects.filter(pk=paper.id).exists():  # the same key again: it left with the first one
        documents.discard([paper])
    return message


def _stored(analysis: Analysis) -> Paper:
    with override("fr"):
        name = _("quote-analysis-%(number)s.pdf") % {"number": analysis.pk.hex[-8:]}
    verdict = Verdict("application/pdf", pages=1)
    return documents.look_at(sheet.member_page(analysis), mutual_id=analysis.mutual_id, name=name, verdict=verdict)


@transaction.atomic
def _sent(user: User, analysis: Analysis, outgoing: Outgoing, key: str) -> Message:
    if analysis.is_open:
        mark_told(user=user, analysis_id=analysis.pk, by=TOLD_BY[outgoing.channel], read=analysis.version)
    message = write(user=user, case_id=analysis.case_id, outgoing=outgoing, key=key)
    drafts.forget(user=user, case=analysis.case, field=DRAFT)
    return message
