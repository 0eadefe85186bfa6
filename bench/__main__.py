"""`make bench`: search and import at growing sizes of the register, on servers of its own, as Markdown tables."""

import argparse
import atexit
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

SIZES = (1_000_000, 3_000_000, 6_000_000)
ROWS = 200_000
STARTS_WITHIN = 60
SERVER = {"SHARED_BUFFERS": "4GB", "EFFECTIVE_CACHE_SIZE": "12GB", "MAX_WAL_SIZE": "16GB"}
"""A quarter of the memory of the machine that the figures are wanted for, as PostgreSQL's manual advises."""


def main() -> None:
    options = _options()
    folder = Path(tempfile.mkdtemp(prefix="contactcenter-bench-"))
    for given in ("DATABASE_URL", "DATABASE_OWNER_URL", "REDIS_URL"):
        os.environ.pop(given, None)
    os.environ |= {"CONTACTCENTER_VAR": str(folder / "var"), "DJANGO_SETTINGS_MODULE": "contactcenter.settings"}
    os.environ.setdefault("LOG_LEVEL", "ERROR")
    for name, value in SERVER.items():
        os.environ.setdefault(f"CONTACTCENTER_PG_{name}", value)
    try:
        _run(options, folder)
    finally:
        _leave()
        shutil.rmtree(folder, ignore_errors=True)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    parser.add_argument("--size", type=int, action="append", help="people in the register; may be repeated, growing")
    parser.add_argument("--rows", type=int, default=ROWS, help="people in the file that is imported")
    parser.add_argument("--no-search", action="store_true", help="import only")
    options = parser.parse_args()
    options.size = sorted(options.size or SIZES)
    options.rows = min(options.rows, options.size[0] // 2)
    return options


def _run(options: argparse.Namespace, folder: Path) -> None:
    # The addresses of the servers are in the environment only now; Django reads them when it is imported.
    from contactcenter import embedded  # noqa: PLC0415

    embedded.join()
    import django  # noqa: PLC0415

    django.setup()
    from django.core.management import call_command  # noqa: PLC0415

    from bench.report import Size, tables  # noqa: PLC0415

    call_command("migrate", verbosity=0)
    measured: list[Size] = []
    for size in options.size:
        measured.append(_measure(size, options, folder, already=measured[-1].people if measured else 0))
        _say("\n" + tables(measured[-1:]))
    sys.stdout.write(tables(measured))


def _measure(size: int, options: argparse.Namespace, folder: Path, *, already: int) -> Any:
    from accounts.models import Mutual  # noqa: PLC0415
    from bench import members, search  # noqa: PLC0415
    from bench.report import Size  # noqa: PLC0415

    wanted = size - options.rows - already
    _say(f"\n{size:,} people: generating {wanted:,}…")
    filled = members.fill(wanted)
    mutuals = list(Mutual.objects.order_by("pk"))
    path = folder / "members.csv"
    _say("importing…")
    members.write_file(path, mutual=mutuals[0], rows=options.rows, first=members.UNSEEN + size)
    imported = members.measure(path, mutual=mutuals[0], rows=options.rows)
    exported = members.export(folder / "export.csv", mutual=mutuals[2])
    found = Size(size, wanted / filled, imported, exported, members.sizes())
    if not options.no_search:
        _say("searching…")
        with _web() as (port, process):
            cookie, ids = _adviser(mutuals)
            found.searches = search.measure(port=port, cookie=cookie, mutual_ids=ids)
            found.web_memory = _memory(process.pid)
        found.recall = search.recall(mutual_ids=ids)
    return found


def _adviser(mutuals: list[Any]) -> tuple[str, list[int]]:
    """Session key of a teleadviser of all mutuals, just signed in, and their ids."""
    from django.test import Client  # noqa: PLC0415
    from django.utils import timezone  # noqa: PLC0415

    from accounts.models import Grant, User  # noqa: PLC0415

    people = [
        User.objects.get_or_create(username=f"bench-{place}", defaults={"role": role})[0]
        for place, role in enumerate(("teleadviser", "administrator", "administrator"))
    ]
    for mutual in mutuals:
        Grant.objects.get_or_create(
            user=people[0], mutual=mutual, starts_on="2020-01-01",
            defaults={"requested_by": people[1], "approved_by": people[2], "approved_at": timezone.now()},
        )  # fmt: skip
    client = Client()
    client.force_login(people[0])
    session = client.session
    session["account_authentication_methods_user"] = str(people[0].pk)
    session["account_authentication_methods"] = [{"method": "password", "at": time.time(), "username": "bench-0"}]
    session.save()
    return str(session.session_key), [mutual.pk for mutual in mutuals]


@contextmanager
def _web() -> Iterator[tuple[int, "subprocess.Popen[bytes]"]]:
    """The web process of the product on a free port of this machine."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    command = [
        sys.executable,
        "-m",
        "uvicorn",
        "contactcenter.asgi:application",
        "--host",
        "127.0.0.1",
        "--port",
        str(port),
    ]
    process = subprocess.Popen(
        [*command, "--no-access-log", "--log-level", "error", "--timeout-keep-alive", "600"], stdout=subprocess.DEVNULL
    )
    try:
        _wait(port, process)
        yield port, process
    finally:
        process.terminate()
        process.wait()


def _wait(port: int, process: "subprocess.Popen[bytes]") -> None:
    until = time.monotonic() + STARTS_WITHIN
    while time.monotonic() < until and process.poll() is None:
        with suppress(URLError, OSError), urlopen(f"http://127.0.0.1:{port}/sante/vivant", timeout=1):
            return
        time.sleep(0.1)
    raise RuntimeError("the web process does not answer")


def _memory(pid: int) -> int:
    import psutil  # noqa: PLC0415

    return int(psutil.Process(pid).memory_info().rss)


def _say(text: str) -> None:
    sys.stderr.write(text + "\n")
    sys.stderr.flush()


def _leave() -> None:
    """The servers stop before their folder goes."""
    from contactcenter.embedded import joined  # noqa: PLC0415

    membership = joined()
    if membership is not None:
        atexit.unregister(membership.leave)
        membership.leave()


if __name__ == "__main__":
    main()
