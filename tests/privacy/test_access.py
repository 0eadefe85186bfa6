"""One archive with everything about a person: complete against the walk, sealed at rest, its medical part under a code."""

import io
import json
import zipfile
from datetime import timedelta

import pikepdf
import pytest
from cryptography.exceptions import InvalidTag
from django.core.files.storage import default_storage
from django.db.models.functions import Now
from django.utils import timezone

from accounts.models import User
from accounts.roles import Role
from audit.models import JournalEntry
from members.errors import TooFewFactsError
from members.models import Member
from members.services import prove_facts
from privacy import queries
from privacy.enums import Asker, Ground, Kind, RequestState
from privacy.errors import RequestOpenError
from privacy.holdings import HOLDINGS
from privacy.models import Request
from privacy.sealing import unsealed
from privacy.services import requests
from privacy.services.telling import MEDICAL_FILE
from privacy.walk import PERSON, rows_of
from tests.factories import accounts, lives
from tests.factories.lives import Life

pytestmark = pytest.mark.django_db


def entered(officer: User, member: Member, kind: Kind = Kind.ACCESS, ground: Ground = Ground.ACCESS) -> Request:
    proof = prove_facts(user=officer, member_id=member.pk, facts=frozenset({"name", "birth"}))
    return requests.enter(
        user=officer, member_id=member.pk, proof=proof, kind=kind, asker=Asker.PERSON, ground=ground,
        received_on=timezone.localdate(),
    )  # fmt: skip


def answered(officer: User, member: Member) -> tuple[Request, zipfile.ZipFile]:
    made = entered(officer, member)
    requests.run(request_id=made.pk, mutual_id=made.mutual_id)
    made, blocks = requests.take(user=officer, request_id=made.pk)
    return made, zipfile.ZipFile(io.BytesIO(b"".join(blocks)))


def test_every_table_that_holds_something_is_in_it(life: Life, officer: User) -> None:
    made, archive = answered(officer, life.member)
    rows = rows_of(PERSON, queries.people_of(life.member.pk))
    told = {label for label, found in rows.items() if found and not HOLDINGS[label].untold}
    assert set(made.result) == told
    assert {f"donnees/{label.lower()}.json" for label in told} == {
        name for name in archive.namelist() if name.startswith("donnees/")
    }
    still = told - {"audit.JournalEntry"}  # which tells of this reading too
    assert {label: len(rows[label]) for label in still} == {label: made.result[label] for label in still}


def test_the_life_of_the_tests_leaves_no_table_out(life: Life) -> None:
    """Else the tests above and of erasures would say nothing of it."""
    rows = rows_of(PERSON, queries.people_of(life.member.pk))
    never = {label for label in HOLDINGS if not rows.get(label)}
    assert never == NEVER


NEVER = {
    "members.ConsentEvent", "members.FragilityEvent", "members.CorrespondentEvent",
    "members.CoveragePeriod", "contacts.Citation", "correspondence.Recipient", "correspondence.Enclosure",
    "correspondence.Suggestion", "callbacks.Attempt", "referrals.Telling", "referrals.Answer", "prevention.Prompt",
    "quality.Remark", "clock.Escalation", "clock.Alert", "privacy.Request", "privacy.Erasure", "audit.JournalEntry",
}  # fmt: skip
"""Without words of anybody, or like a table that is there."""


def test_it_speaks_french_and_names_nobody_else(life: Life, officer: User) -> None:
    _made, archive = answered(officer, life.member)
    person = json.loads(archive.read("donnees/members.member.json"))
    assert person["table"] == "adhérents"
    own = next(row for row in person["lignes"] if row["numéro d’adhérent"] == lives.NUMBER)
    assert (own["nom d’usage"], own["sexe"], lives.NIR in own.values()) == (lives.NAME, "Femme", True)
    ground = json.loads(archive.read("donnees/members.ground.json"))["lignes"][0]
    assert ground["user"] == "Superviseur"
    # Whoever signed a letter stands on it: the person has read that already.
    signed = ("donnees/contacts.entry.json", "donnees/correspondence.message.json")
    unsigned = [name for name in archive.namelist() if name.endswith(".json") and name not in signed]
    assert [name for name in unsigned if life.adviser.username.encode() in archive.read(name)] == []


