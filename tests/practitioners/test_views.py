from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from accounts.models import Mutual
from accounts.roles import Role
from accounts.scopes import within_mutuals
from practitioners.models import Activity, Network, NetworkMember, PersonFact, PlaceFact, Practitioner
from tests.factories import accounts as make_accounts
from tests.factories import practitioners as make

pytestmark = pytest.mark.django_db
WHO = "899000000042"
ADDRESS = f"/annuaire/praticiens/{WHO}/"


@pytest.fixture
def keeper(mutual: Mutual) -> Client:
    """Who keeps the directory, with one dentist of Béziers in it."""
    make.bring([make.row(number=WHO[1:], house="12")])
    return make_accounts.browser(make_accounts.user(Role.DOCUMENTALIST, on=[mutual]))


def place() -> str:
    return f"{Activity.objects.values_list('place_id', flat=True)[0]:016x}"


def note(keeper: Client, about: str = WHO, **said: Any) -> Any:
    return keeper.post(ADDRESS, {"about": about, "source": "Appel du 12/10", **said})


def test_what_is_noted_of_a_person_is_kept_with_who_and_how(keeper: Client) -> None:
    answer = note(keeper, takes_patients="false", languages=["pt", "lsf"], stopped_on="")
    fact = PersonFact.objects.get()
    assert (answer.status_code, fact.takes_patients, fact.languages, fact.source) == (
        302,
        False,
        ["pt", "lsf"],
        "Appel du 12/10",
    )
    assert fact.noted_by is not None
    assert Activity.objects.get().is_eligible is False


def test_what_is_noted_of_a_place_is_kept(keeper: Client) -> None:
    where = place()
    note(keeper, where, access="level", phone="04 65 71 40 99", latitude="43,1", longitude="3,1")
    fact = PlaceFact.objects.get()
    assert (fact.access, fact.phone, Activity.objects.get().latitude) == ("level", "+33465714099", 43.1)
    assert "04\xa065\xa071\xa040\xa099" in keeper.get(ADDRESS).content.decode()


def test_what_was_noted_by_mistake_is_taken_back(keeper: Client) -> None:
    note(keeper, stopped_on="01/10/2026")
    gone = Activity.objects.get().is_eligible
    note(keeper, stopped_on="")
    assert (gone, Activity.objects.get().is_eligible) == (False, True)


@pytest.mark.parametrize(
    ("said", "fault"),
    [
        ({"source": ""}, "obligatoire"),
        ({"died_on": "31/02/2026"}, "existe pas"),
        ({"phone": "12", "about": "place"}, "numéro de téléphone"),
        ({"latitude": "43,1", "about": "place"}, "coordonnées"),
        ({"latitude": "143", "longitude": "1", "about": "place"}, "90"),
        ({"access": "wings", "about": "place"}, "wings"),
    ],
)
def test_what_is_wrong_is_said_and_kept(keeper: Client, said: dict[str, str], fault: str) -> None:
    if said.get("about") == "place":
        said = {**said, "about": place()}
    answer = note(keeper, **said)
    page = answer.content.decode()
    assert (answer.status_code, fault in page, PersonFact.objects.count(), PlaceFact.objects.count()) == (
        422,
        True,
        0,
        0,
    )


@pytest.mark.parametrize("about", ["", "0" * 16, "nobody"])
def test_nothing_is_noted_of_somebody_else(keeper: Client, about: str) -> None:
    assert (note(keeper, about).status_code, PersonFact.objects.count()) == (404, 0)


def test_somebody_nobody_heard_of_has_no_page(keeper: Client) -> None:
    assert keeper.get("/annuaire/praticiens/899000000059/").status_code == 404


def test_who_objected_still_has_a_page_after_the_next_import(keeper: Client) -> None:
    note(keeper, objected_on="01/10/2026")
    make.bring([make.row(number=WHO[1:], house="12"), make.row()])
    page = keeper.get(ADDRESS)
    assert (page.status_code, "01/10/2026" in page.content.decode(), Practitioner.objects.filter(pk=WHO).count()) == (
        200,
        True,
        0,
    )


def test_the_directory_leads_there_for_those_who_keep_it(keeper: Client, mutual: Mutual) -> None:
    search = "/annuaire/?profession=dentiste&place=34500"
    other = make_accounts.browser(make_accounts.user(Role.TELEADVISER, on=[mutual]))
    assert [ADDRESS in one.get(search).content.decode() for one in (keeper, other)] == [True, False]


# ---- networks

NETWORKS = "/annuaire/reseaux/"


def keep(keeper: Client, mutual: Mutual, *, at: str = NETWORKS, file: str = "", **said: Any) -> Any:
    sent: dict[str, Any] = {
        "mutual": mutual.pk,
        "name": "Kalivie",
        "effects": "Avance des frais.",
        "is_active": "on",
        **said,
    }
    if file:
        sent["file"] = SimpleUploadedFile("reseau.csv", file.encode())
    return keeper.post(at, sent)


def members(mutual: Mutual) -> set[str]:
    with within_mutuals([mutual.pk]):
        return set(NetworkMember.objects.values_list("national_id", flat=True))


def test_a_network_is_kept_with_its_list(keeper: Client, mutual: Mutual) -> None:
    kept = keep(keeper, mutual, file=f"RPPS;Nom\n{WHO[1:]};CASTELBON\n{WHO}\n\n10003461033\n")
    assert (kept.status_code, members(mutual)) == (302, {WHO, "810003461033"})
    page = keeper.get(NETWORKS).content.decode()
    assert ("Kalivie" in page, '<td class="num">2</td><td class="num">1</td>' in page) == (True, True)


def test_another_list_replaces_the_one_before(keeper: Client, mutual: Mutual) -> None:
    network = make.network(mutual, WHO)
    kept = keep(keeper, mutual, at=f"{NETWORKS}{network.pk}/", file="10003461033")
    assert (kept.status_code, members(mutual)) == (302, {"810003461033"})


def test_without_a_list_the_one_before_stays(keeper: Client, mutual: Mutual) -> None:
    network = make.network(mutual, WHO)
    keep(keeper, mutual, at=f"{NETWORKS}{network.pk}/", effects="Autre chose.")
    with within_mutuals([mutual.pk]):
        assert (Network.objects.get().effects, members(mutual)) == ("Autre chose.", {WHO})


@pytest.mark.parametrize(
    ("said", "fault"),
    [
        ({"file": "RPPS\n12\nDupont"}, "2, 3"),
        ({"file": "\n\n"}, "vide"),
        ({"effects": ""}, "obligatoire"),
        ({"name": "KALIVIE"}, "déjà"),
    ],
)
def test_a_network_that_cannot_be_kept_says_why(
    keeper: Client, mutual: Mutual, said: dict[str, str], fault: str
) -> None:
    make.network(mutual, WHO, name="Kalivie" if "name" in said else "Autre")
    answer = keep(keeper, mutual, **said)
    assert (answer.status_code, fault in answer.content.decode(), members(mutual)) == (422, True, {WHO})


def test_a_network_of_another_mutual_is_not_there(keeper: Client, mutual: Mutual, other_mutual: Mutual) -> None:
    network = make.network(other_mutual, WHO)
    answers = [keeper.get(f"{NETWORKS}{network.pk}/").status_code, keep(keeper, other_mutual).status_code]
    assert (answers, "Kalivie" in keeper.get(NETWORKS).content.decode()) == ([404, 422], False)
