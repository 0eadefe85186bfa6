"""Numbers that tell one person or place from another: ids made of digests, and check digits. Plain Python."""

from hashlib import blake2b


def number_of(text: str) -> int:
    """63 bits of a digest of TEXT: an id that needs no look-up, for rows of which there are some millions."""
    return int.from_bytes(blake2b(text.encode(), digest_size=8).digest(), "big") >> 1


def national_id_of(text: str) -> str | None:
    """`10003461033` and `810003461033` give the latter, nine characters of ADELI give `0` and them; None for what is neither."""
    number = "".join(text.split()).upper()
    if len(number) == 12 and number.isascii() and number.isdigit() and number[0] == "8":
        return number
    if len(number) == 11 and number.isascii() and number.isdigit():
        return f"8{number}"
    return f"0{number}" if len(number) == 9 and number.isascii() and number.isalnum() and number[2:].isdigit() else None


_ONCE = bytes(code - ord("0") if chr(code).isdigit() else 0 for code in range(128)) + bytes(128)
_TWICE = bytes(sum(divmod(2 * value, 10)) for value in _ONCE)


def has_luhn_key(digits: str) -> bool:
    """Whether the last digit is the check digit of the others (ISO/IEC 7812-1), as of RPPS, SIREN and SIRET numbers."""
    if not digits.isascii() or not digits.isdigit():
        return False
    backwards = digits.encode()[::-1]
    return (sum(backwards[::2].translate(_ONCE)) + sum(backwards[1::2].translate(_TWICE))) % 10 == 0
