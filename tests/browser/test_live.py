"""What changes elsewhere arrives, whatever is cut; what is typed stays, whatever dies."""

from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID

import pytest
from django.test import override_settings
from playwright.sync_api import Page, Route, expect

from accounts.models import Mutual, User
from accounts.roles import Role
from accounts.scopes import within_mutuals
from audit.actors import acting, job
from contacts.models import Case, Draft
from live import deadlines, queries, services
from live.services import announce
from tests.browser.conftest import Pages, Visit
from tests.browser.scene import PASSWORD, SECRET, Scene
from tests.browser.stage import Stage
from tests.factories import accounts as make_accounts
from tests.factories import contacts as make_contacts

pytestmark = pytest.mark.browser

NADIA = "nadia"
HEAR = """() => {
  if (window.heard) return;
  window.heard = [];
  document.body.addEventListener("cc:case", ({ detail }) => window.heard.push(detail.id));
  document.body.addEventListener("cc:resync", () => window.heard.push("resync"));
}"""

KEPT = """async (address) => {
  const response = await fetch(address, {headers: {"HX-Request": "true"}});
  return (await response.json()).text === "Elle demande un devis";
}"""


@pytest.fixture(scope="module")
def nadia(stage: Stage, scene: Scene) -> int:
    """Somebody whose contacts are no other test's."""

    def come() -> int:
        user = make_accounts.user(
            Role.TELEADVISER, on=[Mutual.objects.get(pk=scene.mutual_id)], password=PASSWORD, username=NADIA
        )
        make_accounts.second_factor(user, SECRET)
        return int(user.pk)

    return stage.do(come)


@pytest.fixture
def page(nadia: int, visit: Visit) -> Page:
    return listening(visit(NADIA, "/journal/"))


def listening(page: Page) -> Page:
    page.locator("#live-on").wait_for()
    page.evaluate(HEAR)
    return page


def tell(stage: Stage, user_id: int, *subjects: str) -> None:
    with override_settings(REDIS_URL=stage.environment["REDIS_URL"]):
        for subject in subjects:
            stage.do(announce, "case", to=[user_id], subject_id=subject)


def heard(page: Page, count: int) -> list[str]:
    page.wait_for_function("count => window.heard.length >= count", arg=count, timeout=20_000)
    found: list[str] = page.evaluate("window.heard")
    return found


def times_heard(page: Page, subject: str) -> int:
    """How often, once it was. A new page also hears what came shortly before it was made."""
    page.wait_for_function("subject => window.heard.includes(subject)", arg=subject, timeout=20_000)
    found: list[str] = page.evaluate("window.heard")
    return found.count(subject)


def test_an_event_arrives(stage: Stage, nadia: int, page: Page) -> None:
    tell(stage, nadia, "one")
    assert heard(page, 1) == ["one"]


def test_a_part_of_the_page_asks_when_it_hears(stage: Stage, nadia: int, page: Page) -> None:
    page.evaluate("""() => {
      document.getElementById("work").insertAdjacentHTML("beforeend",
        '<div id="probe" hx-get="/direct/etat/?apres=" hx-trigger="cc:case from:body" hx-swap="none"></div>');
      window.htmx.process(document.getElementById("probe"));
    }""")
    with page.expect_response("**/direct/etat/?apres="):
        tell(stage, nadia, "one")


def test_nothing_is_missed_while_the_server_is_dead(stage: Stage, nadia: int, page: Page) -> None:
    tell(stage, nadia, "before")
    heard(page, 1)
    stage.kill_pages()
    tell(stage, nadia, "one", "two")
    stage.start_pages()
    heard(page, 3)
    tell(stage, nadia, "after")
    assert heard(page, 4) == ["before", "one", "two", "after"]


def test_the_next_page_hears_nothing_again(stage: Stage, nadia: int, page: Page) -> None:
    tell(stage, nadia, "one")
    heard(page, 1)
    page.add_init_script(f"addEventListener('DOMContentLoaded', {HEAR})")
    page.reload()
    page.locator("#live-on").wait_for()
    tell(stage, nadia, "two")
    assert heard(page, 1) == ["two"]


def test_one_tab_holds_the_stream_for_all(stage: Stage, nadia: int, page: Page, pages: Pages) -> None:
    asked: list[str] = []
    page.context.on("request", lambda request: asked.append(request.resource_type))
    other = listening(pages.open(NADIA, "/journal/"))
    tell(stage, nadia, "shared")
    found = (times_heard(page, "shared"), times_heard(other, "shared"), asked.count("eventsource"))
    pages.leave(NADIA, other)
    assert found == (1, 1, 0)


@pytest.fixture
def blocked(page: Page) -> Iterator[Page]:
    """A network that lets no stream through."""

    def refuse(route: Route) -> None:
        route.abort()

    page.context.route(lambda url: url.split("?")[0].endswith("/direct/"), refuse)
    page.reload()
    page.evaluate(HEAR)
    yield page
    page.context.unroute_all()


def test_a_blocked_stream_is_said_and_asked_for(stage: Stage, nadia: int, blocked: Page) -> None:
    expect(blocked.locator("#live-off")).to_contain_text("Temps réel coupé")
    tell(stage, nadia, "one")
    assert heard(blocked, 1) == ["one"]


# ---- drafts


