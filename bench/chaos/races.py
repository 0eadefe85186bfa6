"""Two hands on one row, a thousand times: F7, F13, F14, one slot for many, one call for two browsers."""

import threading
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils import timezone

from accounts.models import Mutual
from accounts.scopes import within_mutuals
from audit.actors import acting, job
from bench.chaos.faults import Run
from bench.chaos.promises import Scene, Verdict, done_steps, expert, fill, forget, scoped
from bench.servers import say
from callbacks.enums import AttemptResult, Skill, WhyMoved
from callbacks.errors import ReassignedError, SlotTakenError
from callbacks.models import Callback, Expert, Slot
from callbacks.services import calling, enforcing, promising, replanning
from contacts.enums import Channel
from contacts.services import cases
from members.models import Member

ROUNDS = 1_000
CONNECTIONS = 64
"""So many at once have a connection; the embedded server allows 100."""


def at_once(pool: ThreadPoolExecutor, acts: Sequence[Callable[[], Any]]) -> list[Any]:
    """What each gave back, or the refusal that it raised; they begin together."""
    gate = threading.Event()

    def run(act: Callable[[], Any]) -> Any:
        with acting(job("bench")), within_mutuals(list(Mutual.objects.values_list("pk", flat=True))):
            gate.wait()
            try:
                return act()
            except (ReassignedError, SlotTakenError) as refusal:
                return refusal

    begun = [pool.submit(run, act) for act in acts]
    gate.set()
    return [one.result() for one in begun]


def _fresh(scene: Scene, name: str, *, soon: float = 36_000.0, step: int = 1) -> Callback:
    forget(name)
    with scoped(), connection.cursor() as cursor:
        cursor.execute("UPDATE callbacks_callback SET request_key = id::text WHERE request_key = %s", [f"{name}:1"])
    fill(scene, name, 1, soon=soon, step=step)
    with scoped():
        return Callback.objects.get(request_key=f"{name}:1")


def _with_slot(callback: Callback, expert: Expert, offset: int) -> None:
    begins = timezone.now() + timedelta(minutes=60 + 60 * (offset % 20))
    with scoped():
        Slot.objects.filter(is_active=True).update(is_active=False)
        Slot.objects.create(
            expert=expert, callback_id=callback.pk, starts_at=begins,
            ends_at=begins + timedelta(minutes=30), busy_until=begins + timedelta(minutes=30),
        )  # fmt: skip


def f7(run: Run) -> list[Verdict]:
    found = []
    for hands in (4, 16):
        rounds = run.size(ROUNDS, 30)
        say(f"F7: {hands} hands on one row, {rounds} rounds…")
        verdict = Verdict(f"F7.{hands}", f"{hands} threads on one row, {rounds} rounds")
        with ThreadPoolExecutor(hands) as pool:
            for _ in range(rounds):
                callback = _fresh(run.scene, "F7", soon=-0.5)
                at_once(pool, [enforcing.enforce] * hands)
                with scoped():
                    steps = done_steps(callback.pk) - 1
                verdict.steps += steps
                verdict.lost += steps < 1
                verdict.doubled += max(steps - 1, 0)
        found.append(verdict)
    return found


def f13(run: Run) -> Verdict:
    rounds = run.size(ROUNDS, 20)
    say(f"F13: reached as the deadline passes, {rounds} rounds…")
    verdict, seen = Verdict("F13", f"reached at the deadline while it is swept, {rounds} rounds"), Counter[str]()
    with ThreadPoolExecutor(2) as pool:
        for place in range(rounds):
            callback = _fresh(run.scene, "F13", step=5, soon=0.4)
            owner = run.scene.experts[0].user
            with scoped():
                started = calling.start(user=owner, callback_id=callback.pk, fence=callback.fence)
            # Writing it down takes tens of milliseconds: about half end in time, and neighbours lie far apart.
            offset = (place * 23 % 61 - 50) / 1000
            wait = (callback.deadline_at - timezone.now()).total_seconds() + offset
            at_once(pool, [partial(_reach, owner, started.pk, started.fence, wait), partial(_sweep, wait)])
            with scoped():
                callback.refresh_from_db()
            met = callback.reached_at is not None and callback.reached_at <= callback.deadline_at
            seen["met" if met else "late"] += 1
            verdict.doubled += bool(met and callback.breached_at)
            verdict.lost += bool(not met and not callback.breached_at and done_steps_in_scope(callback.pk) < 6)
            verdict.steps += 1
    verdict.said = f"{seen['met']} met, {seen['late']} after the deadline; never both met and passed"
    return verdict


def done_steps_in_scope(callback_id: UUID) -> int:
    with scoped():
        return done_steps(callback_id)


