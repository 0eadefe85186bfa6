import csv
from collections import Counter
from collections.abc import Callable

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from members import invention, names, nir
from members.invention import CHILD, HOLDER, PARTNER, Household, Person, household
from territory import communes, phones

SAMPLE = 50_000
COMMUNES = communes.FILE

households = st.builds(household, st.integers(0, 2**20), st.integers(0, 10**8 - 1))


@pytest.fixture(scope="module", autouse=True)
def _material() -> None:
    """Read and built before the first example, so that no example is slow."""
    household(0, 0)


@pytest.fixture(scope="module")
def sample() -> list[Person]:
    people: list[Person] = []
    index = 0
    while len(people) < SAMPLE:
        people += household(7, index).members
        index += 1
    return people


def share(people: list[Person], answers: Callable[[Person], bool]) -> float:
    return sum(map(answers, people)) / len(people)


def test_the_people_of_an_index_stay_the_same() -> None:
    family = household(1, 7)
    assert (family.number, family.street, family.postal_code) == ("59806612", "1 chemin des Quatre Vents", "69150")
    assert [(person.used_name, person.first_names, str(person.birth_date)) for person in family.members] == [
        ("Renard", "Karim Michel", "1974-01-04"),
        ("Renard", "Caroline", "1976-03-05"),
        ("Renard-Ferreira", "Elsa Emmanuelle", "2002-12-11"),
    ]


@given(st.integers(0, 2**20), st.lists(st.integers(0, 10**8 - 1), min_size=1, max_size=4))
def test_households_do_not_depend_on_the_order_in_which_they_are_made(seed: int, indices: list[int]) -> None:
    forwards = {index: household(seed, index) for index in indices}
    assert {index: household(seed, index) for index in reversed(indices)} == forwards


@given(st.integers(0, 10**8 - 1))
def test_another_seed_gives_other_people(index: int) -> None:
    assert household(1, index).members != household(2, index).members


@given(households)
def test_no_nir_can_exist(family: Household) -> None:
    assert all(nir.is_invented(nir.parse(person.nir.body + person.nir.key)) for person in family.members)


@given(households)
def test_no_telephone_can_ring(family: Household) -> None:
    numbers = [family.home_phone, *(person.mobile for person in family.members)]
    assert all(phones.is_fictitious(number) for number in numbers if number)


@given(households)
def test_no_e_mail_can_arrive(family: Household) -> None:
    addresses = [person.email.partition("@") for person in family.members if person.email]
    assert all(local.isascii() and domain in invention.EMAIL_DOMAINS for local, _, domain in addresses)


@given(households)
def test_a_household_is_a_holder_perhaps_a_partner_and_children(family: Household) -> None:
    kinships = [person.kinship for person in family.members]
    adults = 2 if PARTNER in kinships else 1
    assert kinships == [HOLDER, PARTNER][:adults] + [CHILD] * (len(kinships) - adults)
    assert [person.rank for person in family.members] == list(range(1, len(kinships) + 1))
    assert 1 <= len(kinships) <= 6


@given(households)
def test_ages_are_possible(family: Household) -> None:
    ages = [invention.REFERENCE_DAY.year - person.birth_date.year for person in family.members]
    grown = [age for age, person in zip(ages, family.members, strict=True) if person.kinship != CHILD]
    assert all(0 <= age <= 105 for age in ages)
    assert all(age >= 18 for age in grown)
    assert all(min(grown) - age >= 18 for age in ages[len(grown) :])
    assert all(person.birth_date <= invention.REFERENCE_DAY for person in family.members)


@given(households)
def test_a_nir_tells_the_sex_and_birth_of_its_holder_or_is_the_parent_s(family: Household) -> None:
    holder = family.members[0]
    for person in family.members:
        is_own = (person.nir.body[0] in ("17" if person.sex == "M" else "28")) and person.nir.body[
            1:5
        ] == f"{person.birth_date:%y%m}"
        assert is_own or (person.kinship == CHILD and person.nir == holder.nir)


@given(households)
def test_names_fit_their_columns_and_are_searchable(family: Household) -> None:
    assert (len(family.street) <= 80, len(family.commune) <= 60) == (True, True)
    for person in family.members:
        assert max(len(person.birth_name), len(person.used_name)) <= 80
        assert len(person.first_names) <= 120
        assert names.family_keys(person.birth_name, person.used_name)
        assert names.given_key(person.first_names)


@given(households)
@example(household(3, 0))
def test_only_women_use_another_name_than_their_birth_name(family: Household) -> None:
    assert all(person.sex == "F" for person in family.members if person.used_name != person.birth_name)


