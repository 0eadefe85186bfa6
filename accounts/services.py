"""The verbs of accounts, and the only writers of their tables."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, date, datetime
from uuid import UUID

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.core.mail import send_mail
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.db.models.functions import Now
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext
from redis.exceptions import RedisError

from accounts import deadlines
from accounts.enums import AlarmKind, Scope
from accounts.errors import (
    DraftChangedError,
    FourEyesError,
    GrantBackwardsError,
    GrantOverlapError,
    KeyLabelTakenError,
    NotAMachineError,
)
from accounts.models import ApiKey, Draft, Grant, Mutual, ReadAlarm, User
from accounts.permissions import check_administrator, check_approve, check_may_read
from accounts.queries import files_opened, latest_alarm, protection_officers, seen_key
from accounts.roles import Role
from audit.enums import Act
from audit.errors import Refused
from audit.services import record

GRANT_REFUSALS: dict[str, type[Refused]] = {
    "accounts_grant_four_eyes": FourEyesError,
    "accounts_grant_no_overlap": GrantOverlapError,
    "accounts_grant_forward": GrantBackwardsError,
}


def request_grant(*, user: User, mutual: Mutual, starts_on: date, ends_on: date | None = None, by: User) -> Grant:
    """Ask for USER to work for MUTUAL; it counts once another administrator has approved it. Raises a Refused."""
    check_administrator(by)
    with _constraints_as(GRANT_REFUSALS):
        return Grant.objects.create(user=user, mutual=mutual, starts_on=starts_on, ends_on=ends_on, requested_by=by)


@transaction.atomic
def approve_grant(*, grant: Grant, by: User) -> Grant:
    """The second pair of eyes. Approving again what is approved changes nothing. Raises FourEyesError."""
    grant = Grant.objects.select_for_update(of=("self",)).get(pk=grant.pk)
    if grant.approved_at is None:
        check_approve(by, grant)
        grant.approved_by, grant.approved_at = by, timezone.now()
        grant.save(update_fields=["approved_by", "approved_at"])
    return grant


@transaction.atomic
def end_grant(*, grant: Grant, by: User, on: date | None = None) -> Grant | None:
    """Yesterday is its last day unless ON is given: it stops at the next request. One that never began is removed, and None."""
    check_administrator(by)
    last = on or timezone.localdate() - deadlines.ONE_DAY
    grant = Grant.objects.select_for_update(of=("self",)).get(pk=grant.pk)
    if grant.approved_at is None or grant.starts_on > last:
        grant.delete()
        return None
    if grant.ends_on is None or grant.ends_on > last:
        grant.ends_on = last
        grant.save(update_fields=["ends_on"])
    return grant


def save_account(*, account: User, by: User) -> None:
    """A new account has no password: its owner chooses one by a link. Whoever administers enters the administration."""
    check_administrator(by)
    if account._state.adding:
        account.set_unusable_password()
    account.is_staff = account.role == Role.ADMINISTRATOR
    account.save()


@transaction.atomic
def remove_second_factor(*, user: User, by: User) -> None:
    """For somebody who lost the key and the codes: sessions end, and the next sign-in sets up another one.

    Raises FourEyesError for one's own: whoever still has theirs removes it on their own pages.
    """
    check_administrator(by)
    if user == by:
        raise FourEyesError
    Authenticator.objects.filter(user=user).delete()
    end_other_sessions(user=user, but="")


def note_opening(
    *, user: User, member_id: UUID, mutual_id: int | None = None, ground: str = "", route: str = ""
) -> None:
    """Journal, in the caller's transaction, that USER opens a file; count it, raise the alarm, block.

    The file that reaches `READS_BEFORE_BLOCK` is still shown; the next one raises ReadingBlockedError before anything is written,
    here too when two requests of one account run at once: they wait for each other on the account's row. Outside a transaction
    it raises TransactionManagementError; it has none of its own, for each opening of a file comes here.
    """
    account = User.objects.select_for_update(of=("self",), no_key=True).get(pk=user.pk)
    check_may_read(account)
    record(act=Act.OPEN, mutual_id=mutual_id, member_id=member_id, ground=ground, route=route)
    files = files_opened(account)
    if files >= deadlines.READS_BEFORE_BLOCK:
        _block_reading(account, files)
    elif files >= deadlines.READS_BEFORE_ALARM and latest_alarm(account) is None:
        _raise_alarm(account, files)


@transaction.atomic
def raise_alarm(*, user: User, kind: AlarmKind, files: int) -> bool:
    """Note an unusual reading for the officers, once a burst; whether it was news. Run twice at once, each is noted once."""
    account = User.objects.select_for_update(of=("self",), no_key=True).get(pk=user.pk)
    if latest_alarm(account, kind) is not None:
        return False
    _raise_alarm(account, files, kind)
    return True


def _raise_alarm(user: User, files: int, kind: AlarmKind = AlarmKind.MANY) -> ReadAlarm:
    started = timezone.now() - deadlines.READ_WINDOW
    return ReadAlarm.objects.create(user=user, kind=kind, window_start=started, files=files)


def _block_reading(user: User, files: int) -> None:
    alarm = latest_alarm(user) or _raise_alarm(user, files)
    alarm.files, alarm.blocked, alarm.announced_at = files, True, None
    alarm.save(update_fields=["files", "blocked", "announced_at"])
    user.blocked_at = timezone.now()
    user.save(update_fields=["blocked_at"])
    record(act=Act.BLOCKED, ground="mass_read", detail={"files": files})


@transaction.atomic
def unblock_reading(*, user: User, by: User) -> None:
    """The alarms of USER were looked at: reading is open again, and files opened until now are counted no more."""
    check_administrator(by)
    ReadAlarm.objects.filter(user=user, reviewed_at__isnull=True).update(reviewed_by=by, reviewed_at=Now())
    User.objects.filter(pk=user.pk).update(blocked_at=None)


def create_api_key(*, user: User, mutual: Mutual, label: str, scopes: Sequence[Scope], by: User) -> tuple[ApiKey, str]:
    """The key, and its token, which is stored hashed and can never be read again. Raises a Refused."""
    check_administrator(by)
    if user.role != Role.API_CLIENT:
        raise NotAMachineError
    with _constraints_as({"accounts_apikey_label_once": KeyLabelTakenError}):
        key, token = ApiKey.objects.create(user, mutual=mutual, label=label, scopes=[scope.value for scope in scopes])
    return key, token


def revoke_api_key(*, key: ApiKey, by: User) -> None:
    """The key's next request is refused. The history keeps what it was."""
    check_administrator(by)
    key.delete()


