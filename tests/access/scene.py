"""Two mutuals that hold the same names, an account that works for one of them, and every kind of object an address names."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models.functions import Now
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts import services
from accounts.deadlines import SEARCH_GROUND
from accounts.enums import Scope
from accounts.matrix import Action
from accounts.models import Mutual, User
from accounts.permissions import can
from accounts.roles import Role
from accounts.scopes import within_mutuals
from audit.actors import acting, job
from clock.services.watch import sign_of_life
from contacts.enums import CallState, Channel, DeclineReason, Notice, Outcome
from contacts.models import Call, Case
from contacts.services import cases, documents, drafts, notices
from knowledge.services import doubt, write_again
from members.enums import GroundKind, ImportState
from members.models import Ground, Member, MemberImport, Merge, Phone
from members.sealing import nir_index, seal
from members.services import prove_facts
from practitioners.asking import origin_of
from practitioners.enums import ImportState as RegisterState
from practitioners.enums import ReportReason
from practitioners.models import RegisterImport, Report
from practitioners.terms import kind_of
from quality.models import Grid
from referrals.models import Referral
from referrals.services import Asked, draw_list
from supervision import services as supervision
from supervision.enums import ReturnKind, Rhythm
from tests.factories import accounts as make
from tests.factories import callbacks as make_callbacks
from tests.factories import complaints as make_complaints
from tests.factories import contacts as make_contacts
from tests.factories import correspondence as make_messages
from tests.factories import knowledge as make_articles
from tests.factories import members as make_members
from tests.factories import papers
from tests.factories import practitioners as make_practitioners
from tests.factories import prevention as make_prevention
from tests.factories import privacy as make_privacy
from tests.factories import quality as make_quality
from tests.factories import quotes as make_quotes
from tests.factories import telephony as make_telephony

CANARY = "zzcanari"
"""Written into everything of the other mutual: an answer that holds it has leaked."""
SEALED = "zzsecretmedical"
"""Written into what only an expert may read."""
PASSWORD = "une phrase que personne ne dit"
REASON = "Rappel demandé par la famille"


PRACTITIONER = "899000000042"
"""Of the directory, which is everybody's."""


@dataclass(frozen=True, kw_only=True)
class Thing:
    """What an address names, and what to send with a form.

    `case` is in the reader's hands, `waiting` in nobody's, `theirs` in a colleague's; `ringing` is a call at the reader's
    desk. `twin` is a second file of `member`'s person; `proposal` and `merge` join two other files to it.
    """

    member: Any
    twin: Any
    proposal: Any
    merge: Any
    phone: Any
    upload: Any
    ground: Any
    mutual: Any
    key: Any
    proof: str
    case: Any
    waiting: Any
    theirs: Any
    closed: Any
    ringing: Any
    document: Any
    message: Any
    enclosure: Any
    mailing: Any
    brochure: Any
    batch: Any
    mailbox: Any
    analysis: Any
    quote: Any
    referral: Any
    report: Any
    network: Any
    register: Any
    campaign: Any
    opinion: Any
    article: Any
    version: Any
    doubt: Any
    callback: Any
    complaint: Any
    action: Any
    motive: Any
    subscription: Any
    erasing: Any
    answered: Any
    erasure: Any
    sample: Any
    scored: Any
    marks: dict[str, str]
    system: str


@dataclass(frozen=True)
class Scene:
    account: User | None
    session: str
    token: str
    own: Thing
    other: Thing
    nowhere: Thing

    def browser(self) -> Client:
        """A fresh one that holds the session of the scene, or the machine's key."""
        client = Client(raise_request_exception=False)
        if self.session:
            client.cookies["contactcenter"] = self.session
        if self.token:
            client.defaults["HTTP_AUTHORIZATION"] = f"Bearer {self.token}"
        return client


