import re
from datetime import date
from typing import Any

import pytest
from django.test import Client

from accounts.models import Grant, Mutual, User
from accounts.roles import Role
from accounts.scopes import within_mutuals
from contacts.models import Case
from correspondence.models import Message
from practitioners.asking import origin_of
from practitioners.models import PersonFact, Report
from practitioners.terms import kind_of
from referrals.models import Answer, Referral, Telling
from referrals.services import Asked, draw_list
from tests.factories import accounts as make_accounts
from tests.factories import contacts as make_contacts
from tests.factories import members as make_members
from tests.factories import practitioners as make

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("town")]
HX: dict[str, Any] = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture
def browser(adviser: User) -> Client:
    return make_accounts.browser(adviser)


def address(case: Case) -> str:
    return f"/contacts/{case.pk}/orientation/"


def ask(browser: Client, case: Case, **said: Any) -> Any:
    return browser.post(address(case), {"step": "draw", "profession": "dentiste", "place": "34500", **said}, **HX)


def only() -> Referral:
    return Referral.objects.order_by("-number")[0]


def test_the_panel_begins_where_the_member_lives(browser: Client, case: Case) -> None:
    assert 'value="34500 Béziers"' in browser.get(address(case), **HX).content.decode()


def test_for_a_member_who_lives_abroad_the_place_is_asked(browser: Client, within: Mutual, adviser: User) -> None:
    member = make_members.member(within, postal_code="1201", town="Genève")
    member.addresses.update(country="CH")
    case = make_contacts.case(within, holder=make_contacts.trained(adviser), member_id=member.pk)
    page = browser.get(address(case), **HX)
    assert (page.status_code, "Genève" in page.content.decode()) == (200, False)


def test_five_are_drawn_shown_and_introduced(browser: Client, case: Case) -> None:
    page = ask(browser, case).content.decode()
    assert (page.count('<span class="rank">'), "sans ordre de préférence" in page) == (5, True)


def test_telephones_are_grouped_and_names_spelled(browser: Client, case: Case) -> None:
    page = ask(browser, case).content.decode()
    assert ("04\xa065\xa071\xa040\xa012" in page, "C, A, S, T, E, L, B, O, N" in page) == (True, True)


@pytest.mark.parametrize(
    ("said", "fault"),
    [
        ({"profession": "plombier"}, "Aucune profession"),
        ({"place": "Zzyzx"}, "Aucune commune"),
        ({"place": "34999"}, "CEDEX"),
        ({"place": "1201 Genève, Suisse"}, "étranger"),
        ({"profession": "orthoptiste"}, "orthoptiste"),
    ],
)
def test_what_cannot_be_drawn_says_why_and_keeps_what_was_typed(
    browser: Client, case: Case, said: dict[str, str], fault: str
) -> None:
    response = ask(browser, case, **said)
    page = response.content.decode()
    assert (response.status_code, fault in page, f'value="{next(iter(said.values()))}"' in page) == (422, True, True)
    assert Referral.objects.count() == 0


def test_a_second_draw_needs_a_reason(browser: Client, case: Case) -> None:
    ask(browser, case)
    refused, drawn = ask(browser, case), ask(browser, case, why="consulted")
    assert (refused.status_code, drawn.status_code, Referral.objects.count()) == (422, 200, 2)


def test_another_profession_needs_none(browser: Client, case: Case) -> None:
    make.bring([make.row(), *(make.row(profession="28") for _ in range(6))], confirmed=True)
    ask(browser, case)
    assert (ask(browser, case, profession="opticien").status_code, Referral.objects.count()) == (200, 2)


def test_another_profession_between_is_no_way_round_the_reason(browser: Client, case: Case) -> None:
    make.bring([*(make.row() for _ in range(12)), *(make.row(profession="28") for _ in range(6))], confirmed=True)
    ask(browser, case)
    first = set(only().place_ids)
    ask(browser, case, profession="opticien")
    refused, drawn = ask(browser, case), ask(browser, case, why="consulted")
    assert (refused.status_code, drawn.status_code, Referral.objects.count()) == (422, 200, 3)
    assert (only().kind, first & set(only().place_ids)) == ("again", set())


def test_a_name_is_taken_off(browser: Client, case: Case) -> None:
    ask(browser, case)
    place = only().drawn[0]["place"]
    response = browser.post(address(case), {"step": "off", "place": place, "why": "stopped", "word": "retraite"}, **HX)
    assert (response.status_code, Report.objects.get().word, place in str(only().drawn)) == (200, "retraite", False)


def test_without_a_reason_no_name_is_taken_off(browser: Client, case: Case) -> None:
    ask(browser, case)
    response = browser.post(address(case), {"step": "off", "place": only().drawn[0]["place"], "word": "x"}, **HX)
    assert (response.status_code, Referral.objects.count()) == (422, 1)


def test_the_list_leaves_by_the_outbox(browser: Client, case: Case) -> None:
    ask(browser, case)
    browser.post(address(case), {"step": "tell", "channel": "email", "key": "k1"}, **HX)
    message = Message.objects.get()
    assert (message.to, message.body.count("04\xa065\xa071\xa040\xa012"), Telling.objects.get().channel) == (
        "helene@exemple.fr",
        5,
        "email",
    )


def test_a_letter_goes_to_the_member_s_address(browser: Client, case: Case) -> None:
    ask(browser, case)
    browser.post(address(case), {"step": "tell", "channel": "letter", "key": "k1"}, **HX)
    assert "34500 Béziers" in Message.objects.get().to


def test_a_fax_that_nobody_knows_is_refused(browser: Client, case: Case) -> None:
    ask(browser, case)
    response = browser.post(address(case), {"step": "tell", "channel": "fax", "key": "k1"}, **HX)
    assert (response.status_code, Telling.objects.count()) == (422, 0)


