"""Who may do what: the access matrix as data, read by the middleware, by the services and by the tests. Plain Python.

A right is role, and a dated grant on the mutual, and a relation with the member, and the state of the object. This table
says the first; `Rule` says which of the others are asked on top. A route that is not in ROUTES does not exist.
"""

from dataclasses import dataclass
from enum import StrEnum

from accounts.roles import Role


class Action(StrEnum):
    PUBLIC = "public"
    SIGNED_IN = "signed_in"
    USE_DESK = "use_desk"
    SEARCH_MEMBER = "search_member"
    OPEN_MEMBER = "open_member"
    EDIT_MEMBER = "edit_member"
    REVEAL_NIR = "reveal_nir"
    PROPOSE_MERGE = "propose_merge"
    MERGE_MEMBERS = "merge_members"
    WORK_CASE = "work_case"
    GIVE_OPINION = "give_opinion"
    KEEP_AGENDA = "keep_agenda"
    REASSIGN_CALLBACK = "reassign_callback"
    OWN_AGENDA = "own_agenda"
    BREAK_GLASS = "break_glass"
    REVIEW_BREAK_GLASS = "review_break_glass"
    READ_ACCESS_LOG = "read_access_log"
    IMPORT_MEMBERS = "import_members"
    READ_DIRECTORY = "read_directory"
    CORRECT_DIRECTORY = "correct_directory"
    IMPORT_DIRECTORY = "import_directory"
    PRINT_LETTERS = "print_letters"
    SEND_MAILINGS = "send_mailings"
    REFER = "refer"
    READ_REFERRAL = "read_referral"
    READ_FAIRNESS = "read_fairness"
    READ_ARTICLES = "read_articles"
    READ_SEALED_ARTICLES = "read_sealed_articles"
    WRITE_ARTICLES = "write_articles"
    WATCH_PREVENTION = "watch_prevention"
    READ_PREVENTION = "read_prevention"
    WATCH_FLOOR = "watch_floor"
    READ_BEHIND = "read_behind"
    READ_INDICATORS = "read_indicators"
    READ_RETURNS = "read_returns"
    PLAN_STAFFING = "plan_staffing"
    READ_COMPLAINTS = "read_complaints"
    MEND_FAULTS = "mend_faults"
    SCORE_CONTACTS = "score_contacts"
    READ_TEAM_QUALITY = "read_team_quality"
    READ_OWN_QUALITY = "read_own_quality"
    HANDLE_PRIVACY = "handle_privacy"
    TAKE_PRIVATE_ARCHIVE = "take_private_archive"
    OPEN_MEDICAL_ARCHIVE = "open_medical_archive"
    ADMINISTER = "administer"
    API_READ_MEMBER = "api_read_member"
    API_READ_CONTACT = "api_read_contact"
    API_CREATE_CONTACT = "api_create_contact"
    API_SEND_SCAN = "api_send_scan"
    API_PREVIEW_QUOTES = "api_preview_quotes"
    API_CREATE_QUOTES = "api_create_quotes"
    API_READ_QUOTES = "api_read_quotes"
    API_DRAW_REFERRAL = "api_draw_referral"
    API_ASK_CALLBACK = "api_ask_callback"
    API_READ_CALLBACK = "api_read_callback"


@dataclass(frozen=True, slots=True)
class Rule:
    """`relation`: only with a ground on the member's file. `fresh`: only after a recent authentication."""

    relation: bool = False
    fresh: bool = False


YES = Rule()
RELATED = Rule(relation=True)
RELATED_FRESH = Rule(relation=True, fresh=True)
FRESH = Rule(fresh=True)

EVERYBODY: dict[Role, Rule] = {role: YES for role in Role if role is not Role.API_CLIENT}