def _nowhere(account: User) -> Thing:
    """What never was, with a proof that would open it."""
    member = uuid4()
    proof = prove_facts(user=account, member_id=member, facts=frozenset({"name", "birth"}))
    return Thing(
        member=member,
        twin=uuid4(),
        proposal=10**9,
        merge=10**9,
        phone=10**9,
        upload=uuid4(),
        ground=10**9,
        mutual=10**6,
        key=10**9,
        proof=proof,
        case=uuid4(),
        waiting=uuid4(),
        theirs=uuid4(),
        closed=uuid4(),
        ringing=uuid4(),
        document=uuid4(),
        message=uuid4(),
        enclosure=uuid4(),
        brochure=10**9,
        batch=uuid4(),
        mailing=uuid4(),
        mailbox=10**9,
        analysis=uuid4(),
        quote=10**9,
        referral=uuid4(),
        report=10**9,
        network=10**9,
        register=uuid4(),
        campaign=10**9,
        opinion=uuid4(),
        article=uuid4(),
        version=10**9,
        doubt=uuid4(),
        callback=uuid4(),
        complaint=uuid4(),
        action=10**9,
        motive=make_complaints.motive().pk,
        subscription=uuid4(),
        erasing=uuid4(),
        answered=uuid4(),
        erasure=uuid4(),
        sample=uuid4(),
        scored=uuid4(),
        marks={},
        system="nulle-part",
    )


def lay(role: Role | None) -> Scene:
    """The scene for an account of ROLE, or for nobody; only the first mutual is granted."""
    mutuals = make.mutual(name="Arbelle"), make.mutual(name="Courlis")
    make_practitioners.bring(
        [make_practitioners.row(number=PRACTITIONER[1:]), *(make_practitioners.row() for _ in range(11))]
    )
    sign_of_life()
    account = None
    if role is not None:
        account = make.user(role, on=[mutuals[0]], password=PASSWORD)
        make.second_factor(account)
        RecoveryCodes.activate(account)
        if can(account, Action.WORK_CASE):
            make_contacts.trained(account)
    things = [_things(one, account, is_own=one is mutuals[0]) for one in mutuals]
    token = _token(account, mutuals[0]) if account and role is Role.API_CLIENT else ""
    nowhere = _nowhere(account or make.user())
    session = make.browser(account).cookies["contactcenter"].value if account else ""
    return Scene(account=account, session=session, token=token, own=things[0], other=things[1], nowhere=nowhere)


def _things(mutual: Mutual, account: User | None, *, is_own: bool) -> Thing:
    mark = "" if is_own else CANARY
    mutual.logo.save(f"{mutual.code}.png", ContentFile(b"\x89PNG" + mark.encode()))
    stranger = make.user(Role.SUPERVISOR, on=[mutual])
    reader = account if account is not None and is_own else stranger
    # Whoever may not work on contacts finds them in a colleague's hands.
    writer = reader if can(reader, Action.WORK_CASE) else stranger
    with transaction.atomic(), within_mutuals([mutual.pk]):
        member = _member(mutual, mark, number="20411873", phone="+33639980112", email=f"helene{mark}@exemple.fr")
        upload = _upload(mutual, stranger, mark)
        ground = _ground(member, stranger, GroundKind.BREAK_GLASS, reason=f"{REASON} {mark}")
        if account is not None:
            _ground(member, account, GroundKind.SEARCH)
        named = {**_files(member, stranger, mark), **_desk(member, writer, account, stranger, mark)}
        named |= _answers(mutual, reader, mark)
        named["subscription"] = _subscription(mutual, reader, mark)
        named |= make_privacy.requests(member, stranger, mark)
        phone = Phone.objects.get(member=member)
    key = make.security_key(reader, name=f"Clé {mark}")
    proof = prove_facts(user=account or stranger, member_id=member.pk, facts=frozenset({"name", "birth"}))
    return Thing(
        member=member.pk,
        phone=phone.pk,
        upload=upload.pk,
        ground=ground.pk,
        mutual=mutual.pk,
        key=key.pk,
        proof=proof,
        **named,
    )


def _subscription(mutual: Mutual, reader: User, mark: str) -> Any:
    asked: dict[str, Any] = {"kind": ReturnKind.ACTIVITY, "every": Rhythm.MONTH, "origin": f"https://{mark}.exemple.fr"}
    return supervision.subscribe(user=reader, mutual=mutual, **asked).pk


