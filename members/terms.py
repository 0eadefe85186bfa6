"""What is typed in the one search box: every group of words with all that it may mean, the likeliest first.

Words come in any order, with or without accents, dictated or pasted. Nothing typed is an error: what is not understood is a group
without a reading. Time is linear: the text is cut at MAX_TEXT characters, and each pattern reads a character a bounded number of times.
"""

import re
import unicodedata
from collections.abc import Callable, Container
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from members.names import SAINTS, family_groups, fold
from members.nir import NirError, WrongKeyError, parse
from territory.phones import to_e164

MAX_TEXT = 100
OLDEST = 110
"""Years of age up to which a date is understood as a birth date."""


class Kind(StrEnum):
    PHONE = "phone"
    NUMBER = "number"
    NIR = "nir"
    BIRTH_DATE = "birth_date"
    BIRTH_DAY = "birth_day"
    BIRTH_MONTH = "birth_month"
    BIRTH_YEAR = "birth_year"
    POSTCODE = "postcode"
    EMAIL = "email"
    NAME = "name"
    COMMUNE = "commune"


@dataclass(frozen=True, slots=True)
class Reading:
    """One meaning of a group.

    `value` by kind: E.164; digits of a member number (fewer than six: how it ends); thirteen characters of a NIR; YYYY-MM-DD; MM-DD;
    YYYY-MM; YYYY; five digits; e-mail in small letters, perhaps only its beginning; folded words of a name or a commune.
    `fault` is `key` for a NIR whose key is not its own. `rank` is that of a beneficiary typed after a number, 0 for none.
    """

    kind: Kind
    value: str
    fault: str = ""
    rank: int = 0

    @property
    def date(self) -> date:
        """Of a birth date."""
        return date.fromisoformat(self.value)

    @property
    def month_and_day(self) -> tuple[int, int]:
        """Of a birth day."""
        return int(self.value[:2]), int(self.value[3:])


@dataclass(frozen=True, slots=True)
class Group:
    """Words that mean something together, as typed. Without a reading they were not understood, or are a day nobody living was born on."""

    text: str
    readings: tuple[Reading, ...]
    is_impossible_day: bool = False


@dataclass(frozen=True, slots=True)
class Query:
    """`text` is what remains of the typed text without invisible characters; `was_cut` says that it was too long."""

    text: str
    groups: tuple[Group, ...]
    was_cut: bool

    def values(self, kind: Kind) -> tuple[str, ...]:
        """What the groups may mean as this kind, each once."""
        return tuple(
            dict.fromkeys(reading.value for group in self.groups for reading in group.readings if reading.kind is kind)
        )

    @property
    def name_words(self) -> tuple[str, ...]:
        """Folded words that may be names, in the order typed, one by one."""
        return tuple(
            word
            for group in self.groups
            for reading in group.readings
            if reading.kind is Kind.NAME
            for word in reading.value.split()
        )


_Found = tuple[list[Group], int]  # groups, and where in the text they end

_TITLES = frozenset(("m", "mme", "mlle", "mr", "monsieur", "madame", "mademoiselle", "ne", "nee"))
_LONGEST_COMMUNE = 6  # words

_MONTHS = ("janv", "fev", "mars", "avr", "mai", "juin", "juil", "aout", "sept", "oct", "nov", "dec")
_MONTH_WORD = (
    r"janv(?:ier)?|f[ée]v(?:r(?:ier)?)?|mars|avr(?:il)?|mai|juin|juil(?:let)?|ao[uû]t|sept(?:embre)?|oct(?:obre)?|nov(?:embre)?"
    r"|d[ée]c(?:embre)?"
)
_BORN = r"(?:n[ée](?:e|\(e\))?\s(?:le|en)\s)?"
_CALL = r"(?:(?:t[ée]l(?:[ée]phone)?|port(?:able)?|mob(?:ile)?|fixe)[\s.:]{0,3})?"
_GAP = r"[ ./()-]{0,3}"


