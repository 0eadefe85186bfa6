"""What is asked of the knowledge base in a few typed words: read into spans, each with the other ways to say it. Plain Python.

`caisse primaire remboursment` has three words; where a group of synonyms knows an expression of several words, they are one span.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from territory.names import fold, one_error_apart

LONGEST_TYPED: Final = 200
MOST_WORDS: Final = 8
LONGEST_WORD: Final = 40
SHORTEST_NEAR: Final = 4
"""Letters from which a word may hold a typing error: shorter ones have too many neighbours."""

SHORTEST_BEGINNING: Final = 2
MOST_NEIGHBOURS: Final = 12

SAYS_NOTHING: Final = frozenset(
    [
        "a",
        "ai",
        "ait",
        "alors",
        "apres",
        "as",
        "au",
        "aussi",
        "aux",
        "avec",
        "avoir",
        "c",
        "ca",
        "car",
        "ce",
        "cela",
        "ces",
        "cet",
        "cette",
        "comme",
        "comment",
        "d",
        "dans",
        "de",
        "des",
        "dois",
        "doit",
        "donc",
        "du",
        "elle",
        "elles",
        "en",
        "es",
        "est",
        "et",
        "etre",
        "eu",
        "faire",
        "fait",
        "faut",
        "il",
        "ils",
        "j",
        "je",
        "l",
        "la",
        "le",
        "les",
        "leur",
        "lui",
        "m",
        "ma",
        "mais",
        "me",
        "mes",
        "moi",
        "mon",
        "n",
        "ne",
        "nos",
        "notre",
        "nous",
        "on",
        "ont",
        "ou",
        "par",
        "pas",
        "peut",
        "peux",
        "plus",
        "pour",
        "qu",
        "quand",
        "que",
        "quel",
        "quelle",
        "quelles",
        "quels",
        "qui",
        "quoi",
        "s",
        "sa",
        "sans",
        "se",
        "ses",
        "si",
        "son",
        "sont",
        "sur",
        "t",
        "ta",
        "te",
        "tes",
        "ton",
        "tu",
        "un",
        "une",
        "va",
        "vos",
        "votre",
        "vous",
        "y",
    ]
)
"""Folded words that an article is not found by."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """Who asks, and about whom: `mutual_id` and `caller` are those of the contact at hand, if there is one."""

    with_sealed: bool = False
    mutual_id: int | None = None
    caller: str = ""


class How(StrEnum):
    """How a word of an article answers to what was typed."""

    TYPED = "typed"
    BEGINS = "begins"
    NEAR = "near"
    SYNONYM = "synonym"


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to say a span: all of WORDS, folded."""

    words: tuple[str, ...]
    how: How


@dataclass(frozen=True, slots=True)
class Span:
    """Words that were typed together, `text`, and their readings, the typed one first."""

    text: str
    readings: tuple[Reading, ...]
    may_go_on: bool = False


@dataclass(frozen=True, slots=True)
class Known:
    """A word of the lexicon, with the lexemes by which articles are searched."""

    word: str
    stems: tuple[str, ...]


def words_of(text: str) -> list[str]:
    """The folded words of a text that say something, in their order; all of them when none does. At most MOST_WORDS."""
    words = [word[:LONGEST_WORD] for word in fold(text[:LONGEST_TYPED]).split()]
    return ([word for word in words if word not in SAYS_NOTHING] or words)[:MOST_WORDS]


def groups_of(rows: Iterable[str]) -> list[list[tuple[str, ...]]]:
    """Groups of synonyms as the administration writes them, `tiers payant, avance de frais`, as folded words."""
    groups = [[tuple(words_of(one)) for one in row.split(",")] for row in rows]
    return [[one for one in group if one] for group in groups]


def spans_of(text: str, groups: Sequence[Sequence[tuple[str, ...]]]) -> tuple[Span, ...]:
    """What is asked, in the order in which it was typed. The last word may be unfinished."""
    words, found, place = words_of(text), list[Span](), 0
    goes_on = bool(text) and not text[-1:].isspace()
    while place < len(words):
        said, others = _expression_at(words[place:], groups)
        place += len(said)
        readings = (Reading(said, How.TYPED), *(Reading(other, How.SYNONYM) for other in others))
        found.append(Span(" ".join(said), readings, may_go_on=goes_on and place == len(words)))
    return tuple(found)


def _expression_at(
    words: Sequence[str], groups: Sequence[Sequence[tuple[str, ...]]]
) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    """The longest expression with synonyms that these words begin with, or the first word alone, and what it also means."""
    begun = [
        (expression, group) for group in groups for expression in group if tuple(words[: len(expression)]) == expression
    ]
    if not begun:
        return (words[0],), []
    longest = max((expression for expression, _ in begun), key=len)
    others = {other: None for expression, group in begun if expression == longest for other in group}
    return longest, [other for other in others if other != longest]


