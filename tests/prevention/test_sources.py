"""Feeds and pages of others: what is taken in over real sockets, what is refused, and the list in which it is sorted."""

import threading
from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import Mutual, User
from accounts.roles import Role
from prevention import fetching, services
from prevention.deadlines import ALIKE, FETCH_EVERY
from prevention.enums import ArrivalState, SourceKind
from prevention.feeds import MOST_ENTRIES, NotAFeedError, entries_of
from prevention.models import Arrival, Campaign, Source
from tests.factories import accounts as make_accounts
from tests.factories.accounts import browser

RSS = "<?xml version='1.0'?><rss><channel><title>Fil</title>{}</channel></rss>"
ITEM = "<item><title>{title}</title><link>https://exemple.fr/{key}</link><guid>{key}</guid><description>{text}</description></item>"
ATOM = (
    "<feed xmlns='http://www.w3.org/2005/Atom'><entry><title>Mars bleu</title><id>a1</id><link href='https://exemple.fr/a1'/>"
    "<summary>Du 1er au 31</summary><updated>2026-03-01T08:00:00Z</updated></entry></feed>"
)


def feed(*items: tuple[str, str], text: str = "Un texte") -> bytes:
    return RSS.format("".join(ITEM.format(key=key, title=title, text=text) for key, title in items)).encode()


class Site(ThreadingHTTPServer):
    """A site on a real socket, whose pages a test writes."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Page)
        self.pages: dict[str, bytes] = {}
        self.moved: dict[str, str] = {}

    def address(self, path: str = "/fil") -> str:
        return f"http://127.0.0.1:{self.server_address[1]}{path}"


class _Page(BaseHTTPRequestHandler):
    server: Site

    def do_GET(self) -> None:
        content, location = self.server.pages.get(self.path), self.server.moved.get(self.path)
        self.send_response(302 if location else 404 if content is None else 200)
        if location:
            self.send_header("Location", location)
        self.end_headers()
        self.wfile.write(content or b"")

    def log_message(self, *_: Any) -> None:
        """Nothing: a test's output is its own."""


