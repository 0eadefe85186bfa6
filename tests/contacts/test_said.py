"""The history of a member is searched by what was said in it: the first look at a line leaves out none that answers."""

import random
from typing import Any

import pytest
from django.db import connection

from accounts.models import Mutual
from contacts import events
from contacts.models import Entry
from members.models import Member
from tests.factories import contacts as make
from tests.factories import members as people

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("within")]

ENDINGS = """
ance iqUe isme able iste eux ances iqUes ismes ables istes atrice ateur ation atrices ateurs ations logie logies usion ution
usions utions ence ences ement ements ité ités if ive ifs ives eaux aux euse euses issement issements amment emment ment ments
abilité icité ivité icatrice icateur ication ativité îmes ît îtes i ie ies ir ira irai iraIent irais irait iras irent irez iriez
irions irons iront is issaIent issais issait issant issante issantes issants isse issent isses issez issiez issions issons it
ions é ée ées és èrent er era erai eraIent erais erait eras erez eriez erions erons eront ez iez âmes ât âtes a ai aIent ais ait
ant ante antes ants as asse assent asses assiez assions ion ier ière iers ières e ë y ç s x enn onn ett ell eill eus
""".lower().split()
"""Of the stemmer, and those before them that change with them."""

ROOTS = [
    "rembours",
    "chev",
    "électr",
    "cour",
    "prud",
    "fréqu",
    "prob",
    "opt",
    "dent",
    "pa",
    "œuv",
    "naï",
    "aig",
    "lun",
    "cr",
]
LETTERS = "aàâbcçdeéèêëfghiîïjklmnoôpqrstuùûvwxyzœ"


def test_a_word_begins_as_its_stem_surely_does() -> None:
    chance = random.Random(7)
    roots = ROOTS + ["".join(chance.choices(LETTERS, k=chance.randint(1, 8))) for _ in range(400)]
    words = [root + ending for root in roots for ending in ENDINGS]
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT unaccent(word), unaccent(stem[1]) FROM unnest(%s::text[]) AS word,
                   LATERAL (VALUES (ts_lexize('french_stem', word)), (ts_lexize('french_stem', unaccent(word)))) AS of (stem)
             WHERE stem[1] IS NOT NULL
            """,
            [words],
        )
        assert [(word, stem) for word, stem in cursor if not word.startswith(events._sure(stem))] == []


SAID = [
    "Remboursée de ses lunettes", "Les remboursements tardent", "Rembourse-t-on l’orthodontie ?", "Devis de prothèse",
    "Elle conteste un devis", "Hospitalisation à Cœur-de-Ville", "Problème d’électricité", "Fréquence des soins, très fréquents",
    "La même réponse qu’hier", "Voir ameli.fr et contact@exemple.test", "Chevaux", "Il paie au mois ; pays d’origine", "OR blanc",
]  # fmt: skip
ASKED = [
    "remboursement", "remboursee", "REMBOURSÉ", "devis", "l'orthodontie", "meme", "même réponse", "électrique", "electricite",
    "fréquent", "cheval", "pays", "paie", "or", "cœur", "coeur", "prothèses devis", "ameli", "ameli.fr", '"devis de"', "devis -conteste",
    "devis or lunettes", "de", "à la", "zz", "100",
]  # fmt: skip


@pytest.mark.parametrize("asked", ASKED)
def test_the_first_look_leaves_out_nothing(within: Mutual, asked: str, monkeypatch: pytest.MonkeyPatch) -> None:
    member = people.member(within)
    for text in SAID:
        _said_by(within, member, text)
    quickly = events.history(member, events.Wanted(text=asked))
    monkeypatch.setattr(events, "_beginnings", lambda _: [])
    assert quickly == events.history(member, events.Wanted(text=asked))


@pytest.mark.parametrize(
    ("asked", "beginnings"),
    [
        ("remboursée", ["rembours"]),
        ("Devis d’optique", ["dev", "opti"]),
        ("même", []),
        ("devis or lunettes", []),
        ("devis -refus", []),
        ('"devis"', []),
    ],
)
def test_signs_that_mean_something_are_left_to_the_search(asked: str, beginnings: list[str]) -> None:
    assert events._beginnings(asked) == beginnings


def _said_by(mutual: Mutual, member: Member, text: str) -> Any:
    case = make.case(mutual, member_id=member.pk, text=text)
    return Entry.objects.filter(case=case).update(member=member)
