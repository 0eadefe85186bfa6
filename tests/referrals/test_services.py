import itertools
import re
from collections import Counter
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, connections, transaction
from django.db.utils import ProgrammingError

from accounts.models import Mutual, User
from accounts.scopes import within_mutuals
from contacts.errors import NotHeldError
from practitioners.asking import origin_of
from practitioners.enums import ReportReason
from practitioners.models import Report
from practitioners.terms import Wishes, kind_of
from referrals.enums import AgainReason, Appointment, ListKind, Told
from referrals.errors import EmptyDirectoryError, NobodyError, NothingLeftError, NotOnListError
from referrals.models import EligibleSet, Referral
from referrals.oversight import Became, report_on, verify
from referrals.queries import record_of
from referrals.services import Asked, draw_again, draw_list, note_answer, take_off, tell
from tests.factories import contacts as make_contacts
from tests.factories import members as make_members
from tests.factories import practitioners as make

pytestmark = pytest.mark.django_db


def asked(place: str = "34500", code: str = "40", **wishes: Any) -> Asked:
    kind = kind_of(code)
    assert kind is not None
    return Asked(kind, origin_of(place), Wishes(**wishes))


def drawn(mutual: Mutual, **question: Any) -> Referral:
    return draw_list(mutual_id=mutual.pk, asked=asked(**question))


def held(mutual: Mutual, adviser: User) -> Any:
    member = make_members.member(mutual)
    return make_contacts.case(mutual, holder=adviser, member_id=member.pk)


def given(mutual: Mutual, adviser: User) -> Referral:
    return draw_list(mutual_id=mutual.pk, asked=asked(), user=adviser, case_id=held(mutual, adviser).pk)


def faults(**period: Any) -> list[tuple[int, str]]:
    return [
        (fault.referral.number, fault.what) for _, found in verify(Referral.objects.filter(**period)) for fault in found
    ]


def test_five_places_of_the_town(within: Mutual) -> None:
    make.town(12)
    referral = drawn(within)
    assert (len(referral.drawn), referral.size, referral.radius_km, referral.number) == (5, 12, 5, 1)


def test_a_draw_takes_as_many_statements_whatever_the_set(within: Mutual, django_assert_num_queries: Any) -> None:
    """The edition, the set's record, the chain's lock and end, people, extraction, record; a savepoint around them."""
    make.town(40)
    drawn(within)
    with django_assert_num_queries(9):
        drawn(within)


def test_a_place_counts_once_whatever_its_names(within: Mutual) -> None:
    make.bring([make.row(house=str(house)) for house in (1, 1, 1, 1, 2, 3, 4, 5, 6)])
    assert drawn(within).size == 6


def test_fewer_than_five_are_all_given(within: Mutual) -> None:
    make.town(3)
    referral = drawn(within)
    assert (len(referral.drawn), referral.radius_km, record_of(referral)["is_all"]) == (3, None, True)


def test_the_radius_grows_until_there_are_five(within: Mutual) -> None:
    near = [make.row() for _ in range(2)]
    agde = [make.row(postcode="34300", insee="34003", town="Agde") for _ in range(4)]
    make.bring([*near, *agde])
    assert (drawn(within).radius_km, drawn(within).size) == (50, 6)


def test_the_department_comes_last(within: Mutual) -> None:
    lunel = [make.row(postcode="34400", insee="34145", town="Lunel") for _ in range(5)]
    make.bring([make.row(), *lunel])
    assert (drawn(within).radius_km, drawn(within).size) == (None, 6)


@pytest.mark.parametrize(
    ("place", "code"),
    [("97400", "97411"), ("20000", "2A004"), ("75013", "75113"), ("97300", "97302"), ("98800", "98818")],
)
def test_overseas_corsica_and_paris_are_searched(within: Mutual, place: str, code: str) -> None:
    make.bring([make.row(postcode=place, insee=code, town="") for _ in range(6)])
    assert drawn(within, place=place).size == 6


def test_wishes_are_facts(within: Mutual) -> None:
    make.bring([make.row(sex="M" if house % 2 else "MME") for house in range(14)])
    assert (drawn(within, sex="F").size, drawn(within, sex="M").size) == (7, 7)


def test_a_specialty_is_sought_in_all_its_codes(within: Mutual) -> None:
    skills = ["SM38"] * 3 + ["SM85"] * 3 + ["SM54"] * 3
    make.bring([make.row(profession="10", skill=skill) for skill in skills])
    assert drawn(within, code="10-SM38-SM85").size == 6


def test_an_empty_directory_says_so(within: Mutual) -> None:
    with pytest.raises(EmptyDirectoryError):
        drawn(within)


def test_a_profession_with_nobody_in_the_department(within: Mutual) -> None:
    make.town(6)
    with pytest.raises(NobodyError):
        drawn(within, code="92")
    assert Referral.objects.count() == 0


def test_one_question_never_has_the_same_sequence_twice_running(within: Mutual) -> None:
    make.town(2)
    sequences = [drawn(within).place_ids for _ in range(40)]
    assert sum(one == other for one, other in itertools.pairwise(sequences)) == 0


