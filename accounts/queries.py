"""What screens, middleware and services read of accounts and rights."""

import json
from collections.abc import Collection
from datetime import date, datetime
from typing import NamedTuple, TypedDict
from uuid import UUID

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.core.cache import cache
from django.db.models import Prefetch, Q, QuerySet, Subquery, prefetch_related_objects
from django.db.models.functions import Greatest, Now
from django.utils import timezone
from django.utils.translation import get_language, gettext
from redis.exceptions import RedisError

from accounts import deadlines
from accounts.enums import AlarmKind, PromiseClock
from accounts.models import Draft, Grant, Mutual, MutualPolicy, ReadAlarm, Team, User
from accounts.roles import DESCRIPTIONS, Role
from audit.enums import Act
from audit.models import JournalEntry


def granted_mutual_ids(user: User, *, on: date | None = None) -> list[int]:
    """Ids of the active mutuals on which the account has an approved grant that day (today in Paris by default)."""
    day = on or timezone.localdate()
    return list(
        Grant.objects.filter(
            Q(ends_on__isnull=True) | Q(ends_on__gte=day), user=user, approved_at__isnull=False, starts_on__lte=day
        )
        .filter(mutual__is_active=True)
        .order_by("mutual_id")
        .values_list("mutual_id", flat=True)
    )


def team_of(user: User) -> Team | None:
    """The account's team with its site, read once for the account as it is held here."""
    if user.team_id is not None:
        prefetch_related_objects([user], Prefetch("team", Team.objects.select_related("site")))
    return user.team


def policy_of(mutual: Mutual, *, on: date) -> MutualPolicy:
    """The policy in force on a day. Raises MutualPolicy.DoesNotExist when the mutual has none yet."""
    return mutual.policies.filter(valid_from__lte=on).order_by("-valid_from")[:1].get()


def counts_opening_hours(mutual: Mutual) -> bool:
    """Whether a policy of this mutual, whose promises may be open still, counts anything in opening hours."""
    opening = PromiseClock.OPENING
    return mutual.policies.filter(
        Q(callback_clock=opening) | Q(written_clock=opening) | Q(quote_clock=opening)
    ).exists()


class Opening(NamedTuple):
    """One line of the journal that says who opened whose file, from where."""

    actor_id: int
    member_id: UUID
    network: str
    at: datetime


def openings(mutual_ids: Collection[int]) -> list[Opening]:
    """Of every account within `READ_WINDOW`, of files of these mutuals."""
    rows = JournalEntry.objects.filter(
        mutual_id__in=mutual_ids,
        at__gt=Now() - deadlines.READ_WINDOW,
        act__in=[Act.OPEN, Act.BREAK_GLASS],
    )
    return [
        Opening(actor_id, member_id, network, at)
        for actor_id, member_id, network, at in rows.order_by("pk").values_list(
            "actor_id", "member_id", "network", "at"
        )
        if actor_id is not None and member_id is not None
    ]


def files_opened(user: User) -> int:
    """Different members whose files the account opened within `READ_WINDOW`, since its last reviewed alarm."""
    reviewed = ReadAlarm.objects.filter(user=user, reviewed_at__isnull=False).order_by("-reviewed_at")
    since = Greatest(Now() - deadlines.READ_WINDOW, Subquery(reviewed.values("reviewed_at")[:1]))
    entries = JournalEntry.objects.filter(actor_id=user.pk, act__in=[Act.OPEN, Act.BREAK_GLASS], at__gt=since)
    return entries.values("member_id").distinct().count()


def latest_alarm(user: User, kind: AlarmKind = AlarmKind.MANY) -> ReadAlarm | None:
    """The alarm of this burst: raised within `READ_WINDOW` and not reviewed."""
    return (
        ReadAlarm.objects.filter(
            user=user, kind=kind, reviewed_at__isnull=True, raised_at__gt=Now() - deadlines.READ_WINDOW
        )
        .order_by("-raised_at")
        .first()
    )


def draft_of(user: User, form: str) -> Draft:
    """What the account is writing in a form; an empty one that is not kept when there is nothing."""
    return Draft.objects.filter(user=user, form=form).first() or Draft(user=user, form=form)


def protection_officers() -> QuerySet[User]:
    """Who is told of mass reading: active data protection officers with an address."""
    return User.objects.filter(role=Role.DPO.value, is_active=True).exclude(email="").order_by("pk")


def last_seen(session_key: str) -> tuple[float, float]:
    """Unix times of the session's last request and of when it was last written to the database, 0 for never.

    The cache knows every request; when it has lost the mark, the database's is at most `SEEN_STEP` older.
    """
    try:
        mark = cache.get(seen_key(session_key))
    except RedisError:
        mark = None
    if mark is not None:
        return float(mark[0]), float(mark[1])
    seen = UserSession.objects.filter(session_key=session_key).values_list("last_seen_at", flat=True).first()
    return (seen.timestamp(), seen.timestamp()) if seen else (0.0, 0.0)


def seen_key(session_key: str) -> str:
    return f"seen:{session_key}"


class DemoAccount(TypedDict):
    """`icon` is a name of the sprite; `hint` says in French what awaits this account, `role` in words what it is."""

    username: str
    name: str
    role: str
    icon: str
    hint: str


def demo_accounts() -> list[DemoAccount]:
    """The accounts to offer on the sign-in page: those of `demo-accounts.json`, only in the demonstration, never a password.

    The file is a list of objects with `username`, `name`, `role` (a value of `Role`) and, if wanted, `role_label` (French,
    as the person would say it), `icon` and `hint`; what else it holds is not read.
    """
    path = settings.VAR / "demo-accounts.json"
    if not settings.DEMO or not path.is_file():
        return []
    return [
        DemoAccount(
            username=row["username"],
            name=row["name"],
            role=_role_in_words(row),
            icon=row.get("icon", "user"),
            hint=row.get("hint", ""),
        )
        for row in json.loads(path.read_text(encoding="utf-8"))
    ]


def _role_in_words(row: dict[str, str]) -> str:
    described = gettext(DESCRIPTIONS[Role(row["role"])].label).lower()
    return row.get("role_label", described) if get_language() == "fr" else described
