"""The columns of a members' file, in the order in which they are written, and how a cell of each is read.

A cell is read into its canonical writing (dates as 1980-12-31, telephones as +33…), an empty text when there is nothing.
Canonical writings hold no tab, line end or backslash: they go to PostgreSQL's COPY as they are. Files have millions of
rows: what repeats is remembered, what does not is read by one regular expression.
"""

import re
import unicodedata
from collections.abc import Callable
from datetime import date
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from members import nir
from members.enums import Channel, ContractStatus, Kinship, Regime, Sex
from territory import phones

COLUMNS = (
    "member_number",
    "rank",
    "kinship",
    "contract_number",
    "product_code",
    "contract_starts_on",
    "contract_ends_on",
    "contract_status",
    "covered_from",
    "covered_until",
    "sex",
    "birth_name",
    "used_name",
    "first_names",
    "birth_date",
    "died_on",
    "nir",
    "regime",
    "email",
    "phone_mobile",
    "phone_home",
    "address_line1",
    "address_line2",
    "postal_code",
    "town",
    "insee_code",
    "country",
    "preferred_channel",
    "language",
)
COMPULSORY = frozenset(
    {
        "member_number",
        "rank",
        "kinship",
        "contract_number",
        "product_code",
        "contract_starts_on",
        "covered_from",
        "sex",
        "birth_name",
        "first_names",
        "birth_date",
    }
)
DEFAULTS = {
    "contract_status": ContractStatus.ACTIVE.value,
    "regime": Regime.GENERAL.value,
    "language": "fr",
}
"""What an empty cell means, where it does not mean nothing."""

ADDRESS = ("address_line1", "address_line2", "postal_code", "town", "insee_code", "country")
FORMULA = "=+-@\t\r"
"""A cell that begins so runs as a formula in a spreadsheet (OWASP, CSV injection)."""

Row = tuple[str, ...]
Reader = Callable[[str], str]

OLDEST_BIRTH = "1890-01-01"
_REMEMBERED = 100_000


class CellError(ValueError):
    """A cell that cannot be taken; `reason` is for the reader of the report and never quotes the cell."""

    def __init__(self, reason: str | Promise) -> None:
        super().__init__()
        self.reason = reason


class _Memory(dict[str, str]):
    """What a reader said of each text met; forgotten when it has grown too large."""

    def __init__(self, read: Reader) -> None:
        super().__init__()
        self.read = read

    def __missing__(self, text: str) -> str:
        if len(self) > _REMEMBERED:
            self.clear()
        self[text] = value = self.read(text)
        return value


def _code(name: str, values: Any, fold: Reader = str.lower) -> Reader:
    known = frozenset(values)

    def read(text: str) -> str:
        value = fold(text.strip()) or DEFAULTS.get(name, "")
        if value and value not in known:
            raise CellError(_("unknown code; known: %(codes)s") % {"codes": ", ".join(sorted(known))})
        return value

    return read


def _form(pattern: str, reason: str | Promise, fold: Reader = str) -> Reader:
    fits = re.compile(pattern).fullmatch

    def read(text: str) -> str:
        value = fold(text.strip())
        if value and not fits(value):
            raise CellError(reason)
        return value

    return read


_FRENCH_DATE = re.compile(r"(\d{2})/(\d{2})/(\d{4})").fullmatch
_ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}").fullmatch


def _date(text: str) -> str:
    text = text.strip()
    if not text:
        return ""
    french = _FRENCH_DATE(text)
    iso = f"{french[3]}-{french[2]}-{french[1]}" if french else text
    if not _ISO_DATE(iso):
        raise CellError(_("not a date; write 1980-12-31 or 31/12/1980"))
    try:
        date.fromisoformat(iso)
    except ValueError:
        raise CellError(_("this day does not exist")) from None
    return iso


def _past(today: date) -> Reader:
    latest = today.isoformat()

    def read(text: str) -> str:
        iso = _date(text)
        if iso > latest:
            raise CellError(_("this day is in the future"))
        if iso and iso < OLDEST_BIRTH:
            raise CellError(_("this day is before 1890"))
        return iso

    return read


def _text(longest: int) -> Reader:
    def read(text: str) -> str:
        value = " ".join(text.split()) if text.isprintable() else _legible(text)
        if len(value) > longest:
            raise CellError(_("longer than %(longest)d characters") % {"longest": longest})
        if "\\" in value:
            raise CellError(_("a backslash has no place here"))
        if value[:1] in FORMULA and value:
            raise CellError(_("begins like a spreadsheet formula (= + - @)"))
        return value

    return read


def _legible(text: str) -> str:
    """The text with its odd spaces made plain. Raises CellError for control and invisible characters."""
    value = unicodedata.normalize("NFC", " ".join(text.split(" ")).replace("\u00a0", " ").replace("\u202f", " "))
    if not value.isprintable():
        raise CellError(_("holds a control character or an invisible one"))
    return " ".join(value.split())


