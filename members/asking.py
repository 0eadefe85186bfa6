"""From the words typed in the search box to what is wanted, with how each word was understood for the screen to say."""

import re
from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from functools import cache, lru_cache
from itertools import islice, product

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from members import terms
from members.matching import Split, Wanted, near_dates, respaced, splits_of, with_bare_names, with_both_names
from members.names import bare_parts, family_keys
from members.terms import Group, Kind, Reading
from territory.models import PostalPlace

SHORTEST_TOWN = 3
MOST_POSTCODES = 120
MOST_ALTERNATIVES = 8
MOST_NAMES = 6
SHORTEST_NUMBER = 6
USUAL_NUMBER = 8


@dataclass(frozen=True, slots=True)
class Understood:
    """One group of words as typed, and what it was taken for."""

    text: str
    meaning: str


@dataclass(frozen=True, slots=True)
class Question:
    """What was typed. `kinds` names the kinds of facts without their values, for the journal."""

    text: str
    words: tuple[Understood, ...]
    wanted: Wanted
    was_cut: bool
    has_impossible_day: bool = False

    @property
    def kinds(self) -> list[str]:
        wanted = self.wanted
        typed = {
            "name": wanted.splits,
            "nir": wanted.nirs,
            "number": wanted.numbers,
            "phone": wanted.phones,
            "email": wanted.emails,
            "birth": wanted.asks_birth,
            "place": wanted.postcodes or wanted.towns,
        }
        return [kind for kind, value in typed.items() if value]

    @property
    def is_empty(self) -> bool:
        """Nothing typed identifies anybody: too short, or a place or a year alone."""
        identifying = set(self.kinds) - {"place"}
        return not identifying or (identifying == {"birth"} and not self.wanted.dates)

    @property
    def advice(self) -> str:
        """What to type, when nothing identifies anybody."""
        if not self.text:
            return _("Type a name, a birth date, a telephone or a member number")
        if self.has_impossible_day:
            return _("Nobody was born that day: check the day, the month and the year, or add a name")
        return _("Type one more element: a name, a birth date, a telephone or the whole member number")

    @property
    def unmet(self) -> tuple[str, str]:
        """When nobody answers: who is not there, and what to try."""
        nobody, try_this = UNMET.get(frozenset(self.kinds), UNMET[frozenset()])
        if self.has_impossible_day:
            try_this = gettext_lazy("No calendar has the day that was typed: check it, or try without it.")
        return str(nobody), str(try_this)


_READ_AGAIN = gettext_lazy("Read the digits again with the caller, or try the name with the birth date.")
UNMET = {
    frozenset({"number"}): (gettext_lazy("Nobody has this member number"), _READ_AGAIN),
    frozenset({"phone"}): (
        gettext_lazy("Nobody has this telephone"),
        gettext_lazy("It is in no file: try the name with the birth date, or the member number."),
    ),
    frozenset({"number", "phone"}): (
        gettext_lazy("Nobody has this number, as a telephone or as a member number"),
        _READ_AGAIN,
    ),
    frozenset({"email"}): (
        gettext_lazy("Nobody has this e-mail"),
        gettext_lazy("It is in no file: try the name with the birth date, or the member number."),
    ),
    frozenset({"nir"}): (gettext_lazy("Nobody has this social security number"), _READ_AGAIN),
    frozenset({"birth"}): (
        gettext_lazy("Nobody was born that day"),
        gettext_lazy("Add a name: a birth date one digit away is then found too."),
    ),
    frozenset[str](): (
        gettext_lazy("Nobody answers that"),
        gettext_lazy("Check the spelling, or try a birth date, a telephone or the member number."),
    ),
}
"""What is said when nobody answers, by the kinds typed; without any kind, what is said for all others."""


