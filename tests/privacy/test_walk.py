"""Every table that points at a person, and every column of it that can hold words, has its fate written down."""

from django.apps import apps
from django.db.models import UUIDField

from privacy.enums import Fate
from privacy.holdings import HOLDINGS, LOOSE, NOT_POINTING
from privacy.walk import free_columns, steps, tables
from tests.architecture.project import ranks


def test_every_table_that_points_at_a_person_has_its_fate_and_no_other_has() -> None:
    assert sorted(HOLDINGS) == sorted(tables())


def test_every_column_that_can_hold_words_is_emptied_or_explained() -> None:
    unexplained = [
        f"{label}.{name}"
        for label, holding in HOLDINGS.items()
        if holding.fate is not Fate.GONE
        for name in free_columns(apps.get_model(label))
        if name not in holding.empties and name not in holding.plain
    ]
    assert unexplained == []


def test_no_fate_names_a_column_that_is_not_there() -> None:
    unknown = [
        f"{label}.{name}"
        for label, holding in HOLDINGS.items()
        for name in {*holding.empties, *holding.plain, *holding.hidden, *holding.files}
        if name not in {field.name for field in apps.get_model(label)._meta.concrete_fields}
    ]
    assert unknown == []


def test_every_id_that_is_no_foreign_key_is_explained() -> None:
    loose = {
        (model._meta.label, field.name)
        for model in apps.get_models()
        if model._meta.app_label in ranks() and not hasattr(model, "pgh_tracked_model")
        for field in model._meta.concrete_fields
        if isinstance(field, UUIDField) and not field.primary_key and not field.is_relation
    }
    assert loose == set(LOOSE) | set(NOT_POINTING)


def test_nothing_points_at_people_by_content_types() -> None:
    generic = [model._meta.label for model in apps.get_models() if model._meta.private_fields]
    assert generic == []


def test_what_hangs_on_rows_that_go_goes_too() -> None:
    gone = {label for label, holding in HOLDINGS.items() if holding.fate is Fate.GONE}
    left = [step for step in steps() if step.parent in gone and HOLDINGS[step.model].fate is not Fate.GONE]
    assert left == []


def test_the_walk_goes_through_tables_between_and_histories() -> None:
    ways = {(step.parent, step.field, step.model) for step in steps()}
    assert {
        ("members.Member", "pgh_obj_id", "members.MemberEvent"),
        ("contacts.Case", "case_id", "quality.Sample"),
        ("quality.Sample", "sample_id", "quality.Review"),
        ("callbacks.Callback", "subject_id", "clock.Escalation"),
    } <= ways
