"""Every screen and state that a person can see: whose it is, and how it is reached."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from urllib.parse import parse_qs

from playwright.sync_api import Page, Request, expect

from tests.browser.scene import PASSWORD, Scene

Steps = Callable[[Page, Scene], None]


@dataclass(frozen=True, slots=True)
class Screen:
    """`steps` lead on from `path`, in which the scene's members and cases are named. Django's own pages, those of the administration, scroll and have links in lines."""

    name: str
    username: str
    path: str
    steps: Steps = lambda _page, _scene: None

    @property
    def is_workstation(self) -> bool:
        return not self.name.startswith("administration")

    def address(self, scene: Scene) -> str:
        return self.path.format(**scene.members, **scene.cases)


BUSY = ".htmx-request, .htmx-swapping, .htmx-settling, .htmx-added"
MEMBER = "/adherents/{helene}/"
REASON = "/adherents/{patrick}/motif/"
SPOKEN, WRITTEN = "/contacts/{spoken}/", "/contacts/{written}/"
QUOTES = "/devis/{quotes}/"
COMPLAINT = "/reclamations/{complaint}/"
SAMPLE = "/qualite/contacts/{sample}/"
ARTICLE = "/fiches/{article}/"
NEXT_WEEK = f"{date.today() + timedelta(days=7):%G-W%V}"  # noqa: DTZ011  any week to come will do


def asks(request: Request, text: str) -> bool:
    """Whether it is the search's request for TEXT."""
    return request.method == "POST" and parse_qs(request.post_data or "").get("q") == [text]


def find(page: Page, text: str) -> None:
    """Type in the search and wait for what it says."""
    page.keyboard.press("F2")
    with page.expect_response(lambda response: asks(response.request, text)):
        page.keyboard.type(text)
    expect(page.locator(BUSY)).to_have_count(0)


def searching(text: str) -> Steps:
    return lambda page, _: find(page, text)


def finding_person(page: Page, _scene: Scene) -> None:
    """Two facts, typed by the officer."""
    page.fill("#who", "marchandeau 14/03/1958")
    page.keyboard.press("Enter")
    expect(page.locator("#people table")).to_be_visible()


def choosing_person(page: Page, scene: Scene) -> None:
    finding_person(page, scene)
    page.locator("#people button").first.click()
    expect(page.locator("#h-standing")).to_be_visible()


def open_file(page: Page, text: str) -> None:
    find(page, text)
    page.keyboard.press("Enter")
    page.locator("#h-person").wait_for()


def wrong_day(page: Page, _: Scene) -> None:
    page.locator("#id_on").fill("31/02/2026")
    page.keyboard.press("Enter")
    page.locator("#id_on_error").wait_for()


def changing(kind: str) -> Steps:
    def steps(page: Page, _: Scene) -> None:
        if "/adherents/" not in page.url:
            open_file(page, "20411873 14/03/1958")
        page.locator(f"#open-{kind}").press("Enter")
        page.locator("#h-change").wait_for()

    return steps


def refused_change(page: Page, scene: Scene) -> None:
    changing("telephone")(page, scene)
    page.locator("#change input[name=number]").fill("12")
    page.keyboard.press("Enter")
    page.locator("#faults").wait_for()


def refused_reason(page: Page, _: Scene) -> None:
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


def choose_template(page: Page, _: Scene) -> None:
    """The first that has the letters, with places that are still open."""
    pressing("F8", "#reply-template")(page, _)
    page.locator("#reply-template").fill("demande")
    page.keyboard.press("Enter")
    page.locator("#reply .notice-warn").wait_for()


def preview(page: Page, _: Scene) -> None:
    pressing("F8", "#reply-template")(page, _)
    page.locator("#reply [name=subject]").fill("Votre devis de couronne")
    page.locator("#reply [name=body]").fill("Bonjour,\n\nIl restera 187,50 € à votre charge.")
    page.locator("#reply [name=subject]").press("Enter")
    page.locator("#h-preview").wait_for()


