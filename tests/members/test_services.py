"""What an adviser may change in a file, on a real database."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone
from pghistory.models import Events

from accounts.models import Mutual, User
from accounts.roles import Role
from audit.actors import Actor, acting
from audit.models import JournalEntry
from members import queries, services
from members.enums import Channel, ConsentPurpose, FragilitySign, GroundKind, PhoneKind
from members.errors import ChangedMeanwhileError, NoGroundError, PhoneKnownError
from members.models import Address, Correspondent, Fragility, Ground, Member, Phone, SearchName
from members.services import Authorisation
from territory.models import PostalPlace
from tests.factories import accounts as make_accounts
from tests.factories import members as make

FIXED, MOBILE = "+33465712348", "+33639981234"


def open_to(user: User, member: Member, **fields: Any) -> Ground:
    ends_at = timezone.now() + timedelta(hours=1)
    return Ground.objects.create(
        **{
            "mutual": member.mutual,
            "member": member,
            "user": user,
            "kind": GroundKind.SEARCH,
            "ends_at": ends_at,
            **fields,
        }
    )


@pytest.fixture
def helene(within: Mutual, adviser: User) -> Member:
    """A holder in Béziers whose file is open to the adviser."""
    helene = make.member(within, phone=FIXED)
    open_to(adviser, helene)
    return helene


@pytest.fixture
def theo(helene: Member) -> Member:
    """Her child, who has no address of his own."""
    return make.member(
        helene.mutual, contract=helene.contract, number=helene.number, rank=2, first_names="Théo", postal_code=""
    )


def place(postal_code: str = "69001") -> PostalPlace:
    return PostalPlace.objects.filter(postal_code=postal_code).order_by("pk")[0]


def searched_under(member: Member) -> set[str]:
    return set(SearchName.objects.filter(member=member).values_list("postal_code", flat=True))


def move(user: User, member: Member, **fields: Any) -> Address:
    given = {
        "line1": "1 place des Terreaux",
        "line2": "",
        "place": place(),
        "starts_on": timezone.localdate(),
        **fields,
    }
    return services.move(user=user, member_id=member.pk, **given)


def forget_changes(member: Member) -> None:
    Member.objects.filter(pk=member.pk).update(updated_at="2020-01-01T00:00:00Z")


# ---- who may


def verbs(user: User, member: Member) -> dict[str, Any]:
    """Every verb on a file, ready to be called."""
    who: dict[str, Any] = {"user": user, "member_id": member.pk}
    given: dict[str, Any] = {"channel": Channel.SMS, "purpose": ConsentPurpose.SERVICE, "is_given": False}
    daughter = Authorisation(name="A B", relation="fille", may_know="tout", proof="lettre", starts_on=date(2026, 1, 1))
    return {
        "record_consent": lambda: services.record_consent(**who, **given),
        "note_fragility": lambda: services.note_fragility(**who, sign=FragilitySign.HEARING, help_needed="écrire"),
        "end_fragility": lambda: services.end_fragility(**who, fragility_id=1),
        "allow_correspondent": lambda: services.allow_correspondent(**who, authorisation=daughter),
        "end_correspondent": lambda: services.end_correspondent(**who, correspondent_id=1),
        "add_phone": lambda: services.add_phone(**who, number=MOBILE, kind=PhoneKind.MOBILE),
        "remove_phone": lambda: services.remove_phone(**who, phone_id=1),
        "make_main_phone": lambda: services.make_main_phone(**who, phone_id=1),
        "change_preferences": lambda: services.change_preferences(**who, email="", preferred_channel="", language="fr"),
        "move": lambda: move(user, member),
    }


VERBS = [
    "record_consent",
    "note_fragility",
    "end_fragility",
    "allow_correspondent",
    "end_correspondent",
    "add_phone",
    "remove_phone",
    "make_main_phone",
    "change_preferences",
    "move",
]


@pytest.mark.parametrize("verb", VERBS)
def test_without_a_ground_nothing_changes(within: Mutual, adviser: User, verb: str) -> None:
    with pytest.raises(NoGroundError):
        verbs(adviser, make.member(within))[verb]()


@pytest.mark.parametrize("verb", VERBS)
def test_a_supervisor_reads_and_changes_nothing(helene: Member, verb: str) -> None:
    supervisor = make_accounts.user(Role.SUPERVISOR, on=[helene.mutual])
    open_to(supervisor, helene, kind=GroundKind.BREAK_GLASS, reason="Réclamation à traiter aujourd’hui")
    with pytest.raises(NoGroundError):
        verbs(supervisor, helene)[verb]()


@pytest.mark.parametrize("verb", [verb for verb in VERBS if verb != "make_main_phone"])
def test_a_change_is_dated(helene: Member, adviser: User, verb: str) -> None:
    forget_changes(helene)
    before = timezone.now()
    verbs(adviser, helene)[verb]()
    helene.refresh_from_db()
    assert helene.updated_at >= before


@pytest.mark.parametrize("verb", ["record_consent", "change_preferences", "move"])
def test_what_was_changed_meanwhile_is_not_replaced(helene: Member, adviser: User, verb: str) -> None:
    read_at = Member.objects.get(pk=helene.pk).updated_at
    services.add_phone(user=adviser, member_id=helene.pk, number=MOBILE, kind=PhoneKind.MOBILE)
    every: dict[str, dict[str, Any]] = {
        "record_consent": {"channel": Channel.SMS, "purpose": ConsentPurpose.SERVICE, "is_given": True},
        "change_preferences": {"email": "", "preferred_channel": "", "language": "fr"},
        "move": {"line1": "a", "line2": "", "place": place(), "starts_on": timezone.localdate()},
    }
    with pytest.raises(ChangedMeanwhileError):
        getattr(services, verb)(user=adviser, member_id=helene.pk, version=read_at, **every[verb])


# ---- telephone numbers


def numbers(member: Member) -> list[tuple[str, bool]]:
    return [(str(phone.number), phone.is_main) for phone in Phone.objects.filter(member=member).order_by("pk")]


def test_first_number_is_tried_first(within: Mutual, adviser: User) -> None:
    nobody = make.member(within)
    open_to(adviser, nobody)
    services.add_phone(user=adviser, member_id=nobody.pk, number=MOBILE, kind=PhoneKind.MOBILE)
    assert numbers(nobody) == [(MOBILE, True)]


def test_one_number_is_tried_first(helene: Member, adviser: User) -> None:
    services.add_phone(user=adviser, member_id=helene.pk, number=MOBILE, kind=PhoneKind.MOBILE, is_main=True)
    assert numbers(helene) == [(FIXED, False), (MOBILE, True)]


def test_a_number_is_there_once(helene: Member, adviser: User) -> None:
    with pytest.raises(PhoneKnownError):
        services.add_phone(user=adviser, member_id=helene.pk, number=FIXED, kind=PhoneKind.HOME)


def test_another_number_is_tried_first_when_the_first_goes(helene: Member, adviser: User) -> None:
    services.add_phone(user=adviser, member_id=helene.pk, number=MOBILE, kind=PhoneKind.MOBILE)
    first = Phone.objects.get(member=helene, is_main=True)
    services.remove_phone(user=adviser, member_id=helene.pk, phone_id=first.pk)
    assert numbers(helene) == [(MOBILE, True)]


def test_number_to_try_first_changes(helene: Member, adviser: User) -> None:
    added = services.add_phone(user=adviser, member_id=helene.pk, number=MOBILE, kind=PhoneKind.MOBILE)
    services.make_main_phone(user=adviser, member_id=helene.pk, phone_id=added.pk)
    assert numbers(helene) == [(FIXED, False), (MOBILE, True)]


@pytest.mark.parametrize("verb", ["remove_phone", "make_main_phone"])
def test_a_number_of_somebody_else_is_left_alone(helene: Member, adviser: User, verb: str) -> None:
    other = make.member(helene.mutual, phone=MOBILE)
    theirs = Phone.objects.get(member=other)
    getattr(services, verb)(user=adviser, member_id=helene.pk, phone_id=theirs.pk)
    assert (numbers(other), numbers(helene)) == ([(MOBILE, True)], [(FIXED, True)])


def test_a_removed_number_is_kept_in_the_history(helene: Member, adviser: User) -> None:
    phone = Phone.objects.get(member=helene)
    services.remove_phone(user=adviser, member_id=helene.pk, phone_id=phone.pk)
    kept = Events.objects.filter(pgh_obj_model="members.Phone", pgh_obj_id=str(phone.pk))
    assert [event.pgh_data["number"] for event in kept] == [FIXED]


# ---- moving


def test_moving_ends_the_home_before(helene: Member, adviser: User) -> None:
    today = timezone.localdate()
    move(adviser, helene, starts_on=today)
    homes = Address.objects.filter(member=helene).order_by("pk").values_list("postal_code", "valid_from", "valid_until")
    assert list(homes) == [("34500", None, today - timedelta(days=1)), ("69001", today, None)]


def test_household_is_searched_at_the_new_postcode(helene: Member, theo: Member, adviser: User) -> None:
    move(adviser, helene)
    assert (searched_under(helene), searched_under(theo)) == ({"69001"}, {"69001"})


def test_a_child_with_a_home_of_their_own_stays(helene: Member, adviser: User) -> None:
    grown = make.member(helene.mutual, contract=helene.contract, number=helene.number, rank=2, postal_code="13001")
    move(adviser, helene)
    assert searched_under(grown) == {"13001"}


def test_a_child_who_leaves_moves_alone(helene: Member, theo: Member, adviser: User) -> None:
    open_to(adviser, theo)
    move(adviser, theo)
    assert (searched_under(helene), searched_under(theo)) == ({"34500"}, {"69001"})


def test_an_announced_move_waits_for_its_day(helene: Member, theo: Member, adviser: User) -> None:
    day = timezone.localdate() + timedelta(days=9)
    move(adviser, helene, starts_on=day)
    home = queries.home_of(helene)
    assert home is not None
    assert (home.postal_code, searched_under(theo)) == ("34500", {"34500"})


@pytest.mark.parametrize("late", [0, 3])
def test_an_announced_move_is_settled_on_its_day(helene: Member, theo: Member, late: int) -> None:
    day = timezone.localdate() - timedelta(days=late)
    Address.objects.filter(member=helene).update(valid_until=day - timedelta(days=1))
    Address.objects.create(
        mutual=helene.mutual, member=helene, line1="x", postal_code="69001", town="Lyon", valid_from=day
    )
    assert (services.settle_moves(), searched_under(helene), searched_under(theo)) == (2, {"69001"}, {"69001"})
    assert services.settle_moves() == 0


def test_a_move_noted_again_replaces_the_first(helene: Member, adviser: User) -> None:
    today = timezone.localdate()
    move(adviser, helene, starts_on=today + timedelta(days=9))
    move(adviser, helene, starts_on=today, place=place("13001"))
    homes = Address.objects.filter(member=helene, valid_from__isnull=False)
    assert [(home.postal_code, home.valid_from, home.valid_until) for home in homes] == [("13001", today, None)]


# ---- preferences, consents, signs, authorisations


def test_email_is_kept_as_the_search_looks_for_it(helene: Member, adviser: User) -> None:
    services.change_preferences(
        user=adviser, member_id=helene.pk, email="Helene@Exemple.fr", preferred_channel=Channel.EMAIL, language="fsl"
    )
    helene.refresh_from_db()
    assert (helene.email, helene.preferred_channel, helene.language) == ("helene@exemple.fr", "email", "fsl")


def test_the_newest_consent_counts(helene: Member, adviser: User) -> None:
    for is_given in (True, False):
        services.record_consent(
            user=adviser,
            member_id=helene.pk,
            channel=Channel.SMS,
            purpose=ConsentPurpose.SERVICE,
            is_given=is_given,
        )
    shown = queries.file_of(adviser, helene.pk).consents.all()
    assert [(consent.is_given, consent.recorded_by) for consent in shown] == [(False, adviser)]


@pytest.mark.parametrize(("noted", "last"), [(9, 1), (1, 1)])
def test_an_ended_sign_lasted_until_yesterday(helene: Member, adviser: User, noted: int, last: int) -> None:
    today = timezone.localdate()
    sign = services.note_fragility(user=adviser, member_id=helene.pk, sign=FragilitySign.AGE, help_needed="patience")
    Fragility.objects.filter(pk=sign.pk).update(noted_on=today - timedelta(days=noted))
    services.end_fragility(user=adviser, member_id=helene.pk, fragility_id=sign.pk)
    sign.refresh_from_db()
    assert sign.ends_on == today - timedelta(days=last)


def test_a_sign_noted_by_mistake_goes(helene: Member, adviser: User) -> None:
    sign = services.note_fragility(user=adviser, member_id=helene.pk, sign=FragilitySign.AGE, help_needed="patience")
    services.end_fragility(user=adviser, member_id=helene.pk, fragility_id=sign.pk)
    assert not Fragility.objects.filter(member=helene).exists()


def allow(user: User, member: Member, **days: Any) -> Correspondent:
    daughter = {"name": "Anne Roux", "relation": "fille", "may_know": "remboursements", "proof": "lettre du 2/11"}
    return services.allow_correspondent(
        user=user,
        member_id=member.pk,
        authorisation=Authorisation(**{**daughter, "starts_on": date(2026, 1, 1), **days}),
    )


def test_an_ended_authorisation_lasted_until_yesterday(helene: Member, adviser: User) -> None:
    allowed = allow(adviser, helene)
    services.end_correspondent(user=adviser, member_id=helene.pk, correspondent_id=allowed.pk)
    allowed.refresh_from_db()
    assert allowed.ends_on == timezone.localdate() - timedelta(days=1)


def test_an_authorisation_that_is_over_keeps_its_end(helene: Member, adviser: User) -> None:
    allowed = allow(adviser, helene, ends_on=date(2026, 2, 1))
    services.end_correspondent(user=adviser, member_id=helene.pk, correspondent_id=allowed.pk)
    allowed.refresh_from_db()
    assert allowed.ends_on == date(2026, 2, 1)


def test_a_change_is_journalled_with_its_author(within: Mutual) -> None:
    adviser = make_accounts.user(Role.TELEADVISER, on=[within])
    person = make.member(within)
    Ground.objects.create(
        mutual=within, member=person, user=adviser, kind="search", ends_at=timezone.now() + timedelta(hours=1)
    )
    with acting(Actor(kind="user", name=adviser.username, user_id=adviser.pk)):
        services.note_fragility(
            user=adviser, member_id=person.pk, sign=FragilitySign.HEARING, help_needed="Écrire un SMS"
        )
    assert list(JournalEntry.objects.values_list("act", "actor_id", "member_id")) == [("change", adviser.pk, person.pk)]