def _pattern(expression: str) -> Callable[[str, int], re.Match[str] | None]:
    return re.compile(expression, re.IGNORECASE).match


_EMAIL = _pattern(r"(?:mailto:)?([^\W_][^\s@,;:<>()\"]*@[^\s@,;:<>()\"]*)")
_NIR = _pattern(
    r"(?:nir[\s.:]{0,3})?([1-478][ .-]?[0-9]{2}[ .-]?[0-9]{2}[ .-]?(?:(?:[0-9]{2}|2[ab])[ .-]?[0-9]{3}|9[78][0-9][ .-]?[0-9]{2})"
    r"[ .-]?[0-9]{3}(?:[ .-]?[0-9]{2})?)(?![0-9a-z/])"
)
_PHONE = _pattern(
    rf"{_CALL}(0[1-9](?:[0-9]{{8}}|(?:[ ./-]{{1,2}}[0-9]{{2}}){{4}})|(?:\+|00) ?33{_GAP}0?{_GAP}[1-9](?:{_GAP}[0-9]){{8}})(?![0-9])"
)
_ANY_PHONE = _pattern(rf"{_CALL}((?:(?:\+|00) ?[1-9]|0{_GAP}[1-9])(?:{_GAP}[0-9]){{5,13}})(?![0-9])")
_SEPARATED = (
    r"(?P<day>[0-9]{1,2}) ?([./-]) ?(?P<month>[0-9]{1,2}) ?\2 ?(?P<year>[0-9]{4}|[0-9]{2})(?![0-9a-z]|[./-][0-9])"
)
_DAY_MONTH_YEAR = _pattern(_BORN + _SEPARATED)
_YEAR_MONTH_DAY = _pattern(_BORN + r"(?P<year>[0-9]{4})([./-])(?P<month>[0-9]{1,2})\2(?P<day>[0-9]{1,2})(?![0-9a-z])")
_WRITTEN = (
    rf"(?P<day>[0-9]{{1,2}})(?:er)? ?(?P<month>{_MONTH_WORD})\b\.?(?: ?(?P<year>[0-9]{{4}}|[0-9]{{2}})(?![0-9a-z]))?"
)
_WRITTEN_DATE = _pattern(_BORN + _WRITTEN)
_DAY_MONTH = _pattern(_BORN + r"(?P<day>[0-9]{1,2})[./-](?P<month>[0-9]{1,2})(?P<year>)(?![0-9a-z]|[./-][0-9])")
_MONTH_YEAR = _pattern(
    rf"{_BORN}(?P<month>[0-9]{{1,2}}) ?[./-] ?(?P<year>[0-9]{{4}})(?![0-9a-z]|[./-][0-9])"
    # A month in letters may be a name, unless one was born in it.
    rf"|n[ée](?:e|\(e\))?\sen\s(?P<word>{_MONTH_WORD})\b\.? ?(?P<of>[0-9]{{4}}|[0-9]{{2}})(?![0-9a-z])"
)
_AGE = _pattern(r"([0-9]{1,3}) ?ans\b")
_RANKED_NUMBER = _pattern(r"(?:n[°º] ?)?([0-9]{6,12}) ?[/-] ?([0-9]{1,2})(?![0-9./-])")
_DIGITS = _pattern(_BORN + r"(?:n[°º] ?)?([0-9]+(?: [0-9]+(?![0-9]*[./-][0-9]))*)")
_WORD = _pattern(r"[^\W\d_]+(?:['’ʼ´`.‐‑-]+[^\W\d_]+)*")
_BETWEEN = _pattern(r"(?:[^\w+]|_|\+(?![0-9]))+")