@pytest.fixture
def site(settings: Any) -> Iterator[Site]:
    settings.WATCHED_HOSTS = ["127.0.0.1"]
    with Site() as opened:
        thread = threading.Thread(target=opened.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        yield opened
        opened.shutdown()
        thread.join()


@pytest.fixture
def rose(within: Mutual) -> User:
    return make_accounts.user(Role.DOCUMENTALIST, on=[within], username="rose")


def watched(rose: User, address: str, kind: SourceKind = SourceKind.FEED) -> Source:
    return services.keep_source(user=rose, title="Ligue", kind=kind, address=address)


def states() -> list[tuple[str, str]]:
    return list(Arrival.objects.order_by("pk").values_list("title", "state"))


# ---- documents


def test_an_atom_feed_is_read() -> None:
    found = entries_of(ATOM.encode())[0]
    assert (found.title, found.link, found.text, str(found.published)) == (
        "Mars bleu",
        "https://exemple.fr/a1",
        "Du 1er au 31",
        "2026-03-01 08:00:00+00:00",
    )


def test_dates_and_texts_said_twice_are_read_once() -> None:
    """Atom entries usually say when they were published and when they were changed."""
    entry = (
        "<entry><title>Mars bleu</title><published>2026-03-01T08:00:00Z</published><updated>2026-03-05T08:00:00Z</updated>"
        "<m:title xmlns:m='x'>Mars bleu</m:title><summary>Court</summary>"
        "<content type='xhtml'><div><p>Un</p><p>Deux</p></div></content></entry>"
    )
    found = entries_of(f"<feed xmlns='http://www.w3.org/2005/Atom'>{entry}</feed>".encode())[0]
    assert (found.title, str(found.published), found.text) == ("Mars bleu", "2026-03-01 08:00:00+00:00", "Un Deux")


@pytest.mark.parametrize(("given", "left_out"), [(10_000, 0), (MOST_ENTRIES, 0), (MOST_ENTRIES + 5, 5)])
def test_ten_thousand_entries_are_read_and_what_is_left_out_is_known(given: int, left_out: int) -> None:
    found = entries_of(feed(*((str(n), f"Titre {n}") for n in range(given))))
    assert (given - len(found), found.are_all) == (left_out, left_out == 0)


BOMB = "<!DOCTYPE rss [<!ENTITY a 'ha'><!ENTITY b '&a;&a;&a;'>]><rss><channel><item><title>&b;</title></item></channel></rss>"
OUTSIDE = "<!DOCTYPE rss [<!ENTITY a SYSTEM 'file:///etc/passwd'>]><rss><channel><item><title>&a;</title></item></channel></rss>"


@pytest.mark.parametrize("document", ["", "bonjour", "<html><body/></html>", "<rss><item>", BOMB, OUTSIDE, "\x00"])
def test_what_is_no_feed_is_refused(document: str) -> None:
    with pytest.raises(NotAFeedError):
        entries_of(document.encode())


@given(st.binary(max_size=200) | st.text(max_size=200).map(lambda text: f"<rss><item>{text}</item></rss>".encode()))
def test_whatever_comes_is_read_or_refused(document: bytes) -> None:
    try:
        found = len(entries_of(document))
    except NotAFeedError:
        found = 0
    assert found <= MOST_ENTRIES


# ---- over sockets


@pytest.mark.django_db
def test_a_feed_brings_each_entry_once(site: Site, rose: User) -> None:
    source = watched(rose, site.address())
    site.pages["/fil"] = feed(("1", "Octobre rose"), ("2", "Mars bleu"))
    first = fetching.look_at(source)
    site.pages["/fil"] = feed(("3", "Juin vert"), ("1", "Octobre rose"), ("2", "Mars bleu"), ("2", "Mars bleu"))
    assert (first, fetching.look_at(source), Arrival.objects.count()) == (2, 1, 3)


@pytest.mark.django_db
def test_the_same_from_another_source_is_a_duplicate(site: Site, rose: User) -> None:
    site.pages |= {"/fil": feed(("1", "Octobre rose")), "/autre": feed(("x", "OCTOBRE  ROSÉ"))}
    for path in ("/fil", "/autre"):
        fetching.look_at(watched(rose, site.address(path)))
    assert states() == [("Octobre rose", "new"), ("OCTOBRE ROSÉ", "duplicate")]


@pytest.mark.django_db
def test_a_feed_that_repeats_itself_brings_one_to_sort(site: Site, rose: User) -> None:
    site.pages["/fil"] = feed(*((str(n), "Octobre rose") for n in range(4)))
    fetching.look_at(watched(rose, site.address()))
    assert [state for _title, state in states()] == ["new", *["duplicate"] * 3]


@pytest.mark.django_db
def test_a_bulletin_of_the_same_title_is_no_duplicate_of_the_last_one(site: Site, rose: User) -> None:
    source = watched(rose, site.address())
    for week in ("40", "41"):
        site.pages["/fil"] = feed((week, "Bulletin de la grippe"), text=f"Semaine {week}")
        fetching.look_at(source)
    assert [state for _title, state in states()] == ["new", "new"]


@pytest.mark.django_db
def test_what_comes_back_next_year_is_news(site: Site, rose: User) -> None:
    site.pages |= {"/fil": feed(("1", "Octobre rose")), "/autre": feed(("x", "Octobre rose"))}
    fetching.look_at(watched(rose, site.address()))
    Arrival.objects.update(arrived_at=timezone.now() - ALIKE - timedelta(days=1))
    fetching.look_at(watched(rose, site.address("/autre")))
    assert [state for _title, state in states()] == ["new", "new"]


@pytest.mark.django_db
def test_a_source_with_too_many_entries_says_so(site: Site, rose: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("prevention.feeds.MOST_ENTRIES", 2)
    site.pages["/fil"] = feed(("1", "Un"), ("2", "Deux"), ("3", "Trois"))
    source = watched(rose, site.address())
    assert (fetching.look_at(source), source.fault) == (2, "too_many")


@pytest.mark.django_db
@pytest.mark.parametrize(
    "page",
    ["<p>Été</p>".encode("latin-1"), "<meta charset='UTF-8'><p>Été</p>".encode(), "\ufeff<p>Été</p>".encode()],
    ids=["latin", "utf-8", "marked"],
)
def test_a_page_is_read_in_its_encoding(site: Site, rose: User, page: bytes) -> None:
    source = watched(rose, site.address("/page"), SourceKind.PAGE)
    for content in (b"<p>Hiver</p>", page):
        site.pages["/page"] = content
        fetching.look_at(source)
    assert Arrival.objects.get().text.strip() == "Été"


@pytest.mark.django_db
@pytest.mark.attack(8)
def test_scripts_are_gone(site: Site, rose: User) -> None:
    html = "&lt;p&gt;Venez&lt;/p&gt;&lt;script&gt;alert(1)&lt;/script&gt;&lt;img src=x onerror=alert(2)&gt;"
    site.pages["/fil"] = feed(("1", "Titre"), text=html)
    fetching.look_at(watched(rose, site.address()))
    assert Arrival.objects.get().text.strip() == "Venez"


@pytest.mark.django_db
def test_a_page_arrives_when_it_has_changed(site: Site, rose: User) -> None:
    source = watched(rose, site.address("/page"), SourceKind.PAGE)
    brought = []
    for text in (b"<p>Un</p>", b"<p>Un</p><script>0</script>", b"<p>Deux</p>", b"<p>Deux</p>"):
        site.pages["/page"] = text
        brought.append(fetching.look_at(source))
    assert (brought, Arrival.objects.get().text.strip()) == ([0, 0, 1, 0], "Deux")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("content", "kind", "fault"),
    [
        (b"<html><body>Bonjour</body></html>", SourceKind.FEED, "not_a_feed"),
        (b"x" * (fetching.LARGEST + 1), SourceKind.FEED, "too_large"),
        (b"<script>1</script>", SourceKind.PAGE, "empty"),
        (None, SourceKind.FEED, "refused"),
    ],
    ids=["html", "large", "empty", "missing"],
)
def test_faults_are_noted_beside_the_source(
    site: Site, rose: User, content: bytes | None, kind: SourceKind, fault: str
) -> None:
    if content is not None:
        site.pages["/fil"] = content
    source = watched(rose, site.address(), kind)
    assert (fetching.look_at(source), source.fault, Arrival.objects.count()) == (0, fault, 0)


@pytest.mark.django_db
def test_a_site_that_is_gone_is_noted(site: Site, rose: User) -> None:
    source = watched(rose, "http://127.0.0.1:9/fil")
    fetching.look_at(source)
    assert source.fault == "no_answer"


@pytest.mark.django_db
@pytest.mark.parametrize(
    "address",
    [
        "http://127.0.0.1/", "http://[::1]/", "http://169.254.169.254/", "http://10.0.0.1/", "http://localhost/", "file:///etc/passwd",
        "ftp://1.1.1.1/", "http://moi:mot@1.1.1.1/", "http:///x",
    ],
)  # fmt: skip
@pytest.mark.attack(25)
def test_our_own_networks_are_not_fetched(rose: User, settings: Any, address: str) -> None:
    settings.WATCHED_HOSTS = []
    source = watched(rose, address)
    fetching.look_at(source)
    assert source.fault == "not_allowed"


@pytest.mark.django_db
@pytest.mark.attack(25)
def test_a_redirection_does_not_lead_past_the_check(site: Site, rose: User) -> None:
    site.moved["/fil"] = site.address().replace("127.0.0.1", "127.0.0.2")
    source = watched(rose, site.address())
    fetching.look_at(source)
    assert source.fault == "not_allowed"


@pytest.mark.django_db
def test_redirections_end(site: Site, rose: User) -> None:
    site.moved["/fil"] = "/fil"
    source = watched(rose, site.address())
    fetching.look_at(source)
    assert source.fault == "refused"


@pytest.mark.django_db
def test_each_source_is_looked_at_once_an_hour(site: Site, rose: User) -> None:
    site.pages["/fil"] = feed(("1", "Titre"))
    source = watched(rose, site.address())
    brought = [fetching.fetch_due(), fetching.fetch_due()]
    site.pages["/fil"] = feed(("2", "Autre"))
    Source.objects.filter(pk=source.pk).update(fetched_at=timezone.now() - FETCH_EVERY)
    assert [*brought, fetching.fetch_due()] == [1, 0, 1]


@pytest.mark.django_db
def test_what_nobody_watches_any_more_is_left_alone(site: Site, rose: User) -> None:
    services.watch_source(source_id=watched(rose, site.address()).pk, is_active=False)
    assert services.claim_source() is None


# ---- the screens


@pytest.fixture
def desk(rose: User) -> Client:
    return browser(rose)


def arrived(rose: User, *titles: str) -> list[Arrival]:
    source = watched(rose, "https://exemple.fr/fil")
    found = [services.Found(title, title, "https://exemple.fr/1", f"Texte de {title}", None) for title in titles]
    services.take_in(source=source, found=found)
    return list(Arrival.objects.order_by("pk"))


@pytest.mark.django_db
def test_words_are_found_by_their_stem(desk: Client, rose: User) -> None:
    arrived(rose, "Les vaccinations à venir", "Canicule")
    page = desk.get("/prevention/tri/?q=vaccination").context["page"]
    assert [one.title for one in page.object_list] == ["Les vaccinations à venir"]


@pytest.mark.django_db
def test_what_is_dismissed_leaves_the_list(desk: Client, rose: User) -> None:
    one = arrived(rose, "Publicité")[0]
    desk.post("/prevention/tri/", {"arrival": one.pk, "state": "dismissed"})
    one.refresh_from_db()
    assert (one.state, one.sorted_by, list(desk.get("/prevention/tri/").context["page"].object_list)) == (
        ArrivalState.DISMISSED,
        rose,
        [],
    )


@pytest.mark.django_db
def test_all_that_is_listed_is_dismissed_but_not_what_came_since(desk: Client, rose: User) -> None:
    found = arrived(rose, "Publicité un", "Publicité deux", "Octobre rose", "Publicité trois")
    desk.post("/prevention/tri/?q=publicité", {"until": found[2].pk, "state": "dismissed"})
    assert [state for _title, state in states()] == ["dismissed", "dismissed", "new", "new"]


@pytest.mark.django_db
def test_the_full_text_can_be_read(desk: Client, rose: User) -> None:
    source = watched(rose, "https://exemple.fr/fil")
    text = "Un mot. " * 200 + "La fin."
    services.take_in(source=source, found=[services.Found("1", "Long", "", text, None)])
    assert "La fin." in desk.get("/prevention/tri/").content.decode()


@pytest.mark.django_db
def test_what_is_taken_up_begins_a_campaign(desk: Client, rose: User) -> None:
    one = arrived(rose, "Ateliers")[0]
    form = desk.get(f"/prevention/nouvelle/?arrival={one.pk}").context["form"]
    typed = {name: form[name].value() for name in ("title", "link", "source", "how")}
    more = {
        "organiser": "Mairie",
        "theme": "chutes",
        "territory": "34",
        "starts_on": "01/12/2026",
        "recurrence": "permanent",
    }
    rest = {"interval_days": "180", "confidence": "to_verify", "check_again_on": "01/12/2026", "arrival": one.pk}
    desk.post("/prevention/nouvelle/", {**typed, **more, **rest})
    one.refresh_from_db()
    assert (one.state, one.campaign, typed["source"]) == (
        ArrivalState.TAKEN,
        Campaign.objects.get(),
        "Ligue – https://exemple.fr/1",
    )


@pytest.mark.django_db
def test_what_was_taken_up_is_not_dismissed(desk: Client, rose: User) -> None:
    one = arrived(rose, "Ateliers")[0]
    services.sort(user=rose, arrival_id=one.pk, state=ArrivalState.TAKEN)
    desk.post("/prevention/tri/", {"arrival": one.pk, "state": "dismissed"})
    one.refresh_from_db()
    assert one.state == ArrivalState.TAKEN


@pytest.mark.django_db
@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"arrival": "x", "state": "new"},
        {"arrival": "1", "state": "taken"},
        {"state": "new"},
        {"arrival": "1", "until": "1", "state": "new"},
    ],
)
def test_an_unreadable_decision_is_not_there(desk: Client, sent: dict[str, str]) -> None:
    assert desk.post("/prevention/tri/", sent).status_code == 404


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["ftp://exemple.fr/", "javascript:alert(1)", "bonjour le monde", ""])
def test_only_web_addresses_are_watched(desk: Client, address: str) -> None:
    answer = desk.post("/prevention/sources/", {"title": "Ligue", "kind": "feed", "address": address})
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["address"])


@pytest.mark.django_db
def test_an_address_is_watched_once(desk: Client, rose: User) -> None:
    watched(rose, "https://exemple.fr/fil")
    answer = desk.post("/prevention/sources/", {"title": "Ligue", "kind": "feed", "address": "https://exemple.fr/fil"})
    assert (answer.status_code, Source.objects.count()) == (422, 1)
