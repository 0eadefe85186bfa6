"""The board: what waits, who works, what falls due, in the reader's mutuals and without a name of a member."""

import re
from datetime import date, datetime, timedelta
from fractions import Fraction
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import Mutual, User
from accounts.roles import Role
from accounts.scopes import within_mutuals
from clock import oversight as promised
from clock.enums import Commitment
from clock.models import Heartbeat
from complaints.models import Term
from complaints.queries import Due
from contactcenter.enforcement import RECONCILABLE
from contacts.enums import CallState, Channel, Direction, PresenceState
from contacts.models import Call, Entry, Presence
from contacts.services import waiting
from supervision import drill, oversight, queries
from supervision.forecast import Forecast, Kind
from supervision.oversight import Line
from supervision.results import calls, due, todo
from tests.factories import accounts as make_accounts
from tests.factories import callbacks as make_callbacks
from tests.factories import complaints as make_complaints
from tests.factories import contacts as make_contacts
from tests.factories import days as make
from tests.factories import members as make_members
from tests.factories import quotes as make_quotes
from tests.factories import telephony as make_telephony
from tests.factories.accounts import browser
from tests.factories.promises import fall_due

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("within")]


@pytest.fixture
def samia(mutual: Mutual) -> User:
    return make_contacts.trained(
        make_accounts.user(Role.SUPERVISOR, on=[mutual], first_name="Samia", last_name="Roussel")
    )


def ringing(mutual: Mutual, seconds: float) -> Call:
    rang = timezone.now() - timedelta(seconds=seconds)
    call = Call(
        mutual=mutual, case=make.case(mutual, rang), system=make_telephony.system(), call_ref="r",
        direction=Direction.IN, state=CallState.RINGING, rang_at=rang, last_event_at=rang,
    )  # fmt: skip
    call.save(force_insert=True)
    return call


def seen(user: User, address: str = "/plateau/") -> Any:
    return browser(user).get(address).context


def test_callers_who_wait_are_counted_by_queue(mutual: Mutual, samia: User) -> None:
    ringing(mutual, 40)
    ringing(mutual, 5)
    strip = seen(samia)["strip"]
    assert [(row.label, len(row.dots)) for row in strip.rows] == [("File générale", 2)]
    assert (strip.late, strip.longest) == (1, pytest.approx(40, abs=5))


def test_callers_of_another_mutual_are_not_there(other_mutual: Mutual, samia: User) -> None:
    with within_mutuals([other_mutual.pk]):
        ringing(other_mutual, 40)
    assert seen(samia)["floor"].waiting == []


def test_the_rates_of_the_day_follow_the_rules_of_closed_days(mutual: Mutual, samia: User) -> None:
    now, system = timezone.now(), make_telephony.system()
    make.call(mutual, system, now - timedelta(seconds=20), wait=5, talk=10, by=samia)
    make.call(mutual, system, now - timedelta(seconds=10), wait=8)
    floor = oversight.floor()
    begun = sum(call.rang_at >= queries.midnight(timezone.localdate(floor.at)) for call in Call.objects.all())
    assert (floor.day["offered"], floor.hour["offered"]) == (begun, begun)


def test_people_stand_in_their_lanes_longest_first(mutual: Mutual, samia: User, adviser: User) -> None:
    began = timezone.now() - timedelta(minutes=12)
    Presence.objects.create(user=adviser, state=PresenceState.IN_CALL, since=began)
    (in_call, available) = seen(samia)["lanes"]
    assert ([tile.is_over for tile in in_call.tiles], [tile.name for tile in available.tiles]) == ([True], ["Samia R."])


def test_late_promises_come_first_and_lead_on(mutual: Mutual, samia: User, adviser: User) -> None:
    make_callbacks.expert(mutual)
    kept = make_callbacks.promise(mutual, adviser, key="one")
    late = make_callbacks.promise(mutual, adviser, key="two")
    type(late).objects.filter(pk=late.pk).update(
        started_at=timezone.now() - timedelta(hours=25), deadline_at=timezone.now() - timedelta(hours=1)
    )
    context = seen(samia)
    assert [(one.pk, one.is_late) for one in context["promises"]] == [(late.pk, True), (kept.pk, False)]
    assert context["todo"][0].url == "/rappels/"


