"""Two mutuals that hold the same names, an account that works for one of them, and every kind of object an address names."""

from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models.functions import Now
from django.test import Client
from django.urls import reverse

from accounts import services
from accounts.deadlines import SEARCH_GROUND
from accounts.enums import Scope
from accounts.models import Mutual, User
from accounts.roles import Role
from accounts.scopes import within_mutuals
from contacts.enums import Channel
from contacts.models import Document
from contacts.services import documents
from members.enums import GroundKind, ImportState
from members.models import Ground, Member, MemberImport, Phone
from members.sealing import nir_index, seal
from members.services import prove_facts
from tests.factories import accounts as make
from tests.factories import contacts as make_contacts
from tests.factories import members as make_members
from tests.factories import papers

CANARY = "zzcanari"
"""Written into everything of the other mutual: an answer that holds it has leaked."""
PASSWORD = "une phrase que personne ne dit"
REASON = "Rappel demandé par la famille"


@dataclass(frozen=True)
class Thing:
    """What an address names: ids of one member, import, ground, logo, security key, case and document, and what to send with a form."""

    member: Any
    phone: Any
    upload: Any
    ground: Any
    mutual: Any
    key: Any
    proof: str
    case: Any
    document: Any


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
        phone=10**9,
        upload=uuid4(),
        ground=10**9,
        mutual=10**6,
        key=10**9,
        proof=proof,
        case=uuid4(),
        document=uuid4(),
    )


def lay(role: Role | None) -> Scene:
    """The scene for an account of ROLE, or for nobody; only the first mutual is granted."""
    mutuals = make.mutual(name="Arbelle"), make.mutual(name="Courlis")
    account = None
    if role is not None:
        account = make.user(role, on=[mutuals[0]], password=PASSWORD)
        make.second_factor(account)
        RecoveryCodes.activate(account)
    things = [_things(one, account, is_own=one is mutuals[0]) for one in mutuals]
    token = _token(account, mutuals[0]) if account and role is Role.API_CLIENT else ""
    nowhere = _nowhere(account or make.user())
    session = make.browser(account).cookies["contactcenter"].value if account else ""
    return Scene(account=account, session=session, token=token, own=things[0], other=things[1], nowhere=nowhere)


def _things(mutual: Mutual, account: User | None, *, is_own: bool) -> Thing:
    mark = "" if is_own else CANARY
    mutual.logo.save(f"{mutual.code}.png", ContentFile(b"\x89PNG" + mark.encode()))
    stranger = make.user(Role.SUPERVISOR, on=[mutual])
    with transaction.atomic(), within_mutuals([mutual.pk]):
        member = make_members.member(
            mutual, town=f"Béziers{mark}", phone="+33639980112", email=f"helene{mark}@exemple.fr", number="20411873"
        )
        Member.objects.filter(pk=member.pk).update(
            nir_sealed=seal("258039903200168", member_id=member.pk),
            nir_index=nir_index("2580399032001", mutual_id=mutual.pk),
        )
        upload = _upload(mutual, stranger, mark)
        ground = _ground(member, stranger, GroundKind.BREAK_GLASS, reason=f"{REASON} {mark}")
        if account is not None:
            _ground(member, account, GroundKind.SEARCH)
        phone = Phone.objects.get(member=member)
        document = _document(mutual, account if account is not None and is_own else stranger, mark)
    key = make.security_key(account if account is not None and is_own else stranger, name=f"Clé {mark}")
    proof = prove_facts(user=account or stranger, member_id=member.pk, facts=frozenset({"name", "birth"}))
    return Thing(
        member=member.pk,
        phone=phone.pk,
        upload=upload.pk,
        ground=ground.pk,
        mutual=mutual.pk,
        key=key.pk,
        proof=proof,
        case=document.case_id,
        document=document.pk,
    )


def _document(mutual: Mutual, holder: User, mark: str) -> Document:
    """Two pages that came by post, of a case in the hands of HOLDER."""
    case = make_contacts.case(mutual, holder=holder, channel=Channel.LETTER, subject=f"Devis {mark}")
    paper = documents.look_at(papers.pdf(2), mutual_id=mutual.pk, name=f"devis{mark}.pdf")
    return documents.add_document(case, paper, received_at=case.received_at)


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
        user=account, mutual=mutual, label="Portail", scopes=[Scope.MEMBER_READ], by=administrator
    )
    return token


