"""Slips planted in worked problems, and the figures that were written down for them in snapshots/slips/.

A line of the snapshot is `problem | figure | name of the slip, rule: what is done`.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any, NamedTuple

import kept
from commandline import ROOT

from nncalc.checking.answers import check_figures
from nncalc.declaring import registry
from nncalc.declaring.letters import with_letters
from nncalc.declaring.problem import ProblemType, read_problem
from nncalc.declaring.slips import rules_of
from nncalc.engine.decide import rounded
from nncalc.engine.figures import Precision, plain
from nncalc.engine.quantity import Quantity
from nncalc.engine.rule import Rule, Slip
from nncalc.engine.run import DoesNotApply, Policy
from nncalc.engine.tensor import Tensor
from nncalc.errors import NncalcError
from nncalc.page.document import Check
from nncalc.page.solving import Settings, in_input_syntax, read_result, run_problem
from nncalc.problem_files.entry import Entry
from nncalc.problem_files.reader import read_file

PLACES = 9
NO_FIGURE = (DoesNotApply, NncalcError)
"""What a slip without a meaning raises; anything else is a fault of the slip."""


class Case(NamedTuple):
    """A worked problem, its right results in figures, and the rules that it uses."""

    name: str
    problem: ProblemType
    results: dict[str, Any]
    used: dict[Rule, int]


def figures(run: Any) -> dict[str, str]:
    """The numeric results, every figure with all its places; symbols, infinite values and tables are left out."""
    found = {}
    for name, value in run.results.items():
        if isinstance(value, (Quantity, Tensor)):
            parts = [value] if isinstance(value, Quantity) else value.items
            if all(q.value is not None and not _is_infinite(q) for q in parts):
                texts = [plain(rounded(q, PLACES), PLACES) for q in parts]
                width = value.shape[-1] if isinstance(value, Tensor) else 1
                rows = [",".join(texts[start : start + width]) for start in range(0, len(texts), width)]
                found[name] = ":".join(rows)
        elif isinstance(value, bool) or (isinstance(value, list) and value and isinstance(value[0], (int, str))):
            found[name] = in_input_syntax(read_result(value, Precision(PLACES)))
    return found


def _is_infinite(q: Quantity) -> bool:
    return hasattr(q.value, "is_finite") and not q.value.is_finite()


@cache
def cases(name: str) -> list[Case]:
    """The problems of one type that can be solved, the short ones first: a slip is shown on the simplest."""
    found = []
    for path in sorted((ROOT / "problems" / name).glob("*.yaml")):
        for entry in read_file(str(path)):
            if isinstance(entry, Entry) and entry.type == name:
                problem = read_problem(registry.load(name), entry.given, folder=entry.folder)
                results, used = run_problem(problem, lambda run: (figures(run), dict(run.used)))
                found.append(Case(f"{path.stem}/{entry.id}", problem, results, used))
    return sorted(found, key=lambda case: len(case.results))


def slips(name: str) -> Iterator[Slip]:
    """Every slip of every rule of the type."""
    return (slip for rule in rules_of(registry.load(name)) for slip in rule.slips)


def planted(case: Case, slip: Slip) -> dict[str, Any]:
    """The figures of the slip that differ from the right ones; empty where it has no meaning."""
    try:
        wrong = run_problem(case.problem, figures, Policy(choice={slip.rule: slip.function}))
    except NO_FIGURE:
        return {}
    return {name: typed for name, typed in wrong.items() if typed != case.results.get(name)}


def is_found(case: Case, slip: Slip, name: str, typed: str) -> bool:
    """Whether the checker names the slip, by its name, for one wrong figure; it must never call that right."""
    check = check_figures(case.problem, [(name, typed)], Settings(precision=Precision(PLACES)))[0]
    assert check.verdict != "right", f"{slip.id}: {name}={typed} was called right on {case.name}"
    return any(cause["id"] == slip.id and cause["words"].startswith(with_letters(slip.words)) for cause in check.causes)


def shape(figure: str) -> str:
    """What is left of a figure without its numbers."""
    return "".join(sign for sign in str(figure) if sign in ",:")


@cache
def proof(name: str, slip: Slip) -> str | None:
    """The problem and the figure that prove the slip: distinct from the right answer, and found."""
    tried = 0
    for case in cases(name):
        if slip.rule not in case.used:
            continue
        for result, typed in planted(case, slip).items():
            if result not in case.results or shape(typed) != shape(case.results[result]):
                continue  # a figure of another shape is no answer
            if is_found(case, slip, result, typed):
                return f"{case.name}: {result}={typed}"
            tried += 1
            if tried > 12:
                return None
    return None


# -- figures that were written down ------------------------------------------------------------------------------------

LINES = [line for path in sorted(kept.SNAPSHOTS.glob("slips/*.txt")) for line in kept.read(path).splitlines()]
"""Those that are kept, a file for each type of the problems that show them."""


def type_of(line: str) -> str:
    return line.partition("/")[0]


def said(slip: Slip) -> str:
    return f"{slip.id}, {slip.rule.name}: {with_letters(slip.words)}"


def lines() -> list[str]:
    """A line for every slip that is declared: the one there is, else the simplest problem that shows it."""
    there = {line.split(" | ")[2]: line for line in LINES}
    found: dict[str, str] = {}
    for name in registry.names():
        for slip in slips(name):
            if said(slip) in there:
                found[said(slip)] = there[said(slip)]
            elif shown := proof(name, slip):
                problem, _, figure = shown.partition(": ")
                found.setdefault(said(slip), f"{name}/{problem} | {figure} | {said(slip)}")
    return sorted(found.values(), key=lambda line: (type_of(line), line.split(" | ")[2]))


@cache
def entries(path: str) -> dict[str, Entry]:
    return {entry.id: entry for entry in read_file(path) if isinstance(entry, Entry)}


def check_of(line: str) -> Check:
    """The check of a line's figure."""
    place, figure, _ = line.split(" | ")
    name, file, number = place.split("/", 2)
    entry = entries(str(ROOT / "problems" / name / f"{file}.yaml"))[number]
    problem = read_problem(registry.load(name), entry.given, folder=entry.folder)
    typed = figure.split("=", 1)
    return check_figures(problem, [(typed[0], typed[1])], Settings(precision=Precision(9)))[0]