MATRIX: dict[Action, dict[Role, Rule]] = {
    Action.SIGNED_IN: EVERYBODY,
    Action.USE_DESK: EVERYBODY,
    Action.SEARCH_MEMBER: {Role.TELEADVISER: YES, Role.EXPERT: YES, Role.SUPERVISOR: YES},
    Action.OPEN_MEMBER: {Role.TELEADVISER: RELATED, Role.EXPERT: RELATED, Role.SUPERVISOR: RELATED},
    Action.EDIT_MEMBER: {Role.TELEADVISER: RELATED, Role.EXPERT: RELATED},
    Action.REVEAL_NIR: {Role.TELEADVISER: RELATED_FRESH, Role.EXPERT: RELATED_FRESH, Role.SUPERVISOR: RELATED_FRESH},
    Action.PROPOSE_MERGE: {Role.TELEADVISER: RELATED, Role.EXPERT: RELATED, Role.SUPERVISOR: RELATED},
    Action.MERGE_MEMBERS: {Role.SUPERVISOR: RELATED},
    Action.WORK_CASE: {Role.TELEADVISER: YES, Role.EXPERT: YES, Role.SUPERVISOR: YES},
    Action.GIVE_OPINION: {Role.EXPERT: YES},
    Action.KEEP_AGENDA: {Role.EXPERT: YES, Role.SUPERVISOR: YES},
    Action.REASSIGN_CALLBACK: {Role.SUPERVISOR: YES},
    Action.OWN_AGENDA: {Role.EXPERT: YES},
    Action.BREAK_GLASS: {Role.SUPERVISOR: YES},
    Action.REVIEW_BREAK_GLASS: {Role.QUALITY: YES},
    Action.READ_ACCESS_LOG: {role: YES for role in EVERYBODY if role is not Role.DOCUMENTALIST},
    Action.IMPORT_MEMBERS: {Role.ADMINISTRATOR: FRESH},
    Action.READ_DIRECTORY: dict.fromkeys(
        (Role.TELEADVISER, Role.EXPERT, Role.DOCUMENTALIST, Role.SUPERVISOR, Role.QUALITY), YES
    ),
    Action.CORRECT_DIRECTORY: {Role.DOCUMENTALIST: YES},
    Action.IMPORT_DIRECTORY: {Role.ADMINISTRATOR: FRESH},
    Action.PRINT_LETTERS: {Role.SUPERVISOR: YES},
    Action.SEND_MAILINGS: {Role.SUPERVISOR: YES},
    Action.REFER: {Role.TELEADVISER: YES, Role.EXPERT: YES, Role.SUPERVISOR: YES},
    Action.READ_REFERRAL: dict.fromkeys(
        (Role.TELEADVISER, Role.EXPERT, Role.SUPERVISOR, Role.QUALITY, Role.AUDITOR, Role.DPO), YES
    ),
    Action.READ_FAIRNESS: dict.fromkeys((Role.SUPERVISOR, Role.QUALITY, Role.AUDITOR, Role.DPO), YES),
    Action.READ_ARTICLES: dict.fromkeys(
        (Role.TELEADVISER, Role.EXPERT, Role.DOCUMENTALIST, Role.SUPERVISOR, Role.QUALITY), YES
    ),
    Action.READ_SEALED_ARTICLES: {Role.EXPERT: YES},
    Action.WRITE_ARTICLES: {Role.EXPERT: YES, Role.DOCUMENTALIST: YES},
    Action.WATCH_PREVENTION: {Role.DOCUMENTALIST: YES},
    Action.READ_PREVENTION: dict.fromkeys((Role.DOCUMENTALIST, Role.SUPERVISOR, Role.QUALITY, Role.AUDITOR), YES),
    Action.WATCH_FLOOR: {Role.SUPERVISOR: YES, Role.QUALITY: YES},
    Action.READ_BEHIND: {Role.SUPERVISOR: YES},
    Action.READ_INDICATORS: {Role.SUPERVISOR: YES, Role.QUALITY: YES, Role.AUDITOR: YES},
    Action.READ_RETURNS: {Role.SUPERVISOR: YES, Role.QUALITY: YES, Role.AUDITOR: YES},
    Action.PLAN_STAFFING: {Role.SUPERVISOR: YES},
    Action.READ_COMPLAINTS: {
        Role.TELEADVISER: RELATED,
        Role.EXPERT: RELATED,
        Role.SUPERVISOR: YES,
        Role.QUALITY: YES,
    },
    Action.MEND_FAULTS: {Role.SUPERVISOR: YES, Role.QUALITY: YES},
    Action.SCORE_CONTACTS: {Role.QUALITY: YES},
    Action.READ_TEAM_QUALITY: {Role.SUPERVISOR: YES, Role.QUALITY: YES},
    Action.READ_OWN_QUALITY: {Role.TELEADVISER: YES, Role.EXPERT: YES},
    Action.HANDLE_PRIVACY: {Role.DPO: YES},
    Action.TAKE_PRIVATE_ARCHIVE: {Role.DPO: FRESH},
    Action.OPEN_MEDICAL_ARCHIVE: {Role.EXPERT: FRESH},
    Action.ADMINISTER: {Role.ADMINISTRATOR: YES},
    Action.API_READ_MEMBER: {Role.API_CLIENT: YES},
    Action.API_READ_CONTACT: {Role.API_CLIENT: YES},
    Action.API_CREATE_CONTACT: {Role.API_CLIENT: YES},
    Action.API_SEND_SCAN: {Role.API_CLIENT: YES},
    Action.API_PREVIEW_QUOTES: {Role.API_CLIENT: YES},
    Action.API_CREATE_QUOTES: {Role.API_CLIENT: YES},
    Action.API_READ_QUOTES: {Role.API_CLIENT: YES},
    Action.API_DRAW_REFERRAL: {Role.API_CLIENT: YES},
    Action.API_ASK_CALLBACK: {Role.API_CLIENT: YES},
    Action.API_READ_CALLBACK: {Role.API_CLIENT: YES},
}


