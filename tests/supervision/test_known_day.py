"""A day of forty contacts made by hand: every figure is worked out here, stands once closed, and is derived again."""

from datetime import date, timedelta
from fractions import Fraction

import pytest
from django.core.management import CommandError, call_command

from accounts.models import Mutual, OpeningWindow, Team, User
from accounts.roles import Role
from callbacks.models import Callback
from contacts.enums import Channel, PresenceState
from contacts.models import Call, Entry
from prevention.enums import Answer
from quality.enums import Satisfaction
from supervision import drill, oversight, queries, services
from supervision.asking import Asked, total
from supervision.indicators import COUNTS, INDICATORS, Dimension, Grain, Tally, Value
from supervision.models import ClosedDay, DayCount
from tests.factories import accounts as make_accounts
from tests.factories import callbacks as make_callbacks
from tests.factories import contacts as make_contacts
from tests.factories import days as make
from tests.factories import members as make_members
from tests.factories import prevention as make_prevention
from tests.factories import quality as make_quality
from tests.factories import telephony as make_telephony

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("within")]

DAY = date(2026, 10, 15)
"""A Thursday."""
HOUR = 3600


@pytest.fixture
def worked(mutual: Mutual) -> User:
    """The day. Twenty-eight calls, twelve letters and e-mails; three quotes, four promises, two referrals, four prompts.

    Four contacts of a week before, three scores, four answers about satisfaction; two complaints, and three that are answered.
    """
    make_contacts.policy(mutual)
    make_accounts.opening(mutual, 1, 2, 3, 4, 5, 6)
    adviser = make_accounts.user(on=[mutual], team=make.team("Prestations"))
    _calls(mutual, adviser)
    _written(mutual, adviser)
    _promises(mutual, adviser)
    _past(mutual, adviser)
    _quality(mutual, adviser)
    _complaints(mutual, adviser)
    for start, end, state in (
        ("08:00", "10:00", PresenceState.AVAILABLE),
        ("10:00", "11:00", PresenceState.IN_CALL),
        ("11:00", "11:30", PresenceState.WRAP_UP),
        ("11:30", "12:00", PresenceState.BREAK),
    ):
        make.presence(adviser, make.at(DAY, start), make.at(DAY, end), state)
    return adviser


def _calls(mutual: Mutual, by: User) -> None:
    system = make_telephony.system()
    # Twenty short ones, a minute apart: 10 s of waiting, 150 s of talk, 30 s on hold, 40 s of work afterwards; solved.
    for place in range(20):
        rang = make.at(DAY, "09:00", after=60 * place)
        case = make.call(mutual, system, rang, wait=10, talk=180, held=30, by=by)
        make.close(case, by, rang + timedelta(seconds=230), wrap_up=40, reason="prevention")
    # Four long ones after 30 s of waiting: 300 s of talk; not solved.
    for place in range(4):
        rang = make.at(DAY, "14:00", after=60 * place)
        case = make.call(mutual, system, rang, wait=30, talk=300, by=by)
        make.close(case, by, rang + timedelta(seconds=330), solved=False)
    # Three who hung up, one of them at once; one who rang after closing time.
    for hour, wait in (("15:00", 3), ("15:01", 60), ("15:02", 60), ("20:30", 15)):
        make.call(mutual, system, make.at(DAY, hour), wait=wait)


def _written(mutual: Mutual, by: User) -> None:
    came, two_days = make.at(DAY, "08:30"), timedelta(days=2)
    mails = [make.case(mutual, came, Channel.EMAIL, due=came + two_days) for _ in range(8)]
    letters = [make.case(mutual, came, Channel.LETTER, due=came + two_days) for _ in range(4)]
    # Eight are answered in time; a ninth was due before it came in. Three wait still.
    late = make.case(mutual, came - 5 * two_days, Channel.FAX, due=came - 4 * two_days)
    for case in [*mails[:6], *letters[:2]]:
        make.close(case, by, make.at(DAY, "16:00"))
    make.close(late, by, make.at(DAY, "16:30"), solved=False)