def note_key_used(key: ApiKey) -> None:
    """Once a day, so that a key nobody uses can be found and revoked."""
    today = timezone.localdate()
    if key.last_used_on != today:
        ApiKey.objects.filter(pk=key.pk).update(last_used_on=today)


def set_preferences(*, user: User, theme: str, density: str, shortcuts: bool, language: str) -> None:
    """How USER wants the workstation to look and answer; values as checked by `PreferencesForm`."""
    user.theme, user.density, user.shortcuts, user.language = theme, density, shortcuts, language
    user.save(update_fields=["theme", "density", "shortcuts", "language"])


def set_language(*, user: User, language: str) -> None:
    user.language = language
    user.save(update_fields=["language"])


def end_other_sessions(*, user: User, but: str) -> None:
    """Every session of USER ends at once, wherever it is open, except the one whose key is BUT."""
    for session in UserSession.objects.filter(user=user).exclude(session_key=but):
        session.end()


def mark_seen(session_key: str, *, now: float, written: float) -> None:
    """A request of this session at NOW (Unix time); WRITTEN is when the database was last told."""
    if now - written >= deadlines.SEEN_STEP.total_seconds():
        written = now
        seen = datetime.fromtimestamp(now, tz=UTC)
        UserSession.objects.filter(session_key=session_key).update(last_seen_at=seen)
    # Without the cache the database's mark still ends the session, up to a minute early.
    with suppress(RedisError):
        cache.set(seen_key(session_key), (now, written), timeout=int(deadlines.SESSION_IDLE.total_seconds()))


@transaction.atomic
def announce_alarms() -> int:
    """Tell the data protection officers of alarms they were not told of; how many. Run twice at once, each is told once.

    Nothing is marked as told before the mail server has taken the message; without any officer they wait.
    """
    alarms = list(
        ReadAlarm.objects.filter(announced_at__isnull=True)
        .select_related("user")
        .select_for_update(of=("self",), skip_locked=True)
        .order_by("raised_at")[:100]
    )
    officers = list(protection_officers()) if alarms else []
    for officer in officers:
        _tell_of_alarms(officer, alarms)
    if officers:
        ReadAlarm.objects.filter(pk__in=[alarm.pk for alarm in alarms]).update(announced_at=Now())
    return len(alarms) if officers else 0


def _tell_of_alarms(officer: User, alarms: list[ReadAlarm]) -> None:
    with translation.override(officer.language):
        body = render_to_string(
            "accounts/mail/read_alarms.txt",
            {"officer": officer, "alarms": alarms, "window": int(deadlines.READ_WINDOW.total_seconds() // 60)},
        )
        send_mail(gettext("Unusual reading of members’ files"), body, None, [officer.email])


def clear_sessions() -> None:
    """Forget sessions that are over, and the devices they were opened on."""
    call_command("clearsessions")
    alive = Session.objects.filter(expire_date__gt=Now()).values("session_key")
    UserSession.objects.exclude(session_key__in=alive).delete()


# ---- what somebody is writing


@transaction.atomic
def keep_draft(*, user: User, form: str, text: str, version: int) -> Draft:
    """Keep TEXT in place of VERSION. The same text again changes nothing, whatever its version: an answer may be lost.

    Raises DraftChangedError when another text was kept after VERSION was read.
    """
    draft = _locked_draft(user, form)
    if draft.text != text:
        if draft.version != version:
            raise DraftChangedError
        _write_draft(draft, text)
    return draft


@transaction.atomic
def forget_draft(*, user: User, form: str) -> None:
    """The form was sent, or given up. Its number stays for a while: an old text that arrives late is not kept again."""
    _write_draft(_locked_draft(user, form), "")


def forget_old_drafts() -> int:
    """Those that nobody came back to. How many."""
    return Draft.objects.filter(updated_at__lt=Now() - deadlines.FORM_DRAFT_KEPT).delete()[0]


def _locked_draft(user: User, form: str) -> Draft:
    """The row, locked; a new one has version 0 and no text."""
    Draft.objects.bulk_create([Draft(user=user, form=form)], ignore_conflicts=True)
    return Draft.objects.select_for_update().get(user=user, form=form)


def _write_draft(draft: Draft, text: str) -> None:
    draft.text, draft.version, draft.updated_at = text, draft.version + 1, Now()
    draft.save(update_fields=["text", "version", "updated_at"])
    draft.refresh_from_db(fields=["updated_at"])


@contextmanager
def _constraints_as(refusals: dict[str, type[Refused]]) -> Iterator[None]:
    """A named constraint's violation becomes the domain's refusal; the savepoint leaves the transaction usable."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        name = getattr(getattr(error.__cause__, "diag", None), "constraint_name", None)
        if name in refusals:
            raise refusals[name] from error
        raise
