"""Settings and schedule name everything, in order."""

import ast

import pytest
from django.conf import settings

from contactcenter.beat import SCHEDULE
from contactcenter.celery import app
from tests.architecture.project import ROOT, modules, ranks


def test_every_app_is_installed_lowest_first() -> None:
    ours = [name for name in settings.INSTALLED_APPS if name in ranks() and name != "contactcenter"]
    assert ours == sorted(ours, key=lambda name: ranks()[name])
    assert set(ours) | {"contactcenter"} == set(ranks())


def test_every_folder_of_code_has_a_rank() -> None:
    packages = {path.parent.name for path in ROOT.glob("*/__init__.py")} - {
        "tests",
        "bench",
        "compare",
    }  # beside the program, not in it
    assert packages == set(ranks())


def test_every_scheduled_task_exists() -> None:
    app.loader.import_default_modules()
    assert {entry["task"] for entry in SCHEDULE.values()} - set(app.tasks) == set()


def test_the_schedule_is_sorted_by_frequency() -> None:
    frequencies = [entry["schedule"] for entry in SCHEDULE.values()]
    assert frequencies == sorted(frequencies)


def test_a_tick_expires_before_the_next() -> None:
    """Two beats send every tick, and a worker that was away must not run the old ones."""
    late = [name for name, entry in SCHEDULE.items() if not 0 < entry["options"]["expires"] < entry["schedule"]]
    assert late == []


@pytest.mark.attack(30)
def test_tasks_are_named_after_their_function_and_take_ids_only() -> None:
    """What the broker carries can be read by whoever reads the broker."""
    tasks = [
        (path, node)
        for path, tree in modules().items()
        if path.name == "tasks.py"
        for node in tree.body
        if isinstance(node, ast.FunctionDef) and node.decorator_list
    ]
    app.loader.import_default_modules()
    names = {f"{path.parts[0]}.{node.name}" for path, node in tasks}
    assert names == {name for name in app.tasks if not name.startswith("celery.")}
    taken = {argument.arg for _, node in tasks for argument in [*node.args.args, *node.args.kwonlyargs]}
    assert {name for name in taken if not name.endswith(("_id", "_ids"))} == set()
