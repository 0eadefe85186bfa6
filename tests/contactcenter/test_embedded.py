"""Users of the embedded servers come, share, crash and go; the servers and their data outlive them, no process does."""

import json
import os
import shutil
import signal
import socket
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import psutil
import psycopg
import pytest
import redis

from contactcenter import embedded
from contactcenter.embedded import folder, unprivileged
from tests.throwaway import fresh_folder
from tests.waiting import until

ADDRESSES = 'import os; print(os.environ["DATABASE_URL"], os.environ["REDIS_URL"], flush=True)'
STAY = f"{ADDRESSES}; input()"
AS_ROOT = pytest.mark.skipif(os.geteuid() != 0, reason="only root can try what root does")


class Users:
    """Processes that join the servers of one folder with nothing given, and what remains of them."""

    def __init__(self, var: Path) -> None:
        self.var = var
        self.started: list[subprocess.Popen[str]] = []

    def start(self, code: str = STAY, **given: str) -> subprocess.Popen[str]:
        taken = {"PATH": os.environ["PATH"], "CONTACTCENTER_VAR": str(self.var), **given}
        joined = f"from contactcenter import embedded\ntry: member = embedded.join()\nexcept embedded.CannotStartError as error: embedded.refuse(error)\n{code}"
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
        user = subprocess.Popen([sys.executable, "-c", joined], env=taken, cwd=folder.ROOT, text=True, **pipes)  # type: ignore[call-overload]
        self.started.append(user)
        return user  # type: ignore[no-any-return]

    def run(self, code: str = ADDRESSES, **given: str) -> tuple[int, str, str]:
        user = self.start(code, **given)
        out, err = user.communicate(timeout=60)
        return user.returncode, out, err

    def stay(self) -> tuple[subprocess.Popen[str], list[str]]:
        """A user who stays, and the addresses they got."""
        user = self.start()
        assert user.stdout is not None
        return user, user.stdout.readline().split()

    def processes(self) -> list[psutil.Process]:
        """Keeper and servers of the folder."""
        found = []
        for process in psutil.process_iter():
            try:
                there = str(self.var) in " ".join(process.cmdline()) or process.cwd() == str(self.var / "valkey")
            except psutil.Error:
                continue
            if there and process.pid not in {user.pid for user in self.started}:
                found.append(process)
        return found

    def keeper(self) -> psutil.Process:
        return next(process for process in self.processes() if "contactcenter.embedded" in process.cmdline())


@pytest.fixture
def users() -> Iterator[Users]:
    made = Users(fresh_folder() / "a folder" / "var")
    yield made
    for user in made.started:
        user.kill()
        user.communicate()
    assert until(lambda: not made.processes(), within=20)


def test_last_user_leaves_no_process_and_no_address(users: Users) -> None:
    code, out, err = users.run()
    assert (code, len(out.split()), err) == (0, 2, "")
    assert (users.processes(), (users.var / "servers.json").exists()) == ([], False)


def test_addresses_open_both_servers(users: Users) -> None:
    _, (database, broker) = users.stay()
    with psycopg.connect(database) as connection:
        assert connection.execute("SELECT current_user, current_database()").fetchone() == ("cc_app", "contactcenter")
    assert redis.Redis.from_url(broker).ping() is True


def test_second_user_gets_the_same_servers(users: Users) -> None:
    _, addresses = users.stay()
    assert users.run()[1].split() == addresses


def test_first_user_may_leave_first(users: Users) -> None:
    first, addresses = users.stay()
    users.stay()
    first.communicate(timeout=10)
    psycopg.connect(addresses[0]).close()


def test_many_come_at_once_to_one_keeper(users: Users) -> None:
    crowd = [users.stay()[1] for _ in range(6)]
    assert len({tuple(addresses) for addresses in crowd}) == 1


def test_crowd_without_servers_starts_one_keeper(users: Users) -> None:
    crowd = [users.start(ADDRESSES) for _ in range(8)]
    assert [user.wait(60) for user in crowd] == [0] * 8
    assert users.processes() == []


def test_killed_last_user_leaves_no_process(users: Users) -> None:
    user, _ = users.stay()
    user.kill()
    assert until(lambda: not users.processes(), within=10)


def test_killed_starter_leaves_no_process(users: Users) -> None:
    user = users.start()
    assert until(lambda: bool(users.processes()), within=10)
    user.kill()
    assert until(lambda: not users.processes(), within=20)


def test_killed_keeper_takes_its_servers_along(users: Users) -> None:
    users.stay()
    users.keeper().kill()
    assert until(lambda: all(process.status() == psutil.STATUS_ZOMBIE for process in users.processes()), within=10)


def test_user_restores_servers_of_a_killed_keeper_at_the_same_addresses(users: Users) -> None:
    user = users.start(f"{ADDRESSES}; input(); member.restore(); print('restored', flush=True); input()")
    assert user.stdin is not None
    assert user.stdout is not None
    addresses = user.stdout.readline().split()
    users.keeper().kill()
    assert until(lambda: not embedded.alive(users.var), within=10)
    user.stdin.write("\n")
    user.stdin.flush()
    assert user.stdout.readline() == "restored\n"
    psycopg.connect(addresses[0]).close()
    redis.Redis.from_url(addresses[1]).ping()


