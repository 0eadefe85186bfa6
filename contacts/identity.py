"""What somebody must prove before anything is said, and what may be said then. Plain Python.

The two-facts rule of the access matrix, guided: the adviser hears the facts and ticks them, the program never reads them out.
"""

from dataclasses import dataclass

from contacts.enums import CallerKind, Fact

FACTS_NEEDED = 2


@dataclass(frozen=True, slots=True)
class Check:
    """Facts of which `needed` must be told; `compulsory` ones are among them. `may_open` says whether the file opens then."""

    offered: tuple[Fact, ...]
    needed: int = FACTS_NEEDED
    compulsory: frozenset[Fact] = frozenset()
    may_open: bool = True


CHECKS: dict[CallerKind, Check] = {
    CallerKind.MEMBER: Check((Fact.BIRTH_DATE, Fact.POSTCODE, Fact.NUMBER, Fact.PHONE, Fact.EMAIL)),
    # A relative speaks for the member only with an authorisation in force; the member's facts alone are not theirs to use.
    CallerKind.RELATIVE: Check(
        (Fact.AUTHORISATION, Fact.BIRTH_DATE, Fact.POSTCODE, Fact.NUMBER, Fact.PHONE),
        needed=3,
        compulsory=frozenset({Fact.AUTHORISATION}),
    ),
    # Rights and guarantees of a patient are told to a professional who names the patient and their own number.
    CallerKind.PROFESSIONAL: Check(
        (Fact.RPPS, Fact.BIRTH_DATE, Fact.NUMBER), needed=3, compulsory=frozenset({Fact.RPPS})
    ),
    # Nothing of a member is told to an employer or a stranger.
    CallerKind.EMPLOYER: Check((Fact.SIREN,), needed=1, compulsory=frozenset({Fact.SIREN}), may_open=False),
    CallerKind.OTHER: Check((), needed=0, may_open=False),
}

SEARCHED: dict[str, Fact] = {
    "birth": Fact.BIRTH_DATE,
    "place": Fact.POSTCODE,
    "number": Fact.NUMBER,
    "phone": Fact.PHONE,
    "email": Fact.EMAIL,
}
"""What a search by the caller's words has proven, of the kinds of facts of `members.matching`. A name proves nothing here."""


def is_proven(kind: CallerKind, told: frozenset[str], *, known: frozenset[str] = frozenset()) -> bool:
    """Whether TOLD, with what is KNOWN without asking (the number that calls), is enough for this kind of caller."""
    check = CHECKS[kind]
    facts = (told | known) & frozenset(check.offered)
    return len(facts) >= check.needed and check.compulsory <= facts


def is_rpps(number: str) -> bool:
    """Eleven digits of the shared directory of health professionals, the last of which checks the others (Luhn)."""
    return _checks_out(number, length=11)


def is_siren(number: str) -> bool:
    """Nine digits of the register of companies, with the same check."""
    return _checks_out(number, length=9)


def _checks_out(number: str, *, length: int) -> bool:
    digits = "".join(number.split())
    if len(digits) != length or not (digits.isascii() and digits.isdigit()):
        return False
    doubled = [int(digit) * (1 + place % 2) for place, digit in enumerate(reversed(digits))]
    return sum(value - 9 if value > 9 else value for value in doubled) % 10 == 0
