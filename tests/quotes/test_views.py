"""Pages of quotes: what is typed is read or comes back with a word at its field; nothing is half saved."""

from datetime import date
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from accounts.models import Mutual, User
from audit.models import JournalEntry
from contacts.models import Case
from members.models import Address
from quotes import queries
from quotes.benefits import Line
from quotes.models import Analysis, Quote, QuoteLine
from quotes.services import analyses
from tests.factories import accounts as make_accounts
from tests.factories import contacts as make_contacts
from tests.factories import quotes as make
from tests.quotes.pages import CROWN, at, typed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("within")]


QUERIES = 18
"""Of a comparison, with whom it shows and what is looked at."""


# ---- beginning


def test_the_file_and_the_reason_fill_the_beginning_in(claire: Client, case: Case) -> None:
    form = claire.get(at("case", case.pk)).context["form"]
    assert (form["domain"].value(), form["care_date"].value()) == ("dental", f"{timezone.localdate():%d/%m/%Y}")


def test_what_is_said_begins_an_analysis_and_its_first_quote(claire: Client, case: Case) -> None:
    said = {"domain": "optical", "care_date": f"{timezone.localdate():%d/%m/%Y}", "has_ald": "on"}
    response = claire.post(at("case", case.pk), said)
    made = Analysis.objects.get()
    assert (response.url, made.domain, made.has_ald) == (at("add", made.pk), "optical", True)  # type: ignore[attr-defined]  # a redirection


def test_the_only_analysis_of_a_contact_opens_at_once(claire: Client, case: Case, analysis: Analysis) -> None:
    assert claire.get(at("case", case.pk)).headers["Location"] == at("analysis", analysis.pk)


def test_a_contact_of_nobody_says_what_to_do_first(claire: Client, within: Mutual, adviser: User) -> None:
    case = make_contacts.case(within, holder=adviser)
    assert "Rattachez d’abord" in claire.get(at("case", case.pk)).content.decode()


# ---- lines


@pytest.mark.parametrize(
    ("line", "kept"),
    [
        (CROWN, ("HBLD734", 62_000, [36])),
        ({"code": "hbld 734", "price": "620.5", "tooth": "36"}, ("HBLD734", 62_050, [36])),
        ({"code": "couronne métallique toutes 36", "price": "1 290,00"}, ("HBLD038", 129_000, [36])),
        ({"code": "Empreinte numérique", "price": "80", "base": "0"}, ("EMPREINTE-NUMERIQUE", 8_000, [])),
        ({"code": "ZZZZ999", "price": "80", "base": "12,50"}, ("ZZZZ999", 8_000, [])),
    ],
)
def test_a_line_is_read_as_it_is_meant(
    claire: Client, analysis: Analysis, line: dict[str, str], kept: tuple[str, int, list[int]]
) -> None:
    claire.post(at("add", analysis.pk), typed(line))
    found = QuoteLine.objects.get(quote__label="Dr Tesson")
    assert (found.code, found.price, found.teeth) == kept


def test_a_prescription_is_read_with_comma_or_dot(claire: Client, optical: Analysis) -> None:
    lens = {"code": "VERRE-B", "eye": "R", "sphere": "-2,25", "cylinder": "0.50", "addition": "2", "price": "210"}
    claire.post(at("add", optical.pk), typed(lens))
    kept = QuoteLine.objects.get(quote__label="Dr Tesson").lens or {}
    assert {name: kept[name] for name in ("eye", "kind", "sphere", "cylinder", "addition")} == {
        "eye": "R", "kind": "progressive", "sphere": -225, "cylinder": 50, "addition": 200,
    }  # fmt: skip


FAULTS = [
    ({**CROWN, "price": "-5"}, "lines-0-price", "Le prix doit être supérieur à 0."),
    ({**CROWN, "price": "0"}, "lines-0-price", "Le prix doit être supérieur à 0."),
    ({**CROWN, "price": ""}, "lines-0-price", ""),
    ({**CROWN, "price": "NaN"}, "lines-0-price", ""),
    ({**CROWN, "price": "1e999"}, "lines-0-price", ""),
    ({**CROWN, "tooth": "19"}, "lines-0-tooth", "La dent 19 n’existe pas"),
    ({**CROWN, "tooth": "86"}, "lines-0-tooth", "La dent 86 n’existe pas"),
    ({"code": "ZZZZ999", "price": "80"}, "lines-0-base", ""),
    ({"code": "couronne", "price": "80"}, "lines-0-code", "Plusieurs codes ont ces mots"),
]


