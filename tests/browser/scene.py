"""The people of the screens: a platform in Béziers, the household Marchandeau and who could be taken for them."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.utils import timezone

from accounts.models import Grant, Mutual, PublicLine, Site, Team, User
from accounts.roles import Role
from accounts.scopes import within_mutuals
from audit.actors import Actor, acting, job
from audit.enums import Act
from audit.services import record
from callbacks.enums import Skill
from contacts.models import Case
from correspondence.services import mailings
from knowledge import services
from knowledge.enums import Confidence, Kind
from knowledge.sources import Reference
from members.enums import Changed, Channel, ConsentPurpose, FragilitySign, GroundKind, Kinship, PhoneKind
from members.models import Consent, Contract, Correspondent, CoveragePeriod, Fragility, Ground, Member, Phone, Product
from members.nir import invented
from members.sealing import nir_index, seal
from privacy.services import retaining
from quality.enums import Satisfaction
from tests.browser import agendas, calls, cases, floor
from tests.factories import accounts as make_accounts
from tests.factories import callbacks as make_callbacks
from tests.factories import correspondence as make_messages
from tests.factories import knowledge as make_articles
from tests.factories import members as make_members
from tests.factories import practitioners as make_practitioners
from tests.factories import prevention as make_prevention
from tests.factories import privacy as make_privacy
from tests.factories import quality as make_quality
from workstation.demonstration import quality as demonstration

PASSWORD = "le cours d’eau traverse Béziers"
SECRET = "JBSWY3DPEHPK3PXP"
PEOPLE = {
    "claire": ("Claire", "Dumontel", Role.TELEADVISER, "headset", "Un appel vous attend : foyer de trois personnes"),
    "karim": ("Karim", "Belhadj", Role.TELEADVISER, "headset", "Une seconde adhérente au téléphone"),
    "agathe": ("Agathe", "Pélissier", Role.TELEADVISER, "headset", "Un appel en cours"),
    "samia": ("Samia", "Roussel", Role.SUPERVISOR, "activity", "Un rappel en retard à reprendre"),
    "lucie": ("Lucie", "Amblard", Role.EXPERT, "dental", "Trois rappels à son agenda"),
    "odile": ("Odile", "Ferrand", Role.EXPERT, "users", "Un rappel à 13:30"),
    "paul": ("Paul", "Vasseur", Role.QUALITY, "shield-check", "Une ouverture motivée à relire"),
    "dpo": ("Inès", "Chauvet", Role.DPO, "fingerprint", "Journal des lectures"),
    "rose": ("Rose", "Lemaire", Role.DOCUMENTALIST, "", ""),
    "alex": ("Alex", "Morvan", Role.ADMINISTRATOR, "lock", "Droits, mutuelles, équipes"),
    "noe": ("Noé", "Tessier", Role.ADMINISTRATOR, "lock", "Seconde signature des habilitations"),
    "mila": ("Mila", "Garnier", Role.ADMINISTRATOR, "lock", "Seconde signature des habilitations"),
}
"""As many as the demonstration offers on its sign-in page."""


@dataclass(slots=True)
class Scene:
    """Keys of what the tests open, by the names used here."""

    members: dict[str, UUID] = field(default_factory=dict)
    cases: dict[str, Any] = field(default_factory=dict)
    mutual_id: int = 0


def set_up(folder: Path) -> Scene:
    """Everything, in the caller's transaction; the sign-in page's list of accounts goes to FOLDER."""
    mutual = make_accounts.mutual(code="arbelle", name="Arbelle", register_number="302976553")
    PublicLine.objects.create(mutual=mutual, number="+33199002700", label="Prestations")
    make_practitioners.bring(
        [make_practitioners.row(number="99000000042", house="80"), *(make_practitioners.row() for _ in range(11))]
    )
    _people(mutual, folder)
    _grants(mutual)
    scene = Scene(mutual_id=mutual.pk)
    with acting(job("scene")), within_mutuals([mutual.pk]):
        scene.members |= _household(mutual)
        scene.members |= _namesakes(mutual)
        _readings(mutual, scene.members)
        calls.install()
        scene.cases |= cases.set_up(mutual, scene.members, folder)
        scene.cases |= _promises(scene.cases)
        agendas.set_up(mutual)
        scene.cases |= _articles()
        scene.cases |= _campaigns()
        scene.cases |= _mailings(mutual)
        scene.cases |= _quality(scene.cases["closed"])
        scene.cases |= _privacy(mutual, scene.members)
        floor.set_up(mutual)
    return scene


def _quality(closed: UUID) -> dict[str, Any]:
    """A contact of Agathe's that waits for its score, one of Karim's that has it, and a member who was asked and answered."""
    agathe, karim, paul = (User.objects.get(username=name) for name in ("agathe", "karim", "paul"))
    version = demonstration.grid()
    make_quality.weekly(3)
    mails, calls = Case.objects.get(pk=closed), Case.objects.filter(closed_by=karim).order_by("pk")[:2]
    waiting = make_quality.sample(mails, agathe)
    scored = make_quality.sample(calls[0], karim)
    marks = ("yes", "yes", "no", "2", "2", "na", "na", "no", "3")
    make_quality.review(scored, paul, version, *marks, comment=demonstration.COMMENT)
    _asked, secret = make_quality.question(mails, agathe)
    answered, thanked = make_quality.question(calls[1], karim)
    make_quality.answer(answered, Satisfaction.LOW, comment="On m’a bien répondu, mais après trois appels.")
    return {"sample": waiting.pk, "scored": scored.pk, "satisfaction": secret, "answered": thanked}


def _privacy(mutual: Mutual, people: dict[str, Any]) -> dict[str, Any]:
    """An access that was answered, an erasure that waits for a second officer and is late, a night that was counted."""
    officer, other = (
        User.objects.get(username="dpo"),
        make_accounts.user(Role.DPO, on=[mutual], first_name="Solène", last_name="Guével"),
    )
    helene = Member.objects.get(pk=people["helene"])
    late = timezone.localdate() - timedelta(days=40)
    retaining.ask_count(user=officer)
    retaining.count_asked()
    return {
        "access": make_privacy.answered(helene, officer).pk,
        "erasing": make_privacy.to_approve(helene, other, received_on=late).pk,
    }


def _mailings(mutual: Mutual) -> dict[str, Any]:
    """One that Paul wrote and that waits for another's approval; one that leaves."""
    author, approves = (User.objects.get(username=username) for username in ("paul", "samia"))
    waiting, leaving = (
        make_messages.mailing(mutual, author, title=title) for title in ("Garanties de 2027", "Nouvelle carte")
    )
    for one in (waiting, leaving):
        mailings.submit(mailing_id=one.pk)
    mailings.approve(user=approves, mailing_id=leaving.pk, version=leaving.version)
    return {"mailing": waiting.pk, "leaving": leaving.pk}