def test_numbers_are_unique() -> None:
    families = [household(3, index) for index in [*range(3_000), *range(10**7, 10**7 + 3_000)]]
    assert (
        len({family.number for family in families})
        == len({family.contract_number for family in families})
        == len(families)
    )


def test_mobiles_and_e_mails_of_a_small_demonstration_are_unique() -> None:
    people = [person for index in range(3_000) for person in household(3, index).members]
    mobiles = [person.mobile for person in people if person.mobile]
    assert len(set(mobiles)) == len(mobiles)


def test_places_are_real() -> None:
    with COMMUNES.open(encoding="utf-8", newline="") as lines:
        real = {(row["postal_code"], row["name"], row["insee_code"]) for row in csv.DictReader(lines)}
    found = {
        (family.postal_code, family.commune, family.insee_code)
        for family in (household(5, index) for index in range(2_000))
    }
    assert found <= real


def test_places_follow_the_population() -> None:
    departments = Counter(household(5, index).insee_code[:2] for index in range(5_000))
    assert departments["59"] > 4 * departments["48"]


def test_there_are_as_many_family_names_as_wanted() -> None:
    found = invention.surnames().values
    assert (len(found), len(set(found)), list(found[:3])) == (80_000, 80_000, ["Martin", "Bernard", "Thomas"])


def test_many_family_names_are_confusable() -> None:
    sounds = Counter(names.phonetic_key(names.fold(name)) for name in invention.surnames().values)
    assert sum(count for count in sounds.values() if count > 1) > 30_000


@pytest.mark.parametrize(
    ("wanted", "answers"),
    [
        ((0.0030, 0.0050), lambda person: person.birth_name == "Martin"),
        ((0.020, 0.040), lambda person: "-" in person.birth_name),
        ((0.020, 0.045), lambda person: any(word in names.PARTICLES for word in names.fold(person.birth_name).split())),
        ((0.48, 0.54), lambda person: person.sex == "F"),
        ((0.17, 0.30), lambda person: person.birth_date.year > 2007),
        ((0.09, 0.25), lambda person: person.birth_date.year < 1956),
        ((0.0005, 0.01), lambda person: person.birth_date.year < 1930),
    ],
    ids=["Martin", "double-barrelled", "particle", "women", "minors", "over 70", "over 95"],
)
def test_frequencies(sample: list[Person], wanted: tuple[float, float], answers: Callable[[Person], bool]) -> None:
    assert wanted[0] <= share(sample, answers) <= wanted[1]


def test_half_of_the_people_bear_a_name_outside_the_first_thousand(sample: list[Person]) -> None:
    first_thousand = set(invention.surnames().values[:1000])
    assert 0.45 <= share(sample, lambda person: person.birth_name not in first_thousand) <= 0.55


def test_names_by_marriage_are_of_older_women(sample: list[Person]) -> None:
    def married(first: int, last: int) -> float:
        women = [person for person in sample if person.sex == "F" and first <= person.birth_date.year <= last]
        return share(women, lambda person: person.used_name != person.birth_name)

    assert married(1998, 2005) < 0.2 < married(1966, 1990) < 0.5 < married(1920, 1955)


def test_children_mostly_bear_the_name_of_a_parent() -> None:
    families = [household(9, index).members for index in range(5_000)]
    same = [child.used_name == family[0].used_name for family in families for child in family if child.kinship == CHILD]
    assert 0.5 <= sum(same) / len(same) <= 0.9


def test_first_names_follow_the_year_of_birth(sample: list[Person]) -> None:
    def most_given(sex: str, first: int, last: int) -> set[str]:
        found = Counter(
            person.first_names.split()[0]
            for person in sample
            if person.sex == sex and first <= person.birth_date.year <= last
        )
        return {name for name, _ in found.most_common(5)}

    assert "Michel" in most_given("M", 1940, 1950)
    assert "Kévin" in most_given("M", 1989, 1994)
    assert "Nathalie" in most_given("F", 1964, 1970)
    assert "Emma" in most_given("F", 2002, 2010)


@pytest.mark.parametrize("sex", ["F", "M"])
def test_there_are_many_first_names(sample: list[Person], sex: str) -> None:
    assert len({person.first_names.split()[0] for person in sample if person.sex == sex}) >= 150


def test_twins_happen() -> None:
    births = Counter(
        (index, person.birth_date)
        for index in range(5_000)
        for person in household(11, index).members
        if person.kinship == CHILD
    )
    assert 0.003 <= sum(count > 1 for count in births.values()) / len(births) <= 0.03
