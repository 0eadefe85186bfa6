"""What the shell shows around every page: where one may go, what one may do, and under which keys."""

from time import time
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from accounts.matrix import Action
from accounts.models import User
from accounts.permissions import can
from accounts.queries import team_of
from contacts import queries as contacts
from contacts.enums import BreakReason
from live.deadlines import REQUEST_AT_MOST
from live.queries import STREAM_PATH
from ui.shell import Command, Shell, Tab
from workstation.editing.forms import FORMS, ICONS

# What the page of a contact offers, whenever it does: label, icon, what is clicked, key, letter.
CASE_COMMANDS = (
    (gettext_lazy("Close the contact"), "check", "#act-close", "F9", ""),
    (gettext_lazy("Answer in writing"), "mail", "#act-reply", "F8", ""),
    (gettext_lazy("Quotes of the contact"), "dental", "#act-quotes", "F4", "d"),
    (gettext_lazy("Refer to a practitioner"), "arrows-shuffle", "#act-refer", "F3", ""),
    (gettext_lazy("Complaint"), "message-2", "#act-complaint", "!", "!"),
    (gettext_lazy("Promise an expert’s call-back"), "calendar-time", "#act-callback", "", "r"),
    (gettext_lazy("Search in the knowledge base"), "book", "#act-articles", "", "?"),
    (gettext_lazy("Next contact"), "chevron-right", "#take-next", "", "n"),
    (gettext_lazy("Park until a day"), "clock", "#act-park", "", ""),
    (gettext_lazy("Hand the case on"), "arrows-exchange", "#act-transfer", "", ""),
    (gettext_lazy("Set aside"), "player-pause", "#act-aside", "", ""),
    (gettext_lazy("Give the case back"), "arrow-left", "#act-decline", "", ""),
    (gettext_lazy("Open the case again"), "refresh", "#act-reopen", "", ""),
    (gettext_lazy("Say what I do now"), "clock", "#presence-state", "", "p"),
    (gettext_lazy("Go to the reason"), "list-search", "#reason-text", "", "m"),
)


# Areas of those who do not handle contacts; who does finds the first beside the contact, and all of them in the palette.
ARTICLES = (
    (Action.READ_ARTICLES, "knowledge:search", gettext_lazy("Articles"), "book"),
    (Action.WRITE_ARTICLES, "knowledge:work", gettext_lazy("To look after"), "list-search"),
)
COMPLAINTS = (Action.READ_COMPLAINTS, "complaints:register", gettext_lazy("Complaints"), "message-2")
MY_QUESTIONS = (
    Action.READ_ARTICLES, "knowledge:questions", gettext_lazy("My questions about articles"), "help-circle",
)  # fmt: skip


def shell(request: HttpRequest) -> dict[str, Any]:
    """`shell` for the templates, computed when a template first asks; empty for somebody not signed in."""
    return {"shell": SimpleLazyObject(lambda: _shell(request))}


def _shell(request: HttpRequest) -> Shell:
    home = reverse("workstation:desk")
    user = getattr(request, "user", None)
    if not isinstance(user, User):
        return Shell(home_url=home)
    areas = _areas(request, user)
    alone = areas if len(areas) == 1 else ()
    return Shell(
        home_url=home,
        search_url=reverse("workstation:search") if can(user, Action.SEARCH_MEMBER) else "",
        call_url=reverse("workstation:call_bar") if can(user, Action.WORK_CASE) else "",
        at_hand=SimpleLazyObject(lambda: contacts.at_hand(user)),
        cases_url=reverse("workstation:worklist"),
        unsent_url=reverse("correspondence:unsent") if can(user, Action.WORK_CASE) else "",
        answers_url=reverse("knowledge:answers") if can(user, Action.READ_ARTICLES) else "",
        live_url=STREAM_PATH,
        live_state_url=reverse("live:state"),
        live_since=int((time() - REQUEST_AT_MOST.total_seconds()) * 1000),
        presence=contacts.presence_of(user) if can(user, Action.WORK_CASE) else None,
        breaks=BreakReason,
        place=str(team_of(user) or ""),
        areas=() if alone else areas,
        commands=_commands(user, alone),
    )


# By role, language and the only area: each page has some forty, and nothing else makes them differ.
_offered: dict[tuple[str, str | None, tuple[Tab, ...]], tuple[Command, ...]] = {}


def _commands(user: User, alone: tuple[Tab, ...]) -> tuple[Command, ...]:
    """What the palette offers; ALONE is the only area of somebody who has one, which no bar shows."""
    key = (user.role, get_language(), alone)
    if key not in _offered:
        _offered[key] = _offers(user, alone)
    return _offered[key]


