import csv
import itertools
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from members import names
from territory import names as spelling

CONFUSABLE = list(
    csv.DictReader(Path(__file__).with_name("confusable_names.csv").read_text(encoding="utf-8").splitlines())
)
COMMON = (Path(names.__file__).parent / "data" / "surnames.txt").read_text(encoding="utf-8").splitlines()

keys = st.text(alphabet="abcde", max_size=8)


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("LEFÈVRE", "lefevre"),
        ("D’Artagnan", "d artagnan"),
        ("D'ARTAGNAN", "d artagnan"),
        ("Dʼartagnan", "d artagnan"),
        ("Marie\u2011Louise", "marie louise"),
        ("Œuvrard-Nætherbœuf", "oeuvrard naetherboeuf"),
        ("Straße GROẞ", "strasse gross"),
        ("Łukasz Øst Đặng Þor İnan ı Ŋo", "lukasz ost dang thor inan i no"),
        ("He\u0301le\u0300ne", "helene"),
        ("M. St. Cyr", "m st cyr"),
        ("\u200fDu\u200bpo\u00adnt\u202e\x00", "dupont"),
        ("Le\u00a0Goff\t\u2003Yann\n", "le goff yann"),
        ("Ａlain ﬁn 2ᵉ", "alain fin 2e"),
        ("Иван 🙂 Dupont", "dupont"),
        ("%_' --", ""),
        ("", ""),
    ],
)
def test_fold(written: str, folded: str) -> None:
    assert names.fold(written) == folded


@given(st.text())
@example("\x1cA\x7f\x0bB\x85C\ud800")
def test_folded_text_is_plain_and_folds_to_itself(text: str) -> None:
    folded = names.fold(text)
    assert (folded.isascii(), names.fold(folded), " ".join(folded.split()).lower()) == (True, folded, folded)
    assert all(word.isalnum() for word in folded.split())


@given(st.text(st.characters(codec="ascii")))
def test_the_short_way_of_ascii_folds_like_the_long_one(text: str) -> None:
    assert names.fold(text + "\u200b") == names.fold(text)


def test_case_and_accents_do_not_count_in_any_latin_letter() -> None:
    letters = "".join(map(chr, [*range(0xC0, 0x180), *range(0x1E00, 0x1F00)]))
    alphabetic = [letter for letter in letters if letter.isalpha() and names.fold(letter)]
    assert [letter for letter in alphabetic if names.fold(letter) != names.fold(letter.lower())] == []


@pytest.mark.parametrize(
    ("birth", "used", "expected"),
    [
        ("Martin", "Martin", ("martin",)),
        ("Lefèvre", "Marchandeau", ("marchandeau", "lefevre")),
        ("LEFEVRE", "Lefèvre", ("lefevre",)),
        ("Le Goff", "Le Goff", ("legoff", "goff")),
        ("Dupont-Martin", "", ("dupontmartin", "dupont", "martin")),
        ("Roux", "DUPONT MARTIN", ("dupontmartin", "roux", "dupont", "martin")),
        ("de La Tour", "de La Tour", ("delatour", "latour", "tour")),
        ("Ben Chaïb", "", ("benchaib", "chaib")),
        ("N'Guyen", "", ("nguyen", "guyen")),
        ("d'Artagnan", "", ("dartagnan", "artagnan")),
        ("van der Meer", "", ("vandermeer", "dermeer", "meer")),
        ("St-Martin", "Saint Martin", ("saintmartin",)),
        ("Le Goff-de Saint Cyr", "", ("legoffdesaintcyr", "legoff", "goff", "desaintcyr", "saintcyr")),
        ("", "", ()),
        ("Иванов", "%", ()),
    ],
)
def test_family_keys(birth: str, used: str, expected: tuple[str, ...]) -> None:
    assert names.family_keys(birth, used) == expected


@pytest.mark.parametrize(
    ("folded", "parts"),
    [
        ("de la riviere d aubrac", ("riviere", "aubrac")),
        ("le goff", ("goff",)),
        ("saint cyr", ("saintcyr",)),
        ("dupont", ("dupont",)),
        ("", ()),
    ],
)
def test_bare_parts(folded: str, parts: tuple[str, ...]) -> None:
    assert names.bare_parts(folded) == parts


@given(st.sampled_from(sorted(names.FIRST_HALVES)), st.text("abcde", min_size=1, max_size=8))
def test_a_second_half_is_one_of_its_compounds(half: str, given: str) -> None:
    assert names.is_second_half(given, half + given) is (half + given in names.compounds(given))