def opening(link: str, then: str) -> Steps:
    """What a link or button opens in place."""

    def steps(page: Page, _: Scene) -> None:
        page.locator(link).first.press("Enter")
        page.locator(then).first.wait_for()

    return steps


def wrong_pages(page: Page, _: Scene) -> None:
    opening(".paper a", ".viewer-page img")(page, _)
    page.locator("#split-pages").fill("7-9")
    page.keyboard.press("Enter")
    page.locator("#split-fault").wait_for()


def join_one_of_several(page: Page, _: Scene) -> None:
    find(page, "marchand 1403")
    page.keyboard.press("Enter")
    page.locator(".join").wait_for()


def refused_closing(page: Page, _: Scene) -> None:
    pressing("F9", "#closing")(page, _)
    page.locator("#closing [name=reason]").select_option("")
    page.keyboard.press("Control+Enter")
    page.locator("#faults").wait_for()


def search_history(page: Page, _: Scene) -> None:
    page.locator("#id_q").press_sequentially("carte")
    expect(page.locator("#entries li")).to_have_count(2)


def opening_reasons(page: Page, _: Scene) -> None:
    page.locator("#reason-text").fill("dev")
    page.locator("#reason-list [role=option]").first.wait_for()


def typing_words(page: Page, _: Scene) -> None:
    field = page.locator("[name=lines-3-code]")
    field.press_sequentially("couronne zirc 36")
    page.locator(".codes [role=option]").first.wait_for()


def wrong_tooth(page: Page, _: Scene) -> None:
    page.locator("[name=lines-0-tooth]").fill("19")
    page.locator("[name=lines-1-price]").fill("-5")
    page.keyboard.press("Control+Enter")
    page.locator("#faults").wait_for()


def absent(page: Page, _: Scene) -> None:
    """A whole week, as the form reads it."""
    today = date.today()  # noqa: DTZ011  the browser's own day
    page.locator("[name=expert]").first.select_option(label="Odile Ferrand")
    page.locator("[name=day_from]").fill(f"{today:%d/%m/%Y}")
    page.locator("[name=day_until]").fill(f"{today + timedelta(days=7):%d/%m/%Y}")
    page.locator("[name=day_until]").press("Enter")
    page.locator("#h-preview").wait_for()


def refused_absence(page: Page, _: Scene) -> None:
    page.locator("[name=day_from]").fill("28/03/2027")
    page.locator("[name=hour_from]").fill("02:30")
    page.locator("[name=hour_from]").press("Enter")
    page.locator("#faults").wait_for()


def sending_to_nobody(page: Page, _: Scene) -> None:
    page.locator("[name=to]").fill("personne")
    page.locator("[name=to]").press("Control+Enter")
    page.locator("#faults").wait_for()


def complaining(page: Page, _: Scene) -> None:
    """By the one key, outside of a text."""
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("!")
    page.locator("[name=words]").wait_for(timeout=5_000)


def refused_complaint(page: Page, _: Scene) -> None:
    page.locator("[name=sent_on]").fill("31/02/2026")
    page.locator("[name=sent_on]").press("Control+Enter")
    page.locator("#faults").wait_for()


def refused_days(page: Page, _: Scene) -> None:
    page.locator("[name=received_on]").fill("31/02/2026")
    page.locator("[name=received_on]").press("Control+Enter")
    page.locator("#faults").wait_for()


def refusing(page: Page, _: Scene) -> None:
    """The text of a refusal, with the mediator's notice beside it."""
    page.locator("[name=outcome][value=refused]").check()
    page.locator(".reply-head .notice", has_text="médiateur").last.wait_for()


def refused_remark(page: Page, _: Scene) -> None:
    """Opened and sent with nothing in it, by the keyboard."""
    page.locator("#work details summary").first.press("Enter")
    page.locator("#work details[open] button").first.press("Enter")
    page.locator("#faults").wait_for()


