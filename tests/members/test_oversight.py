"""Files opened on a stated reason are told and reviewed."""

import pytest
from django.core import mail

from accounts.models import Mutual, User
from accounts.roles import Role
from members import oversight, services
from members.models import Ground
from tests.factories import members as make
from tests.factories.accounts import user

REASON = "Réclamation du matin : vérifier l’adresse avant réponse."


@pytest.fixture
def ground(within: Mutual) -> Ground:
    supervisor = user(Role.SUPERVISOR, on=[within])
    return services.break_glass(user=supervisor, member_id=make.member(within).pk, reason=REASON)


@pytest.fixture
def officer(db: None) -> User:
    return user(Role.DPO, email="dpo@exemple.fr", first_name="Inès")


@pytest.mark.attack(20)
def test_the_officer_is_told_once(ground: Ground, officer: User) -> None:
    assert [oversight.tell_of_break_glass(), oversight.tell_of_break_glass()] == [1, 0]
    assert [message.to for message in mail.outbox] == [["dpo@exemple.fr"]]


def test_the_mail_names_no_member_and_no_reason(ground: Ground, officer: User) -> None:
    oversight.tell_of_break_glass()
    body = str(mail.outbox[0].body)
    assert [word for word in (ground.member.number, "Marchandeau", "Réclamation") if word in body] == []


def test_without_an_officer_it_stays_to_be_told(ground: Ground) -> None:
    assert oversight.tell_of_break_glass() == 0
    assert Ground.objects.get().told_at is None


@pytest.mark.attack(20)
def test_nobody_reviews_their_own_reason(ground: Ground) -> None:
    with pytest.raises(Ground.DoesNotExist):
        oversight.review_break_glass(ground_id=ground.pk, by=ground.user)


def test_a_review_is_kept_with_its_author(ground: Ground) -> None:
    quality = user(Role.QUALITY)
    oversight.review_break_glass(ground_id=ground.pk, by=quality)
    assert Ground.objects.get().reviewed_by == quality