@pytest.mark.parametrize("binary", ["postgres", "valkey-server"])
def test_killed_server_comes_back_at_its_address(users: Users, binary: str) -> None:
    _, (database, broker) = users.stay()
    server = next(
        process for process in users.processes() if process.name() == binary and process.ppid() == users.keeper().pid
    )
    server.kill()

    def answers() -> bool:
        try:
            psycopg.connect(database).close()
            return bool(redis.Redis.from_url(broker).ping())
        except (psycopg.OperationalError, redis.RedisError):
            return False

    assert until(answers, within=20)
    assert server.pid not in [process.pid for process in users.processes() if process.is_running()]


def test_queued_work_and_rows_survive_a_stop(users: Users) -> None:
    owner = 'import os, psycopg; c = psycopg.connect(os.environ["DATABASE_OWNER_URL"], autocommit=True)'
    broker = 'import redis; r = redis.Redis.from_url(os.environ["REDIS_URL"])'
    users.run(f"{owner}; c.execute('CREATE TABLE kept AS SELECT 1 AS one'); {broker}; r.lpush('queue', 'work')")
    _, out, _ = users.run(
        f"{owner}; print(c.execute('SELECT one FROM kept').fetchone()); {broker}; print(r.lrange('queue', 0, -1))"
    )
    assert out == "(1,)\n[b'work']\n"


def test_starts_over_a_pid_file_whose_number_is_somebody_elses(users: Users) -> None:
    users.run()
    stale = users.var / "pg" / "postmaster.pid"
    stale.write_text(f"{os.getpid()}\n{users.var / 'pg'}\n0\n5432\n\n127.0.0.1\n0\nready\n", encoding="ascii")
    assert users.run()[0] == 0


def test_sets_aside_a_queue_it_cannot_read(users: Users) -> None:
    users.run()
    manifest = next((users.var / "valkey" / "appendonlydir").glob("*.manifest"))
    manifest.write_text("not a manifest\n", encoding="ascii")
    assert users.run()[0] == 0
    assert len(list(users.var.glob("valkey.illisible-*"))) == 1


def test_refuses_a_folder_of_others_and_leaves_it_alone(users: Users) -> None:
    users.var.mkdir(parents=True)
    (users.var / "thesis.txt").write_text("mine", encoding="ascii")
    code, out, err = users.run()
    assert (code, out, err.count("\n"), "rien n’y a été touché" in err) == (2, "", 1, True)
    assert list(users.var.iterdir()) == [users.var / "thesis.txt"]


def test_refuses_a_cluster_of_another_version(users: Users) -> None:
    users.run()
    (users.var / "pg" / "PG_VERSION").write_text("16\n", encoding="ascii")
    before = (users.var / "pg" / "contactcenter.conf").stat().st_mtime_ns
    code, _, err = users.run()
    assert (code, err.count("\n"), "PostgreSQL 16" in err) == (2, 1, True)
    assert (users.var / "pg" / "contactcenter.conf").stat().st_mtime_ns == before


def test_refuses_data_whose_secrets_are_gone(users: Users) -> None:
    users.run()
    (users.var / "secrets.json").unlink()
    code, _, err = users.run()
    assert (code, err.count("\n"), (users.var / "secrets.json").exists()) == (2, 1, False)


def test_refuses_a_file_in_place_of_the_folder(users: Users) -> None:
    users.var.parent.mkdir()
    users.var.touch()
    assert users.run()[0] == 2


@AS_ROOT
def test_refuses_the_folder_of_another_user(users: Users) -> None:
    users.run()
    os.chown(users.var, 65534, 65534)
    code, _, err = users.run()
    assert (code, err.count("\n"), "autre utilisateur" in err) == (2, 1, True)


def test_refuses_a_full_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = shutil.disk_usage(tmp_path)._replace(free=folder.FREE_BYTES_WANTED - 1)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage)
    with pytest.raises(embedded.CannotStartError, match="Disque plein"):
        folder.check_free_space(tmp_path)


def test_rights_of_folders_above_stay_as_they_are(users: Users) -> None:
    home = users.var.parent
    home.mkdir(mode=0o700)
    above = [*users.var.parents, Path.home(), folder.ROOT, Path(sys.prefix)]
    before = [path.stat().st_mode for path in above]
    assert users.run()[0] == 0
    assert [path.stat().st_mode for path in above] == before


def test_folder_and_secrets_are_for_their_owner_alone(users: Users) -> None:
    users.run()
    modes = [stat.S_IMODE((users.var / name).stat().st_mode) for name in ("", "secrets.json", "pg", "valkey")]
    assert modes == [0o700, 0o600, 0o700, 0o700]