def _name(longest: int) -> Reader:
    read_text, fits = (
        _text(longest),
        re.compile(r"[^\W\d_](?:[^\W\d_]|[ '’.ʼ-])*|['’ʼ][^\W\d_](?:[^\W\d_]|[ '’.ʼ-])*").fullmatch,
    )

    def read(text: str) -> str:
        value = unicodedata.normalize("NFC", read_text(text))
        if value and not fits(value):
            raise CellError(_("a name holds letters, spaces, hyphens and apostrophes only"))
        return value

    return read


_NIR_REASONS: dict[str, str | Promise] = {
    "length": _("a social security number has 13 or 15 characters"),
    "characters": _("a social security number holds digits only, besides 2A and 2B"),
    "sex": _("a social security number begins with 1, 2, 3, 4, 7 or 8"),
    "month": _("the month of this social security number does not exist"),
    "department": _("the department of this social security number does not exist"),
    "key": _("the key does not fit this social security number"),
}


def _nir(text: str) -> str:
    if not text:
        return ""
    try:
        body, key = nir.parse(text)
    except nir.NirError as error:
        raise CellError(_NIR_REASONS[error.reason]) from None
    return body + key


def _phone(text: str) -> str:
    if not text:
        return ""
    number = phones.to_e164(text)
    if number is None:
        raise CellError(_("not a telephone number that can be dialled"))
    return number


_EMAIL = re.compile(
    r"[a-z0-9_][a-z0-9.!#$%&'*+/=?^_`{|}~-]{0,63}@(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{1,62}"
).fullmatch


def _email(text: str) -> str:
    if not text:
        return ""
    value = text.strip().lower()
    if value and (len(value) > 254 or not _EMAIL(value)):
        raise CellError(_("not an e-mail address"))
    return value


def _rank(text: str) -> str:
    value = text.strip().lstrip("0")
    if not value.isdecimal() or not value.isascii() or len(value) > 2:
        raise CellError(_("a rank lies between 1 and 99"))
    return value


_NUMBER = re.compile(r"[0-9A-Z]{1,12}").fullmatch


_CONTRACT_NUMBER = re.compile(r"[0-9A-Za-z][0-9A-Za-z/._-]{0,19}").fullmatch


def _number(text: str) -> str:
    if not _NUMBER(text):
        text = text.strip().upper()
        if not _NUMBER(text):
            raise CellError(_("1 to 12 letters or digits"))
    return text


def _contract_number(text: str) -> str:
    if not _CONTRACT_NUMBER(text):
        text = text.strip()
        if not _CONTRACT_NUMBER(text):
            raise CellError(_("1 to 20 letters or digits"))
    return text


def readers(today: date) -> dict[str, Reader]:
    """How each column is read; empty compulsory cells are refused. The readers raise CellError, and remember what repeats."""
    name, long_name, line = _name(80), _name(120), _text(80)
    day, past = _Memory(_date).__getitem__, _Memory(_past(today)).__getitem__
    plain: dict[str, Reader] = {
        "member_number": _number,
        "rank": _rank,
        "kinship": _code("kinship", Kinship.values),
        "contract_number": _contract_number,
        "product_code": _form(r"[^\W_][\w./+ -]{0,29}", _("unknown product")),
        "contract_starts_on": day,
        "contract_ends_on": day,
        "contract_status": _code("contract_status", ContractStatus.values),
        "covered_from": day,
        "covered_until": day,
        "sex": _code("sex", Sex.values, str.upper),
        "birth_name": name,
        "used_name": name,
        "first_names": long_name,
        "birth_date": past,
        "died_on": past,
        "nir": _nir,
        "regime": _code("regime", Regime.values),
        "email": _email,
        "phone_mobile": _phone,
        "phone_home": _phone,
        "address_line1": line,
        "address_line2": line,
        "postal_code": _form(r"[0-9A-Za-z -]{1,5}", _("5 digits")),
        "town": _text(60),
        "insee_code": _form(r"[0-9]{5}|2[AB][0-9]{3}", _("5 digits, or 2A and 2B with 3 digits"), str.upper),
        "country": _form(r"[A-Z]{2}", _("two letters, such as FR"), str.upper),
        "preferred_channel": _code("preferred_channel", Channel.values),
        "language": _form(r"[a-z]{2,3}(?:-[a-z]{2})?", _("two letters, such as fr"), lambda text: text.lower() or "fr"),
    }
    return {column: _remembering(column, _compulsory(column, read)) for column, read in plain.items()}


_NEVER_EMPTY = frozenset({"member_number", "contract_number", "rank"})
_UNREPEATED = frozenset(
    {"member_number", "contract_number", "nir", "email", "phone_mobile", "phone_home", "address_line1"}
)


def _compulsory(column: str, read: Reader) -> Reader:
    if column not in COMPULSORY or column in _NEVER_EMPTY:
        return read

    def read_something(text: str) -> str:
        value = read(text)
        if not value:
            raise CellError(_("must not be empty"))
        return value

    return read_something


def _remembering(column: str, read: Reader) -> Reader:
    return read if column in _UNREPEATED else _Memory(read).__getitem__
