"""How facts are written on a screen and in a letter, in French and in English. Plain Python: languages come in as codes.

Sources: Lexique des règles typographiques de l'Imprimerie nationale for spaces and « 1er »; CLDR for the narrow space
between thousands; Arcep's numbering plan for telephone pairs.
"""

import re
from datetime import date, datetime, time
from decimal import Decimal

import phonenumbers

NBSP = "\u00a0"
NNBSP = "\u202f"
MINUS = "\u2212"

WEEKDAYS = {
    "fr": ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}
MONTHS = {
    "fr": (
        "janvier",
        "février",
        "mars",
        "avril",
        "mai",
        "juin",
        "juillet",
        "août",
        "septembre",
        "octobre",
        "novembre",
        "décembre",
    ),
    "en": (
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ),
}
NEAR_DAYS = {"fr": {-1: "hier", 0: "aujourd’hui", 1: "demain"}, "en": {-1: "yesterday", 0: "today", 1: "tomorrow"}}
UNITS = {
    "fr": {"year": ("an", "ans"), "month": ("mois", "mois"), "day": ("jour", "jours")},
    "en": {"year": ("year", "years"), "month": ("month", "months"), "day": ("day", "days")},
}
SIZES = {"fr": ("octets", "ko", "Mo", "Go"), "en": ("bytes", "kB", "MB", "GB")}
MAINLAND = re.compile(r"\+33([1-9]\d\d)(\d\d)(\d\d)(\d\d)")
# Overseas departments and Saint-Pierre-et-Miquelon are dialled 0 and nine digits, and read as four and three pairs.
OVERSEAS = re.compile(r"\+(?:(?:262|590|594|596)(\d{3})|(508))(\d{6})")


def language(code: str) -> str:
    """`fr` or `en`, of a language code such as `en-gb`; anything unknown is French."""
    return "en" if code.startswith("en") else "fr"


# Days and hours


def day(value: date) -> str:
    """01/11/2026, in both languages: `en` alone would put the month first."""
    return f"{value:%d/%m/%Y}"


def day_in_prose(value: date, lang: str = "fr") -> str:
    """1er novembre 2026."""
    return NBSP.join([_day_and_month(value, lang), f"{value.year}"])


def day_in_words(value: date, lang: str = "fr") -> str:
    """A deadline as it is said aloud: mercredi 25 novembre."""
    return f"{WEEKDAYS[language(lang)][value.weekday()]} {_day_and_month(value, lang)}"


def _day_and_month(value: date, lang: str) -> str:
    number = "1er" if value.day == 1 and language(lang) == "fr" else f"{value.day}"
    return f"{number}{NBSP}{MONTHS[language(lang)][value.month - 1]}"


def agenda_day(value: date, lang: str = "fr") -> str:
    """A day in a column of days: lun. 23/11."""
    short = WEEKDAYS[language(lang)][value.weekday()][:3]
    dot = "." if language(lang) == "fr" else ""
    return f"{short}{dot}{NBSP}{value:%d/%m}"


def near_day(value: date, today: date, lang: str = "fr") -> str:
    """hier, aujourd’hui, demain; within the year lun. 23/11; otherwise 23/11/2025."""
    word = NEAR_DAYS[language(lang)].get((value - today).days)
    return word or (agenda_day(value, lang) if value.year == today.year else day(value))


def hour(value: time | datetime) -> str:
    """09:05, in tables."""
    return f"{value:%H:%M}"


def hour_in_prose(value: time | datetime, lang: str = "fr") -> str:
    """9 h 05, in letters and in what is said."""
    if language(lang) == "en":
        return f"{value.hour}:{value.minute:02}"
    return f"{value.hour}{NBSP}h" + (f"{NBSP}{value.minute:02}" if value.minute else "")


def moment(value: datetime) -> str:
    """24/11/2026 10:42. The instant must already be in the reader's time zone."""
    return f"{day(value)}{NBSP}{hour(value)}"


def clock(value: datetime, lang: str = "fr") -> str:
    """The instant of the status line: mar. 24/11/2026 10:42."""
    return f"{agenda_day(value, lang)}/{value.year} {hour(value)}"


def duration(seconds: float, lang: str = "fr") -> str:
    """42 s, 5 min 02 s, 3 h 50, 6 j. Below an hour to the second, below a day to the minute, then to the day, rounded down."""
    whole = int(abs(seconds))
    sign = MINUS if seconds < 0 and whole else ""
    minutes, second = divmod(whole, 60)
    hours, minute = divmod(minutes, 60)
    if hours >= 24:
        return f"{sign}{hours // 24}{NBSP}{'j' if language(lang) == 'fr' else 'd'}"
    if hours:
        return f"{sign}{hours}{NBSP}h{NBSP}{minute:02}" + ("" if language(lang) == "fr" else f"{NBSP}min")
    if minutes:
        return f"{sign}{minutes}{NBSP}min{NBSP}{second:02}{NBSP}s"
    return f"{sign}{second}{NBSP}s"


