"""The demonstration: invented mutuals, accounts and people, and a morning's work, loaded into an empty database or not at all.

Nobody in it exists, and nothing in it reaches anybody: see `members/invention.py`, and tests/workstation/test_demonstration.py.
"""

import json
import os
import secrets
import tempfile
import tomllib
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any, TypeVar

from django.conf import settings
from django.core.files import File
from django.core.files.storage import default_storage
from django.db import connection, models, transaction
from django.utils import timezone

from accounts.deadlines import ONE_DAY
from accounts.enums import Scope
from accounts.models import Mutual, MutualPolicy, OpeningWindow, PublicLine, Site, Team, User
from accounts.roles import Role
from accounts.scopes import within_mutuals
from accounts.services import approve_grant, create_api_key, request_grant
from audit.actors import Actor, acting, job
from contacts.services.documents import Paper, discard
from knowledge.services import begin_with
from members import services
from members.enums import Channel, ConsentPurpose, FragilitySign, ImportState
from members.imports import import_members
from members.models import Member, Product
from members.population import Share, populate
from members.services import Authorisation
from practitioners.communes import all_communes
from practitioners.imports import import_practitioners
from practitioners.invention import header, lines
from prevention.sources import FILE
from prevention.uploads import load_campaigns, publish_all
from territory.phones import to_e164
from workstation.demonstration import complaints, contacts, days, experts, quality, quotes

DATA = Path(__file__).resolve().parent.parent / "data"
ACCOUNTS_FILE = "demo-accounts.json"

SEED = 1958
HOUSEHOLDS_APART = 100_000
"""Between the first households of two mutuals, so that nobody is in two of them."""

PRACTITIONERS, LARGE_TOWN = 12_000, 20_000
"""Rows of the directory, in towns of so many people or more."""
EXTRACTION = "PS_LibreAcces_Personne_activite_202610080830.txt"

FULL_DAYS = range(1, 6)
SATURDAY = 6
SYLLABLES = [first + second for first in "bdfgjklmnprstvz" for second in "aeiou"]

Row = TypeVar("Row", bound=models.Model)


class NotEmptyError(Exception):
    """There is somebody or something in this database already."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """How many people there are, and where the passwords are written."""

    people: int
    accounts_file: Path


def load() -> Loaded:
    """Everything in one transaction. Raises NotEmptyError."""
    papers: list[Paper] = []
    try:
        return _load(papers)
    except BaseException:
        discard(papers)
        raise


def _load(papers: list[Paper]) -> Loaded:
    with acting(job("load_demo")), transaction.atomic():
        _check_empty()
        mutuals = {entry["code"]: _mutual(entry) for entry in _said()["mutuals"]}
        accounts, passwords = _accounts()
        colleagues = days.colleagues()
        accounts |= _experts() | colleagues
        _grants(accounts, mutuals)
        keys = _keys(accounts["alex"], mutuals)
        with within_mutuals([mutual.pk for mutual in mutuals.values()]):
            people = sum(
                _people(entry, mutuals[entry["code"]], place * HOUSEHOLDS_APART)
                for place, entry in enumerate(_said()["mutuals"])
            )
            for entry in _said()["files"]:
                _work_on(entry, accounts[entry["account"]])
            papers += contacts.load(accounts, mutuals)
            quotes.load(accounts["alex"])
            complaints.load(mutuals)
            quality.load(accounts, mutuals)
            days.load(list(colleagues.values()), _scripted_numbers())
            documentalist = _silent("sabine", "Sabine Cordier", Role.DOCUMENTALIST, is_active=False)
            begin_with(author=documentalist, reader=accounts["diane"])
            _campaigns(author=documentalist, reader=accounts["diane"])
        experts.load(accounts)
        _directory()
        return Loaded(people, _write_accounts(passwords, keys))


def _campaigns(*, author: User, reader: User) -> None:
    """Campaigns of France. Their marks “to verify” stay."""
    with FILE.open(encoding="utf-8", newline="") as file:
        report = load_campaigns(file=file, author=author)
    publish_all(campaigns=report.campaigns, reader=reader)


def _directory() -> None:
    """Practitioners of the larger towns, who do not exist either."""
    towns = [code for code, commune in all_communes().by_code.items() if commune.population >= LARGE_TOWN]
    text = "\n".join([header(), *lines(PRACTITIONERS, seed=SEED, towns=towns), ""])
    import_practitioners(file=BytesIO(text.encode()), name=EXTRACTION)


@cache
def _said() -> dict[str, Any]:
    return tomllib.loads((DATA / "demonstration.toml").read_text(encoding="utf-8"))


def _check_empty() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('load_demo'))")
    if User.objects.exists() or Mutual.objects.exists():
        raise NotEmptyError


def _keep(row: Row) -> Row:
    """As an administrator's form does: judged, then kept."""
    row.full_clean()
    row.save()
    return row