def _offers(user: User, alone: tuple[Tab, ...]) -> tuple[Command, ...]:
    return (
        *(Command(area.label, area.icon, url=area.url) for area in alone),
        *(
            Command(str(label), icon, target=target, key=key, alias=alias)
            for label, icon, target, key, alias in CASE_COMMANDS
        ),
        *(Command(str(FORMS[kind].title), icon, target=f"#open-{kind}") for kind, icon in ICONS.items()),
        *(
            (
                Command(_("Scan a letter or a fax"), "upload", url=reverse("contacts:scan")),
                Command(_("My messages"), "send", url=reverse("correspondence:outbox")),
                Command(_("Quotes to give back"), "dental", url=reverse("quotes:worklist")),
                Command(_("Tariffs"), "table", url=reverse("quotes:tariffs")),
                Command(_("Register of complaints"), "message-2", url=reverse("complaints:register")),
                Command(_("My calls"), "phone", url=reverse("callbacks:mine")),
                Command(_("All call-backs"), "calendar-time", url=reverse("callbacks:board")),
            )
            if can(user, Action.WORK_CASE)
            else ()
        ),
        *(
            Command(str(label), icon, url=reverse(name))
            for action, name, label, icon in (*(ARTICLES if can(user, Action.WORK_CASE) else ()), MY_QUESTIONS)
            if can(user, action)
        ),
        *(
            (
                Command(_("Impartiality"), "arrows-shuffle", url=reverse("referrals:fairness")),
                Command(_("Prevention"), "vaccine", url=reverse("prevention:measures")),
                Command(_("Wallboard"), "device-desktop", url=reverse("supervision:wall")),
            )
            if can(user, Action.WATCH_FLOOR)
            else ()
        ),
        *(
            (Command(_("Averages of the teams"), "users", url=reverse("quality:teams")),)
            if can(user, Action.READ_TEAM_QUALITY)
            else ()
        ),
        *(
            (Command(_("My evaluations"), "shield-check", url=reverse("quality:mine")),)
            if can(user, Action.READ_OWN_QUALITY)
            else ()
        ),
        *(
            (Command(_("Letters to print"), "printer", url=reverse("correspondence:printing")),)
            if can(user, Action.PRINT_LETTERS)
            else ()
        ),
        *(
            (Command(_("Mailings"), "send", url=reverse("correspondence:mailings")),)
            if can(user, Action.SEND_MAILINGS)
            else ()
        ),
        *(
            (Command(_("Opinions to give"), "help-circle", url=reverse("quotes:opinions")),)
            if can(user, Action.GIVE_OPINION)
            else ()
        ),
        *(
            (Command(_("Medical parts of archives"), "key", url=reverse("privacy:medical")),)
            if can(user, Action.OPEN_MEDICAL_ARCHIVE)
            else ()
        ),
        *(
            (Command(_("Durations of retention"), "hourglass", url=reverse("privacy:durations")),)
            if can(user, Action.HANDLE_PRIVACY)
            else ()
        ),
        Command(_("Passkeys and second factor"), "fingerprint", url=reverse("mfa_index")),
    )


def _areas(request: HttpRequest, user: User) -> tuple[Tab, ...]:
    current = request.resolver_match.view_name if request.resolver_match else ""
    prevention = "prevention:campaigns" if can(user, Action.WATCH_PREVENTION) else "prevention:measures"
    other_figures = (
        (Action.READ_FAIRNESS, "referrals:fairness", _("Impartiality"), "arrows-shuffle"),
        (Action.READ_PREVENTION, prevention, _("Prevention"), "vaccine"),
    )
    return tuple(
        Tab(str(label), reverse(name), icon, current=name == current)
        for action, name, label, icon in (
            (Action.SEARCH_MEMBER, "workstation:desk", _("Desk"), "headset"),
            (Action.WORK_CASE, "workstation:worklist", _("My contacts"), "list-search"),
            (Action.WATCH_FLOOR, "supervision:board", _("Board"), "activity"),
            (Action.READ_INDICATORS, "supervision:indicators", _("Indicators"), "table"),
            (Action.GIVE_OPINION, "callbacks:mine", _("My calls"), "phone"),
            (Action.WORK_CASE, "callbacks:agenda", _("Agenda"), "calendar-time"),
            *(() if can(user, Action.WORK_CASE) else (*ARTICLES, COMPLAINTS)),
            (Action.READ_DIRECTORY, "practitioners:directory", _("Directory"), "stethoscope"),
            (Action.CORRECT_DIRECTORY, "practitioners:reports", _("Corrections"), "pencil"),
            # Who watches the floor finds them beside the indicators, and in the palette: a bar has an end.
            *(() if can(user, Action.WATCH_FLOOR) else other_figures),
            (Action.MERGE_MEMBERS, "workstation:merges", _("Files to merge"), "users"),
            (Action.SCORE_CONTACTS, "quality:worklist", _("Quality"), "shield-check"),
            (Action.REVIEW_BREAK_GLASS, "workstation:break_glass_review", _("Stated reasons"), "lock-open"),
            (Action.IMPORT_MEMBERS, "members:imports", _("Members’ files"), "database-import"),
            (Action.IMPORT_DIRECTORY, "practitioners:imports", _("Register"), "stethoscope"),
            (Action.HANDLE_PRIVACY, "privacy:requests", _("Personal data"), "shield-lock"),
            (Action.READ_ACCESS_LOG, "workstation:journal", _("Access log"), "eye"),
            (Action.ADMINISTER, "admin:index", _("Administration"), "settings"),
        )
        if can(user, action)
    )
