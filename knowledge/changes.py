"""What a published version changes in the search: its words, and the lexicon through which typing errors are met."""

import re
from collections.abc import Iterable
from typing import Any

from django.db import connection

from knowledge.models import ArticleVersion
from knowledge.terms import LONGEST_WORD
from territory.names import deletions, fold

_WORD = re.compile(r"[^\W_]+")

# With accents, because stems need them, and without, because people leave them out.
INDEX = """
INSERT INTO knowledge_searchtext (version_id, words)
SELECT version,
       setweight(to_tsvector('french', question) || to_tsvector('french', unaccent(question)), 'A')
    || setweight(to_tsvector('french', short) || to_tsvector('french', unaccent(short)), 'B')
    || setweight(to_tsvector('french', rest) || to_tsvector('french', unaccent(rest)), 'D')
  FROM (VALUES (%s, %s, %s, %s)) AS said (version, question, short, rest)
ON CONFLICT (version_id) DO NOTHING
"""
LEARN = """
INSERT INTO knowledge_knownword (word, stems, deletions)
SELECT known.word, array_agg(DISTINCT stem), known.forms::varchar[]
  FROM (SELECT * FROM unnest(%s::text[], %s::text[], %s::text[])) AS known (word, written, forms),
       LATERAL unnest(tsvector_to_array(to_tsvector('french', known.written) || to_tsvector('french', known.word))) AS stem
 GROUP BY known.word, known.forms
ON CONFLICT (word) DO UPDATE
   SET stems = ARRAY(SELECT DISTINCT unnest(knowledge_knownword.stems || excluded.stems) ORDER BY 1)
 WHERE NOT knowledge_knownword.stems @> excluded.stems
"""
FORGET = """
DELETE FROM knowledge_searchtext t USING knowledge_articleversion v
 WHERE v.id = t.version_id AND v.article_id = %s AND v.in_force_until <= %s
"""


def make_searchable(version: ArticleVersion) -> None:
    """Index a published version, and teach the lexicon its words."""
    rest = "\n".join([version.long_answer, *(one.title for one in version.sources)])
    index([{"version": version.pk, "question": version.question, "short": version.short_answer, "rest": rest}])
    learn(f"{version.question}\n{version.short_answer}\n{rest}")


def index(versions: Iterable[dict[str, Any]]) -> None:
    """Keep the words of versions: `version` is the id, `question`, `short` and `rest` are its texts."""
    with connection.cursor() as cursor:
        for one in versions:
            # To PostgreSQL a no-break space is a letter of the word before it.
            texts = [" ".join(one[part].split()) for part in ("question", "short", "rest")]
            cursor.execute(INDEX, [one["version"], *texts])


def learn(text: str) -> None:
    """Add the words of a text to the lexicon."""
    writings = {(fold(word), word.lower()) for word in _WORD.findall(text)}
    # In their order, so that two publications wait for each other and do not lock each other out.
    pairs = sorted((word, written) for word, written in writings if word.isalnum() and len(word) <= LONGEST_WORD)
    forms = ["{" + ",".join(f'"{form}"' for form in sorted(deletions(word))) + "}" for word, _ in pairs]
    with connection.cursor() as cursor:
        cursor.execute(LEARN, [[word for word, _ in pairs], [written for _, written in pairs], forms])


def forget_ended(version: ArticleVersion) -> None:
    """Versions of the same article that are not in force any more are not searched."""
    with connection.cursor() as cursor:
        cursor.execute(FORGET, [version.article_id, version.in_force_from])
