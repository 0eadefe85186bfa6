"""The walls, and templates and shortcuts to begin with: the administration makes the texts its own."""

from django.db import migrations

from accounts.rowsecurity import isolate_but_common, isolate_by_mutual, same_mutual

COMMON = [
    "correspondence_template",
    "correspondence_snippet",
    "correspondence_brochure",
]
TABLES = [
    "correspondence_message",
    "correspondence_stationery",
    "correspondence_enclosure",
    "correspondence_suggestion",
    "correspondence_batch",
    "correspondence_mailing",
    "correspondence_recipient",
]
REFERENCES = [
    ("correspondence_message", "case_id", "contacts_case"),
    ("correspondence_message", "member_id", "members_member"),
    ("correspondence_message", "batch_id", "correspondence_batch"),
    ("correspondence_message", "mailing_id", "correspondence_mailing"),
    ("correspondence_enclosure", "message_id", "correspondence_message"),
    ("correspondence_suggestion", "member_id", "members_member"),
    ("correspondence_recipient", "mailing_id", "correspondence_mailing"),
    ("correspondence_recipient", "member_id", "members_member"),
    ("correspondence_recipient", "message_id", "correspondence_message"),
]

HELLO = "{{ civilite }} {{ nom }},\n\n"
BYE = "\n\nNous restons à votre disposition au {{ telephone_mutuelle }}.\n\nBien cordialement,"
LETTER_BYE = "\n\nJe vous prie d’agréer, {{ civilite }}, l’expression de mes salutations distinguées."

ATTESTATION = (
    "{{ mutuelle }} atteste que {{ prenom }} {{ nom }}, {{ né | née }} le {{ date_naissance }}, numéro d’adhérent "
    "{{ numero_adherent }}, est {{ couvert | couverte }} à la date du {{ date_du_jour }} par le contrat {{ contrat }}, "
    "{{ produit }}.\n\nCette attestation est délivrée à la demande de la personne, pour servir et valoir ce que de droit."
)