def _promises(mutual: Mutual, by: User) -> None:
    told, one = make.at(DAY, "17:00"), timedelta(days=1)
    of = make.case(mutual, told - 5 * one, Channel.EMAIL)
    # Told after one, two and six days; three are promised.
    for days in (1, 2, 6):
        make.quote(of, by, told - days * one, told, told - days * one + 3 * one)
    make_callbacks.expert(mutual)
    # Due that day: two kept, one two hours late, one called off in time.
    due = make.at(DAY, "18:00")
    for reached in (due - one / 2, due, due + one / 12, None):
        make.callback(mutual, by, due, reached)
    for _ in range(2):
        make.referral(of, by, told)
    campaign = make_prevention.campaign()
    for answer in (Answer.TOLD, Answer.TOLD, Answer.TOLD, Answer.REFUSED):
        make.prompt(of, by, told, campaign, answer)


def _past(mutual: Mutual, by: User) -> None:
    """Closed a week before: settled; said not to be solved; the person came back within the week; came back about something else."""
    at = make.at(DAY - timedelta(days=7), "10:00")
    for solved, back, reason in ((True, None, ""), (False, None, ""), (True, 6, "autre"), (True, 6, "prevention")):
        person = make_members.member(mutual)
        make.close(make.case(mutual, at, member=person), by, at, solved=solved)
        if back:
            later = at + timedelta(days=back)
            make.close(make.case(mutual, later, member=person), by, later + timedelta(minutes=5), reason=reason)
    # Nobody knows whose this one was.
    make.close(make.case(mutual, at), by, at)


def _quality(mutual: Mutual, by: User) -> None:
    manager, version = make_accounts.user(Role.QUALITY, on=[mutual]), make_quality.grid()
    told = make.at(DAY, "17:30")
    for score in (100, 80, 0):
        of = make.case(mutual, told - timedelta(days=2), member=make_members.member(mutual))
        sample = make_quality.sample(of, by)
        make.review(sample, manager, version, told, score)
    for answer in (5, 4, 3, 1):
        of = make.case(mutual, told - timedelta(days=2), member=make_members.member(mutual))
        question, _secret = make_quality.question(of, by, asked_at=told - timedelta(days=1))
        make_quality.answer(question, Satisfaction(answer), at=told)


def _complaints(mutual: Mutual, by: User) -> None:
    at = make.at(DAY, "10:30")
    for _ in range(2):
        make.complaint(mutual, by, at)
    # Answered after five days, thirty and ninety.
    for days in (5, 30, 90):
        make.complaint(mutual, by, at - timedelta(days=days), at)