@dataclass(frozen=True, slots=True)
class Table:
    """What the administration may do with a table. Everything else is read only; a table not in TABLES is not shown."""

    add: bool = False
    change: bool = False
    delete: bool = False
    fresh: bool = False


KEPT = Table(add=True, change=True, delete=True)
READ_ONLY = Table()

TABLES: dict[str, Table] = {
    "accounts.user": Table(add=True, change=True, fresh=True),
    "accounts.grant": Table(add=True, fresh=True),
    "accounts.apikey": Table(add=True, delete=True, fresh=True),
    "accounts.readalarm": Table(fresh=True),
    "accounts.site": KEPT,
    "accounts.team": KEPT,
    "accounts.mutual": Table(add=True, change=True),
    "accounts.publicline": KEPT,
    "accounts.openingwindow": KEPT,
    "accounts.mutualpolicy": Table(add=True),
    "members.product": Table(add=True, change=True),
    "contacts.queue": Table(add=True, change=True),
    "contacts.queuemember": KEPT,
    "contacts.reason": Table(add=True, change=True),
    "contacts.telephonysystem": Table(add=True, change=True, fresh=True),
    "contacts.mailbox": Table(add=True, change=True, fresh=True),
    "contacts.subscription": Table(add=True, change=True, delete=True, fresh=True),
    "correspondence.template": KEPT,
    "correspondence.snippet": KEPT,
    "correspondence.stationery": Table(add=True, change=True),
    "quotes.guarantee": Table(add=True),
    "quotes.clause": Table(add=True),
    "quotes.cap": Table(add=True),
    "quotes.tariffrow": READ_ONLY,
    "quotes.tariffload": READ_ONLY,
    "complaints.motive": Table(add=True, change=True),
    "complaints.mediator": Table(add=True, change=True),
    "quality.grid": Table(add=True),
    "quality.criterion": Table(add=True),
    "quality.sampling": Table(add=True),
    "quality.asking": Table(add=True),
    "privacy.duration": Table(change=True, fresh=True),
    "callbacks.expert": Table(add=True, change=True),
    "callbacks.weeklyhours": KEPT,
    "callbacks.extrahours": KEPT,
    "callbacks.absence": READ_ONLY,
    "clock.ladder": Table(add=True),
    "clock.escalation": READ_ONLY,
    "clock.alert": READ_ONLY,
    "practitioners.partnerservice": KEPT,
    "practitioners.extraction": READ_ONLY,
    "knowledge.synonymgroup": KEPT,
    "audit.journalentry": READ_ONLY,
    "accounts.userevent": READ_ONLY,
    "accounts.grantevent": READ_ONLY,
    "accounts.apikeyevent": READ_ONLY,
    "accounts.mutualevent": READ_ONLY,
    "accounts.mutualpolicyevent": READ_ONLY,
}