# code, label, channels, reason, subject, body
TEMPLATES = [
    (
        "accuse-reception", "Accusé de réception", [], "",
        "Nous avons bien reçu votre demande",
        HELLO + "Nous avons bien reçu votre demande du {{ date_reception }} : « {{ objet }} ».\n\nUn conseiller l’étudie. "
        "Vous recevrez notre réponse sous {{ delai }}. Vous n’avez rien à faire d’ici là." + BYE,
    ),
    (
        "demande-de-pieces", "Demande de pièces", [], "dossier",
        "Il nous manque une pièce pour vous répondre",
        HELLO + "Pour traiter votre demande du {{ date_reception }}, il nous manque :\n\n{{ pieces }}\n\n"
        "Vous pouvez nous répondre à ce message, déposer la pièce dans votre espace adhérent ou nous l’adresser par courrier "
        "en rappelant votre numéro d’adhérent {{ numero_adherent }}.\n\nDès sa réception, nous reprenons l’étude de votre "
        "dossier." + BYE,
    ),
    (
        "relance-pieces", "Relance : pièces attendues", [], "dossier",
        "Nous attendons toujours une pièce de votre part",
        HELLO + "Nous vous avons demandé récemment :\n\n{{ pieces }}\n\nSauf erreur de notre part, nous ne l’avons pas "
        "encore reçu. Sans réponse de votre part sous {{ delai }}, nous ne pourrons pas donner suite à votre demande.\n\n"
        "Si vous rencontrez une difficulté pour réunir ces pièces, dites-le-nous : nous chercherons une solution avec "
        "vous." + BYE,
    ),
    (
        "attestation-droits", "Attestation de droits", [], "contrat-attestation",
        "Votre attestation de droits",
        ATTESTATION,
    ),
    (
        "carte-tiers-payant", "Envoi de la carte de tiers payant", [], "contrat-attestation",
        "Votre carte de tiers payant",
        HELLO + "Vous nous avez demandé votre carte de tiers payant. Elle est disponible dès maintenant dans votre espace "
        "adhérent, et vous parvient par courrier à cette adresse :\n\n{{ adresse }}\n\nSi cette adresse n’est plus la vôtre, "
        "prévenez-nous sans attendre." + BYE,
    ),
    (
        "remboursement-ou-en-est", "Remboursement : où il en est", [], "remboursement",
        "Votre remboursement",
        HELLO + "Vous nous interrogez sur le remboursement de vos soins du {{ date_soins }}.\n\nVotre caisse d’assurance "
        "maladie nous a transmis votre décompte. Nous vous versons {{ montant }} sur votre compte sous {{ delai }}.\n\n"
        "Le détail figure dans votre espace adhérent, rubrique « Mes remboursements »." + BYE,
    ),
    (
        "remboursement-refuse", "Remboursement : pourquoi il n’y en a pas", [], "remboursement",
        "Votre demande de remboursement",
        HELLO + "Vous nous avez demandé le remboursement de vos soins du {{ date_soins }}. Votre contrat {{ contrat }}, "
        "{{ produit }}, ne nous permet pas de les prendre en charge.\n\nSi vous n’êtes pas d’accord avec cette réponse, "
        "vous pouvez nous adresser une réclamation par simple réponse à ce message : elle sera examinée par une autre "
        "personne." + BYE,
    ),
    (
        "noemie", "Télétransmission à mettre en place", [], "remboursement-noemie",
        "La télétransmission avec votre caisse",
        HELLO + "Vos décomptes ne nous parviennent pas encore directement de votre caisse d’assurance maladie. Pour mettre "
        "en place la télétransmission, adressez-nous votre attestation de droits, à télécharger dans votre compte ameli.\n\n"
        "En attendant, envoyez-nous vos décomptes : nous vous remboursons sans délai." + BYE,
    ),
    (
        "devis-recu", "Devis bien reçu", [], "devis-dentaire",
        "Nous avons bien reçu votre devis",
        HELLO + "Nous avons bien reçu votre devis le {{ date_reception }}. Nous calculons ce que paient l’assurance maladie "
        "et {{ mutuelle }}, et ce qui reste à votre charge. Vous recevrez notre réponse dans les trois jours.\n\n"
        "Vous pouvez nous adresser d’autres devis pour les mêmes soins : nous les comparerons pour vous." + BYE,
    ),
    (
        "devis-incomplet", "Devis incomplet", [], "devis-optique",
        "Votre devis est incomplet",
        HELLO + "Nous avons reçu votre devis le {{ date_reception }}, mais nous ne pouvons pas l’étudier. Il y manque :\n\n"
        "{{ pieces }}\n\nDemandez au professionnel un devis complet : le modèle est réglementé et il doit vous le remettre "
        "gratuitement." + BYE,
    ),
    (
        "coordonnees-bancaires", "Changement de coordonnées bancaires", [], "dossier-banque",
        "Vos coordonnées bancaires",
        HELLO + "Vous souhaitez changer le compte sur lequel nous versons vos remboursements. Pour votre sécurité, "
        "adressez-nous votre RIB et une copie de votre pièce d’identité depuis votre espace adhérent ou par courrier.\n\n"
        "Nous ne demandons jamais de code ni de numéro de carte bancaire, ni par téléphone, ni par e-mail." + BYE,
    ),
    (
        "changement-adresse", "Changement d’adresse enregistré", [], "dossier-adresse",
        "Votre nouvelle adresse",
        HELLO + "Nous avons enregistré votre nouvelle adresse :\n\n{{ adresse }}\n\nPensez à prévenir aussi votre caisse "
        "d’assurance maladie. Si vous n’êtes pas à l’origine de ce changement, appelez-nous aussitôt." + BYE,
    ),
    (
        "injoignable", "Nous avons cherché à vous joindre", [], "",
        "Nous avons cherché à vous joindre",
        HELLO + "Nous avons essayé de vous joindre par téléphone au sujet de votre demande du {{ date_reception }}, sans "
        "succès. Rappelez-nous quand cela vous convient, en donnant votre numéro d’adhérent {{ numero_adherent }}." + BYE,
    ),
    (
        "reclamation-recue", "Réclamation : accusé de réception", [], "reclamation",
        "Nous avons bien reçu votre réclamation",
        HELLO + "Nous avons reçu votre réclamation le {{ date_reception }} et nous regrettons la gêne qu’elle traduit.\n\n"
        "Elle est confiée à une personne qui n’a pas traité votre dossier jusqu’ici. Vous recevrez une réponse complète au "
        "plus tard deux mois après l’envoi de votre réclamation. Passé ce délai, ou si la réponse ne vous satisfait pas, vous "
        "pourrez saisir gratuitement le médiateur de la mutualité." + LETTER_BYE,
    ),
]  # fmt: skip