def _campaigns() -> dict[str, Any]:
    """Two for Hélène's age, one that a second person has to read, and one of another department."""
    vaccine = "« Après 65 ans, d’autres vaccins que la grippe sont proposés. Votre médecin vous dira lesquels. »"
    first = make_prevention.campaign(
        title="Vaccins après 65 ans", theme="vaccination", age_min=65, sentence=vaccine, short_number="3989"
    )
    make_prevention.campaign(title="Semaine bleue", theme="seniors", age_min=60, territory=["D34"])
    make_prevention.campaign(title="Ateliers mémoire", theme="seniors", territory=["C67482"])
    waiting = make_prevention.to_read(title="Mois sans tabac", theme="tabac", confidence="to_verify")
    arrival = make_prevention.arrival("Journée de la vision à Béziers", text="Des contrôles de la vue, le 12 décembre.")
    return {"campaign": first.pk, "unread": waiting.pk, "arrival": arrival.pk}


def _promises(known: dict[str, UUID]) -> dict[str, UUID]:
    """Two experts at work round the clock, and a call that one of them is to make."""
    for username, skill in (("lucie", Skill.DENTIST), ("odile", Skill.SOCIAL_WORKER)):
        make_callbacks.expert(skills=(skill,), user=User.objects.get(username=username))
    agathe = User.objects.get(username="agathe")
    promise = make_callbacks.promise(
        Mutual.objects.get(),
        agathe,
        case=Case.objects.get(pk=known["spoken"]),
        skill=Skill.SOCIAL_WORKER.value,
        subject="Aide à domicile après une opération",
        question="Quelles aides demander, et auprès de qui ?",
        medical="Opération de la hanche prévue en décembre.",
    )
    return {"promise": promise.pk}


