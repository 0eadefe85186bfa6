"""The demonstration is whole, and false: nobody in it exists and nothing in it reaches anybody."""

import json
import stat
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth import authenticate
from django.test import override_settings
from django.utils import timezone
from pytest_django.plugin import DjangoDbBlocker

from accounts.deadlines import ONE_DAY
from accounts.models import Grant, Mutual, PublicLine, User
from accounts.queries import granted_mutual_ids, policy_of
from accounts.roles import Role
from accounts.scopes import within_mutuals
from audit.models import JournalEntry
from callbacks.enums import Skill
from callbacks.models import Absence
from callbacks.queries import experts_of
from members import queries, sealing
from members.enums import RightsState
from members.models import Consent, Correspondent, Fragility, Member, Phone, Product, SearchName
from members.nir import is_invented, parse
from territory.phones import is_fictitious
from tests.conftest import _truncate
from workstation import demonstration
from workstation.demonstration import NotEmptyError, load

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def accounts_file(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Path]:
    """The demonstration, loaded once for all these tests and taken away after them."""
    folder = tmp_path_factory.mktemp("demonstration")
    with override_settings(DEMO=True, VAR=folder, MEDIA_ROOT=folder / "files"):
        with django_db_blocker.unblock():
            path = load().accounts_file
        yield path
    with django_db_blocker.unblock():
        _truncate()


@pytest.fixture
def loaded(accounts_file: Path, db: None) -> Iterator[list[dict[str, Any]]]:
    """The rows of the accounts file, inside the scope of the three mutuals."""
    with within_mutuals(list(Mutual.objects.values_list("pk", flat=True))):
        yield json.loads(accounts_file.read_text(encoding="utf-8"))


def person(number: str, rank: int = 1) -> Member:
    return Member.objects.select_related("contract", "mutual").get(number=number, rank=rank)


# ---- it is false


def test_every_social_security_number_is_invented(loaded: object) -> None:
    sealed = Member.objects.exclude(nir_sealed=None).values_list("nir_sealed", "pk")
    real = [pk for nir, pk in sealed if not is_invented(parse(sealing.unseal(bytes(nir or b""), member_id=pk)))]
    assert (len(sealed) > 1000, real) == (True, [])


def test_nobody_answers_at_any_number(loaded: object) -> None:
    numbers = [
        *Phone.objects.values_list("number", flat=True),
        *PublicLine.objects.values_list("number", flat=True),
        *Correspondent.objects.values_list("phone", flat=True),
    ]
    assert (len(numbers) > 1000, [number for number in numbers if not is_fictitious(number.as_e164)]) == (True, [])


def test_no_message_reaches_anybody(loaded: object) -> None:
    addresses = [
        *Member.objects.exclude(email="").values_list("email", flat=True),
        *User.objects.exclude(email="").values_list("email", flat=True),
    ]
    reached = [email for email in addresses if not email.endswith(("@exemple.fr", ".invalid"))]
    assert (len(addresses) > 500, reached) == (True, [])


# ---- it is whole


def test_people_of_three_mutuals(loaded: object) -> None:
    counts = {mutual.code: Member.objects.filter(mutual=mutual).count() for mutual in Mutual.objects.all()}
    assert counts == {"arbelle": 1200, "courlis": 600, "tamaris": 200}


def test_each_mutual_has_what_it_needs(loaded: object) -> None:
    today = timezone.localdate()
    for mutual in Mutual.objects.all():
        levels = Product.objects.filter(mutual=mutual).values_list("level", flat=True)
        assert sorted(levels) == [1, 2, 3, 4, 5]
        assert mutual.opening_windows.count() == 6
        assert policy_of(mutual, on=today).quote_days == 3
        assert Path(mutual.logo.path).read_bytes()[:4] == b"\x89PNG"


