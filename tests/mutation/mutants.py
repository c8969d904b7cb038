"""Every mutant by name, and how it is made in a process: rows of registries, and nodes of source code."""

from __future__ import annotations

import ast
import gc
import importlib.machinery
from collections import defaultdict
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from types import CodeType, FunctionType
from typing import Any, NamedTuple

from mutation.source import changed_functions, changes, compiled

ROOT = Path(__file__).resolve().parent.parent.parent
Apply = Callable[[], None]
Functions = dict[CodeType, list[FunctionType]]


class Mutant(NamedTuple):
    """One mutant: the file and the lines whose tests are asked (None: all), and whether they run at import."""

    group: str
    name: str
    path: str | None = None
    lines: range | None = None
    top: bool = False
    about: str = ""
    """How the ids of the parametrized tests begin that are the first to be asked."""


def _rows(group: str) -> Iterator[tuple[Mutant, Apply]]:
    from mutation import rows  # imports nncalc, which mutants of module bodies must not find imported

    for name, about, function, apply in getattr(rows, group)():
        yield Mutant(group, f"{group}: {name}", *_place(function), about=about), apply


def _place(function: Callable[..., Any] | None) -> tuple[str | None, range | None]:
    """The file and the lines of a function."""
    if function is None:
        return None, None
    code = function.__code__
    lines = {line for _, _, line in code.co_lines() if line}
    body = lines - {code.co_firstlineno} or lines  # the first line, of def, runs when the module is imported
    return str(Path(code.co_filename).relative_to(ROOT)), range(min(body), max(body) + 1)


ROWS = {group: partial(_rows, group) for group in ("operations", "rules", "tables")}
SOURCES = {
    "operation source": ("engine/arithmetic.py", "engine/elementary.py", "engine/smooth.py", "engine/piecewise.py",
                         "engine/domains.py", "engine/notation.py", "engine/terms.py"),
    "source of rules and types": ("rules/**/*.py", "problem_types/**/*.py"),
    "renderers": ("render/**/*.py",),
    "explanations": ("checking/*.py",),
}  # fmt: skip
"""Files by group."""


def source_mutants(group: str, at_import: dict[str, set[int]]) -> Iterator[Mutant]:
    """The mutants of the group's files; those of functions that run at import are made before it, like module bodies."""
    for pattern in SOURCES[group]:
        for path in sorted((ROOT / "nncalc").glob(pattern)):
            relative = str(path.relative_to(ROOT))
            for name, change in changes(ast.parse(path.read_text(encoding="utf-8"))):
                runs = "<lambda>" not in change.function and not at_import.get(relative, set()).isdisjoint(change.lines)
                yield Mutant(group, f"{relative}: {name}", relative, change.lines, change.at_top or runs)


def changed_module(mutant: Mutant) -> tuple[CodeType, CodeType]:
    """The code of the mutant's module, without and with the mutant."""
    path = ROOT / str(mutant.path)
    source = path.read_text(encoding="utf-8")
    tree = ast.parse(source)
    dict(changes(tree))[mutant.name.removeprefix(f"{mutant.path}: ")].apply()
    return compiled(ast.parse(source), path), compiled(tree, path)


def live_functions() -> Functions:
    """The functions of nncalc in this process by their code."""
    found: Functions = defaultdict(list)
    for each in gc.get_objects():
        if isinstance(each, FunctionType) and str(each.__module__).startswith("nncalc"):
            found[each.__code__].append(each)
    return found


def making(mutant: Mutant, functions: Functions) -> Apply:
    """Puts the mutant's code into the functions that are there."""

    def apply() -> None:
        for old, new in changed_functions(*changed_module(mutant)).items():
            for function in functions.get(old, ()):
                function.__code__ = new

    return apply


def change_import(mutant: Mutant) -> None:
    """Let the mutant's module be imported with the mutant in it."""
    _, code = changed_module(mutant)
    path, right = str(ROOT / str(mutant.path)), importlib.machinery.SourceFileLoader.get_code

    def get_code(self: Any, name: str) -> CodeType | None:
        return code if self.path == path else right(self, name)

    importlib.machinery.SourceFileLoader.get_code = get_code  # type: ignore[assignment, method-assign]