def _articles() -> dict[str, UUID]:
    """An answer with a version that waits for its second reader, a new one, and a question of the desk."""
    author, agathe = make_accounts.user(Role.DOCUMENTALIST), User.objects.get(username="agathe")
    rose = User.objects.get(username="rose")
    said = make_articles.text(
        "Qu’est-ce que le tiers payant ?",
        long_answer="Le tiers payant dispense d’avancer les frais.\n\nPrésentez votre carte.",
        references=(Reference(kind="law", title="Code de la sécurité sociale, art. L. 160-10"),),
        confidence=Confidence.TO_VERIFY,
    )
    waiting = services.write(user=author, kind=Kind.ADMINISTRATIVE, written=said)
    current = services.publish(user=rose, version_id=waiting.pk)
    asked = services.doubt(user=agathe, version_id=current.pk, text="Et chez le dentiste ?")
    again = replace(said, short_answer="Vous n’avancez pas la part que la mutuelle paie.")
    services.write_again(user=author, article_id=current.article_id, written=again)
    return {"article": current.article_id, "doubt": asked.pk}


def _readings(mutual: Mutual, members: dict[str, UUID]) -> None:
    """Files that are open to some already, and the reasons and journal entries that this left."""
    now = timezone.now()
    reason = "Rappel promis à M. Quirin hier avant 18 h, personne n’a repris la demande."
    for username, key, minutes, kind in (
        ("claire", "patrick", 41, GroundKind.SEARCH),
        ("claire", "solene", 23, GroundKind.SEARCH),
        ("claire", "helene", 2, GroundKind.SEARCH),
        ("lucie", "helene", 12, GroundKind.SEARCH),
        ("samia", "patrick", 17, GroundKind.BREAK_GLASS),
    ):
        person = User.objects.get(username=username)
        is_stated = kind is GroundKind.BREAK_GLASS
        Ground.objects.create(
            mutual=mutual,
            member_id=members[key],
            user=person,
            kind=kind,
            facts=[] if is_stated else ["name", "birth"],
            reason=reason if is_stated else "",
            starts_at=now - timedelta(minutes=minutes),
            ends_at=now + timedelta(minutes=60 - minutes),
        )
        with acting(Actor(kind="user", name=username, user_id=person.pk, role=person.role)):
            record(act=Act.SEARCH, route="workstation:search", detail={"kinds": ["name", "birth"], "hits": 5})
            record(act=Act.OPEN, mutual_id=mutual.pk, member_id=members[key], ground=kind, route="workstation:member")
    claire = User.objects.get(username="claire")
    with acting(Actor(kind="user", name="claire", user_id=claire.pk, role=claire.role)):
        changed = [Changed.PHONE_ADDED.value, Changed.MAIN_PHONE.value]
        record(act=Act.CHANGE, mutual_id=mutual.pk, member_id=members["helene"], detail={"changed": changed})


def choose_defaults(username: str) -> None:
    """The menu as on the first day."""
    User.objects.filter(username=username).update(language="fr", theme="auto", density="compact", shortcuts=True)