def test_two_advisers_at_once_have_two_seeds_and_two_records(within: Mutual) -> None:
    make.town(9)
    one, other = drawn(within), drawn(within)
    assert (bytes(one.seed) != bytes(other.seed), {one.number, other.number}) == (True, {1, 2})


def test_the_same_set_is_kept_once(within: Mutual) -> None:
    make.town(9)
    drawn(within), drawn(within)
    assert EligibleSet.objects.count() == 1


# ---- another five, and names taken off


def test_another_five_are_others(within: Mutual, adviser: User) -> None:
    make.town(12)
    first = given(within, adviser)
    other = draw_again(user=adviser, referral_id=first.pk, why=AgainReason.CONSULTED)
    assert (set(first.place_ids) & set(other.place_ids), other.size, other.kind) == (set(), 7, ListKind.AGAIN)


def test_when_nothing_is_left_the_list_stays(within: Mutual, adviser: User) -> None:
    make.town(5)
    first = given(within, adviser)
    with pytest.raises(NothingLeftError):
        draw_again(user=adviser, referral_id=first.pk, why=AgainReason.CONSULTED)
    assert Referral.objects.count() == 1


def test_a_name_taken_off_gives_way_to_the_next_of_the_order(within: Mutual, adviser: User) -> None:
    make.town(12)
    first = given(within, adviser)
    after = take_off(user=adviser, referral_id=first.pk, place_id=first.place_ids[1], why=ReportReason.STOPPED)
    kept = [place for place in first.place_ids if place != first.place_ids[1]]
    assert (after.place_ids[:4], len(after.place_ids), bytes(after.seed) == bytes(first.seed)) == (kept, 5, True)


def test_a_name_taken_off_is_reported_to_the_directory(within: Mutual, adviser: User) -> None:
    make.town(12)
    first = given(within, adviser)
    take_off(
        user=adviser, referral_id=first.pk, place_id=first.place_ids[0], why=ReportReason.STOPPED, word="à la retraite"
    )
    report = Report.objects.get()
    assert (report.national_id, report.reason, report.word) == (first.drawn[0]["name"], "stopped", "à la retraite")


def test_a_member_s_refusal_says_nothing_of_the_directory(within: Mutual, adviser: User) -> None:
    make.town(12)
    first = given(within, adviser)
    take_off(user=adviser, referral_id=first.pk, place_id=first.place_ids[0], why=ReportReason.REFUSED)
    assert Report.objects.count() == 0


def test_a_list_that_something_follows_is_left(within: Mutual, adviser: User) -> None:
    make.town(12)
    first = given(within, adviser)
    draw_again(user=adviser, referral_id=first.pk, why=AgainReason.CONSULTED)
    with pytest.raises(NotOnListError):
        take_off(user=adviser, referral_id=first.pk, place_id=first.place_ids[0], why=ReportReason.FULL)


def test_only_who_has_the_contact_draws(within: Mutual, adviser: User, other_adviser: User) -> None:
    make.town(12)
    case = held(within, adviser)
    with pytest.raises(NotHeldError):
        draw_list(mutual_id=within.pk, asked=asked(), user=other_adviser, case_id=case.pk)
    assert Referral.objects.count() == 0


def test_told_aloud_leaves_a_line(within: Mutual, adviser: User) -> None:
    make.town(12)
    referral = given(within, adviser)
    tell(user=adviser, referral_id=referral.pk, channel=Told.PHONE)
    assert referral.case is not None
    assert referral.label in list(referral.case.entries.values_list("title", flat=True))


def test_what_became_of_a_list_is_counted(within: Mutual, adviser: User) -> None:
    make.town(12)
    referral = given(within, adviser)
    assert referral.case is not None
    answer = note_answer(
        user=adviser, case=referral.case, referral_id=referral.pk, appointment=Appointment.GOT, delay_days=12
    )
    assert (answer.appointment, answer.delay_days) == ("got", 12)


def test_the_report_counts_what_became_of_lists(within: Mutual, adviser: User) -> None:
    make.town(12)
    for appointment, days in (
        (Appointment.GOT, 12),
        (Appointment.GOT, 4),
        (Appointment.GOT, None),
        (Appointment.NONE, 9),
    ):
        referral = given(within, adviser)
        assert referral.case is not None
        note_answer(user=adviser, case=referral.case, referral_id=referral.pk, appointment=appointment, delay_days=days)
    became = report_on(Referral.objects.all()).became
    assert became == [Became(Appointment.GOT, 3, 8.0), Became(Appointment.NONE, 1, None)]


def test_a_list_of_somebody_else_has_no_answer_here(within: Mutual, adviser: User) -> None:
    make.town(12)
    referral = given(within, adviser)
    stranger = make_members.member(within)
    case = make_contacts.case(within, member_id=stranger.pk)
    with pytest.raises(Referral.DoesNotExist):
        note_answer(user=adviser, case=case, referral_id=referral.pk, appointment=Appointment.NONE)


# ---- proof


