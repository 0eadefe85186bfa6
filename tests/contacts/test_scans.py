"""Faxes and letters become cases, due from the day on which they reached us."""

import json
import os
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from accounts.models import Mutual, User
from accounts.roles import Role
from accounts.scopes import within_mutuals
from contacts import deadlines
from contacts.enums import Apart, Channel, DocumentState, EntryKind
from contacts.models import Case, Document, Entry
from contacts.services import scans
from contacts.tasks import take_scans
from tests.factories import accounts as make_accounts
from tests.factories import contacts as make
from tests.factories import papers

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("within")]


@pytest.fixture(autouse=True)
def folder(settings: Any, tmp_path: Path, within: Mutual) -> Path:
    settings.MEDIA_ROOT, settings.SCANS = tmp_path / "files", tmp_path / "scans"
    make.policy(within, written_hours=48)
    for kind in scans.FOLDERS:
        (tmp_path / "scans" / within.code / kind).mkdir(parents=True)
    return tmp_path / "scans" / within.code


def put(path: Path, content: bytes, *, minutes_ago: float = 5) -> Path:
    path.write_bytes(content)
    then = (timezone.now() - timedelta(minutes=minutes_ago)).timestamp()
    os.utime(path, (then, then))
    return path


@pytest.fixture
def _settled(monkeypatch: pytest.MonkeyPatch) -> None:
    """The change of a file's entry cannot be set back: nothing is too fresh here."""
    monkeypatch.setattr(deadlines, "SCAN_SETTLED", timedelta(0))


@pytest.mark.usefixtures("_settled")
@pytest.mark.parametrize(("kind", "channel"), [("fax", Channel.FAX), ("courrier", Channel.LETTER)])
def test_a_file_of_the_folder_is_a_case(folder: Path, kind: str, channel: Channel) -> None:
    put(folder / kind / "scan001.tif", papers.fax(3))
    take_scans()
    document = Document.objects.select_related("case").get()
    assert (document.case.channel, document.pages, document.name) == (channel, 3, "scan001.tif")


@pytest.mark.usefixtures("_settled")
def test_a_file_that_was_taken_is_out_of_the_way(folder: Path) -> None:
    put(folder / "fax" / "scan001.tif", papers.fax())
    take_scans()
    assert [path.name for path in (folder / "fax").rglob("*") if path.is_file()] == ["scan001.tif"]
    assert (folder / "fax" / "pris" / "scan001.tif").exists()


@pytest.mark.usefixtures("_settled")
def test_a_letter_is_due_from_its_receipt_not_its_scan(folder: Path) -> None:
    day = timezone.localdate() - timedelta(days=2)
    path = put(folder / "courrier" / "lettre.pdf", papers.pdf())
    path.with_name("lettre.pdf.json").write_text(json.dumps({"received_on": day.isoformat()}))
    take_scans()
    case, document = Case.objects.get(), Document.objects.get()
    begins = datetime.combine(day, time(8), tzinfo=timezone.get_current_timezone())
    assert document.scanned_at is not None
    told = (case.received_at, case.due_at, document.received_at, document.scanned_at > begins)
    assert told == (begins, begins + timedelta(hours=48), begins, True)


@pytest.mark.usefixtures("_settled")
def test_a_day_in_the_name_counts(folder: Path) -> None:
    put(folder / "courrier" / "arrivee-20261102-07.pdf", papers.pdf())
    take_scans()
    assert timezone.localdate(Case.objects.get().received_at).isoformat() == "2026-11-02"


@pytest.mark.usefixtures("_settled")
@pytest.mark.parametrize("said", ['{"received_on": "2099-01-01"}', "[]", "{", '{"received_on": "hier"}'])
def test_a_day_that_makes_no_sense_is_that_of_the_scan(folder: Path, said: str) -> None:
    path = put(folder / "courrier" / "lettre.pdf", papers.pdf())
    path.with_name("lettre.pdf.json").write_text(said)
    take_scans()
    document = Document.objects.get()
    assert document.received_at == document.scanned_at


@pytest.mark.usefixtures("_settled")
def test_a_fax_says_its_number(folder: Path) -> None:
    path = put(folder / "fax" / "fax.tif", papers.fax())
    path.with_name("fax.tif.json").write_text('{"sender": "04/65.71.23.48"}')
    take_scans()
    assert str(Case.objects.get().caller_phone) == "+33465712348"


def test_a_file_that_is_being_written_is_waited_for(folder: Path) -> None:
    (folder / "fax" / "scan.tif").write_bytes(papers.fax())
    take_scans()
    assert Case.objects.count() == 0


@pytest.mark.usefixtures("_settled")
@pytest.mark.parametrize(("minutes_ago", "cases"), [(1, 0), (15, 1)])
def test_a_half_written_file_is_waited_for_but_not_for_ever(folder: Path, minutes_ago: int, cases: int) -> None:
    put(folder / "courrier" / "lettre.pdf", papers.pdf()[:200], minutes_ago=minutes_ago)
    take_scans()
    assert Case.objects.count() == cases


