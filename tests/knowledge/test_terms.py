from hypothesis import given
from hypothesis import strategies as st

from knowledge import terms
from knowledge.terms import How, Judgement, Known, Lexicon, Reading, Span, Text, Where, Why

GROUPS = terms.groups_of(["tiers payant, avance de frais, dispense d’avance", "CSS, complémentaire santé solidaire"])
TYPED = st.text(alphabet="aàbçdéèfœ 'xyz0-1,;!?&|():*\\\"\0", max_size=300)
NOTHING = Lexicon(stems={}, known=frozenset(), near={}, longer=())


def readings(text: str) -> list[list[tuple[str, How]]]:
    return [
        [(" ".join(reading.words), reading.how) for reading in span.readings] for span in terms.spans_of(text, GROUPS)
    ]


def test_words_that_say_nothing_are_left_out() -> None:
    assert terms.words_of("Comment est-ce que l’on peut avoir un DEVIS ?") == ["devis"]


def test_words_that_say_nothing_are_kept_when_there_are_no_others() -> None:
    assert terms.words_of("qui est-ce") == ["qui", "est", "ce"]


def test_expression_of_several_words_is_one_span_with_its_synonyms() -> None:
    assert readings("le tiers-payant pharmacie") == [
        [("tiers payant", How.TYPED), ("avance frais", How.SYNONYM), ("dispense avance", How.SYNONYM)],
        [("pharmacie", How.TYPED)],
    ]


def test_abbreviation_stands_for_the_whole_name() -> None:
    assert readings("css") == [[("css", How.TYPED), ("complementaire sante solidaire", How.SYNONYM)]]


def test_only_the_last_word_may_go_on() -> None:
    assert [span.may_go_on for span in terms.spans_of("devis denta", ())] == [False, True]
    assert [span.may_go_on for span in terms.spans_of("devis dental ", ())] == [False, False]


@given(TYPED)
def test_whatever_is_typed_is_read_into_few_folded_words(text: str) -> None:
    words = [word for span in terms.spans_of(text, GROUPS) for word in span.readings[0].words]
    assert len(words) <= terms.MOST_WORDS
    assert all(word.isalnum() and word == word.lower() for word in words)


@given(TYPED)
def test_spans_hold_the_words_in_their_order(text: str) -> None:
    spans = terms.spans_of(text, GROUPS)
    assert [word for span in spans for word in span.readings[0].words] == terms.words_of(text)


@given(st.lists(st.sampled_from(["devis", "dentaire", "tiers", "payant", "mutuelle"]), min_size=1, max_size=6))
def test_query_asks_for_every_span_by_all_its_readings(words: list[str]) -> None:
    spans = terms.spans_of(" ".join(words), GROUPS)
    stems = {word: (word,) for span in spans for reading in span.readings for word in reading.words}
    query = terms.query_of(spans, stems, every=True)
    assert query.count(") & (") >= len(spans) - 1
    assert all(f"'{word}'" in query for word in stems)


def test_word_that_no_article_has_is_met_by_its_neighbours() -> None:
    near = {"remboursment": [Known("remboursement", ("rembours",))]}
    lexicon = Lexicon(stems={}, known=frozenset(), near=near, longer=())
    [span] = terms.widened(terms.spans_of("remboursment ", ()), lexicon, forgives=False)
    assert span.readings[1:] == (Reading(("remboursement",), How.NEAR),)


def test_known_word_is_not_bent_unless_asked() -> None:
    lexicon = Lexicon(stems={}, known=frozenset({"dent"}), near={"dent": [Known("vent", ("vent",))]}, longer=())
    spans = terms.spans_of("dent ", ())
    bent = [len(terms.widened(spans, lexicon, forgives=forgives)[0].readings) for forgives in (False, True)]
    assert bent == [1, 2]


def test_short_word_has_no_neighbours() -> None:
    assert terms.neighbours("ald", [Known("ald", ()), Known("ale", ())]) == []


def test_best_place_and_truest_reading_are_told() -> None:
    span = Span("remboursment", (Reading(("remboursment",), How.TYPED), Reading(("remboursement",), How.NEAR)))
    text = Text(frozenset({"rembours"}), frozenset({"rembours"}), frozenset({"rembours"}))
    judged = terms.judge([span], {"remboursement": ("rembours",)}, text)
    why = Why("remboursment", "remboursement", How.NEAR, Where.QUESTION)
    assert judged == Judgement(4.0 * 0.6, (why,))


def test_span_that_is_not_met_has_no_reason() -> None:
    judged = terms.judge(terms.spans_of("devis", ()), {}, Text(frozenset(), frozenset(), frozenset({"autr"})))
    assert judged == Judgement(0, ())
