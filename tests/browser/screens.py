"""Every screen and state that a person can see: whose it is, and how it is reached."""

from collections.abc import Callable
from dataclasses import dataclass

from playwright.sync_api import Page

from tests.browser.scene import PASSWORD, Scene

Steps = Callable[[Page, Scene], None]


@dataclass(frozen=True, slots=True)
class Screen:
    """`steps` lead on from `path`. One that belongs to the workstation fills the window and never scrolls as a whole."""

    name: str
    username: str
    path: str
    steps: Steps = lambda _page, _scene: None
    is_workstation: bool = True


def find(page: Page, text: str) -> None:
    """Type in the search and wait for what it says."""
    page.keyboard.press("F2")
    page.keyboard.type(text)
    page.locator("#found-box:not(:empty)").wait_for()
    page.wait_for_load_state("networkidle")


def searching(text: str) -> Steps:
    return lambda page, _: find(page, text)


def open_file(page: Page, text: str) -> None:
    find(page, text)
    page.keyboard.press("Enter")
    page.locator("#h-person").wait_for()


def opening(text: str) -> Steps:
    return lambda page, _: open_file(page, text)


def changing(kind: str) -> Steps:
    def steps(page: Page, _: Scene) -> None:
        open_file(page, "20411873 14/03/1958")
        page.locator(f"#open-{kind}").press("Enter")
        page.locator("#h-change").wait_for()

    return steps


def refused_change(page: Page, scene: Scene) -> None:
    changing("telephone")(page, scene)
    page.locator("#change input[name=number]").fill("12")
    page.keyboard.press("Enter")
    page.locator("#faults").wait_for()


def break_glass(page: Page, scene: Scene) -> None:
    page.goto(f"/adherents/{scene.members['patrick']}/motif/")


def refused_reason(page: Page, scene: Scene) -> None:
    break_glass(page, scene)
    page.locator("[name=reason]").fill("à voir")
    page.keyboard.press("Control+Enter")
    page.locator("#faults").wait_for()


def second_step(page: Page, _: Scene) -> None:
    page.keyboard.type("claire")
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/connexion/code/")


def refused_sign_in(page: Page, _: Scene) -> None:
    page.keyboard.type("claire")
    page.keyboard.press("Tab")
    page.keyboard.type("pas le bon mot de passe")
    page.keyboard.press("Enter")
    page.locator("[role=alert]:visible, #faults").first.wait_for()


def pressing(key: str, then: str) -> Steps:
    def steps(page: Page, _: Scene) -> None:
        page.keyboard.press(key)
        page.locator(then).wait_for()

    return steps


def menu(page: Page, _: Scene) -> None:
    page.locator(".me").press("Enter")
    page.locator("#menu").wait_for()


def signed_out(page: Page, _: Scene) -> None:
    page.context.clear_cookies()
    page.keyboard.type("marchand")
    page.locator("#signed-out").wait_for()


SCREENS = [
    Screen("sign-in", "", "/", is_workstation=False),
    Screen("sign-in-refused", "", "/", refused_sign_in, is_workstation=False),
    Screen("second-step", "", "/", second_step, is_workstation=False),
    Screen("password-forgotten", "", "/mot-de-passe/oublie/", is_workstation=False),
    Screen("desk", "claire", "/"),
    Screen("search", "claire", "/", searching("marchand 1403")),
    Screen("search-one-fact", "claire", "/", searching("marchand")),
    Screen("search-near", "claire", "/", searching("marchandau 14/03/1958")),
    Screen("search-nobody", "claire", "/", searching("zzyzx 1403")),
    Screen("member", "claire", "/", opening("20411873 14/03/1958")),
    Screen("member-numbers", "claire", "/", changing("telephone")),
    Screen("member-refused", "claire", "/", refused_change),
    Screen("member-move", "claire", "/", changing("adresse")),
    Screen("member-consent", "claire", "/", changing("accord")),
    Screen("member-care", "claire", "/", changing("fragilite")),
    Screen("member-correspondent", "claire", "/", changing("interlocuteur")),
    Screen("palette", "claire", "/", pressing("Control+k", "#palette")),
    Screen("keys", "claire", "/journal/", pressing("?", "#keys")),
    Screen("menu", "claire", "/", menu),
    Screen("signed-out", "claire", "/", signed_out),
    Screen("break-glass", "samia", "/", break_glass),
    Screen("break-glass-refused", "samia", "/", refused_reason),
    Screen("break-glass-review", "paul", "/controle/ouvertures-motivees/"),
    Screen("access-log", "dpo", "/journal/"),
    Screen("home", "paul", "/"),
    Screen("security", "claire", "/securite/"),
    Screen("password", "claire", "/securite/mot-de-passe/"),
    Screen("sessions", "claire", "/securite/sessions/"),
    Screen("not-found", "claire", "/nulle-part/", is_workstation=False),
]