def age_sign_in(username: str) -> None:
    """The password of USERNAME was given ten minutes ago, in every session."""
    for session, content in _sessions(username):
        for way in content["account_authentication_methods"]:
            way["at"] -= 600
        session.session_data = SessionStore().encode(content)
        session.save(update_fields=["session_data"])


def end_sessions(username: str) -> None:
    for session, _ in _sessions(username):
        session.delete()


def _sessions(username: str) -> Iterator[tuple[Session, dict[str, Any]]]:
    owner = str(User.objects.get(username=username).pk)
    for session in Session.objects.all():
        content = session.get_decoded()
        if content.get("_auth_user_id") == owner:
            yield session, content


def _people(mutual: Mutual, folder: Path) -> None:
    site = Site.objects.create(name="Béziers", town="Béziers", departments=["34", "11", "66"])
    team = Team.objects.create(site=site, name="Arbelle")
    shown = []
    for username, (first_name, last_name, role, icon, hint) in PEOPLE.items():
        person = make_accounts.user(
            role,
            password=PASSWORD,
            username=username,
            first_name=first_name,
            last_name=last_name,
            email=f"{username}@exemple.fr",
            team=team if role in {Role.TELEADVISER, Role.SUPERVISOR} else None,
        )
        make_accounts.second_factor(person, SECRET)
        name = f"{first_name} {last_name}"
        shown.append({"username": username, "name": name, "role": role.value, "icon": icon, "hint": hint})
    (folder / "demo-accounts.json").write_text(json.dumps(shown), encoding="utf-8")


def _grants(mutual: Mutual) -> None:
    """Asked for by one administrator and approved by another; three of them, so that Alex may have one too."""
    people = {person.username: person for person in User.objects.all()}
    for username, person in people.items():
        if person.role != Role.ADMINISTRATOR or username == "alex":
            Grant.objects.create(
                user=person,
                mutual=mutual,
                starts_on=date(2024, 1, 1),
                requested_by=people["noe"],
                approved_by=people["mila"],
                approved_at=timezone.now(),
            )


def _contract(mutual: Mutual, product: Product, number: str, **dates: date | None) -> Contract:
    today = timezone.localdate()
    return make_members.contract(
        mutual,
        product=product,
        number=number,
        **{"starts_on": date(2021, 1, 1), "ends_on": date(today.year, 12, 31), **dates},
    )


def _household(mutual: Mutual) -> dict[str, UUID]:
    today = timezone.localdate()
    before = make_members.product(mutual, code="ESS200", name="Essentielle 200", level=2)
    product = make_members.product(mutual, code="EQU300", name="Équilibre 300", level=3)
    contract = _contract(mutual, product, "A-2019-11873", starts_on=date(2021, 1, 1))
    shared: dict[str, Any] = {"number": "20411873", "contract": contract, "covered_from": date(2021, 1, 1)}
    helene = make_members.member(
        mutual,
        **shared,
        birth_name="Lagarde",
        used_name="Marchandeau",
        first_names="Hélène Marie",
        email="helene.marchandeau@exemple.fr",
        preferred_channel=Channel.PHONE,
        phone="+33465712348",
    )
    _number(helene, mutual)
    Phone.objects.create(mutual=mutual, member=helene, number="+33536490217", kind=PhoneKind.HOME)
    bernard = make_members.member(
        mutual, **shared, rank=2, kinship=Kinship.PARTNER, sex="M", first_names="Bernard", birth_date=date(1956, 9, 2)
    )
    theo = make_members.member(
        mutual, **shared, rank=3, kinship=Kinship.CHILD, sex="M", first_names="Théo", birth_date=date(2004, 6, 27)
    )
    _consents(helene)
    _care(helene)
    CoveragePeriod.objects.create(
        mutual=mutual,
        member=helene,
        contract=_contract(mutual, before, "A-2014-05210", starts_on=date(2014, 1, 1), ends_on=date(2020, 12, 31)),
        starts_on=date(2014, 1, 1),
        ends_on=date(2020, 12, 31),
    )
    Member.objects.filter(pk=theo.pk).update(covered_until=today + timedelta(days=365))
    return {"helene": helene.pk, "bernard": bernard.pk, "theo": theo.pk}