@pytest.mark.parametrize(("line", "field", "said"), FAULTS)
def test_a_fault_is_told_at_its_field_and_nothing_is_saved(
    claire: Client, analysis: Analysis, line: dict[str, str], field: str, said: str
) -> None:
    response = claire.post(at("add", analysis.pk), typed(CROWN | {"tooth": "46"}) | typed(line))
    html = response.content.decode()
    assert (response.status_code, f'id="id_{field}_error"' in html, said in html, Quote.objects.count()) == (
        422,
        True,
        True,
        1,
    )


def test_a_sphere_that_no_eye_has_is_told_at_its_field(claire: Client, optical: Analysis) -> None:
    line = {"code": "VERRE-B", "sphere": "-60", "price": "210"}
    assert 'id="id_lines-0-sphere_error"' in claire.post(at("add", optical.pk), typed(line)).content.decode()


@pytest.mark.parametrize(
    ("name", "text"), [("quoted_on", "31/12/2090"), ("quoted_on", "hier matin"), ("total", "douze")]
)
def test_a_fault_above_the_lines_is_told_at_its_field(claire: Client, analysis: Analysis, name: str, text: str) -> None:
    response = claire.post(at("add", analysis.pk), typed(CROWN, **{name: text}))
    html = response.content.decode()
    assert (response.status_code, f'id="id_{name}_error"' in html, f'value="{text}"' in html) == (422, True, True)


def test_a_sixth_quote_is_refused_and_kept_on_the_screen(claire: Client, analysis: Analysis) -> None:
    for _ in range(4):
        claire.post(at("add", analysis.pk), typed(CROWN))
    response = claire.post(at("add", analysis.pk), typed(CROWN, label="Dr Sixième"))
    assert (response.status_code, "Dr Sixième" in response.content.decode(), Quote.objects.count()) == (409, True, 5)


def test_a_sixth_quote_is_not_begun(claire: Client, analysis: Analysis) -> None:
    for _ in range(4):
        claire.post(at("add", analysis.pk), typed(CROWN))
    response = claire.get(at("add", analysis.pk), follow=True)
    assert "Cinq devis au plus" in response.content.decode()


def test_what_another_tab_changed_is_not_written_over(claire: Client, analysis: Analysis) -> None:
    response = claire.post(at("add", analysis.pk), typed(CROWN, read="1000"))
    assert (response.status_code, Quote.objects.count()) == (409, 1)


def test_a_line_is_copied_and_taken_out_without_saving(claire: Client, analysis: Analysis) -> None:
    copied = claire.post(at("add", analysis.pk), typed(CROWN, step="copy-1")).context["typing"]
    removed = claire.post(at("add", analysis.pk), typed(CROWN, CROWN | {"tooth": "37"}, step="remove-1")).context[
        "typing"
    ]
    assert ([line["tooth"].value() for line in copied.lines[:2]], removed.lines[0]["tooth"].value()) == (
        ["36", "36"],
        "37",
    )
    assert Quote.objects.count() == 1


def test_words_are_answered_with_codes(claire: Client, analysis: Analysis) -> None:
    found = claire.get(at("codes", analysis.pk), {"lines-2-code": "couronne zircone 36"}).context
    assert (found["line"], found["found"][0].tariff.code, found["found"][0].teeth) == (2, "HBLD073", (36,))


# ---- comparing and telling


def test_saving_computes_and_shows_the_comparison(claire: Client, analysis: Analysis) -> None:
    response = claire.post(at("add", analysis.pk), typed(CROWN), follow=True)
    columns = response.context["page"].columns
    assert ([column.label for column in columns], response.context["analysis"].state) == (
        ["Dr Castelbon", "Dr Tesson"], "analysed",
    )  # fmt: skip


