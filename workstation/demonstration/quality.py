"""The scoring grid of the demonstration, what is drawn and asked, and a first score."""

from datetime import date

from accounts.models import Mutual, User
from accounts.roles import Role
from quality.enums import Kind, Mark
from quality.models import Asking, Criterion, Grid, Sample, Sampling
from quality.services import sampling, scoring

SINCE = date(2026, 1, 1)
PER_WEEK, ASKED_PERCENT, ASKED_EVERY = 3, 20, 90
ASKING = "arbelle"
"""The mutual whose members are asked whether they are satisfied."""

LABEL = "Grille d’écoute 2026"
# label, what is looked for, kind, weight, must not fail
CRITERIA = (
    ("Identité vérifiée avant toute information", "Deux éléments d’identité au moins, avant le premier mot sur le dossier.", Kind.YES_NO, 10, True),
    ("Accueil : mutuelle et prénom annoncés", "La phrase d’accueil de la mutuelle, dite en souriant.", Kind.YES_NO, 5, False),
    ("Demande reformulée", "La personne entend sa question redite, et la confirme.", Kind.YES_NO, 10, False),
    ("Réponse exacte et complète", "Conforme à la fiche en vigueur ; 0 pour une erreur qui porte à conséquence.", Kind.SCALE, 30, True),
    ("Mots simples, sans sigle", "AMO, ticket modérateur, tiers payant : expliqués ou évités.", Kind.SCALE, 15, False),
    ("Orientation impartiale", "Cinq noms tirés au sort, aucun préféré.", Kind.YES_NO, 10, True),
    ("Mise en attente annoncée et reprise", "Raison et durée dites, merci à la reprise.", Kind.YES_NO, 5, False),
    ("Suite annoncée avec sa date", "Ce qui se passe ensuite, qui le fait et quand.", Kind.YES_NO, 10, False),
    ("Note et motif conformes", "La note se lit sans avoir entendu l’appel ; rien de médical.", Kind.SCALE, 5, False),
)  # fmt: skip
COMMENT = (
    "Identité vérifiée d’emblée, réponse juste et dite simplement. À travailler : annoncer la suite avec une date, et redire la "
    "demande avant d’y répondre."
)


def load(accounts: dict[str, User], mutuals: dict[str, Mutual]) -> None:
    """In the caller's transaction, within every mutual, after the contacts."""
    version = grid()
    Sampling(valid_from=SINCE, per_week=PER_WEEK).save(force_insert=True)
    Asking(mutual=mutuals[ASKING], valid_from=SINCE, percent=ASKED_PERCENT, every_days=ASKED_EVERY).save(
        force_insert=True
    )
    sampling.draw_due()
    _score(version, next(user for user in accounts.values() if user.role == Role.QUALITY))


def grid() -> Grid:
    made = Grid(label=LABEL, valid_from=SINCE)
    made.save(force_insert=True)
    for place, (label, help_text, kind, weight, is_knockout) in enumerate(CRITERIA, 1):
        Criterion(
            grid=made, position=place, label=label, help_text=help_text.replace(" ;", "\u202f;").replace(" :", "\u00a0:"),
            kind=kind, weight=weight, is_knockout=is_knockout,
        ).save(force_insert=True)  # fmt: skip
    return made


def _score(version: Grid, manager: User) -> None:
    """The first contact that was drawn, if this week has one."""
    sample = Sample.objects.order_by("pk").first()
    if sample is None:
        return
    criteria = list(version.criteria.all())
    marks = {one.pk: Mark.YES if one.kind == Kind.YES_NO else Mark.TWO for one in criteria}
    marks[criteria[5].pk] = marks[criteria[6].pk] = Mark.NOT_APPLICABLE
    marks[criteria[2].pk] = marks[criteria[7].pk] = Mark.NO
    scoring.give(user=manager, sample_id=sample.pk, grid_id=version.pk, marks=marks, comment=COMMENT)
