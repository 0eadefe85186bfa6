"""What pytest loads into its own process for an attack: what came of each test, a line of JSON each, with what the test noted."""

import json
import os
from pathlib import Path

import pytest

from bench.attack import TALLY


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The numbers go with a test's report, which a worker of pytest-xdist sends to the controller."""
    for item in items:
        numbers = {number for mark in item.iter_markers("attack") for number in mark.args}
        item.user_properties.append(("attack", sorted(numbers)))


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    if "PYTEST_XDIST_WORKER" in os.environ or (report.when != "call" and report.passed):
        return
    line = {"test": report.nodeid, "outcome": report.outcome, **dict(report.user_properties)}
    with Path(os.environ[TALLY]).open("a", encoding="utf-8") as file:
        file.write(json.dumps(line) + "\n")
