"""The contacts of the scene: calls that ring and are spoken, e-mails with what came in them, work that waits, is late, was done."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from django.test import override_settings
from django.utils import timezone

from accounts.models import Mutual, User
from complaints.enums import Level
from contacts.enums import CallerKind, CaseState, Channel, EntryKind, Fact, Outcome, TelephonyKind
from contacts.models import Call, Case, Draft, Entry, Reason, TelephonySystem
from contacts.services import cases, hands, intake
from contacts.services.base import add_entry
from contacts.services.telephony import take_event
from contacts.telephony import Telling
from correspondence.enums import Fault, MessageState
from correspondence.models import Message
from correspondence.services.writing import Outgoing, write
from members.enums import GroundKind
from members.merging import propose
from members.models import Ground, Product
from quotes.enums import Domain
from quotes.models import UsualPrice
from quotes.services import analyses, opinions
from quotes.services.analyses import Facts
from tests.browser.calls import CODE, EXTENSIONS, LINE
from tests.factories import complaints as make_complaints
from tests.factories import contacts as make
from tests.factories import mail, papers
from tests.factories import quotes as make_quotes
from workstation.demonstration import quotes

HELENE, HER_HOME = "+33465712348", "+33536490217"
ADDRESS = "helene.marchandeau@exemple.fr"
DEMAND = """Bonjour,

Je vous envoie le devis de mon dentiste pour une couronne. Pouvez-vous me dire ce qui restera à ma charge ? Je dois lui répondre avant la fin de la semaine.

Bien cordialement,
Hélène Marchandeau"""
QUOTE = """Cabinet dentaire du Bosquet - 4 allée des Tilleuls, 34500 Béziers

Devis du 16 novembre 2026
Patiente : Hélène Marchandeau

Couronne céramo-métallique, dent 46
  Prix de l'acte                        535,00 EUR
  Base de remboursement                 120,00 EUR
  Part obligatoire                       72,00 EUR

Ce devis est valable trois mois."""
# channel, hours since it came, subject, reason
WAITING = (
    (Channel.LETTER, 75.0, "Changement de compte bancaire", "dossier-banque"),
    (Channel.EMAIL, 46.5, "Attestation de tiers payant", "contrat-attestation"),
    (Channel.FAX, 30.0, "Prise en charge hospitalière", "hospitalisation"),
    (Channel.EMAIL, 21.0, "Devis de lunettes pour mon fils", "devis-optique"),
    (Channel.PORTAL, 6.0, "Remboursement non reçu", "remboursement-ou-en-est"),
    (Channel.LETTER, 3.5, "", ""),
    (Channel.EMAIL, 0.4, "Je déménage le 1er décembre", "dossier-adresse"),
)
# days ago, channel, reason, outcome, what was noted, who closed it
PAST = (
    (0, Channel.PHONE, "remboursement-ou-en-est", Outcome.INFORMED, "Virement du 12 novembre expliqué : 34,10 €.", "karim"),
    (6, Channel.EMAIL, "contrat-attestation", Outcome.SENT, "Carte de tiers payant renvoyée à sa nouvelle adresse.", "agathe"),
    (41, Channel.PHONE, "orientation", Outcome.REFERRED, "Cherche un chirurgien-dentiste : cinq noms donnés.", "claire"),
    (96, Channel.LETTER, "dossier-adresse", Outcome.DONE, "Nouvelle adresse enregistrée, justificatif au dossier.", "agathe"),
    (203, Channel.PHONE, "contrat-garanties", Outcome.INFORMED, "Différence entre les niveaux 3 et 4 pour l’optique.", "karim"),
)  # fmt: skip
CAME = {
    Channel.PHONE: EntryKind.CALL_IN,
    Channel.EMAIL: EntryKind.EMAIL_IN,
    Channel.LETTER: EntryKind.LETTER_IN,
}


def set_up(mutual: Mutual, members: dict[str, UUID], folder: Path) -> dict[str, UUID]:
    """Keys of the cases that screens open, by their names. Karim has what came, Agathe what is answered."""
    with override_settings(MEDIA_ROOT=folder / "files"):
        make.policy(mutual)
        past = [_past(mutual, members["helene"], *row) for row in PAST]
        for channel, hours, subject, code in WAITING:
            reason = Reason.objects.filter(code=code).first()
            make.case(mutual, channel=channel, hours_ago=hours, subject=subject, reason=reason)
        _duplicate(mutual, members)
        found = {"closed": past[1], **_mails(mutual, members["helene"])}
        _answered(mutual, members["helene"])
        spoken = _spoken(members["helene"])
        found["waiting"] = Case.objects.filter(state=CaseState.WAITING, channel=Channel.PORTAL).get().pk
        return {**found, "popped": _ringing(), "spoken": spoken, **_quotes(mutual, spoken, found["written"])}


# ---- calls


def _tell(call: str, kind: TelephonyKind, username: str, number: str, seconds_ago: int) -> None:
    telling = Telling(
        event_ref=f"{call}-{kind}",
        call_ref=call,
        kind=kind,
        occurred_at=timezone.now() - timedelta(seconds=seconds_ago),
        caller=number,
        line=LINE,
        extension=EXTENSIONS[username],
    )
    take_event(system=TelephonySystem.objects.get(code=CODE), telling=telling)


def _ringing() -> UUID:
    """Rings at Karim's desk: who has the number is proposed, and nothing is proven yet."""
    _tell("popped", TelephonyKind.RINGING, "karim", HER_HOME, 4)
    return Call.objects.get(call_ref="popped").case_id


