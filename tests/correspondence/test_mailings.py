"""Mailings: approved by a second person, to nobody outside their public and nobody twice, stopped, resumed, told how far they are."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.db.models.functions import Now
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import Mutual, User
from accounts.roles import Role
from accounts.services import keep_draft
from contacts.enums import Channel
from correspondence import errors
from correspondence.eligibility import Public, belongs
from correspondence.enums import MailingState, MessageState, Unwritten
from correspondence.events import events_of
from correspondence.models import Mailing, Message, Recipient
from correspondence.services import delivery, mailings
from correspondence.services.public import members_of, person_of
from members.models import Consent, Member
from tests.correspondence.post_office import PostOffice
from tests.factories import accounts as make_accounts
from tests.factories import correspondence as make
from tests.factories import members as make_members

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("within")]
OPEN = datetime(2026, 11, 23, 10, tzinfo=UTC)
NIGHT = datetime(2026, 11, 23, 2, tzinfo=UTC)


@pytest.fixture
def samia(within: Mutual) -> User:
    return make_accounts.user(Role.SUPERVISOR, on=[within])


@pytest.fixture
def paul(within: Mutual) -> User:
    return make_accounts.user(Role.SUPERVISOR, on=[within])


@pytest.fixture
def leaving(within: Mutual, samia: User, paul: User, helene: Member) -> Callable[..., Mailing]:
    """An approved mailing; Hélène is one of its public."""

    def made(**fields: Any) -> Mailing:
        mailing = make.mailing(within, samia, **fields)
        mailings.submit(mailing_id=mailing.pk)
        return mailings.approve(user=paul, mailing_id=mailing.pk, version=1)

    return made


def turn(mailing: Mailing, *, now: datetime = OPEN) -> int:
    return mailings.turn(mailing.pk, now=now)


def state_of(mailing: Mailing) -> str:
    mailing.refresh_from_db()
    return mailing.state


# ---- its public


def crowd(mutual: Mutual) -> list[Member]:
    """Members of every sort that a public may tell apart."""
    products = [make_members.product(mutual) for _ in range(2)]
    today, made = timezone.localdate(), []
    places = ["34500", "20000", "20200", "97400", ""]
    for number in range(30):
        contract = make_members.contract(
            mutual,
            product=products[number % 2],
            starts_on=date(2018 + number % 4, 1, 1),
            ends_on=today - timedelta(days=1) if number % 7 == 0 else None,
            status="suspended" if number % 11 == 0 else "ended" if number % 13 == 0 else "active",
        )
        made.append(
            make_members.member(
                mutual,
                contract=contract,
                postal_code=places[number % 5],
                birth_date=date(today.year - 5 - number * 3, 1 + number % 12, 1 + number % 28),
                died_on=today if number % 9 == 0 else None,
                covered_until=today if number % 8 == 0 else None,
            )
        )
        made.append(make_members.member(
            mutual, contract=contract, rank=2, kinship="partner", postal_code="", birth_date=date(1990, 1, 1),
        ))  # fmt: skip
    return made


AGES = st.none() | st.integers(18, 90)
BEGAN = st.none() | st.sampled_from([date(2018, 1, 1), date(2019, 6, 1), date(2021, 1, 1)])


@given(data=st.data())
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_statement_finds_whom_the_rule_lets_in(within: Mutual, data: st.DataObject) -> None:
    if not Member.objects.exists():
        crowd(within)
    products = list(Member.objects.order_by().values_list("contract__product_id", flat=True).distinct())
    public = Public(
        products=frozenset(data.draw(st.sets(st.sampled_from(products), max_size=2))),
        departments=frozenset(data.draw(st.sets(st.sampled_from(["34", "2A", "2B", "974", "75"]), max_size=3))),
        age_min=data.draw(AGES),
        age_max=data.draw(AGES),
        began_from=data.draw(BEGAN),
        began_until=data.draw(BEGAN),
        holders_only=data.draw(st.booleans()),
    )
    day = timezone.localdate()
    found = {member.pk for member in members_of(public, mutual_id=within.pk, day=day)}
    everybody = Member.objects.select_related("contract__product")
    assert found == {one.pk for one in everybody if belongs(person_of(one, day), public, day)}


def test_another_mutual_s_members_are_not_in_it(leaving: Callable[..., Mailing], helene: Member) -> None:
    mailing = leaving()
    assert [member.pk for member, _ in mailings.sample(mailing)] == [helene.pk]


def test_its_public_is_told_after_the_page(within: Mutual, samia: User, helene: Member) -> None:
    mailing = make.mailing(within, samia)
    desk = make_accounts.browser(samia)
    address = reverse("correspondence:mailing_public", args=[mailing.pk])
    page = desk.get(reverse("correspondence:mailing", args=[mailing.pk])).content.decode()
    told = desk.get(address).content.decode()
    assert (f'hx-get="{address}"' in page, "1 adhérent aujourd’hui" in told, "1 adhérent" in page) == (
        True,
        True,
        False,
    )


def test_a_mailing_left_half_written_is_taken_up_again(within: Mutual, samia: User) -> None:
    typed = "title=Votre garantie\nbody=Bonjour,\\n\\nElle change.\non_saturdays=on"
    keep_draft(user=samia, form="envoi", text=typed, version=0)
    form = make_accounts.browser(samia).get(reverse("correspondence:add_mailing")).context["form"]
    shown = {name: form[name].value() for name in ("title", "body", "on_saturdays", "holders_only")}
    body = "Bonjour,\n\nElle change."
    assert shown == {"title": "Votre garantie", "body": body, "on_saturdays": "on", "holders_only": ""}


# ---- whoever was written to


def test_a_mailing_is_told_on_the_member_s_page(leaving: Callable[..., Mailing], helene: Member) -> None:
    mailing = leaving()
    turn(mailing)
    [event] = events_of(helene)
    assert (event.title, event.text) == (mailing.subject, "Envoi à plusieurs adhérents")


# ---- the second person


def test_whoever_wrote_it_does_not_approve_it(within: Mutual, samia: User, helene: Member) -> None:
    mailing = make.mailing(within, samia)
    mailings.submit(mailing_id=mailing.pk)
    with pytest.raises(errors.SameApproverError):
        mailings.approve(user=samia, mailing_id=mailing.pk, version=1)
    assert (mailings.send_due(), Message.objects.count()) == (0, 0)


def test_the_database_wants_a_second_person(within: Mutual, samia: User) -> None:
    mailing = make.mailing(within, samia)
    fields = {"state": "sending", "next_at": Now(), "approved_by": samia, "approved_at": Now()}
    with pytest.raises(IntegrityError, match="approved_by_another"), transaction.atomic():
        Mailing.objects.filter(pk=mailing.pk).update(**fields)


def test_what_changed_meanwhile_is_not_approved(within: Mutual, samia: User, paul: User, helene: Member) -> None:
    mailing = make.mailing(within, samia)
    mailings.keep(user=samia, mutual_id=within.pk, said={"title": "Autre"}, mailing_id=mailing.pk, version=1)
    mailings.submit(mailing_id=mailing.pk)
    with pytest.raises(errors.MailingChangedError):
        mailings.approve(user=paul, mailing_id=mailing.pk, version=1)


@pytest.mark.parametrize(
    ("fields", "refusal"),
    [
        ({"body": "Sous {{ delai }}"}, errors.MissingFieldsError),
        ({"subject": "{{ inconnu }}"}, errors.MissingFieldsError),
        ({"age_min": 119}, errors.NobodyToWriteToError),
    ],
)
def test_what_is_not_sent_on(
    within: Mutual, samia: User, helene: Member, fields: dict[str, Any], refusal: type[Exception]
) -> None:
    mailing = make.mailing(within, samia, **fields)
    with pytest.raises(refusal):
        mailings.submit(mailing_id=mailing.pk)
    assert state_of(mailing) == MailingState.DRAFT


# ---- sending


def test_a_member_is_written_to_once_through_the_outbox(
    leaving: Callable[..., Mailing], post_office: PostOffice
) -> None:
    mailing = leaving()
    assert ([turn(mailing) for _ in range(2)], state_of(mailing)) == ([1, 0], MailingState.DONE)
    delivery.deliver_due()
    (mail,) = post_office.taken
    assert (mail["To"], mail["Subject"], mail.get_content().split("\n")[0].strip()) == (
        "helene@exemple.fr", "Votre garantie", "Madame, elle change.",
    )  # fmt: skip


def test_nobody_has_two_turns(leaving: Callable[..., Mailing]) -> None:
    mailing = leaving()
    turn(mailing)
    taken = Recipient.objects.get()
    taken.pk = None
    with pytest.raises(IntegrityError, match="recipient_once"), transaction.atomic():
        taken.save(force_insert=True)


def test_a_turn_that_is_cut_is_taken_again_whole(
    leaving: Callable[..., Mailing], monkeypatch: pytest.MonkeyPatch
) -> None:
    mailing = leaving()
    with monkeypatch.context() as patched:
        patched.setattr(mailings, "enclose", lambda *_: (_ for _ in ()).throw(OSError("coupure")))
        with pytest.raises(OSError, match="coupure"), transaction.atomic():
            turn(mailing)
    assert Message.objects.count() == 0
    assert (turn(mailing), Message.objects.count()) == (1, 1)


def test_a_letter_is_printed_like_any_other(leaving: Callable[..., Mailing], helene: Member) -> None:
    Member.objects.filter(pk=helene.pk).update(preferred_channel="letter")
    turn(leaving())
    assert (Message.objects.get().channel, Message.objects.get().to) == (Channel.LETTER, make.HOME)


@pytest.mark.parametrize(
    ("refused", "channel"), [([], "email"), (["email"], "letter"), (["letter"], "email"), (["email", "letter"], None)]
)
def test_refusals_hold(
    leaving: Callable[..., Mailing], helene: Member, refused: list[str], channel: str | None
) -> None:
    for one in refused:
        Consent.objects.create(mutual_id=helene.mutual_id, member=helene, channel=one, is_given=False)
    turn(leaving())
    taken = Recipient.objects.get()
    assert (taken.message.channel if taken.message else None, taken.why_not) == (
        channel, "" if channel else Unwritten.REFUSED,
    )  # fmt: skip


def test_a_refusal_of_prevention_is_not_one_of_service(leaving: Callable[..., Mailing], helene: Member) -> None:
    said = {"mutual_id": helene.mutual_id, "member": helene, "purpose": "prevention", "is_given": False}
    for channel in ("email", "letter"):
        Consent.objects.create(channel=channel, **said)
    assert [turn(leaving(purpose=purpose)) for purpose in ("service", "prevention")] == [1, 0]


def test_who_cannot_be_reached_is_told(leaving: Callable[..., Mailing], helene: Member) -> None:
    mailing = leaving()
    Member.objects.filter(pk=helene.pk).update(email="")
    helene.addresses.all().delete()
    turn(mailing)
    assert mailings.results(mailing)["why_not"] == {Unwritten.UNREACHABLE: 1}


def test_who_died_since_the_approval_is_not_written_to(leaving: Callable[..., Mailing], helene: Member) -> None:
    mailing = leaving()
    Member.objects.filter(pk=helene.pk).update(died_on=timezone.localdate())
    assert (turn(mailing), Message.objects.count()) == (0, 0)


def test_nothing_leaves_at_night(leaving: Callable[..., Mailing]) -> None:
    mailing = leaving()
    assert turn(mailing, now=NIGHT) == 0
    mailing.refresh_from_db()
    assert (mailing.state, mailing.next_at) == (MailingState.SENDING, datetime(2026, 11, 23, 7, tzinfo=UTC))


def test_a_pace_is_kept(within: Mutual, leaving: Callable[..., Mailing]) -> None:
    for number in range(4):
        make_members.member(within, email=f"m{number}@exemple.fr")
    mailing = leaving(per_hour=120)
    assert [turn(mailing) for _ in range(4)] == [2, 2, 1, 0]


def test_a_stop_and_going_on(within: Mutual, leaving: Callable[..., Mailing], samia: User) -> None:
    make_members.member(within, email="autre@exemple.fr")
    mailing = leaving(per_hour=60)
    turn(mailing)
    mailings.stop(user=samia, mailing_id=mailing.pk)
    assert (turn(mailing), Message.objects.count()) == (0, 1)
    mailings.resume(mailing_id=mailing.pk)
    assert (turn(mailing), Message.objects.values("member").distinct().count()) == (1, 2)


def test_results(leaving: Callable[..., Mailing], post_office: PostOffice) -> None:
    mailing = leaving()
    turn(mailing)
    delivery.deliver_due()
    assert mailings.results(mailing) == {"turns": 1, "why_not": {}, "states": {MessageState.SENT: 1}}


# ---- the screens


@pytest.fixture
def desk(samia: User) -> Client:
    return make_accounts.browser(samia)


def typed(mutual: Mutual, **fields: Any) -> dict[str, Any]:
    return {
        "mutual": mutual.pk, "title": "Hausse", "purpose": "service", "holders_only": "on", "subject": "Votre garantie",
        "body": "{{ civilite }}, <script>alert(1)</script>", "per_hour": "300", "opens": "09:00", "closes": "19:00", **fields,
    }  # fmt: skip


def test_a_mailing_goes_its_way_on_the_screen(within: Mutual, desk: Client, paul: User, helene: Member) -> None:
    desk.post(reverse("correspondence:add_mailing"), typed(within, departments="34, 2a"))
    mailing = Mailing.objects.get()
    page, move = (reverse(f"correspondence:{name}", args=[mailing.pk]) for name in ("mailing", "move_mailing"))
    desk.post(move, {"step": "submit"})
    html = make_accounts.browser(paul).get(page).content.decode()
    make_accounts.browser(paul).post(move, {"step": "approve", "version": "1"})
    assert (mailing.departments, "data:image/png" in html, "<script>alert" in html, state_of(mailing)) == (
        ["34", "2A"], True, False, MailingState.SENDING,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"departments": "34 999"}, "departments"),
        ({"age_min": "60", "age_max": "50"}, "age_max"),
        ({"began_from": "01/02/2026", "began_until": "01/01/2026"}, "began_until"),
        ({"opens": "19:00", "closes": "09:00"}, "closes"),
        ({"opens": "07:00"}, "opens"),
        ({"body": "Sous {{ delai }}"}, "body"),
        ({"body": " "}, "body"),
        ({"per_hour": "0"}, "per_hour"),
        ({"products": ["0"]}, "products"),
    ],
)
def test_a_fault_stands_at_its_field(within: Mutual, desk: Client, fields: dict[str, Any], field: str) -> None:
    response = desk.post(reverse("correspondence:add_mailing"), typed(within, **fields))
    assert (response.status_code, f"id_{field}_error" in response.content.decode(), Mailing.objects.count()) == (
        422,
        True,
        0,
    )


@pytest.mark.parametrize("sent", [{}, {"step": "burn"}])
def test_an_unknown_step_is_not_there(within: Mutual, desk: Client, samia: User, sent: dict[str, str]) -> None:
    mailing = make.mailing(within, samia)
    assert desk.post(reverse("correspondence:move_mailing", args=[mailing.pk]), sent).status_code == 404
