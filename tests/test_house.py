"""The house: a folder imports only from folders below it, and no two files import each other."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest
from commandline import ROOT

ROOMS = (
    "version", "words", "language", "errors", "engine", "reading", "declaring", "page", "rules", "render", "problem_types",
    "problem_files", "notation", "checking", "batch", "cli", "api", "__main__", "notebook", "__init__",
)  # fmt: skip
"""Folders and single modules of nncalc, from the ground up."""
LONGEST_FILE, LONGEST_FUNCTION = 300, 40
"""Lines: a file of one subject is read in one go, a function stands on one screen."""

TOP_LEVEL = {
    "CHANGELOG.md", "CONTRIBUTING.md", "LICENSE", "README.md", "nncalc", "problems", "pyproject.toml", "tests",
}  # fmt: skip

FILES = sorted((ROOT / "nncalc").rglob("*.py"))


def module_of(path: Path) -> str:
    """`nncalc.engine.run` for nncalc/engine/run.py; a package goes by its folder."""
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


MODULES = {module_of(path): path for path in FILES}


def imported(tree: ast.AST, here: str) -> Iterator[str]:
    """The modules of nncalc that a module imports, inside functions and for types alone too."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name in MODULES)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{here} imports by a relative name"
            inside = [f"{node.module}.{alias.name}" for alias in node.names]
            yield from (name if name in MODULES else str(node.module) for name in inside if node.module in MODULES)


def arrows(sources: dict[str, str]) -> dict[str, set[str]]:
    """What each module imports, by its source."""
    return {name: set(imported(ast.parse(source), name)) - {name} for name, source in sources.items()}


def room_of(module: str) -> str:
    parts = module.split(".")
    return parts[1] if len(parts) > 1 else "__init__"


def upward(graph: dict[str, set[str]]) -> list[str]:
    """Imports of a room above."""
    return [
        f"{name} imports {other}, which lives above it"
        for name, others in graph.items()
        for other in sorted(others)
        if ROOMS.index(room_of(other)) > ROOMS.index(room_of(name))
    ]


def circle(graph: dict[str, set[str]]) -> list[str]:
    """Modules that import each other in a ring; none where there is no ring."""
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as found:
        return list(found.args[1])
    return []


def folders(graph: dict[str, set[str]]) -> dict[str, set[str]]:
    """The same arrows between folders, at every depth; what stands in a room may use the room's own folders."""
    made: dict[str, set[str]] = {}
    for name, others in graph.items():
        mine = str(MODULES[name].parent)
        theirs = {str(MODULES[other].parent) for other in others} - {mine, str(ROOT / "nncalc")}
        made.setdefault(mine, set()).update(theirs)
    return made


SOURCES = {name: path.read_text(encoding="utf-8") for name, path in MODULES.items()}


def test_every_room_has_its_place() -> None:
    assert {room_of(name) for name in MODULES} <= set(ROOMS)


def test_folders_import_downward_only() -> None:
    assert upward(arrows(SOURCES)) == []


def test_no_files_import_each_other() -> None:
    assert circle(arrows(SOURCES)) == []


def test_no_folders_import_each_other() -> None:
    assert circle(folders(arrows(SOURCES))) == []


def test_problem_types_do_not_import_each_other() -> None:
    graph = arrows(SOURCES)
    owner = {name: name.split(".")[2] for name in graph if name.startswith("nncalc.problem_types.")}
    mixed = [(name, other) for name in owner for other in graph[name] if owner.get(other, owner[name]) != owner[name]]
    assert mixed == []


@pytest.mark.parametrize(
    ("module", "line", "found"),
    [
        ("nncalc.engine.run", "def f():\n    from nncalc.page.solving import Settings", upward),
        ("nncalc.reading.cells", "import nncalc.cli.output", upward),
        ("nncalc.engine.quantity", "if TYPE_CHECKING:\n    from nncalc.engine import run", circle),
    ],
    ids=["inside a function", "a plain import", "for types alone"],
)  # fmt: skip
def test_a_planted_import_is_found(module: str, line: str, found: object) -> None:
    graph = arrows({**SOURCES, module: f"{SOURCES[module]}\n{line}\n"})
    assert callable(found)
    assert found(graph)


def test_a_planted_circle_of_folders_is_found() -> None:
    name = "nncalc.rules.activations"
    graph = arrows({**SOURCES, name: f"{SOURCES[name]}\nimport nncalc.rules.convolution.walk\n"})
    assert circle(folders(graph))


def test_the_top_level_is_small() -> None:
    """What tests or people leave there is not kept."""
    names = {path.name for path in ROOT.iterdir() if not path.name.startswith(".") and path.suffix != ".egg-info"}
    assert names - {"build", "dist"} == TOP_LEVEL


def test_files_are_of_one_subject() -> None:
    assert {str(path): n for path in FILES if (n := len(path.read_text("utf-8").splitlines())) > LONGEST_FILE} == {}


def test_functions_fit_a_screen() -> None:
    long = {
        f"{name}:{node.name}": length
        for name, source in SOURCES.items()
        for node in ast.walk(ast.parse(source))
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))
        and (length := int(node.end_lineno or 0) - node.lineno + 1) > LONGEST_FUNCTION
    }
    assert long == {}