def address(route: str, thing: Thing) -> str:
    """The route's address, naming THING where it names anything."""
    arguments: dict[str, dict[str, Any]] = {
        "workstation:open": {"member_id": thing.member},
        "workstation:member": {"member_id": thing.member},
        "workstation:change": {"member_id": thing.member, "kind": "telephone"},
        "workstation:remove": {"member_id": thing.member, "kind": "telephone", "row_id": thing.phone},
        "workstation:nir": {"member_id": thing.member},
        "workstation:duplicates": {"member_id": thing.member},
        # Nobody is two people, and nothing was proposed: the object is refused, whoever asks.
        "workstation:propose_merge": {"member_id": thing.member, "other_id": thing.member},
        "workstation:merge": {"member_id": thing.member, "other_id": thing.member},
        "workstation:refuse_merge": {"member_id": thing.member, "merge_id": 10**9},
        "workstation:part": {"member_id": thing.member, "merge_id": 10**9},
        "workstation:break_glass": {"member_id": thing.member},
        "members:import": {"upload_id": thing.upload},
        "members:import_confirm": {"upload_id": thing.upload},
        "members:import_report": {"upload_id": thing.upload},
        "api:member-detail": {"member_id": thing.member},
        "api:email": {"mailbox_id": 10**9},
        "contacts:shown": {"case_id": thing.case},
        "contacts:call": {"case_id": thing.case},
        "contacts:hold": {"case_id": thing.case},
        "contacts:resume": {"case_id": thing.case},
        "contacts:hand_over": {"case_id": thing.case},
        "contacts:hang_up": {"case_id": thing.case},
        "api:telephone-event": {"code": "standard"},
        "contacts:document": {"case_id": thing.case, "document_id": thing.document},
        "contacts:document_page": {"case_id": thing.case, "document_id": thing.document, "number": 1},
        "contacts:document_file": {"case_id": thing.case, "document_id": thing.document},
        "contacts:document_split": {"case_id": thing.case, "document_id": thing.document},
        "accounts:logo": {"pk": thing.mutual},
        "mfa_edit_webauthn": {"pk": thing.key},
        "mfa_remove_webauthn": {"pk": thing.key},
        "account_reset_password_from_key": {"uidb36": "1", "key": "set-password"},
    }
    return reverse(route, kwargs=arguments.get(route, {}))


def form(route: str, thing: Thing) -> dict[str, Any]:
    """What a request to the route carries."""
    sent: dict[str, dict[str, Any]] = {
        "workstation:search": {"q": "marchandeau 14/03/1958"},
        "workstation:open": {"proof": thing.proof},
        "workstation:break_glass": {"reason": REASON},
        "workstation:break_glass_review": {"ground": thing.ground},
        "workstation:propose_merge": {"why": REASON},
        "workstation:merge": {"why": REASON},
        "workstation:part": {"why": REASON},
        "api:member-list": {"number": "20411873"},
        "contacts:document_split": {"pages": "1"},
    }
    return sent.get(route, {})


NAMING = (
    "workstation:open",
    "workstation:member",
    "workstation:change",
    "workstation:remove",
    "workstation:nir",
    "workstation:duplicates",
    "workstation:propose_merge",
    "workstation:merge",
    "workstation:refuse_merge",
    "workstation:part",
    "workstation:break_glass",
    "workstation:break_glass_review",
    "members:import",
    "members:import_confirm",
    "members:import_report",
    "api:member-detail",
    "accounts:logo",
    "mfa_edit_webauthn",
    "mfa_remove_webauthn",
    "contacts:document",
    "contacts:document_page",
    "contacts:document_file",
    "contacts:document_split",
    "contacts:shown",
    "contacts:call",
    "contacts:hold",
    "contacts:resume",
    "contacts:hand_over",
    "contacts:hang_up",
)
"""Routes that name an object, in the address or in the form."""