def _spoken(helene: UUID) -> UUID:
    """Agathe speaks with Hélène, whose identity and reason are known."""
    agathe = User.objects.get(username="agathe")
    _tell("spoken", TelephonyKind.RINGING, "agathe", HELENE, 96)
    _tell("spoken", TelephonyKind.ANSWERED, "agathe", HELENE, 82)
    case_id = Call.objects.get(call_ref="spoken").case_id
    cases.identify(user=agathe, case_id=case_id, member_id=helene, kind=CallerKind.MEMBER, told=[Fact.BIRTH_DATE])
    cases.code(user=agathe, case_id=case_id, reason=make.reason("devis-dentaire"))
    cases.note(user=agathe, case_id=case_id, text="Couronne sur la 46, devis reçu par e-mail. Veut une réponse écrite.")
    words = "Rendez-vous le 7 décembre : lui répondre avant. Préfère être rappelée le matin."
    Draft.objects.filter(case_id=case_id, user=agathe, field="note").update(text=words)
    return case_id


# ---- writing


def _answered(mutual: Mutual, helene: UUID) -> None:
    """What Agathe wrote: an e-mail that may still be called back, one that a server put off, one that it refused, a letter to print."""
    agathe, hour = User.objects.get(username="agathe"), timezone.now() + timedelta(hours=1)
    subject, text = "Mes garanties dentaires", "Bonjour, que couvre mon contrat pour une couronne ?"
    told: dict[str, Any] = {"caller_email": ADDRESS, "subject": subject, "text": text, "kind": EntryKind.EMAIL_IN}
    case = make.case(mutual, holder=agathe, member_id=helene, reason=make.reason("contrat-garanties"), **told)
    fates: tuple[tuple[str, dict[str, Any]], ...] = (
        ("Votre devis dentaire", {"undo_until": hour, "next_at": hour}),
        ("Vos garanties dentaires", {"state": MessageState.FAILED, "error": Fault.LATER, "attempts": 2, "next_at": hour}),
        ("Votre attestation", {"state": MessageState.GIVEN_UP, "error": Fault.ADDRESS, "next_at": None, "answer": "550 5.1.1 no such user"}),
    )  # fmt: skip
    for number, (subject, fate) in enumerate(fates):
        outgoing = Outgoing(channel=Channel.EMAIL, to=ADDRESS, subject=subject, body="Voici ce que vous demandiez.")
        written = write(user=agathe, case_id=case.pk, outgoing=outgoing, key=f"scene-{number}")
        Message.objects.filter(pk=written.pk).update(**fate)
    home = "Hélène Marchandeau\n3 rue des Tanneurs\n34500 Béziers"
    letter = Outgoing(channel=Channel.LETTER, to=home, subject="Votre carte", body="La voici.", is_confirmed=True)
    write(user=agathe, case_id=case.pk, outgoing=letter, key="scene-letter")


def _mails(mutual: Mutual, helene: UUID) -> dict[str, UUID]:
    """One that is joined to Hélène's file, with a quote and a program that calls itself one; one of a stranger."""
    karim = User.objects.get(username="karim")
    box = mail.mailbox(mutual, address="contact@arbelle.exemple")
    files = {"devis-couronne.pdf": papers.written_pdf(QUOTE), "facture.pdf": b"MZ\x90\x00" + b"\x00" * 2000}
    now = timezone.now()
    raw = mail.message(DEMAND, files=files, sender=f"Hélène Marchandeau <{ADDRESS}>", subject="Mon devis de couronne")
    joined = intake.receive(mailbox=box, raw=raw, received_at=now - timedelta(hours=5))[0].case_id
    raw = mail.message("Où en est mon dossier ?", sender="Un inconnu <m.l@exemple.fr>", subject="Mon dossier")
    strange = intake.receive(mailbox=box, raw=raw, received_at=now - timedelta(hours=2))[0].case_id
    assert joined is not None
    assert strange is not None
    for case_id in (strange, joined):
        hands.take(user=karim, case_id=case_id)
    told = [Fact.BIRTH_DATE, Fact.NUMBER]
    cases.identify(user=karim, case_id=joined, member_id=helene, kind=CallerKind.MEMBER, told=told)
    return {"written": joined, "strange": strange}