def read(text: str, today: date, communes: Container[str] = frozenset()) -> Query:
    """Understand a search. `communes` answers whether folded words name a commune, or begin one, as the caller likes.

    Several words are taken together as a commune only beside another name: alone, `bois robert` is looked up as a person too.
    """
    cleaned, was_cut = _cleaned(text)
    groups: list[Group] = []
    words: list[str] = []
    place = 0
    while place < len(cleaned):
        between = _BETWEEN(cleaned, place)
        if between:
            place = between.end()
            if not set(between[0]).isdisjoint(",;:|/"):
                groups += _name_groups(words, communes)
                words = []
            continue
        found = _numeric(cleaned, place, today)
        word = None if found else _WORD(cleaned, place)
        if found:
            groups += [*_name_groups(words, communes), *found[0]]
            words = []
            place = found[1]
        elif word:
            words.append(word[0])
            place = word.end()
        else:
            place += 1
    groups += _name_groups(words, communes)
    return Query(cleaned, tuple(groups), was_cut)


def _cleaned(text: str) -> tuple[str, bool]:
    """Without invisible characters, composed, single spaces, cut; digits of other scripts become ours."""
    kept = []
    for character in unicodedata.normalize("NFKC", text[: 4 * MAX_TEXT]):
        category = unicodedata.category(character)
        if character.isspace():
            kept.append(" ")
        elif category == "Nd":
            kept.append(str(unicodedata.digit(character)))
        elif category not in {"Cc", "Cf", "Cs", "Mn", "Me"}:
            kept.append(character)
    cleaned = " ".join("".join(kept).split())
    return cleaned[:MAX_TEXT].rstrip(), len(cleaned) > MAX_TEXT or len(text) > 4 * MAX_TEXT


# ---- numbers, dates and addresses


def _numeric(text: str, place: int, today: date) -> _Found | None:
    for matches, understand in _PATTERNS:
        match = matches(text, place)
        if match:
            found = understand(match, today)
            if found:
                return found
    return None


def _group(match: re.Match[str], *readings: Reading) -> _Found:
    return [Group(match[0].strip(), readings)], match.end()


def _email(match: re.Match[str], _today: date) -> _Found:
    return _group(match, Reading(Kind.EMAIL, match[1].rstrip(".").lower()))


def _nir(match: re.Match[str], _today: date) -> _Found | None:
    reading = _nir_reading(match[1])
    return _group(match, reading) if reading else None


def _nir_reading(text: str) -> Reading | None:
    try:
        return Reading(Kind.NIR, parse(text).body)
    except WrongKeyError as wrong:
        body = re.sub("[ .-]", "", text).upper()[:13]
        return Reading(Kind.NIR, body, wrong.reason)
    except NirError:
        return None


def _phone(match: re.Match[str], _today: date) -> _Found | None:
    e164 = to_e164(match[1])
    if e164 is None:
        return None
    digits = match[1].replace(" ", "")
    numbers = [Reading(Kind.NUMBER, digits)] if digits.isdecimal() and len(digits) <= 12 else []
    return _group(match, Reading(Kind.PHONE, e164), *numbers)


def _any_phone(match: re.Match[str], _today: date) -> _Found | None:
    """Abroad nobody knows how many digits to expect: the longest beginning that is a number."""
    digits = match[1]
    while len(digits) > 6:
        e164 = to_e164(digits)
        if e164:
            end = match.start(1) + len(digits)
            return [Group(match.string[match.start() : end], (Reading(Kind.PHONE, e164),))], end
        shorter = re.match(r"(.*[0-9])[ ./()-]+[0-9]+$", digits)
        if shorter is None:
            return None
        digits = shorter[1]
    return None


def _date(match: re.Match[str], today: date) -> _Found | None:
    """An impossible date is a group without a reading, but the name Mars after a number is no date at all."""
    day, month, year = match["day"], match["month"], match["year"]
    is_word = not month.isdecimal()
    if is_word:
        month = _month_number(month)
    readings = _birth_dates(day, month, year, today) if year else _birth_days(day, month)
    if not readings and not year and len(month) == 2:
        # No day and month: 03/58 is March 1958.
        readings = _birth_months(day, month, today)
    if readings:
        return _group(match, *readings)
    return None if is_word else _impossible_day(match)


def _impossible_day(match: re.Match[str]) -> _Found:
    return [Group(match[0].strip(), (), is_impossible_day=True)], match.end()


