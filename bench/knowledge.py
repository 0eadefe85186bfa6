"""Search in twenty thousand articles: times beside the bare full-text query, and what a thousand typing errors cost.

`python -m bench.knowledge` starts servers of its own.
"""

import argparse
import random
import string
import sys
import time
from collections.abc import Callable, Iterator
from datetime import date
from functools import partial
from typing import Any

from bench import results
from bench.servers import own_servers, say

ARTICLES, ERRORS, RARE_WORDS = 20_000, 1_000, 15_000
WANTED_MS = 50
SERVER = {"SHARED_BUFFERS": "512MB"}
FIRST = 12
SUBJECTS = [
    "remboursement",
    "mutuelle",
    "carte",
    "adhérent",
    "cotisation",
    "garantie",
    "lunettes",
    "dentaire",
    "hospitalisation",
    "pharmacie",
    "médecin",
    "contrat",
    "résiliation",
    "bénéficiaire",
    "conjoint",
    "enfant",
    "retraite",
    "employeur",
    "prestation",
    "devis",
    "prothèse",
    "optique",
    "forfait",
    "télétransmission",
    "attestation",
    "délai",
    "réclamation",
    "médiateur",
    "prélèvement",
    "dossier",
    "justificatif",
    "droits",
    "invalidité",
]
SAID = [
    "pour",
    "que",
    "la",
    "demande",
    "soit",
    "traitée",
    "nous",
    "vérifions",
    "les",
    "pièces",
    "reçues",
    "puis",
    "la",
    "somme",
    "est",
    "versée",
    "sur",
    "le",
    "compte",
    "indiqué",
    "sauf",
    "si",
    "le",
    "contrat",
    "prévoit",
    "autre",
    "chose",
    "pendant",
    "cette",
    "période",
]


@results.kept("knowledge", "Search in the common answers")
def main() -> None:
    parser = argparse.ArgumentParser(prog="bench.knowledge", description=__doc__)
    parser.add_argument("--articles", type=int, default=ARTICLES)
    parser.add_argument("--errors", type=int, default=ERRORS)
    options = parser.parse_args()
    with own_servers(SERVER):
        is_fast = _measure(options.articles, options.errors)
    if not is_fast:
        sys.exit(1)


def wrong(word: str, draw: random.Random) -> str:
    """The word with one error: a letter wrong, missing or too many, or two neighbours swapped."""
    place, letter = draw.randrange(len(word)), draw.choice(string.ascii_lowercase)
    before, after = word[:place], word[place:]
    return draw.choice(
        [before + letter + after[1:], before + after[1:], before + letter + after, before + after[1:2] + after[:1] + after[2:]]
    )  # fmt: skip


def _rare_words(draw: random.Random) -> list[str]:
    """Words that nobody says, long enough to hold an error."""
    syllables = [first + second for first in "bcdfglmnprstv" for second in ("a", "e", "i", "o", "ou", "an", "in")]
    found: set[str] = set()
    while len(found) < RARE_WORDS:
        found.add("".join(draw.choice(syllables) for _ in range(draw.randint(3, 4))))
    return sorted(found)


def _texts(count: int, draw: random.Random) -> Iterator[dict[str, Any]]:
    """Articles: a question with frequent words and one rare one, an answer to say and a long one with more of both."""
    rare = _rare_words(draw)
    for number in range(count):
        own = draw.sample(rare, 4)
        subjects = draw.sample(SUBJECTS, 6)
        yield {
            "number": number,
            "question": f"Comment obtenir {subjects[0]} et {subjects[1]} {own[0]} ?",
            "short": " ".join([*draw.sample(SAID, 8), subjects[2], own[1]]),
            "rest": " ".join([*draw.choices(SAID, k=90), *subjects[3:], *own[2:]]),
            "words": (subjects[0], own[0]),
        }