def a_day(mutual: Mutual, adviser: User, lists: int = 12) -> list[Referral]:
    make.town(12)
    first = given(mutual, adviser)
    take_off(user=adviser, referral_id=first.pk, place_id=first.place_ids[0], why=ReportReason.FULL)
    return [drawn(mutual) for _ in range(lists)]


def test_every_record_is_drawn_again_bit_for_bit(within: Mutual, adviser: User) -> None:
    a_day(within, adviser)
    assert (faults(), Referral.objects.count()) == ([], 14)


@pytest.mark.parametrize(
    ("column", "value", "found"),
    [
        ("size", "13", {"digest", "set"}),
        ("seed", r"'\x00'", {"digest", "draw"}),
        ("drawn", "'[{}]'", {"digest", "draw"}),
        ("extraction_id", "extraction_id + 1", {"digest"}),
        ("at", "at + interval '1 second'", {"digest"}),
        ("question", 'question || \'{"place": "x"}\'', {"digest", "question"}),
        ("digest", "repeat('0', 64)", {"digest"}),
    ],
)
@pytest.mark.django_db(transaction=True, databases=["default", "owner"])
def test_a_tampered_record_is_named(mutual: Mutual, adviser: User, column: str, value: str, found: set[str]) -> None:
    from audit.actors import acting, job  # noqa: PLC0415  beside the fixture that is not used here

    with acting(job("test")), within_mutuals([mutual.pk]), transaction.atomic():
        a_day(mutual, adviser, 4)
    with connections["owner"].cursor() as owner:
        owner.execute("ALTER TABLE referrals_referral NO FORCE ROW LEVEL SECURITY")
        owner.execute(f"UPDATE referrals_referral SET {column} = {value} WHERE number = 3")
        owner.execute("ALTER TABLE referrals_referral FORCE ROW LEVEL SECURITY")
    with within_mutuals([mutual.pk]), transaction.atomic():
        named = faults()
    assert {what for number, what in named if number == 3} == found
    assert {number for number, _ in named} <= {3, 4}


@pytest.mark.parametrize("statement", ["UPDATE referrals_referral SET size = 1", "DELETE FROM referrals_eligibleset"])
def test_the_application_may_neither_change_nor_remove_a_record(within: Mutual, statement: str) -> None:
    make.town(6)
    drawn(within)
    with (
        pytest.raises(ProgrammingError, match="permission denied"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)


def test_the_command_and_its_record(mutual: Mutual, capsys: pytest.CaptureFixture[str]) -> None:
    make.bring([make.row(postcode="69140", insee="69286", town="Rillieux-la-Pape") for _ in range(7)])
    call_command("draw_referral", profession="40", postcode="69140", json=True)
    said = capsys.readouterr().out
    with within_mutuals([mutual.pk]):
        record = record_of(Referral.objects.get())
    assert re.findall(r'"digest": "(\w+)"', said) == [record["digest"]]


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"postcode": "99999"}, "CEDEX"),
        ({"commune": "Genève, Suisse"}, "étranger|abroad"),
        ({"postcode": "34500", "profession": "plombier"}, "profession"),
        ({"postcode": "34500", "profession": "92"}, "orthoptiste"),
    ],
)
def test_the_command_refuses_in_words(mutual: Mutual, options: dict[str, str], said: str) -> None:
    make.town(6)
    with pytest.raises(CommandError, match=said):
        call_command("draw_referral", **{"profession": "40", **options})


def test_the_command_verifies(within: Mutual, adviser: User, capsys: pytest.CaptureFixture[str]) -> None:
    a_day(within, adviser, 3)
    call_command("verify_referrals")
    assert "5 records drawn again, 0 faults" in capsys.readouterr().out


def test_the_report_counts_every_place(within: Mutual, adviser: User) -> None:
    a_day(within, adviser, 30)
    report = report_on(Referral.objects.all())
    assert (report.lists, report.sets, len(report.exposures), report.repeated) == (31, 1, 12, 0)
    assert sum(one.times for one in report.exposures) == 31 * 5


def test_a_list_between_two_of_one_sequence_is_no_repetition(within: Mutual, adviser: User) -> None:
    """Of two places there are two sequences: the third list has the first one's as often as not."""
    make.town(2)
    for _ in range(12):
        first = given(within, adviser)
        take_off(user=adviser, referral_id=first.pk, place_id=first.place_ids[0], why=ReportReason.REFUSED)
    assert report_on(Referral.objects.all()).repeated == 0


def test_the_report_counts_who_takes_names_off(within: Mutual, adviser: User) -> None:
    a_day(within, adviser, 3)
    [conduct] = report_on(Referral.objects.all()).conducts
    assert (conduct.adviser, conduct.lists, conduct.again, conduct.removed) == (adviser, 1, 0, 1)


def test_names_at_one_place_are_drawn_alike(within: Mutual) -> None:
    make.bring([make.row(house="1", name=name) for name in ("UN", "DEUX", "TROIS")])
    named = Counter(drawn(within).drawn[0]["name"] for _ in range(60))
    assert (len(named), min(named.values()) > 5) == (3, True)
