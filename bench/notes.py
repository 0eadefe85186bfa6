"""Notes as advisers write them during a call, in French, of the length that notes have. Nobody in them exists."""

import random

WHO = (
    "L’adhérent appelle", "L’adhérente appelle", "Appel de l’épouse, autorisée au dossier,", "Appel du fils, autorisé au dossier,",
    "L’opticien appelle", "Le secrétariat du cabinet dentaire appelle", "L’adhérente rappelle comme convenu",
    "L’adhérent nous recontacte", "L’assistante sociale du CCAS appelle", "Appel de l’adhérent depuis son travail",
)  # fmt: skip
ABOUT = (
    "au sujet du remboursement de ses lunettes, verres progressifs et monture",
    "au sujet d’un devis dentaire, couronne céramo-métallique sur 46",
    "pour savoir où en est le remboursement de sa consultation de cardiologie",
    "au sujet de sa carte de tiers payant, refusée en pharmacie",
    "pour ajouter son nouveau-né au contrat",
    "pour signaler son déménagement et son nouveau relevé d’identité bancaire",
    "au sujet d’une prise en charge hospitalière, chambre particulière, entrée lundi",
    "au sujet d’un décompte où la télétransmission n’est pas passée",
    "pour comprendre la cotisation prélevée deux fois en janvier",
    "au sujet d’un implant et de ce que la mutuelle en prend en charge",
    "pour connaître les audioprothésistes partenaires autour de chez lui",
    "au sujet d’une cure thermale prescrite pour une polyarthrite",
    "pour contester un trop-perçu réclamé par la caisse",
    "au sujet des séances d’ostéopathie et du forfait restant cette année",
    "pour résilier à l’échéance, sa fille travaille et a la mutuelle de l’entreprise",
    "au sujet de l’orthodontie de son fils, semestre quatre",
)
FOUND = (
    "Dossier à jour, droits ouverts, régime général.",
    "La demande est arrivée mardi et attend au service des prestations.",
    "Le devis est lisible mais il manque la base de remboursement de la ligne 3.",
    "La facture acquittée n’est pas au dossier.",
    "Le règlement est parti vendredi, délai bancaire de deux à trois jours.",
    "Le numéro de sécurité sociale du bénéficiaire comporte une erreur de clé.",
    "La caisse n’a pas envoyé le flux, prescription jointe au dossier en mars.",
    "Garantie de niveau 3, renouvellement possible après deux ans, sauf évolution de la vue.",
    "Le plafond annuel est atteint depuis octobre.",
    "Contrat suspendu pour cotisation impayée depuis deux mois.",
    "L’ancienne adresse figure encore, le dernier courrier est revenu.",
)
TOLD = (
    "Expliqué la part obligatoire, la part mutuelle et le reste à charge.",
    "Donné le délai de traitement : sous dix jours ouvrés.",
    "Rappelé le principe du 100 % Santé, sans reste à charge sur ce panier.",
    "Invité à envoyer la facture depuis l’espace adhérent.",
    "Communiqué cinq praticiens tirés au sort, coordonnées envoyées par courriel.",
    "Proposé le rappel d’un dentiste conseil, accepté pour demain matin.",
    "Envoyé l’attestation de droits et la brochure sur la prévention bucco-dentaire.",
    "Indiqué la démarche auprès de la caisse et le médiateur si le désaccord demeure.",
    "Présenté le bilan auditif gratuit, l’adhérent va y réfléchir.",
    "Noté le changement, effet au premier du mois prochain.",
)
NEXT = (
    "A compris, remercie.", "Rappellera si rien n’est arrivé en fin de semaine.", "Mécontent de l’attente, apaisé en fin d’appel.",
    "Enverra les pièces dès ce soir.", "Aucune autre question.", "Préfère être jointe après 17 h.", "Malentendant, parler lentement.",
    "", "", "",
)  # fmt: skip
SOUGHT = (
    "remboursement lunettes", "devis couronne", "tiers payant pharmacie", "cotisation prélevée", "déménagement", "ostéopathie forfait",
    "orthodontie", "prise en charge hospitalière", "facture acquittée", "télétransmission", '"dentiste conseil"', "implant -devis",
)  # fmt: skip
"""What an adviser types to find one of them again."""


def notes(count: int, *, seed: int = 1) -> list[str]:
    """Different notes of 100 to 500 characters."""
    chance = random.Random(seed)
    return [_note(chance) for _ in range(count)]


def _note(chance: random.Random) -> str:
    found, told = chance.sample(FOUND, chance.randint(0, 2)), chance.sample(TOLD, chance.randint(1, 3))
    amount = (
        f"Montant en cause : {chance.randint(8, 1450)},{chance.randint(0, 99):02} €." if chance.random() < 0.4 else ""
    )
    first = f"{chance.choice(WHO)} {chance.choice(ABOUT)}."
    return " ".join(part for part in (first, *found, amount, *told, chance.choice(NEXT)) if part)