def test_no_word_of_a_member_is_on_the_board(mutual: Mutual, samia: User, adviser: User) -> None:
    member = make_members.member(mutual, birth_name="Zzmarchandeau")
    make_callbacks.expert(mutual)
    make_callbacks.promise(
        mutual, adviser, case=make_contacts.case(mutual, holder=adviser, member_id=member.pk), subject="Zzcouronne"
    )
    pages = [browser(samia).get(address).content for address in ("/plateau/", "/plateau/mur/", "/plateau/contacts/")]
    assert [b"zzmarchandeau" in page.lower() or b"zzcouronne" in page.lower() for page in pages] == [False] * 3


def test_a_figure_leads_to_its_contacts(mutual: Mutual, samia: User) -> None:
    late = make_contacts.case(mutual, hours_ago=60)
    make_contacts.case(mutual, hours_ago=1)
    context = seen(samia, "/plateau/contacts/?chiffre=ecrits-en-retard")
    assert ([row.case for row in context["rows"]], context["opened"]) == ([late], {late.pk})


def test_the_contacts_behind_a_figure_leave_as_a_file(mutual: Mutual, samia: User) -> None:
    make_contacts.case(mutual, hours_ago=60)
    file: Any = browser(samia).get("/plateau/contacts/?chiffre=ecrits&fichier=csv")
    head, line = b"".join(file.streaming_content).decode().splitlines()
    assert (head.split(";")[1:3], line.split(";")[1:4]) == (
        ["Mutuelle", "Canal"],
        ["Arbelle", "Courriel", "File générale"],
    )


def test_quotes_behind_the_figure_are_those_whose_clock_runs(mutual: Mutual, samia: User) -> None:
    quote = make_quotes.analysis(make_quotes.case(mutual))
    assert [row.case.pk for row in seen(samia, "/plateau/contacts/?chiffre=devis")["rows"]] == [quote.case_id]


def test_a_figure_that_nobody_shows_is_not_there(samia: User) -> None:
    assert browser(samia).get("/plateau/contacts/?chiffre=secret").status_code == 404


def test_the_quality_manager_sees_figures_only(mutual: Mutual) -> None:
    make_contacts.case(mutual, hours_ago=60)
    quality = make_accounts.user(Role.QUALITY, on=[mutual])
    page = browser(quality).get("/plateau/")
    assert ("/plateau/contacts/" in page.content.decode(), page.context["todo"][0].url) == (False, "")


def test_more_work_asks_no_more_of_the_database(mutual: Mutual, samia: User) -> None:
    counts = []
    for _ in range(2):
        with CaptureQueriesContext(
            connection,
        ) as asked:
            oversight.floor()
        counts.append(len(asked))
        for hours in (1, 2, 60):
            make_contacts.case(mutual, hours_ago=hours, channel=Channel.EMAIL)
        ringing(mutual, 30)
    assert counts[0] == counts[1]