def _month_number(word: str) -> str:
    return str(next(number for number, name in enumerate(_MONTHS, 1) if fold(word).startswith(name)))


def _month_year(match: re.Match[str], today: date) -> _Found:
    month = match["month"] or _month_number(match["word"])
    readings = _birth_months(month, match["year"] or match["of"], today)
    return _group(match, *readings) if readings else _impossible_day(match)


def _age(match: re.Match[str], today: date) -> _Found | None:
    """Somebody of that age was born in one year or the one before."""
    years = [today.year - int(match[1]), today.year - int(match[1]) - 1]
    readings = [Reading(Kind.BIRTH_YEAR, str(year)) for year in years if today.year - year <= OLDEST]
    return _group(match, *readings) if readings else None


def _ranked_number(match: re.Match[str], _today: date) -> _Found:
    return _group(match, Reading(Kind.NUMBER, match[1], rank=int(match[2])))


def _birth_dates(day: str, month: str, year: str, today: date) -> list[Reading]:
    """The dates of birth that this may be: two digits of a year may leave a child and somebody a hundred years older."""
    dates = [_real_date(candidate, int(month), int(day)) for candidate in _years(year, today)]
    return [
        Reading(Kind.BIRTH_DATE, found.isoformat())
        for found in dates
        if found is not None and found <= today and today.year - found.year <= OLDEST
    ]


def _years(year: str, today: date) -> list[int]:
    century = today.year - today.year % 100
    return [int(year)] if len(year) == 4 else [century + int(year), century - 100 + int(year)]


def _birth_months(month: str, year: str, today: date) -> list[Reading]:
    firsts = [_real_date(candidate, int(month), 1) for candidate in _years(year, today)]
    return [
        Reading(Kind.BIRTH_MONTH, f"{first:%Y-%m}")
        for first in firsts
        if first is not None and first <= today and today.year - first.year <= OLDEST
    ]


def _birth_days(day: str, month: str) -> list[Reading]:
    leap_year = 2000
    found = _real_date(leap_year, int(month), int(day))
    return [Reading(Kind.BIRTH_DAY, f"{found:%m-%d}")] if found else []


def _real_date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


# ---- digits without anything else


def _digits(match: re.Match[str], today: date) -> _Found:
    """Digits between spaces are one dictated number or several: the division that leaves least unexplained wins."""
    tokens = match[1].split(" ")
    best: list[tuple[float, list[Group]]] = [(0.0, [])]
    for end in range(1, len(tokens) + 1):
        options = []
        for start in range(max(0, end - 8), end):
            readings = _digit_readings(tokens[start:end], today)
            if readings is not None:
                cost = best[start][0] + _cost(readings)
                options.append((cost, [*best[start][1], Group(" ".join(tokens[start:end]), tuple(readings))]))
        best.append(min(options, key=lambda option: option[0]))
    return best[-1][1], match.end()


def _cost(readings: list[Reading]) -> float:
    if not readings:
        return 5
    if readings[0].kind is Kind.NUMBER:
        return 2 if len(readings[0].value) >= 6 else 3
    return 1.5 if len(readings[0].value) <= 5 else 1


def _digit_readings(tokens: list[str], today: date) -> list[Reading] | None:
    """Readings of tokens said in one breath; None when nobody would say them so."""
    digits = "".join(tokens)
    if len(tokens) == 1:
        return _readings_by_length(digits, today)
    if (
        len(tokens) == 3
        and len(digits) < 8
        and len(tokens[0]) <= 2
        and len(tokens[1]) <= 2
        and len(tokens[2]) in {2, 4}
    ):
        dates = _birth_dates(tokens[0], tokens[1], tokens[2], today)
        if dates:
            return [*dates, Reading(Kind.NUMBER, digits)] if len(digits) >= 6 else dates
    if [len(token) for token in tokens] in ([1, 4], [2, 4]):
        months = _birth_months(tokens[0], tokens[1], today)
        if months:
            return [*months, Reading(Kind.NUMBER, digits)] if len(digits) == 6 else list(months)
    if max(map(len, tokens)) > 4 or len(digits) in {2, 3, 5, 13}:
        return None
    return _readings_by_length(digits, today) or None