def contrast_with_white(colour: str) -> float:
    """WCAG 2.2, relative luminance."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 1.05 / (0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2] + 0.05)


def test_colours_can_be_written_on(loaded: object) -> None:
    assert [mutual.code for mutual in Mutual.objects.all() if contrast_with_white(mutual.colour) < 4.5] == []


def test_everybody_is_found_by_name(loaded: object) -> None:
    assert Member.objects.exclude(pk__in=SearchName.objects.values("member_id")).count() == 0


def test_household_of_the_first_call(loaded: object) -> None:
    helene = person("20411873")
    family = [member.full_name for member in queries.family_of(helene)]
    numbers = Phone.objects.filter(member=helene).values_list("number", flat=True)
    assert (family, "+33465712348" in numbers) == (
        ["Hélène Marchandeau", "Bernard Marchandeau", "Théo Marchandeau"],
        True,
    )


@pytest.mark.parametrize(
    ("number", "rank", "state"),
    [
        ("20411873", 1, RightsState.OPEN),
        ("31190245", 1, RightsState.OPEN),
        ("08733410", 1, RightsState.ENDED),
        ("45003318", 1, RightsState.NOT_YET),
        ("28340092", 1, RightsState.SUSPENDED),
        ("51930652", 2, RightsState.ENDED),
    ],
)
def test_rights_of_the_script(loaded: object, number: str, rank: int, state: RightsState) -> None:
    assert queries.current_rights(person(number, rank), timezone.localdate()).state is state


def test_rights_of_a_namesake_ended_yesterday(loaded: object) -> None:
    assert person("08733410").covered_until == timezone.localdate() - ONE_DAY


def test_signs_and_authorisations_of_the_script(loaded: object) -> None:
    signs = Fragility.objects.values_list("member__used_name", "sign")
    allowed = Correspondent.objects.values_list("member__used_name", "relation")
    assert (dict(signs)["Castaing"], dict(signs)["Lacombe"], dict(allowed)["Lacombe"]) == (
        "hearing",
        "protected",
        "mandataire judiciaire",
    )


def test_consents_of_the_script(loaded: object) -> None:
    told = Consent.objects.filter(member=person("20411873")).order_by("channel").values_list("channel", "is_given")
    assert list(told) == [("email", True), ("phone", True), ("sms", False)]


def test_one_number_two_households(loaded: object) -> None:
    sharing = Phone.objects.filter(number="+33261914012").values_list("member__used_name", flat=True)
    assert sorted(sharing) == ["Pradel", "Vasseur"]


# ---- accounts


def test_every_role_can_be_tried(loaded: list[dict[str, Any]]) -> None:
    assert {row["role"] for row in loaded} == {role.value for role in Role} - {Role.API_CLIENT.value}


def test_passwords_open_their_accounts(loaded: list[dict[str, Any]]) -> None:
    for row in loaded[:2]:
        user = authenticate(username=row["username"], password=row["password"])
        assert user == User.objects.get(username=row["username"])


def test_passwords_are_this_folder_s_own(loaded: list[dict[str, Any]]) -> None:
    passwords = {row["password"] for row in loaded}
    assert (len(passwords), min(map(len, passwords))) == (len(loaded), 19)


def test_accounts_file_is_its_owner_s(accounts_file: Path) -> None:
    assert stat.S_IMODE(accounts_file.stat().st_mode) == 0o600


def test_one_key_a_mutual(loaded: list[dict[str, Any]]) -> None:
    [keys] = [row["api_keys"] for row in loaded if "api_keys" in row]
    assert [key["mutual"] for key in keys] == ["Arbelle", "Courlis", "Tamaris"]


def test_who_may_work_for_whom(loaded: object) -> None:
    grants = {user.username: len(granted_mutual_ids(user)) for user in User.objects.filter(is_active=True)}
    assert {name: count for name, count in grants.items() if count != 3} == {"aude": 1, "karim": 0, "portail": 0}


def test_grants_had_four_eyes(loaded: object) -> None:
    pending = set(Grant.objects.filter(approved_at=None).values_list("user__username", flat=True))
    assert pending == {"karim"}


def test_one_reason_waits_for_its_review(loaded: object) -> None:
    assert [(ground.user.username, ground.member.used_name) for ground in queries.to_review()] == [
        ("samia", "Marchand")
    ]


def test_files_were_opened_by_people(loaded: object) -> None:
    readers = JournalEntry.objects.filter(act="open").values_list("actor_name", flat=True)
    assert set(readers) == {"claire", "lucie", "odile", "samia"}


# ---- all or nothing


def test_a_second_load_is_refused(loaded: object) -> None:
    with pytest.raises(NotEmptyError):
        load()


def test_days_of_the_script_follow_today() -> None:
    december = demonstration._days(date(2026, 12, 31))
    assert (december["next_month"], december["year_end"], december["yesterday"]) == (
        "2027-01-01",
        "2026-12-31",
        "2026-12-30",
    )


# ---- experts


def test_every_skill_has_an_expert_who_works_for_every_mutual(loaded: list[dict[str, Any]]) -> None:
    on = timezone.now()
    skills = [
        skill.value
        for skill in Skill
        for mutual in Mutual.objects.all()
        if not experts_of(skill, mutual_id=mutual.pk, on=on)
    ]
    assert skills == []


def test_one_expert_is_away_for_three_days(loaded: list[dict[str, Any]]) -> None:
    [absence] = Absence.objects.all()
    assert (str(absence.expert), round((absence.ends_at - absence.starts_at) / ONE_DAY)) == ("Maud Thévenin", 3)
