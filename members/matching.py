"""How well a person answers what was typed, and why: plain Python, the same for every path by which the person was found."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from members.names import is_second_half, phonetic_key
from territory.names import one_error_apart


class Why(StrEnum):
    """Why a person was found. The screen has a sentence for each; the ones in NEAR differ from what was typed."""

    NIR = "nir"
    NUMBER = "number"
    NUMBER_PART = "number_part"
    PHONE = "phone"
    EMAIL = "email"
    NAME = "name"
    NAME_BEGINS = "name_begins"
    NAME_NEAR = "name_near"
    NAME_SOUNDS = "name_sounds"
    NAME_DIFFERS = "name_differs"
    GIVEN_BEGINS = "given_begins"
    GIVEN_PART = "given_part"
    GIVEN_NEAR = "given_near"
    GIVEN_SOUNDS = "given_sounds"
    BIRTH = "birth"
    BIRTH_DAY = "birth_day"
    BIRTH_MONTH = "birth_month"
    BIRTH_YEAR = "birth_year"
    BIRTH_NEAR = "birth_near"
    BIRTH_DIFFERS = "birth_differs"
    PLACE = "place"
    TOWN = "town"
    PLACE_DIFFERS = "place_differs"
    NUMBER_DIFFERS = "number_differs"
    RANK_DIFFERS = "rank_differs"


NEAR = frozenset({Why.NAME_NEAR, Why.NAME_SOUNDS, Why.GIVEN_NEAR, Why.GIVEN_SOUNDS, Why.BIRTH_NEAR})
DIFFERS = frozenset({Why.NAME_DIFFERS, Why.BIRTH_DIFFERS, Why.PLACE_DIFFERS, Why.NUMBER_DIFFERS, Why.RANK_DIFFERS})

FACT = {
    Why.NIR: "nir",
    Why.NUMBER: "number",
    Why.PHONE: "phone",
    Why.EMAIL: "email",
    Why.NAME: "name",
    Why.NAME_BEGINS: "name",
    Why.NAME_NEAR: "name",
    Why.NAME_SOUNDS: "name",
    Why.GIVEN_BEGINS: "name",
    Why.GIVEN_PART: "name",
    Why.GIVEN_NEAR: "name",
    Why.GIVEN_SOUNDS: "name",
    Why.BIRTH: "birth",
    Why.BIRTH_DAY: "birth",
    Why.PLACE: "place",
    Why.TOWN: "place",
}
"""Identifying facts that a match proves. A year of birth, with its month or not, identifies nobody, and a wrong date proves nothing."""


@dataclass(frozen=True, slots=True)
class Split:
    """One reading of the words of a name: family key, first-name key, key of a commune; empty where nothing was typed.

    `other` is a second family name of the same person, such as the birth name. A respaced reading takes the space between
    the names for the typing error; a loose one leaves out what was typed after the first first name.
    """

    family: str
    given: str = ""
    town: str = ""
    other: str = ""
    is_respaced: bool = False
    is_loose: bool = False


@dataclass(frozen=True, slots=True)
class Wanted:
    """What was typed, by kind. `towns` gives the postcodes that each commune key of the splits may stand for.

    `near_dates` are the real dates one typing error away from those typed, which may themselves be impossible.
    `fallback` are readings with the beginning of a commune, tried when the others find nobody; `respaced` those that
    move the space, tried with the near ones. `alternatives` are the
    consistent readings of digits that may be two things; without any, the whole is judged as it stands. `rank` narrows
    the numbers to one beneficiary, 0 to nobody.
    """

    splits: tuple[Split, ...] = ()
    fallback: tuple[Split, ...] = ()
    respaced: tuple[Split, ...] = ()
    nirs: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()
    rank: int = 0
    phones: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()
    dates: tuple[date, ...] = ()
    near_dates: frozenset[date] = frozenset()
    days: tuple[tuple[int, int], ...] = ()
    months: tuple[tuple[int, int], ...] = ()
    years: tuple[int, ...] = ()
    postcodes: tuple[str, ...] = ()
    towns: dict[str, frozenset[str]] = field(default_factory=dict)
    alternatives: tuple["Wanted", ...] = ()

    @property
    def typed_numbers(self) -> frozenset[Why]:
        """Kinds of numbers and addresses, each of one person or family, that were typed."""
        typed = {Why.NIR: self.nirs, Why.NUMBER: self.numbers, Why.PHONE: self.phones, Why.EMAIL: self.emails}
        return frozenset(why for why, values in typed.items() if values)

    @property
    def asks_birth(self) -> bool:
        return bool(self.dates or self.near_dates or self.days or self.months or self.years)


@dataclass(slots=True)
class Candidate:
    """A person found by some path, with the searchable writings of the name: (family key, first-name key)."""

    names: set[tuple[str, str]]
    birth_date: date
    postal_code: str
    strong: set[Why] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class Judgement:
    """Reasons in the order they are told, and a rank that sorts better answers first."""

    reasons: tuple[Why, ...]
    rank: tuple[int, ...]

    @property
    def is_near(self) -> bool:
        """Some element differs from what was typed."""
        return any(reason in NEAR or reason in DIFFERS for reason in self.reasons)

    @property
    def facts(self) -> frozenset[str]:
        return frozenset(FACT[reason] for reason in self.reasons if reason in FACT)


def judge(wanted: Wanted, candidate: Candidate) -> Judgement | None:
    """How the person answers, under the kindest reading of words and digits; None when too much differs."""
    best: Judgement | None = None
    for alternative in wanted.alternatives or (wanted,):
        for split in wanted.splits or (Split(""),):
            judgement = _judge_reading(alternative, candidate, split)
            if judgement is not None and (best is None or judgement.rank < best.rank):
                best = judgement
    return best


def _judge_reading(wanted: Wanted, candidate: Candidate, split: Split) -> Judgement | None:
    met = candidate.strong & wanted.typed_numbers
    part = candidate.strong & {Why.NUMBER_PART} if wanted.numbers else frozenset()
    reasons: list[Why] = sorted(met | part | (candidate.strong & {Why.RANK_DIFFERS}), key=list(Why).index)
    cost = 0
    if split.family or split.given:
        names, cost = name_match(split, candidate.names)
        reasons += names
    if wanted.asks_birth:
        reasons.append(birth_match(wanted, candidate.birth_date))
    reasons += _place_match(wanted, candidate, split)
    if met | ({Why.NUMBER} if part else set()) != wanted.typed_numbers:
        reasons.append(Why.NUMBER_DIFFERS)
    differing = [reason for reason in reasons if reason in DIFFERS]
    # One wrong element is worth showing beside a number that is right, or a wrong number beside a name that is.
    is_bearable = not differing or (
        len(differing) == 1 and len(reasons) > 1 and (met or differing == [Why.NUMBER_DIFFERS])
    )
    if not reasons or not is_bearable:
        return None
    near = sum(reason in NEAR for reason in reasons)
    return Judgement(tuple(reasons), (len(differing), near, cost))


def _place_match(wanted: Wanted, candidate: Candidate, split: Split) -> list[Why]:
    if split.town:
        return [Why.TOWN if candidate.postal_code in wanted.towns.get(split.town, ()) else Why.PLACE_DIFFERS]
    if wanted.postcodes:
        return [Why.PLACE if candidate.postal_code in wanted.postcodes else Why.PLACE_DIFFERS]
    return []


def name_match(split: Split, names: set[tuple[str, str]]) -> tuple[tuple[Why, ...], int]:
    """The best match of a reading with the writings of a name, and its cost: letters still missing, errors far dearer.

    The family name first, then the first name unless it is the one typed. A reading without a family name says one thing
    only. What the first name lacks costs less than what the family name does.
    """
    best: tuple[tuple[Why, ...], int] = ((Why.NAME_DIFFERS,), 1000)
    if split.other and not any(family == split.other for family, _ in names):
        return best
    for family, given in names:
        family_why, family_cost = _word_match(split.family, family)
        given_why, given_cost = _given_match(split.given, given)
        cost = family_cost + given_cost * 3 // 5
        if Why.NAME_DIFFERS not in {family_why, given_why} and cost < best[1]:
            best = (_told(split, family_why, given_why), cost)
    if split.is_loose:
        best = (best[0], best[1] + 1)
    if split.is_respaced:
        return ((Why.NAME_NEAR,), best[1] + 10) if best[0] == (Why.NAME,) else ((Why.NAME_DIFFERS,), 1000)
    return best


def _told(split: Split, family: Why, given: Why) -> tuple[Why, ...]:
    of_given = () if given is Why.NAME else (given,)
    return (family, *of_given) if split.family or not of_given else of_given


def _given_match(typed: str, key: str) -> tuple[Why, int]:
    why, cost = _word_match(typed, key)
    if why not in {Why.NAME, Why.NAME_BEGINS} and is_second_half(typed, key):
        return Why.GIVEN_PART, 9
    return _OF_GIVEN.get(why, why), cost


_OF_GIVEN = {
    Why.NAME_BEGINS: Why.GIVEN_BEGINS,
    Why.NAME_NEAR: Why.GIVEN_NEAR,
    Why.NAME_SOUNDS: Why.GIVEN_SOUNDS,
}


def _word_match(typed: str, key: str) -> tuple[Why, int]:
    if not typed or typed == key:
        return Why.NAME, 0
    if key.startswith(typed):
        return Why.NAME_BEGINS, min(len(key) - len(typed), 9)
    if one_error_apart(typed, key):
        return Why.NAME_NEAR, 20 + (typed[0] != key[0])
    if phonetic_key(typed) == phonetic_key(key):
        return Why.NAME_SOUNDS, 30
    return Why.NAME_DIFFERS, 1000


def birth_match(wanted: Wanted, birth_date: date) -> Why:
    """How a birth date answers the dates, days, months or years typed."""
    if birth_date in wanted.dates:
        return Why.BIRTH
    if (birth_date.month, birth_date.day) in wanted.days:
        return Why.BIRTH_DAY
    if (birth_date.year, birth_date.month) in wanted.months:
        return Why.BIRTH_MONTH
    if birth_date.year in wanted.years:
        return Why.BIRTH_YEAR
    if birth_date in wanted.near_dates:
        return Why.BIRTH_NEAR
    return Why.BIRTH_DIFFERS


def near_dates(digits: str) -> frozenset[date]:
    """The real dates one typing error away from DDMMYYYY, real itself or not.

    One digit wrong, two neighbours swapped, or day and month swapped.
    """
    writings = {digits[2:4] + digits[:2] + digits[4:]}
    for place, digit in enumerate(digits):
        writings |= {digits[:place] + other + digits[place + 1 :] for other in "0123456789" if other != digit}
        writings.add(digits[:place] + digits[place + 1 : place + 2] + digit + digits[place + 2 :])
    found = {_date_of(writing) for writing in writings if writing != digits}
    return frozenset(day for day in found if day is not None)


OLDEST_YEAR = 1850


def _date_of(digits: str) -> date | None:
    if int(digits[4:]) < OLDEST_YEAR:
        return None
    try:
        return date(int(digits[4:]), int(digits[2:4]), int(digits[:2]))
    except ValueError:
        return None


def respaced(words: tuple[str, ...]) -> tuple[Split, ...]:
    """Readings that take the space for the error: one place too far or too early between two words, or left out of one."""
    whole = "".join(words)
    if len(words) == 2:
        places: list[int] = [len(words[0]) - 1, len(words[0]) + 1]
    elif len(words) == 1:
        places = list(range(2, len(whole) - 1))
    else:
        return ()
    pairs = [(whole[:place], whole[place:]) for place in places if 1 < place < len(whole) - 1]
    return tuple(
        Split(*names, is_respaced=True) for first, second in pairs for names in ((first, second), (second, first))
    )


def splits_of(words: tuple[str, ...], towns: Mapping[str, str] | None = None) -> tuple[Split, ...]:
    """Every reading of the words: family then first name, swapped, and family alone.

    With a commune at either end where the words there may be one: `towns` gives its key by the words' own.
    """
    readings = _name_splits(words, "")
    for size in range(1, len(words)):
        for words_there, rest in (("".join(words[-size:]), words[:-size]), ("".join(words[:size]), words[size:])):
            if towns and words_there in towns:
                readings += _name_splits(rest, towns[words_there])
    return tuple(dict.fromkeys(readings))


def _name_splits(words: tuple[str, ...], town: str) -> list[Split]:
    splits = [Split("".join(words), "", town)]
    for place in range(1, len(words)):
        for family, given in ((words[:place], words[place:]), (words[place:], words[:place])):
            splits.append(Split("".join(family), "".join(given), town))
            if len(given) > 1:
                splits.append(Split("".join(family), given[0], town, is_loose=True))
    return splits


def with_bare_names(names: tuple[str, ...], parts: Mapping[str, tuple[str, ...]]) -> tuple[Split, ...]:
    """Readings that leave out the particles of one name: `parts` gives the bare parts of each, the first and the last are asked."""
    readings = []
    for place, name in enumerate(names):
        bare, others = parts[name], "".join(names[:place] + names[place + 1 :])
        if bare and bare != (name,):
            readings.append(Split(bare[0], others, other=bare[-1] if len(bare) > 1 else ""))
    return tuple(readings)


def with_both_names(words: tuple[str, ...]) -> tuple[Split, ...]:
    """Readings as two family names of one person, birth name and used name, with a first name where three words were typed."""
    if len(words) == 2:
        return (Split(words[0], other=words[1]),)
    if len(words) != 3:
        return ()
    first, second, third = words
    return (Split(first, third, other=second), Split(second, first, other=third), Split(first, second, other=third))
