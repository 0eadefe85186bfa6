"""Load data on a real database: invented people come in as a file's people do."""

import io

import pytest

from accounts.models import Mutual
from members import nir
from members.enums import ImportMode
from members.exports import export_members
from members.imports import import_members
from members.invention import household
from members.models import Consent, Contract, KnownName, Member, SearchName
from members.population import Share, ensure_products, populate, row_of
from members.sealing import unseal


@pytest.fixture
def populated(within: Mutual) -> Mutual:
    ensure_products(within)
    populate(Share(within.pk, seed=3, first=0, households=60, people=100))
    return within


@pytest.mark.usefixtures("populated")
def test_so_many_people_as_asked_for_come_in() -> None:
    assert Member.objects.count() == 100


@pytest.mark.usefixtures("populated")
def test_everybody_is_searchable_under_a_postcode_and_a_known_name() -> None:
    found = SearchName.objects.values_list("member", flat=True).distinct().count()
    known = set(KnownName.objects.filter(is_family=True).values_list("key", flat=True))

    assert (found, SearchName.objects.filter(postal_code="").count()) == (100, 0)
    assert set(SearchName.objects.values_list("family_key", flat=True)) == known


@pytest.mark.usefixtures("populated")
def test_nobody_can_have_these_social_security_numbers() -> None:
    opened = [
        nir.parse(unseal(bytes(member.nir_sealed or b""), member_id=member.pk)) for member in Member.objects.all()
    ]

    assert [number for number in opened if not nir.is_invented(number)] == []


@pytest.mark.usefixtures("populated")
def test_some_people_agreed_to_prevention_messages() -> None:
    assert set(Consent.objects.values_list("channel", "purpose")) == {("email", "prevention")}


def test_the_same_households_again_are_left_out(populated: Mutual) -> None:
    made = populate(Share(populated.pk, seed=3, first=0, households=60, people=1_000))

    assert (made, Contract.objects.count()) == (Member.objects.count() - 100, 60)


def test_an_export_of_invented_people_comes_in_again_without_a_change(populated: Mutual) -> None:
    file = io.StringIO()
    export_members(mutual=populated, file=file, with_nir=True)

    report = import_members(mutual=populated, file=io.BytesIO(file.getvalue().encode()), mode=ImportMode.COMPLETE)

    assert (report.unchanged, report.changed, report.dropped, report.refusals.listed) == (100, 0, 0, [])


def test_a_household_s_rows_are_of_one_contract() -> None:
    home = next(home for home in (household(3, index) for index in range(100)) if len(home.members) > 2)

    assert len({row_of(home, person, 7)[3:8] for person in home.members}) == 1