def read(text: str, *, on: date) -> Question:
    """Understand what was typed on that day. Nothing typed is an error; the longest text costs no more than a short one."""
    query = terms.read(text, on, _Communes())
    names, towns = _names_of(query.groups)
    whole = {words: town for words, town in towns.items() if _is_whole_name(town)}
    wanted = Wanted(
        splits=_useful(splits_of(names, whole)),
        fallback=_fallback(names, towns, whole) + _useful(with_bare_names(names, _bare_parts(query.groups))),
        nirs=query.values(Kind.NIR),
        numbers=_numbers(query.values(Kind.NUMBER)),
        rank=max((reading.rank for group in query.groups for reading in group.readings), default=0),
        phones=query.values(Kind.PHONE),
        emails=query.values(Kind.EMAIL),
        dates=tuple(date.fromisoformat(value) for value in query.values(Kind.BIRTH_DATE)),
        near_dates=frozenset(
            day for digits in _date_digits(query.groups, on) for day in near_dates(digits) if day <= on
        ),
        respaced=respaced(names),
        days=tuple((int(value[:2]), int(value[3:])) for value in query.values(Kind.BIRTH_DAY)),
        months=tuple((int(value[:4]), int(value[5:])) for value in query.values(Kind.BIRTH_MONTH)),
        years=tuple(int(value) for value in query.values(Kind.BIRTH_YEAR)),
        postcodes=query.values(Kind.POSTCODE),
        towns={town: _postcodes_of(town) for town in towns.values()},
    )
    wanted = replace(wanted, fallback=wanted.fallback + _one_word(wanted, names, towns))
    wanted = replace(wanted, alternatives=_alternatives(wanted, query.groups))
    words = tuple(Understood(group.text, _meaning(group)) for group in query.groups)
    has_impossible_day = any(group.is_impossible_day for group in query.groups)
    return Question(query.text, words, wanted, query.was_cut, has_impossible_day)


_WRITTEN_DATE = re.compile(r"(\d{1,2})[./-](\d{1,2})[./-](\d{4}|\d{2})")


def _date_digits(groups: tuple[Group, ...], on: date) -> list[str]:
    """DDMMYYYY of every date typed, also of those that no calendar has: the error may be what makes them impossible."""
    digits = [
        f"{reading.date:%d%m%Y}" for group in groups for reading in group.readings if reading.kind is Kind.BIRTH_DATE
    ]
    for group in groups:
        written = None if group.readings else _WRITTEN_DATE.search(group.text)
        if written:
            day, month, year = written.groups()
            centuries = ("",) if len(year) == 4 else ("19", f"{on.year // 100}")
            digits += [f"{day:0>2}{month:0>2}{century}{year}" for century in centuries]
    return digits


def _names_of(groups: tuple[Group, ...]) -> tuple[tuple[str, ...], dict[str, str]]:
    """Keys of the words that may be names, in order, and for those that may also be a commune its key."""
    names: list[str] = []
    towns: dict[str, str] = {}
    for group in groups:
        by_kind = {reading.kind: reading.value for reading in group.readings}
        keys = family_keys(by_kind.get(Kind.NAME, ""), by_kind.get(Kind.NAME, ""))
        if not keys:
            continue
        names.append(keys[0])
        if Kind.COMMUNE in by_kind:
            towns[keys[0]] = by_kind[Kind.COMMUNE].replace(" ", "")
    return tuple(names[:MOST_NAMES]), towns


def _bare_parts(groups: tuple[Group, ...]) -> dict[str, tuple[str, ...]]:
    """The parts without particles of each name typed, by its key."""
    names = {reading.value for group in groups for reading in group.readings if reading.kind is Kind.NAME}
    return {keys[0]: bare_parts(name) for name in names if (keys := family_keys(name, name))}


def _fallback(names: tuple[str, ...], towns: dict[str, str], whole: dict[str, str]) -> tuple[Split, ...]:
    """Readings for when the plain ones find nobody: the beginning of a commune, then two family names of one person."""
    with_town = (split for split in splits_of(names, towns) if split.town and split.town not in whole.values())
    return (*_useful(with_town), *with_both_names(names))


def _one_word(wanted: Wanted, names: tuple[str, ...], towns: dict[str, str]) -> tuple[Split, ...]:
    """Beside a whole birth date or a postcode one word may be a first name, and beside a date a commune."""
    if len(names) != 1 or not (wanted.dates or wanted.postcodes):
        return ()
    town = (Split("", "", towns[names[0]]),) if names[0] in towns and wanted.dates else ()
    return (Split("", names[0]), *town)


def _useful(splits: Iterable[Split]) -> tuple[Split, ...]:
    """One letter of a family name would match a tenth of the members and help nobody."""
    return tuple(split for split in splits if len(split.family) > 1)


def _numbers(values: tuple[str, ...]) -> tuple[str, ...]:
    """Whole numbers, also with the zeros in front that nobody says."""
    whole = [value for value in values if len(value) >= SHORTEST_NUMBER]
    return tuple(dict.fromkeys([*whole, *(value.zfill(USUAL_NUMBER) for value in whole)]))


