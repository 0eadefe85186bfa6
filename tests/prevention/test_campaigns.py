"""Campaigns from the first word to the closing of a call: who may publish, what is refused, who is proposed what."""

import io
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.utils import timezone, translation

from accounts.models import Mutual, User
from accounts.scopes import within_mutuals
from contacts.enums import CallerKind, Channel
from contacts.models import Case
from members.models import Consent, Member
from prevention import queries, services, uploads
from prevention.enums import Answer, CampaignState, Unsuited
from prevention.errors import CampaignChangedError, CampaignFileError, NothingToSayError, NotReadyError, SameReaderError
from prevention.models import Campaign, Prompt, Reach
from prevention.services import Told
from prevention.sources import FILE
from tests.factories import contacts as make_contacts
from tests.factories import members as make_members
from tests.factories import prevention as make

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("within")]

HEADER = "title,organiser,theme,start,end,recurring_rule,sex,age_min,age_max,territory,keywords,source"


@pytest.fixture
def diane() -> User:
    return make.documentalist(username="diane")


# ---- writing and reading second


def test_who_wrote_does_not_publish(diane: User) -> None:
    campaign = make.to_read(diane)
    with pytest.raises(SameReaderError):
        services.publish(user=diane, campaign_id=campaign.pk)


def test_the_database_says_so_too(diane: User) -> None:
    campaign = make.to_read(diane)
    wrong = Campaign.objects.filter(pk=campaign.pk)
    with pytest.raises(IntegrityError, match="prevention_campaign_read_by_another"), transaction.atomic():
        wrong.update(state=CampaignState.PUBLISHED, second_reader=diane, published_at=timezone.now())


def test_a_draft_is_not_published_unread(diane: User) -> None:
    with pytest.raises(NotReadyError):
        services.publish(user=diane, campaign_id=make.draft().pk)


def test_without_a_sentence_nobody_has_to_read_it() -> None:
    with pytest.raises(NothingToSayError):
        services.submit(campaign_id=make.draft(sentence=" ").pk)


def test_what_is_changed_after_its_publication_is_read_again(diane: User) -> None:
    campaign = make.campaign()
    services.keep(user=diane, said={"title": "Autre titre"}, campaign_id=campaign.pk)
    campaign.refresh_from_db()
    assert (campaign.state, campaign.author, campaign.second_reader, Reach.objects.count()) == ("draft", diane, None, 0)


def test_two_people_do_not_write_over_each_other(diane: User) -> None:
    campaign = make.draft(diane)
    services.keep(user=diane, said={"title": "Un"}, campaign_id=campaign.pk, version=1)
    with pytest.raises(CampaignChangedError):
        services.keep(user=diane, said={"title": "Deux"}, campaign_id=campaign.pk, version=1)


def test_every_writing_is_kept(diane: User) -> None:
    campaign = make.draft(diane, title="Premier titre")
    services.keep(user=diane, said={"title": "Second titre"}, campaign_id=campaign.pk)
    with connection.cursor() as cursor:
        cursor.execute("SELECT title FROM prevention_campaignevent ORDER BY pgh_id")
        assert [title for (title,) in cursor.fetchall()] == ["Premier titre", "Second titre"]


@pytest.mark.parametrize(
    ("fields", "constraint"),
    [
        ({"starts_on": date(2026, 2, 1), "ends_on": date(2026, 1, 1)}, "forward"),
        ({"recurrence": "yearly", "ends_on": None}, "edition_ends"),
        ({"age_min": 60, "age_max": 50}, "ages_forward"),
        ({"territory": []}, "territory_known"),
        ({"territory": ["FR", "Hérault"]}, "territory_known"),
        ({"situations": ["diabetic"]}, "situations_known"),
    ],
)
def test_what_the_database_refuses(diane: User, fields: dict[str, Any], constraint: str) -> None:
    with pytest.raises(IntegrityError, match=f"prevention_campaign_{constraint}"), transaction.atomic():
        make.draft(diane, **fields)


