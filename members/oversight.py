"""What is done about files opened on a stated reason or in an unusual way: the officers are told, the quality manager reviews."""

from collections.abc import Iterator
from uuid import UUID

from django.core.mail import send_mail
from django.db import transaction
from django.db.models.functions import Now
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext

from accounts import deadlines as limits
from accounts import services as accounts_services
from accounts.enums import AlarmKind
from accounts.models import Mutual, User
from accounts.queries import Opening, openings, protection_officers
from accounts.scopes import within_mutuals
from members import queries
from members.enums import GroundKind
from members.models import Ground
from members.names import fold

TOLD_AT_ONCE = 100


def tell_of_break_glass() -> int:
    """Tell the data protection officers of files newly opened on a stated reason; how many were told.

    The mail says who, when and for which mutual, and names no member: the reason is read in the program.
    """
    with within_mutuals(list(Mutual.objects.values_list("pk", flat=True))), transaction.atomic():
        grounds = list(
            Ground.objects.filter(kind=GroundKind.BREAK_GLASS, told_at__isnull=True)
            .select_related("user", "mutual")
            .select_for_update(of=("self",), skip_locked=True)
            .order_by("starts_at")[:TOLD_AT_ONCE]
        )
        officers = list(protection_officers()) if grounds else []
        for officer in officers:
            _tell(officer, grounds)
        if not officers:
            return 0
        Ground.objects.filter(pk__in=[ground.pk for ground in grounds]).update(told_at=Now())
        return len(grounds)


def _tell(officer: User, grounds: list[Ground]) -> None:
    with translation.override(officer.language):
        body = render_to_string("members/mail/break_glass.txt", {"officer": officer, "grounds": grounds})
        send_mail(gettext("Files opened on a stated reason"), body, None, [officer.email])


def watch_readings() -> int:
    """Look through the openings of the last minutes for what no single request shows; how many alarms are news.

    Many files from one network address, whoever opened them; files opened at night; files of people who bear the reader's
    family name or the names of somebody who works here.
    """
    mutual_ids = list(Mutual.objects.values_list("pk", flat=True))
    with within_mutuals(mutual_ids), transaction.atomic():
        opened = openings(mutual_ids)
        found = [*_of_a_network(opened), *_of_the_night(opened), *_of_close_people(opened)]
        accounts = User.objects.in_bulk({account for account, _, _ in found})
        return sum(
            accounts_services.raise_alarm(user=accounts[account], kind=kind, files=files)
            for account, kind, files in found
        )


Unusual = tuple[int, AlarmKind, int]
"""Id of an account, what is unusual, number of files."""


def _of_a_network(opened: list[Opening]) -> Iterator[Unusual]:
    """Told of every account that took part."""
    files: dict[str, set[UUID]] = {}
    for one in opened:
        files.setdefault(one.network, set()).add(one.member_id)
    crowded = {place for place, ids in files.items() if place and len(ids) >= limits.NETWORK_READS_BEFORE_ALARM}
    yield from _counted(AlarmKind.NETWORK, [one for one in opened if one.network in crowded])


def _of_the_night(opened: list[Opening]) -> Iterator[Unusual]:
    def is_night(hour: int) -> bool:
        return hour >= limits.NIGHT_FROM or hour < limits.NIGHT_UNTIL

    yield from _counted(AlarmKind.NIGHT, [one for one in opened if is_night(timezone.localtime(one.at).hour)])


def _of_close_people(opened: list[Opening]) -> Iterator[Unusual]:
    """Names are compared as the search does, without accents and hyphens."""
    people = queries.names_of({one.member_id for one in opened})
    staff = {user.pk: (fold(user.last_name), fold(user.first_name)) for user in User.objects.filter(is_active=True)}
    colleagues = {name for name in staff.values() if all(name)}

    def is_close(one: Opening) -> bool:
        name = people.get(one.member_id)
        if name is None:
            return False
        families, given = {fold(name.birth_name), fold(name.used_name)}, fold(name.first_names).split(" ")[0]
        own = staff.get(one.actor_id, ("", ""))[0]
        return own in families - {""} or any((family, given) in colleagues for family in families)

    yield from _counted(AlarmKind.CLOSE, [one for one in opened if is_close(one)])


def _counted(kind: AlarmKind, opened: list[Opening]) -> Iterator[Unusual]:
    files: dict[int, set[UUID]] = {}
    for one in opened:
        files.setdefault(one.actor_id, set()).add(one.member_id)
    yield from ((account, kind, len(ids)) for account, ids in sorted(files.items()))


@transaction.atomic
def review_break_glass(*, ground_id: int, by: User) -> None:
    """Mark a stated reason as reviewed; nobody reviews their own. Raises Ground.DoesNotExist."""
    ground = (
        Ground.objects.select_for_update(of=("self",))
        .exclude(user=by)
        .get(pk=ground_id, kind=GroundKind.BREAK_GLASS, reviewed_at=None)
    )
    ground.reviewed_by, ground.reviewed_at = by, timezone.now()
    ground.save(update_fields=["reviewed_by", "reviewed_at"])
