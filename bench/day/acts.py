"""What an adviser does with one contact, request by request, with the forms that the pages hold."""

import json
import re
from random import Random
from typing import TYPE_CHECKING, Any, Protocol

from bench.day import forms

if TYPE_CHECKING:
    from collections.abc import Callable

OK, MOVED, KEPT = 200, 302, 204
DESK = "/"
PAGE = re.compile(r"/contacts/([0-9a-f-]{36})/$")
PERSON = re.compile(r'href="\?personne=([0-9a-f-]{36})"')
QUOTES = re.compile(r"/devis/([0-9a-f-]{36})/")
SLOT = re.compile(r'name="slot" value="([^"]+)"')
ARTICLE = re.compile(r'"step": "read", "version": "(\d+)"')
DRAFT = re.compile(r'/brouillons/note/"[^>]* data-cc-draft-version="(\d+)"')
SAID = (
    "Appelle pour savoir ce qui reste à sa charge.",
    " A reçu son devis hier, veut se décider avant la fin du mois.",
    " Lui ai dit ce que la mutuelle rembourse et ce que cela suppose.",
)
ANSWER = "Bonjour,\n\nvous nous avez demandé ce qui reste à votre charge. Voici ce que prévoit votre contrat.\n\nCordialement"
DENTAL = (
    ("HBLD073", "440,00"), ("HBLD090", "175,00"), ("HBLD490", "60,00"), ("HBLD038", "290,00"), ("HBLD734", "690,00"),
    ("HBLD245", "240,00"), ("HBLD486", "80,00"),
)  # fmt: skip
EYE = {"sphere": "-1,25", "cylinder": "-0,50", "axis": "90", "addition": "2,00"}
OPTICAL: tuple[dict[str, str], ...] = (
    {"code": "MONTURE-B", "price": "140,00"},
    {"code": "VERRE-B", "price": "210,00", "eye": "R", **EYE},
    {"code": "VERRE-B", "price": "210,00", "eye": "L", **EYE},
)
KINDS = ("dentiste", "ophtalmologue", "opticien", "médecin généraliste", "masseur-kinésithérapeute")
TOWNS = ("34500 Béziers", "75011 Paris", "69003 Lyon", "13001 Marseille", "31000 Toulouse", "44000 Nantes")
QUESTIONS = (
    "carte de tiers payant",
    "délai de remboursement",
    "télétransmission",
    "adresse",
    "résiliation",
    "lunettes",
)
ANSWERS = ("told", "told", "known", "unsuitable", "refused")


class Hands(Protocol):
    """What somebody at a browser can do. Both ask raise what `bench.day.player.StepError` says."""

    chance: Random

    def ask(
        self, step: str, method: str, path: str, said: Any = None, *, fragment: bool = False, wanted: int = OK
    ) -> str:
        """The body of the answer; for what moves on, the address."""

    def pause(self, seconds: float) -> None:
        """Of the day: shorter when it is played faster."""


def shown(hands: Hands, case_id: str) -> str:
    """The page of a contact, opened."""
    return hands.ask("page of the contact", "GET", f"/contacts/{case_id}/")


def identify(hands: Hands, case_id: str, page: str) -> str:
    """Who calls has told two facts; the page then shows the file."""
    here = f"/contacts/{case_id}/"
    try:
        said = forms.fields(page, f"{here}identite/")
    except forms.NoFormError:
        found = PERSON.search(page)
        if found is None:
            raise
        page = hands.ask("page of the contact", "GET", f"{here}?personne={found[1]}")
        said = forms.fields(page, f"{here}identite/")
    hands.ask(
        "identity checked", "POST", f"{here}identite/", {**said, "told": ["birth_date", "postcode"]}, wanted=MOVED
    )
    return shown(hands, case_id)


def code(hands: Hands, case_id: str, page: str, reason: str) -> None:
    action = f"/contacts/{case_id}/motif/"
    hands.ask("reason", "POST", action, {**forms.fields(page, action), "reason": reason}, fragment=True)


def write_note(hands: Hands, case_id: str, page: str) -> None:
    """Sentence after sentence kept as it is typed, then the note itself."""
    here, text = f"/contacts/{case_id}/", ""
    version = DRAFT.findall(page)[0]
    for sentence in SAID:
        hands.pause(8)
        text += sentence
        draft = {"text": text, "version": version}
        version = json.loads(hands.ask("note as typed", "POST", f"{here}brouillons/note/", draft))["version"]
    hands.ask("note kept", "POST", f"{here}note/", {"note": text}, wanted=MOVED)
    shown(hands, case_id)


# ---- what the contact is about


def quotes(hands: Hands, case_id: str, by: str) -> None:
    """An analysis with one to five quotes, typed line by line, computed and told."""
    start = f"/contacts/{case_id}/devis/"
    page = hands.ask("quotes: panel", "GET", start)
    said = forms.fields(page, start)
    is_optical = said.get("domain") == "optical"
    entry = hands.ask("quotes: analysis begun", "POST", start, said, wanted=MOVED)
    count = hands.chance.choice((1, 1, 2, 2, 3, 4, 5))
    for number in range(1, count + 1):
        page = hands.ask("quotes: entry", "GET", entry)
        typed = {**forms.fields(page, entry), "label": f"Cabinet {number}"}
        for at, line in enumerate(OPTICAL if is_optical else _dental(hands.chance)):
            hands.pause(6)
            codes = f"{entry.removesuffix('ajouter/')}codes/?lines-{at}-code={line['code']}"
            hands.ask("quotes: code looked up", "GET", codes, fragment=True)
            typed |= {f"lines-{at}-{name}": value for name, value in line.items()}
        step = {"step": "next"} if number < count else {}
        moved = hands.ask("quotes: computed", "POST", entry, {**typed, **step}, wanted=MOVED)
    page = hands.ask("quotes: comparison", "GET", moved)
    hands.pause(25)
    tell = f"{moved}annoncer/"
    hands.ask("quotes: told", "POST", tell, {**forms.fields(page, tell), "by": by}, wanted=MOVED)
    shown(hands, case_id)


