"""Drawn by lot, and drawn again by whoever has the seed."""

from hashlib import blake2b
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from quality.draw import drawn, is_of_share, packed, unpacked

SEEDS = st.binary(min_size=16, max_size=32)
CONTACTS = st.lists(st.uuids(), max_size=30, unique=True)
SEED = bytes(range(32))
MANY = [UUID(int=number) for number in range(4_000)]


def test_as_the_documents_say_it() -> None:
    """As `docs/quality.md` says it, without a line of this program."""
    keyed = sorted(MANY[:20], key=lambda one: blake2b(one.bytes, digest_size=16, key=SEED).digest())
    assert drawn(MANY[:20], SEED, wanted=3) == keyed[:3]


@given(CONTACTS, SEEDS, st.integers(-1, 40), st.randoms())
def test_the_same_contacts_in_any_order(contacts: list[UUID], seed: bytes, wanted: int, chance: object) -> None:
    shuffled = list(contacts)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]  # hypothesis's own kind of Random
    found = drawn(contacts, seed, wanted=wanted)
    assert found == drawn(shuffled, seed, wanted=wanted)
    assert (len(found), len(set(found))) == (min(max(0, wanted), len(contacts)),) * 2


@given(CONTACTS)
def test_what_is_kept_is_read_again(contacts: list[UUID]) -> None:
    assert unpacked(packed([*contacts, *contacts])) == sorted(contacts, key=lambda one: one.bytes)


@given(st.uuids(), SEEDS, st.integers(0, 99))
def test_who_belongs_to_a_share_belongs_to_a_larger_one(contact: UUID, seed: bytes, percent: int) -> None:
    ladder = [is_of_share(contact, seed, percent=share) for share in (0, percent, percent + 1, 100)]
    assert ladder == sorted(ladder)
    assert (ladder[0], ladder[-1]) == (False, True)


def test_a_share_is_about_as_large_as_it_says() -> None:
    """Four standard deviations of 4,000 contacts."""
    found = sum(is_of_share(one, SEED, percent=20) for one in MANY)
    assert abs(found - 800) < 4 * (4_000 * 0.2 * 0.8) ** 0.5
