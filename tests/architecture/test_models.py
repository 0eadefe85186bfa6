"""The shape of the data: who may refer to whom, and what is said when a constraint refuses."""

import re

from django.apps import apps
from django.db.models import BaseConstraint

from tests.architecture.project import may_know, ranks


def test_foreign_keys_go_down() -> None:
    upward = [
        f"{model._meta.label}.{field.name} -> {target._meta.label}"
        for model in apps.get_models()
        if model._meta.app_label in ranks()
        for field in model._meta.get_fields()
        if field.concrete and (target := field.related_model) is not None and target._meta.app_label in ranks()
        if not may_know(model._meta.app_label, target._meta.app_label)
    ]
    assert upward == []


def test_every_model_has_its_names_in_the_catalogue() -> None:
    """The administration shows them: a model without `verbose_name` would speak English in a French screen."""
    ours = [
        model
        for model in apps.get_models()
        if model._meta.app_label in ranks() and not hasattr(model, "pgh_tracked_model")
    ]
    unnamed = [
        model._meta.label for model in ours if isinstance(model._meta.original_attrs.get("verbose_name", ""), str)
    ]
    assert unnamed == []


def test_what_a_constraint_says_can_be_said() -> None:
    """Django puts its name in with `%`: a sign of its own would raise an error in place of the message."""
    constraints: list[BaseConstraint] = [one for model in apps.get_models() for one in model._meta.constraints]
    ours = [one for one in constraints if one.violation_error_message is not None]
    assert [one.name for one in ours if re.search(r"%(?!\(name\)s)", str(one.violation_error_message))] == []