def test_what_came_of_it_is_asked_at_the_next_contact(browser: Client, case: Case, adviser: User) -> None:
    ask(browser, case)
    given = only()
    with within_mutuals([case.mutual_id]):
        later = make_contacts.case(case.mutual, member_id=case.member_id)
        Case.objects.filter(pk=case.pk).update(state="aside")
        Case.objects.filter(pk=later.pk).update(state="in_hand", holder=adviser, held_at=case.held_at)
    assert given.label in browser.get(address(later), **HX).content.decode()
    answer = {"step": "answer", "referral": given.pk, "appointment": "got", "delay_days": "9"}
    assert browser.post(address(later), answer, **HX).status_code == 200
    assert Answer.objects.get().delay_days == 9


def test_who_has_not_the_contact_draws_nothing(case: Case, mutual: Mutual) -> None:
    stranger = make_accounts.browser(make_accounts.user(on=[mutual]))
    assert (stranger.get(address(case)).status_code, Referral.objects.count()) == (404, 0)


# ---- proof, report, directory


def drawn(mutual: Mutual) -> Referral:
    kind = kind_of("40")
    assert kind is not None
    return draw_list(mutual_id=mutual.pk, asked=Asked(kind, origin_of("34500")))


def test_the_proof_draws_again_and_names_no_member(browser: Client, case: Case, auditor: User) -> None:
    ask(browser, case)
    page = make_accounts.browser(auditor).get(f"/orientations/{only().pk}/preuve/").content.decode()
    assert ("Retiré à l’instant" in page, str(case.pk) in page, "Marchandeau" in page) == (True, False, False)


def test_the_proof_s_file_can_be_drawn_again(browser: Client, case: Case) -> None:
    from referrals.draw import draw, packed  # noqa: PLC0415  what an auditor would write

    ask(browser, case)
    file = browser.get(f"/orientations/{only().pk}/preuve/fichier/").json()
    places = packed([int(place, 16) for place in file["eligible"]])
    again = draw(places, bytes.fromhex(file["record"]["seed"]), wanted=5)
    assert [f"{place:016x}" for place in again] == [one["place"] for one in file["practitioners"]]


def test_the_proof_of_another_mutual_is_not_there(browser: Client, within: Mutual, other_mutual: Mutual) -> None:
    with within_mutuals([other_mutual.pk]):
        foreign = drawn(other_mutual)
    assert browser.get(f"/orientations/{foreign.pk}/preuve/").status_code == 404


def test_the_report_says_what_was_drawn(within: Mutual, auditor: User) -> None:
    for _ in range(30):
        drawn(within)
    page = make_accounts.browser(auditor).get("/orientations/impartialite/").content.decode()
    assert (re.findall(r"<dt>Listes tirées</dt><dd>(\d+)", page), page.count('<circle class="q-')) == (["30"], 12)


def test_every_place_of_the_report_leaves_as_a_file(within: Mutual, auditor: User) -> None:
    for _ in range(30):
        drawn(within)
    answer: Any = make_accounts.browser(auditor).get("/orientations/impartialite/?fichier=csv")
    lines = b"".join(answer.streaming_content).decode().splitlines()
    assert (len(lines), sum(int(line.split(";")[1]) for line in lines[1:])) == (13, 150)


@pytest.mark.parametrize("query", ["fichier=csv", "fichier=exe"])
def test_who_has_no_mutual_any_more_takes_nothing_away(within: Mutual, auditor: User, query: str) -> None:
    Grant.objects.filter(user=auditor).update(ends_on=date(2021, 1, 1))
    assert make_accounts.browser(auditor).get(f"/orientations/impartialite/?{query}").status_code == 404


def test_a_practitioner_s_question_is_answered(within: Mutual, auditor: User) -> None:
    lists = [drawn(within) for _ in range(20)]
    who = lists[0].drawn[0]["name"]
    times = sum(who == one["name"] for row in lists for one in row.drawn)
    page = make_accounts.browser(auditor).get(f"/orientations/impartialite/?rpps={who}").content.decode()
    assert "Aurait pu être tiré 20\xa0fois" in page or "20 fois" in page
    assert f"sous ce nom {times}" in page


def test_an_empty_period_says_so(within: Mutual, auditor: User) -> None:
    page = make_accounts.browser(auditor).get("/orientations/impartialite/?since=2001-01-01&until=2001-02-01")
    assert "Rien n’a été tiré" in page.content.decode()


def test_the_directory_finds_in_plain_words(browser: Client) -> None:
    page = browser.get("/annuaire/", {"profession": "dentiste", "place": "béziers"}).content.decode()
    assert (page.count('<th scope="row">'), "Licence Ouverte" in page) == (12, True)


@pytest.mark.parametrize("said", [{"profession": "plombier", "place": "34500"}, {"profession": "40", "place": "x"}])
def test_the_directory_says_what_it_does_not_know(browser: Client, said: dict[str, str]) -> None:
    assert 'class="fault"' in browser.get("/annuaire/", said).content.decode()


def test_a_documentalist_settles_a_report(browser: Client, case: Case, mutual: Mutual) -> None:
    ask(browser, case)
    named = only().drawn[0]
    browser.post(address(case), {"step": "off", "place": named["place"], "why": "stopped"}, **HX)
    keeper = make_accounts.browser(make_accounts.user(Role.DOCUMENTALIST))
    keeper.post("/annuaire/corrections/", {"report": Report.objects.get().pk, "is_right": "1"})
    assert PersonFact.objects.get(pk=named["name"]).stopped_on is not None