# ---- mutuals, sites, accounts


def _mutual(entry: dict[str, Any]) -> Mutual:
    name = f"{entry['code']}.png"
    # What a load that was killed left behind would push the new one aside.
    default_storage.delete(f"mutuals/{name}")
    with (DATA / name).open("rb") as logo:
        mutual = _keep(
            Mutual(
                code=entry["code"],
                name=entry["name"],
                colour=entry["colour"],
                greeting=entry["greeting"],
                logo=File(logo, name=name),
            )
        )
    for number, label in entry["lines"]:
        _keep(PublicLine(mutual=mutual, number=to_e164(number), label=label))
    for weekday in (*FULL_DAYS, SATURDAY):
        closes_at = time.fromisoformat(entry["saturday"] if weekday == SATURDAY else "20:00")
        _keep(OpeningWindow(mutual=mutual, weekday=weekday, opens_at=time(8), closes_at=closes_at))
    _keep(MutualPolicy(mutual=mutual, valid_from=date(2020, 1, 1), callback_clock=entry["callback_clock"]))
    return mutual


def _accounts() -> tuple[dict[str, User], dict[str, str]]:
    """Accounts by name, and the password of each."""
    teams: dict[str, Team] = {}
    for entry in _said()["sites"]:
        site = _keep(Site(name=entry["name"], town=entry["town"], departments=entry["departments"].split()))
        teams |= {name: _keep(Team(site=site, name=name)) for name in entry["teams"]}
    accounts, passwords = {}, {}
    for entry in _said()["accounts"]:
        name = entry["username"]
        passwords[name] = "-".join(secrets.choice(SYLLABLES) + secrets.choice(SYLLABLES) for _ in range(4))
        accounts[name] = _account(entry, passwords[name], teams.get(entry.get("team", "")))
    return accounts, passwords


def _account(entry: dict[str, Any], password: str, team: Team | None) -> User:
    first_name, last_name = entry["name"].split(" ", 1)
    user = User(
        username=entry["username"],
        first_name=first_name,
        last_name=last_name,
        email=f"{entry['username']}@exemple.fr",
        role=entry["role"],
        is_staff=entry["role"] == Role.ADMINISTRATOR,
        team=team,
    )
    user.set_password(password)
    return _keep(user)


def _silent(username: str, name: str, role: Role, *, is_active: bool = True) -> User:
    """An account that nobody signs in to."""
    user = User(username=username, last_name=name, role=role.value, is_active=is_active)
    user.set_unusable_password()
    user.save()
    return user


def _experts() -> dict[str, User]:
    """Accounts of the experts that nobody signs in as, by name."""
    named = {entry["username"]: entry["name"] for entry in experts.said()["experts"] if "name" in entry}
    return {username: _silent(username, name, Role.EXPERT) for username, name in named.items()}


def _grants(accounts: dict[str, User], mutuals: dict[str, Mutual]) -> None:
    """Four eyes for everybody: the administrators' own were asked for by whoever installed the program. Karim's wait."""
    alex, noe = accounts["alex"], accounts["noe"]
    installer = _silent("mise-en-service", "Mise en service", Role.ADMINISTRATOR, is_active=False)
    today = timezone.localdate()
    for name, user in accounts.items():
        asking, approving = (installer, alex if user == noe else noe) if user in (alex, noe) else (alex, noe)
        for mutual in mutuals.values():
            if user.role == Role.AUDITOR and mutual.code != "arbelle":
                continue
            grant = request_grant(user=user, mutual=mutual, starts_on=today, by=asking)
            if name != "karim":
                approve_grant(grant=grant, by=approving)


def _keys(alex: User, mutuals: dict[str, Mutual]) -> list[dict[str, str]]:
    """One key a mutual of its members' portal; the tokens can be read now and never again."""
    portal = _silent("portail", "Portail des adhérents", Role.API_CLIENT)
    keys = []
    for mutual in mutuals.values():
        label = f"Portail {mutual.name}"
        _, token = create_api_key(user=portal, mutual=mutual, label=label, scopes=[Scope.MEMBER_READ], by=alex)
        keys.append({"mutual": mutual.name, "label": label, "token": token})
    return keys