# ---- quotes


def _quotes(mutual: Mutual, spoken: UUID, written: UUID) -> dict[str, Any]:
    """Five dental ones of the call, computed; glasses of the e-mail that wait for what is missing; one without an offer yet."""
    for product in Product.objects.all():
        quotes.guarantee_of(product, User.objects.get(username="alex"))
    today = timezone.localdate()
    compared = analyses.open_analysis(Case.objects.get(pk=spoken), facts=Facts(domain=Domain.DENTAL, care_date=today))
    analyses.add_quotes(compared, quotes.dental_offers(today))
    glasses = analyses.open_analysis(Case.objects.get(pk=written), facts=Facts(domain=Domain.OPTICAL, care_date=today))
    analyses.add_quotes(glasses, quotes.OPTICAL)
    for analysis in (compared, glasses):
        analyses.keep_result(make_quotes.at_hand(analysis))
    for code, median in (("HBLD073", 49_500), ("HBLD734", 61_000)):
        UsualPrice.objects.create(
            code=code, department="34", count=28, low=median - 4_500, median=median, high=median + 6_000
        )
    karim = User.objects.get(username="karim")
    analyses.ask_for_missing(user=karim, analysis_id=glasses.pk, what="L’ordonnance de moins de trois ans.")
    question = "Couronne en zircone sur une molaire dévitalisée : le choix du matériau est-il justifié ?"
    asked = opinions.ask(user=User.objects.get(username="agathe"), analysis_id=compared.pk, question=question)
    fresh = make.case(mutual, holder=karim, member_id=compared.member_id, reason=make.reason("devis-dentaire"))
    asked_for = make.case(mutual, holder=karim, member_id=compared.member_id, reason=make.reason("devis-dentaire"))
    begun = analyses.open_analysis(asked_for, facts=Facts(domain=Domain.DENTAL, care_date=today))
    return {
        "quotes": compared.pk,
        "begun": begun.pk,
        "quote": compared.quotes.order_by("position")[0].pk,
        "glasses": glasses.pk,
        "opinion": asked.pk,
        "fresh": fresh.pk,
        "complaint": _complaint(mutual, fresh, karim),
    }


def _complaint(mutual: Mutual, case: Case, karim: User) -> UUID:
    """Urgent, sent by post three days ago, with what is to be mended."""
    make_complaints.mediator(mutual)
    sent = timezone.localdate() - timedelta(days=3)
    words = "Trois appels, et personne ne m’a dit pourquoi mon remboursement de 38,20 € n’est pas arrivé."
    made = make_complaints.complaint(case, karim, level=Level.URGENT, words=words, sent_on=sent)
    make_complaints.action(made, User.objects.get(username="paul"), what="Prévenir les membres d’un virement rejeté")
    return made.pk


# ---- what was done


def _past(mutual: Mutual, helene: UUID, days: int, channel: Channel, code: str, outcome: Outcome, note: str, by: str) -> UUID:  # fmt: skip
    user, reason = User.objects.get(username=by), make.reason(code)
    at = timezone.now() - timedelta(days=days, minutes=50)
    case = make.case(mutual, channel=channel, member_id=helene, reason=reason, hours_ago=days * 24 + 1)
    Entry.objects.filter(case=case).delete()
    add_entry(case, CAME[channel], at=at)
    add_entry(case, EntryKind.NOTE, by=user, at=at + timedelta(minutes=6), text=note)
    add_entry(
        case, EntryKind.CLOSED, by=user, at=at + timedelta(minutes=7), detail={"reason": code, "outcome": outcome}
    )
    ended: dict[str, datetime | str | bool | CaseState] = {"closed_at": at + timedelta(minutes=7), "outcome": outcome}
    Case.objects.filter(pk=case.pk).update(state=CaseState.CLOSED, closed_by=user, is_solved=True, **ended)
    return case.pk


def _duplicate(mutual: Mutual, members: dict[str, UUID]) -> None:
    """Claire thinks that two files are of one person; Samia is to say so."""
    claire, samia = (User.objects.get(username=username) for username in ("claire", "samia"))
    now = timezone.now()
    for user, key in ((claire, "nadege"), (samia, "nadege"), (samia, "solene")):
        Ground.objects.create(
            mutual=mutual,
            member_id=members[key],
            user=user,
            kind=GroundKind.SEARCH,
            facts=["name", "birth"],
            starts_at=now - timedelta(minutes=3),
            ends_at=now + timedelta(minutes=57),
        )
    why = "Même nom, même date de naissance, même adresse : inscrite deux fois."
    propose(user=claire, member_id=members["nadege_again"], into_id=members["nadege"], why=why)
