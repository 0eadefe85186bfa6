"""Telephone numbers: any French or overseas writing to E.164 and back, without the library's cost on the usual ones."""

import re

import phonenumbers

FICTITIOUS = ("+3319900", "+3326191", "+3335301", "+3346571", "+3353649", "+3363998")
"""Arcep's ranges for fiction: 01 99 00, 02 61 91, 03 53 01, 04 65 71, 05 36 49 and 06 39 98, then four digits."""

# Overseas subscribers are dialled 0 and nine digits from France, and have a country code of their own (Arcep's numbering plan).
_OVERSEAS = {
    "262": "262", "263": "262", "692": "262", "693": "262",  # La Réunion
    "269": "262", "639": "262",  # Mayotte
    "590": "590", "690": "590", "691": "590",  # Guadeloupe, Saint-Martin, Saint-Barthélemy
    "594": "594", "694": "594",  # Guyane
    "596": "596", "696": "596", "697": "596",  # Martinique
}  # fmt: skip
_SAINT_PIERRE = "508"
_OVERSEAS_CODES = ("262", "590", "594", "596", _SAINT_PIERRE)
_NEW_OVERSEAS_MOBILES = "70"  # 0708 and 0709, shared out finely between the territories: the library knows how

# 0639 is Mayotte's but for 06 39 98, which nobody has there: the library leaves it out of both plans, so it stays a French fiction.
_FICTITIOUS_MOBILE = "63998"

_NOT_DIALLED = bytes(code for code in range(256) if chr(code) not in "+0123456789")
_USUAL = re.compile(r"(?:(?:\+|00)(33|262|590|594|596|508)0?|0)([1-9][0-9]{5}(?:[0-9]{3})?)").fullmatch
_EXTENSION = re.compile(r"(?<=\d)[\s,;.(-]*(?:poste|post|ext|p)\b.*", re.IGNORECASE | re.DOTALL)
_SHORTEST = 7
_LONGEST_TEXT = 60


def to_e164(text: str) -> str | None:
    """`tel: 04/65.71.23.48` gives `+33465712348`; None for what is not one number that can be dialled from abroad.

    French numbers are judged by their form (0 and nine digits), since the numbering plan changes more often than members' files;
    others by the library's plan. A lost first zero is restored, an extension is dropped, two numbers in one text are refused.
    """
    dialled = text.encode("ascii", "ignore").translate(None, _NOT_DIALLED).decode()
    usual = _USUAL(dialled)
    if usual is None:
        return _other(text, dialled)
    code, national = usual.groups()
    if len(national) == 6:
        return f"+508{national}" if code == _SAINT_PIERRE else _other(text, dialled)
    if code in {None, "33"}:
        if national.startswith(_SAINT_PIERRE):
            return f"+{national}"
        return f"+{_country_code(national)}{national}"
    return f"+{code}{national}" if _country_code(national) == code else _other(text, dialled)


def _country_code(national: str) -> str:
    if national.startswith(_FICTITIOUS_MOBILE):
        return "33"
    if national.startswith(_NEW_OVERSEAS_MOBILES):
        return next((code for code in _OVERSEAS_CODES if _is_valid(f"+{code}{national}")), "33")
    return _OVERSEAS.get(national[:3], "33")


def _is_valid(e164: str) -> bool:
    return phonenumbers.is_valid_number(phonenumbers.parse(e164))


def _other(text: str, dialled: str) -> str | None:
    if len(text) > _LONGEST_TEXT or (text.isascii() and len(dialled) < _SHORTEST):
        return None
    extension = _EXTENSION.search(text)
    if extension:
        return to_e164(text[: extension.start()])
    try:
        number = phonenumbers.parse(text, "FR")
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_valid_number(number):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def as_dialled(e164: str) -> str:
    """The digits that are dialled in France: `+33465712348` and `+262692012345` with a zero first, others with 00."""
    for code in ("33", *_OVERSEAS_CODES):
        national = e164.removeprefix(f"+{code}")
        if national != e164 and len(national) == 9:
            return f"0{national}"
    return f"00{e164.removeprefix('+')}"


def is_fictitious(e164: str) -> bool:
    """Whether the number lies in a range that Arcep keeps for fiction: nobody answers there."""
    return len(e164) == 12 and e164.startswith(FICTITIOUS)


_SERVICE_TYPES = frozenset(
    {
        phonenumbers.PhoneNumberType.PREMIUM_RATE,
        phonenumbers.PhoneNumberType.SHARED_COST,
        phonenumbers.PhoneNumberType.TOLL_FREE,
        phonenumbers.PhoneNumberType.UAN,
    }
)


def is_service(e164: str) -> bool:
    """Whether this is the number of a service, such as 0 800 or 0 899, at which nobody in particular is called back."""
    return e164.startswith("+338") or phonenumbers.number_type(phonenumbers.parse(e164)) in _SERVICE_TYPES


def is_premium(e164: str) -> bool:
    """Whether a call to this number is paid dearly: 089 in France (Arcep's numbering plan), premium rates elsewhere."""
    kind = phonenumbers.number_type(phonenumbers.parse(e164))
    return e164.startswith("+3389") or kind == phonenumbers.PhoneNumberType.PREMIUM_RATE
