"""Numbers that tell one person or place from another: ids made of digests, and check digits. Plain Python."""

from hashlib import blake2b


def number_of(text: str) -> int:
    """63 bits of a digest of TEXT: an id that needs no look-up, for rows of which there are some millions."""
    return int.from_bytes(blake2b(text.encode(), digest_size=8).digest(), "big") >> 1


_DOUBLED = (0, 2, 4, 6, 8, 1, 3, 5, 7, 9)


def has_luhn_key(digits: str) -> bool:
    """Whether the last digit is the check digit of the others (ISO/IEC 7812-1), as of RPPS, SIREN and SIRET numbers."""
    if not digits.isascii() or not digits.isdigit():
        return False
    total = sum(map(int, digits[-1::-2])) + sum(_DOUBLED[int(digit)] for digit in digits[-2::-2])
    return total % 10 == 0