def test_it_holds_what_came_what_was_written_and_a_page_to_read(life: Life, officer: User) -> None:
    _made, archive = answered(officer, life.member)
    kinds = sorted(name.split("/")[0] + name[-4:] for name in archive.namelist() if not name.startswith("donnees/"))
    assert kinds == [
        "documents.eml",
        "documents.pdf",
        "informations-medicales.pdf.pdf",
        "lettres.pdf",
        "synthese.pdf.pdf",
    ]


def test_what_experts_sealed_opens_with_the_code_alone(life: Life, officer: User) -> None:
    made, archive = answered(officer, life.member)
    plain = [name for name in archive.namelist() if lives.SEALED.encode() in archive.read(name)]
    assert plain == []
    with pytest.raises(pikepdf.PasswordError):
        pikepdf.open(io.BytesIO(archive.read(MEDICAL_FILE)))
    expert = accounts.user(Role.EXPERT, on=[made.mutual])
    code = requests.reveal_code(user=expert, request_id=made.pk)
    with pikepdf.open(io.BytesIO(archive.read(MEDICAL_FILE)), password=code) as document:
        assert len(document.pages) == 1
    with pytest.raises(Request.DoesNotExist):
        requests.reveal_code(user=officer, request_id=made.pk)


def test_it_is_sealed_at_rest_for_its_own_row(life: Life, officer: User) -> None:
    made, _archive = answered(officer, life.member)
    with default_storage.open(str(made.file)) as file:
        content = file.read()
    assert (b"PK\x03\x04" in content, lives.NUMBER.encode() in content) == (False, False)
    with pytest.raises(InvalidTag):
        list(unsealed(lambda: io.BytesIO(content), owner_id=life.member.pk))
    cut = content[: len(content) // 2]
    with pytest.raises(InvalidTag):
        list(unsealed(lambda: io.BytesIO(cut), owner_id=made.pk))


def test_each_taking_is_in_the_journal(life: Life, officer: User) -> None:
    made, _archive = answered(officer, life.member)
    acts = list(
        JournalEntry.objects.filter(member_id=life.member.pk).order_by("pk").values_list("act", "ground", "route")
    )
    assert acts[-3:] == [("open", "art15", ""), ("export", "art15", ""), ("export", "art15", "privacy:archive")]
    assert queries.first_taken_at(made) is not None


def test_a_worker_that_died_is_taken_up_again(life: Life, officer: User) -> None:
    made = entered(officer, life.member)
    Request.objects.filter(pk=made.pk).update(state=RequestState.RUNNING, attempts=1, next_at=Now())
    requests.sweep()
    made.refresh_from_db()
    assert (made.state, made.attempts, bool(made.file)) == (RequestState.DONE, 2, True)


def test_what_another_worker_has_is_left_to_it(life: Life, officer: User) -> None:
    made = entered(officer, life.member)
    Request.objects.filter(pk=made.pk).update(state=RequestState.RUNNING, next_at=timezone.now() + timedelta(minutes=5))
    requests.sweep()
    made.refresh_from_db()
    assert (made.state, made.file.name) == (RequestState.RUNNING, "")


def test_a_request_is_of_two_facts_and_there_is_one_at_a_time(life: Life, officer: User) -> None:
    entered(officer, life.member)
    with pytest.raises(RequestOpenError):
        entered(officer, life.member)
    with pytest.raises(TooFewFactsError):
        requests.enter(
            user=officer, member_id=life.member.pk, proof="", kind=Kind.ACCESS, asker=Asker.PERSON, ground=Ground.ACCESS,
            received_on=timezone.localdate(),
        )  # fmt: skip


def test_a_file_that_was_merged_is_the_person_s(life: Life, officer: User) -> None:
    merged = Member.objects.get(merged_into=life.member)
    assert entered(officer, merged).member == life.member
