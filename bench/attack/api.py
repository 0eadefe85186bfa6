"""The whole API as its description tells it, asked whatever a machine can think of: schemathesis, with a key of each kind."""

import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import transaction

from accounts.enums import Scope
from accounts.models import Mutual, User
from accounts.roles import Role
from accounts.scopes import within_mutuals
from accounts.services import create_api_key
from audit.actors import acting, job
from bench.attack import KEYS
from bench.servers import ROOT, say
from callbacks.models import Callback
from contacts.models import Case
from members.models import Member
from quotes.models import Analysis
from referrals.models import Referral

ALL_KEYS = 12
CHECKS = (
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_headers_conformance",
    "response_schema_conformance",
    "negative_data_rejection",
    "missing_required_header",
    "unsupported_method",
    "allow_header_conformance",
    "use_after_free",
    "ensure_resource_availability",
    "ignored_auth",
)
"""Not that sound data is taken: no machine guesses the number of a member."""

ALONE = tuple(check for check in CHECKS if check not in ("missing_required_header", "unsupported_method"))
"""With one scope alone: where the key has no right nothing is there, whatever is asked and whatever is missing."""

SEED = 20261123
NAMED = {
    "path.member_id": Member,
    "path.case_id": Case,
    "path.callback_id": Callback,
    "path.analysis_id": Analysis,
    "path.referral_id": Referral,
}


@dataclass(frozen=True, slots=True)
class Tried:
    """What came of a run with one kind of key; `faults` are failed checks by name."""

    kind: str
    operations: int
    cases: int
    statuses: Counter[int]
    faults: Counter[str]

    @property
    def server_errors(self) -> int:
        return sum(count for status, count in self.statuses.items() if status >= 500)

    @property
    def violations(self) -> int:
        return self.faults.total() - self.faults["not_a_server_error"]


def attack(*, port: int, mutual: Mutual, folder: Path, examples: int) -> list[Tried]:
    """All scopes on several keys first, EXAMPLES requests made up for each operation; then each scope alone, a tenth of them."""
    config = folder / "schemathesis.toml"
    config.write_text(_config(_known(mutual)), encoding="utf-8")
    kinds = {"every scope": list(Scope), **{scope.value: [scope] for scope in Scope}}
    tried = []
    for kind, scopes in kinds.items():
        is_whole = len(scopes) > 1
        tokens = [_token(mutual, scopes, f"{kind} {number}") for number in range(ALL_KEYS if is_whole else 3)]
        depth = (
            ("--checks", ",".join(CHECKS), "--max-examples", str(examples))
            if is_whole
            else ("--checks", ",".join(ALONE), "--max-examples", str(max(examples // 4, 1)), "--phases", "fuzzing")
        )
        tried.append(_run(kind, tokens, config=config, port=port, depth=depth))
    return tried


def _token(mutual: Mutual, scopes: Sequence[Scope], label: str) -> str:
    machine, _ = User.objects.get_or_create(username="attack-machine", defaults={"role": Role.API_CLIENT.value})
    administrator, _ = User.objects.get_or_create(username="attack-asks", defaults={"role": Role.ADMINISTRATOR.value})
    with acting(job("attack")):
        _, token = create_api_key(user=machine, mutual=mutual, label=f"attack {label}", scopes=scopes, by=administrator)
    return token


def _known(mutual: Mutual) -> dict[str, list[str]]:
    """Ids and numbers that exist, so that what answers is not always that nothing is there."""
    with transaction.atomic(), within_mutuals([mutual.pk]):
        known = {
            name: [str(pk) for pk in model._default_manager.order_by("pk").values_list("pk", flat=True)[:20]]
            for name, model in NAMED.items()
        }
        numbers = [str(number) for number in Member.objects.order_by("pk").values_list("number", flat=True)[:20]]
    return {name: ids for name, ids in known.items() if ids} | {"query.number": numbers, "query.member_number": numbers}


def _config(known: Mapping[str, Sequence[str]]) -> str:
    """Half of the time one of what is known."""
    dictionaries = "".join(
        f'[dictionaries."{name}"]\nvalues = {json.dumps(list(values))}\n' for name, values in known.items()
    )
    bound = "".join(f'"{name}" = {{ dictionary = "{name}", probability = 0.5 }}\n' for name in known)
    return f"{dictionaries}[parameters]\n{bound}"


def _run(kind: str, tokens: Sequence[str], *, config: Path, port: int, depth: Sequence[str]) -> Tried:
    say(f"schemathesis with {kind}…")
    report = config.with_suffix(".ndjson")
    command = [
        sys.executable, "-m", "schemathesis.cli", "--config-file", str(config), "run", str(ROOT / "docs/openapi.yaml"),
        "--url", f"http://127.0.0.1:{port}", *depth, "--continue-on-failure", "--no-color",
        "--workers", "2", "--seed", str(SEED), "--generation-database", "none",
        "--suppress-health-check", "all", "--request-timeout", "20", "--warnings", "off",
        "--report", "ndjson", "--report-ndjson-path", str(report),
    ]  # fmt: skip
    environment = {**os.environ, "SCHEMATHESIS_HOOKS": "bench.attack.keys", KEYS: " ".join(tokens)}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    if done.returncode not in (0, 1) or not report.exists():
        raise RuntimeError(done.stdout[-4000:] + done.stderr[-4000:])
    if done.returncode:
        say(done.stdout)
    return _read(kind, report)


def _read(kind: str, report: Path) -> Tried:
    cases = 0
    statuses, faults = Counter[int](), Counter[str]()
    with report.open(encoding="utf-8") as lines:
        events = [json.loads(line) for line in lines]
    for record in (_recorded(event) for event in events):
        for asked in record.get("interactions", {}).values():
            cases += 1
            statuses[(asked.get("response") or {}).get("status_code", 0)] += 1
        faults.update(
            check["name"]
            for checks in record.get("checks", {}).values()
            for check in checks
            if check["status"] == "failure"
        )
    return Tried(kind, _operations(events), cases, statuses, faults)


def _recorded(event: dict[str, Any]) -> dict[str, Any]:
    recorded: dict[str, Any] = event.get("ScenarioFinished", {}).get("recorder", {})
    return recorded


def _operations(events: Sequence[dict[str, Any]]) -> int:
    """How many different ones were asked."""
    labels = {_recorded(event).get("label", "") for event in events if _recorded(event).get("interactions")}
    return sum(1 for label in labels if label.partition(" ")[2].startswith("/"))
