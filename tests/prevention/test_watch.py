"""The documentalists' screens: lists, writing, second reading, the month, the map, the measures."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import Mutual, User
from accounts.queries import draft_of
from accounts.roles import Role
from accounts.services import keep_draft
from contacts.enums import Channel
from prevention import oversight, services
from prevention.enums import Answer, CampaignState
from prevention.models import Campaign
from prevention.services import Told
from prevention.terms import UnknownAreaError, area_of, areas_in
from tests.factories import accounts as make_accounts
from tests.factories import contacts as make_contacts
from tests.factories import members as make_members
from tests.factories import prevention as make
from tests.factories.accounts import browser

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("within")]

SAID = {
    "title": "Ateliers équilibre",
    "organiser": "Mairie de Béziers",
    "theme": "chutes",
    "territory": "Béziers (34), Aude",
    "starts_on": "01/12/2026",
    "ends_on": "15/12/2026",
    "recurrence": "once",
    "age_min": "65",
    "sentence": "« Des ateliers gratuits ont lieu à Béziers. »",
    "interval_days": "90",
    "source": "beziers.fr",
    "confidence": "to_verify",
    "check_again_on": "01/12/2026",
}


@pytest.fixture
def rose(within: Mutual) -> User:
    return make_accounts.user(Role.DOCUMENTALIST, on=[within], username="rose")


@pytest.fixture
def desk(rose: User) -> Client:
    return browser(rose)


# ---- writing


def test_a_campaign_is_written_in_plain_words(desk: Client, rose: User) -> None:
    desk.post("/prevention/nouvelle/", SAID)
    kept = Campaign.objects.get()
    assert (kept.territory, kept.ends_on, kept.age_min, kept.author, kept.state) == (
        ["C34032", "D11"],
        date(2026, 12, 15),
        65,
        rose,
        CampaignState.DRAFT,
    )


@pytest.mark.parametrize(
    ("wrong", "field", "said"),
    [
        ({"ends_on": "30/11/2026"}, "ends_on", "La campagne ne doit pas finir avant de commencer."),
        ({"recurrence": "yearly", "ends_on": ""}, "ends_on", "Une campagne qui revient tous les ans a un dernier jour."),
        ({"age_max": "60"}, "age_max", "L’âge le plus haut ne doit pas être inférieur au plus bas."),
        ({"territory": "Béziers, Nulleville"}, "territory", "Rien en France ne s’appelle : Nulleville."),
        ({"starts_on": "31/02/2026"}, "starts_on", "Ce jour n’existe pas."),
        ({"phone": "12"}, "phone", "Ce n’est pas un numéro de téléphone. Écrivez-le comme 04 65 71 40 12."),
    ],
)  # fmt: skip
def test_faults_are_told_at_their_field_and_nothing_is_kept(
    desk: Client, wrong: dict[str, str], field: str, said: str
) -> None:
    answer = desk.post("/prevention/nouvelle/", {**SAID, **wrong})
    told = [
        text.replace("\N{NARROW NO-BREAK SPACE}", " ").replace("\N{NO-BREAK SPACE}", " ")
        for text in answer.context["form"].errors[field]
    ]
    assert (answer.status_code, told, answer.context["form"]["title"].value(), Campaign.objects.count()) == (
        422,
        [said],
        "Ateliers équilibre",
        0,
    )  # fmt: skip


@pytest.mark.parametrize("link", ["javascript:alert(1)", "ftp://exemple.fr/", "file:///etc/passwd"])
@pytest.mark.attack(8)
def test_a_link_leads_to_the_web_only(desk: Client, link: str) -> None:
    answer = desk.post("/prevention/nouvelle/", {**SAID, "link": link})
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["link"])


@pytest.mark.attack(8)
def test_markup_is_text(desk: Client) -> None:
    desk.post("/prevention/nouvelle/", {**SAID, "title": "<script>alert(1)</script>"})
    page = desk.get("/prevention/").content.decode()
    assert ("<script>alert" in page, "&lt;script&gt;alert" in page) == (False, True)


def test_written_again_it_reads_as_it_was_typed(desk: Client, rose: User) -> None:
    desk.post("/prevention/nouvelle/", SAID)
    kept = Campaign.objects.get()
    form = desk.get(f"/prevention/{kept.pk}/").context["form"]
    assert (form["territory"].value(), form["version"].value()) == ("Béziers (34), Aude (11)", 1)


def test_two_people_writing_at_once_are_told(desk: Client, rose: User) -> None:
    campaign = make.draft(rose)
    services.keep(user=rose, said={"title": "Un autre titre"}, campaign_id=campaign.pk)
    answer = desk.post(f"/prevention/{campaign.pk}/", {**SAID, "version": "1"})
    campaign.refresh_from_db()
    assert (answer.status_code, campaign.title) == (409, "Un autre titre")


def test_a_campaign_left_half_changed_is_taken_up_again(desk: Client, rose: User) -> None:
    campaign = make.draft(rose)
    address = f"/prevention/{campaign.pk}/"
    keep_draft(user=rose, form=f"campagne-{campaign.pk}", text="title=Un autre titre\nversion=1", version=0)
    left = desk.get(address).context["form"]["title"].value()
    desk.post(address, {"step": "forget"})
    assert (left, desk.get(address).context["form"]["title"].value()) == ("Un autre titre", campaign.title)


def test_a_campaign_that_is_kept_is_no_draft_any_more(desk: Client, rose: User) -> None:
    keep_draft(user=rose, form="campagne", text="title=Ateliers", version=0)
    desk.post("/prevention/nouvelle/", SAID)
    assert (Campaign.objects.count(), draft_of(rose, "campagne").text) == (1, "")


# ---- states


def step(desk: Client, campaign: Campaign, name: str, **more: str) -> tuple[int, str]:
    campaign.refresh_from_db()
    answer = desk.post(f"/prevention/{campaign.pk}/etat/", {"step": name, "version": campaign.version, **more})
    campaign.refresh_from_db()
    return answer.status_code, campaign.state


def test_the_author_does_not_publish(desk: Client, rose: User) -> None:
    assert step(desk, make.to_read(rose), "publish") == (409, "to_read")


def test_a_second_reader_does(desk: Client) -> None:
    assert step(desk, make.to_read(), "publish") == (302, "published")


def test_a_text_that_changed_since_it_was_read_is_not_published(desk: Client) -> None:
    campaign = make.to_read()
    read = str(campaign.version)
    services.keep(user=campaign.author, said={"sentence": "Autre chose."}, campaign_id=campaign.pk)
    services.submit(campaign_id=campaign.pk)
    assert step(desk, campaign, "publish", version=read) == (409, "to_read")


def test_a_draft_without_a_sentence_is_not_sent_on(desk: Client) -> None:
    assert step(desk, make.draft(sentence=""), "submit") == (409, "draft")


def test_withdrawing_says_why(desk: Client) -> None:
    campaign = make.campaign()
    assert (step(desk, campaign, "withdraw"), step(desk, campaign, "withdraw", why="Annulée")) == (
        (422, "published"),
        (302, "withdrawn"),
    )


def test_an_unknown_step_is_not_there(desk: Client) -> None:
    assert step(desk, make.campaign(), "delete") == (404, "published")


# ---- lists


def titles(desk: Client, query: str) -> list[str]:
    return [one.title for one in desk.get(f"/prevention/?{query}").context["page"].object_list]


@pytest.fixture
def watched() -> None:
    today = timezone.localdate()
    past = {"starts_on": today - timedelta(days=40), "ends_on": today - timedelta(days=10)}
    make.campaign(title="À jour", keywords=["dépistage"])
    make.campaign(title="Ancienne", check_again_on=today)
    make.to_read(title="À lire", territory=["D67"])
    make.draft(title="Brouillon", territory=["R44"])
    make.campaign(title="Terminée", recurrence="once", **past)
    make.campaign(title="Annuelle", recurrence="yearly", **past)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["À jour", "À lire", "Ancienne", "Annuelle", "Brouillon", "Terminée"]),
        ("list=to_read", ["À lire"]),
        ("list=to_check", ["Ancienne"]),
        ("list=over", ["Terminée"]),
        ("list=draft", ["Brouillon"]),
        ("q=depistage", ["À jour"]),
        ("department=67", ["À jour", "À lire", "Ancienne", "Annuelle", "Brouillon", "Terminée"]),
        ("department=67&q=lire", ["À lire"]),
        ("list=nothing", ["À jour", "À lire", "Ancienne", "Annuelle", "Brouillon", "Terminée"]),
    ],
)
def test_work_lists(desk: Client, watched: None, query: str, found: list[str]) -> None:
    assert sorted(titles(desk, query)) == sorted(found)


# ---- month, map, measures


def test_the_month_has_what_is_on_in_it(desk: Client) -> None:
    dates: dict[str, Any] = {"starts_on": date(2026, 10, 13), "ends_on": date(2027, 1, 31)}
    make.campaign(title="Grippe", recurrence="moving", **dates)
    make.campaign(title="Toujours")
    make.campaign(title="Octobre", recurrence="yearly", starts_on=date(2025, 10, 1), ends_on=date(2025, 10, 31))
    month = desk.get("/prevention/calendrier/?month=2026-10").context["month"]
    bands = [(band.campaign.title, band.first.day, band.last.day) for band in month.bands]
    assert (bands, [one.title for one in month.always]) == ([("Octobre", 1, 31), ("Grippe", 13, 31)], ["Toujours"])


@pytest.mark.parametrize("month", ["", "2026-13", "x", "0000-01"])
def test_an_unreadable_month_is_this_one(desk: Client, month: str) -> None:
    shown = desk.get(f"/prevention/calendrier/?month={month}").context["month"]
    assert shown.first == timezone.localdate().replace(day=1)


def test_the_map_counts_regions_in_their_departments() -> None:
    make.campaign(territory=["R44"])
    make.campaign(territory=["C67482"])
    make.campaign(territory=["D974"])
    make.campaign()
    live = {dot.department: dot.live for dot in oversight.map_on(timezone.localdate()).some}
    assert (live["67"], live["57"], live["974"], oversight.map_on(timezone.localdate()).everywhere) == (2, 1, 1, 1)


def test_dots_lie_in_the_picture() -> None:
    country = oversight.map_on(timezone.localdate())
    outside = [
        dot
        for dot in country.near
        if not (0 <= (dot.x or 0) <= oversight.WIDTH and 0 <= (dot.y or 0) <= oversight.HEIGHT)
    ]
    assert (outside, len(country.near)) == ([], 96)  # fmt: skip


def test_measures_count_what_was_told(desk: Client, within: Mutual, adviser: User) -> None:
    member, campaign = make_members.member(within), make.campaign(title="Grippe")
    call = make_contacts.case(within, channel=Channel.PHONE, member_id=member.pk, holder=adviser)
    told = [Told(campaign.pk, Answer.TOLD), Told(campaign.pk, Answer.REFUSED), Told(None, Answer.NONE_FITS)]
    services.record_prompts(user=adviser, case=call, department="34", told=told)
    found = desk.get("/prevention/mesures/").context["measures"]
    line = oversight.Line("Grippe", 2, 1, 1, 0, 0)
    assert (found.shown, found.none, found.campaigns, found.departments[0].name) == (2, 1, [line], "Hérault")


@pytest.mark.parametrize("kind", ["csv", "xlsx", "ods"])
def test_measures_leave_as_a_file(desk: Client, within: Mutual, adviser: User, kind: str) -> None:
    call = make_contacts.case(within, channel=Channel.PHONE, member_id=make_members.member(within).pk, holder=adviser)
    told = [Told(make.campaign(title="=1+1").pk, Answer.TOLD)]
    services.record_prompts(user=adviser, case=call, department="34", told=told)
    answer: Any = desk.get(f"/prevention/mesures/?fichier={kind}")
    file = answer.getvalue()
    answer.close()
    assert (answer["Content-Disposition"].endswith(f'.{kind}"'), file[:2] in {b"PK", b"\xef\xbb"}) == (True, True)
    assert kind != "csv" or ("'=1+1;1;1;0;0;0" in file.decode(), file.count(b"\r\n\r\n")) == (True, 2)


def test_a_kind_of_file_that_nobody_writes_is_not_there(desk: Client) -> None:
    assert desk.get("/prevention/mesures/?fichier=exe").status_code == 404


# ---- territories in plain words


@pytest.mark.parametrize(
    ("name", "area"),
    [
        ("France", "FR"),
        ("occitanie", "R76"),
        ("Hérault", "D34"),
        ("34", "D34"),
        ("2a", "D2A"),
        ("Béziers", "C34032"),
        ("beziers (34)", "C34032"),
        ("Hérault (34)", "D34"),
        ("D67", "D67"),
        ("La Réunion", "R04"),
        ("Paris (75)", "D75"),
        ("Béziers (67)", None),
        ("D99", None),
        ("ZZ", None),
    ],
)
def test_names_of_territories(name: str, area: str | None) -> None:
    assert area_of(name) == area


def test_unknown_territories_are_named() -> None:
    with pytest.raises(UnknownAreaError) as refused:
        areas_in("Occitanie, Nulleville; Ailleurs")
    assert refused.value.names == ["Nulleville", "Ailleurs"]