def _write_accounts(passwords: dict[str, str], keys: list[dict[str, str]]) -> Path:
    """Before the commit: a database whose passwords nobody knows would be worse than a file too many."""
    path = settings.VAR / ACCOUNTS_FILE
    shown = ("username", "name", "role", "role_label", "icon", "hint")
    rows: list[dict[str, Any]] = [
        {**{field: entry[field] for field in shown}, "password": passwords[entry["username"]]}
        for entry in _said()["accounts"]
    ]
    next(row for row in rows if row["username"] == "alex")["api_keys"] = keys
    draft = path.with_suffix(f".{os.getpid()}")
    draft.unlink(missing_ok=True)
    draft.touch(mode=0o600)
    draft.write_text(json.dumps(rows, ensure_ascii=False, indent=2), encoding="utf-8")
    draft.replace(path)
    return path


# ---- people


def _people(entry: dict[str, Any], mutual: Mutual, first: int) -> int:
    """The people of the script, by the path of every file, then as many invented ones as are missing."""
    for code, name, level in entry["products"]:
        _keep(Product(mutual=mutual, code=code, name=name, level=level))
    scripted = _import_scripted(mutual)
    share = Share(
        mutual_id=mutual.pk,
        seed=SEED,
        first=first,
        households=entry["people"],
        people=entry["people"] - scripted,
    )
    return scripted + populate(share)


def _import_scripted(mutual: Mutual) -> int:
    with tempfile.TemporaryFile() as file:
        file.write(_scripted_file(mutual.code))
        file.seek(0)
        report = import_members(mutual=mutual, file=file)
    if report.state is not ImportState.DONE:
        raise AssertionError(report.refusals.listed)
    return report.created


def _scripted_numbers() -> frozenset[str]:
    _header, *lines = (DATA / "people.csv").read_text(encoding="utf-8").splitlines()
    return frozenset(line.split(";")[1] for line in lines)


def _scripted_file(code: str) -> bytes:
    """The rows of people.csv of one mutual as a members' file, with days that follow today's."""
    header, *lines = (
        (DATA / "people.csv").read_text(encoding="utf-8").format(**_days(timezone.localdate())).splitlines()
    )
    rows = [line.partition(";") for line in (header, *lines)]
    return "\n".join(rest for mutual, _, rest in rows if mutual in {code, "mutual"}).encode()


def _days(today: date) -> dict[str, str]:
    to_next_month = monthrange(today.year, today.month)[1] - today.day + 1
    days = {
        "yesterday": today - ONE_DAY,
        "ten_days_ago": today - 10 * ONE_DAY,
        "next_month": today + to_next_month * ONE_DAY,
        "year_end": date(today.year, 12, 31),
    }
    return {name: day.isoformat() for name, day in days.items()}


# ---- what was done this morning


def _work_on(entry: dict[str, Any], user: User) -> None:
    """Open a file as a person does, and note in it what the script says."""
    member = Member.objects.get(number=entry["number"], rank=1)
    who: dict[str, Any] = {"user": user, "member_id": member.pk}
    with acting(Actor(kind="user", name=user.username, user_id=user.pk, role=user.role)):
        if "reason" in entry:
            services.break_glass(**who, reason=entry["reason"])
        else:
            proof = services.prove_facts(**who, facts=frozenset({"name", "birth"}))
            services.open_by_facts(**who, proof=proof)
        services.read_file(**who)
        if "fragility" in entry:
            sign, help_needed = entry["fragility"]
            services.note_fragility(**who, sign=FragilitySign(sign), help_needed=help_needed)
        if "correspondent" in entry:
            said = {**entry["correspondent"], "phone": to_e164(entry["correspondent"]["phone"])}
            services.allow_correspondent(**who, authorisation=Authorisation(**said, starts_on=timezone.localdate()))
        for channel, purpose, is_given, day in entry.get("consents", ()):
            services.record_consent(
                **who,
                channel=Channel(channel),
                purpose=ConsentPurpose(purpose),
                is_given=is_given,
                said_at=_last(day),
            )


def _last(month_and_day: str) -> datetime:
    """The last time this day of the year was, in the morning."""
    today = timezone.localdate()
    day = date.fromisoformat(f"{today.year}-{month_and_day}")
    if day >= today:
        day = day.replace(year=today.year - 1)
    return timezone.make_aware(datetime.combine(day, time(10, 12)))
