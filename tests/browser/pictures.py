"""Pictures of the screens for the documents, in both themes. Not part of the suite: `make pictures` asks for them."""

import io
from pathlib import Path

import pypdfium2
import pytest
from django.conf import settings
from PIL import Image
from playwright.sync_api import Page

from tests.browser.conftest import Pages
from tests.browser.scene import Scene
from tests.browser.screens import SCREENS, Screen

pytestmark = pytest.mark.browser

FOLDER = Path(settings.ROOT) / "docs/pictures"
SHOWN = {
    "desk": "desk", "search": "search", "member": "member", "call-popped": "call-popped", "call": "call",
    "closing": "closing", "transfer": "transfer", "reply": "reply", "email-document": "email", "work-list": "work-list",
    "history-search": "history", "quotes-explained": "quotes", "quote-codes": "quote", "tariffs-changes": "tariffs",
    "sign-in": "login", "access-log": "journal", "import-refused": "import", "break-glass": "break-glass",
    "administration-grants": "administration",
    "quotes-send": "quotes-send", "opinion": "opinion", "promise": "promise", "call-back": "call-back",
    "agenda": "agenda", "absences-preview": "absences", "article-beside": "article", "articles-work": "articles",
    "prevention-campaign": "campaign", "prevention-map": "campaigns", "brochures": "brochures", "brochure-refused": "brochure",
    "complaint": "complaint", "complaint-answer": "complaint-answer", "complaints": "complaints",
    "quality": "quality", "quality-sample": "quality-sample", "evaluations": "evaluations", "satisfaction-refused": "satisfaction",
    "printing": "printing", "board": "board", "wall": "wall", "indicator": "indicator",
    "comparison": "comparison", "hours": "hours", "day": "day", "staffing": "staffing",
    "monthly": "monthly", "watch": "watch", "personal-data-access": "personal-data", "personal-data-erasure": "erasure",
    "personal-data-durations": "durations",
}  # fmt: skip
"""Screens, and the names of their pictures."""

COLOURS = 160
MOST_BYTES = 200_000


def take(page: Page, name: str) -> int:
    """Writes docs/pictures/NAME.png, of 1366 by 768 points; its size in bytes."""
    page.mouse.move(0, 0)
    page.evaluate("document.fonts.ready")
    raw = page.screenshot(animations="disabled", caret="hide")
    return write(Image.open(io.BytesIO(raw)), name)


def write(drawn: Image.Image, name: str) -> int:
    """With a palette of its own colours."""
    picture = drawn.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
    FOLDER.mkdir(exist_ok=True)
    picture.save(FOLDER / f"{name}.png", optimize=True)
    return (FOLDER / f"{name}.png").stat().st_size


@pytest.mark.parametrize(
    "screen", [screen for screen in SCREENS if screen.name in SHOWN], ids=lambda screen: screen.name
)
def test_pictures(pages: Pages, scene: Scene, screen: Screen) -> None:
    page = pages.open(screen.username, screen.address(scene))
    screen.steps(page, scene)
    sizes = []
    for theme in ("light", "dark"):
        page.emulate_media(color_scheme=theme)
        sizes.append(take(page, f"{SHOWN[screen.name]}-{theme}"))
    pages.leave(screen.username, page)
    assert max(sizes) < MOST_BYTES


def test_picture_of_the_member_s_page(pages: Pages, scene: Scene) -> None:
    """On paper there is one theme."""
    page = pages.open("agathe", f"/devis/{scene.cases['quotes']}/envoyer/")
    paper = pypdfium2.PdfDocument(page.request.get(f"/devis/{scene.cases['quotes']}/page-adherent.pdf").body())
    size = write(paper[0].render(scale=1.4).to_pil(), "member-page")
    pages.leave("agathe", page)
    assert size < MOST_BYTES


def test_picture_of_a_letter(pages: Pages, scene: Scene) -> None:
    """As it leaves: the first page of its PDF."""
    page = pages.open("agathe", "/courriers/")
    address = page.locator('a[href$="lettre.pdf"]').first.get_attribute("href")
    paper = pypdfium2.PdfDocument(page.request.get(str(address)).body())
    size = write(paper[0].render(scale=1.4).to_pil(), "letter")
    pages.leave("agathe", page)
    assert size < MOST_BYTES