EXPECTED = {
    "offered": 27,  # 20 + 4 + 3; who rang after closing time was offered nothing
    "answered": 24,
    "abandoned": 3,
    "out_of_hours": 1,
    "pick_up": Fraction(2400, 27),
    "efficacy": Fraction(2400, 26),  # without who hung up after 3 s
    "abandonment": Fraction(300, 27),
    "service_level": Fraction(2000, 27),  # twenty within 20 s
    "wait": Fraction(20 * 10 + 4 * 30, 24),
    "talk": Fraction(20 * 150 + 4 * 300, 24),  # 175 s
    "hold": Fraction(20 * 30, 24),  # 25 s
    "wrap_up": 40,  # of the twenty of which it is known
    "handling": 175 + 25 + 40,
    "occupancy": Fraction(150 * HOUR, 4 * HOUR - HOUR // 2),  # an hour and a half, of three and a half
    "closed": 33,  # 24 calls, 8 in time, 1 late
    "solved": Fraction(2800, 33),  # 20 calls and 8 letters
    "settled": 50,  # two of four: the first, and who came back about something else
    "written": 12,
    "written_in_time": Fraction(800, 9),
    "quotes": 3,
    "quote_time": 3 * 24 * HOUR,  # (1 + 2 + 6) / 3 days
    "quotes_in_time": Fraction(200, 3),
    "callbacks_due": 3,
    "callbacks_kept": Fraction(200, 3),
    "callback_lateness": 2 * HOUR,
    "complaints": 2,
    "complaints_in_target": Fraction(100, 3),
    "complaints_in_time": Fraction(200, 3),
    "referrals": 2,
    "prevention_shown": 4,
    "prevention_told": 75,
    "satisfaction_answers": 4,
    "satisfaction": 50,  # 5 and 4
    "reviews": 3,
    "quality_score": 60,
}


def at_grain(grain: Grain) -> dict[queries.Key, Tally]:
    return {key: tally for key, tally in queries.standing(DAY).items() if key.grain == grain}


def figures() -> dict[str, Value]:
    tally = total(Asked(since=DAY, until=DAY))
    return {indicator.code: indicator.value(tally) for indicator in INDICATORS}


def odds() -> list[queries.Difference]:
    return queries.differences(ClosedDay.objects.get(day=DAY))


def test_every_figure_of_the_day_is_the_one_worked_out(worked: User) -> None:
    services.close_day(DAY)
    assert figures() == EXPECTED


def test_the_work_counts_in_the_team_that_did_it(worked: User) -> None:
    services.close_day(DAY)
    answered = {key.team_id: tally["answered"] for key, tally in at_grain(Grain.TEAM).items()}
    assert answered == {worked.team_id: 24, None: 0}


def test_every_grain_holds_the_whole_day(worked: User) -> None:
    services.close_day(DAY)
    sums = [sum((tally for tally in at_grain(grain).values()), Tally()) for grain in Grain]
    assert sums == [sums[0]] * len(Grain)


def test_a_closed_day_is_derived_again_without_a_difference(worked: User) -> None:
    services.close_day(DAY)
    assert odds() == []


def test_a_day_is_closed_once(worked: User) -> None:
    assert [services.close_day(DAY), services.close_day(DAY)] == [True, False]


def test_what_changes_later_changes_nothing(worked: User, mutual: Mutual) -> None:
    """Hours, policy, team, role, thresholds, even a contact that is opened again and coded otherwise."""
    services.close_day(DAY)
    before = figures()
    OpeningWindow.objects.filter(mutual=mutual).delete()
    make_contacts.policy(mutual, valid_from=DAY, callback_hours=1, quote_days=1)
    User.objects.filter(pk=worked.pk).update(team=make.team("Accueil", "Limoges"), role=Role.SUPERVISOR.value)
    case = Call.objects.earliest("rang_at").case
    make.close(case, worked, make.at(DAY, "10:00") + timedelta(days=3), reason="autre", solved=False)
    assert (figures(), odds()) == (before, [])


def test_the_check_tells_what_differs(worked: User, capsys: pytest.CaptureFixture[str]) -> None:
    services.close_day(DAY)
    Callback.objects.filter(reached_at__isnull=False).update(reached_at=make.at(DAY, "18:00"))
    with pytest.raises(CommandError):
        call_command("recompute_indicators", "--check")
    said = [line.split(" ", 1)[1].rpartition(") ")[2] for line in capsys.readouterr().out.splitlines()[:-1]]
    # At each of five grains.
    assert said == 5 * [
        "callbacks_kept: 2 stands, 3 derived",
        "callbacks_late: 1 stands, 0 derived",
        "callback_late_seconds: 7200 stands, 0 derived",
    ]


def test_a_second_closing_of_a_contact_is_not_a_second_contact(worked: User) -> None:
    again = Entry.objects.filter(kind="closed").earliest("id")
    make.close(again.case, worked, make.at(DAY, "19:00"), solved=False, wrap_up=60)
    services.close_day(DAY)
    assert (figures()["closed"], figures()["solved"], figures()["wrap_up"]) == (
        33,
        Fraction(2800, 33),
        Fraction(860, 21),
    )


def test_columns_are_the_counts() -> None:
    ours = {
        field.name for field in DayCount._meta.concrete_fields if field.get_internal_type() == "PositiveBigIntegerField"
    }
    assert ours == set(COUNTS)


def test_the_board_counts_a_day_by_the_same_rules(worked: User) -> None:
    """Its statement beside the rules, of calls of every kind."""
    day, hour, arrivals = oversight.today(make.at(DAY, "20:45"))
    rules, ours = Tally(), ("offered", "answered", "answered_soon", "abandoned", "abandoned_soon", "out_of_hours")
    for key, counts in queries.tallies(queries.inputs_now(DAY)).items():
        rules.update(counts if key.grain == Grain.WHOLE else {})
    for name in (*ours, "waited_seconds", "talks", "talk_seconds", "hold_seconds", "wraps", "wrap_seconds"):
        assert day[name] == rules[name], name
    assert (hour["out_of_hours"], hour["offered"], arrivals) == (1, 0, {18: 20, 28: 4, 30: 3, 41: 1})


@pytest.mark.parametrize(
    ("figure", "count"),
    [
        ("presentes", "offered"), ("decroches", "answered"), ("abandons", "abandoned"), ("hors-horaires", "out_of_hours"),
        ("ecrits-recus", "written"), ("rappels-dus", "callbacks_due"),
        ("clos", "closed"), ("reclamations", "complaints"), ("reponses", "satisfaction_answers"), ("ecoutes", "reviews"),
            ],
)  # fmt: skip
def test_behind_a_figure_of_the_day_stand_as_many_as_it_counts(worked: User, figure: str, count: str) -> None:
    services.close_day(DAY)
    rows = {one.case.pk for one in drill.of_day(figure, DAY, {})}
    assert len(rows) == figures()[count]


@pytest.mark.parametrize(
    ("figure", "count"),
    [
        ("hors-delai", 27 - 20), ("ecrits-hors-delai", 1), ("devis-hors-delai", 1), ("rappels-manques", 1),
        ("rappels-hors-delai", 1), ("reclamations-dix-jours", 2), ("reclamations-hors-delai", 1), ("insatisfaits", 2),
    ],
)  # fmt: skip
def test_behind_a_rate_of_the_day_stand_those_that_lower_it(worked: User, figure: str, count: int) -> None:
    services.close_day(DAY)
    assert len(drill.of_day(figure, DAY, {})) == count


WORKED = {
    "decroches": "answered", "clos": "closed", "rappels-dus": "callbacks_due", "reclamations": "complaints_opened",
    "reponses": "satisfaction_answers", "ecoutes": "reviews",
}  # fmt: skip
"""What is known of a team's work once a contact: the contacts behind a figure, and its count."""


@pytest.mark.parametrize("of", ["team", "site"])
def test_behind_a_figure_of_a_team_stand_as_many_as_it_counts(worked: User, of: str) -> None:
    services.close_day(DAY)
    team = Team.objects.get()
    only: dict[Dimension, int] = {Dimension.TEAM: team.pk} if of == "team" else {Dimension.SITE: team.site_id}
    tally = total(Asked(since=DAY, until=DAY, only=dict(only)))
    assert {figure: len(drill.of_day(figure, DAY, only)) for figure in WORKED} == {
        figure: tally[count] for figure, count in WORKED.items()
    }


def test_behind_a_figure_of_another_team_stands_nobody(worked: User) -> None:
    services.close_day(DAY)
    only = {Dimension.TEAM: make.team("Accueil", "Limoges").pk}
    of_teams = [figure for figure in drill.BEHIND_DAY if drill.is_narrowable(figure, set(only))]
    assert {figure: drill.of_day(figure, DAY, only) for figure in of_teams} == {figure: [] for figure in of_teams}


def test_late_answers_to_complaints_are_a_team_s(worked: User) -> None:
    services.close_day(DAY)
    only = {Dimension.TEAM: Team.objects.get().pk}
    late = [len(drill.of_day(name, DAY, only)) for name in ("reclamations-dix-jours", "reclamations-hors-delai")]
    assert late == [2, 1]


def test_hours_that_change_later_change_nothing_behind_a_closed_day(worked: User, within: Mutual) -> None:
    services.close_day(DAY)
    before = [one.case.pk for one in drill.of_day("presentes", DAY, {})]
    within.opening_windows.all().delete()
    assert [one.case.pk for one in drill.of_day("presentes", DAY, {})] == before


def test_behind_a_figure_of_the_board_stand_as_many_as_it_counts(worked: User) -> None:
    at = make.at(DAY, "20:45")
    day, hour, arrivals = oversight.today(at)
    late = [counts["offered"] - counts["answered_soon"] for counts in (day, hour)]
    counted = {
        "recus": arrivals.total(), "presentes": day["offered"], "decroches": day["answered"], "abandons": day["abandoned"],
        "presentes-heure": hour["offered"], "hors-delai": late[0], "hors-delai-heure": late[1],
    }  # fmt: skip
    assert {figure: len(drill.BEHIND[figure](at)) for figure in counted} == counted