SNIPPETS = [
    ("bj", "Bonjour", "Bonjour {{ civilite }} {{ nom }},"),
    ("merci", "Merci de votre message", "Je vous remercie de votre message et de votre confiance."),
    ("excuses", "Excuses pour l’attente", "Je vous prie d’excuser le délai de notre réponse."),
    ("num", "Rappeler le numéro d’adhérent", "Merci de rappeler votre numéro d’adhérent {{ numero_adherent }} dans tous vos échanges."),
    ("espace", "Espace adhérent", "Vous retrouvez ce document dans votre espace adhérent, à tout moment."),
    ("ameli", "Compte ameli", "Vous pouvez télécharger cette attestation dans votre compte ameli, rubrique « Mes démarches »."),
    ("rib", "Sécurité des coordonnées bancaires", "Pour votre sécurité, ne nous communiquez jamais vos coordonnées bancaires par e-mail : déposez votre RIB dans votre espace adhérent."),
    ("delai", "Délai de réponse", "Vous recevrez notre réponse sous deux jours ouvrés."),
    ("tel", "Nous appeler", "Vous pouvez nous joindre au {{ telephone_mutuelle }}, du lundi au samedi de 8 h à 20 h."),
    ("dispo", "À votre disposition", "Je reste à votre disposition pour toute précision."),
    ("cdt", "Bien cordialement", "Bien cordialement,"),
    ("sd", "Salutations distinguées", "Je vous prie d’agréer, {{ civilite }}, l’expression de mes salutations distinguées."),
]  # fmt: skip

NNBSP, NBSP = "\u202f", "\u00a0"


def spaced(text):
    """The narrow no-break spaces that the texts above leave out, so that they stay readable here."""
    for mark in ";!?":
        text = text.replace(f" {mark}", f"{NNBSP}{mark}")
    return (
        text.replace("« ", f"«{NNBSP}").replace(" »", f"{NNBSP}»").replace(" :", f"{NBSP}:").replace(" h ", f"{NBSP}h ")
    )


def begin(apps, schema_editor):
    alias = schema_editor.connection.alias
    templates = apps.get_model("correspondence", "Template").objects.using(alias)
    for code, label, channels, reason, subject, body in TEMPLATES:
        templates.create(
            code=code,
            label=spaced(label),
            channels=channels,
            reason_code=reason,
            subject=spaced(subject),
            body=spaced(body),
        )
    snippets = apps.get_model("correspondence", "Snippet").objects.using(alias)
    for code, label, text in SNIPPETS:
        snippets.create(code=code, label=spaced(label), text=spaced(text))


class Migration(migrations.Migration):
    dependencies = [("correspondence", "0001_initial")]

    operations = [
        *(isolate_by_mutual(table) for table in TABLES),
        *(isolate_but_common(table) for table in COMMON),
        *(same_mutual(table, column, target) for table, column, target in REFERENCES),
        migrations.RunPython(begin, migrations.RunPython.noop),
    ]
