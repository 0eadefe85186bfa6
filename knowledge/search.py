"""Articles found by a few typed words: French stems, accents or none, one typing error, synonyms, and why each was found.

A typing error is met in the lexicon of distinct words, by their single deletions, as members' names are; the articles
themselves are found through PostgreSQL's full-text index of what is published.
"""

from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils import timezone

from accounts.scopes import current_mutual_ids
from knowledge import terms
from knowledge.models import SynonymGroup
from knowledge.terms import Known, Lexicon, Reader, Span, Text, Why
from territory.names import deletions

SHOWN = 12
ENOUGH = 5
"""With this many articles that have the words as they were typed, nobody asks for near ones."""

MOST_JUDGED = 150
MOST_BEGUN = 30


@dataclass(frozen=True, slots=True)
class Hit:
    """A version in force that answers. `concerns` says whether it is meant for the caller at hand."""

    version_id: int
    article_id: UUID
    number: int
    kind: str
    question: str
    short_answer: str
    is_sealed: bool
    is_sure: bool
    caller_kinds: list[str]
    concerns: bool
    score: float
    whys: tuple[Why, ...] = field(default=())


def find(text: str, reader: Reader, *, on: date | None = None) -> list[Hit]:
    """The best answers that READER may see, SHOWN at most. Runs inside a transaction, which knows the mutuals in scope."""
    spans = terms.spans_of(text, terms.groups_of(SynonymGroup.objects.values_list("expressions", flat=True)))
    if not spans:
        return []
    lexicon = _lexicon_for(spans)
    asked = terms.widened(spans, lexicon, forgives=False)
    found = _found(asked, lexicon, reader, on)
    forgiving = terms.widened(spans, lexicon, forgives=True)
    if len(found) < ENOUGH and forgiving != asked:
        found = _found(forgiving, lexicon, reader, on)
    if not found and len(spans) > 1:
        found = _found(forgiving, lexicon, reader, on, every=False)
    return found[:SHOWN]


# ---- the lexicon

STEMS = (
    "SELECT 'typed', typed, typed, tsvector_to_array(to_tsvector('french', typed)) FROM unnest(%s::text[]) AS typed"
    " UNION ALL SELECT 'known', word, word, stems FROM knowledge_knownword WHERE word = ANY(%s::varchar[])"
)
BEGUN = (
    " UNION ALL (SELECT 'longer', '', word, stems FROM knowledge_knownword"
    " WHERE word >= %s AND word < %s || chr(1114111) ORDER BY word LIMIT %s)"
)
NEAR = " UNION ALL (SELECT 'near', %s, word, stems FROM knowledge_knownword WHERE deletions && %s::varchar[])"


def _lexicon_for(spans: tuple[Span, ...]) -> Lexicon:
    """What is known of all words of the spans, in one statement."""
    words = sorted({word for span in spans for reading in span.readings for word in reading.words})
    typed = sorted({word for span in spans for word in span.readings[0].words})
    statement = STEMS
    values: list[Any] = [words, words]
    last = spans[-1].readings[0].words[-1]
    if spans[-1].may_go_on and len(last) >= terms.SHORTEST_BEGINNING:
        statement, values = statement + BEGUN, [*values, last, last, MOST_BEGUN]
    for word in typed:
        if len(word) >= terms.SHORTEST_NEAR:
            statement, values = statement + NEAR, [*values, word, sorted(deletions(word))]
    stems: dict[str, set[str]] = {}
    found: dict[str, dict[str, list[Known]]] = {"near": {}, "longer": {}, "known": {}, "typed": {}}
    for kind, asked, word, lexemes in _rows(statement, values):
        stems.setdefault(word, set()).update(lexemes)
        found[kind].setdefault(asked, []).append(Known(word, tuple(lexemes)))
    return Lexicon(
        stems={word: tuple(sorted(lexemes)) for word, lexemes in stems.items()},
        known=frozenset(found["known"]),
        near={word: terms.neighbours(word, known) for word, known in found["near"].items()},
        longer=found["longer"].get("", []),
    )


# ---- articles

VISIBLE = (
    "FROM knowledge_searchtext t JOIN knowledge_articleversion v ON v.id = t.version_id"
    " JOIN knowledge_article a ON a.id = v.article_id"
    " WHERE t.words @@ %(asked)s::tsquery AND v.state = 'published' AND v.in_force_from <= %(day)s"
    " AND (v.in_force_until IS NULL OR v.in_force_until > %(day)s) AND (%(with_sealed)s OR NOT a.is_sealed)"
    " AND (v.mutual_ids = '{}' OR v.mutual_ids && %(mutuals)s::bigint[])"
)
# Those that have the words in their question are judged before all others: a frequent word is in thousands of texts.
FIND = f"""
WITH candidates AS (
  (SELECT t.version_id {VISIBLE.replace("%(asked)s", "%(in_question)s")} LIMIT %(most)s)
  UNION (SELECT t.version_id {VISIBLE} LIMIT %(most)s)),
best AS (
  SELECT version_id, ts_rank('{{0.1, 0.1, 0.4, 1.0}}', t.words, %(asked)s::tsquery) AS rank
    FROM candidates JOIN knowledge_searchtext t USING (version_id) ORDER BY rank DESC, version_id DESC LIMIT %(judged)s)
SELECT v.id, v.article_id, v.number, a.kind, v.question, v.short_answer, a.is_sealed, v.confidence = 'verified', v.caller_kinds,
       best.rank, tsvector_to_array(ts_filter(t.words, '{{a}}')), tsvector_to_array(ts_filter(t.words, '{{b}}')),
       tsvector_to_array(t.words)
  FROM best JOIN knowledge_searchtext t USING (version_id) JOIN knowledge_articleversion v ON v.id = t.version_id
  JOIN knowledge_article a ON a.id = v.article_id
"""


def _found(
    spans: tuple[Span, ...], lexicon: Lexicon, reader: Reader, on: date | None, *, every: bool = True
) -> list[Hit]:
    asked = terms.query_of(spans, lexicon.stems, every=every)
    if not asked:
        return []
    values: dict[str, Any] = {
        "asked": asked,
        "in_question": terms.query_of(spans, lexicon.stems, every=every, weight=":A"),
        "day": on or timezone.localdate(),
        "with_sealed": reader.with_sealed,
        "mutuals": [reader.mutual_id] if reader.mutual_id else list(current_mutual_ids() or ()),
        "most": MOST_JUDGED,
        "judged": 3 * SHOWN,
    }
    hits = [_hit(row, spans, lexicon, reader) for row in _rows(FIND, values)]
    return sorted(hits, key=lambda hit: (not hit.concerns, -hit.score, hit.question))


def _hit(row: tuple[Any, ...], spans: tuple[Span, ...], lexicon: Lexicon, reader: Reader) -> Hit:
    version_id, article_id, number, kind, question, short_answer, is_sealed, is_sure, caller_kinds, rank, *lexemes = row
    judgement = terms.judge(spans, lexicon.stems, Text(*map(frozenset, lexemes)))
    return Hit(
        version_id=version_id,
        article_id=article_id,
        number=number,
        kind=kind,
        question=question,
        short_answer=short_answer,
        is_sealed=is_sealed,
        is_sure=is_sure,
        caller_kinds=caller_kinds,
        concerns=not reader.caller or not caller_kinds or reader.caller in caller_kinds,
        score=judgement.score + rank / 10,
        whys=judgement.whys,
    )


def _rows(statement: str, values: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return list(cursor.fetchall())