def _dental(chance: Random) -> list[dict[str, str]]:
    lines = chance.sample(DENTAL, chance.randint(2, 5))
    return [{"code": code, "price": price, "tooth": "36"} for code, price in lines]


def refer(hands: Hands, case_id: str) -> None:
    """Five names drawn, and read aloud."""
    here = f"/contacts/{case_id}/orientation/"
    page = hands.ask("referral: panel", "GET", here, fragment=True)
    asked = {"profession": hands.chance.choice(KINDS), "place": hands.chance.choice(TOWNS)}
    hands.pause(10)
    page = hands.ask("referral: drawn", "POST", here, {**forms.fields(page, here), **asked}, fragment=True)
    hands.pause(40)
    said = forms.fields(page, here, having='name="step" value="tell"')
    hands.ask("referral: told", "POST", here, {**said, "channel": "phone"}, fragment=True)


def promise(hands: Hands, case_id: str) -> None:
    """The first free time; when a colleague takes it meanwhile, the first of those then shown; without any, a holding contact."""
    here = f"/contacts/{case_id}/rappel/"
    page = hands.ask("call-back: panel", "GET", here, fragment=True)
    hands.pause(30)
    said = {**forms.fields(page, here), "subject": "Un conseil", "question": "Que faire d’abord ?"}
    found = SLOT.search(page)
    chosen = {"step": "promise", "slot": found[1]} if found else {"step": "holding"}
    hands.ask("call-back: promised", "POST", here, {**said, **chosen}, fragment=True)


def look_up(hands: Hands, case_id: str) -> None:
    """An answer searched for as one types, read, and put into the note."""
    here = f"/contacts/{case_id}/fiches/"
    hands.ask("articles: panel", "GET", here, fragment=True)
    words, page = hands.chance.choice(QUESTIONS), ""
    for end in (len(words) // 2, len(words)):
        hands.pause(2)
        page = hands.ask("articles: search", "POST", here, {"step": "search", "q": words[:end]}, fragment=True)
    found = ARTICLE.search(page.replace("&quot;", '"'))
    if found is None:
        return
    version = {"version": found[1]}
    hands.ask("articles: read", "POST", here, {"step": "read", **version}, fragment=True)
    hands.pause(30)
    hands.ask("articles: cited", "POST", here, {"step": "cite", "place": "note", **version}, fragment=True)


TOPICS: "dict[str, tuple[str, str, Callable[[Hands, str], None] | None]]" = {
    "dental": ("devis-dentaire", "informed", None),
    "optical": ("devis-optique", "informed", None),
    "referral": ("orientation", "referred", refer),
    "call-back": ("rappel-expert", "promised", promise),
    "articles": ("remboursement-ou-en-est", "informed", look_up),
}
"""Reason, outcome, and what is done; quotes need to know how they are told."""


def topic_of(chance: Random, quotes_share: float, *, by_phone: bool) -> str:
    if chance.random() < quotes_share:
        return chance.choice(("dental", "dental", "optical"))
    return chance.choice(("referral", "call-back", "articles", "articles", "articles") if by_phone else ("articles",))


def answer(hands: Hands, case_id: str) -> None:
    """A reply in the channel that the program proposes."""
    here = f"/contacts/{case_id}/reponse/"
    page = hands.ask("reply: panel", "GET", here, fragment=True)
    hands.pause(90)
    draft = f"/contacts/{case_id}/brouillons/reponse/"
    version = json.loads(hands.ask("reply: draft read", "GET", draft, fragment=True))["version"]
    hands.ask("reply as typed", "POST", draft, {"text": ANSWER, "version": version})
    said = {**forms.fields(page, here), "subject": "Votre demande", "body": ANSWER}
    hands.ask("reply: sent", "POST", here, said, fragment=True)


def close(hands: Hands, case_id: str, outcome: str) -> None:
    """The last panel, with what became of the campaign that it proposes; then the desk again."""
    here = f"/contacts/{case_id}/cloturer/"
    page = hands.ask("closing: panel", "GET", here, fragment=True)
    hands.pause(10)
    said = {**forms.fields(page, here), "outcome": outcome, "is_solved": "yes"}
    first = str(said.get("prevention-shown", "")).partition(",")[0]
    if first:
        said[f"prevention-{first}"] = hands.chance.choice(ANSWERS)
    hands.ask("closing: closed", "POST", here, said, wanted=MOVED)
    hands.ask("desk", "GET", DESK)


def handle(hands: Hands, case_id: str, page: str, topic: str, *, by_phone: bool) -> str:
    """From the reason to what is told; the outcome with which to close."""
    reason, outcome, act = TOPICS[topic]
    code(hands, case_id, page, reason)
    write_note(hands, case_id, page)
    if act is not None:
        act(hands, case_id)
    else:
        quotes(hands, case_id, "phone" if by_phone else "email")
    return outcome
