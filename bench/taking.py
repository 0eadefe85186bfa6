"""Advisers who all press "next contact" at once: nobody may get what another got, and what is due first goes first."""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.db import connections, transaction
from django.urls import reverse
from django.utils import timezone

from accounts.models import Mutual
from accounts.scopes import within_mutuals
from audit.actors import acting, job
from bench.browsers import Desk
from bench.people import SignedIn, adviser, sign_in, trained
from contacts import queries
from contacts.enums import Channel, Outcome
from contacts.models import Case, Queue, Reason
from contacts.services import cases
from members.models import Member

WAITING = 500


@dataclass(slots=True)
class Taking:
    """`twice` are cases that two got, `late` those that went before one that was due earlier, `idle` presses that got none."""

    advisers: int
    rounds: int
    waiting: int
    answered: list[float]
    taken: int = 0
    twice: int = 0
    late: int = 0
    idle: int = 0


def advisers(mutuals: Sequence[Mutual], *, count: int) -> list[SignedIn]:
    """Advisers at work and trained for the queue that takes everything, without a desk's telephone."""
    queues = list(Queue.objects.filter(code="generale"))
    return [sign_in(trained(adviser(f"bench-taker-{place}", mutuals), queues)) for place in range(count)]


def measure(mutuals: Sequence[Mutual], takers: Sequence[SignedIn], *, port: int, rounds: int) -> Taking:
    """So many rounds over `WAITING` contacts; between two rounds everybody closes what they got."""
    with acting(job("bench")), within_mutuals([mutual.pk for mutual in mutuals]):
        _wait()
        found = Taking(len(takers), rounds, WAITING, [])
        for _ in range(rounds):
            due = _due_first(takers[0], len(takers))
            connections.close_all()
            given = asyncio.run(_press(takers, port, found.answered))
            _judge(found, due, given)
            _close(takers)
    return found


@transaction.atomic
def _wait() -> None:
    """Letters and e-mails of known members, received at different moments of the last days."""
    people = list(Member.objects.order_by("pk")[:WAITING])
    for place, member in enumerate(people):
        received = timezone.now() - timedelta(minutes=7 * (place * 37 % WAITING))
        channel = Channel.LETTER if place % 3 else Channel.EMAIL
        demand = cases.Demand(
            mutual_id=member.mutual_id, member_id=member.pk, channel=channel, received_at=received, subject="Ma demande"
        )
        cases.open_case(demand)


@transaction.atomic
def _due_first(who: SignedIn, count: int) -> list[str]:
    return [str(case.pk) for case in queries.waiting_for(who.user)[:count]]


async def _press(takers: Sequence[SignedIn], port: int, answered: list[float]) -> list[str]:
    """Where each was led to, pressed in one breath."""

    async def press(who: SignedIn) -> str:
        before = time.perf_counter()
        answer = await Desk(port, who).post("/contacts/suivant/")
        answered.append(time.perf_counter() - before)
        if answer.status != 302:
            raise RuntimeError(f"{answer.status} for the next contact")
        return answer.headers["location"]

    return list(await asyncio.gather(*(press(who) for who in takers)))


def _judge(found: Taking, due: Sequence[str], given: Sequence[str]) -> None:
    """Who presses at once may get theirs in any order among them; together they get what is due first, each once."""
    desk = reverse("workstation:desk")
    got = [place.rstrip("/").rpartition("/")[2] for place in given if place != desk]
    found.taken += len(got)
    found.idle += len(given) - len(got)
    found.twice += len(got) - len(set(got))
    found.late += len(set(got) - set(due))


@transaction.atomic
def _close(takers: Sequence[SignedIn]) -> None:
    reason = Reason.objects.get(code="autre")
    users = {who.user.pk: who.user for who in takers}
    for case in Case.objects.filter(holder__in=users):
        cases.close(
            user=users[case.holder_id or 0], case_id=case.pk, reason=reason, outcome=Outcome.INFORMED, is_solved=True
        )
