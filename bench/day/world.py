"""What a day is played in: members, guarantees, campaigns, articles, a directory, experts; advisers at work; what was written."""

from dataclasses import dataclass
from datetime import time, timedelta
from io import BytesIO

from django.db import connection, transaction
from django.utils import timezone

from accounts.models import Mutual, User
from accounts.roles import Role
from accounts.scopes import within_mutuals
from audit.actors import acting, job
from bench import calls, members, taking
from bench.calls import Centre
from bench.day.plan import WRITERS_SHARE, Person, Plan
from bench.people import SignedIn, adviser
from callbacks.enums import Skill
from callbacks.models import Expert, WeeklyHours
from contacts.enums import CaseState, Channel, Outcome
from contacts.models import Case, Reason
from contacts.services import cases
from knowledge.services import begin_with
from members.models import Member, Product
from practitioners.communes import all_communes
from practitioners.imports import import_practitioners
from practitioners.invention import header, lines
from prevention.sources import FILE
from prevention.uploads import load_campaigns, publish_all
from workstation.demonstration.quotes import guarantee_of

PRACTITIONERS, LARGE_TOWN = 12_000, 20_000
"""Rows of the directory, in towns of so many people or more."""

ADVISERS_AN_EXPERT = 6
SPARE = 20
"""Written contacts more than will be asked for."""

CHANNELS = (Channel.EMAIL, Channel.EMAIL, Channel.EMAIL, Channel.LETTER, Channel.FAX, Channel.PORTAL)
"""Of what is written, in the mix of bench/days.py."""


@dataclass(frozen=True, slots=True)
class World:
    centre: Centre
    writers: list[SignedIn]


def made(*, people: int, advisers: int, boards: int) -> World:
    """Everything that stays the same from one stretch to the next."""
    members.fill(people)
    writing = max(1, round(advisers * WRITERS_SHARE))
    centre = calls.centre(desks=advisers - writing, boards=boards)
    administrator, documentalist, reader = (
        User.objects.create(username=f"bench-{name}", role=role.value)
        for name, role in (("admin", Role.ADMINISTRATOR), ("writes", Role.DOCUMENTALIST), ("reads", Role.DOCUMENTALIST))
    )
    with acting(job("bench")), within_mutuals([mutual.pk for mutual in centre.mutuals]), transaction.atomic():
        for product in Product.objects.all():
            guarantee_of(product, administrator)
        begin_with(author=documentalist, reader=reader)
        with FILE.open(encoding="utf-8", newline="") as file:
            report = load_campaigns(file=file, author=documentalist)
        publish_all(campaigns=report.campaigns, reader=reader)
        _experts(centre.mutuals, max(4, advisers // ADVISERS_AN_EXPERT))
    with acting(job("bench")):
        _directory()
    return World(centre, taking.advisers(centre.mutuals, count=writing))


def _experts(mutuals: list[Mutual], count: int) -> None:
    """At work on every day of the week, so that a run on a Sunday is one on a Monday."""
    skills = list(Skill)
    for number in range(count):
        user = adviser(f"bench-expert-{number}", mutuals, role=Role.EXPERT.value)
        expert = Expert.objects.create(user=user, skills=[skills[number % len(skills)].value])
        WeeklyHours.objects.bulk_create(
            WeeklyHours(expert=expert, weekday=day, starts_at=time(8), ends_at=time(20), valid_from="2020-01-01")
            for day in range(1, 8)
        )


def _directory() -> None:
    towns = [code for code, commune in all_communes().by_code.items() if commune.population >= LARGE_TOWN]
    text = "\n".join([header(), *lines(PRACTITIONERS, seed=1, towns=towns), ""])
    import_practitioners(file=BytesIO(text.encode()), name="PS_LibreAcces_Personne_activite_202610080830.txt")


def begin(world: World, plan: Plan) -> None:
    """What the stretch will ask for waits, and whoever still had something from the stretch before has free hands."""
    ids = [mutual.pk for mutual in world.centre.mutuals]
    with acting(job("bench")), within_mutuals(ids):
        _clear_away(world)
        _wait(plan)


@transaction.atomic
def _clear_away(world: World) -> None:
    reason = Reason.objects.get(code="autre")
    users = {who.user.pk: who.user for who in (*world.centre.people, *world.writers)}
    for case in Case.objects.filter(holder__in=users).exclude(state=CaseState.CLOSED):
        cases.close(
            user=users[case.holder_id or 0], case_id=case.pk, reason=reason, outcome=Outcome.NOTHING, is_solved=True
        )


@transaction.atomic
def _wait(plan: Plan) -> None:
    """E-mails, letters, faxes and requests of portals, received at different moments of the last hours."""
    people = list(Member.objects.order_by("-pk")[: plan.written + SPARE])
    for place, member in enumerate(people):
        demand = cases.Demand(
            mutual_id=member.mutual_id,
            member_id=member.pk,
            channel=CHANNELS[place % len(CHANNELS)],
            received_at=timezone.now() - timedelta(seconds=10 * place),
            subject="Ma demande",
        )
        cases.open_case(demand)


def seats(world: World) -> dict[str, list[Person]]:
    """Who sits where, for a plan."""
    centre = world.centre
    return {
        "callers": [Person(who.cookie, who.token, who.user.extension) for who in centre.people],
        "writers": [Person(who.cookie, who.token) for who in world.writers],
        "watchers": [Person(who.cookie, who.token) for who in centre.watchers],
    }


def statements() -> tuple[int, int]:
    """How many statements of the program run now, and how many of them wait for a lock."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FILTER (WHERE state = 'active'), count(*) FILTER (WHERE wait_event_type = 'Lock')"
            " FROM pg_stat_activity WHERE usename = current_user AND pid <> pg_backend_pid()"
        )
        running, waiting = cursor.fetchone()
    return running, waiting
