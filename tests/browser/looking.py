"""What is measured on a page, in the page."""

from typing import Any

from playwright.sync_api import Page

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
COLOURS = ["color-contrast", "link-in-text-block"]
"""The rules that look at colours, all that the other theme changes."""

RUN = (
    "(only) => axe.run({runOnly: only, resultTypes: ['violations'], preload: false}).then(({violations}) => violations)"
)

# Pixels by which the page is larger than the window, across and down.
EXCESS = "[document.documentElement.scrollWidth - innerWidth, document.documentElement.scrollHeight - innerHeight]"

# Parts of the bar that run into the next one, and lists of the administration that end before their last column.
OVERRUN = """() => [...document.querySelectorAll(".r1 > :not(.menu), .results")]
  .filter((element) => element.checkVisibility() && element.clientWidth > 0 && element.scrollWidth > element.clientWidth + 1)
  .map((element) => element.outerHTML.slice(0, 60))"""

# What one clicks or taps and is under 24 px; a box together with its label. Links inside a sentence are exempt (WCAG 2.5.8).
SMALL = """() => {
  const controls = "a[href], button, input:not([type=hidden]), select, textarea, summary, [role=option]";
  const inSentence = (element) => element.matches("a") && getComputedStyle(element).display === "inline" && element.closest("p, dd, td, li, .notice > div");
  const boxes = (element) => [element, ...(element.labels ?? [])].map((part) => part.getBoundingClientRect()).filter((box) => box.width > 1);
  const size = (found) => [
    Math.max(...found.map((box) => box.right)) - Math.min(...found.map((box) => box.left)),
    Math.max(...found.map((box) => box.bottom)) - Math.min(...found.map((box) => box.top)),
  ];
  return [...document.querySelectorAll(controls)]
    .filter((element) => element.checkVisibility({visibilityProperty: true}) && !element.closest(".skip") && !inSentence(element))
    .map((element) => [element, boxes(element)])
    .filter(([, found]) => found.length > 0 && Math.min(...size(found)) < 23.9)
    .map(([element, found]) => `${element.outerHTML.slice(0, 90)} ${size(found)}`);
}"""

# Text that sticks out of the window sideways, or is cut by its own box without an ellipsis or a way to scroll.
CUT = """() => [...document.querySelectorAll("body *")]
  .filter((element) => element.checkVisibility({visibilityProperty: true}) && !element.closest(".visually-hidden, .skip, .found[hidden]"))
  .filter((element) => [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim()))
  .filter((element) => {
    const box = element.getBoundingClientRect();
    const isCut = element.scrollWidth > element.clientWidth + 1 && getComputedStyle(element).overflowX === "hidden" && element.clientWidth > 0;
    return box.width > 0 && (box.right > innerWidth + 1 || box.left < -1 || isCut) && !element.closest(".wide-table, .results");
  })
  .map((element) => `${element.tagName}.${element.className} ${element.textContent.trim().slice(0, 60)}`)"""

# The outline or ring that shows where the focus is, empty when nothing shows.
FOCUS = """() => {
  const element = document.activeElement;
  const shown = element.classList.contains("visually-hidden") ? element.closest("label") : element;
  const style = getComputedStyle(shown);
  const box = shown.getBoundingClientRect();
  const ring = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2 ? style.outlineColor : "";
  return {
    name: `${element.tagName.toLowerCase()}#${element.id} ${(element.getAttribute("aria-label") ?? element.textContent).trim().slice(0, 40)}`,
    ring,
    seen: box.width > 0 && box.height > 0 && box.right > 0 && box.bottom > 0 && box.left < innerWidth && box.top < innerHeight,
    region: element.closest(".r1, .r2, .r3, .r4, .r5, .r6")?.className ?? "",
    body: element === document.body,
  };
}"""


def violations(page: Page, only: list[str]) -> list[str]:
    """What axe-core, which the page has, finds by the rules or tags ONLY: one line for each rule."""
    found = page.evaluate(RUN, only)
    return [f"{rule['id']}: {[node['target'] for node in rule['nodes']]}" for rule in found]


def tab_stops(page: Page, most: int = 120) -> list[dict[str, Any]]:
    """What the focus meets from the top of the page to its end, by Tab."""
    page.evaluate("document.activeElement.blur()")
    stops = []
    for _ in range(most):
        page.keyboard.press("Tab")
        stop = page.evaluate(FOCUS)
        if stop["body"]:
            break
        stops.append(stop)
    return stops