HEADER = "member_number;rank;kinship;contract_number;product_code;contract_starts_on;covered_from;sex;birth_name;first_names;birth_date"
ROWS = (
    "20411873;1;holder;A-2019-11873;EQU300;01/01/2021;01/01/2021;F;Lagarde;Hélène Marie;31/02/1958",
    "33100001;1;holder;A-2026-33100;EQU200;01/01/2026;01/01/2026;M;Aubrac;Julien;12/05/1984",
    "33100002;1;holder;A-2026-33101;INCONNU;01/01/2026;01/01/2026;X;Vidal;Nora;03/09/1990",
)


def must_confirm(page: Page, then: str) -> bool:
    """Whether the password was given too long ago, and is given now: what was asked for is to be asked for again, unless it went on to THEN."""
    page.locator(then).or_(page.locator("[name=password]:focus")).first.wait_for()
    if "/securite/confirmer/" not in page.url:
        return False
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(lambda address: "/securite/" not in address)
    return page.locator(then).count() == 0


def send_file(page: Page, _: Scene) -> None:
    """A file of three rows, two of which no mutual could take."""
    page.set_input_files(
        "[name=file]", {"name": "adherents.csv", "mimeType": "text/csv", "buffer": "\n".join([HEADER, *ROWS]).encode()}
    )
    page.locator("main form [type=submit]").press("Enter")
    if must_confirm(page, "#progress dl"):
        send_file(page, _)


def pressing_note(page: Page, _: Scene) -> None:
    page.locator("main form [type=submit]").first.press("Enter")
    page.locator("#faults").wait_for()


def pressing_keep(page: Page, _: Scene) -> None:
    page.locator("button", has_text="Enregistrer le réseau").click()
    page.locator("#faults").wait_for()


def pressing_keep_source(page: Page, _: Scene) -> None:
    page.locator("button", has_text="Suivre").last.click()
    page.locator("#faults").wait_for()


def pressing_send(page: Page, _: Scene) -> None:
    """With nothing in it."""
    page.locator("main form:not(.notice)").first.evaluate("form => { form.noValidate = true; form.requestSubmit(); }")
    if must_confirm(page, "#faults"):
        pressing_send(page, _)


def subscribing_weekly(page: Page, _: Scene) -> None:
    """To what is told each month alone."""
    page.locator("[name=releve]").select_option("monthly")
    page.locator("[name=rythme]").select_option("week")
    page.get_by_role("button", name="M’avertir").click()
    page.locator("[name=rythme][aria-invalid=true]").wait_for()


def counting(page: Page, _: Scene) -> None:
    """The public of a mailing comes after its page."""
    page.locator("#h-public ~ div .num").first.wait_for()


def article_left(page: Page, _: Scene) -> None:
    """Typed, kept, and taken up again."""
    page.locator("#id_question").fill("Où est ma carte ?")
    page.locator("#draft-kept:not(:empty)").wait_for()
    page.reload()
    page.locator("form.notice").wait_for()


def signed_out(page: Page, _: Scene) -> None:
    """The session is over for one search; the browser goes on with it afterwards."""
    cookies = page.context.cookies()
    page.context.clear_cookies()
    page.keyboard.type("marchand")
    page.locator("#signed-out").wait_for()
    page.context.clear_cookies()
    page.context.add_cookies(cookies)  # type: ignore[arg-type]  # what was read is what is written


def draw(page: Page, _: Scene) -> None:
    pressing("F3", "#h-refer")(page, _)
    page.locator("#refer_profession").fill("dentiste")
    page.keyboard.press("Enter")
    page.locator(".drawn").wait_for()


def draw_nobody(page: Page, _: Scene) -> None:
    pressing("F3", "#h-refer")(page, _)
    page.locator("#refer_profession").fill("plombier")
    page.keyboard.press("Enter")
    page.locator("#refer .fault").wait_for()


