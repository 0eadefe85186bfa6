"""Guarantees of the demonstration's products, by their level, and quotes of members whose contact asks for an analysis."""

from datetime import date

from django.utils import timezone

from accounts.deadlines import ONE_DAY
from accounts.models import User
from contacts.models import Case
from members.models import Product
from quotes import queries
from quotes.anomalies import Paper
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
OUTSIDE = Line(code="EMPREINTE-NUMERIQUE", label="Empreinte numérique", price=8_000, base=0)
# who, lines as (code, price), made in, guarantee, delay, deposit, days ago, days it is valid for
DENTISTS = (
    ("Dr Castelbon", (("HBLD073", 44_000), ("HBLD090", 17_500), ("HBLD490", 6_000)), "Union européenne", "2 ans", "15 jours", "aucun", 16, 90),
    ("Dr Rivedoux", (("HBLD038", 29_000), ("HBLD090", 17_500), ("HBLD490", 6_000)), "Union européenne", "1 an", "10 jours", "aucun", 13, 90),
    ("Dr Tesson", (("HBLD158", 56_650), ("HBLD745", 18_025), ("HBLD724", 6_180)), "Union européenne", "5 ans", "15 jours", "30 %", 12, 180),
    ("Dr Delcassan", (("HBLD734", 69_000), ("HBLD245", 24_000), ("HBLD486", 8_000)), "hors Union européenne", "5 ans", "3 semaines", "50 %", 9, 45),
    ("Dr Brancourt", (("HBLD073", 52_000), ("HBLD090", 19_000), ("HBLD490", 6_000)), "", "3 ans", "10 jours", "aucun", 6, 90),
)  # fmt: skip
MATERIALS = {
    "HBLD073": "zirconia", "HBLD038": "metal", "HBLD158": "ceramic", "HBLD734": "ceramic_metal",
}  # fmt: skip
SEEN = frozenset({"practitioner", "patient", "date", "validity", "materials", "alternative"})
"""Mentions that every quote of the demonstration has; those made somewhere say where."""


def dental_offers(today: date) -> list[Offer]:
    """Five quotes for the same tooth, from nothing to pay to a free price, one above its ceilings."""
    offers = []
    for label, lines, origin, guarantee, delay, deposit, days, valid in DENTISTS:
        quoted_on = today - days * ONE_DAY
        typed = [Line(code=code, price=price, teeth=(36,), material=MATERIALS.get(code, "")) for code, price in lines]
        terms = {"origin": origin, "guarantee": guarantee, "delay": delay, "deposit": deposit}
        offers.append(
            Offer(
                label=label,
                lines=[*typed, *([OUTSIDE] if label == "Dr Delcassan" else [])],
                paper=Paper(
                    quoted_on=quoted_on,
                    valid_until=quoted_on + valid * ONE_DAY,
                    mentions=SEEN | ({"origin"} if origin else set()),
                ),
                department="34",
                terms={name: said for name, said in terms.items() if said},
            )
        )
    return offers


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
        guarantee_of(product, administrator)
    for case in Case.objects.filter(member__isnull=False, subject__icontains="devis", state="waiting").order_by("pk"):
        _analysis(case)


def guarantee_of(product: Product, by: User) -> None:
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
    add_quotes(analysis, OPTICAL if is_optical else dental_offers(timezone.localdate()))
    keep_result(queries.with_quotes(Analysis.objects.all()).get(pk=analysis.pk))
    return analysis
