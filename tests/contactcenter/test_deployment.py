"""The files of a deployment, where no container engine is at hand: they parse, and name only what exists."""

import importlib.util
import json
import re
import shlex
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.core.management import get_commands
from django.urls import reverse

ROOT = Path(__file__).resolve().parent.parent.parent
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
PROGRAM = {name: service for name, service in SERVICES.items() if service["image"] == "contactcenter"}
DOCKERFILE = re.sub(r"\\\n", " ", (ROOT / "Dockerfile").read_text(encoding="utf-8")).splitlines()


def starts_something_that_exists(command: list[str]) -> bool:
    if command[:2] == ["python", "-m"]:
        return importlib.util.find_spec(command[2]) is not None
    return command[:2] == ["python", "manage.py"] and command[2] in get_commands()


def test_every_part_is_there() -> None:
    assert set(SERVICES) == {
        "proxy",
        "web",
        "events",
        "worker-1",
        "worker-2",
        "sla-worker",
        "sla-loop",
        "beat-1",
        "beat-2",
        "migrate",
        "postgres",
        "valkey",
    }


@pytest.mark.parametrize("name", PROGRAM)
def test_part_starts_something_that_exists(name: str) -> None:
    assert starts_something_that_exists(PROGRAM[name]["command"]) is True


@pytest.mark.parametrize("name", PROGRAM)
def test_part_cannot_write_its_image_nor_gain_rights(name: str) -> None:
    part = PROGRAM[name]
    assert (part["read_only"], part["cap_drop"], part["security_opt"]) == (True, ["ALL"], ["no-new-privileges:true"])


@pytest.mark.parametrize("name", SERVICES)
def test_secrets_asked_for_are_files_outside_this_one(name: str) -> None:
    asked = SERVICES[name].get("secrets", [])
    assert [COMPOSE["secrets"][secret] for secret in asked] == [{"file": f"./secrets/{secret}"} for secret in asked]


@pytest.mark.parametrize("name", SERVICES)
def test_secret_variables_point_to_files_the_part_has(name: str) -> None:
    pointing = {key: value for key, value in SERVICES[name].get("environment", {}).items() if key.endswith("_FILE")}
    assert set(pointing.values()) <= {f"/run/secrets/{secret}" for secret in SERVICES[name].get("secrets", [])}


@pytest.mark.parametrize("name", SERVICES)
@pytest.mark.attack(30)
def test_no_secret_is_written_in_the_file(name: str) -> None:
    named = [key for key in SERVICES[name].get("environment", {}) if re.search("SECRET|PASSWORD|KEY|_URL", key)]
    assert [key for key in named if not key.endswith("_FILE")] == []


def test_only_migrations_know_the_owner() -> None:
    knowing = [name for name, service in SERVICES.items() if "database_owner_url" in service.get("secrets", [])]
    assert knowing == ["migrate"]


def test_health_of_pages_is_the_ready_page() -> None:
    assert f"http://127.0.0.1:8000{reverse('ready')}" in SERVICES["web"]["healthcheck"]["test"][-1]


@pytest.mark.parametrize("name", SERVICES)
def test_parts_waited_for_can_be_waited_for(name: str) -> None:
    for awaited, how in SERVICES[name].get("depends_on", {}).items():
        can = (
            "healthcheck" in SERVICES[awaited]
            if how["condition"] == "service_healthy"
            else SERVICES[awaited]["restart"] == "no"
        )
        assert can is True


def test_volumes_and_configurations_named_are_declared() -> None:
    volumes = {volume.split(":")[0] for service in SERVICES.values() for volume in service.get("volumes", [])}
    configs = {config["source"] for service in SERVICES.values() for config in service.get("configs", [])}
    assert (volumes, configs) == (set(COMPOSE["volumes"]), set(COMPOSE["configs"]))


def test_image_copies_files_that_exist() -> None:
    copied = [
        word for line in DOCKERFILE if line.startswith("COPY") and "--from" not in line for word in line.split()[1:-1]
    ]
    assert [name for name in copied if not (ROOT / name).exists()] == []


def test_image_gets_every_package_of_the_project() -> None:
    allowed = {
        line[1:] for line in (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines() if line.startswith("!")
    }
    packages = {path.parent.name for path in ROOT.glob("*/apps.py")}
    assert packages | {"manage.py", "templates", "requirements.txt", "requirements-uv.txt"} == allowed


def test_image_runs_pages_as_an_ordinary_user() -> None:
    last = {
        line.split(" ", 1)[0]: line.split(" ", 1)[1] for line in DOCKERFILE if line and not line.startswith((" ", "#"))
    }
    assert (last["USER"], starts_something_that_exists(json.loads(last["CMD"]))) == ("10001:10001", True)


def test_image_prepares_with_commands_that_exist() -> None:
    words = [
        shlex.split(part)
        for line in DOCKERFILE
        if line.startswith("RUN")
        for part in line.removeprefix("RUN").split("&&")
    ]
    managed = [command[command.index("manage.py") + 1] for command in words if "manage.py" in command]
    modules = [
        command[command.index("-m") + 1]
        for command in words
        if "-m" in command and "python" in command[command.index("-m") - 1]
    ]
    assert (managed, modules) == (["collectstatic"], ["venv", "pip", "contactcenter.catalogues"])