def test_a_checked_source_loses_its_mark() -> None:
    campaign = services.checked(campaign_id=make.draft().pk)
    assert (campaign.confidence, campaign.checked_on) == ("verified", timezone.localdate())


# ---- the file


def test_the_shipped_file_is_loaded_with_its_marks(diane: User) -> None:
    with FILE.open(encoding="utf-8", newline="") as file:
        report = uploads.load_campaigns(file=file, author=diane)
    states = set(Campaign.objects.values_list("state", flat=True))
    assert (report.loaded, report.to_verify, report.silent, states) == (49, 46, 0, {"to_read"})


def test_loaded_again_nothing_comes_twice(diane: User) -> None:
    for _again in range(2):
        with FILE.open(encoding="utf-8", newline="") as file:
            report = uploads.load_campaigns(file=file, author=diane)
    assert (report.loaded, report.known, Campaign.objects.count()) == (0, 49, 49)


ROW = "Titre,Ligue,tabac,2026-01-01,2026-01-31,,,,,FR,tabac,ameli.fr"


@pytest.fixture
def _in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


@pytest.mark.usefixtures("_in_english")
@pytest.mark.parametrize(
    ("row", "said"),
    [
        (ROW.replace("2026-01-31", "2025-01-31"), "Line 2: It ends before it starts."),
        (ROW.replace("2026-01-01", "1er janvier"), "Line 2: “1er janvier” is not a day: write 2026-10-31."),
        (ROW.replace("FR", "Hérault"), "Line 2: Unknown territory: Hérault"),
        (ROW.replace("Titre", ""), "Line 2: “title” is empty."),
        (ROW.replace(",,,,FR", ",X,,,FR"), "Line 2: “X” is neither F nor M."),
        (ROW.replace(",,,,FR", ",,60,50,FR"), "Line 2: The highest age is below the lowest."),
    ],
)
def test_a_file_with_a_fault_loads_nothing(diane: User, row: str, said: str) -> None:
    text = f"{HEADER}\n{row}\n{ROW.replace('Titre', 'Bon')}\n"
    with pytest.raises(CampaignFileError) as refused:
        uploads.load_campaigns(file=io.StringIO(text), author=diane)
    assert (refused.value.said, Campaign.objects.count()) == ([said], 0)


@pytest.mark.usefixtures("_in_english")
def test_a_file_without_its_columns_says_which(diane: User) -> None:
    with pytest.raises(CampaignFileError) as refused:
        uploads.load_campaigns(file=io.StringIO("title,theme\nA,b\n"), author=diane)
    assert refused.value.said[0].startswith("These columns are missing: organiser, start")


def test_the_command_wants_a_documentalist(adviser: User) -> None:
    with pytest.raises(CommandError, match="no documentalist"):
        call_command("load_campaigns", author=adviser.username)


# ---- who is proposed what

Ring = Callable[..., Case]


@pytest.fixture
def helene(mutual: Mutual) -> Member:
    return make_members.member(mutual)


@pytest.fixture
def ring(mutual: Mutual, helene: Member, adviser: User) -> Ring:
    """A call of Hélène, 68, of Béziers, whose identity was checked."""

    def rung(**fields: Any) -> Case:
        case = make_contacts.case(mutual, channel=Channel.PHONE, member_id=helene.pk, holder=adviser)
        Case.objects.filter(pk=case.pk).update(
            **{"identified_at": timezone.now(), "reason": make_contacts.reason(), **fields}
        )
        case.refresh_from_db()
        return case

    return rung


def titles(case: Case) -> list[str]:
    closing = queries.closing_of(case)
    return [offer.campaign.title for offer in closing.offers] if closing else []


def because(case: Case) -> str:
    closing = queries.closing_of(case)
    return closing.because if closing else "written"