def _member(mutual: Mutual, mark: str, **fields: Any) -> Member:
    member = make_members.member(mutual, town=f"Béziers{mark}", **fields)
    Member.objects.filter(pk=member.pk).update(
        nir_sealed=seal("258039903200168", member_id=member.pk),
        nir_index=nir_index("2580399032001", mutual_id=mutual.pk),
    )
    return member


def _files(member: Member, by: User, mark: str) -> dict[str, Any]:
    """Three more files of the member's person: one to be proposed, one that is, one that is shown as the member's."""
    twin, proposed, merged = (_member(member.mutual, mark, email=f"h{n}{mark}@exemple.fr") for n in range(3))
    joined = {"mutual_id": member.mutual_id, "into": member, "why": f"{REASON} {mark}", "points": 90, "proposed_by": by}
    proposal = Merge.objects.create(member=proposed, **joined)
    merge = Merge.objects.create(member=merged, **joined, decided_by=by, merged_at=Now())
    Member.objects.filter(pk=merged.pk).update(merged_into=member)
    Member.objects.filter(pk=member.pk).update(has_merged=True)
    return {"twin": twin.pk, "proposal": proposal.pk, "merge": merge.pk}


def _desk(member: Member, writer: User, account: User | None, colleague: User, mark: str) -> dict[str, Any]:
    """Contacts of the member in every state, with what came, what was written and what is being written."""
    mutual = member.mutual
    notices.subscribe(
        mutual=mutual,
        url=f"https://portail.exemple.fr/{mark}",
        events=list(Notice),
        by=make.user(Role.ADMINISTRATOR),
    )
    said: dict[str, Any] = {"member_id": member.pk, "subject": f"Devis {mark}", "text": f"Bonjour {mark}"}
    closed = make_contacts.case(mutual, holder=colleague, **said)
    cases.close(
        user=colleague, case_id=closed.pk, reason=make_contacts.reason(), outcome=Outcome.INFORMED, is_solved=True
    )
    theirs = make_contacts.case(mutual, holder=colleague, **said)
    waiting = make_contacts.case(mutual, **said)
    make_messages.mailbox(waiting, address=f"contact{mark}-{mutual.code}@exemple.fr")
    email = make_messages.received(waiting, f"<{mark}@exemple.fr>", subject=f"Devis {mark}")
    ringing, system = _call(mutual, account, mark)
    case = make_contacts.case(mutual, holder=writer, channel=Channel.LETTER, **said)
    paper = documents.look_at(papers.pdf(2), mutual_id=mutual.pk, name=f"devis{mark}.pdf")
    document = documents.add_document(case, paper, received_at=case.received_at)
    drafts.keep(user=writer, case_id=case.pk, field="note", text=f"Rappeler {mark}", version=0)
    analysis = make_quotes.analysis(case, label=f"Devis {mark}")
    enclosed = documents.look_at(papers.pdf(), mutual_id=mutual.pk, name=f"analyse{mark}.pdf")
    message = make_messages.message(
        case, writer, to=member.email, subject=f"Carte {mark}", body=f"La voici {mark}", enclosures=(enclosed,)
    )
    make_callbacks.expert(mutual)
    promise = make_callbacks.promise(
        mutual, writer, case=case, key=mutual.code, subject=f"Couronne {mark}", medical=f"{SEALED} {mark}"
    )
    opinion = make_quotes.opinion(make_quotes.analysis(theirs, label=f"Devis {mark}"), colleague, f"{SEALED} {mark}")
    complaint = make_complaints.complaint(case, writer, words=f"On m’a répondu {mark}")
    return {
        "case": case.pk,
        "complaint": complaint.pk,
        "action": make_complaints.action(complaint, colleague, what=f"Relire la notice {mark}").pk,
        "motive": complaint.motive_id,
        **_quality(closed, colleague, writer, mark),
        "opinion": opinion.pk,
        "callback": promise.pk,
        "waiting": waiting.pk,
        "theirs": theirs.pk,
        "closed": closed.pk,
        "ringing": ringing.pk,
        "document": document.pk,
        "message": message.pk,
        "enclosure": enclosed.id,
        "batch": make_messages.batch(mutual, mark).pk,
        "brochure": make_messages.brochure(mutual=mutual, title=f"Bien dormir {mark}").pk,
        "mailing": make_messages.mailing(mutual, colleague, title=f"Votre garantie {mark}").pk,
        "mailbox": email.mailbox_id,
        "analysis": analysis.pk,
        "quote": analysis.quotes.get().pk,
        "referral": _drawn(mutual, mark).pk,
        "report": _reported(writer, mark),
        "register": _register(colleague).pk,
        "campaign": make_prevention.to_read(title=f"Vaccins {mark}", mutual=mutual).pk,
        "network": make_practitioners.network(mutual, PRACTITIONER, name=f"Kalivie {mark}").pk,
        "system": system,
    }


