"""The week, absences, the other agenda and the feed, as they are asked for."""

import re
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from accounts.models import Mutual, User
from accounts.roles import Role
from callbacks import deadlines, results
from callbacks.enums import Skill
from callbacks.models import Absence, Callback, Expert
from tests.factories import accounts as make_accounts
from tests.factories import callbacks as make
from tests.factories.calendars import at, calendar

pytestmark = pytest.mark.usefixtures("within")
PARIS = ZoneInfo("Europe/Paris")
WEEK, ABSENCES, CALENDARS = (reverse(f"callbacks:{name}") for name in ("agenda", "absences", "calendars"))


@pytest.fixture
def expert(within: Mutual) -> Expert:
    user = make_accounts.user(Role.EXPERT, on=[within], first_name="Lucie", last_name="Amblard")
    return make.expert(within, user=user)


@pytest.fixture
def boss(within: Mutual) -> User:
    return make_accounts.user(Role.SUPERVISOR, on=[within])


def text_of(answer: Any) -> str:
    return re.sub(r"\s+", " ", answer.content.decode())


def day(offset: int) -> str:
    return f"{datetime.now(PARIS) + timedelta(days=offset):%d/%m/%Y}"


def absence(expert: Expert, **fields: str) -> dict[str, Any]:
    said = {"step": "preview", "expert": expert.pk, "kind": "sudden", "day_from": day(0), "day_until": day(2)}
    return {**said, "hour_from": "", "hour_until": "", **fields}


def faults(answer: Any, form: str = "form") -> dict[str, list[str]]:
    return dict(answer.context[form].errors)


# ---- the week


def week_of(user: User, promise: Callback) -> results.Week:
    """The one in which the promise is planned."""
    assert promise.planned_at is not None
    asked = {"semaine": results.iso_week(promise.planned_at.astimezone(PARIS).date())}
    week: results.Week = make_accounts.browser(user).get(WEEK, asked).context["week"]
    return week


def test_everybody_who_works_contacts_reads_the_week(expert: Expert, adviser: User, boss: User) -> None:
    found = {make_accounts.browser(user).get(WEEK).status_code for user in (adviser, expert.user, boss)}
    assert found == {200}


def test_a_booked_slot_is_taken_and_makes_the_load(within: Mutual, adviser: User, expert: Expert) -> None:
    week = week_of(adviser, make.promise(within, adviser))
    assert [(load.letters, load.booked, load.weight) for load in week.loads] == [("A", 1, 1.0)]


def test_a_half_time_expert_is_twice_as_loaded(within: Mutual, adviser: User) -> None:
    make.expert(within, share=50)
    [load] = week_of(adviser, make.promise(within, adviser)).loads
    assert (load.booked, load.weight, load.width) == (1, 2.0, 100)


def test_a_skill_is_shown_by_itself(within: Mutual, adviser: User, expert: Expert) -> None:
    lawyer = make.expert(within, skills=(Skill.LAWYER,))
    week = make_accounts.browser(adviser).get(WEEK, {"competence": "lawyer"}).context["week"]
    assert [load.expert for load in week.loads] == [lawyer]


def test_an_expert_is_shown_by_oneself(within: Mutual, adviser: User, expert: Expert) -> None:
    make.expert(within)
    week = make_accounts.browser(adviser).get(WEEK, {"expert": expert.pk}).context["week"]
    assert [load.expert for load in week.loads] == [expert]


@pytest.mark.parametrize("asked", ["2026-W54", "hier", "", "9999999-W01", "2026-W", "-W-1", "0001-W01", "9999-W52"])
def test_an_address_that_names_no_week_shows_this_one(expert: Expert, adviser: User, asked: str) -> None:
    week = make_accounts.browser(adviser).get(WEEK, {"semaine": asked}).context["week"]
    assert week.name == results.iso_week(datetime.now(PARIS).date())