def test_a_figure_is_explained_alone_as_a_fragment(claire: Client, analysis: Analysis) -> None:
    response = claire.get(at("analysis", analysis.pk), {"expliquer": "1-1-amo"}, headers={"HX-Request": "true"})
    html = response.content.decode()
    assert (html.count("<section"), "60 % de 120,00" in html.replace("\u00a0", " ")) == (1, True)


@pytest.mark.parametrize("asked", ["9-1-amo", "1-9-amo", "1-1-tout", "../", "1-1-points"])
def test_what_is_not_there_is_not_explained(claire: Client, analysis: Analysis, asked: str) -> None:
    assert claire.get(at("analysis", analysis.pk), {"expliquer": asked}).context["page"].explanation is None


def test_a_hypothesis_is_labelled_and_not_kept(claire: Client, analysis: Analysis) -> None:
    page = claire.get(at("analysis", analysis.pk), {"hypothese": "classe-a"}).context["page"]
    result = Analysis.objects.get(pk=analysis.pk).result or {}
    kept = result["quotes"][0]["rac"]
    assert (page.hypothesis.code, page.columns[0].rac, kept) == ("classe-a", 0, "500.00")


def test_what_was_told_shows_as_it_was_told(claire: Client, adviser: User, analysis: Analysis) -> None:
    claire.post(at("tell", analysis.pk), {"by": "phone", "read": analysis.version})
    make.guarantee(analysis.member.contract.product)
    page = claire.get(at("analysis", analysis.pk)).context["page"]
    assert (page.columns[0].rac, page.may_change, page.analysis.told_by_user) == (50_000, False, adviser)


def test_what_is_missing_is_proposed_asked_and_resumed(claire: Client, analysis: Analysis) -> None:
    claire.post(at("missing", analysis.pk), {"asked_for": "La page 2"})
    stopped = Analysis.objects.get(pk=analysis.pk).state
    again = claire.get(at("missing", analysis.pk)).status_code
    claire.post(at("resume", analysis.pk))
    assert (stopped, again, Analysis.objects.get(pk=analysis.pk).state) == ("incomplete", 302, "analysed")


def test_what_is_missing_is_proposed_in_the_member_s_words(claire: Client, case: Case) -> None:
    asked = make.analysis(case, Line(code="ZZZZ001", price=5_000), Line(code="HBLD038", price=29_000), label="Dr Roy")
    proposed = claire.get(at("missing", asked.pk)).context["form"]["asked_for"].value()
    assert proposed == (
        "Dr Roy\N{NO-BREAK SPACE}: la base de remboursement de ZZZZ001\n"
        "Dr Roy\N{NO-BREAK SPACE}: le numéro de la dent pour HBLD038"
    )


def test_a_contact_of_nobody_leads_back_to_where_it_is_joined(claire: Client, case: Case) -> None:
    Case.objects.filter(pk=case.pk).update(member=None)
    page = claire.get(at("case", case.pk)).content.decode()
    assert page.count(f'class="btn btn-primary" href="{reverse("workstation:case", args=[case.pk])}"') == 1


def test_what_is_missing_has_a_reason(claire: Client, analysis: Analysis) -> None:
    assert claire.post(at("missing", analysis.pk), {"asked_for": " "}).status_code == 422


def test_whoever_looks_is_in_the_journal(claire: Client, analysis: Analysis) -> None:
    claire.get(at("analysis", analysis.pk))
    assert JournalEntry.objects.filter(route="quotes:analysis", member_id=analysis.member_id).count() == 1


def test_quotes_of_somebody_else_do_not_exist(analysis: Analysis, other_adviser: User) -> None:
    stranger = make_accounts.browser(other_adviser)
    routes = [at("analysis", analysis.pk), at("add", analysis.pk), at("analysis", uuid4())]
    assert [stranger.get(route).status_code for route in routes] == [404, 404, 404]


# ---- lists