def _number(person: Member, mutual: Mutual) -> None:
    nir = invented(sex="2", year=1958, month=3, department="34", order=117)
    person.nir_sealed = seal(nir.body + nir.key, member_id=person.pk)
    person.nir_index = nir_index(nir.body, mutual_id=mutual.pk)
    person.save(update_fields=["nir_sealed", "nir_index"])


def _consents(person: Member) -> None:
    now = timezone.now()
    for channel, purpose, is_given, days in (
        (Channel.EMAIL, ConsentPurpose.SERVICE, True, 320),
        (Channel.PHONE, ConsentPurpose.PREVENTION, True, 320),
        (Channel.SMS, ConsentPurpose.SERVICE, False, 314),
    ):
        Consent.objects.create(
            mutual=person.mutual,
            member=person,
            channel=channel,
            purpose=purpose,
            is_given=is_given,
            said_at=now - timedelta(days=days),
        )


def _care(person: Member) -> None:
    today = timezone.localdate()
    Fragility.objects.create(
        mutual=person.mutual,
        member=person,
        sign=FragilitySign.HEARING,
        help_needed="Parler lentement, en face du micro ; proposer un courrier qui résume.",
        noted_on=today - timedelta(days=200),
    )
    Correspondent.objects.create(
        mutual=person.mutual,
        member=person,
        name="Élodie Marchandeau",
        relation="sa fille",
        phone="+33465712390",
        may_know="les remboursements et les rendez-vous",
        proof="lettre signée du 12 janvier",
        starts_on=today - timedelta(days=300),
        ends_on=today + timedelta(days=400),
    )


def _namesakes(mutual: Mutual) -> dict[str, UUID]:
    product = make_members.product(mutual, code="EQU200", name="Équilibre 200", level=2)
    yesterday = timezone.localdate() - timedelta(days=1)
    rows = (
        ("helene_1991", "31190245", "Marchand", "Hélène", date(1991, 3, 14), "34500", "Béziers", None),
        ("helene_1947", "08733410", "Marchand", "Hélène", date(1947, 3, 14), "34500", "Béziers", yesterday),
        ("elise", "26044708", "Marchandot", "Élise", date(1962, 3, 14), "34410", "Sérignan", None),
        ("colette", "19055631", "Marchand", "Colette", date(1958, 3, 14), "34410", "Sérignan", None),
        ("solene", "27730154", "Lanoë", "Solène", date(1975, 11, 8), "34500", "Béziers", None),
        ("patrick", "22501467", "Quirin", "Patrick", date(1969, 7, 30), "67000", "Strasbourg", None),
        ("solene_again", "27703514", "Lanoë", "Solene", date(1975, 11, 8), "34500", "Béziers", None),
        ("nadege", "28114590", "Ibarra", "Nadège", date(1983, 2, 19), "11000", "Carcassonne", None),
        ("nadege_again", "28141590", "Ibarra", "Nadège", date(1983, 2, 19), "11000", "Carcassonne", None),
    )
    made = {}
    for key, number, family, given, born, postal_code, town, until in rows:
        contract = _contract(mutual, product, f"A-2020-{number[:5]}", **({"ends_on": until} if until else {}))
        person = make_members.member(
            mutual,
            number=number,
            contract=contract,
            birth_name=family,
            first_names=given,
            birth_date=born,
            sex="M" if given == "Patrick" else "F",
            regime="alsace_moselle" if postal_code == "67000" else "general",
            postal_code=postal_code,
            town=town,
            covered_until=until,
        )
        made[key] = person.pk
    return made
