"""Whom members of the demonstration's mutuals may turn to, and the complaints among what waits."""

from django.utils import timezone

from accounts.models import Mutual
from complaints.deadlines import ONE_DAY
from complaints.enums import Level
from complaints.models import Mediator, Motive
from complaints.services.complaints import Facts, begin
from contacts.enums import Channel
from contacts.models import Case

ON_THE_WAY = 2
"""Days that a letter took."""
ADDRESS = "Médiation de l’exemple\n1 rue de l’Exemple\n75015 PARIS"


def load(mutuals: dict[str, Mutual]) -> None:
    """In the caller's transaction, within every mutual, after the contacts."""
    for mutual in mutuals.values():
        name = f"Le médiateur de {mutual.name}"
        Mediator(mutual=mutual, name=name, address=ADDRESS, website="www.mediateur.exemple").save(force_insert=True)
    for case in Case.objects.filter(reason__code="reclamation", state="waiting").order_by("pk"):
        _complaint(case)


def _complaint(case: Case) -> None:
    """A letter is about money; an e-mail of somebody whom nobody called back is urgent."""
    is_letter = case.channel == Channel.LETTER
    came_on = timezone.localdate(case.received_at)
    facts = Facts(
        level=Level.CLASSIC if is_letter else Level.URGENT,
        motive=Motive.objects.get(code="prestation-refus" if is_letter else "service-rappel"),
        words=case.entries.order_by("at", "pk").values_list("text", flat=True)[0],
        sent_on=came_on - ON_THE_WAY * ONE_DAY if is_letter else came_on,
    )
    begin(case, facts=facts)
