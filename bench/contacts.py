"""The pages of contacts over years of them: whole HTTP requests, their statements alone, and how many statements each page takes."""

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from statistics import mode
from uuid import UUID

from django.db import transaction
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone

from accounts.enums import Scope
from accounts.models import Mutual, Team, User
from accounts.roles import Role
from accounts.scopes import within_mutuals
from accounts.services import create_api_key
from audit.actors import acting, job
from bench.notes import SOUGHT
from bench.people import SignedIn, adviser, sign_in, trained
from bench.report import Contacts
from bench.search import Client, Row, statements, timing
from bench.servers import say
from bench.years import Filled, as_owner
from contacts.enums import Channel
from contacts.models import Queue
from contacts.services import hands
from members.models import Member
from members.services import open_by_contact

HOST = "127.0.0.1"
MEMBERS = 15
"""Files that one adviser opens here: far fewer than the mass reading that stops an account (accounts/deadlines.py)."""

REQUESTS, API_REQUESTS = 300, 100
"""A key may ask six hundred times a minute, the warming up and the timing of statements included."""

WARM_UP = 20
OWN_QUEUES = ("generale", "bench-courriels", "bench-courriers")


@dataclass(frozen=True, slots=True)
class Person:
    """A member with contacts, one of which is CASE_ID."""

    mutual_id: int
    id: UUID
    case_id: UUID


Path = Callable[[Person, random.Random], str]
PAGES: dict[str, Path] = {
    "contact": lambda person, _: reverse("workstation:case", args=[person.case_id]),
    "member": lambda person, _: reverse("workstation:member", args=[person.id]),
    "history": lambda person, _: _history(person),
    "history, words": lambda person, chance: _history(person, q=chance.choice(SOUGHT)),
    "history, filters": lambda person, chance: _history(
        person,
        channel=chance.choice([Channel.PHONE, Channel.EMAIL]),
        since=_day(900),
        until=_day(chance.randint(0, 600)),
    ),
}


def _history(person: Person, **asked: str) -> str:
    return reverse("workstation:history", args=[person.id], query=asked or None)


def _day(ago: int) -> str:
    return f"{timezone.localdate() - timedelta(days=ago):%d/%m/%Y}"


def measure(*, port: int, filled: Filled, requests: int = REQUESTS) -> Contacts:
    """Every page through HTTP with a signed-in adviser, and its statements alone, in turn on the same members.

    Each page has an adviser of its own: what the journal counts of one account's readings stays what a day's work makes it.
    """
    mutuals = list(Mutual.objects.order_by("pk"))
    groups = {
        "members with 3 to 20 contacts": people_with(least=3, most=20),
        f"members with some {filled.contacts_of_heavy} contacts": people_with(least=filled.contacts_of_heavy, most=filled.rows["contacts_case"]),
    }  # fmt: skip
    desk = desk_of("bench-worklist", mutuals, ())
    paths = [reverse("workstation:worklist")] * requests
    rows = [timed_page("work list", paths, port=port, desk=desk)]
    for group, people in groups.items():
        for kind, write in PAGES.items():
            desk = desk_of(f"bench-{len(rows)}", mutuals, people)
            chance = random.Random(kind)
            paths = [write(people[place % len(people)], chance) for place in range(requests)]
            rows.append(timed_page(f"{kind}, {group}", paths, port=port, desk=desk))
    rows += _api(groups, mutuals, port=port, requests=requests)
    rows.append(_next_contact(desk.user, mutuals, requests=requests))
    return Contacts(filled, rows)


