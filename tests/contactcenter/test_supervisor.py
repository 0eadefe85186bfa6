"""Parts die and come back, warnings reach the terminal, and the end leaves nothing: alone, then as `manage.py run`."""

import asyncio
import json
import logging
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import psutil
import pytest

from contactcenter.embedded import folder
from contactcenter.embedded.process import free_port
from contactcenter.management.commands.run import _timed
from contactcenter.supervisor import Part, _counting, _forgotten, answers
from tests.throwaway import fresh_folder

IGNORES_THE_REQUEST = (
    "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('up', flush=True); time.sleep(60)"
)
LEAVES_A_CHILD = "import subprocess; child = subprocess.Popen(['sleep', '60']); print(child.pid, flush=True)"


def live(part: Part, during: Callable[[], Awaitable[None]]) -> None:
    """Start PART, wait for DURING, and stop it."""

    async def life() -> None:
        part.start()
        try:
            await asyncio.wait_for(during(), 20)
        finally:
            await part.stop()

    asyncio.run(life())


def until(true: Callable[[], bool]) -> Callable[[], Awaitable[None]]:
    async def wait() -> None:
        while not true():  # noqa: ASYNC110  what is waited for happens in another process
            await asyncio.sleep(0.01)

    return wait


@pytest.fixture
def var() -> Path:
    made = fresh_folder() / "var"
    folder.claim(made)
    return made


def logged(var: Path) -> str:
    return (var / "log" / "part.log").read_text(encoding="utf-8")


def test_a_dead_part_is_started_again(var: Path, capfd: pytest.CaptureFixture[str]) -> None:
    part = Part("part", ["-c", "raise SystemExit(3)"], var=var)
    live(part, until(lambda: part.deaths == 2))
    assert capfd.readouterr().out.count("[part] s’est arrêté (3), redémarre dans") == 2


def test_only_warnings_reach_the_terminal(var: Path, capfd: pytest.CaptureFixture[str]) -> None:
    lines = ['{"event": "ordinary", "level": "info"}', '{"event": "odd", "level": "warning"}']
    part = Part("part", ["-c", f"import time; print(*{lines}, sep='\\n', flush=True); time.sleep(60)"], var=var)
    live(part, until(lambda: len(logged(var).splitlines()) == 2))
    assert (capfd.readouterr().out, logged(var).splitlines()) == ("  [part] odd\n", lines)


def test_a_flood_of_warnings_is_for_the_file(var: Path, capfd: pytest.CaptureFixture[str]) -> None:
    part = Part("part", ["-c", "import time; print('ERROR\\n' * 1000, end='', flush=True); time.sleep(60)"], var=var)
    live(part, until(lambda: len(logged(var).splitlines()) == 1000))
    assert capfd.readouterr().out.count("ERROR") == 1


