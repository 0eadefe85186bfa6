"""Walls between mutuals, the ladders of the three clocks, motives and letters to begin with: the administration makes them its own."""

from datetime import date

from django.db import migrations

from accounts.rowsecurity import isolate_by_mutual, same_mutual

# Parts of the target in 1,440. The acknowledgement is escalated on its eighth working day, the answer after six weeks.
LADDERS = {
    "ack": [[864, "remind"], [1152, "escalate"], [1440, "breach"]],
    "target": [[960, "remind"], [1200, "escalate"], [1440, "breach"]],
    "answer": [[720, "remind"], [1080, "escalate"], [1320, "remind"], [1440, "breach"]],
}
EPOCH = "2020-01-01T00:00:00+00:00"

SINCE = date(2026, 1, 1)
ACPR, OURS = "ACPR, recommandation 2022-R-01, annexe : exemples", "Plateforme"
MOTIVES = [
    ("adhesion", "Avant l’adhésion", ACPR, [
        ("adhesion-accueil", "Qualité de l’accueil", ACPR),
        ("adhesion-discours", "Discours commercial, publicité", ACPR),
        ("adhesion-information", "Information avant l’adhésion", ACPR),
        ("adhesion-refus", "Refus d’adhésion", ACPR),
        ("adhesion-tarif", "Tarif", ACPR),
    ]),
    ("contrat", "Vie du contrat", ACPR, [
        ("contrat-non-traite", "Demande non traitée", ACPR),
        ("contrat-delai", "Délai de traitement d’une demande", ACPR),
        ("contrat-resiliation", "Résiliation non traitée ou tardive", ACPR),
        ("contrat-cotisation", "Cotisation, prélèvement", OURS),
        ("contrat-donnees", "Données personnelles", OURS),
    ]),
    ("prestation", "Prestations", ACPR, [
        ("prestation-refus", "Refus de garantie", ACPR),
        ("prestation-montant", "Montant annoncé ou versé", ACPR),
        ("prestation-delai", "Délai de remboursement", ACPR),
        ("prestation-tiers-payant", "Tiers payant, prise en charge", OURS),
        ("prestation-devis", "Analyse d’un devis", OURS),
    ]),
    ("service", "Service rendu", ACPR, [
        ("service-reponse", "Qualité d’une réponse", ACPR),
        ("service-attente", "Attente, appel non abouti", OURS),
        ("service-rappel", "Rappel promis et non tenu", OURS),
        ("service-orientation", "Orientation vers un praticien", OURS),
        ("service-comportement", "Comportement d’un interlocuteur", OURS),
    ]),
    ("autre", "Autre", OURS, [("autre-motif", "Autre motif", OURS)]),
]  # fmt: skip

HELLO = "{{ civilite }} {{ nom }},\n\n"
BYE = "\n\nNous restons à votre disposition au {{ telephone_mutuelle }}.\n\nBien cordialement,"
ABOUT = "Nous avons examiné votre réclamation {{ reclamation }} du {{ date_reception }}"
# Consumer code L612-2: within a year of the written complaint.
MEDIATOR = (
    "\n\nSi cette réponse ne vous satisfait pas, vous pouvez saisir gratuitement le médiateur, dans l’année qui suit votre "
    "réclamation écrite :\n\n{{ mediateur }}\n\nVous gardez par ailleurs le droit d’agir en justice."
)
# code, label, subject, body
TEMPLATES = [
    (
        "reclamation-accuse", "Réclamation : accusé de réception",
        "Nous avons bien reçu votre réclamation {{ reclamation }}",
        HELLO + "Nous avons bien reçu votre réclamation du {{ date_reception }}, enregistrée sous le numéro "
        "{{ reclamation }}.\n\nNous l’examinons et vous répondrons au plus tard le {{ delai }}." + BYE,
    ),
    (
        "reclamation-invitation", "Réclamation : invitation à écrire",
        "Votre réclamation {{ reclamation }} : écrivez-nous",
        HELLO + "Vous nous avez fait part de votre mécontentement de vive voix, et nous n’avons pas pu vous donner "
        "satisfaction aussitôt.\n\nNous vous invitons à nous écrire, par simple réponse à ce message ou par courrier, en "
        "rappelant le numéro {{ reclamation }}. Nous accuserons réception dans les dix jours ouvrables qui suivent votre "
        "envoi et vous répondrons dans les deux mois." + BYE,
    ),
    (
        "reclamation-accordee", "Réclamation : réponse favorable",
        "Réponse à votre réclamation {{ reclamation }}",
        HELLO + ABOUT + " : nous y faisons droit.\n\n{{ explication }}\n\nNous vous prions de nous excuser de la gêne "
        "occasionnée." + BYE,
    ),
    (
        "reclamation-partielle", "Réclamation : réponse favorable en partie",
        "Réponse à votre réclamation {{ reclamation }}",
        HELLO + ABOUT + " : nous y faisons droit en partie.\n\n{{ explication }}" + MEDIATOR + BYE,
    ),
    (
        "reclamation-refusee", "Réclamation : refus",
        "Réponse à votre réclamation {{ reclamation }}",
        HELLO + ABOUT + " : nous ne pouvons pas y faire droit.\n\n{{ explication }}" + MEDIATOR + BYE,
    ),
]  # fmt: skip

TABLES = [
    "complaints_complaint",
    "complaints_term",
    "complaints_correctiveaction",
    "complaints_mediator",
    "complaints_mediatorevent",
]
REFERENCES = [
    ("complaints_complaint", "case_id", "contacts_case"),
    ("complaints_complaint", "member_id", "members_member"),
    ("complaints_term", "complaint_id", "complaints_complaint"),
    ("complaints_correctiveaction", "complaint_id", "complaints_complaint"),
]


def spaced(text):
    """The no-break spaces that the texts above leave out, so that they stay readable here."""
    return text.replace(" :", "\u00a0:").replace(" ;", "\u202f;")


def begin(apps, schema_editor):
    alias = schema_editor.connection.alias
    ladders = apps.get_model("clock", "Ladder").objects.using(alias)
    for commitment, rungs in LADDERS.items():
        ladders.create(commitment=commitment, valid_from=EPOCH, rungs=rungs)
    motives = apps.get_model("complaints", "Motive").objects.using(alias)
    for place, (code, label, source, below) in enumerate(MOTIVES, 1):
        parent = motives.create(code=code, label=label, position=place, source=spaced(source), starts_on=SINCE)
        for under, (child, its_label, its_source) in enumerate(below, 1):
            motives.create(
                code=child, label=its_label, position=under, source=spaced(its_source), starts_on=SINCE, parent=parent
            )
    templates = apps.get_model("correspondence", "Template").objects.using(alias)
    for code, label, subject, body in TEMPLATES:
        templates.create(
            code=code,
            label=spaced(label),
            channels=[],
            reason_code="reclamation",
            subject=spaced(subject),
            body=spaced(body),
        )


class Migration(migrations.Migration):
    dependencies = [
        ("clock", "0002_clock_and_ladders"),
        ("complaints", "0001_initial"),
        ("correspondence", "0002_walls_and_texts"),
    ]

    operations = [
        *(isolate_by_mutual(table) for table in TABLES),
        *(same_mutual(table, column, target) for table, column, target in REFERENCES),
        migrations.RunPython(begin, migrations.RunPython.noop),
    ]