def people_with(*, least: int, most: int) -> list[Person]:
    """Members drawn among those with so many contacts, each with one of them."""
    with as_owner() as run:
        found = run(
            "SELECT mutual_id, member_id, (array_agg(id))[1 + count(*) / 2] FROM contacts_case WHERE state = 'closed' GROUP BY 1, 2"
            " HAVING count(*) BETWEEN %(least)s AND %(most)s ORDER BY md5(member_id::text) LIMIT %(members)s",
            {"least": least * 9 // 10, "most": most, "members": MEMBERS},
        )
    return [Person(*row) for row in found]


def desk_of(username: str, mutuals: Sequence[Mutual], people: Sequence[Person]) -> SignedIn:
    """An adviser of every mutual, trained for most queues, who has just had contacts with these people."""
    team = Team.objects.get(site__name="Bench")
    user = trained(adviser(username, mutuals, team=team), list(Queue.objects.filter(code__in=OWN_QUEUES)))
    with acting(job("bench")), within_mutuals([mutual.pk for mutual in mutuals]), transaction.atomic():
        for person in people:
            open_by_contact(user=user, member_id=person.id, facts=["birth_date", "postcode"])
    return sign_in(user)


def timed_page(kind: str, paths: Sequence[str], *, port: int, desk: SignedIn) -> Row:
    say(f"  {kind}")
    return _row(kind, paths, Client(port, desk.headers), Browser(SERVER_NAME=HOST, headers=desk.headers))


def _row(kind: str, paths: Sequence[str], client: Client, inside: Browser) -> Row:
    for path in paths[:WARM_UP]:
        client.page(path)
        statements_of_page(inside, path)
    http = [client.page(path) for path in paths]
    sql = [statements_of_page(inside, path) for path in paths]
    return Row(kind, timing(http), timing([seconds for seconds, _ in sql]), max(count for _, count in sql))


def statements_of_page(inside: Browser, path: str) -> tuple[float, int]:
    """Seconds that the database took for the statements of one page, and how many there were."""
    with statements() as spent:
        status = inside.get(path).status_code
    if status != 200:
        raise RuntimeError(f"{status} for {path}")
    return sum(spent), len(spent)


def _api(groups: Mapping[str, Sequence[Person]], mutuals: Sequence[Mutual], *, port: int, requests: int) -> list[Row]:
    """The list that machines ask for, of the same members, by a key of the mutual that most of them are of."""
    machine, _ = User.objects.get_or_create(username="bench-machine", defaults={"role": Role.API_CLIENT.value})
    by = User.objects.get(username="bench-asks")
    rows = []
    for group, people in groups.items():
        say(f"  API, {group}")
        mutual_id = mode(person.mutual_id for person in people)
        mutual = next(mutual for mutual in mutuals if mutual.pk == mutual_id)
        _, token = create_api_key(user=machine, mutual=mutual, label=group, scopes=[Scope.CONTACT_READ], by=by)
        headers = {"Authorization": f"Bearer {token}"}
        with within_mutuals([mutual_id]), transaction.atomic():
            named = Member.objects.filter(pk__in=[person.id for person in people])
            asked = [{"member_number": member.number, "rank": str(member.rank)} for member in named]
        paths = [
            reverse("api:contact-list", query=asked[place % len(asked)]) for place in range(min(requests, API_REQUESTS))
        ]
        rows.append(
            _row(f"API list, {group}", paths, Client(port, headers), Browser(SERVER_NAME=HOST, headers=headers))
        )
    return rows


def _next_contact(user: User, mutuals: Sequence[Mutual], *, requests: int) -> Row:
    """The service alone, rolled back each time so that the same work waits again."""
    say("  next contact")
    sql = [_take_next(user, [mutual.pk for mutual in mutuals]) for _ in range(WARM_UP + requests)][WARM_UP:]
    return Row("next contact, service alone", None, timing([sum(spent) for spent in sql]), max(map(len, sql)))


def _take_next(user: User, mutual_ids: list[int]) -> list[float]:
    with acting(job("bench")), within_mutuals(mutual_ids), transaction.atomic():
        with statements() as spent:
            case = hands.take_next(user=user)
        transaction.set_rollback(True)
    if case is None:
        raise RuntimeError("nothing waits")
    return spent
