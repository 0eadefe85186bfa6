"""Complaints for tests, inside the scope of their mutual. What a test depends on, it says."""

from datetime import date
from typing import Any

from django.utils import timezone

from accounts.models import Mutual, User
from complaints.enums import Level
from complaints.models import Complaint, CorrectiveAction, Mediator, Motive, Term
from complaints.services import actions, complaints
from contacts.models import Case

ADDRESS = "Médiation des mutuelles de l’exemple\n255 rue du Médiateur\n75015 PARIS"


def mediator(mutual: Mutual, **fields: Any) -> Mediator:
    said = {"name": "Le médiateur Arbelle", "address": ADDRESS, "website": "www.mediateur.exemple", **fields}
    return Mediator.objects.create(mutual=mutual, **said)


def motive(code: str = "prestation-montant") -> Motive:
    return Motive.objects.get(code=code)


def facts(**fields: Any) -> complaints.Facts:
    said = {"level": Level.CLASSIC, "motive": motive(), "words": "On m’a remboursé 12 € au lieu de 40 €.", **fields}
    return complaints.Facts(**said)


def complaint(of: Case, by: User, **said: Any) -> Complaint:
    """Opened by who has the contact in hand."""
    return complaints.open_complaint(user=by, case_id=of.pk, facts=facts(**said))


def action(of: Complaint, by: User, *, what: str = "Relire la notice") -> CorrectiveAction:
    return actions.plan_action(user=by, complaint_id=of.pk, what=what, due_on=timezone.localdate())


def running(of: Complaint) -> dict[str, tuple[date, date]]:
    """By commitment, the day it counts from and the last one."""
    found = Term.objects.filter(complaint=of, ended_at__isnull=True)
    return {term.commitment: (term.counted_from, term.last_day) for term in found}