API_ACTIONS = frozenset(action for action in Action if action.startswith("api_"))

ROUTES: dict[str, Action] = {
    "account_login": Action.PUBLIC,
    "account_logout": Action.PUBLIC,
    "account_reset_password": Action.PUBLIC,
    "account_reset_password_done": Action.PUBLIC,
    "account_reset_password_from_key": Action.PUBLIC,
    "account_reset_password_from_key_done": Action.PUBLIC,
    "mfa_authenticate": Action.PUBLIC,
    "mfa_login_webauthn": Action.PUBLIC,
    "account_reauthenticate": Action.SIGNED_IN,
    "account_change_password": Action.SIGNED_IN,
    "mfa_reauthenticate": Action.SIGNED_IN,
    "mfa_reauthenticate_webauthn": Action.SIGNED_IN,
    "mfa_index": Action.SIGNED_IN,
    "mfa_activate_totp": Action.SIGNED_IN,
    "mfa_deactivate_totp": Action.SIGNED_IN,
    "mfa_view_recovery_codes": Action.SIGNED_IN,
    "mfa_generate_recovery_codes": Action.SIGNED_IN,
    "mfa_download_recovery_codes": Action.SIGNED_IN,
    "mfa_list_webauthn": Action.SIGNED_IN,
    "mfa_add_webauthn": Action.SIGNED_IN,
    "mfa_edit_webauthn": Action.SIGNED_IN,
    "mfa_remove_webauthn": Action.SIGNED_IN,
    "usersessions_list": Action.SIGNED_IN,
    "accounts:preferences": Action.SIGNED_IN,
    "accounts:language": Action.PUBLIC,
    "accounts:logo": Action.SIGNED_IN,
    "accounts:draft": Action.SIGNED_IN,
    "live:state": Action.SIGNED_IN,
    "contacts:draft": Action.WORK_CASE,
    "contacts:viewers": Action.WORK_CASE,
    "alive": Action.PUBLIC,
    "ready": Action.PUBLIC,
    "sla": Action.PUBLIC,
    "sla_banner": Action.SIGNED_IN,
    "metrics": Action.PUBLIC,
    "contacts:presence": Action.WORK_CASE,
    "contacts:presence_sign": Action.WORK_CASE,
    "contacts:shown": Action.WORK_CASE,
    "contacts:call": Action.WORK_CASE,
    "contacts:hold": Action.WORK_CASE,
    "contacts:resume": Action.WORK_CASE,
    "contacts:hand_over": Action.WORK_CASE,
    "contacts:hang_up": Action.WORK_CASE,
    "contacts:clock": Action.WORK_CASE,
    "contacts:scan": Action.WORK_CASE,
    "contacts:document": Action.WORK_CASE,
    "contacts:document_page": Action.WORK_CASE,
    "contacts:document_file": Action.WORK_CASE,
    "contacts:document_split": Action.WORK_CASE,
    "workstation:desk": Action.USE_DESK,
    "workstation:search": Action.SEARCH_MEMBER,
    "workstation:open": Action.SEARCH_MEMBER,
    "workstation:member": Action.OPEN_MEMBER,
    "workstation:change": Action.EDIT_MEMBER,
    "workstation:remove": Action.EDIT_MEMBER,
    "workstation:nir": Action.REVEAL_NIR,
    "workstation:history": Action.OPEN_MEMBER,
    "workstation:duplicates": Action.PROPOSE_MERGE,
    "workstation:propose_merge": Action.PROPOSE_MERGE,
    "workstation:merges": Action.MERGE_MEMBERS,
    "workstation:merge": Action.MERGE_MEMBERS,
    "workstation:refuse_merge": Action.MERGE_MEMBERS,
    "workstation:part": Action.MERGE_MEMBERS,
    **dict.fromkeys(
        (
            f"workstation:{name}"
            for name in (
                "worklist",
                "take_next",
                "call_bar",
                "case",
                "case_bar",
                "identify",
                "qualify",
                "note",
                "code",
                "close",
                "park",
                "transfer",
                "decline",
                "aside",
                "take",
                "take_over",
                "reopen",
            )
        ),
        Action.WORK_CASE,
    ),
    "workstation:break_glass": Action.BREAK_GLASS,
    "workstation:break_glass_review": Action.REVIEW_BREAK_GLASS,
    "workstation:journal": Action.READ_ACCESS_LOG,
    "members:imports": Action.IMPORT_MEMBERS,
    "members:import": Action.IMPORT_MEMBERS,
    "members:import_confirm": Action.IMPORT_MEMBERS,
    "members:import_report": Action.IMPORT_MEMBERS,
    **dict.fromkeys(
        (
            f"quotes:{name}"
            for name in (
                "worklist",
                "tariffs",
                "case",
                "analysis",
                "compute",
                "facts",
                "codes",
                "add",
                "quote",
                "copy",
                "remove",
                "missing",
                "clock",
                "resume",
                "withdraw",
                "keep",
                "tell",
            )
        ),
        Action.WORK_CASE,
    ),
    **dict.fromkeys((f"complaints:{name}" for name in ("register", "complaint", "clock")), Action.READ_COMPLAINTS),
    **dict.fromkeys(
        (
            f"complaints:{name}"
            for name in (
                "case",
                "classify",
                "days",
                "invite_by_word",
                "settle",
                "withdraw",
                "acknowledge",
                "invite",
                "answer",
            )
        ),
        Action.WORK_CASE,
    ),
    **dict.fromkeys(("complaints:plan_action", "complaints:finish_action"), Action.MEND_FAULTS),
    **dict.fromkeys((f"quality:{name}" for name in ("worklist", "draw", "sample", "draft")), Action.SCORE_CONTACTS),
    "quality:teams": Action.READ_TEAM_QUALITY,
    **dict.fromkeys((f"quality:{name}" for name in ("mine", "see", "remark")), Action.READ_OWN_QUALITY),
    "quality:answer": Action.PUBLIC,
    **dict.fromkeys(
        (
            f"correspondence:{name}"
            for name in ("reply", "outbox", "unsent", "message", "enclosure", "letter", "cancel", "send_again", "faxed")
        ),
        Action.WORK_CASE,
    ),
    **dict.fromkeys(
        (f"correspondence:{name}" for name in ("brochures", "add_brochure", "brochure", "withdraw_brochure")),
        Action.WATCH_PREVENTION,
    ),
    **dict.fromkeys(
        (f"correspondence:{name}" for name in ("printing", "make_batch", "batch_file", "manifest", "hand_over")),
        Action.PRINT_LETTERS,
    ),
    **dict.fromkeys(
        (f"correspondence:{name}" for name in ("mailings", "add_mailing", "mailing", "mailing_public", "move_mailing")),
        Action.SEND_MAILINGS,
    ),
    "correspondence:brochure_file": Action.READ_ARTICLES,
    "correspondence:template_preview": Action.ADMINISTER,
    **dict.fromkeys(
        (
            f"callbacks:{name}"
            for name in (
                "promise",
                "slots",
                "board",
                "mine",
                "call",
                "start",
                "renew",
                "attempt",
                "finish",
                "follow",
                "cancel",
                "unreachable",
                "pause",
                "resume",
                "told",
                "history",
            )
        ),
        Action.WORK_CASE,
    ),
    "practitioners:directory": Action.READ_DIRECTORY,
    "practitioners:reports": Action.CORRECT_DIRECTORY,
    "practitioners:person": Action.CORRECT_DIRECTORY,
    "practitioners:networks": Action.CORRECT_DIRECTORY,
    "practitioners:network": Action.CORRECT_DIRECTORY,
    **dict.fromkeys(
        (f"practitioners:{name}" for name in ("imports", "import", "import_confirm", "import_report")),
        Action.IMPORT_DIRECTORY,
    ),
    **dict.fromkeys(
        (f"knowledge:{name}" for name in ("search", "article", "doubt", "questions", "answers")), Action.READ_ARTICLES
    ),
    **dict.fromkeys(
        (f"knowledge:{name}" for name in ("work", "new", "change", "review", "confirm", "answer")),
        Action.WRITE_ARTICLES,
    ),
    "workstation:articles": Action.WORK_CASE,
    "referrals:refer": Action.REFER,
    "referrals:proof": Action.READ_REFERRAL,
    "referrals:proof_file": Action.READ_REFERRAL,
    "referrals:fairness": Action.READ_FAIRNESS,
    **dict.fromkeys(
        (
            f"prevention:{name}"
            for name in ("campaigns", "write", "campaign", "move", "calendar", "map", "sorting", "sources")
        ),
        Action.WATCH_PREVENTION,
    ),
    "prevention:measures": Action.READ_PREVENTION,
    **dict.fromkeys(
        ("supervision:board", "supervision:floor", "supervision:wall", "supervision:watch"), Action.WATCH_FLOOR
    ),
    **dict.fromkeys(("supervision:behind", "supervision:contacts"), Action.READ_BEHIND),
    "supervision:staffing": Action.WATCH_FLOOR,
    "supervision:plan": Action.PLAN_STAFFING,
    **dict.fromkeys(
        (
            f"supervision:{name}"
            for name in (
                "indicators",
                "indicator",
                "export",
                "comparison",
                "control",
                "hours",
                "day",
                "delays",
                "funnel",
                "country",
            )
        ),
        Action.READ_INDICATORS,
    ),
    **dict.fromkeys(
        (f"supervision:{name}" for name in ("returns", "monthly", "activity", "subscribe", "unsubscribe")),
        Action.READ_RETURNS,
    ),
    "complaints:yearly": Action.READ_RETURNS,
    **dict.fromkeys(
        (
            f"privacy:{name}"
            for name in ("requests", "find", "enter", "request", "approve", "refuse", "again", "durations", "count")
        ),
        Action.HANDLE_PRIVACY,
    ),
    "privacy:archive": Action.TAKE_PRIVATE_ARCHIVE,
    "privacy:extract": Action.TAKE_PRIVATE_ARCHIVE,
    "privacy:medical": Action.OPEN_MEDICAL_ARCHIVE,
    "privacy:code": Action.OPEN_MEDICAL_ARCHIVE,
    "api:callback-list": Action.API_ASK_CALLBACK,
    "api:callback-detail": Action.API_READ_CALLBACK,
    "api:referral-list": Action.API_DRAW_REFERRAL,
    "api:referral-detail": Action.API_DRAW_REFERRAL,
    **dict.fromkeys(
        (f"quotes:{name}" for name in ("member_page", "file_page", "send", "ask_opinion")), Action.WORK_CASE
    ),
    "quotes:opinions": Action.GIVE_OPINION,
    "quotes:opinion": Action.GIVE_OPINION,
    "callbacks:agenda": Action.WORK_CASE,
    "callbacks:absences": Action.KEEP_AGENDA,
    "callbacks:reassign": Action.REASSIGN_CALLBACK,
    "callbacks:calendars": Action.OWN_AGENDA,
    "callbacks:feed": Action.PUBLIC,
    "api:member-list": Action.API_READ_MEMBER,
    "api:member-detail": Action.API_READ_MEMBER,
    "api:contact-list": Action.API_READ_CONTACT,
    "api:contact-detail": Action.API_READ_CONTACT,
    "api:scan-list": Action.API_SEND_SCAN,
    "api:quote-preview": Action.API_PREVIEW_QUOTES,
    "api:quote-list": Action.API_CREATE_QUOTES,
    "api:quote-detail": Action.API_READ_QUOTES,
    "api:telephone-event": Action.PUBLIC,
    "api:email": Action.PUBLIC,
    "api:post-notice": Action.PUBLIC,
    "api:schema": Action.SIGNED_IN,
    "api:docs": Action.SIGNED_IN,
}


def action_of(view_name: str) -> Action | None:
    """What a route does, None for a route nobody declared. The administration's routes are one action."""
    if view_name.startswith("admin:"):
        return Action.ADMINISTER
    return ROUTES.get(view_name)


def rule_for(role: Role, action: Action) -> Rule | None:
    """The rule under which a role may act, None when it may not."""
    return MATRIX[action].get(role)