def _quality(closed: Case, colleague: User, writer: User, mark: str) -> dict[str, Any]:
    """A contact of a colleague that waits to be scored, and one of the writer's that was."""
    version = Grid.objects.first() or make_quality.grid()
    manager = make.user(Role.QUALITY, on=[closed.mutual])
    scored = make_quality.sample(make_contacts.case(closed.mutual, member_id=closed.member_id), writer)
    make_quality.review(scored, manager, version, comment=f"Bien dit {mark}")
    marks = {f"c{key}": value for key, value in make_quality.marks(version).items()}
    return {
        "sample": make_quality.sample(closed, colleague).pk,
        "scored": scored.pk,
        "marks": {**marks, "grid": str(version.pk), "comment": REASON},
    }


def _answers(mutual: Mutual, reader: User, mark: str) -> dict[str, Any]:
    """An article in force with a version that waits and a question that is open; of the sort that READER may write."""
    role = Role.EXPERT if reader.role == Role.EXPERT else Role.DOCUMENTALIST
    said = {"mutual_ids": [mutual.pk], "short_answer": f"Oui {mark}"}
    current = make_articles.article(mutual, role=role, question=f"Et la carte {mark} ?", **said)
    author = make.user(role, on=[mutual])
    written = make_articles.text(f"Et la carte {mark} ?", long_answer=f"Bien sûr {mark}", **said)
    waiting = write_again(user=author, article_id=current.article_id, written=written)
    asker = reader if can(reader, Action.READ_ARTICLES) else author
    asked = doubt(user=asker, version_id=current.pk, text=f"Faux {mark}")
    return {"article": current.article_id, "version": waiting.pk, "doubt": asked.pk}


def _drawn(mutual: Mutual, mark: str) -> Referral:
    """A list whose question only this mutual's member asked."""
    kind = kind_of("40")
    assert kind is not None
    asked = Asked(kind, replace(origin_of("34500"), postal_code=f"34500{mark}"))
    with acting(job("scene")):
        return draw_list(mutual_id=mutual.pk, asked=asked)


def _reported(by: User, mark: str) -> int:
    """Something to correct in the directory, which is everybody's."""
    return (
        Report.objects.create(place_id=1, national_id="1", reason=ReportReason.FULL, reported_by=by).pk
        if not mark
        else 0
    )


def _register(by: User) -> RegisterImport:
    """A file of the register that waits for a decision, with a report. It is everybody's."""
    upload = RegisterImport(name="PS.txt", sha256="0" * 64, size=1, uploaded_by=by, state=RegisterState.TO_CONFIRM)
    upload.file.save("ps.txt", ContentFile(b"x"), save=False)
    upload.odds.save("ps.csv", ContentFile(b"line;kind;meaning\n2;nobody;x\n"), save=False)
    upload.save(force_insert=True)
    return upload