def _readings_by_length(digits: str, today: date) -> list[Reading]:
    size = len(digits)
    if size in {13, 15}:
        nir = _nir_reading(digits)
        return [nir] if nir else []
    if not 4 <= size <= 12:
        return []
    number = Reading(Kind.NUMBER, digits)
    # A zero that a spreadsheet or a habit has dropped.
    e164 = to_e164("0" + digits if size == 9 else digits) if size > 8 else None
    phones = [Reading(Kind.PHONE, e164)] if e164 else []
    if digits[0] == "0":
        return [*phones, *_likelier_than_a_number(digits, today), number]
    return [*_likelier_than_a_number(digits, today), number, *phones]


def _likelier_than_a_number(digits: str, today: date) -> list[Reading]:
    """Few strings of digits are dates: one that is was probably meant as one."""
    match len(digits):
        case 4:
            is_year = today.year - OLDEST <= int(digits) <= today.year
            years = [Reading(Kind.BIRTH_YEAR, digits)] if is_year else []
            return [*years, *_birth_days(digits[:2], digits[2:])]
        case 5:
            return [Reading(Kind.POSTCODE, digits)] if "01" <= digits[:2] <= "98" else []
        case 6:
            return _birth_dates(digits[:2], digits[2:4], digits[4:], today)
        case 8:
            day_first = _birth_dates(digits[:2], digits[2:4], digits[4:], today)
            return [*day_first, *_birth_dates(digits[6:], digits[4:6], digits[:4], today)]
        case _:
            return []


_PATTERNS: tuple[
    tuple[Callable[[str, int], re.Match[str] | None], Callable[[re.Match[str], date], _Found | None]], ...
] = (
    (_EMAIL, _email),
    (_NIR, _nir),
    (_PHONE, _phone),
    (_DAY_MONTH_YEAR, _date),
    (_YEAR_MONTH_DAY, _date),
    (_WRITTEN_DATE, _date),
    (_ANY_PHONE, _any_phone),
    (_AGE, _age),
    (_MONTH_YEAR, _month_year),
    (_RANKED_NUMBER, _ranked_number),
    (_DAY_MONTH, _date),
    (_DIGITS, _digits),
)


# ---- names


def _name_groups(words: list[str], communes: Container[str]) -> list[Group]:
    """A name with its particles is one group, and so is a commune of several words beside another name."""
    if len(words) > 1:
        words = [word for word in words if fold(word) not in _TITLES] or words
    written = [(word, fold(word)) for word in words]
    groups = [Group(word, ()) for word, folded in written if not folded]
    run = [(word, folded) for word, folded in written if folded]
    start = 0
    while start < len(run):
        size = _commune_size([folded for _, folded in run], start, communes)
        is_commune = size > 1
        if not is_commune:
            size = len(family_groups([folded for _, folded in run[start:]])[0])
        part = run[start : start + size]
        groups.append(_name_group(part, communes, commune_first=is_commune))
        start += size
    return groups


def _commune_size(words: list[str], start: int, communes: Container[str]) -> int:
    """How many words from here are a commune together, when that leaves at least one for a name; else 0."""
    for size in range(min(_LONGEST_COMMUNE, len(words) - start), 1, -1):
        if size < len(words) and _commune_name(words[start : start + size]) in communes:
            return size
    return 0


def _commune_name(words: list[str]) -> str:
    return " ".join(SAINTS.get(word, word) for folded in words for word in folded.split())


def _name_group(part: list[tuple[str, str]], communes: Container[str], *, commune_first: bool) -> Group:
    folded = [word for _, word in part]
    readings = [Reading(Kind.NAME, " ".join(folded))]
    commune = _commune_name(folded)
    if commune in communes:
        readings.insert(0 if commune_first else 1, Reading(Kind.COMMUNE, commune))
    return Group(" ".join(word for word, _ in part), tuple(readings))
