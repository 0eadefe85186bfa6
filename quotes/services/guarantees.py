"""A new version of what a product promises: judged, tried on an example, then kept for good."""

from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.permissions import check_administrator
from quotes import guarantees, queries
from quotes.benefits import Beneficiary, Line, Result, compute
from quotes.guarantees import Breach
from quotes.models import Cap, Clause, Guarantee
from quotes.prescription import Lens, LensKind

EXAMPLES: tuple[tuple[str, tuple[Line, ...]], ...] = (
    ("crown_rac0", (Line(code="HBLD634", price=50_000, teeth=(14,)),)),
    ("crown_moderate", (Line(code="HBLD491", price=55_000, teeth=(15,)),)),
    ("crown_free", (Line(code="HBLD734", price=62_000, teeth=(36,)),)),
    ("implant", (Line(code="IMPLANT", price=100_000),)),
    ("orthodontics", (Line(code="TO90", price=80_000),)),
    (
        "glasses_b",
        (
            Line(code="MONTURE-B", price=15_000),
            Line(code="VERRE-B", price=12_000, lens=Lens(LensKind.SINGLE, -200, eye="R")),
            Line(code="VERRE-B", price=12_000, lens=Lens(LensKind.SINGLE, -200, eye="L")),
        ),
    ),
    (
        "progressives_b",
        (
            Line(code="MONTURE-B", price=15_000),
            Line(code="VERRE-B", price=30_000, lens=Lens(LensKind.PROGRESSIVE, 200, addition=200, eye="R")),
            Line(code="VERRE-B", price=30_000, lens=Lens(LensKind.PROGRESSIVE, 200, addition=200, eye="L")),
        ),
    ),
)
"""Purchases on which a guarantee is tried while it is edited; prices are ours."""

EXAMPLE_NAMES = {
    "crown_rac0": _("Crown at the ceiling of 100 % Santé"),
    "crown_moderate": _("Crown with a moderate rest"),
    "crown_free": _("Crown at a free price"),
    "implant": _("Implant"),
    "orthodontics": _("Six months of orthodontics"),
    "glasses_b": _("Glasses of class B, simple lenses"),
    "progressives_b": _("Glasses of class B, progressive lenses"),
}


def terms(version: Guarantee, clauses: Iterable[Clause], caps: Iterable[Cap]) -> guarantees.Guarantee:
    """What is being edited, in the rules' terms, before anything is kept."""
    return guarantees.Guarantee(
        clauses=tuple(queries.clause_of(one, {}) for one in clauses),
        caps=tuple(queries.cap_of(one, {}) for one in caps),
        is_responsible=version.is_responsible,
        is_collective=version.is_collective,
        year_starts=(version.year_starts_month, 1),
    )


def judge(version: Guarantee, clauses: Iterable[Clause], caps: Iterable[Cap]) -> list[Breach]:
    """What the responsible contract has against it on its first day."""
    return guarantees.breaches(terms(version, clauses, caps), queries.book().grid(version.valid_from))


def examples(version: Guarantee, clauses: Iterable[Clause], caps: Iterable[Cap]) -> list[tuple[str, Result]]:
    """Who would pay what of each of EXAMPLES, on the first day of the version."""
    said, tables = terms(version, clauses, caps), queries.book()
    who = Beneficiary()
    return [
        (name, compute(lines, day=version.valid_from, beneficiary=who, guarantee=said, book=tables))
        for name, lines in EXAMPLES
    ]


@transaction.atomic
def publish(*, version: Guarantee, clauses: Iterable[Clause], caps: Iterable[Cap], by: User) -> Guarantee:
    """Keep a version with its clauses and caps, in their order. Raises NotAdministratorError."""
    check_administrator(by)
    version.created_by = by
    version.save(force_insert=True)
    for place, clause in enumerate(clauses, 1):
        clause.mutual_id, clause.guarantee, clause.position = version.mutual_id, version, clause.position or place
        clause.save(force_insert=True)
    for cap in caps:
        cap.mutual_id, cap.guarantee = version.mutual_id, version
        cap.save(force_insert=True)
    return version
