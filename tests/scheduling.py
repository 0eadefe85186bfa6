"""How pytest-xdist shares the work: modules whole and in their order, so that what a package sets up is set up once a worker.

The screens, half of the browser's time, go one by one.
"""

import re
from typing import Any

import pytest
from xdist.scheduler import LoadScopeScheduling

_SCREEN = re.compile(r"(.*test_screens\.py)::\w+\[(?:\d+-\d+-)?(.+?)(?:-\d+-\d+)?\]")


class ScreenByScreen(LoadScopeScheduling):  # type: ignore[misc]  # of a library without types
    def _split_scope(self, nodeid: str) -> str:
        screen = _SCREEN.fullmatch(nodeid)
        return f"{screen[1]}[{screen[2]}]" if screen else super()._split_scope(nodeid)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> ScreenByScreen:
    config.option.loadscopereorder = False
    return ScreenByScreen(config, log)
