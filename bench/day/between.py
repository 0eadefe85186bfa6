"""What may stand between the program and its database: PgBouncer in transaction mode."""

import os
import pwd
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

from bench.servers import Ground, free_port, stopped, wait_for_port

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
    process = subprocess.Popen([program_of_pgbouncer(), "-q", *_as_nobody(folder), str(settings)])
    try:
        wait_for_port(port, process)
        address = f"postgresql://{url.username}:{url.password}@127.0.0.1:{port}/{name}"
        given = {name: os.environ[name] for name in ("SECRET_KEY", "FIELD_KEYS", "INDEX_KEY", "REDIS_URL")}
        own = {"DATABASE_URL": address, "DATABASE_OWNER_URL": os.environ["DATABASE_OWNER_URL"], "DATABASE_POOLED": "1"}
        yield replace(ground, environment={**ground.environment, **given, **own})
    finally:
        stopped(process)


def _as_nobody(folder: Path) -> list[str]:
    """PgBouncer will not run as root."""
    if os.geteuid():
        return []
    nobody = pwd.getpwnam("nobody")
    for path in (folder, *folder.iterdir()):
        os.chown(path, nobody.pw_uid, nobody.pw_gid)
    folder.parent.chmod(0o711)
    return ["-u", "nobody"]
