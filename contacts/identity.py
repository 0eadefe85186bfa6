"""What somebody must prove before anything is said, and what may be said then. Plain Python.

The two-facts rule of the access matrix, guided: the adviser hears the facts and ticks them, the program never reads them out.
"""

from dataclasses import dataclass

from contacts.enums import CallerKind

FACTS_NEEDED = 2

BIRTH_DATE, POSTCODE, NUMBER, PHONE, EMAIL, NIR_END, AUTHORISATION, RPPS, SIREN = (
    "birth_date",
    "postcode",
    "number",
    "phone",
    "email",
    "nir_end",
    "authorisation",
    "rpps",
    "siren",
)


@dataclass(frozen=True, slots=True)
class Check:
    """Facts of which `needed` must be told; `compulsory` ones are among them. `may_open` says whether the file opens then."""

    offered: tuple[str, ...]
    needed: int = FACTS_NEEDED
    compulsory: frozenset[str] = frozenset()
    may_open: bool = True


CHECKS: dict[CallerKind, Check] = {
    CallerKind.MEMBER: Check((BIRTH_DATE, POSTCODE, NUMBER, PHONE, EMAIL, NIR_END)),
    # A relative speaks for the member only with an authorisation in force; the member's facts alone are not theirs to use.
    CallerKind.RELATIVE: Check(
        (AUTHORISATION, BIRTH_DATE, POSTCODE, NUMBER, PHONE), needed=3, compulsory=frozenset({AUTHORISATION})
    ),
    # Rights and guarantees of a patient are told to a professional who names the patient and their own number.
    CallerKind.PROFESSIONAL: Check((RPPS, BIRTH_DATE, NUMBER, NIR_END), needed=3, compulsory=frozenset({RPPS})),
    # Nothing of a member is told to an employer or a stranger.
    CallerKind.EMPLOYER: Check((SIREN,), needed=1, compulsory=frozenset({SIREN}), may_open=False),
    CallerKind.OTHER: Check((), needed=0, may_open=False),
}


def is_proven(kind: CallerKind, told: frozenset[str], *, known: frozenset[str] = frozenset()) -> bool:
    """Whether TOLD, with what is KNOWN without asking (the number that calls), is enough for this kind of caller."""
    check = CHECKS[kind]
    facts = (told | known) & frozenset(check.offered)
    return len(facts) >= check.needed and check.compulsory <= facts
