"""Guarantees of the demonstration's products, by their level, and quotes of members whose contact asks for an analysis."""

from datetime import date

from django.utils import timezone

from accounts.models import User
from contacts.models import Case
from members.models import Product
from quotes import queries
from quotes.benefits import Line
from quotes.enums import Basket, ClauseForm, ClauseUnit, Domain, Nature
from quotes.models import Analysis, Cap, Clause, Guarantee
from quotes.prescription import Lens, LensKind
from quotes.services.analyses import Facts, Offer, add_quotes, keep_result, open_analysis
from quotes.services.guarantees import publish

PROSTHESES = [
    Nature.CROWN,
    Nature.IMPLANT_CROWN,
    Nature.INLAY_CORE,
    Nature.TEMPORARY_CROWN,
    Nature.BRIDGE,
    Nature.DENTURE,
]
EYE = {"kind": LensKind.PROGRESSIVE, "sphere": -125, "cylinder": -50, "addition": 200, "axis": 90}
DENTAL = (
    Offer(label="Couronne zircone", lines=[Line(code="HBLD073", price=45_320, teeth=(36,))]),
    Offer(label="Couronne céramo-métallique", lines=[Line(code="HBLD734", price=62_000, teeth=(36,))]),
    Offer(label="Couronne céramo-céramique", lines=[Line(code="HBLD403", price=71_000, teeth=(36,))]),
)
OPTICAL = (
    Offer(
        label="Verres progressifs, classe B",
        lines=[
            Line(code="MONTURE-B", price=14_000),
            Line(code="VERRE-B", price=21_000, lens=Lens(**EYE, eye="R")),  # type: ignore[arg-type]  # names of its fields
            Line(code="VERRE-B", price=21_000, lens=Lens(**EYE, eye="L")),  # type: ignore[arg-type]  # names of its fields
        ],
    ),
)


def load(administrator: User) -> None:
    """In the caller's transaction, within every mutual, after the contacts."""
    for product in Product.objects.all():
        _guarantee(product, administrator)
    for case in Case.objects.filter(member__isnull=False, subject__icontains="devis", state="waiting").order_by("pk"):
        _analysis(case)


def _guarantee(product: Product, by: User) -> None:
    """At level 1 the floor of a responsible contract; a hundred percent more of the base with each level."""
    version = Guarantee(mutual_id=product.mutual_id, product=product, valid_from=date(2020, 1, 1))
    level = product.level
    if level == 1:
        publish(version=version, clauses=[_clause("Ticket modérateur", ClauseForm.RESPONSIBLE)], caps=[], by=by)
        return
    clauses = [
        _clause("Prothèses dentaires", ClauseForm.PCT_INCL, percent=10_000 * level, natures=PROSTHESES, key="protheses"),
        _clause("Orthodontie", ClauseForm.PCT_INCL, percent=10_000 * level, natures=[Nature.ORTHODONTICS]),
        _clause("Implant", ClauseForm.ON_TOP, amount=20_000 * level, unit=ClauseUnit.YEAR, natures=[Nature.IMPLANT], key="implant"),
        _clause(
            "Verres simples", ClauseForm.INCL, amount=7_500 * level, unit=ClauseUnit.EQUIPMENT,
            natures=[Nature.FRAME, Nature.LENS], categories=["a"],
        ),
        _clause(
            "Verres complexes", ClauseForm.INCL, amount=12_500 * level, unit=ClauseUnit.EQUIPMENT,
            natures=[Nature.FRAME, Nature.LENS], categories=["b", "c", "d", "e", "f"],
        ),
        _clause("Lentilles", ClauseForm.TM_PLUS, amount=5_000 * level, unit=ClauseUnit.YEAR, natures=[Nature.CONTACT_LENS], key="lentilles"),
        _clause("Soins", ClauseForm.PCT_INCL, percent=10_000),
    ]  # fmt: skip
    cap = Cap(
        key="plafond-dentaire",
        name="Plafond dentaire annuel",
        amount=60_000 * level,
        natures=[*PROSTHESES, Nature.IMPLANT],
        baskets=[Basket.MODERATE, Basket.FREE, Basket.NOT_REIMBURSED],
    )
    publish(version=version, clauses=clauses, caps=[cap], by=by)


def _clause(name: str, form: ClauseForm, **said: object) -> Clause:
    clause: Clause = Clause(name=name, form=form, position=0, **said)
    return clause


def _analysis(case: Case) -> Analysis:
    is_optical = any(word in case.subject.lower() for word in ("optique", "lunettes", "verres"))
    facts = Facts(domain=Domain.OPTICAL if is_optical else Domain.DENTAL, care_date=timezone.localdate())
    analysis = open_analysis(case, facts=facts)
    add_quotes(analysis, OPTICAL if is_optical else DENTAL)
    keep_result(queries.with_quotes(Analysis.objects.all()).get(pk=analysis.pk))
    return analysis
