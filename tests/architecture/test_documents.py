"""Documents that cannot lie: every file, symbol, link, variable and dependency that they name is there."""

import ast
import re
from pathlib import Path

import pytest

from tests.architecture.project import ROOT, modules, pyproject, tracked

LINK = re.compile(r"\[[^\]]*\]\(([^)#\s]+)(?:#[^)]*)?\)")
ROW = re.compile(r"^\| [^|]+\? \| `([^`]+)` \| `([^`]+)` \|$", re.MULTILINE)
MEASURED = re.compile(r"^\| [^|]+ \| ([^|]*`[^|]+) \| \[[^\]]+\]\((docs/results/[\w-]+\.md)\) \|$", re.MULTILINE)
DECISIONS = sorted((ROOT / "docs/adr").glob("*.md"))
LOCKS = (
    "requirements.txt",
    "requirements-dev.txt",
    "requirements-uv.txt",
    "compare/requirements.txt",
    "docs/requirements.txt",
)


def documents() -> list[Path]:
    return [path for path in tracked() if path.suffix == ".md"]


def defined_in(tree: ast.Module) -> set[str]:
    """Names of functions, classes and constants at the top of a module."""
    names = {node.name for node in tree.body if isinstance(node, ast.FunctionDef | ast.ClassDef)}
    targets = [node.targets[0] for node in tree.body if isinstance(node, ast.Assign)]
    targets += [node.target for node in tree.body if isinstance(node, ast.AnnAssign)]
    return names | {target.id for target in targets if isinstance(target, ast.Name)}


WHERE_IS = ROW.findall((ROOT / "README.md").read_text(encoding="utf-8"))


def test_the_readme_answers_where_things_are() -> None:
    assert len(WHERE_IS) >= 15


@pytest.mark.parametrize(("file", "symbol"), WHERE_IS)
def test_what_the_readme_names_is_there(file: str, symbol: str) -> None:
    assert symbol in defined_in(modules()[Path(file)])


def test_the_readme_quotes_only_what_a_command_printed() -> None:
    said = [
        (figure, file)
        for cell, file in MEASURED.findall((ROOT / "README.md").read_text(encoding="utf-8"))
        for figure in re.findall(r"`([^`]+)`", cell)
    ]
    printed = {
        file: {word.strip(",;:") for word in (ROOT / file).read_text(encoding="utf-8").split()} for _, file in said
    }
    assert len(said) >= 8
    assert [one for one in said if one[0] not in printed[one[1]]] == []


@pytest.mark.parametrize("document", documents(), ids=str)
def test_links_lead_somewhere(document: Path) -> None:
    targets = LINK.findall((ROOT / document).read_text(encoding="utf-8"))
    ours = [target for target in targets if not target.startswith(("http:", "https:", "mailto:"))]
    assert [target for target in ours if not (ROOT / document.parent / target).exists()] == []


def test_decisions_are_numbered_without_a_gap() -> None:
    assert [path.name[:5] for path in DECISIONS] == [f"{number:04}-" for number in range(1, len(DECISIONS) + 1)]


@pytest.mark.parametrize("decision", DECISIONS, ids=lambda path: path.stem)
def test_a_decision_has_its_parts(decision: Path) -> None:
    text = decision.read_text(encoding="utf-8")
    assert text.startswith(f"# {int(decision.name[:4])}. ")
    assert re.findall(r"^## .*$", text, re.MULTILINE) == ["## Context", "## Decision", "## Consequences"]
    assert re.search(r"^(Accepted|Proposed|Superseded by \[\d+\])", text, re.MULTILINE)


def names_of(requirements: list[str]) -> set[str]:
    return {re.split(r"[^\w.-]", requirement)[0] for requirement in requirements}


def test_every_dependency_has_its_line_and_every_line_its_dependency() -> None:
    project = pyproject()["project"]
    wanted = names_of(project["dependencies"]) | names_of(project["optional-dependencies"]["dev"])
    page = (ROOT / "docs/adr/0002-dependencies.md").read_text(encoding="utf-8")
    assert set(re.findall(r"^\| ([\w.-]+) \| [^|]+ \| [^|]+ \|$", page, re.MULTILINE)) - {"library"} == wanted


@pytest.mark.parametrize("lock", LOCKS)
def test_locks_name_no_index_and_every_hash(lock: str) -> None:
    lines = (ROOT / lock).read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if "://" in line or line.startswith("-")] == []
    pinned = [number for number, line in enumerate(lines) if re.match(r"[\w.-]+==", line)]
    assert pinned
    assert [lines[number] for number in pinned if "--hash=sha256:" not in lines[number + 1]] == []


def variables() -> set[str]:
    """Names that `settings` reads from the environment."""
    tree = modules()[Path("contactcenter/settings.py")]
    return {
        node.args[0].value
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and getattr(node.func.value, "id", "") == "env"
        and isinstance(node.args[0], ast.Constant)
        and isinstance(node.args[0].value, str)
    }


def test_every_variable_is_documented_and_every_documented_one_read() -> None:
    page = (ROOT / "docs/production.md").read_text(encoding="utf-8")
    section = page.split("## Variables")[1].split("\n## ")[0]
    cells = [line.split(" | ")[0] for line in section.splitlines() if line.startswith("| `")]
    assert {name for cell in cells for name in re.findall(r"`(\w+)`", cell)} == variables()