def neighbours(word: str, known: Iterable[Known]) -> list[Known]:
    """Those of KNOWN that one typing error parts from WORD."""
    if len(word) < SHORTEST_NEAR:
        return []
    return [one for one in known if one_error_apart(word, one.word)][:MOST_NEIGHBOURS]


@dataclass(frozen=True, slots=True)
class Lexicon:
    """What the lexicon says of every word of the spans: its stems, its neighbours and, of the last, what it may go on as."""

    stems: Mapping[str, tuple[str, ...]]
    known: frozenset[str]
    near: Mapping[str, Sequence[Known]]
    longer: Sequence[Known]


def widened(spans: Sequence[Span], lexicon: Lexicon, *, forgives: bool) -> tuple[Span, ...]:
    """The spans with the readings that the lexicon adds: neighbours of words that no article has, with FORGIVES of all words."""
    return tuple(_widened(span, lexicon, forgives=forgives) for span in spans)


def _widened(span: Span, lexicon: Lexicon, *, forgives: bool) -> Span:
    typed = span.readings[0].words
    if len(typed) > 1:
        return span
    (word,) = typed
    longer = lexicon.longer if span.may_go_on and len(word) >= SHORTEST_BEGINNING else ()
    more = [Reading((one.word,), How.BEGINS) for one in longer if one.word != word]
    if forgives or (word not in lexicon.known and not more):
        more += [Reading((one.word,), How.NEAR) for one in lexicon.near.get(word, ())]
    return Span(span.text, (*span.readings, *more), may_go_on=span.may_go_on)


def query_of(spans: Sequence[Span], stems: Mapping[str, tuple[str, ...]], *, every: bool, weight: str = "") -> str:
    """A `tsquery` in PostgreSQL's own writing, empty when nothing can be asked. EVERY: all spans, else any of them.

    WEIGHT, such as `:A`, asks for words of that weight alone.
    """
    asked = [
        " | ".join(filter(None, (_all_of(reading.words, stems, weight) for reading in span.readings))) for span in spans
    ]
    return (" & " if every else " | ").join(f"({one})" for one in asked if one)


def _all_of(words: Sequence[str], stems: Mapping[str, tuple[str, ...]], weight: str) -> str:
    lexemes = [" | ".join(f"'{stem}'{weight}" for stem in stems.get(word, ())) for word in words]
    return " & ".join(f"({one})" for one in lexemes if one)


# ---- what was found, judged


class Where(StrEnum):
    QUESTION = "question"
    SHORT = "short"
    LONG = "long"


WORTH_PLACE: Final = {Where.QUESTION: 4.0, Where.SHORT: 2.0, Where.LONG: 1.0}
WORTH_HOW: Final = {How.TYPED: 1.0, How.BEGINS: 0.9, How.SYNONYM: 0.8, How.NEAR: 0.6}


@dataclass(frozen=True, slots=True)
class Why:
    """One span and what it met: `words` as the article has them, WHERE is the best place of it."""

    text: str
    words: str
    how: How
    where: Where


@dataclass(frozen=True, slots=True)
class Text:
    """The lexemes of an article, by place."""

    question: frozenset[str]
    short: frozenset[str]
    whole: frozenset[str]


@dataclass(frozen=True, slots=True)
class Judgement:
    """`score` grows with the spans that are met, as they were typed, in the question."""

    score: float
    whys: tuple[Why, ...]


def judge(spans: Sequence[Span], stems: Mapping[str, tuple[str, ...]], text: Text) -> Judgement:
    """How well a text answers, and why; a span that it does not meet has no `Why`."""
    met = [why for span in spans if (why := _met(span, stems, text)) is not None]
    return Judgement(sum(_worth(why) for why in met), tuple(met))


def _worth(why: Why) -> float:
    return WORTH_PLACE[why.where] * WORTH_HOW[why.how]


def _met(span: Span, stems: Mapping[str, tuple[str, ...]], text: Text) -> Why | None:
    places = ((Where.QUESTION, text.question), (Where.SHORT, text.short), (Where.LONG, text.whole))
    met = [
        Why(span.text, " ".join(reading.words), reading.how, where)
        for reading in span.readings
        for where, lexemes in places
        if all(lexemes & set(stems.get(word, ())) for word in reading.words if word not in SAYS_NOTHING)
    ]
    return max(met, key=_worth, default=None)