def test_boards_that_ask_at_once_share_one_look(mutual: Mutual, samia: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("supervision.deadlines.SHARED", timedelta(hours=1))
    other = make_accounts.user(Role.SUPERVISOR, on=[mutual])
    looks = []
    for user in (samia, other):
        looks.append(browser(user).get("/plateau/vue/").content)
        make_contacts.case(mutual, hours_ago=60)
    assert looks[0] == looks[1]


LINK = re.compile(r'href="(/plateau/(?:contacts|veille)/[^"]*|/rappels/|/reclamations/[^"]*)"')


@pytest.mark.parametrize("page", ["/plateau/", "/plateau/mur/"])
def test_each_figure_leads_to_its_contacts_at_once(mutual: Mutual, samia: User, page: str) -> None:
    ringing(mutual, 40)
    make_contacts.case(mutual, hours_ago=60)
    client = browser(samia)
    addresses = LINK.findall(client.get(page).content.decode())
    assert len(addresses) >= 8
    assert {client.get(address).status_code for address in addresses} == {200}


@pytest.mark.parametrize(("hours", "counted"), [(-1, (1, 0)), (47, (0, 1)), (49, (0, 0))])
def test_complaints_behind_the_figures_are_those_they_count(
    mutual: Mutual, samia: User, adviser: User, hours: int, counted: tuple[int, int]
) -> None:
    case = make_contacts.case(mutual, holder=make_contacts.trained(adviser))
    complaint = make_complaints.complaint(case, adviser)
    at = timezone.now() + timedelta(hours=hours)
    Term.objects.filter(complaint=complaint).update(started_at=at - timedelta(days=9), deadline_at=at)
    due = seen(samia)["floor"].complaints
    listed = [list(seen(samia, f"/reclamations/?etat={state}")["page"].object_list) for state in ("late", "soon")]
    assert ((due.late, due.soon), listed) == (counted, [[complaint] * count for count in counted])


def test_the_board_leads_to_complaints_due_soon_and_to_the_watch(mutual: Mutual, samia: User, adviser: User) -> None:
    complaint = make_complaints.complaint(make_contacts.case(mutual, holder=make_contacts.trained(adviser)), adviser)
    Term.objects.filter(complaint=complaint).update(deadline_at=timezone.now() + timedelta(hours=47))
    found = set(LINK.findall(browser(samia).get("/plateau/").content.decode()))
    assert {"/reclamations/?etat=soon", "/plateau/veille/"} - found == set()


def test_behind_the_watch_stand_the_promises_that_wait_for_it(mutual: Mutual, samia: User) -> None:
    make_contacts.case(mutual, hours_ago=60)
    Heartbeat.objects.all().delete()
    context = seen(samia, "/plateau/veille/")
    waits = {one.commitment: (one.steps, url) for one, url in context["kinds"] if one.steps}
    assert (waits, [one.is_bad for one in context["checks"]]) == (
        {Commitment.WRITTEN: (1, "/plateau/contacts/?chiffre=ecrits-en-retard")},
        [True, True, False],
    )


def test_the_wall_says_in_large_letters_that_nobody_watches(samia: User) -> None:
    Heartbeat.objects.all().delete()
    page = browser(samia).get("/plateau/mur/").content.decode()
    assert re.search(r'class="wall-fault">.*?Personne ne veille sur les échéances</li>', page, re.DOTALL)


def test_each_kind_of_promise_leads_to_its_late_ones(mutual: Mutual, samia: User) -> None:
    client = browser(samia)
    kinds = seen(samia, "/plateau/veille/")["kinds"]
    assert [one.commitment for one, _url in kinds] == list(Commitment)
    assert {client.get(url).status_code for _one, url in kinds} == {200}


def test_the_quality_manager_s_watch_leads_to_complaints_alone(mutual: Mutual) -> None:
    quentin = make_accounts.user(Role.QUALITY, on=[mutual])
    urls = [url for _one, url in seen(quentin, "/plateau/veille/")["kinds"]]
    assert urls == ["", "", "", *["/reclamations/?etat=late"] * 3]


@pytest.mark.parametrize("kind", ["csv", "xlsx", "ods"])
def test_the_watch_leaves_as_a_file(samia: User, kind: str) -> None:
    answer = browser(samia).get(f"/plateau/veille/?fichier={kind}")
    assert answer["Content-Disposition"] == f'attachment; filename="garde-des-echeances.{kind}"'


def test_each_figure_of_now_has_a_title_and_a_list(samia: User) -> None:
    client = browser(samia)
    told = {figure: client.get(f"/plateau/contacts/?chiffre={figure}").status_code for figure in drill.BEHIND}
    assert set(told.values()) == {200}


def test_who_may_not_see_the_contacts_reads_the_figures_without_links(mutual: Mutual) -> None:
    quentin = make_accounts.user(Role.QUALITY, on=[mutual])
    pages = [browser(quentin).get(page).content.decode() for page in ("/plateau/", "/plateau/mur/")]
    assert [page.count("/plateau/contacts/") for page in pages] == [0, 0]


def test_behind_the_service_level_stand_the_calls_that_lower_it(mutual: Mutual, samia: User) -> None:
    now, system = timezone.now(), make_telephony.system()
    day_began = queries.midnight(timezone.localdate(now))
    soon = make.call(mutual, system, now - timedelta(seconds=60), wait=20, talk=10, by=samia)
    late = make.call(mutual, system, now - timedelta(seconds=59), wait=21, talk=10, by=samia)
    rows = {row.case.pk for row in drill.BEHIND["hors-delai"](now)}
    assert (soon.pk in rows, late.pk in rows) == (False, late.received_at >= day_began)


def test_a_board_that_cannot_be_told_looks_by_itself_soon(samia: User, settings: Any) -> None:
    client = browser(samia)
    told = client.get("/plateau/").context["refreshed"]
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    assert (told, client.get("/plateau/").context["refreshed"]) == (15, 2)


def test_another_s_look_is_not_shared(mutual: Mutual, other_mutual: Mutual, samia: User) -> None:
    make_contacts.case(mutual, subject="x")
    stranger = make_accounts.user(Role.SUPERVISOR, on=[other_mutual])
    open_written = [browser(user).get("/plateau/vue/").content.count(b"1 ouvert") for user in (samia, stranger)]
    assert open_written == [1, 0]


# ---- pictures


AT = datetime(2026, 11, 24, 10, 42, tzinfo=timezone.get_default_timezone())


def test_the_axis_of_waiting_grows_with_the_longest() -> None:
    strip = calls.strip_of([Line("Dentaire", [AT - timedelta(seconds=200), AT - timedelta(seconds=10)])], AT)
    assert [seconds for _, seconds in strip.marks] == [0, 60, 120, 180, 240]
    assert [dot.is_late for dot in strip.rows[0].dots] == [True, False]


def test_quotes_stand_by_age_and_the_late_apart() -> None:
    hours = timedelta(hours=1)
    quotes = [(AT - 2 * hours, AT + 70 * hours), (AT - 70 * hours, AT + 2 * hours), (AT - 80 * hours, AT - 8 * hours)]
    ages = due.ages_of(quotes, AT)
    assert [bar.count for bar in ages.bars] == [1, *[0] * 10, 1, 1]
    assert (ages.late, ages.soon, [count for _, count in ages.by_day]) == (1, 1, [1, 0, 1, 1])


def test_written_contacts_stand_by_what_is_left(mutual: Mutual) -> None:
    """Forty-eight hours are promised."""
    for hours_ago in (60, 40, 30, 2, 1):
        make_contacts.case(mutual, hours_ago=hours_ago)
    assert oversight.floor().written == [1, 1, 1, 2]


def test_what_was_answered_is_not_owed_however_long_it_stays_open(mutual: Mutual, samia: User) -> None:
    case = make_contacts.case(mutual, holder=samia, hours_ago=60)
    line = Entry.objects.filter(case=case).latest("at")
    waiting.answer(case, by=samia, entry=line)
    assert oversight.floor().written == [0, 0, 0, 0]


def test_complaints_stand_by_their_next_deadline(mutual: Mutual, samia: User) -> None:
    late, _ = (make_complaints.complaint(make_contacts.case(mutual, holder=samia), samia) for _ in range(2))
    fall_due(late.terms.get(commitment=Commitment.TARGET), hours=24 * 15)
    floor = oversight.floor()
    titles = [one.title for one in todo.todo_of(floor, opens=True)]
    assert (floor.complaints, titles) == (Due(2, 1, 0), ["1 réclamation est en retard"])


def test_the_board_looks_after_everything_that_is_enforced() -> None:
    assert set(promised.tables()) == {table.swept.table for table in RECONCILABLE}


def test_a_rate_of_nothing_is_not_known() -> None:
    floor = oversight.floor()
    rate = calls.rate_of("pick_up", floor)
    assert (rate.today, rate.hour, rate.is_on_target, rate.bar) == (None, None, None, 0)


def test_a_rate_stands_in_tenths() -> None:
    floor = oversight.floor()
    floor.day.update(offered=27, answered=24)
    rate = calls.rate_of("pick_up", floor)
    assert (rate.today, rate.gap, rate.is_on_target, rate.bar) == (889, 11, False, int(Fraction(350, 9) * 420 / 50))


def test_the_curve_goes_on_as_it_is_forecast() -> None:
    floor = oversight.floor()
    floor.arrivals.update({18: 7, 19: 3})
    expected = tuple(5.0 if 16 <= place < 40 else 0.0 for place in range(48))
    made = Forecast(date(2026, 11, 24), Kind.ORDINARY, expected, expected, 120.0, days=8)
    curve = calls.curve_of(floor, 19, made)
    assert [(hour, count) for hour, count, _ in curve.rows][:5] == [
        ("08:00", 0), ("08:30", 0), ("09:00", 7), ("09:30", 3), ("10:00", None),
    ]  # fmt: skip
    assert ([expected for *_, expected in curve.rows], len(curve.expected.split())) == ([5] * 24, 24)