def test_a_part_that_will_not_stop_is_made_to(var: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("contactcenter.supervisor.STOP_WITHIN", 0.2)
    part = Part("part", ["-c", IGNORES_THE_REQUEST], var=var)
    live(part, until(lambda: logged(var) == "up\n"))
    assert part.process is not None
    assert part.process.returncode == -signal.SIGKILL


def test_children_of_a_dead_part_go_with_it(var: Path) -> None:
    part = Part("part", ["-c", LEAVES_A_CHILD], var=var)
    live(part, until(lambda: part.deaths == 1 and gone(int(logged(var).split()[0]))))


def gone(pid: int) -> bool:
    with suppress(psutil.NoSuchProcess):
        return bool(psutil.Process(pid).status() == psutil.STATUS_ZOMBIE)
    return True


def test_what_prepares_the_first_start_is_one_line_each(capfd: pytest.CaptureFixture[str]) -> None:
    logger = logging.getLogger("supervision")
    heard: list[bool] = []
    _timed("Chiffres", lambda: heard.extend(logger.isEnabledFor(level) for level in (logging.INFO, logging.WARNING)))
    assert (heard, logger.isEnabledFor(logging.INFO)) == ([False, True], True)
    assert capfd.readouterr().out.split()[0] == "Chiffres"


def test_what_pages_counted_is_forgotten_even_after_a_kill(var: Path) -> None:
    counted = [Path(_counting(var)["PROMETHEUS_MULTIPROC_DIR"]).resolve()]
    (counted[0] / "killed.db").touch()
    counted.append(Path(_counting(var)["PROMETHEUS_MULTIPROC_DIR"]).resolve())
    assert list(counted[1].iterdir()) == []
    _forgotten(var / "metrics")
    assert [one.exists() for one in (*counted, var / "metrics")] == [False] * 3


def test_a_part_waiting_to_restart_stops_at_once(var: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("contactcenter.supervisor.FIRST_DELAY", 60.0)
    part = Part("part", ["-c", ""], var=var)
    began = time.monotonic()
    live(part, until(lambda: part.deaths == 1))
    assert time.monotonic() - began < 10


@dataclass
class Run:
    """`manage.py run` in a folder of its own, up to its last line of greeting."""

    var: Path
    port: int
    process: subprocess.Popen[str]
    greeting: str

    def again(self, port: int) -> tuple[int, str, str]:
        """Status and words of a second start in the same folder."""
        done = subprocess.run(
            _command(port), env=_environment(self.var), cwd=folder.ROOT, capture_output=True, text=True, check=False
        )
        return done.returncode, done.stdout, done.stderr

    def parts(self) -> list[psutil.Process]:
        children: list[psutil.Process] = psutil.Process(self.process.pid).children(recursive=True)
        return children

    def pages(self) -> list[psutil.Process]:
        """Those that the supervisor itself starts and stops."""
        started: list[psutil.Process] = psutil.Process(self.process.pid).children()
        return [process for process in started if process.is_running() and "granian" in _words(process)]


def _words(process: psutil.Process) -> list[str]:
    with suppress(psutil.NoSuchProcess, psutil.ZombieProcess):
        return list(process.cmdline())
    return []


def _command(port: int) -> list[str]:
    return [sys.executable, "manage.py", "run", "--port", str(port)]


def _environment(var: Path) -> dict[str, str]:
    return {"PATH": os.environ["PATH"], "CONTACTCENTER_VAR": str(var), "CONTACTCENTER_DEMO": "0"}


@pytest.fixture(scope="module")
def run() -> Iterator[Run]:
    var, port = fresh_folder() / "a folder" / "var", free_port()
    process = subprocess.Popen(
        _command(port), env=_environment(var), cwd=folder.ROOT, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    made = Run(var, port, process, "".join(_until_the_last_line(process.stdout)))
    yield made
    process.terminate()
    process.communicate(timeout=30)


def _until_the_last_line(output: IO[str]) -> Iterator[str]:
    for line in output:
        yield line
        if "Ctrl-C" in line:
            return


def test_run_says_where(run: Run) -> None:
    assert f"  Adresse : http://127.0.0.1:{run.port}/\n" in run.greeting.splitlines(keepends=True)


def test_run_answers_when_it_says_so(run: Run) -> None:
    assert answers(run.port, "/sante/pret") is True


def test_second_run_in_the_folder_names_the_first(run: Run) -> None:
    wanted = f"contactcenter tourne déjà dans ce dossier : http://127.0.0.1:{run.port}/\n"
    assert run.again(free_port()) == (2, "", wanted)


def test_commands_join_the_running_servers(run: Run) -> None:
    code = "import os; print(os.environ['DATABASE_URL'])"
    done = subprocess.run(
        [sys.executable, "manage.py", "shell", "--no-imports", "-c", code],
        env=_environment(run.var), cwd=folder.ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    published = json.loads((run.var / "servers.json").read_text(encoding="utf-8"))
    assert done.stdout == published["postgresql"]["environment"]["DATABASE_URL"] + "\n"


def test_pages_that_were_killed_come_back(run: Run) -> None:
    killed = run.pages()
    for process in killed:
        process.kill()
    asyncio.run(asyncio.wait_for(until(lambda: set(run.pages()).isdisjoint(killed) and run.pages() != [])(), 20))
    asyncio.run(asyncio.wait_for(until(lambda: answers(run.port, "/sante/vivant"))(), 20))


def test_everything_runs_and_nothing_remains(run: Run) -> None:
    parts = run.parts()
    kinds = {"granian", "uvicorn", "worker", "beat"}
    seen = {name for name in kinds for part in parts if name in part.cmdline()}
    run.process.send_signal(signal.SIGINT)
    began = time.monotonic()
    run.process.communicate(timeout=30)
    assert (seen, run.process.returncode, time.monotonic() - began < 10) == (kinds, 0, True)
    assert [part for part in parts if part.is_running() and part.status() != psutil.STATUS_ZOMBIE] == []


def test_a_taken_port_is_one_line() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = subprocess.run(
            _command(port),
            env=_environment(fresh_folder() / "var"),
            cwd=folder.ROOT,
            capture_output=True,
            text=True,
            check=False,
        )
    wanted = f"Le port {port} est déjà pris : choisissez-en un autre, par exemple « make run PORT={port + 1} ».\n"
    assert (done.returncode, done.stdout, done.stderr) == (2, "", wanted)


def test_a_failing_command_keeps_its_status_and_leaves_nothing() -> None:
    var = fresh_folder() / "var"
    done = subprocess.run(
        [sys.executable, "manage.py", "shell", "--no-imports", "-c", "print('said'); raise SystemExit(7)"],
        env=_environment(var), cwd=folder.ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stdout, (var / "servers.json").exists()) == (7, "said\n", False)