def test_the_work_list_shows_what_is_due_and_what_stands_still(
    claire: Client, adviser: User, analysis: Analysis
) -> None:
    analyses.ask_for_missing(user=adviser, analysis_id=analysis.pk, what="La page 2")
    context = claire.get(at("worklist")).context
    assert (context["due"], [one.pk for one, _clock in context["waiting"]]) == ([], [analysis.pk])


def test_an_unknown_ceiling_is_said_and_never_free(claire: Client) -> None:
    html = claire.get(at("tariffs"), {"q": "FILTRE-A"}).content.decode()
    assert ("inconnu" in html, "prix libre" in html) == (True, False)


def test_what_changes_between_two_days_is_told(claire: Client) -> None:
    found = claire.get(at("tariffs"), {"day": "01/01/2026", "other": "31/12/2025"}).context["changes"]
    assert next((one.before.basket, one.after.basket) for one in found if one.code == "HBLD073") == ("modere", "rac0")


def test_a_day_that_is_none_is_told(claire: Client) -> None:
    assert claire.get(at("tariffs"), {"day": "31/02/2026"}).status_code == 422


@pytest.mark.parametrize("quotes", [1, 5])
def test_a_comparison_takes_the_same_queries_whatever_it_holds(
    claire: Client, case: Case, quotes: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    made = analyses.open_analysis(case, facts=make.facts())
    analyses.add_quotes(made, [analyses.Offer(lines=[make.CROWN] * 12)] * quotes)
    analyses.keep_result(queries.with_quotes(Analysis.objects.all()).get(pk=made.pk))
    address = at("analysis", made.pk)
    claire.get(address)
    with django_assert_num_queries(QUERIES):
        claire.get(address)


# ---- the department, the choice


def test_a_new_quote_begins_with_the_department_of_the_member_s_home(claire: Client, analysis: Analysis) -> None:
    live_in(analysis, "20137")
    head = claire.get(at("add", analysis.pk)).context["typing"].head
    assert head["department"].value() == "2A"


def live_in(analysis: Analysis, postal_code: str) -> None:
    Address.objects.create(
        mutual_id=analysis.mutual_id, member_id=analysis.member_id, kind="home", postal_code=postal_code, town="Ici",
        valid_from=date(2026, 1, 1),
    )  # fmt: skip


@pytest.mark.parametrize("step", ["more", "copy-1", "remove-1"])
def test_a_department_that_was_emptied_stays_empty(claire: Client, analysis: Analysis, step: str) -> None:
    live_in(analysis, "34500")
    page = claire.post(at("add", analysis.pk), {**typed(CROWN), "department": "", "step": step})
    assert page.context["typing"].head["department"].value() == ""


def test_the_department_of_a_quote_is_that_of_the_quote(claire: Client, analysis: Analysis) -> None:
    live_in(analysis, "34500")
    quote = analysis.quotes.all()[0]
    head = claire.get(at("quote", analysis.pk, quote.pk)).context["typing"].head
    assert head["department"].value() == ""


@pytest.mark.parametrize(
    ("department", "errors"), [("2a", []), ("", []), ("20", ["department"]), ("999", ["department"])]
)
def test_a_department_exists_or_is_refused(
    claire: Client, analysis: Analysis, department: str, errors: list[str]
) -> None:
    page = claire.post(at("add", analysis.pk), {**typed(CROWN), "department": department})
    said = list(page.context["typing"].head.errors) if page.context else []
    assert (said, Quote.objects.filter(label="Dr Tesson").exists()) == (errors, not errors)


def test_a_quote_is_kept_and_taken_back(claire: Client, analysis: Analysis) -> None:
    quote = analysis.quotes.all()[0]
    seen = []
    for asked in (quote.pk, ""):
        claire.post(at("keep", analysis.pk), {"quote": asked})
        quote.refresh_from_db()
        seen.append(quote.is_kept)
    assert seen == [True, False]


@pytest.mark.parametrize("asked", ["999999", "9" * 30])
def test_what_is_no_quote_of_the_analysis_is_not_kept(claire: Client, analysis: Analysis, asked: str) -> None:
    claire.post(at("keep", analysis.pk), {"quote": asked})
    assert not Quote.objects.filter(is_kept=True).exists()
