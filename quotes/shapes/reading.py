"""JSON read name by name, going on after a fault, so that all are told at once. Plain Python."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any, TypeVar

from quotes.errors import Fault, FaultsError
from quotes.money import AmountError, hundredths
from quotes.tariffs import TariffBook

LARGEST = 20_000_000
"""Characters of a file; a hundred thousand cases have fewer."""
BYTE_ORDER_MARK = "\ufeff"
"""What Windows' editors put before the first character."""

Names = Mapping[str, Any]
Kind = TypeVar("Kind", bound=StrEnum)


def parsed(text: str) -> Any:
    """JSON without NaN, infinities and names that stand twice; numbers are exact. Raises FaultsError."""
    if len(text) > LARGEST:
        raise FaultsError([Fault("", "too_big")])
    try:
        return json.loads(
            text.removeprefix(BYTE_ORDER_MARK),
            parse_float=_exact,
            parse_int=_exact,
            parse_constant=_no_constant,
            object_pairs_hook=_once_each,
        )
    except json.JSONDecodeError as error:
        raise FaultsError([Fault("", "not_json", {"line": error.lineno})]) from None
    except (RecursionError, ValueError):
        raise FaultsError([Fault("", "not_json", {"line": 1})]) from None


def _exact(written: str) -> Decimal:
    try:
        return Decimal(written)
    except InvalidOperation:
        # An exponent of more digits than Decimal has room for: whoever reads the field refuses it by its name.
        return Decimal("NaN")


def _no_constant(name: str) -> Any:
    """NaN or Infinity, which whoever reads the field refuses by its name."""
    return Decimal(name)


def _once_each(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    names: dict[str, Any] = {}
    for name, value in pairs:
        if name in names:
            raise FaultsError([Fault(name[:80], "duplicate_key", {"name": name[:80]})])
        names[name] = value
    return names


@dataclass(slots=True)
class Reader:
    book: TariffBook
    faults: list[Fault] = field(default_factory=list)
    ignored: list[str] = field(default_factory=list)

    def fault(self, path: str, rule: str, **values: str | int | Decimal | date) -> None:
        self.faults.append(Fault(path, rule, values))

    def names(self, value: object, path: str, known: frozenset[str] | set[str]) -> Names:
        if not isinstance(value, dict):
            self.fault(path, "not_an_object")
            return {}
        for name in value:
            if name not in known:
                self.ignored.append(f"{path}.{name}"[:120] if path else str(name)[:120])
        return value

    def many(self, value: object, path: str) -> list[object]:
        if not isinstance(value, list):
            self.fault(path, "not_a_list")
            return []
        return value

    def text(self, names: Names, name: str, path: str, *, most: int = 120) -> str:
        value = names.get(name)
        if value is None:
            return ""
        if not isinstance(value, str):
            self.fault(f"{path}{name}", "not_a_text")
            return ""
        if len(value) > most:
            self.fault(f"{path}{name}", "too_long", most=most)
        return value.strip()[:most]

    def flag(self, names: Names, name: str, path: str) -> bool:
        value = names.get(name, False)
        if not isinstance(value, bool):
            self.fault(f"{path}{name}", "not_a_flag")
            return False
        return value

    def day(self, names: Names, name: str, path: str, *, needed: bool = False) -> date | None:
        value = names.get(name)
        if value is None or value == "":
            if needed:
                self.fault(f"{path}{name}", "required")
            return None
        try:
            read = date.fromisoformat(value if isinstance(value, str) and len(value) == 10 else "")
        except ValueError:
            self.fault(f"{path}{name}", "not_a_date")
            return None
        return read

    def within(self, read: date | None, path: str, first: date, last: date) -> date | None:
        if read is not None and not first <= read <= last:
            self.fault(path, "date_range", first=first, last=last)
        return read

    def hundredths(self, names: Names, name: str, path: str, *, most: int, least: int = 0) -> int | None:
        value = names.get(name)
        if value is None or value == "":
            return None
        try:
            read = hundredths(value)
        except AmountError as error:
            self.fault(f"{path}{name}", error.fault)
            return None
        if read > most:
            self.fault(f"{path}{name}", "too_large", most=Decimal(most).scaleb(-2))
        elif read < least:
            self.fault(f"{path}{name}", "not_positive" if name == "price" else "negative")
        else:
            return read
        return None

    def choice(self, names: Names, name: str, path: str, kind: type[Kind], default: Kind | None = None) -> Kind | None:
        value = names.get(name)
        if value is None or value == "":
            return default
        if isinstance(value, str) and value in {one.value for one in kind}:
            return kind(value)
        self.fault(f"{path}{name}", "choice", choices=", ".join(one.value for one in kind))
        return default
