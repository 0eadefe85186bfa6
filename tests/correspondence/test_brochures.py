"""Brochures that are kept, chosen, enclosed, and laid back."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.db.models.functions import Now
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Mutual, User
from accounts.roles import Role
from accounts.scopes import within_mutuals
from contacts.enums import Channel
from contacts.models import Case
from correspondence.enums import MessageState, Why
from correspondence.models import Brochure, Enclosure, Message, Stationery
from correspondence.services import delivery
from correspondence.services.enclosing import suggest
from correspondence.services.writing import cancel
from prevention import services as prevention
from prevention.enums import Answer
from tests.correspondence.post_office import PostOffice
from tests.factories import accounts as make_accounts
from tests.factories import correspondence as make
from tests.factories import papers
from tests.factories import prevention as make_prevention

pytestmark = pytest.mark.usefixtures("within")


def enclosed(message: Message) -> list[tuple[str, str]]:
    return [(one.brochure.title, one.why) for one in message.enclosures.all()]


def test_what_fits_goes_with_a_letter(case: Case, adviser: User) -> None:
    make.brochure("Pour tous")
    make.brochure("Pour les jeunes", age_max=30)
    assert enclosed(make.letter(case, adviser)) == [("Pour tous", Why.GENERAL)]


def test_the_same_person_does_not_get_it_again(case: Case, adviser: User) -> None:
    make.brochure()
    sent = [make.letter(case, adviser, key=key).enclosures.count() for key in ("une", "autre")]
    assert sent == [1, 0]


def test_after_its_interval_it_goes_again(case: Case, adviser: User) -> None:
    make.brochure(repeat_days=30)
    first = make.letter(case, adviser)
    Message.objects.filter(pk=first.pk).update(created_at=Now() - timedelta(days=31))
    assert make.letter(case, adviser, key="autre").enclosures.count() == 1


def test_what_a_campaign_told_goes_first(case: Case, adviser: User) -> None:
    general, of_campaign = make.brochure("Pour tous"), make.brochure("Dépistage")
    campaign = make_prevention.campaign(brochures=[of_campaign.pk])
    told = [prevention.Told(campaign.pk, Answer.TOLD)]
    prevention.record_prompts(user=adviser, case=case, department="34", told=told)
    assert enclosed(make.letter(case, adviser)) == [("Dépistage", Why.TOLD), (general.title, Why.GENERAL)]


def test_a_campaign_s_brochure_does_not_go_to_whom_nothing_was_told(case: Case, adviser: User) -> None:
    make_prevention.campaign(brochures=[make.brochure().pk])
    assert enclosed(make.letter(case, adviser)) == []


def test_the_mutual_s_limits_hold(within: Mutual, case: Case, adviser: User) -> None:
    Stationery.objects.create(mutual=within, most_brochures=1, most_pages=4)
    make.brochure("Long", pages=6)
    make.brochure("Court", pages=4)
    assert enclosed(make.letter(case, adviser)) == [("Court", Why.GENERAL)]


def test_nobody_known_gets_nothing(case: Case, adviser: User) -> None:
    make.brochure()
    Case.objects.filter(pk=case.pk).update(member=None)
    assert make.message(case, adviser).enclosures.count() == 0


def test_an_email_carries_it_apart(case: Case, adviser: User, post_office: PostOffice) -> None:
    make.brochure("Bien dormir : 10 conseils")
    make.message(case, adviser, due=True)
    delivery.deliver_due()
    files = [(part.get_filename(), part.get_content()[:5]) for part in post_office.taken[0].iter_attachments()]
    assert files == [("Bien dormir _ 10 conseils.pdf", b"%PDF-")]


def test_a_lost_file_is_said_and_holds_nobody_up(case: Case, adviser: User, post_office: PostOffice) -> None:
    brochure = make.brochure()
    message = make.message(case, adviser, due=True)
    brochure.file.delete(save=False)
    delivery.deliver_due()
    message.refresh_from_db()
    assert (message.state, message.error) == (MessageState.FAILED, "other")


# ---- paper copies


def stock(brochure: Brochure) -> int | None:
    brochure.refresh_from_db()
    return brochure.stock


def test_a_letter_takes_a_paper_copy(case: Case, adviser: User) -> None:
    brochure = make.brochure(stock=3)
    make.letter(case, adviser)
    assert (stock(brochure), Enclosure.objects.get().is_from_stock) == (2, True)


def test_an_email_takes_none(case: Case, adviser: User) -> None:
    brochure = make.brochure(stock=3)
    make.message(case, adviser)
    assert (stock(brochure), Enclosure.objects.get().is_from_stock) == (3, False)


def test_without_copies_it_does_not_go_on_paper(case: Case, adviser: User) -> None:
    make.brochure(stock=0)
    assert [make.letter(case, adviser).enclosures.count(), make.message(case, adviser, key="b").enclosures.count()] == [
        0,
        1,
    ]


def test_what_is_called_back_is_laid_back(case: Case, adviser: User) -> None:
    brochure = make.brochure(stock=3)
    suggest(case=case, brochures=[brochure.pk])
    cancel(user=adviser, message_id=make.letter(case, adviser).pk)
    again = make.letter(case, adviser, key="autre")
    assert (stock(brochure), enclosed(again)) == (2, [("Bien dormir", Why.TOLD)])


def test_calling_back_twice_lays_back_once(case: Case, adviser: User) -> None:
    brochure, letter = make.brochure(stock=3), make.letter(case, adviser)
    for _ in range(2):
        cancel(user=adviser, message_id=letter.pk)
    assert stock(brochure) == 3


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ({"stock": -1}, "stock_not_below_none"),
        ({"age_min": 60, "age_max": 50}, "ages_forward"),
        ({"valid_until": date(2000, 1, 1)}, "dates_forward"),
        ({"pages": 0}, "has_pages"),
    ],
)
def test_the_database_forbids(fields: dict[str, Any], name: str) -> None:
    brochure = make.brochure()
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        Brochure.objects.filter(pk=brochure.pk).update(**fields)


def test_another_mutual_s_brochure_is_not_there(case: Case, adviser: User, other_mutual: Mutual) -> None:
    with within_mutuals([other_mutual.pk]):
        make.brochure(mutual=other_mutual)
    assert (Brochure.objects.count(), enclosed(make.letter(case, adviser))) == (0, [])


# ---- the documentalist's screen


@pytest.fixture
def desk(within: Mutual) -> Client:
    return make_accounts.browser(make_accounts.user(Role.DOCUMENTALIST, on=[within]))


def typed(content: bytes | None, **fields: Any) -> dict[str, Any]:
    file = {} if content is None else {"file": SimpleUploadedFile("b.pdf", content, "application/pdf")}
    day = f"{timezone.localdate():%d/%m/%Y}"
    return {
        "title": "Bien dormir", "theme": "sommeil", "language": "fr", "rights": "Libre", "valid_from": day, "repeat_days": "365",
        **file, **fields,
    }  # fmt: skip


def test_a_brochure_is_taken_in(desk: Client) -> None:
    desk.post(reverse("correspondence:add_brochure"), typed(papers.pdf(3), stock="200"))
    kept = Brochure.objects.get()
    assert (kept.title, kept.pages, kept.grams, kept.stock, kept.mutual_id) == ("Bien dormir", 3, 10, 200, None)


REFUSED = {
    "nothing": (None, "Choisissez le PDF de la brochure"),
    "empty": (b"", "Le fichier est vide"),
    "not a PDF": (b"<html>bonjour</html>", "n’est pas un PDF lisible"),
    "a picture": (papers.picture(), "n’est pas un PDF lisible"),
    "damaged": (papers.pdf()[:80], "n’est pas un PDF lisible"),
    "encrypted": (papers.locked_pdf(), "protégé par un mot de passe"),
    "400 pages": (papers.pdf(400), "plus de 40 pages"),
}


@pytest.mark.parametrize("kind", REFUSED)
def test_what_is_no_brochure_is_refused_at_its_field(desk: Client, kind: str) -> None:
    content, words = REFUSED[kind]
    response = desk.post(reverse("correspondence:add_brochure"), typed(content, title="Gardé <b>"))
    html = response.content.decode()
    said = (
        response.status_code,
        "id_file_error" in html,
        words in html,
        "Gardé &lt;b&gt;" in html,
        Brochure.objects.count(),
    )
    assert said == (422, True, True, True, 0)


def test_too_heavy_is_said_with_the_limit(desk: Client, settings: Any) -> None:
    settings.BROCHURE_BYTES = 100
    html = desk.post(reverse("correspondence:add_brochure"), typed(papers.pdf())).content.decode()
    assert ("trop lourd" in html, Brochure.objects.count()) == (True, 0)


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"age_min": "60", "age_max": "50"}, "id_age_max_error"),
        ({"valid_until": "01/01/2000"}, "id_valid_until_error"),
        ({"stock": "-1"}, "id_stock_error"),
    ],
)
def test_a_fault_stands_at_its_field(desk: Client, fields: dict[str, str], field: str) -> None:
    response = desk.post(reverse("correspondence:add_brochure"), typed(papers.pdf(), **fields))
    assert (response.status_code, field in response.content.decode(), Brochure.objects.count()) == (422, True, 0)


def test_what_is_said_of_it_can_be_changed(desk: Client) -> None:
    brochure = make.brochure(stock=2)
    desk.post(reverse("correspondence:brochure", args=[brochure.pk]), typed(None, stock="500", theme="repos"))
    brochure.refresh_from_db()
    assert (brochure.stock, brochure.theme) == (500, "repos")


def test_a_withdrawn_one_goes_no_more(desk: Client, case: Case, adviser: User) -> None:
    desk.post(reverse("correspondence:withdraw_brochure", args=[make.brochure().pk]))
    assert make.letter(case, adviser).enclosures.count() == 0


def test_the_adviser_sees_what_goes_and_why(case: Case, adviser: User) -> None:
    make.brochure("Bien dormir")
    make.brochure("Pour les jeunes", age_max=30)
    html = make_accounts.browser(adviser).get(reverse("correspondence:reply", args=[case.pk])).content.decode()
    assert [words in html for words in ("Bien dormir", "pour tous", "Pour les jeunes – pour un autre âge")] == [
        True
    ] * 3


@pytest.mark.parametrize("channel", [Channel.EMAIL, Channel.LETTER])
def test_a_double_click_encloses_once(case: Case, adviser: User, channel: Channel) -> None:
    make.brochure(stock=3)
    to = make.HOME if channel == Channel.LETTER else "helene@exemple.fr"
    for _ in range(2):
        make.message(case, adviser, channel=channel, to=to)
    assert Enclosure.objects.count() == 1
