"""What may stand between the program and its database, or beside it: PgBouncer in transaction mode, a streaming replica."""

import json
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

from django.db import OperationalError, connections

from bench.servers import STARTS_WITHIN, Ground, free_port, stopped, wait_for_port
from contactcenter.embedded.postgresql import binaries
from contactcenter.embedded.process import ENVIRONMENT, prepared
from contactcenter.embedded.unprivileged import give, identity

GIVEN = ("SECRET_KEY", "FIELD_KEYS", "INDEX_KEY", "REDIS_URL", "CONTACTCENTER_DEMO")
"""What a process that joins the embedded servers finds there, and one that is given all addresses must be given too."""

POOL = 12
"""Connections to PostgreSQL that all processes of the program share."""

CONFIGURATION = """\
[databases]
{name} = host={host} port={at} dbname={name} connect_query='{limits}'
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = {port}
unix_socket_dir =
auth_type = scram-sha-256
auth_file = {users}
pool_mode = transaction
max_client_conn = 500
default_pool_size = {pool}
logfile = {log}
"""
LIMITS = "SET statement_timeout = 10000; SET lock_timeout = 3000; SET idle_in_transaction_session_timeout = 30000"
"""In ms: what the program asks for at each connection of its own, where it has connections of its own."""


def program_of_pgbouncer() -> str:
    """Its path. Raises SystemExit when the machine has none."""
    found = os.environ.get("PGBOUNCER") or shutil.which("pgbouncer", path=f"{os.environ['PATH']}:/usr/sbin")
    if not found:
        raise SystemExit("there is no pgbouncer here (Debian: apt install pgbouncer), nor does PGBOUNCER name one")
    return found


@contextmanager
def pooled(ground: Ground) -> Iterator[Ground]:
    """The same ground, where the program reaches PostgreSQL through PgBouncer. Migrations and this measure do not."""
    url = urlsplit(os.environ["DATABASE_URL"])
    folder, port = ground.folder / "pgbouncer", free_port()
    folder.mkdir(mode=0o700)
    users, settings = folder / "users.txt", folder / "pgbouncer.ini"
    users.write_text(f'"{url.username}" "{url.password}"\n', encoding="utf-8")
    name = url.path.lstrip("/")
    settings.write_text(
        CONFIGURATION.format(
            name=name, host=url.hostname, at=url.port, limits=LIMITS, port=port, users=users, pool=POOL,
            log=folder / "pgbouncer.log",
        ),
        encoding="utf-8",
    )  # fmt: skip
    program = program_of_pgbouncer()
    who = identity([program, "--version"])  # it will not run as root
    give(folder, who.owner)
    process = subprocess.Popen([program, "-q", str(settings)], preexec_fn=prepared(who.assume, signal.SIGTERM))  # noqa: PLW1509  no thread yet
    try:
        wait_for_port(port, process)
        address = f"postgresql://{url.username}:{url.password}@127.0.0.1:{port}/{name}"
        given = {name: os.environ[name] for name in GIVEN}
        own = {"DATABASE_URL": address, "DATABASE_OWNER_URL": os.environ["DATABASE_OWNER_URL"], "DATABASE_POOLED": "1"}
        yield replace(ground, environment={**ground.environment, **given, **own})
    finally:
        stopped(process)


@contextmanager
def replicated(ground: Ground) -> Iterator[Ground]:
    """The same ground with a copy of its PostgreSQL, which follows it, for what reads from a replica."""
    var, here = ground.folder / "var", urlsplit(os.environ["DATABASE_URL"])
    secrets: dict[str, str] = json.loads((var / "secrets.json").read_text(encoding="utf-8"))
    copy, port = var / "pg-replica", free_port()
    who = identity([str(binaries() / "postgres"), "--version"])
    _let_follow(var / "pg")
    copy.mkdir(mode=0o700)
    give(copy, who.owner)
    backup = [
        "pg_basebackup",
        "-h",
        "127.0.0.1",
        "-p",
        str(here.port),
        "-U",
        "postgres",
        "-D",
        str(copy),
        "-R",
        "-c",
        "fast",
    ]
    subprocess.run(
        [str(binaries() / backup[0]), *backup[1:]], check=True, preexec_fn=prepared(who.assume, signal.SIGTERM),
        env={**ENVIRONMENT, "PGPASSWORD": secrets["password_postgres"]},
    )  # fmt: skip
    with (copy / "postgresql.auto.conf").open("a", encoding="utf-8") as file:
        file.write(f"port = {port}\ncluster_name = 'pg-replica'\n")
    process = subprocess.Popen(
        [str(binaries() / "postgres"), "-D", str(copy)],
        env=ENVIRONMENT,
        stderr=subprocess.DEVNULL,
        preexec_fn=prepared(who.assume, signal.SIGINT),  # noqa: PLW1509  no thread yet
    )
    try:
        wait_for_port(port, process)
        address = f"postgresql://{here.username}:{here.password}@127.0.0.1:{port}{here.path}"
        yield replace(ground, environment={**ground.environment, "DATABASE_REPLICA_URL": address})
    finally:
        process.send_signal(signal.SIGINT)
        process.wait()


def _let_follow(data: Path) -> None:
    """The embedded server writes what a replica needs, from its next start on, which is now: its keeper raises it again."""
    connections.close_all()
    with (data / "postgresql.auto.conf").open("a", encoding="utf-8") as file:
        file.write("wal_level = replica\nmax_wal_senders = 5\n")
    with (data / "pg_hba.conf").open("a", encoding="utf-8") as file:
        file.write("host replication postgres 127.0.0.1/32 scram-sha-256\n")
    before = _started(data)
    os.kill(before[0], signal.SIGINT)
    until = time.monotonic() + STARTS_WITHIN
    while _started(data) == before or not _takes():
        if time.monotonic() > until:
            raise RuntimeError("PostgreSQL does not start again")
        time.sleep(0.1)


def _started(data: Path) -> tuple[int, str]:
    """Process and state, as its pid file says; nobody while there is none."""
    try:
        lines = (data / "postmaster.pid").read_text(encoding="utf-8").splitlines()
        return int(lines[0]), lines[2]
    except (OSError, IndexError):
        return 0, ""


def _takes() -> bool:
    try:
        with connections["default"].cursor() as cursor:
            cursor.execute("SHOW wal_level")
            (level,) = cursor.fetchone()
            return bool(level == "replica")
    except OperationalError:
        return False
    finally:
        connections.close_all()
