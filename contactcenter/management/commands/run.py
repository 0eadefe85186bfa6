"""`manage.py run`, behind `make run`: everything on this machine, from an empty folder to the first page.

Its words are French and outside the catalogues, like those of `embedded`: they speak to whoever starts the program.
"""

import asyncio
import errno
import json
import logging
import os
import signal
import socket
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser
from django.db import OperationalError, connections
from django.db.migrations.executor import MigrationExecutor

from contactcenter import embedded
from contactcenter.embedded import folder
from contactcenter.embedded.locks import Lock
from contactcenter.supervisor import NeverReadyError, Supervisor, say
from supervision.tasks import close_days


class Command(BaseCommand):
    help = "Start web, worker and beats with their servers, and say where. Ctrl-C stops everything."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--port", default=os.environ.get("PORT") or "8000")

    def handle(self, *, port: str, **_: Any) -> None:
        for stream in (sys.stdout, sys.stderr):
            stream.reconfigure(errors="replace")  # type: ignore[union-attr]  # a terminal without our typographic spaces
        for number in (signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, _leave)
        try:
            _run(_number(port))
        except (embedded.CannotStartError, NeverReadyError) as error:
            embedded.refuse(error)
        except OperationalError as error:
            reason = str(error).strip().splitlines()[-1]
            embedded.refuse(embedded.CannotStartError(f"La base de données ne répond pas : {reason}"))
        except OSError as error:
            embedded.refuse(embedded.CannotStartError(folder.unusable(settings.VAR, error)))
        except KeyboardInterrupt:
            say()


def _leave(*_: object) -> None:
    raise SystemExit(0)


def _number(port: str) -> int:
    """Raises CannotStartError for what is no number."""
    if not port.isdecimal():
        raise embedded.CannotStartError(
            f"« {port} » n’est pas un port : écrivez un nombre, par exemple « make run PORT=8000 »."
        )
    return int(port)


def _run(port: int) -> None:
    var: Path = settings.VAR
    folder.claim(var)
    folder.check_free_space(var)
    address = f"http://127.0.0.1:{port}/"
    # Links in letters of the demonstration lead here.
    os.environ.setdefault("PUBLIC_ADDRESS", address)
    _be_the_only_one(var, address)
    _check_port(port)
    say("contactcenter – démonstration, données fictives" if settings.DEMO else "contactcenter")
    servers = embedded.joined()
    for server in servers.servers.values() if servers else ():
        _line(server["title"], server["seconds"] if servers and servers.started else None, server["place"])
    _prepare()
    connections.close_all()

    def ready(seconds: float) -> None:
        _line("Pages, tâches, deux horloges", seconds, str(var / "log"))
        _welcome(var, address)

    asyncio.run(Supervisor(port=port, var=var, servers=servers, ready=ready).run())
    say("Arrêté, données gardées." if servers else "Arrêté.")


def _be_the_only_one(var: Path, address: str) -> None:
    """Hold the folder's `run` lock for the life of the process."""
    lock, note = Lock(folder.lock_path(var, "run")), var / "run.json"
    if not lock.try_exclusive():
        other = (folder.read_json(note) or {}).get("address", "")
        raise embedded.CannotStartError(f"contactcenter tourne déjà dans ce dossier : {other}")
    folder.write_json(note, {"address": address})


def _check_port(port: int) -> None:
    try:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(("127.0.0.1", port))
    except (OSError, OverflowError) as error:
        taken = getattr(error, "errno", None) == errno.EADDRINUSE
        why = "est déjà pris" if taken else "ne peut pas être utilisé"
        other = port + 1 if taken and port < 65535 else 8000
        raise embedded.CannotStartError(
            f"Le port {port} {why} : choisissez-en un autre, par exemple « make run PORT={other} »."
        ) from error


def _prepare() -> None:
    """Bring the database up to date, and fill an empty one when this is a demonstration."""
    executor = MigrationExecutor(connections["owner"])
    missing = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    _timed(
        "Base de données",
        lambda: call_command("migrate", verbosity=0),
        f"{missing} migration{'s' if missing > 1 else ''}" if missing else "à jour",
    )
    if settings.DEMO and not get_user_model().objects.exists():
        _timed("Données de démonstration", lambda: call_command("load_demo", verbosity=0))
        _timed("Chiffres des jours passés", close_days)


def _timed(title: str, work: Callable[[], Any], note: str = "") -> None:
    """One line for all of WORK; of what it logs only warnings reach the terminal."""
    began = time.monotonic()
    logging.disable(logging.INFO)
    try:
        work()
    finally:
        logging.disable(logging.NOTSET)
    _line(title, time.monotonic() - began, note)


def _line(title: str, seconds: float | None, note: str = "") -> None:
    took = "déjà là" if seconds is None else f"{seconds:.1f} s".replace(".", ",")
    say(f"  {title:<30}{took:>8}   {note}".rstrip())


def _welcome(var: Path, address: str) -> None:
    say()
    say(f"  Adresse : {address}")
    accounts = json.loads(path.read_text(encoding="utf-8")) if (path := var / "demo-accounts.json").exists() else []
    if settings.DEMO and accounts:
        say("  Comptes (mots de passe tirés au hasard pour ce dossier) :")
        width = max(len(account["username"]) for account in accounts)
        for account in accounts:
            say(
                f"    {account['username']:<{width}}  {account['password']}   {account['name']}, {account['role_label']}"
            )
        say(
            f"  Essayez : connectez-vous en {accounts[0]['username']}, puis tapez « march 1403 bez » : quatre personnes à ne pas confondre."
        )
    say("  Ctrl-C arrête tout ; les données restent dans ce dossier.")
    say()