def _call(mutual: Mutual, adviser: User | None, mark: str) -> tuple[Case, str]:
    """A call that rings at the desk of ADVISER, whoever may take it; with the code of its telephone system."""
    system = make_telephony.system()
    ringing = make_contacts.case(
        mutual, channel=Channel.PHONE, caller_name=f"Hélène {mark}", caller_phone="+33639980112"
    )
    Call.objects.create(
        mutual=mutual, case=ringing, system=system, call_ref=f"c{mark}", adviser=adviser, state=CallState.RINGING,
        caller="+33639980112", rang_at=ringing.received_at, last_event_at=ringing.received_at,
    )  # fmt: skip
    return ringing, system.code


def _ground(member: Member, account: User, kind: GroundKind, reason: str = "") -> Ground:
    return Ground.objects.create(
        mutual_id=member.mutual_id, member=member, user=account, kind=kind, reason=reason, ends_at=Now() + SEARCH_GROUND
    )


def _upload(mutual: Mutual, by: User, mark: str) -> MemberImport:
    upload = MemberImport(
        mutual=mutual, name=f"adherents{mark}.csv", sha256="0" * 64, size=1, uploaded_by=by, state=ImportState.DRY_RUN
    )
    upload.file.save(f"{mutual.code}.csv", ContentFile(mark.encode()), save=False)
    upload.refusals.save(f"{mutual.code}-refus.csv", ContentFile(mark.encode()), save=False)
    upload.save(force_insert=True)
    return upload


def _token(account: User, mutual: Mutual) -> str:
    administrator = make.user(Role.ADMINISTRATOR)
    _, token = services.create_api_key(
        user=account, mutual=mutual, label="Portail", scopes=list(Scope), by=administrator
    )
    return token


def address(route: str, thing: Thing) -> str:
    """The route's address, naming THING where it names anything."""
    return reverse(route, kwargs=_arguments(thing).get(route, {}))


ON_CASE = (
    "contacts:clock",
    "contacts:call",
    "contacts:viewers",
    "correspondence:reply",
    "quotes:case",
    "complaints:case",
    "referrals:refer",
    "callbacks:promise",
    "callbacks:slots",
    "api:contact-detail",
    *(
        f"workstation:{name}"
        for name in (
            "case",
            "case_bar",
            "articles",
            "identify",
            "note",
            "code",
            "close",
            "park",
            "transfer",
            "decline",
            "aside",
        )
    ),
)
ON_CALL = tuple(f"contacts:{name}" for name in ("shown", "hold", "resume", "hand_over", "hang_up"))
ON_DOCUMENT = tuple(f"contacts:{name}" for name in ("document", "document_file", "document_split"))
ON_MESSAGE = tuple(f"correspondence:{name}" for name in ("message", "letter", "cancel", "send_again", "faxed"))
ON_BROCHURE = tuple(f"correspondence:{name}" for name in ("brochure", "withdraw_brochure", "brochure_file"))
ON_MAILING = ("correspondence:mailing", "correspondence:mailing_public", "correspondence:move_mailing")
ON_BATCH = tuple(f"correspondence:{name}" for name in ("batch_file", "manifest", "hand_over"))
ON_ANALYSIS = tuple(
    f"quotes:{name}"
    for name in (
        "analysis",
        "compute",
        "facts",
        "codes",
        "add",
        "missing",
        "clock",
        "resume",
        "withdraw",
        "keep",
        "tell",
    )
)
ON_QUOTE = tuple(f"quotes:{name}" for name in ("quote", "copy", "remove"))
ON_REFERRAL = ("referrals:proof", "referrals:proof_file", "api:referral-detail")
ON_PAPERS = tuple(f"quotes:{name}" for name in ("member_page", "file_page", "send", "ask_opinion"))
ON_CALLBACK = (
    *(
        f"callbacks:{name}"
        for name in (
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
            "reassign",
            "told",
            "history",
        )
    ),
    "api:callback-detail",
)
ON_COMPLAINT = tuple(
    f"complaints:{name}"
    for name in (
        "complaint",
        "clock",
        "classify",
        "days",
        "invite_by_word",
        "settle",
        "withdraw",
        "acknowledge",
        "invite",
        "answer",
        "plan_action",
    )
)
ON_SAMPLE = ("quality:sample", "quality:draft")
ON_SCORED = ("quality:see", "quality:remark")
ON_ARTICLE = tuple(f"knowledge:{name}" for name in ("article", "doubt", "change", "review", "confirm"))
ON_MEMBER = (
    *(f"workstation:{name}" for name in ("open", "member", "nir", "history", "duplicates", "break_glass")),
    "api:member-detail",
)
ON_REGISTER = tuple(f"practitioners:{name}" for name in ("import", "import_confirm", "import_report"))
ON_CAMPAIGN = ("prevention:campaign", "prevention:move")
ON_UPLOAD = tuple(f"members:{name}" for name in ("import", "import_confirm", "import_report"))


