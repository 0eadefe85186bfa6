"""The walk of the foreign keys from a person: which tables point at people, computed from Django's models as they are now."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.apps import apps
from django.db.models import Field, Model, QuerySet

from privacy.holdings import LOOSE

PERSON = "members.Member"
CONTRACT = "members.Contract"

Rows = dict[str, set[Any]]
"""By label of a model, the primary keys of rows that belong to a person."""


@dataclass(frozen=True, slots=True)
class Step:
    """Rows of `model` whose `field` names a row of `parent` that belongs to the person."""

    model: str
    field: str
    parent: str


@cache
def steps(start: str = PERSON) -> tuple[Step, ...]:
    """Every way down from START: foreign keys, one-to-one links, tables between, history tables, and ids of `LOOSE`."""
    found: dict[Step, None] = {}
    waiting = [start]
    while waiting:
        parent = waiting.pop()
        for step in _into(parent):
            if step not in found:
                found[step] = None
                waiting.append(step.model)
    return tuple(found)


def _into(parent: str) -> Iterator[Step]:
    for relation in apps.get_model(parent)._meta.get_fields(include_hidden=True):
        if relation.auto_created and not relation.concrete and (relation.one_to_many or relation.one_to_one):
            field: Any = relation
            yield Step(field.related_model._meta.label, field.field.attname, parent)
    for (model, name), parents in LOOSE.items():
        if parent in parents:
            yield Step(model, name, parent)


def tables(start: str = PERSON) -> list[str]:
    """Labels of the models that the walk reaches, START first; the contract is the one row above a person that is theirs too."""
    own = [CONTRACT, *(step.model for step in _into(CONTRACT) if _is_history(step.model))] if start == PERSON else []
    return list(dict.fromkeys([start, *own, *(step.model for step in steps(start))]))


def rows_of(start: str, ids: Iterable[Any]) -> Rows:
    """What the walk finds from these rows on, in the scope's mutuals. Reads until nothing new is met."""
    rows: Rows = {start: set(ids)}
    if start == PERSON:
        rows |= _contracts(rows[start])
    changed = {start}
    while changed:
        parents, changed = changed, set()
        for step in steps(start):
            if step.parent in parents and (new := _met(step, rows)):
                rows.setdefault(step.model, set()).update(new)
                changed.add(step.model)
    return rows


def _met(step: Step, rows: Rows) -> set[Any]:
    if step.model == PERSON:
        return set()  # who is merged into whom is settled before the walk
    found = objects(step.model).filter(**{f"{step.field}__in": rows[step.parent]}).values_list("pk", flat=True)
    return set(found) - rows.get(step.model, set())


def _contracts(people: set[Any]) -> Rows:
    """The contracts that people have or had, with their history, which nobody else's rows hang on."""
    held = set(objects(PERSON).filter(pk__in=people).values_list("contract_id", flat=True))
    past = objects("members.CoveragePeriod").filter(member_id__in=people).values_list("contract_id", flat=True)
    contracts = held | set(past)
    history = [step for step in _into(CONTRACT) if _is_history(step.model)]
    return {
        CONTRACT: contracts,
        **{
            step.model: set(objects(step.model).filter(pgh_obj_id__in=contracts).values_list("pk", flat=True))
            for step in history
            if step.field == "pgh_obj_id"
        },
    }


def objects(label: str) -> QuerySet[Any]:
    """Rows of a table in the scope's mutuals."""
    rows: QuerySet[Any] = apps.get_model(label)._default_manager.all()
    return rows


def _is_history(label: str) -> bool:
    return hasattr(apps.get_model(label), "pgh_tracked_model")


# ---- columns


def free_columns(model: type[Model]) -> Iterator[str]:
    """Columns that can hold words or numbers of anybody: texts without choices, documents, files, bytes, lists of texts."""
    for field in model._meta.concrete_fields:
        if not field.is_relation and not field.primary_key and _is_free(field):
            yield field.name


FREE = {
    "CharField", "TextField", "EmailField", "URLField", "SlugField", "FileField", "BinaryField", "JSONField",
    "PhoneNumberField", "SearchVectorField",
}  # fmt: skip


def _is_free(field: "Field[Any, Any]") -> bool:
    inner: Any = getattr(field, "base_field", field)
    return not inner.choices and any(base.__name__ in FREE for base in type(inner).__mro__)


def only(rows: Mapping[str, set[Any]], label: str) -> QuerySet[Any]:
    """The person's rows of one table."""
    return objects(label).filter(pk__in=list(rows.get(label, ())))
