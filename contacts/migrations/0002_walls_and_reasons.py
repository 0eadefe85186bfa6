"""The walls, French stems for the search in a history, and what a new installation begins with: a queue for all, and reasons.

The administration makes the queue and the reasons its own.
"""

from datetime import date

from django.db import migrations

from accounts.rowsecurity import isolate_by_mutual, same_mutual

TABLES = [
    "contacts_case",
    "contacts_entry",
    "contacts_draft",
    "contacts_call",
    "contacts_document",
    "contacts_inboundemail",
    "contacts_idempotency",
    "contacts_subscriptiondelivery",
    "contacts_citation",
    "contacts_awaited",
]
REFERENCES = [
    ("contacts_case", "member_id", "members_member"),
    ("contacts_entry", "case_id", "contacts_case"),
    ("contacts_entry", "member_id", "members_member"),
    ("contacts_draft", "case_id", "contacts_case"),
    ("contacts_call", "case_id", "contacts_case"),
    ("contacts_document", "case_id", "contacts_case"),
    ("contacts_inboundemail", "case_id", "contacts_case"),
    ("contacts_citation", "case_id", "contacts_case"),
    ("contacts_awaited", "case_id", "contacts_case"),
]

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
    dependencies = [("contacts", "0001_initial")]

    operations = [
        *(isolate_by_mutual(table) for table in TABLES),
        *(same_mutual(table, column, target) for table, column, target in REFERENCES),
        migrations.RunSQL("CREATE EXTENSION IF NOT EXISTS unaccent", migrations.RunSQL.noop),
        migrations.RunSQL(
            [
                "CREATE TEXT SEARCH CONFIGURATION french_plain (COPY = french)",
                "ALTER TEXT SEARCH CONFIGURATION french_plain ALTER MAPPING FOR hword, hword_part, word WITH unaccent, french_stem",
            ],
            "DROP TEXT SEARCH CONFIGURATION french_plain",
        ),
        migrations.RunPython(begin, migrations.RunPython.noop),
    ]