def test_the_nearest_and_narrowest_comes_first_and_three_at_most(ring: Ring) -> None:
    areas: dict[str, dict[str, Any]] = {
        "France": {},
        "Béziers": {"territory": ["C34032"]},
        "Hérault": {"territory": ["D34"]},
        "Occitanie": {"territory": ["R76"]},
        "Alsace": {"territory": ["D67"]},
        "Hommes": {"sex": "M"},
        "Jeunes": {"age_max": 25},
    }
    for title, fields in areas.items():
        make.campaign(title=title, **fields)
    assert titles(ring()) == ["Béziers", "Hérault", "Occitanie"]


def test_the_reason_of_the_contact_counts_most(ring: Ring) -> None:
    make.campaign(title="Béziers", territory=["C34032"])
    make.campaign(title="Dents", reasons=["devis-dentaire"])
    assert titles(ring(reason=make_contacts.reason("devis-dentaire"))) == ["Dents", "Béziers"]


def test_only_what_is_published_is_told(ring: Ring) -> None:
    make.to_read(title="À relire")
    gone = make.campaign(title="Retirée")
    services.withdraw(campaign_id=gone.pk, why="Annulée")
    assert (titles(ring()), because(ring())) == ([], "none")


def test_campaigns_of_another_mutual_do_not_exist(ring: Ring, mutual: Mutual, other_mutual: Mutual) -> None:
    with within_mutuals([mutual.pk, other_mutual.pk]):
        make.campaign(title="Courlis", mutual=other_mutual)
        make.campaign(title="Arbelle", mutual=mutual)
        assert titles(ring()) == ["Arbelle"]
    with within_mutuals([mutual.pk]):
        assert list(Campaign.objects.values_list("title", flat=True)) == ["Arbelle"]


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"member": None}, "nobody"),
        ({"identified_at": None}, "nobody"),
        ({"caller_kind": CallerKind.PROFESSIONAL}, "relative"),
        ({"caller_kind": CallerKind.RELATIVE}, "relative"),
        ({"channel": Channel.EMAIL}, "written"),
        ({}, ""),
    ],
)
def test_who_is_not_told_anything(ring: Ring, fields: dict[str, Any], said: str) -> None:
    make.campaign()
    assert because(ring(**fields)) == said


def test_who_refused_messages_is_not_told(ring: Ring, helene: Member, mutual: Mutual) -> None:
    make.campaign()
    Consent.objects.create(mutual=mutual, member=helene, channel="phone", purpose="prevention", is_given=False)
    assert because(ring()) == "consent"


def answered(case: Case, by: User, campaign: Campaign, answer: Answer, why: str = "", *, days_ago: int = 0) -> None:
    told = [Told(campaign.pk, answer, why)]
    row = services.record_prompts(user=by, case=case, department="34", told=told)[0]
    if days_ago:
        Prompt.objects.bulk_create(
            [Prompt(mutual_id=row.mutual_id, case=case, member_id=row.member_id, campaign=campaign, answer=answer, why=why, adviser=by,
                    at=timezone.now() - timedelta(days=days_ago))]
        )  # fmt: skip


def test_whoever_heard_of_one_today_hears_of_no_other(ring: Ring, adviser: User) -> None:
    first, second = make.campaign(title="Une"), make.campaign(title="Deux")
    case = ring()
    answered(case, adviser, first, Answer.TOLD)
    assert (titles(case), because(case), second.title) == ([], "none", "Deux")


def test_what_does_not_concern_somebody_is_not_proposed_again(ring: Ring, adviser: User) -> None:
    first = make.campaign(title="Une", territory=["C34032"])
    make.campaign(title="Deux")
    case = ring()
    answered(case, adviser, first, Answer.UNSUITABLE, Unsuited.SITUATION)
    assert titles(case) == ["Deux"]


def test_a_prompt_is_never_changed_nor_removed(ring: Ring, adviser: User) -> None:
    answered(ring(), adviser, make.campaign(), Answer.TOLD)
    for statement in ("UPDATE prevention_prompt SET answer = 'refused'", "DELETE FROM prevention_prompt"):
        with pytest.raises(Exception, match="permission denied"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