@AS_ROOT
@pytest.mark.parametrize(
    "choice", [unprivileged._as_nobody(), unprivileged.Identity((0, 0), unprivileged._in_own_namespace)]
)
def test_either_way_of_shedding_root_reads_below_a_private_folder(
    tmp_path: Path, choice: unprivileged.Identity
) -> None:
    private = tmp_path / "private"
    private.mkdir(mode=0o700)
    (private / "file").write_text("read", encoding="ascii")
    read = [
        sys.executable,
        "-c",
        "import os, sys; print(os.geteuid(), os.access(sys.argv[1], os.R_OK), open(sys.argv[1]).read())",
        str(private / "file"),
    ]
    done = subprocess.run(read, preexec_fn=choice.assume, capture_output=True, text=True, check=False)
    assert (done.stdout, done.stderr) == ("65534 True read\n", "")


def test_settings_come_with_the_addresses_and_stay(users: Users) -> None:
    show = 'import json, os; print(json.dumps({name: os.environ[name] for name in ("SECRET_KEY", "FIELD_KEYS", "INDEX_KEY", "CONTACTCENTER_DEMO")}))'
    first, second = users.run(show)[1], users.run(show)[1]
    assert (json.loads(first), json.loads(first)["CONTACTCENTER_DEMO"]) == (json.loads(second), "1")


def test_what_is_given_is_left_alone(users: Users) -> None:
    given = {"DATABASE_URL": "postgresql://elsewhere/db", "REDIS_URL": "redis://elsewhere"}
    assert users.run(**given)[1] == "postgresql://elsewhere/db redis://elsewhere\n"
    assert users.var.exists() is False


def test_given_database_gets_no_embedded_owner_and_no_demonstration(users: Users) -> None:
    users.stay()
    show = 'import os; print(os.environ.get("DATABASE_OWNER_URL"), os.environ.get("CONTACTCENTER_DEMO"), os.environ.get("SECRET_KEY"))'
    assert users.run(show, DATABASE_URL="postgresql://elsewhere/db")[1] == "None None None\n"


def test_only_the_missing_server_is_started(users: Users) -> None:
    users.run(DATABASE_URL="postgresql://elsewhere/db")
    assert ((users.var / "pg").exists(), (users.var / "valkey").exists()) == (False, True)


def test_no_password_in_the_list_of_processes(users: Users) -> None:
    users.stay()
    secrets = json.loads((users.var / "secrets.json").read_text(encoding="utf-8"))
    shown = " ".join(" ".join(process.cmdline()) for process in users.processes())
    assert [name for name, secret in secrets.items() if secret in shown] == []


def test_roles_are_those_row_level_security_asks_for(users: Users) -> None:
    _, (database, _) = users.stay()
    with psycopg.connect(database) as connection:
        roles = connection.execute(
            "SELECT rolname, rolsuper, rolbypassrls, rolcreaterole, rolcreatedb FROM pg_roles WHERE rolname LIKE 'cc%' ORDER BY 1"
        ).fetchall()
        owner = connection.execute(
            "SELECT pg_get_userbyid(datdba) FROM pg_database WHERE datname = current_database()"
        ).fetchone()
    assert (roles, owner) == ([("cc_app", *[False] * 4), ("cc_owner", *[False] * 4)], ("cc_owner",))


def test_accented_letters_have_upper_and_lower_case(users: Users) -> None:
    _, (database, _) = users.stay()
    with psycopg.connect(database) as connection:
        assert connection.execute("SELECT lower('ÉLUARD'), upper('œuvre')").fetchone() == ("éluard", "ŒUVRE")


def test_throwaway_folder_goes_with_its_last_user(users: Users) -> None:
    assert users.run(CONTACTCENTER_THROWAWAY="1")[0] == 0
    assert users.var.exists() is False


def test_folder_with_real_data_is_never_thrown_away(users: Users) -> None:
    users.run()
    users.run(CONTACTCENTER_THROWAWAY="1")
    assert (users.var / "pg" / "PG_VERSION").exists() is True


def test_interrupted_creation_starts_anew(users: Users) -> None:
    users.run()
    (users.var / "pg").rename(users.var / "pg.new")
    (users.var / "pg.new" / "base" / "1").rename(users.var / "pg.new" / "half")
    users.run()
    assert ((users.var / "pg" / "base" / "1").exists(), (users.var / "pg.new").exists()) == (True, False)


def test_keeper_asked_to_stop_stops_its_servers(users: Users) -> None:
    users.stay()
    users.keeper().send_signal(signal.SIGTERM)
    assert until(lambda: all(process.status() == psutil.STATUS_ZOMBIE for process in users.processes()), within=10)


def test_taken_port_is_given_up(users: Users) -> None:
    user, (database, _) = users.stay()
    port = urlsplit(database).port
    users.keeper().kill()
    user.kill()
    assert until(lambda: not users.processes(), within=10)
    with socket.create_server(("127.0.0.1", port)):
        assert users.run()[0] == 0