def _arguments(thing: Thing) -> dict[str, dict[str, Any]]:
    member, case = {"member_id": thing.member}, {"case_id": thing.case}
    call, upload, message = {"case_id": thing.ringing}, {"upload_id": thing.upload}, {"message_id": thing.message}
    document = {**case, "document_id": thing.document}
    analysis = {"analysis_id": thing.analysis}
    quote = {**analysis, "quote_id": thing.quote}
    return {
        **dict.fromkeys(ON_MEMBER, member),
        "workstation:change": {**member, "kind": "telephone"},
        "workstation:remove": {**member, "kind": "telephone", "row_id": thing.phone},
        "workstation:propose_merge": {**member, "other_id": thing.twin},
        "workstation:merge": {**member, "other_id": thing.twin},
        "workstation:refuse_merge": {**member, "merge_id": thing.proposal},
        "workstation:part": {**member, "merge_id": thing.merge},
        **dict.fromkeys(ON_UPLOAD, upload),
        **dict.fromkeys(ON_CASE, case),
        **dict.fromkeys(ON_CALL, call),
        **dict.fromkeys(ON_DOCUMENT, document),
        **dict.fromkeys(ON_MESSAGE, message),
        "correspondence:enclosure": {**message, "document_id": thing.enclosure},
        **{key: {"batch_id": thing.batch} for key in ON_BATCH},
        **{key: {"mailing_id": thing.mailing} for key in ON_MAILING},
        "correspondence:make_batch": {"mutual_id": thing.mutual},
        **{key: {"brochure_id": thing.brochure} for key in ON_BROCHURE},
        **dict.fromkeys(ON_ANALYSIS, analysis),
        **dict.fromkeys(ON_QUOTE, quote),
        **{key: {"referral_id": thing.referral} for key in ON_REFERRAL},
        **dict.fromkeys(ON_PAPERS, analysis),
        **{name: {"article_id": thing.article} for name in ON_ARTICLE},
        "knowledge:answer": {"doubt_id": thing.doubt},
        "quotes:opinion": {"opinion_id": thing.opinion},
        **{name: {"callback_id": thing.callback} for name in ON_CALLBACK},
        **{name: {"complaint_id": thing.complaint} for name in ON_COMPLAINT},
        "complaints:finish_action": {"action_id": thing.action},
        **{name: {"sample_id": thing.sample} for name in ON_SAMPLE},
        **{name: {"sample_id": thing.scored} for name in ON_SCORED},
        "quality:answer": {"secret": "nulle-part"},
        "callbacks:feed": {"secret": "nulle-part"},
        "supervision:indicator": {"code": "pick_up"},
        "supervision:export": {"kind": "csv"},
        "supervision:contacts": {"code": "closed", "kind": "csv"},
        "supervision:control": {"code": "pick_up"},
        "supervision:plan": {"day": f"{date.today():%Y-%m-%d}"},  # noqa: DTZ011  any day of these weeks will do
        "supervision:unsubscribe": {"subscription_id": thing.subscription},
        "privacy:enter": member,
        **{f"privacy:{name}": {"request_id": thing.erasing} for name in ("request", "approve", "refuse", "again")},
        **{key: {"request_id": thing.answered} for key in ("privacy:archive", "privacy:code")},
        "privacy:extract": {"erasure_id": thing.erasure},
        "contacts:document_page": {**document, "number": 1},
        "contacts:draft": {**case, "field": "note"},
        "accounts:draft": {"form": "fiche"},
        "workstation:qualify": {**case, **member},
        "workstation:take": {"case_id": thing.waiting},
        "workstation:take_over": {"case_id": thing.theirs},
        "workstation:reopen": {"case_id": thing.closed},
        "api:telephone-event": {"code": thing.system},
        "api:quote-detail": {"analysis_id": thing.analysis},
        "api:email": {"mailbox_id": thing.mailbox},
        "practitioners:person": {"national_id": PRACTITIONER},
        "practitioners:network": {"network_id": thing.network},
        **{key: {"upload_id": thing.register} for key in ON_REGISTER},
        **{key: {"campaign_id": thing.campaign} for key in ON_CAMPAIGN},
        "accounts:logo": {"pk": thing.mutual},
        "mfa_edit_webauthn": {"pk": thing.key},
        "mfa_remove_webauthn": {"pk": thing.key},
        "account_reset_password_from_key": {"uidb36": "1", "key": "set-password"},
    }