def _alternatives(wanted: Wanted, groups: tuple[Group, ...]) -> tuple[Wanted, ...]:
    """Digits that may be a date or a number, a telephone or a number, are judged as the one or the other, never as both."""
    doubtful = [group for group in groups if len(_kinds_in_doubt(group)) > 1]
    if not doubtful:
        return ()
    choices = islice(product(*(_kinds_in_doubt(group) for group in doubtful)), MOST_ALTERNATIVES)
    return tuple(_chosen(wanted, list(zip(doubtful, choice, strict=True))) for choice in choices)


def _kinds_in_doubt(group: Group) -> list[Kind]:
    kinds = {
        reading.kind
        for reading in group.readings
        if reading.kind is not Kind.NUMBER or len(reading.value) >= SHORTEST_NUMBER
    }
    return sorted(kinds & _DOUBTFUL, key=list(Kind).index)


_DOUBTFUL = frozenset({Kind.NUMBER, Kind.PHONE, Kind.BIRTH_DATE, Kind.BIRTH_MONTH})


def _chosen(wanted: Wanted, choices: list[tuple[Group, Kind]]) -> Wanted:
    """`wanted` without the readings of the doubtful groups that were not chosen."""
    dropped: dict[Kind, set[str]] = {kind: set() for kind in _DOUBTFUL}
    for group, kind in choices:
        for reading in group.readings:
            if reading.kind is not kind and reading.kind in dropped:
                dropped[reading.kind].add(reading.value.lstrip("0") if reading.kind is Kind.NUMBER else reading.value)
    return replace(
        wanted,
        numbers=tuple(value for value in wanted.numbers if value.lstrip("0") not in dropped[Kind.NUMBER]),
        phones=tuple(value for value in wanted.phones if value not in dropped[Kind.PHONE]),
        dates=tuple(day for day in wanted.dates if day.isoformat() not in dropped[Kind.BIRTH_DATE]),
        months=tuple(month for month in wanted.months if "{:04}-{:02}".format(*month) not in dropped[Kind.BIRTH_MONTH]),
        near_dates=frozenset() if wanted.dates and dropped[Kind.BIRTH_DATE] else wanted.near_dates,
    )


def _meaning(group: Group) -> str:
    if group.is_impossible_day:
        return _("impossible birth date")
    told = list(dict.fromkeys(_said(reading) for reading in group.readings))
    return _(" or ").join(word for word in told if word) or _("not used")


SAID = {
    Kind.PHONE: gettext_lazy("telephone"),
    Kind.NUMBER: gettext_lazy("member number"),
    Kind.NIR: gettext_lazy("social security number"),
    Kind.BIRTH_DATE: gettext_lazy("birth date"),
    Kind.BIRTH_DAY: gettext_lazy("day and month of birth"),
    Kind.BIRTH_MONTH: gettext_lazy("month and year of birth"),
    Kind.BIRTH_YEAR: gettext_lazy("year of birth"),
    Kind.POSTCODE: gettext_lazy("postcode"),
    Kind.EMAIL: gettext_lazy("e-mail"),
    Kind.NAME: gettext_lazy("name or first name"),
    Kind.COMMUNE: gettext_lazy("town"),
}


def _said(reading: Reading) -> str:
    if reading.kind is Kind.NUMBER and len(reading.value) < SHORTEST_NUMBER:
        return ""
    if reading.fault:
        return _("social security number with a wrong key")
    if reading.rank:
        return _("member number and rank")
    return str(SAID[reading.kind])


class _Communes:
    """Whether folded words name a commune, or begin the name of one."""

    def __contains__(self, words: object) -> bool:
        key = str(words).replace(" ", "")
        if len(key) < SHORTEST_TOWN:
            return False
        names = _commune_keys()
        place = bisect_left(names, key)
        return place < len(names) and names[place].startswith(key)


@cache
def _commune_keys() -> tuple[str, ...]:
    """Keys of all communes in order: some 33,000 short texts, read once a process."""
    return tuple(PostalPlace.objects.order_by("key").values_list("key", flat=True).distinct())


def _is_whole_name(key: str) -> bool:
    names = _commune_keys()
    place = bisect_left(names, key)
    return place < len(names) and names[place] == key


@lru_cache(maxsize=4096)
def _postcodes_of(key: str) -> frozenset[str]:
    """Postcodes of the communes of that name, or of the most peopled ones that begin so."""
    whole = PostalPlace.objects.filter(key=key)
    places = whole if whole.exists() else PostalPlace.objects.filter(key__gte=key, key__lt=key + "{")
    return frozenset(places.order_by("-population").values_list("postal_code", flat=True)[:MOST_POSTCODES])