def refused_promise(page: Page, scene: Scene) -> None:
    """A number that is dearly paid."""
    opening("#act-callback", "#h-promise")(page, scene)
    page.locator("#promise_phone").fill("0899 70 12 34")
    page.keyboard.press("Control+Enter")
    page.locator("#callback .fault, #callback #faults").first.wait_for()


def search_articles(page: Page, _: Scene) -> None:
    page.locator("#articles-q").fill("tiers payan")
    page.locator("#articles-list [role=option]").first.wait_for()


def beside_the_contact(page: Page, scene: Scene) -> None:
    """By two keys from anywhere."""
    page.keyboard.press("Control+k")
    page.keyboard.press("?")
    page.locator("#h-articles").wait_for()
    search_articles(page, scene)


def reading_beside(page: Page, scene: Scene) -> None:
    beside_the_contact(page, scene)
    page.locator("#articles-q").press("Enter")
    page.locator("#h-article").wait_for()


def doubting_nothing(page: Page, _: Scene) -> None:
    page.locator("details summary").first.click()
    page.locator("details button[type=submit]").first.click()
    page.locator(".fault").first.wait_for()


SCREENS = [
    Screen("sign-in", "", "/"),
    Screen("sign-in-refused", "", "/", refused_sign_in),
    Screen("second-step", "", "/", second_step),
    Screen("password-forgotten", "", "/mot-de-passe/oublie/"),
    Screen("desk", "claire", "/"),
    Screen("search", "claire", "/", searching("marchand 1403")),
    Screen("search-one-fact", "claire", "/", searching("marchand")),
    Screen("search-near", "claire", "/", searching("marchandau 14/03/1958")),
    Screen("search-nobody", "claire", "/", searching("zzyzx 1403")),
    Screen("member", "claire", MEMBER),
    Screen("member-wrong-day", "claire", MEMBER, wrong_day),
    Screen("member-numbers", "claire", MEMBER, changing("telephone")),
    Screen("member-refused", "claire", MEMBER, refused_change),
    Screen("member-move", "claire", MEMBER, changing("adresse")),
    Screen("member-consent", "claire", MEMBER, changing("accord")),
    Screen("member-care", "claire", MEMBER, changing("fragilite")),
    Screen("member-correspondent", "claire", MEMBER, changing("interlocuteur")),
    Screen("presence", "claire", "/", opening("#presence-state", "#presence-menu")),
    Screen("work-list", "karim", "/contacts/"),
    Screen("work-list-channel", "karim", "/contacts/?canal=letter"),
    Screen("work-list-empty", "lucie", "/contacts/"),
    Screen("call-popped", "karim", "/contacts/{popped}/"),
    Screen("call-relative", "karim", "/contacts/{popped}/?personne={helene}&qui=relative"),
    Screen("call", "agathe", SPOKEN),
    Screen("call-reasons", "agathe", SPOKEN, opening_reasons),
    Screen("closing", "agathe", SPOKEN, pressing("F9", "#closing")),
    Screen("closing-refused", "agathe", SPOKEN, refused_closing),
    Screen("park", "agathe", SPOKEN, opening("#act-park", "#hand-on")),
    Screen("transfer", "agathe", SPOKEN, opening("#act-transfer", "#hand-on")),
    Screen("give-back", "agathe", SPOKEN, opening("#act-decline", "#hand-on")),
    Screen("reply", "agathe", SPOKEN, choose_template),
    Screen("reply-preview", "agathe", SPOKEN, preview),
    Screen("reply-page", "agathe", "/contacts/{spoken}/reponse/"),
    Screen("refer", "agathe", SPOKEN, pressing("F3", "#h-refer")),
    Screen("refer-drawn", "agathe", SPOKEN, draw),
    Screen("refer-unknown", "karim", WRITTEN, draw_nobody),
    Screen("promise", "agathe", SPOKEN, opening("#act-callback", "#h-promise")),
    Screen("promise-refused", "agathe", SPOKEN, refused_promise),
    Screen("calls-mine", "odile", "/rappels/les-miens/"),
    Screen("calls-none", "lucie", "/rappels/les-miens/"),
    Screen("calls-all", "samia", "/rappels/"),
    Screen("call-back", "odile", "/rappels/{promise}/"),
    Screen("call-back-sealed", "samia", "/rappels/{promise}/"),
    Screen("call-back-history", "samia", "/rappels/{promise}/historique/"),
    Screen("call-back-pause", "odile", "/rappels/{promise}/suspendre/"),
    Screen("call-back-cancel", "samia", "/rappels/{promise}/annuler/"),
    Screen("directory", "claire", "/annuaire/?profession=dentiste&place=34500"),
    Screen("directory-person", "rose", "/annuaire/praticiens/899000000042/"),
    Screen("directory-person-refused", "rose", "/annuaire/praticiens/899000000042/", pressing_note),
    Screen("articles", "claire", "/fiches/"),
    Screen("articles-found", "claire", "/fiches/", search_articles),
    Screen("articles-beside", "agathe", SPOKEN, beside_the_contact),
    Screen("article-beside", "agathe", SPOKEN, reading_beside),
    Screen("article", "claire", ARTICLE),
    Screen("article-doubt-refused", "claire", ARTICLE, doubting_nothing),
    Screen("article-versions", "rose", ARTICLE),
    Screen("article-new", "rose", "/fiches/nouvelle/"),
    Screen("article-left", "rose", "/fiches/nouvelle/", article_left),
    Screen("article-refused", "rose", "/fiches/nouvelle/", pressing_send),
    Screen("article-change", "rose", ARTICLE + "modifier/"),
    Screen("article-review", "rose", ARTICLE + "relire/"),
    Screen("articles-work", "rose", "/fiches/a-faire/"),
    Screen("articles-questions", "agathe", "/fiches/questions/"),
    Screen("articles-answer", "rose", "/fiches/questions/{doubt}/"),
    Screen("networks", "rose", "/annuaire/reseaux/"),
    Screen("networks-refused", "rose", "/annuaire/reseaux/", pressing_keep),
    Screen("prevention", "rose", "/prevention/"),
    Screen("prevention-none", "rose", "/prevention/?list=over"),
    Screen("prevention-new-refused", "rose", "/prevention/nouvelle/", pressing_send),
    Screen("prevention-campaign", "rose", "/prevention/{campaign}/"),
    Screen("prevention-to-read", "rose", "/prevention/{unread}/"),
    Screen("prevention-sorting", "rose", "/prevention/tri/"),
    Screen("prevention-take-up", "rose", "/prevention/nouvelle/?arrival={arrival}"),
    Screen("prevention-sources", "rose", "/prevention/sources/"),
    Screen("prevention-sources-refused", "rose", "/prevention/sources/", pressing_keep_source),
    Screen("prevention-month", "rose", "/prevention/calendrier/"),
    Screen("prevention-map", "rose", "/prevention/carte/"),
    Screen("prevention-figures", "samia", "/prevention/mesures/"),
    Screen("mailings", "samia", "/envois/"),
    Screen("mailing-new-refused", "samia", "/envois/nouveau/", pressing_send),
    Screen("mailing", "samia", "/envois/{mailing}/", counting),
    Screen("mailing-leaving", "samia", "/envois/{leaving}/"),
    Screen("board", "samia", "/plateau/"),
    Screen("board-table", "samia", "/plateau/", opening("#see-ages-open", "#see-ages[open] table")),
    Screen("wall", "samia", "/plateau/mur/"),
    Screen("watch", "samia", "/plateau/veille/"),
    Screen("indicators", "samia", "/indicateurs/"),
    Screen("indicators-refused", "samia", "/indicateurs/?du=02/01/2026&au=01/01/2026"),
    Screen("indicator", "samia", "/indicateurs/pick_up/"),
    Screen("indicator-by-group", "samia", "/indicateurs/answered/?par=team"),
    Screen("stability", "samia", "/indicateurs/pick_up/stabilite/"),
    Screen("comparison", "samia", "/indicateurs/comparaison/?code=offered"),
    Screen("comparison-refused", "samia", "/indicateurs/comparaison/?du=02/01/2026&au=01/01/2026"),
    Screen("hours", "samia", "/indicateurs/heures/"),
    Screen("day", "samia", "/indicateurs/journee/"),
    Screen("day-refused", "samia", "/indicateurs/journee/?jour=31/02/2026"),
    Screen("staffing", "samia", "/indicateurs/effectif/"),
    Screen("quote-delays", "samia", "/indicateurs/delais/"),
    Screen("call-back-funnel", "samia", "/indicateurs/entonnoir/"),
    Screen("departments", "samia", "/indicateurs/departements/"),
    Screen("returns", "samia", "/releves/"),
    Screen("returns-refused", "samia", "/releves/", subscribing_weekly),
    Screen("monthly", "samia", "/releves/mensuel/"),
    Screen("monthly-refused", "samia", "/releves/mensuel/?mois=2126-01"),
    Screen("activity", "samia", "/releves/activite/"),
    Screen("complaints-year", "samia", "/reclamations/releve/"),
    Screen("behind-figure", "samia", "/plateau/contacts/?chiffre=ecrits"),
    Screen("brochures", "rose", "/brochures/"),
    Screen("brochure-refused", "rose", "/brochures/nouvelle/", pressing_send),
    Screen("printing", "samia", "/impression/"),
    Screen("impartiality", "samia", "/orientations/impartialite/"),
    Screen("case-to-take", "karim", "/contacts/{waiting}/"),
    Screen("take-over", "claire", "/contacts/{spoken}/reprendre/"),
    Screen("case-elsewhere", "claire", SPOKEN),
    Screen("case-closed", "agathe", "/contacts/{closed}/"),
    Screen("reopen", "agathe", "/contacts/{closed}/", opening("#act-reopen", "#hand-on")),
    Screen("email", "karim", WRITTEN),
    Screen("email-document", "karim", WRITTEN, opening(".paper a", ".viewer-page img")),
    Screen("email-document-split", "karim", WRITTEN, wrong_pages),
    Screen("email-stranger", "karim", "/contacts/{strange}/"),
    Screen("email-to-join", "karim", "/contacts/{strange}/", join_one_of_several),
    Screen("history", "claire", "/adherents/{helene}/historique/"),
    Screen("history-search", "claire", "/adherents/{helene}/historique/", search_history),
    Screen("outbox", "agathe", "/courriers/"),
    Screen("scan", "karim", "/contacts/numeriser/"),
    Screen("scan-refused", "karim", "/contacts/numeriser/", pressing_send),
    Screen("duplicates", "claire", "/adherents/{solene}/doublons/"),
    Screen("duplicates-proposed", "samia", "/adherents/{nadege}/doublons/"),
    Screen("merges", "samia", "/adherents/doublons/"),
    Screen("quotes-start", "karim", "/contacts/{fresh}/devis/"),
    Screen("quotes", "agathe", QUOTES),
    Screen("quotes-explained", "agathe", QUOTES, opening("#why-4-2-amc", ".explain")),
    Screen("quotes-points", "agathe", QUOTES, opening("#why-5-0-points", ".points")),
    Screen("quotes-supposed", "agathe", QUOTES + "?hypothese=classe-a"),
    Screen("quotes-glasses", "karim", "/devis/{glasses}/"),
    Screen("quotes-care", "agathe", QUOTES + "soins/"),
    Screen("quotes-missing", "agathe", QUOTES + "incomplet/"),
    Screen("quotes-clock", "agathe", QUOTES + "delai/"),
    Screen("quotes-withdraw", "agathe", QUOTES + "abandonner/"),
    Screen("contact-clock", "karim", "/contacts/{fresh}/delai/"),
    Screen("quote", "agathe", QUOTES + "{quote}/"),
    Screen("quote-codes", "agathe", QUOTES + "{quote}/", typing_words),
    Screen("quote-refused", "agathe", QUOTES + "{quote}/", wrong_tooth),
    Screen("quote-glasses", "karim", "/devis/{glasses}/ajouter/"),
    Screen("quotes-send", "agathe", QUOTES + "envoyer/"),
    Screen("quotes-send-refused", "agathe", QUOTES + "envoyer/", sending_to_nobody),
    Screen("quotes-ask", "karim", "/devis/{glasses}/avis/"),
    Screen("quotes-ask-refused", "karim", "/devis/{glasses}/avis/", pressing_send),
    Screen("quotes-asked", "agathe", QUOTES + "avis/"),
    Screen("opinions", "lucie", "/avis/"),
    Screen("opinion", "lucie", "/avis/{opinion}/"),
    Screen("opinion-refused", "lucie", "/avis/{opinion}/", pressing_send),
    Screen("quotes-due", "karim", "/devis/"),
    Screen("tariffs", "claire", "/devis/tarifs/"),
    Screen("tariffs-changes", "claire", "/devis/tarifs/?q=couronne&day=01/01/2026&other=31/12/2025"),
    Screen("complaint-start", "karim", WRITTEN, complaining),
    Screen("complaint-start-refused", "karim", WRITTEN + "reclamation/", refused_complaint),
    Screen("complaint", "karim", COMPLAINT),
    Screen("complaint-watched", "paul", COMPLAINT),
    Screen("complaint-clock", "karim", COMPLAINT + "delais/"),
    Screen("complaint-class", "karim", COMPLAINT + "classer/"),
    Screen("complaint-days", "karim", COMPLAINT + "dates/", refused_days),
    Screen("complaint-acknowledge", "karim", COMPLAINT + "accuser-reception/"),
    Screen("complaint-answer", "karim", COMPLAINT + "repondre/", refusing),
    Screen("complaint-answer-refused", "karim", COMPLAINT + "repondre/", sending_to_nobody),
    Screen("complaints", "paul", "/reclamations/"),
    Screen("complaints-soon", "paul", "/reclamations/?etat=soon"),
    Screen("complaints-none", "claire", "/reclamations/?etat=withdrawn"),
    Screen("quality", "paul", "/qualite/"),
    Screen("quality-sample", "paul", SAMPLE),
    Screen("quality-sample-refused", "paul", SAMPLE, pressing_send),
    Screen("quality-scored", "paul", "/qualite/contacts/{scored}/"),
    Screen("quality-teams", "paul", "/qualite/equipes/"),
    Screen("quality-team", "samia", "/qualite/equipes/"),
    Screen("evaluations", "karim", "/mes-evaluations/"),
    Screen("evaluations-remark", "karim", "/mes-evaluations/", refused_remark),
    Screen("evaluations-none", "claire", "/mes-evaluations/"),
    Screen("satisfaction", "", "/satisfaction/{satisfaction}/"),
    Screen("satisfaction-refused", "", "/satisfaction/{satisfaction}/", pressing_send),
    Screen("satisfaction-thanks", "", "/satisfaction/{answered}/"),
    Screen("satisfaction-gone", "", "/satisfaction/nulle-part/"),
    Screen("agenda", "claire", "/agenda/?competence=dentist&semaine=" + NEXT_WEEK),
    Screen("agenda-many", "claire", "/agenda/?competence=optician&semaine=" + NEXT_WEEK),
    Screen("agenda-expert", "lucie", "/agenda/?expert=1&semaine=" + NEXT_WEEK),
    Screen("absences", "samia", "/agenda/absences/"),
    Screen("absences-preview", "samia", "/agenda/absences/", absent),
    Screen("absences-refused", "lucie", "/agenda/absences/", refused_absence),
    Screen("agenda-calendars", "lucie", "/agenda/calendriers/"),
    Screen("agenda-feed", "lucie", "/agenda/calendriers/", opening("button[value=renew]", "#h-address")),
    Screen("palette", "claire", "/", pressing("Control+k", "#palette")),
    Screen("keys", "claire", "/journal/", pressing("?", "#keys")),
    Screen("menu", "claire", "/", menu),
    Screen("signed-out", "claire", "/", signed_out),
    Screen("break-glass", "samia", REASON),
    Screen("break-glass-refused", "samia", REASON, refused_reason),
    Screen("break-glass-review", "paul", "/controle/ouvertures-motivees/"),
    Screen("access-log", "dpo", "/journal/"),
    Screen("personal-data", "dpo", "/donnees-personnelles/"),
    Screen("personal-data-found", "dpo", "/donnees-personnelles/nouvelle/", finding_person),
    Screen("personal-data-entering", "dpo", "/donnees-personnelles/nouvelle/", choosing_person),
    Screen("personal-data-access", "dpo", "/donnees-personnelles/{access}/"),
    Screen("personal-data-erasure", "dpo", "/donnees-personnelles/{erasing}/"),
    Screen("personal-data-durations", "dpo", "/donnees-personnelles/durees/"),
    Screen("personal-data-medical", "lucie", "/donnees-personnelles/medical/"),
    Screen("home", "paul", "/"),
    Screen("imports", "alex", "/fichiers/"),
    Screen("imports-refused", "alex", "/fichiers/", pressing_send),
    Screen("register", "alex", "/annuaire/imports/"),
    Screen("register-refused", "alex", "/annuaire/imports/", pressing_send),
    Screen("import-refused", "alex", "/fichiers/", send_file),
    Screen("administration", "alex", "/administration/"),
    Screen("administration-grants", "alex", "/administration/accounts/grant/"),
    Screen("administration-grant", "alex", "/administration/accounts/grant/add/"),
    Screen("administration-accounts", "alex", "/administration/accounts/user/"),
    Screen("administration-account", "alex", "/administration/accounts/user/add/"),
    Screen("administration-mutual", "alex", "/administration/accounts/mutual/1/change/"),
    Screen("administration-key", "alex", "/administration/accounts/apikey/add/"),
    Screen("administration-policy", "alex", "/administration/accounts/mutualpolicy/add/"),
    Screen("administration-expert", "alex", "/administration/callbacks/expert/1/change/"),
    Screen("administration-grid", "alex", "/administration/quality/grid/add/"),
    Screen("administration-asking", "alex", "/administration/quality/asking/add/"),
    Screen("administration-ladder", "alex", "/administration/clock/ladder/add/"),
    Screen("administration-queues", "alex", "/administration/contacts/queue/"),
    Screen("administration-queue", "alex", "/administration/contacts/queue/1/change/"),
    Screen("administration-reasons", "alex", "/administration/contacts/reason/"),
    Screen("administration-telephones", "alex", "/administration/contacts/telephonysystem/"),
    Screen("administration-telephone", "alex", "/administration/contacts/telephonysystem/1/change/"),
    Screen("administration-mailbox", "alex", "/administration/contacts/mailbox/1/change/"),
    Screen("administration-subscription", "alex", "/administration/contacts/subscription/add/"),
    Screen("administration-synonyms", "alex", "/administration/knowledge/synonymgroup/add/"),
    Screen("administration-templates", "alex", "/administration/correspondence/template/"),
    Screen("administration-template", "alex", "/administration/correspondence/template/1/change/"),
    Screen("security", "claire", "/securite/"),
    Screen("password", "claire", "/securite/mot-de-passe/"),
    Screen("sessions", "claire", "/securite/sessions/"),
    Screen("not-found", "claire", "/nulle-part/"),
]