def age(birth: date, on: date, lang: str = "fr") -> str:
    """68 ans; months before the second birthday, days before the first month is over; empty for a birth after ON."""
    if on < birth:
        return ""
    months = (on.year - birth.year) * 12 + on.month - birth.month - (on.day < birth.day)
    if months >= 24:
        return _counted(months // 12, "year", lang)
    return _counted(months, "month", lang) if months else _counted((on - birth).days, "day", lang)


def _counted(number: int, unit: str, lang: str) -> str:
    """Nothing is singular in French: 0 jour, 0 days."""
    singular = number == 1 or (number == 0 and language(lang) == "fr")
    return f"{number}{NBSP}{UNITS[language(lang)][unit][0 if singular else 1]}"


# Numbers


def number(value: Decimal | int, lang: str = "fr", places: int | None = None) -> str:
    """1 234 567,5 with U+202F between thousands, from four digits on. PLACES fixes the decimals; else none is shown in vain."""
    shown = f"{abs(value):,.{places}f}" if places is not None else f"{abs(Decimal(value).normalize()):,f}"
    is_zero = not any(character in "123456789" for character in shown)
    if language(lang) == "fr":
        shown = shown.replace(",", NNBSP).replace(".", ",")
    return shown if value >= 0 or is_zero else MINUS + shown


def euro(cents: int, lang: str = "fr") -> str:
    """1 234,50 €, of integer cents."""
    amount = number(Decimal(cents).scaleb(-2), lang, places=2)
    if language(lang) == "fr":
        return f"{amount}{NBSP}€"
    return f"{MINUS}€{amount.removeprefix(MINUS)}" if amount.startswith(MINUS) else f"€{amount}"


def percent(value: Decimal | int, lang: str = "fr") -> str:
    """30 % of the number 30."""
    return number(value, lang) + (f"{NBSP}%" if language(lang) == "fr" else "%")


def file_size(size: int, lang: str = "fr") -> str:
    """1,2 Mo, in powers of a thousand, of bytes."""
    names = SIZES[language(lang)]
    scale = min(len(names) - 1, (len(f"{size}") - 1) // 3)
    scaled = Decimal(size).scaleb(-3 * scale)
    shown = scaled.quantize(Decimal("0.1")) if scale and scaled < 10 else scaled.quantize(Decimal(1))
    return f"{number(shown, lang)}{NBSP}{names[scale]}"


# Telephone numbers


def phone(e164: str) -> str:
    """04 65 71 23 48 of +33465712348, 0 800 12 34 56, 0692 12 34 56, +32 2 555 12 12; anything else comes back as it is."""
    mainland, overseas = MAINLAND.fullmatch(e164), OVERSEAS.fullmatch(e164)
    if mainland:
        return NBSP.join(["0", *mainland.groups()] if e164[3] == "8" else re.findall("..", f"0{e164[3:]}"))
    if overseas:
        return NBSP.join([f"0{overseas[1] or overseas[2]}", *re.findall("..", overseas[3])])
    try:
        parsed = phonenumbers.parse(e164)
    except phonenumbers.NumberParseException:
        return e164
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.INTERNATIONAL).replace(" ", NBSP)


# Text

_GAP = "[ \\t\u00a0\u202f]"
_APART = re.compile(
    rf"""(?P<kept>(?<!\S)\S*(?:://|@|www\.)\S*)  # addresses keep their marks
    | (?P<opening>«){_GAP}*(?P<empty>»)?
    | (?<!{_GAP}){_GAP}*(?P<closing>»)
    | (?:(?<=[^\s(\[«:;!?]){_GAP}*|(?<=[:;!?]){_GAP}+)(?P<mark>[:;!?]+)(?=[\s)\]»"”.,…]|$)
    | (?<=\d){_GAP}*(?P<sign>[€%])""",
    re.VERBOSE,
)


def typography(text: str) -> str:
    """French spaces: U+202F before ; ! ? and inside « », U+00A0 before : € %. Letters, digits and marks stay as they are."""
    return _APART.sub(_spaced, text)


def _spaced(found: re.Match[str]) -> str:
    if found["kept"]:
        return found["kept"]
    if found["opening"]:
        return f"«{NNBSP}{found['empty'] or ''}"
    if found["closing"]:
        return f"{NNBSP}»"
    if found["sign"]:
        return f"{NBSP}{found['sign']}"
    return (NBSP if found["mark"].startswith(":") else NNBSP) + found["mark"]
