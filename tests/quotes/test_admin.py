"""Guarantees in the administration: a version is published whole, judged, tried on examples, and never edited."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Mutual
from accounts.roles import Role
from members.models import Product
from quotes.models import Cap, Clause, Guarantee
from tests.factories import accounts as make_accounts
from tests.factories import members as make_members
from tests.factories import quotes as make

pytestmark = pytest.mark.usefixtures("within")

ADD, TRY = reverse("admin:quotes_guarantee_add"), reverse("admin:quotes_guarantee_try")
CLAUSE = {"position": "1", "name": "Prothèses", "form": "pct_br_incl_amo", "percent": "300", "natures": ["crown"]}
CAP = {"name": "Plafond annuel", "key": "plafond", "amount": "1 200,50"}


@pytest.fixture
def desk() -> Client:
    return make_accounts.browser(make_accounts.user(Role.ADMINISTRATOR))


@pytest.fixture
def product(within: Mutual) -> Product:
    return make_members.product(within)


def typed(
    product: Product, *, clause: dict[str, Any] | None = None, cap: dict[str, Any] | None = None, **version: Any
) -> dict[str, Any]:
    """What the form sends, with a clause and a cap."""
    said: dict[str, Any] = {
        "mutual": product.mutual_id, "product": product.pk, "valid_from": "2026-01-01", "is_responsible": "on",
        "waiting_months": "0", "year_starts_month": "1", **version,
    }  # fmt: skip
    for prefix, row in (("clauses", CLAUSE if clause is None else clause), ("caps", CAP if cap is None else cap)):
        said |= {f"{prefix}-TOTAL_FORMS": "1", f"{prefix}-INITIAL_FORMS": "0"}
        said |= {f"{prefix}-0-{name}": value for name, value in row.items()}
    return said


def test_a_version_is_published_with_its_clauses_and_caps(desk: Client, product: Product) -> None:
    assert desk.post(ADD, typed(product)).status_code == 302
    version = Guarantee.objects.get()
    clause, cap = Clause.objects.get(), Cap.objects.get()
    kept = (clause.guarantee, clause.mutual_id, clause.percent, cap.guarantee, cap.mutual_id, cap.amount)
    assert kept == (version, product.mutual_id, 30_000, version, product.mutual_id, 120_050)


def test_a_version_is_read_and_never_edited(desk: Client, product: Product) -> None:
    version = make.guarantee(product)
    address = reverse("admin:quotes_guarantee_change", args=[version.pk])
    assert (desk.get(address).status_code, desk.post(address, typed(product)).status_code) == (200, 403)


def test_rows_left_blank_are_no_rows(desk: Client, product: Product) -> None:
    said = typed(product) | {"clauses-TOTAL_FORMS": "2", "caps-TOTAL_FORMS": "2"}
    said |= {
        "clauses-1-position": "1",
        "clauses-1-name": "",
        "clauses-1-percent": "",
        "clauses-1-amount": "",
        "caps-1-amount": "",
    }
    assert desk.post(ADD, said).status_code == 302
    assert (Clause.objects.count(), Cap.objects.count()) == (1, 1)


def test_a_version_that_stands_is_read_in_percents_without_blank_rows(desk: Client, product: Product) -> None:
    desk.post(ADD, typed(product))
    page: Any = desk.get(reverse("admin:quotes_guarantee_change", args=[Guarantee.objects.get().pk]))
    html = page.content.decode()
    assert ("300\xa0%" in html, "1\u202f200,50\xa0€" in html) == (True, True)
    assert [len(one.formset.forms) for one in page.context["inline_admin_formsets"]] == [1, 1]


def test_a_second_version_of_a_day_is_refused(desk: Client, product: Product) -> None:
    desk.post(ADD, typed(product))
    page: Any = desk.post(ADD, typed(product))
    said = page.context["adminform"].form.non_field_errors()
    assert (said, Guarantee.objects.count()) == (["Ce produit a déjà une version à partir de ce jour."], 1)


def test_what_no_responsible_contract_may_promise_is_refused(desk: Client, product: Product) -> None:
    page: Any = desk.post(ADD, typed(product, clause={**CLAUSE, "percent": "50"}))
    said = [fault for formset in page.context["inline_admin_formsets"] for fault in formset.formset.non_form_errors()]
    assert (len(said), Guarantee.objects.exists()) == (1, False)


@pytest.mark.parametrize("amount", ["-5", "NaN", "1e9", "beaucoup"])
def test_an_amount_that_is_none_is_refused_at_its_field(desk: Client, product: Product, amount: str) -> None:
    page: Any = desk.post(ADD, typed(product, cap={**CAP, "amount": amount}))
    errors = page.context["inline_admin_formsets"][1].formset.forms[0].errors
    assert (list(errors), Guarantee.objects.exists()) == (["amount"], False)


# ---- tried on examples


def test_what_stands_in_the_form_is_tried_and_nothing_is_kept(desk: Client, product: Product) -> None:
    page: Any = desk.post(TRY, typed(product))
    paid = [(result.amo, result.amc, result.rac) for _name, result in page.context["examples"]]
    free_crown = paid[2]
    assert (len(paid), free_crown) == (7, (7_200, 28_800, 26_000))
    assert not Guarantee.objects.exists()


def test_what_cannot_be_tried_says_why(desk: Client, product: Product) -> None:
    page: Any = desk.post(TRY, typed(product, clause={**CLAUSE, "percent": "beaucoup"}))
    assert "Écrivez un nombre en chiffres" in page.content.decode()


def test_trying_is_not_asked_by_address(desk: Client) -> None:
    assert desk.get(TRY).status_code == 405


def test_who_administers_nothing_tries_nothing(product: Product) -> None:
    assert make_accounts.browser(make_accounts.user(Role.SUPERVISOR)).post(TRY, typed(product)).status_code == 404