@given(st.text(max_size=80), st.text(max_size=80))
@example("de la " * 20, "a-b " * 20)
def test_family_keys_are_few_short_and_distinct(birth: str, used: str) -> None:
    found = names.family_keys(birth, used)
    assert len(found) == len(set(found)) <= names.MAX_FAMILY_KEYS
    assert all(key.isalnum() and key.isascii() and len(key) <= names.MAX_KEY for key in found)


@given(st.text(max_size=30), st.text(max_size=30))
def test_the_first_family_key_is_the_whole_used_name(birth: str, used: str) -> None:
    whole = names.fold(used).replace(" ", "")
    if whole and " " not in names.fold(used):
        assert names.family_keys(birth, used)[0] == whole[: names.MAX_KEY]


@pytest.mark.parametrize(
    ("first_names", "key"),
    [
        ("Hélène", "helene"),
        ("PIERRE", "pierre"),
        ("Jean-Pierre", "jeanpierre"),
        ("Marie\u2011Louise Jeanne", "marielouise"),
        ("Marie - Louise, Anne", "marielouise"),
        ("JEAN PIERRE", "jeanpierre"),
        ("Jean, Pierre", "jean"),
        ("Jean Albert", "jean"),
        ("Léa Marie Louise", "lea"),
        (" , Zoé", "zoe"),
        ("M'hamed Ali", "mhamed"),
        ("-", ""),
        ("", ""),
    ],
)
def test_given_key(first_names: str, key: str) -> None:
    assert names.given_key(first_names) == key


@given(st.text())
def test_given_key_is_short_and_plain(text: str) -> None:
    key = names.given_key(text)
    assert not key or (key.isalnum() and key.isascii() and len(key) <= names.MAX_KEY)


def _sound(name: str) -> str:
    return names.phonetic_key(names.fold(name))


def test_pairs_that_sound_alike_meet_as_frozen() -> None:
    met = {
        (row["name"], row["other"]): "yes" if _sound(row["name"]) == _sound(row["other"]) else "no"
        for row in CONFUSABLE
    }
    assert met == {(row["name"], row["other"]): row["meet"] for row in CONFUSABLE}


def test_at_least_twenty_five_of_the_first_thirty_pairs_meet() -> None:
    first = [row["meet"] for row in CONFUSABLE if row["drawn_up"] == "with the rules"]
    assert (len(first), first.count("yes") >= 25) == (30, True)


def test_few_of_four_hundred_common_names_collide() -> None:
    distinct = list(dict.fromkeys(names.fold(name).replace(" ", "") for name in COMMON))[:400]
    sounds = Counter(map(names.phonetic_key, distinct))
    assert sum(count * (count - 1) // 2 for count in sounds.values()) == 36


@given(st.text())
def test_a_phonetic_key_is_at_most_forty_letters_and_digits(text: str) -> None:
    key = _sound(text)
    assert len(key) <= names.MAX_KEY
    assert not key or key.isalnum()


def _damerau_levenshtein(one: str, other: str) -> int:
    """Optimal string alignment, by the book: what the fast functions are held against."""
    cost = {(row, 0): row for row in range(len(one) + 1)} | {(0, column): column for column in range(len(other) + 1)}
    for row, column in itertools.product(range(1, len(one) + 1), range(1, len(other) + 1)):
        steps = [cost[row - 1, column] + 1, cost[row, column - 1] + 1]
        steps.append(cost[row - 1, column - 1] + (one[row - 1] != other[column - 1]))
        if row > 1 and column > 1 and one[row - 2 : row] == other[column - 2 : column][::-1]:
            steps.append(cost[row - 2, column - 2] + 1)
        cost[row, column] = min(steps)
    return cost[len(one), len(other)]


@st.composite
def neighbours(draw: st.DrawFn) -> tuple[str, str]:
    """A key, and the same with one typing error at most."""
    key = draw(keys)
    place = draw(st.integers(0, len(key)))
    letter = draw(st.sampled_from("abcdez"))
    before, after = key[:place], key[place:]
    wrong = draw(st.sampled_from([letter + after, letter + after[1:], after[1:], after[1:2] + after[:1] + after[2:]]))
    return key, before + wrong


@given(neighbours())
def test_keys_within_one_error_share_a_deletion(pair: tuple[str, str]) -> None:
    assert spelling.deletions(pair[0]) & spelling.deletions(pair[1])


@given(keys)
def test_deletions_are_the_key_and_itself_without_each_character(key: str) -> None:
    shorter = {"".join(left) for left in itertools.combinations(key, len(key) - 1)} if key else set()
    assert spelling.deletions(key) == shorter | {key}


@given(st.one_of(neighbours(), st.tuples(keys, keys)))
def test_one_error_apart_is_exact(pair: tuple[str, str]) -> None:
    assert spelling.one_error_apart(*pair) is (_damerau_levenshtein(*pair) == 1)