@pytest.fixture
def case(stage: Stage, scene: Scene, nadia: int) -> UUID:
    def open_case() -> UUID:
        Case.objects.filter(holder_id=nadia).update(state="waiting", holder=None, held_at=None)
        mutual = Mutual.objects.get(pk=scene.mutual_id)
        return make_contacts.case(mutual, holder=User.objects.get(pk=nadia)).pk

    return stage.do(open_case)


@pytest.fixture
def note(case: UUID, visit: Visit) -> Page:
    page = visit(NADIA, f"/contacts/{case}/")
    page.locator("#live-on").wait_for()
    return page


def kept(stage: Stage, case: UUID) -> str:
    return stage.do(lambda: Draft.objects.filter(case_id=case).values_list("text", flat=True).first() or "")


SAVED = "#draft-kept:has-text('Enregistré à')"


def test_what_is_typed_is_kept_by_itself(stage: Stage, case: UUID, note: Page) -> None:
    note.locator("#id_note").press_sequentially("Elle demande un devis")
    note.locator(SAVED).wait_for()
    assert kept(stage, case) == "Elle demande un devis"


def test_a_draft_survives_its_tab(case: UUID, note: Page, pages: Pages) -> None:
    tab = pages.open(NADIA, f"/contacts/{case}/")
    tab.locator("#id_note").press_sequentially("Elle demande un devis")
    tab.close(run_before_unload=True)
    # It leaves with the tab, and arrives when it arrives.
    note.wait_for_function(KEPT, arg=note.get_attribute("#id_note", "data-cc-draft"))
    note.reload()
    expect(note.locator("#id_note")).to_have_value("Elle demande un devis")
    expect(note.locator("#draft-kept")).to_contain_text("repris")


def test_a_draft_survives_the_death_of_the_server(stage: Stage, case: UUID, note: Page) -> None:
    note.locator("#id_note").press_sequentially("Elle demande")
    note.locator(SAVED).wait_for()
    stage.kill_pages()
    note.locator("#id_note").press_sequentially(" un devis")
    note.evaluate("document.activeElement.blur()")
    stage.start_pages()
    note.wait_for_function(
        "before => document.getElementById('draft-kept').textContent !== before",
        arg=note.locator("#draft-kept").text_content(),
        timeout=20_000,
    )
    note.reload()
    expect(note.locator("#id_note")).to_have_value("Elle demande un devis")
    assert kept(stage, case) == "Elle demande un devis"


def test_two_tabs_show_both_texts(stage: Stage, case: UUID, note: Page, pages: Pages) -> None:
    other = pages.open(NADIA, f"/contacts/{case}/")
    other.locator("#live-on").wait_for()
    note.locator("#id_note").press_sequentially("Un devis optique")
    note.locator(SAVED).wait_for()
    other.locator("#id_note").press_sequentially("Un devis dentaire")
    other.locator("[data-cc-conflict] ins").wait_for()
    other.locator("[data-cc-choose]").nth(2).click()
    other.locator(SAVED).wait_for()
    pages.leave(NADIA, other)
    assert kept(stage, case) == "Un devis optique\nUn devis dentaire"


def test_a_recorded_note_leaves_no_draft(stage: Stage, case: UUID, note: Page) -> None:
    note.locator("#id_note").press_sequentially("Elle demande un devis")
    note.locator("#id_note").press("Control+Enter")
    expect(note.locator("#id_note")).to_have_value("")
    assert kept(stage, case) == ""


@pytest.fixture
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine that is busy with the other tests answers, only later than who works at a desk would wait."""
    monkeypatch.setattr(deadlines, "VALKEY_PATIENCE", timedelta(seconds=5))
    monkeypatch.setattr(queries, "_servers", {})
    monkeypatch.setattr(services, "_silent_until", {})


def test_an_open_board_follows_what_happens(patient: None, pages: Pages, stage: Stage, scene: Scene) -> None:
    """Long before it would look by itself; a table that was opened on it stays open."""
    page = pages.open("samia", "/plateau/")
    page.locator("#live-on").wait_for()
    page.locator("#see-people-open").press("Enter")
    before = page.locator("#b-cmp-open").inner_text()

    def come() -> None:
        mutual = Mutual.objects.get(pk=scene.mutual_id)
        with acting(job("test")), within_mutuals([mutual.pk]):
            make_contacts.case(mutual)

    with override_settings(REDIS_URL=stage.environment["REDIS_URL"]):
        stage.do(come)
    expect(page.locator("#b-cmp-open")).not_to_have_text(before, timeout=8_000)
    expect(page.locator("#see-people")).to_have_attribute("open", "")
    pages.leave("samia", page)


SLOW = """() => {
  const asked = window.fetch;
  window.fetch = async (...args) => {
    await new Promise((done) => setTimeout(done, 1500));
    return asked.apply(window, args);
  };
  setInterval(() => document.body.dispatchEvent(new CustomEvent("cc:activity")), 300);
}"""


def test_a_board_that_is_slow_arrives_on_a_busy_day_all_the_same(
    patient: None, pages: Pages, stage: Stage, scene: Scene
) -> None:
    """No look ends the one before it, though there is always something new to look for."""
    page = pages.open("samia", "/plateau/")
    page.locator("#live-on").wait_for()
    page.evaluate(SLOW)
    with page.expect_response("**/plateau/vue/"):
        page.evaluate("document.querySelector('#board').dataset.old = 'yes'")
    page.locator("#board:not([data-old])").wait_for()
    page.reload()  # the page that comes next is fast again
    pages.leave("samia", page)