def _reach(owner: Any, callback_id: UUID, fence: int, wait: float) -> Any:
    threading.Event().wait(max(wait, 0))
    return calling.log_attempt(user=owner, callback_id=callback_id, fence=fence, result=AttemptResult.REACHED)


def _sweep(wait: float) -> int:
    threading.Event().wait(max(wait, 0))
    return enforcing.enforce() + enforcing.enforce()


def f14(run: Run) -> Verdict:
    rounds, (first, second, *_) = run.size(ROUNDS, 20), run.scene.experts
    say(f"F14: given to another while its expert calls, {rounds} rounds…")
    verdict, outcomes = (
        Verdict("F14", f"given to another while its expert starts the call, {rounds} rounds"),
        Counter[str](),
    )
    with ThreadPoolExecutor(2) as pool:
        for place in range(rounds):
            callback = _fresh(run.scene, "F14")
            _with_slot(callback, first, place)
            with scoped():
                free = promising.check_offers(skill=callback.skill, mutual=callback.mutual, reachable=None)[1]
            chosen = promising.Chosen(second.pk, free[-1].start)
            answers = at_once(
                pool,
                [
                    partial(calling.start, user=first.user, callback_id=callback.pk, fence=callback.fence),
                    partial(
                        replanning.reassign,
                        user=run.scene.supervisor,
                        callback_id=callback.pk,
                        chosen=chosen,
                        why=WhyMoved.OVERLOAD,
                    ),
                ],
            )
            refused = sum(isinstance(one, ReassignedError) for one in answers)
            outcomes["called" if isinstance(answers[1], ReassignedError) else "given"] += 1
            verdict.steps, verdict.doubled, verdict.lost = (
                verdict.steps + 1,
                verdict.doubled + (refused == 0),
                verdict.lost + (refused == 2),
            )
    verdict.said = f"one each time: {outcomes['called']} called, {outcomes['given']} given to the other"
    return verdict


def browsers(run: Run) -> Verdict:
    rounds, first = run.size(ROUNDS, 20), run.scene.experts[0]
    say(f"two browsers start one call, {rounds} rounds…")
    verdict = Verdict("start", f"two browsers start one call, {rounds} rounds")
    with ThreadPoolExecutor(2) as pool:
        for _ in range(rounds):
            callback = _fresh(run.scene, "start")
            start = [partial(calling.start, user=first.user, callback_id=callback.pk, fence=callback.fence)] * 2
            refused = sum(isinstance(one, ReassignedError) for one in at_once(pool, start))
            verdict.steps, verdict.doubled, verdict.lost = (
                verdict.steps + 1,
                verdict.doubled + (refused == 0),
                verdict.lost + (refused == 2),
            )
    verdict.said = "one 200 and one 409 each time"
    return verdict


def slots(run: Run) -> Verdict:
    """Everybody asks for the one expert's same slot; who comes too late is offered the next three."""
    many = run.size(200, 40)
    say(f"{many} ask for one slot at once…")
    expert("bench-alone", run.scene.mutuals[:1], [Skill.LAWYER.value])
    asked = promising.Asked(skill=Skill.LAWYER.value, subject="Essai", phone="04 65 71 23 48")
    mutual = run.scene.mutuals[0]
    forget("%")
    with scoped():
        people = list(Member.objects.filter(mutual=mutual).order_by("pk")[:many])
        held = [_held(run, one) for one in people]
        offers = promising.check_offers(skill=asked.skill, mutual=mutual, reachable=None)[1]
    chosen = promising.Chosen(offers[0].expert_id, offers[0].start)
    acts = [
        partial(
            promising.promise, user=run.scene.adviser, case_id=case, asked=asked, chosen=chosen, key=f"slot:{place}"
        )
        for place, case in enumerate(held)
    ]
    with ThreadPoolExecutor(min(many, CONNECTIONS)) as pool:
        answers = at_once(pool, acts)
    booked = sum(isinstance(one, Callback) for one in answers)
    offered = {tuple(one.start for one in answer.offers) for answer in answers if isinstance(answer, SlotTakenError)}
    verdict = Verdict(
        "slot", f"{many} requests for one slot", steps=many, doubled=max(booked - 1, 0), lost=int(booked < 1)
    )
    verdict.said = f"{booked} booked, {many - booked} told of {sorted(map(len, offered))} other slots"
    return verdict


def _held(run: Run, member: Member) -> UUID:
    demand = cases.Demand(
        mutual_id=member.mutual_id,
        member_id=member.pk,
        channel=Channel.EMAIL,
        received_at=timezone.now(),
        subject="Essai",
    )
    return cases.open_case(demand, holder=run.scene.adviser)[0].pk


ALL: dict[str, Callable[[Run], Verdict | list[Verdict]]] = {
    "F7": f7, "F13": f13, "F14": f14, "start": browsers, "slot": slots,
}  # fmt: skip