@pytest.mark.usefixtures("_settled")
def test_a_damaged_fax_is_a_case_with_it_set_apart(folder: Path) -> None:
    put(folder / "fax" / "fax.tif", papers.broken_fax(), minutes_ago=15)
    take_scans()
    document = Document.objects.get()
    assert (document.state, document.why) == (DocumentState.QUARANTINED, Apart.UNREADABLE)


@pytest.mark.usefixtures("_settled")
def test_a_cut_between_the_case_and_the_move_doubles_nothing(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(folder / "fax" / "fax.tif", papers.fax())
    with monkeypatch.context() as patch:
        patch.setattr(scans, "_move", lambda _: None)
        take_scans()
    take_scans()
    assert (Case.objects.count(), (folder / "fax" / "fax.tif").exists()) == (1, False)


@pytest.mark.usefixtures("_settled")
@pytest.mark.parametrize("name", [".cache.tif", "~fax.tif", "fax.tif.part", "fax.tmp", "seul.json"])
def test_what_is_no_scan_stays_where_it_is(folder: Path, name: str) -> None:
    path = put(folder / "fax" / name, papers.fax())
    take_scans()
    assert (Case.objects.count(), path.exists()) == (0, True)


@pytest.mark.usefixtures("_settled")
@pytest.mark.attack(10)
def test_a_link_leads_nowhere(folder: Path, tmp_path: Path) -> None:
    (folder / "fax" / "fax.tif").symlink_to(put(tmp_path / "autre.tif", papers.fax()))
    take_scans()
    assert Case.objects.count() == 0


# ---- by hand


def send(user: User, mutual: Mutual, **said: Any) -> Any:
    files = said.pop("files", [SimpleUploadedFile("lettre.pdf", papers.pdf())])
    form = {"channel": "letter", "mutual": mutual.pk, "received_on": "20/11/2026", "together": "on", "papers": files}
    return make_accounts.browser(user).post(reverse("contacts:scan"), {**form, **said})


def opened(mutual: Mutual) -> list[Case]:
    with within_mutuals([mutual.pk]):
        return list(Case.objects.order_by("pk"))


def test_a_letter_sent_by_hand_is_a_case_of_its_day(within: Mutual, adviser: User) -> None:
    assert send(adviser, within).status_code == 302
    (case,) = opened(within)
    assert (case.channel, timezone.localdate(case.received_at).isoformat()) == (Channel.LETTER, "2026-11-20")


def test_who_sent_it_is_told(within: Mutual, adviser: User) -> None:
    send(adviser, within)
    with within_mutuals([within.pk]):
        assert Entry.objects.get(kind=EntryKind.OPENED).by == adviser


@pytest.mark.parametrize(("together", "cases"), [("on", 1), ("", 2)])
def test_an_envelope_is_one_case_and_loose_sheets_are_several(
    within: Mutual, adviser: User, together: str, cases: int
) -> None:
    files = [SimpleUploadedFile(f"{number}.pdf", papers.pdf(number)) for number in (1, 2)]
    send(adviser, within, together=together, files=files)
    assert len(opened(within)) == cases


def test_a_day_to_come_is_refused_at_its_field(within: Mutual, adviser: User) -> None:
    tomorrow = timezone.localdate() + timedelta(days=1)
    answer = send(adviser, within, received_on=tomorrow.strftime("%d/%m/%Y"))
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["received_on"])


def test_a_dubious_file_is_said_to_who_sends_it(within: Mutual, adviser: User) -> None:
    files = [SimpleUploadedFile("devis.pdf", b"<html>")]
    client = make_accounts.browser(adviser)
    form = {"channel": "fax", "mutual": within.pk, "received_on": "20/11/2026", "papers": files}
    page = client.post(reverse("contacts:scan"), form, follow=True).content.decode()
    assert str(Apart.DISGUISED.label) in page or "devis.pdf –" in page


def test_another_mutual_s_letters_are_not_ours_to_send(within: Mutual, other_mutual: Mutual, adviser: User) -> None:
    assert list(send(adviser, other_mutual).context["form"].errors) == ["mutual"]


def test_who_works_no_case_sends_none(within: Mutual) -> None:
    assert send(make_accounts.user(Role.QUALITY, on=[within]), within).status_code == 404


def test_each_case_that_was_opened_is_said_with_a_link(within: Mutual, adviser: User) -> None:
    client = make_accounts.browser(make.trained(adviser))
    files = [SimpleUploadedFile(f"{number}.pdf", papers.pdf(number)) for number in (1, 2)]
    form = {"channel": "letter", "mutual": within.pk, "received_on": "20/11/2026", "papers": files}
    page = client.post(reverse("contacts:scan"), form, follow=True).content.decode()
    links = [f'<a href="{reverse("workstation:case", args=[case.pk])}">Courrier du' for case in opened(within)]
    assert [page.count(link) for link in links] == [1, 1]
