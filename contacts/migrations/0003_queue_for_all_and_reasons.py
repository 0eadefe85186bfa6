"""A queue that takes everything, and reasons to begin with: the administration makes them its own."""

from datetime import date

from django.db import migrations

SINCE = date(2026, 1, 1)
REASONS = [
    ("devis-optique", "Devis optique", []),
    ("devis-dentaire", "Devis dentaire", []),
    ("orientation", "Orientation vers un praticien", []),
    (
        "remboursement",
        "Remboursement",
        [
            ("remboursement-ou-en-est", "Où en est mon remboursement"),
            ("remboursement-montant", "Montant remboursé"),
            ("remboursement-decompte", "Décompte ou relevé"),
            ("remboursement-noemie", "Télétransmission"),
            ("remboursement-indu", "Trop-perçu"),
        ],
    ),
    (
        "contrat",
        "Contrat et cotisation",
        [
            ("contrat-garanties", "Garanties"),
            ("contrat-beneficiaire", "Ajout ou départ d’un bénéficiaire"),
            ("contrat-attestation", "Attestation, carte de tiers payant"),
            ("contrat-cotisation", "Cotisation"),
            ("contrat-resiliation", "Résiliation"),
        ],
    ),
    (
        "dossier",
        "Dossier administratif",
        [
            ("dossier-adresse", "Changement d’adresse"),
            ("dossier-banque", "Coordonnées bancaires"),
            ("dossier-coordonnees", "Téléphone, e-mail"),
            ("dossier-droits", "Ouverture de droits"),
        ],
    ),
    ("hospitalisation", "Hospitalisation, prise en charge", []),
    ("information-sante", "Information de santé", []),
    ("juridique-social", "Question juridique ou sociale", []),
    ("prevention", "Prévention", []),
    ("rappel-expert", "Rappel par un expert", []),
    ("reclamation", "Réclamation", []),
    ("espace-adherent", "Espace adhérent, mot de passe", []),
    ("autre", "Autre demande", []),
    ("sans-objet", "Erreur, appel sans objet", []),
]


def begin(apps, schema_editor):
    alias = schema_editor.connection.alias
    queue = apps.get_model("contacts", "Queue").objects.using(alias)
    reason = apps.get_model("contacts", "Reason").objects.using(alias)
    queue.create(code="generale", label="File générale", position=900)
    for place, (code, label, below) in enumerate(REASONS, 1):
        parent = reason.create(code=code, label=label, position=place, starts_on=SINCE)
        for under, (child, its_label) in enumerate(below, 1):
            reason.create(code=child, label=its_label, position=under, starts_on=SINCE, parent=parent)


class Migration(migrations.Migration):
    dependencies = [("contacts", "0002_isolate_mutuals")]

    operations = [migrations.RunPython(begin, migrations.RunPython.noop)]
