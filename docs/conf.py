"""The site of `make docs`: the guide in French and these papers in English, with nothing from another host."""

import re
from pathlib import Path
from typing import Any

project = "contactcenter"
extensions = ["myst_parser"]
exclude_patterns = ["requirements.*"]
language = "fr"
# Quotation marks are typed as they are meant, in two languages.
smartquotes = False
myst_enable_extensions = ["deflist"]
myst_heading_anchors = 3

html_theme = "furo"
html_title = "contactcenter"
html_show_copyright = False
html_show_sphinx = False
html_copy_source = False
html_show_sourcelink = False

HERE = Path(__file__).resolve().parent
LINK = re.compile(r"(?<!!)\[([^\]]+)\]\(([\w./-]+)\)")
FRENCH = ("index", "guide/", "search", "genindex")


def say_the_language(_app: Any, page: str, _template: str, context: dict[str, Any], _tree: Any) -> None:
    """The guide is French, the rest English; a screen reader is told which."""
    context["language"] = "fr" if page.startswith(FRENCH) else "en"


def leave_out_what_is_not_a_page(app: Any, page: str, source: list[str]) -> None:
    """A link to a file of the sources, or to a folder, is for who reads these papers there; here its words stay."""

    def said(link: re.Match[str]) -> str:
        target = (Path(app.srcdir) / page).parent.joinpath(link[2]).resolve()
        return link[0] if target.suffix and HERE in target.parents else link[1]

    source[0] = LINK.sub(said, source[0])


def setup(app: Any) -> None:
    app.connect("source-read", leave_out_what_is_not_a_page)
    app.connect("html-page-context", say_the_language)