def test_many_experts_are_counted(within: Mutual, adviser: User) -> None:
    for _ in range(results.MOST_COLUMNS + 1):
        make.expert(within)
    later = results.iso_week((datetime.now(PARIS) + timedelta(days=7)).date())
    week = make_accounts.browser(adviser).get(WEEK, {"semaine": later}).context["week"]
    assert (week.is_counted, week.rows[4].boxes[1].text) == (True, "9")


def test_without_an_expert_the_page_says_so(within: Mutual, adviser: User) -> None:
    assert "Aucun expert n’est encore à l’agenda" in text_of(make_accounts.browser(adviser).get(WEEK))


@pytest.mark.parametrize("experts", [1, 50])
def test_queries_do_not_grow(
    within: Mutual, adviser: User, experts: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(experts):
        make.expert(within)
    desk = make_accounts.browser(adviser)
    desk.get(WEEK)
    with django_assert_num_queries(18):
        desk.get(WEEK)


def test_slots_that_are_not_of_a_half_hour_show_where_they_lie(within: Mutual) -> None:
    monday = results.monday_of("2030-W10", today=datetime.now(PARIS).date())
    one = make.expert(within, always=False, slot_minutes=20, buffer_minutes=10)
    make.hours(one, 1, time(9), time(10))
    week = results.week_of([one], monday, now=datetime.now(PARIS))
    assert [row.label for row in week.rows if "free" in row.boxes[0].css] == ["09:00", ""]


# ---- absences


def test_the_preview_moves_nothing(within: Mutual, adviser: User, expert: Expert) -> None:
    promise = make.promise(within, adviser)
    answer: Any = make_accounts.browser(expert.user).post(ABSENCES, absence(expert))
    assert (answer.context["moved"], Absence.objects.count(), Callback.objects.get().owner) == (
        [promise], 0, expert.user
    )  # fmt: skip


def test_what_is_declared_says_who_has_what_and_who_must_be_told(
    within: Mutual, adviser: User, expert: Expert, boss: User
) -> None:
    promise, other = make.promise(within, adviser), make.expert(within)
    answer: Any = make_accounts.browser(boss).post(ABSENCES, absence(expert, step="declare"))
    [moved] = answer.context["done"]
    assert (moved.callback.pk, moved.owner, Absence.objects.get().created_by) == (promise.pk, str(other), boss)


def test_the_member_is_told(within: Mutual, adviser: User, expert: Expert, boss: User) -> None:
    promise = make.promise(within, adviser)
    make.expert(within)
    desk = make_accounts.browser(boss)
    desk.post(ABSENCES, absence(expert, step="declare"))
    answer = desk.post(f"/rappels/{promise.pk}/prevenu/", {"to": "absences"})
    promise.refresh_from_db()
    assert (promise.must_tell, answer["Location"]) == (False, ABSENCES)


def test_an_expert_enters_ones_own_only(within: Mutual, expert: Expert) -> None:
    answer = make_accounts.browser(make.expert(within).user).post(ABSENCES, absence(expert, step="declare"))
    assert (answer.status_code, list(faults(answer))) == (422, ["expert"])


def test_an_adviser_has_no_such_page(expert: Expert, adviser: User) -> None:
    assert make_accounts.browser(adviser).get(ABSENCES).status_code == 404


def test_promises_of_another_mutual_are_not_told(other_mutual: Mutual, expert: Expert, adviser: User) -> None:
    stranger = make_accounts.user(Role.SUPERVISOR, on=[other_mutual])
    promise = make.promise(Mutual.objects.get(code="arbelle"), adviser)
    desk = make_accounts.browser(stranger)
    assert desk.post(f"/rappels/{promise.pk}/prevenu/").status_code == 404


def test_only_how_many_promises_of_other_mutuals_is_said(
    within: Mutual, other_mutual: Mutual, adviser: User, expert: Expert
) -> None:
    make.promise(within, adviser)
    stranger = make_accounts.user(Role.SUPERVISOR, on=[other_mutual])
    answer: Any = make_accounts.browser(stranger).post(ABSENCES, absence(expert, step="declare"))
    assert (answer.context["done"], answer.context["others"], "Couronne" in text_of(answer)) == ([], 1, False)


@pytest.mark.parametrize(
    ("fields", "field", "fault"),
    [
        ({"day_from": day(3), "day_until": day(2)}, "day_until", "Cela finit avant d’avoir commencé. Corrigez la fin."),
        ({"day_from": day(-3), "day_until": day(-1)}, "day_until", "C’est déjà passé. Saisissez un temps à venir."),
        ({"day_until": "31/02/2027"}, "day_until", "Ce jour n’existe pas."),
        ({"day_from": ""}, "day_from", "Dites quel jour cela commence."),
        ({"hour_from": "midi"}, "hour_from", "Écrivez une heure comme 14:30."),
        ({"kind": ""}, "kind", "Dites si l’absence était prévue."),
    ],
)
def test_what_cannot_be_an_absence(expert: Expert, fields: dict[str, str], field: str, fault: str) -> None:
    answer = make_accounts.browser(expert.user).post(ABSENCES, absence(expert, **{**fields, "step": "declare"}))
    assert (answer.status_code, faults(answer), Absence.objects.count()) == (422, {field: [fault]}, 0)


@pytest.mark.parametrize(
    ("on", "words"),
    [
        ("28/03/2027", "n’existe pas ce jour-là"),
        ("31/10/2027", "revient deux fois ce jour-là"),
    ],
)
@pytest.mark.attack(27)
def test_an_hour_of_the_change_of_clocks(expert: Expert, on: str, words: str) -> None:
    typed = absence(expert, day_from=on, hour_from="02:30", day_until=on, hour_until="12:00", step="declare")
    answer = make_accounts.browser(expert.user).post(ABSENCES, typed)
    [fault] = faults(answer)["hour_from"]
    assert (answer.status_code, words in fault, Absence.objects.count()) == (422, True, 0)


def test_what_was_typed_is_kept(expert: Expert) -> None:
    typed = absence(expert, day_from=day(3), day_until=day(2), hour_from="8h30")
    assert 'value="8h30"' in text_of(make_accounts.browser(expert.user).post(ABSENCES, typed))


def hours(expert: Expert, **fields: str) -> dict[str, Any]:
    said = {"expert": expert.pk, "day_from": day(1), "hour_from": "18:00", "day_until": day(1), "hour_until": "20:00"}
    return {"step": "hours", **{f"hours-{name}": value for name, value in {**said, **fields}.items()}}


def test_extra_hours(expert: Expert, boss: User) -> None:
    make_accounts.browser(boss).post(ABSENCES, hours(expert))
    [row] = make.entered()
    assert (row.expert, f"{row.starts_at.astimezone(PARIS):%d/%m/%Y %H:%M}") == (expert, f"{day(1)} 18:00")


def test_extra_hours_say_from_when_until_when(expert: Expert) -> None:
    answer = make_accounts.browser(expert.user).post(ABSENCES, hours(expert, hour_until=""))
    assert (faults(answer, "hours"), make.entered().count()) == (
        {"hour_until": ["Dites de quelle heure à quelle heure."]}, 0
    )  # fmt: skip


@pytest.mark.parametrize(
    "sent",
    [
        {"step": "nothing"},
        {},
        {"step": "remove-absence", "absence": "7"},
        {"step": "remove-hours", "hours": "sept"},
    ],
)
def test_what_is_not_there(expert: Expert, sent: dict[str, str]) -> None:
    assert make_accounts.browser(expert.user).post(ABSENCES, sent).status_code == 404


# ---- the other agenda


def upload(client: Client, content: bytes) -> Any:
    return client.post(CALENDARS, {"step": "read", "file": SimpleUploadedFile("agenda.ics", content)})


def busy() -> bytes:
    on = f"{datetime.now(PARIS) + timedelta(days=3):%Y%m%d}"
    return calendar(at("a", f"{on}T090000", f"{on}T100000"))


def test_a_file_makes_busy_times(expert: Expert) -> None:
    answer = upload(make_accounts.browser(expert.user), busy())
    assert (answer.context["done"].added, Absence.objects.get().uid) == (1, "a")


def test_a_text_makes_busy_times(expert: Expert) -> None:
    make_accounts.browser(expert.user).post(CALENDARS, {"step": "read", "text": busy().decode()})
    assert Absence.objects.get().uid == "a"


def test_a_file_that_is_no_calendar_is_refused_in_words(expert: Expert) -> None:
    answer = upload(make_accounts.browser(expert.user), b"Bonjour")
    assert (answer.status_code, faults(answer)) == (
        422,
        {"file": ["Ce fichier n’est pas un fichier iCalendar. Exportez l’agenda au format .ics et recommencez."]},
    )


def test_nothing_was_sent(expert: Expert) -> None:
    answer = make_accounts.browser(expert.user).post(CALENDARS, {"step": "read"})
    assert (answer.status_code, faults(answer)) == (422, {"file": ["Choisissez un fichier, ou collez son texte."]})


@pytest.mark.parametrize("role", [Role.TELEADVISER, Role.SUPERVISOR])
def test_only_experts_have_another_agenda(within: Mutual, role: Role) -> None:
    assert make_accounts.browser(make_accounts.user(role, on=[within])).get(CALENDARS).status_code == 404


# ---- the feed


@pytest.fixture
def feed(expert: Expert) -> str:
    page = make_accounts.browser(expert.user).post(CALENDARS, {"step": "renew"})
    found = re.search(r"/agenda/flux/[\w-]{43}\.ics", text_of(page))
    assert found
    return found.group()


def test_the_address_is_shown_once(expert: Expert, feed: str) -> None:
    assert feed not in text_of(make_accounts.browser(expert.user).get(CALENDARS))


def test_the_feed_tells_when_and_nothing_else(within: Mutual, adviser: User, feed: str) -> None:
    promise = make.promise(within, adviser, question="Question sur l’ostéoporose")
    content = make_accounts.browser().get(feed).content.decode()
    assert promise.planned_at
    kept = [line for line in content.splitlines() if line.startswith(("SUMMARY", "DTSTART", "DESCRIPTION", "LOCATION"))]
    assert kept == ["SUMMARY:Rappel", f"DTSTART:{promise.planned_at:%Y%m%dT%H%M%SZ}"]


@pytest.mark.parametrize("said", ["Couronne", "ostéoporose", "465712348", "callback"])
def test_nothing_personal_is_in_the_feed(within: Mutual, adviser: User, feed: str, said: str) -> None:
    promise = make.promise(within, adviser, question="Question sur l’ostéoporose")
    content = make_accounts.browser().get(feed).content.decode()
    assert [word for word in (said, str(promise.pk), str(promise.case_id)) if word in content] == []


def test_the_feed_needs_no_session_and_makes_none(feed: str) -> None:
    client = make_accounts.browser()
    answer = client.get(feed)
    assert (answer.status_code, answer.headers["Content-Type"], list(client.cookies)) == (
        200, "text/calendar; charset=utf-8", []
    )  # fmt: skip


@pytest.mark.parametrize("secret", ["nulle-part", "x" * 43, "%20"])
def test_an_unknown_feed_is_not_there(db: None, secret: str) -> None:
    assert make_accounts.browser().get(f"/agenda/flux/{secret}.ics").status_code == 404


def test_the_feed_of_who_left_is_not_there(expert: Expert, feed: str) -> None:
    Expert.objects.filter(pk=expert.pk).update(is_active=False)
    assert make_accounts.browser().get(feed).status_code == 404


def test_who_asks_too_often_waits(feed: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(deadlines, "FEED_AT_MOST", 2)
    client = make_accounts.browser()
    assert [client.get(feed).status_code for _ in range(3)] == [200, 200, 429]