ARTICLE = {
    "kind": "admin",
    "question": "Et la carte ?",
    "short_answer": "Oui",
    "confidence": "verified",
    "valid_from": "01/01/2026",
}


def form(route: str, thing: Thing) -> dict[str, Any]:
    """What a request to the route carries."""
    why = {"why": REASON}
    network = {"mutual": thing.mutual, "name": "Optivie", "effects": REASON}
    campaign = {
        "title": REASON, "organiser": REASON, "theme": "tabac", "territory": "France", "starts_on": "01/01/2026", "version": "2",
        "recurrence": "permanent", "interval_days": "180", "source": REASON, "confidence": "to_verify", "check_again_on": "01/01/2030",
    }  # fmt: skip
    care = {"domain": "dental", "care_date": f"{timezone.localdate():%d/%m/%Y}"}
    today = f"{timezone.localdate():%d/%m/%Y}"
    kind = {"level": "classic", "motive": thing.motive}
    crown = {"lines-0-code": "HBLD734", "lines-0-price": "620,00", "lines-0-tooth": "36"}
    sent: dict[str, dict[str, Any]] = {
        "workstation:search": {"q": "marchandeau 14/03/1958"},
        "workstation:open": {"proof": thing.proof},
        "workstation:break_glass": {"reason": REASON},
        "workstation:break_glass_review": {"ground": thing.ground},
        **dict.fromkeys((f"workstation:{name}" for name in ("propose_merge", "merge", "part")), why),
        **dict.fromkeys((f"workstation:{name}" for name in ("take_over", "reopen")), why),
        "workstation:identify": {"person": thing.member, "kind": "member", "told": ["birth_date", "postcode"]},
        "workstation:qualify": {"proof": thing.proof},
        "knowledge:search": {"q": "carte"},
        **{key: {"text": REASON} for key in ("knowledge:doubt", "knowledge:answer")},
        **dict.fromkeys(("knowledge:new", "knowledge:change"), ARTICLE),
        "knowledge:review": {"read": thing.version},
        "workstation:articles": {"q": "carte"},
        "workstation:note": {"note": REASON},
        "workstation:code": {"reason": "autre"},
        "workstation:close": {"reason": make_contacts.reason().pk, "outcome": "informed", "is_solved": "yes"},
        "workstation:park": {"day": f"{timezone.localdate() + timedelta(days=2):%d/%m/%Y}", "hour": "10:00"},
        "workstation:transfer": {"to": f"queue:{make_contacts.queue_for_all().pk}", "word": REASON},
        "workstation:decline": {"reason": DeclineReason.values[0]},
        **dict.fromkeys(("quotes:case", "quotes:facts"), care),
        **dict.fromkeys(("quotes:add", "quotes:quote"), crown),
        "quotes:missing": {"asked_for": REASON},
        "quotes:withdraw": {"why": "not_wanted"},
        "quotes:keep": {"quote": thing.quote},
        "quotes:tell": {"by": "phone"},
        "quotes:ask_opinion": {"question": REASON},
        "quotes:opinion": {"answer": REASON, "for_adviser": REASON},
        "complaints:case": {**kind, "words": REASON, "sent_on": today},
        "complaints:classify": kind,
        "complaints:days": {"sent_on": today, "received_on": today, "reason": REASON},
        "complaints:settle": {"how": REASON},
        "complaints:withdraw": why,
        "privacy:find": {"q": "marchandeau 14/03/1958"},
        "privacy:enter": {
            "proof": thing.proof,
            "kind": "access",
            "asker": "person",
            "ground": "art15",
            "received_on": today,
        },
        "privacy:refuse": why,
        **dict.fromkeys(ON_SAMPLE, thing.marks),
        "quality:remark": {"text": REASON},
        "complaints:plan_action": {"what": REASON, "due_on": today},
        **{
            key: {"mutuelle": thing.mutual}
            for key in ("supervision:monthly", "supervision:activity", "complaints:yearly")
        },
        "supervision:subscribe": {"releve": "monthly", "rythme": "month", "mutuelle": thing.mutual},
        **{key: {"fence": "0"} for key in (f"callbacks:{name}" for name in ("start", "renew", "follow"))},
        "callbacks:attempt": {"fence": "0", "result": "reached"},
        "callbacks:finish": {"fence": "0", "answer": REASON},
        **{key: {"reason": REASON} for key in ("callbacks:cancel", "callbacks:unreachable")},
        "callbacks:pause": {"words": REASON},
        "callbacks:absences": {"step": "preview"},
        "contacts:draft": {"text": REASON, "version": "1"},
        "accounts:draft": {"text": REASON, "version": "0"},
        "contacts:viewers": {"state": "looking"},
        "contacts:presence": {"state": "available"},
        "contacts:document_split": {"pages": "1"},
        **dict.fromkeys(("practitioners:networks", "practitioners:network"), network),
        "practitioners:person": {"about": PRACTITIONER, "takes_patients": "false", "source": REASON},
        **dict.fromkeys(("prevention:write", "prevention:campaign"), campaign),
        "prevention:sources": {"title": REASON, "kind": "feed", "address": "https://exemple.fr/fil"},
        "prevention:move": {"step": "send_back"},
        "correspondence:move_mailing": {"step": "stop"},
        "practitioners:reports": {"report": thing.report, "is_right": "1"},
        "referrals:refer": {"profession": "dentiste", "place": "34500"},
        "api:referral-list": {"profession": "40", "place": "34500"},
        "api:member-list": {"number": "20411873"},
        "api:contact-list": {"member_number": "20411873"},
    }
    return sent.get(route, {})