def _fill(count: int, draw: random.Random) -> list[tuple[int, tuple[str, str]]]:
    """Published articles, by the id of their version, with the words of each question."""
    from django.db import connection, transaction  # noqa: PLC0415  Django is set up only now

    from accounts.models import User  # noqa: PLC0415
    from knowledge import changes  # noqa: PLC0415
    from knowledge.models import Article, ArticleVersion  # noqa: PLC0415

    texts = list(_texts(count, draw))
    author, reader = (User.objects.create(username=f"bench-{name}", role="documentalist") for name in ("a", "b"))
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL idle_in_transaction_session_timeout = 0; SET LOCAL statement_timeout = 0")
        articles = Article.objects.bulk_create(Article(kind="admin") for _ in texts)
        read: dict[str, Any] = {"state": "published", "second_reader": reader, "read_at": "2026-01-01T00:00Z"}
        dates = {"valid_from": date(2026, 1, 1), "in_force_from": date(2026, 1, 1), "check_again_on": date(2027, 1, 1)}
        versions = ArticleVersion.objects.bulk_create(
            ArticleVersion(
                article=article, number=1, author=author, question=text["question"], short_answer=text["short"],
                long_answer=text["rest"], **read, **dates,
            )
            for article, text in zip(articles, texts, strict=True)
        )  # fmt: skip
        changes.index({**text, "version": one.pk} for one, text in zip(versions, texts, strict=True))
        said = {word for text in texts for part in ("question", "short", "rest") for word in text[part].split()}
        changes.learn(" ".join(sorted(said)))
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM knowledge_knownword")
            say(f"{count:,} articles, {cursor.fetchone()[0]:,} distinct words")
    return [(one.pk, text["words"]) for one, text in zip(versions, texts, strict=True)]


def _measure(count: int, errors: int) -> bool:
    """Whether a search with one typing error is as fast as is wanted."""
    from django.db import connection, connections, transaction  # noqa: PLC0415

    from accounts.scopes import within_mutuals  # noqa: PLC0415
    from audit.actors import acting, job  # noqa: PLC0415
    from bench.search import timing  # noqa: PLC0415
    from knowledge.search import find  # noqa: PLC0415
    from knowledge.terms import Reader  # noqa: PLC0415

    draw = random.Random(20)
    with acting(job("bench")), within_mutuals([1]):
        filled = _fill(count, draw)
        with connections["owner"].cursor() as owner:
            owner.execute(
                "VACUUM ANALYZE knowledge_searchtext, knowledge_articleversion, knowledge_article, knowledge_knownword"
            )
        some = draw.sample(filled, min(errors, len(filled)))
        found = {"as typed": 0, "one error": 0}
        seconds: dict[str, list[float]] = {name: [] for name in ("floor", "as typed", "one error", "frequent words")}

        def ask(kind: str, text: str) -> list[int]:
            return [hit.version_id for hit in _timed(seconds[kind], lambda: find(text, Reader()))]

        def floor(words: tuple[str, str]) -> None:
            with connection.cursor() as cursor:
                cursor.execute(FLOOR, [" ".join(words)])
                cursor.fetchall()

        with transaction.atomic():
            for version_id, words in some:
                bent = draw.choice([(wrong(words[0], draw), words[1]), (words[0], wrong(words[1], draw))])
                _timed(seconds["floor"], partial(floor, words))
                found["as typed"] += version_id in ask("as typed", " ".join(words))
                found["one error"] += version_id in ask("one error", " ".join(bent))
                ask("frequent words", " ".join(draw.sample(SUBJECTS, 2)))
    for name, measured in seconds.items():
        told = timing(measured)
        sys.stdout.write(f"{name}: p50 {told.p50} ms, p95 {told.p95} ms, p99 {told.p99} ms\n")
    for name, number in found.items():
        sys.stdout.write(f"among the first {FIRST}, {name}: {number} of {len(some)}\n")
    return timing(seconds["one error"]).p95 <= WANTED_MS


FLOOR = """
SELECT v.id, v.question FROM knowledge_searchtext t JOIN knowledge_articleversion v ON v.id = t.version_id,
       plainto_tsquery('french', %s) AS asked
 WHERE t.words @@ asked ORDER BY ts_rank(t.words, asked) DESC LIMIT 12
"""


def _timed(into: list[float], act: Callable[[], Any]) -> Any:
    began = time.perf_counter()
    result = act()
    into.append(time.perf_counter() - began)
    return result


if __name__ == "__main__":
    main()
