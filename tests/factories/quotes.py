"""Guarantees and quote analyses for tests, inside the scope of their mutual. What a test depends on, it says."""

from datetime import date
from typing import Any

from django.utils import timezone

from accounts.models import Mutual, User
from contacts.models import Case
from members.models import Product
from quotes import queries
from quotes.benefits import Line
from quotes.enums import ClauseForm, Domain
from quotes.models import Analysis, Cap, Clause, Guarantee, Opinion
from quotes.services import analyses, opinions
from tests.factories import contacts as make_contacts
from tests.factories import members as make_members

CROWN = Line(code="HBLD734", price=62_000, teeth=(36,))
CROWN_RAC0 = Line(code="HBLD038", price=29_000, teeth=(36,))


def guarantee(
    product: Product, *, caps: tuple[int, ...] = (), valid_from: date = date(2020, 1, 1), **clause: Any
) -> Guarantee:
    """One clause, 300 % of the base unless told otherwise, and yearly CAPS under the key `plafond`."""
    version = Guarantee.objects.create(mutual_id=product.mutual_id, product=product, valid_from=valid_from)
    said = {"form": ClauseForm.PCT_INCL, "percent": 30_000, "name": "Dentaire", "key": "dentaire", **clause}
    Clause.objects.create(mutual_id=product.mutual_id, guarantee=version, **said)
    for amount in caps:
        Cap.objects.create(
            mutual_id=product.mutual_id, guarantee=version, key="plafond", name="Plafond annuel", amount=amount
        )
    return version


def case(mutual: Mutual, **fields: Any) -> Case:
    """A contact of a member, received now unless told otherwise."""
    member = fields.pop("member", None) or make_members.member(mutual)
    return make_contacts.case(mutual, member_id=member.pk, **fields)


def facts(**fields: Any) -> analyses.Facts:
    return analyses.Facts(**{"domain": Domain.DENTAL, "care_date": timezone.localdate(), **fields})


def analysis(of: Case, *lines: Line, label: str = "", computed: bool = True, **said: Any) -> Analysis:
    """With one quote of these lines, a crown by default, computed unless told otherwise."""
    made = analyses.open_analysis(of, facts=facts(**said))
    analyses.add_quotes(made, [analyses.Offer(label=label, lines=lines or (CROWN,))])
    if computed:
        analyses.keep_result(at_hand(made))
    return at_hand(made)


def opinion(of: Analysis, by: User, question: str = "Cette couronne est-elle indiquée ?") -> Opinion:
    """Asked by who has the contact in hand."""
    return opinions.ask(user=by, analysis_id=of.pk, question=question)


def at_hand(made: Analysis) -> Analysis:
    return queries.with_quotes(Analysis.objects.all()).get(pk=made.pk)