NAMING = (
    *ON_MEMBER,
    *ON_UPLOAD,
    *ON_CASE,
    *ON_CALL,
    *ON_DOCUMENT,
    *ON_MESSAGE,
    *ON_BROCHURE,
    *ON_BATCH,
    *ON_MAILING,
    "correspondence:make_batch",
    *ON_ANALYSIS,
    *ON_QUOTE,
    *ON_REFERRAL,
    *ON_PAPERS,
    *ON_CALLBACK,
    "quotes:opinion",
    *ON_COMPLAINT,
    "complaints:finish_action",
    *ON_SAMPLE,
    *ON_SCORED,
    *ON_ARTICLE,
    "knowledge:answer",
    "practitioners:network",
    *ON_CAMPAIGN,
    *(
        f"workstation:{name}"
        for name in (
            "change",
            "remove",
            "propose_merge",
            "merge",
            "refuse_merge",
            "part",
            "break_glass_review",
            "qualify",
            "take",
            "take_over",
            "reopen",
        )
    ),
    "supervision:monthly",
    "supervision:activity",
    "supervision:unsubscribe",
    "complaints:yearly",
    "contacts:document_page",
    "contacts:draft",
    "api:quote-detail",
    "accounts:logo",
    "mfa_edit_webauthn",
    "mfa_remove_webauthn",
)
"""Routes that name an object, in the address or in the form."""
